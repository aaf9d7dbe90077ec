"""The desk of a committee's members, through its pages."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import support
from tests.selection.desk_scenes import open_round
from tests.shared import shared
from wagtail_crowdsolving import kept
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Review,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)

pytestmark = pytest.mark.django_db

DESK = "/espace/comite/"


def address(round, name="round"):
    return reverse(f"wagtail_crowdsolving:{name}", args=[round.pk])


def text_of(response):
    return response.content.decode()


_made, scene = shared(open_round)


@pytest.fixture
def member(scene, client):
    """The first member, signed in."""
    client.force_login(scene.members[0])
    return scene.members[0]


@pytest.fixture
def chair(scene, client):
    client.force_login(scene.chair)
    return scene.chair


def answers(scene, **changes):
    return {
        "version": "0",
        "go": "give",
        "opinion": "favourable",
        scene.need: "4",
        scene.means: "na",
        "comment": "Utile.",
        "to_proposer": "Chiffrez le besoin.",
        **changes,
    }


def close(scene):
    for person in [scene.chair, *scene.members]:
        support.review(scene.round, person)
    scene.round.refresh_from_db()


# The desk


def test_an_empty_desk_says_what_it_is_for(client, home):
    client.force_login(factories.UserFactory())
    response = client.get(DESK)
    assert response.context["groups"] == []
    assert "cs-empty" in text_of(response)


def test_what_waits_comes_first(client, scene):
    member = scene.members[0]
    late = open_round(title="En retard")
    Round.objects.filter(pk=late.round.pk).update(
        due_at=timezone.now() - datetime.timedelta(days=2)
    )
    given, closed = open_round(title="Donné"), open_round(title="Clos")
    for other in (late, given, closed):
        Seat.objects.filter(round=other.round, user=other.members[0]).update(user=member)
    support.review(given.round, member)
    support.review(closed.round, member)
    actions.close_round(round=closed.round, by=closed.chair)
    actions.release_decisions(
        decisions=[support.decide(closed.round, closed.chair)], by=closed.chair
    )
    client.force_login(member)
    response = client.get(DESK)
    titles = [[row["round"].title for row in group["rows"]] for group in response.context["groups"]]
    assert titles == [["En retard", "Une halle à rouvrir"], ["Donné"], ["Clos"]]
    assert response.context["waiting"] == 2
    assert [row["left"] for row in response.context["groups"][0]["rows"]] == [-2, 14]
    html = text_of(response)
    assert html.index("En retard") < html.index("Une halle à rouvrir") < html.index("Donné")


def test_a_chair_is_led_to_the_decision_and_to_the_progress(client, scene, chair):
    assert address(scene.round, "round_progress") in text_of(client.get(DESK))
    close(scene)
    response = client.get(DESK)
    assert [group["number"] for group in response.context["groups"]] == [1]
    assert address(scene.round, "round_decision") in text_of(response)


def test_only_a_chair_reads_how_many_reviews_are_in(client, scene, member):
    support.review(scene.round, scene.members[1])
    html = text_of(client.get(DESK))
    assert address(scene.round, "round_progress") not in html
    assert all(
        row["given"] is None for g in client.get(DESK).context["groups"] for row in g["rows"]
    )


def seats_for(person, number, scene):
    """``number`` rounds in which ``person`` sits, in every state; past the doors."""
    states = TaskStates(scene)
    rounds = [
        Round(
            task_state_id=states.make(),
            page_id=scene.page.pk,
            committee=scene.committee,
            state=state,
            title=f"Dossier {n}",
            content=scene.round.content,
            content_hash="x",
            criteria=scene.round.criteria,
            rule="majority",
            threshold=0,
            quorum=1,
            due_at=timezone.now() + datetime.timedelta(days=n % 30 - 5),
            closed_at=timezone.now() if state == Round.State.CLOSED else None,
            tally={} if state == Round.State.CLOSED else None,
        )
        for n, state in zip(
            range(number), (Round.State.OPEN, Round.State.CLOSED) * number, strict=False
        )
    ]
    Round.objects.bulk_create(rounds)
    Seat.objects.bulk_create(
        Seat(round=round, user=person, role="chair" if n % 3 else "member")
        for n, round in enumerate(rounds)
    )
    Decision.objects.bulk_create(
        Decision(round=round, outcome="favourable", state="released", released_at=timezone.now())
        for round in rounds[1::4]
    )
    Review.objects.bulk_create(
        Review(seat=seat, opinion="favourable")
        for seat in Seat.objects.filter(user=person, round__in=rounds[::3])
    )


class TaskStates:
    """Steps for rounds that nobody examines: rows that only have to exist."""

    def __init__(self, scene):
        self.model = scene.round.task_state

    def make(self):
        step = type(self.model)(
            workflow_state_id=self.model.workflow_state_id,
            revision_id=self.model.revision_id,
            task_id=self.model.task_id,
            status="approved",
            content_type_id=self.model.content_type_id,
        )
        step.save()
        return step.pk


@pytest.mark.parametrize("number", [20, 200])
def test_a_long_desk_costs_no_more(client, scene, number):
    person = factories.UserFactory()
    seats_for(person, number, scene)
    client.force_login(person)
    client.get(DESK)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(DESK)
    assert len(queries) == 9
    assert sum(len(group["rows"]) for group in response.context["groups"]) == 20
    assert response.context["shown"].paginator.num_pages == number // 20
    if number > 20:
        last = client.get(f"{DESK}?p=10")
        assert sum(len(group["rows"]) for group in last.context["groups"]) == 20
        assert len(last.context["groups"]) == 1
        found = client.get(DESK, {"q": "dossiers 19"})
        assert found.context["shown"].paginator.count == 11  # 19, 190 to 199
        assert found.context["waiting"] == response.context["waiting"]
        assert b'role="status"' in found.content
        none = client.get(DESK, {"q": "xylophone"}).content.decode()
        assert f'href="{DESK}"' in none
        assert client.get(DESK, {"q": "x" * 400}).status_code == 200


# The dossier


def test_the_dossier_is_what_is_judged(client, scene, member):
    scene.page.summary = "Un tout autre résumé."
    scene.page.save_revision()
    html = text_of(client.get(address(scene.round)))
    assert "Un besoin du territoire, sans porteur de projet." in html
    assert "Un tout autre résumé." not in html
    assert "Qui en profite ?" in html
    for person in (scene.chair, scene.observer, *scene.members):
        assert person.get_full_name() in html


def test_a_proposed_recusal_is_said(client, scene, member):
    Seat.objects.filter(user=member).update(interest="Les Amis de la halle")
    html = text_of(client.get(address(scene.round)))
    assert "Les Amis de la halle" in html
    assert address(scene.round, "round_recuse") in html
    assert "cs-badge--changes_requested" in text_of(client.get(DESK))


def test_earlier_rounds_are_readable_and_changes_are_marked(client, scene, member):
    for person in [scene.chair, *scene.members]:
        support.review(scene.round, person, support.CHANGES)
    decision = support.decide(scene.round, scene.chair, "changes", "Précisez le lieu.")
    actions.release_decisions(decisions=[decision], by=scene.chair)
    page = scene.page
    page.summary = "Un besoin précisé, rue de l'Essai."
    revision = page.save_revision()
    state = scene.round.task_state.workflow_state
    state.refresh_from_db()
    state.resume()
    state.refresh_from_db()
    second = actions.open_round(task_state=state.current_task_state)
    assert second.task_state.revision_id == revision.pk
    response = client.get(address(second))
    html = text_of(response)
    assert "Précisez le lieu." in html
    assert "Un besoin précisé" in html
    assert "Un besoin du territoire, sans porteur de projet." in html
    changed = [part["name"] for part in response.context["parts"] if part["is_changed"]]
    assert changed == ["summary"]
    assert address(scene.round) in html
    # Who stood aside in the first round reads nothing of it in the second.
    Seat.objects.filter(round=scene.round, user=member).update(
        recused_at=timezone.now(), recusal_reason="Un intérêt."
    )
    html = text_of(client.get(address(second)))
    assert "Précisez le lieu." not in html
    assert "sans porteur de projet" not in html


# The review


def test_a_review_is_given_and_the_next_dossier_offered(client, scene, member):
    following = open_round(title="Le suivant")
    Seat.objects.filter(round=following.round, user=following.members[0]).update(user=member)
    page = client.get(address(scene.round, "round_review"))
    assert scene.need in text_of(page)
    response = client.post(address(scene.round, "round_review"), answers(scene), follow=True)
    review = Review.objects.get()
    assert (review.opinion, review.comment, review.to_proposer) == (
        "favourable",
        "Utile.",
        "Chiffrez le besoin.",
    )
    assert review.scores == {
        scene.need.removeprefix("score_"): 4,
        scene.means.removeprefix("score_"): None,
    }
    assert not ReviewDraft.objects.exists()
    html = text_of(response)
    assert address(following.round) in html
    assert html.count("Le suivant") >= 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"need": ""}, ["need"]),
        ({"need": "6"}, ["need"]),
        ({"need": "na"}, ["need"]),
        ({"means": "na", "opinion": ""}, ["opinion"]),
        ({"opinion": "perhaps"}, ["opinion"]),
        ({"comment": "x" * 6001}, ["comment"]),
        ({"need": "", "means": "8", "opinion": ""}, ["need", "means", "opinion"]),
    ],
)
def test_a_wrong_review_is_said_beside_its_field_and_kept(client, scene, member, changes, wrong):
    named = {getattr(scene, name, name): value for name, value in changes.items()}
    response = client.post(
        address(scene.round, "round_review"), answers(scene, **{"comment": "Mes raisons.", **named})
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert sorted(form.errors) == sorted(getattr(scene, name, name) for name in wrong)
    html = text_of(response)
    for name in form.errors:
        assert f'id="id_{name}_error"' in html
    if "comment" not in changes:
        assert "Mes raisons." in html
    assert not Review.objects.exists()
    # What is wrong is kept as a draft all the same.
    assert ReviewDraft.objects.get().data["to_proposer"] == form.data["to_proposer"]
    again = client.get(address(scene.round, "round_review"))
    assert again.context["form"]["opinion"].value() == form.data["opinion"]


def test_an_abstention_needs_no_marks(client, scene, member):
    given = answers(scene, opinion="abstain", **{scene.need: "", scene.means: ""})
    assert client.post(address(scene.round, "round_review"), given).status_code == 302
    assert Review.objects.get().scores == {}


def test_a_draft_is_saved_without_scripts(client, scene, member):
    given = answers(scene, go="draft", opinion="", **{scene.need: ""})
    response = client.post(address(scene.round, "round_review"), given, follow=True)
    hour = timezone.localtime(ReviewDraft.objects.get().updated_at).strftime("%H:%M")
    assert hour in text_of(response)
    assert response.context["form"]["comment"].value() == "Utile."
    assert response.context["version"] == 1
    assert not Review.objects.exists()


def test_an_unfinished_draft_that_is_stale_is_asked_for_nothing_more(client, scene):
    url = address(scene.round, "round_review")
    client.force_login(scene.members[0])
    client.post(url, {"go": "draft", "comment": "D’abord", "version": "0"})
    stale = client.post(url, {"go": "draft", "comment": "Ailleurs", "version": "0"})
    assert stale.status_code == 409
    html = stale.content.decode()
    assert "D’abord" in html
    assert "Ailleurs" in html
    assert "Choisissez une note" not in html


def test_the_draft_saves_itself_with_its_version(client, scene, member):
    url = address(scene.round, "round_review_draft")
    first = client.post(url, answers(scene, comment="Un début"))
    assert first.status_code == 200
    assert first.json()["version"] == 1
    hour = timezone.localtime(ReviewDraft.objects.get().updated_at).strftime("%H:%M")
    assert hour in first.json()["message"]
    second = client.post(url, answers(scene, comment="Un début, puis une suite", version="1"))
    assert second.json()["version"] == 2
    stale = client.post(url, answers(scene, comment="Un autre onglet", version="1"))
    assert stale.status_code == 409
    assert stale.json()["message"]
    assert ReviewDraft.objects.get().data["comment"] == "Un début, puis une suite"
    assert client.get(url).status_code == 405


def test_two_windows_lose_nothing(client, scene, member):
    url = address(scene.round, "round_review")
    client.post(url, answers(scene, go="draft", comment="La première fenêtre"))
    response = client.post(url, answers(scene, comment="La seconde fenêtre"))
    assert response.status_code == 409
    html = text_of(response)
    assert "La première fenêtre" in html
    assert "La seconde fenêtre" in html
    assert not Review.objects.exists()
    again = client.post(
        url, answers(scene, comment="La seconde fenêtre", version=response.context["version"])
    )
    assert again.status_code == 302
    assert Review.objects.get().comment == "La seconde fenêtre"


def test_a_double_click_gives_one_review(client, scene, member):
    url = address(scene.round, "round_review")
    for _click in range(2):
        assert client.post(url, answers(scene)).status_code == 302
    assert Review.objects.count() == 1


def test_a_changed_mind_starts_from_the_review_that_was_given(client, scene, member):
    url = address(scene.round, "round_review")
    client.post(url, answers(scene))
    form = client.get(url).context["form"]
    assert form["opinion"].value() == "favourable"
    assert form[scene.need].value() == "4"
    assert form[scene.means].value() == "na"
    client.post(url, answers(scene, opinion="changes"))
    assert Review.objects.filter(superseded_at=None).get().opinion == "changes"
    assert Review.objects.count() == 2


def test_a_review_that_comes_too_late_is_shown_once_more(client, scene, member):
    actions.close_round(round=scene.round, by=scene.chair)
    url = address(scene.round, "round_review")
    response = client.post(url, answers(scene, comment="Trop tard"))
    assert response.status_code == 409
    assert "Trop tard" in text_of(response)
    assert not Review.objects.exists()
    assert client.get(url).status_code == 302
    assert (
        client.post(address(scene.round, "round_review_draft"), answers(scene)).status_code == 409
    )


def test_what_was_typed_when_the_session_had_ended_is_kept(client, scene):
    member = scene.members[0]
    url = address(scene.round, "round_review")
    typed = answers(scene, comment="Écrit avant la déconnexion", reader=kept.mark(member))
    response = client.post(url, typed)
    assert response.status_code == 302
    assert "login" in response.url
    client.force_login(member)
    page = client.get(url)
    assert page.context["unsaved"]
    assert "Écrit avant la déconnexion" in text_of(page)
    client.post(url, answers(scene, go="draft", comment="Écrit avant la déconnexion"))
    assert kept.KEY not in client.session


@pytest.mark.parametrize("name", ["round_recuse", "round_discussion", "round_decision"])
def test_no_word_is_lost_with_the_session(client, scene, name):
    """Given back to whom the form was printed for, and to nobody else on the same computer."""
    who, other = scene.chair, scene.members[0]
    if name != "round_recuse":
        for person in (who, other):
            support.review(scene.round, person, support.FOR)
    if name == "round_decision":
        actions.close_round(round=scene.round, by=scene.chair)
    url = address(scene.round, name)
    client.force_login(who)
    mark = re.search(r'name="reader" value="([^"]+)"', text_of(client.get(url)))[1]
    field = {"round_recuse": "reason", "round_discussion": "text"}.get(name, "message")
    for posted in (mark, "", kept.mark(other)[:-1] + "x"):
        client.logout()
        response = client.post(url, {field: "Des mots à garder", "reader": posted, "do": "save"})
        assert "login" in response.url
        assert bool(kept.KEY in client.session) is (posted == mark)
        if posted == mark:
            client.force_login(other)
            assert "Des mots à garder" not in text_of(client.get(url, follow=True))
            client.force_login(who)
            assert "Des mots à garder" not in text_of(client.get(url))
    client.logout()
    client.post(url, {field: "Des mots à garder", "reader": mark, "do": "save"})
    client.force_login(who)
    assert "Des mots à garder" in text_of(client.get(url))
    client.post(url, {field: "Des mots à garder", "do": "save", "outcome": "favourable"})
    assert kept.KEY not in client.session


# Standing aside


def test_standing_aside_needs_a_reason_and_ends_all(client, scene, member):
    url = address(scene.round, "round_recuse")
    refused = client.post(url, {"reason": "  "})
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["reason"]
    assert client.post(url, {"reason": "Je travaille pour la structure."}).status_code == 302
    assert Seat.objects.get(user=member).recusal_reason == "Je travaille pour la structure."
    response = client.get(address(scene.round))
    assert response.status_code == 403
    assert "Une halle à rouvrir" not in text_of(response)
    assert "Une halle à rouvrir" not in text_of(client.get(DESK))


def test_one_does_not_stand_aside_after_one_s_review(client, scene, member):
    support.review(scene.round, member)
    url = address(scene.round, "round_recuse")
    assert client.get(url).status_code == 302
    response = client.post(url, {"reason": "Trop tard pour moi."})
    assert response.status_code == 409
    assert "Trop tard pour moi." in text_of(response)
    assert Seat.objects.get(user=member).recused_at is None
    # Nobody is asked for words that nothing takes any more.
    assert client.post(url, {"reason": ""}).status_code == 409


# Reviews and discussion


def test_the_discussion_opens_with_one_s_own_review(client, scene, member):
    support.review(scene.round, scene.members[1], comment="Mon secret")
    url = address(scene.round, "round_discussion")
    assert client.get(url).status_code == 302
    assert client.post(url, {"text": "Bonjour"}).status_code == 403
    support.review(scene.round, member)
    assert "Mon secret" in text_of(client.get(url))
    wrong = client.post(url, {"text": " "})
    assert list(wrong.context["form"].errors) == ["text"]
    assert client.post(url, {"text": "Qu'en pensez-vous ?"}).status_code == 302
    assert RoundMessage.objects.get().text == "Qu'en pensez-vous ?"
    assert "Qu&#x27;en pensez-vous ?" in text_of(client.get(url))


def test_a_chair_discusses_before_reading_the_reviews(client, scene, chair):
    support.review(scene.round, scene.members[0], comment="Mon secret")
    support.review(scene.round, chair)
    html = text_of(client.get(address(scene.round, "round_discussion")))
    assert "Mon secret" not in html
    support.review(scene.round, scene.members[1])
    assert "Mon secret" in text_of(client.get(address(scene.round, "round_discussion")))


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


# The ways to it


def test_the_space_leads_to_the_desk_of_those_who_have_one(client, scene, member):
    html = text_of(client.get("/espace/"))
    assert f'href="{DESK}"' in html
    assert html.count(f'href="{DESK}"') == 2  # the menu too
    client.force_login(factories.UserFactory())
    assert DESK not in text_of(client.get("/espace/"))
