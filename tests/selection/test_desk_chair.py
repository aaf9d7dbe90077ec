"""What a chair does on the desk: time, seats, the decision."""

import datetime

import pytest
from django.utils import timezone

from tests import factories
from tests.selection import support
from tests.selection.desk_scenes import address, close, open_round, places, text_of
from tests.shared import shared
from wagtail_crowdsolving.selection.models import Decision, Meeting, Membership, Round, Seat

pytestmark = pytest.mark.django_db


_made, scene = shared(open_round)
_, chair = places()


# For the chair


def test_a_chair_gives_time_invites_replaces_closes_and_opens_again(client, scene, chair):
    url = address(scene.round, "round_progress")
    first, second, third = (
        factories.MembershipFactory(committee=scene.committee).user for _person in range(3)
    )
    day = timezone.localdate() + datetime.timedelta(days=40)
    for post, sign in (
        ({"do": "extend", "extend-due_at": day.isoformat()}, None),
        ({"do": "invite", "invite-user": first.pk, "invite-role": "member"}, first),
        (
            {
                "do": "replace",
                "replace-seat": Seat.objects.get(user=scene.members[0]).pk,
                "replace-user": second.pk,
            },
            second,
        ),
    ):
        assert client.post(url, post).status_code == 302, post
        if sign:
            assert Seat.objects.filter(round=scene.round, user=sign).exists()
    scene.round.refresh_from_db()
    assert timezone.localtime(scene.round.due_at).date() == day
    assert Seat.objects.get(user=scene.members[0]).left_at
    assert third.get_full_name() in text_of(client.get(url))
    support.review(scene.round, chair)
    assert client.post(url, {"do": "close"}).status_code == 302
    scene.round.refresh_from_db()
    assert scene.round.state == Round.State.CLOSED
    assert client.post(url, {"do": "close"}).status_code == 409
    reopened = {
        "do": "reopen",
        "reopen-reason": "Deux avis manquent.",
        "reopen-due_at": day.isoformat(),
    }
    assert client.post(url, reopened).status_code == 302
    scene.round.refresh_from_db()
    assert scene.round.state == Round.State.OPEN


@pytest.mark.parametrize(
    ("post", "field"),
    [
        ({"do": "extend", "extend-due_at": "hier"}, "due_at"),
        ({"do": "extend", "extend-due_at": "2020-01-01"}, "due_at"),
        ({"do": "invite", "invite-user": "999999", "invite-role": "member"}, "user"),
        ({"do": "invite", "invite-user": "", "invite-role": "king"}, "role"),
        ({"do": "reopen", "reopen-reason": "", "reopen-due_at": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, scene, chair, post, field):
    factories.MembershipFactory(committee=scene.committee)
    if post["do"] == "reopen":
        close(scene)
    response = client.post(address(scene.round, "round_progress"), post)
    assert response.status_code == 200
    assert field in response.context["forms"][post["do"]].errors
    assert f'id="id_{post["do"]}-{field}_error"' in text_of(response)


def test_what_nobody_offers_does_not_exist(client, scene, chair):
    url = address(scene.round, "round_progress")
    for post in (
        {},
        {"do": "explode"},
        {"do": "remind", "seat": "x"},
        {"do": "remind", "seat": 0},
    ):
        assert client.post(url, post).status_code == 404
    other = open_round(title="Ailleurs").round.seats.first()
    assert client.post(url, {"do": "remind", "seat": other.pk}).status_code == 404
    factories.MembershipFactory(committee=scene.committee)
    for seat in ("x", 0, "", other.pk):
        response = client.post(url, {"do": "replace", "replace-seat": seat})
        assert set(response.context["forms"]["replace"].errors) == {"seat", "user"}


def test_whom_a_chair_may_seat_is_looked_up_once(client, scene, chair, django_assert_num_queries):
    for _person in range(2):
        alike = factories.UserFactory(first_name="Anne", last_name="Martin")
        factories.MembershipFactory(committee=scene.committee, user=alike)
    url = address(scene.round, "round_progress")
    client.get(url)
    for more in (0, 4):
        for _person in range(more):
            user = factories.UserFactory()
            Seat.objects.create(round=scene.round, user=user, role=Membership.Role.MEMBER)
        with django_assert_num_queries(36):
            page = client.get(url)
        offered = page.context["forms"]["replace"].fields["seat"].choices
        assert len(offered) == 1 + scene.round.seats.count()
        assert text_of(page).count("Anne Martin") == 4
    seat = scene.round.seats.first()
    page = client.get(url, {"seat": seat.pk})
    assert page.context["forms"]["replace"]["seat"].value() == seat.pk


def test_the_chair_sees_who_has_given_and_not_what(client, scene, chair):
    support.review(scene.round, scene.members[0], comment="Mon secret")
    support.review(scene.round, chair)
    response = client.get(address(scene.round, "round_progress"))
    assert response.context["progress"]["given"] == 2
    assert "Mon secret" not in text_of(response)


def test_a_decision_is_drafted_prepared_taken_back_and_released(client, scene, chair):
    support.review(scene.round, scene.members[0], to_proposer="Chiffrez le besoin.")
    support.review(scene.round, chair, support.AGAINST)
    support.review(scene.round, scene.members[1])
    url = address(scene.round, "round_decision")
    meeting = Meeting.objects.create(committee=scene.committee, held_on=timezone.localdate())
    html = text_of(client.get(url))
    assert "Chiffrez le besoin." in html
    given = {"do": "prepare", "outcome": "unfavourable", "message": "", "departure": ""}
    refused = client.post(url, given)
    assert sorted(refused.context["form"].errors) == ["departure", "message"]
    assert Decision.objects.get().state == "draft"
    given |= {"message": "Nous ne retenons pas ce défi.", "departure": "Le lieu est déjà pris."}
    assert client.post(url, {**given, "do": "save", "meeting": meeting.pk}).status_code == 302
    assert Decision.objects.get().meeting == meeting
    assert client.post(url, given).status_code == 302
    assert Decision.objects.get().state == "prepared"
    assert client.post(url, given).status_code == 409
    assert client.post(url, {"do": "undo"}).status_code == 302
    assert Decision.objects.get().state == "draft"
    assert client.post(url, {"do": "release"}).status_code == 409
    client.post(url, given)
    assert client.post(url, {"do": "release"}).status_code == 302
    assert Decision.objects.get().state == "released"
    assert client.post(url, {"do": "release"}).status_code == 409
    assert scene.page.crowdsolving_proposal.events.last().message == "Nous ne retenons pas ce défi."


def test_a_decision_waits_for_the_end_of_the_round(client, scene, chair):
    assert client.get(address(scene.round, "round_decision")).status_code == 302
    given = {"do": "prepare", "outcome": "favourable"}
    response = client.post(address(scene.round, "round_decision"), {**given, "message": "Bravo !"})
    assert response.status_code == 409
    assert "Bravo !" in text_of(response)
    assert not Decision.objects.exists()
