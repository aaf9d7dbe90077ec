"""Minutes say for ever what they said when the decisions were released."""

import datetime

import pytest
from django.db import connection
from django.db.models.deletion import ProtectedError
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.selection.admin_support import admit
from tests.selection.support import begin, decide, manager, proposed, review, scene, workflow_of
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.selection import actions, minutes
from wagtail_crowdsolving.selection.models import Committee, Decision, Meeting, Round, Seat

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 3, 5)


@pytest.fixture
def met(home):
    """A scene whose decision was released in a meeting; two of four were there, one stood aside."""
    s = scene(members=3)
    actions.recuse(round=s.round, by=s.members[2], reason="Un proche.")
    for person in s.people[:3]:
        review(s.round, person)
    s.meeting = Meeting.objects.create(
        committee=s.committee, held_on=DAY, place="Marseille", notes="Débat nourri."
    )
    s.meeting.present.set(s.people[:2])
    decision = decide(s.round, s.chair)
    s.decision = actions.place_decision(decision=decision, by=s.chair, meeting=s.meeting)
    actions.release_decisions(decisions=[s.decision], by=s.chair)
    s.meeting.refresh_from_db()
    return s


@pytest.fixture
def reader(client):
    user = admit(manager())
    client.force_login(user)
    return user


def minutes_of(client, meeting):
    response = client.get(reverse("crowdsolving_meetings:minutes", args=[meeting.pk]))
    assert response.status_code == 200
    html = response.content.decode()
    return html[html.index("<main>") : html.index("</main>")]


def test_frozen_when_released(client, met, reader):
    before = minutes_of(client, met.meeting)
    for words in ("Marseille", "Débat nourri.", met.round.title, met.committee.name):
        assert words in before
    for person in met.people:
        assert person.get_full_name() in before
    Committee.objects.update(name="Un autre nom")
    Meeting.objects.update(place="Ailleurs", notes="", held_on=DAY + datetime.timedelta(3))
    met.meeting.present.clear()
    met.committee.memberships.all().delete()
    type(met.chair).objects.filter(pk=met.chair.pk).update(last_name="Changé")
    Seat.objects.update(recused_at=None)
    assert minutes_of(client, met.meeting) == before


def test_in_the_language_of_the_site_whoever_releases(home):
    """Two of one name are told apart in words."""
    s = scene(members=2)
    for person, day in zip(s.members, (1, 2), strict=True):
        type(person).objects.filter(pk=person.pk).update(
            first_name="Jean",
            last_name="Martin",
            date_joined=datetime.datetime(2024, 3, day, 12, tzinfo=datetime.UTC),
        )
    for person in s.people:
        review(s.round, person)
    s.meeting = Meeting.objects.create(committee=s.committee, held_on=DAY)
    s.meeting.present.set(s.people)
    decision = decide(s.round, s.chair)
    decision = actions.place_decision(decision=decision, by=s.chair, meeting=s.meeting)
    with translation.override("en"):
        actions.release_decisions(decisions=[decision], by=s.chair)
    s.meeting.refresh_from_db()
    present = {one["name"] for one in s.meeting.minutes["present"]}
    assert {
        "Jean Martin (depuis le 1er mars 2024)",
        "Jean Martin (depuis le 2 mars 2024)",
    } < present


def test_not_before(client, home, reader):
    s = scene()
    for person in s.people:
        review(s.round, person)
    meeting = Meeting.objects.create(committee=s.committee, held_on=DAY, place="Marseille")
    actions.place_decision(decision=decide(s.round, s.chair), by=s.chair, meeting=meeting)
    meeting.place = "Aix"
    meeting.save()
    meeting.present.add(s.chair)
    assert "Aix" in minutes_of(client, meeting)
    assert meeting.minutes is None


def another(s, title="Un second défi"):
    """One more closed round of the committee."""
    round = begin(proposed(title=title), workflow_of(s.committee, active=True))
    for person in s.people:
        review(round, person)
    round.refresh_from_db()
    return round


@pytest.fixture
def two(home):
    """Two prepared decisions and a draft in one meeting; the first is released."""
    s = scene()
    for person in s.people:
        review(s.round, person)
    s.meeting = Meeting.objects.create(committee=s.committee, held_on=DAY, place="Marseille")
    s.next = Meeting.objects.create(committee=s.committee, held_on=DAY, place="Aix")
    first = decide(s.round, s.chair)
    s.second = decide(another(s), s.chair)
    for decision in (first, s.second):
        actions.place_decision(decision=decision, by=s.chair, meeting=s.meeting)
    s.draft = actions.draft_decision(
        round=another(s, "Un ajourné"), by=s.chair, outcome="favourable", meeting=s.meeting
    )
    first, s.second = (Decision.objects.get(pk=one.pk) for one in (first, s.second))
    actions.release_decisions(decisions=[first], by=s.chair)
    s.meeting.refresh_from_db()
    return s


def test_what_was_prepared_there_is_released_there(client, two, reader):
    before = two.meeting.minutes
    actions.release_decisions(decisions=[two.second], by=two.chair)
    two.meeting.refresh_from_db()
    assert two.meeting.minutes == before
    html = minutes_of(client, two.meeting)
    assert "Un second défi" in html
    assert two.round.title in html


def test_frozen_minutes_take_no_decision(client, met, reader):
    round = begin(proposed(title="Un second défi"), workflow_of(met.committee, active=True))
    for person in met.people:
        review(round, person)
    round.refresh_from_db()
    before = minutes_of(client, met.meeting)
    given = {"round": round, "by": met.chair, "outcome": "favourable"}
    with pytest.raises(Conflict):
        actions.draft_decision(**given, meeting=met.meeting)
    decision = decide(round, met.chair)
    with pytest.raises(Conflict):
        actions.place_decision(decision=decision, by=met.chair, meeting=met.meeting)
    client.post(reverse("crowdsolving_meetings:place", args=[met.meeting.pk, decision.pk]))
    assert Decision.objects.get(pk=decision.pk).meeting is None
    assert minutes_of(client, met.meeting) == before


def test_frozen_minutes_give_no_decision_away(client, two, reader):
    before = minutes_of(client, two.meeting)
    assert "Un second défi" in before
    assert "Un ajourné" not in before
    with pytest.raises(Conflict):
        actions.place_decision(decision=two.second, by=two.chair, meeting=two.next)
    actions.undo_decision(decision=two.second, by=two.chair)
    for meeting in (None, two.next):
        with pytest.raises(Conflict):
            actions.draft_decision(
                round=two.second.round, by=two.chair, outcome="favourable", meeting=meeting
            )
    html = minutes_of(client, two.meeting)
    assert "Un second défi" in html
    assert html.count("Pas encore notifiée") == before.count("Pas encore notifiée") == 1
    # What was no more than a draft stood in no minutes: it is taken in the next meeting.
    actions.place_decision(decision=two.draft, by=two.chair, meeting=two.next)
    assert Decision.objects.get(pk=two.draft.pk).meeting == two.next


def test_frozen_meetings_are_not_offered(client, two):
    client.force_login(admit(two.chair))
    round = another(two, "Un troisième")
    other = decide(another(two, "Un quatrième"), two.chair)
    actions.undo_decision(decision=two.second, by=two.chair)

    def offered(url, round):
        form = client.get(reverse(url, args=[round.pk])).context["form"]
        return list(form.fields["meeting"].queryset.order_by("pk"))

    inspect = reverse("crowdsolving_meetings:inspect", args=[two.meeting.pk])
    context = client.get(inspect).context
    assert (context["waiting"], context["loose"]) == ([], [])
    context = client.get(reverse("crowdsolving_meetings:inspect", args=[two.next.pk])).context
    assert round in context["waiting"]
    assert context["loose"] == [other]
    for url in ("crowdsolving_rounds:decide", "wagtail_crowdsolving:round_decision"):
        assert offered(url, round) == [two.next]
        assert offered(url, two.second.round) == [two.meeting, two.next]


@pytest.mark.parametrize(
    "change",
    [
        {"held_on": datetime.date(2025, 1, 1)},
        {"place": "Ailleurs"},
        {"notes": "Autre chose."},
        {"minutes": None},
    ],
)
def test_a_frozen_meeting_is_not_changed(met, change):
    for name, value in change.items():
        setattr(met.meeting, name, value)
    with pytest.raises(NotAllowed):
        met.meeting.save()


def test_nor_in_the_admin(client, met, reader):
    edit = reverse("crowdsolving_meetings:edit", args=[met.meeting.pk])
    inspect = reverse("crowdsolving_meetings:inspect", args=[met.meeting.pk])
    assert "Modifier la réunion" not in client.get(inspect).content.decode()
    response = client.post(edit, {"held_on": "2025-01-01", "place": "x", "notes": ""})
    assert response.url == inspect
    assert Meeting.objects.get(pk=met.meeting.pk).place == "Marseille"
    client.post(reverse("crowdsolving_meetings:delete", args=[met.meeting.pk]))
    assert Meeting.objects.filter(pk=met.meeting.pk).exists()


def test_a_meeting_leaves_its_drafts_behind(met):
    with pytest.raises(ProtectedError):
        met.meeting.delete()
    other = Meeting.objects.create(committee=met.committee, held_on=DAY)
    Decision.objects.update(state="prepared", meeting=other)
    other.delete()
    assert Decision.objects.get().meeting is None


def test_the_release_page_says_what_is_frozen(client, home, reader):
    s = scene()
    for person in s.people:
        review(s.round, person)
    meeting = Meeting.objects.create(committee=s.committee, held_on=DAY, notes="À compléter")
    meeting.present.add(s.members[0])
    actions.place_decision(decision=decide(s.round, s.chair), by=s.chair, meeting=meeting)
    html = client.get(reverse("crowdsolving_meetings:release", args=[meeting.pk])).content.decode()
    assert "À compléter" in html
    assert s.members[0].get_full_name() in html
    assert reverse("crowdsolving_meetings:edit", args=[meeting.pk]) in html


def test_a_person_who_leaves_becomes_nobody_in_them(client, met, reader):
    """Present, absent and aside: the name goes, the number stays."""
    tally = Round.objects.get().tally
    met.meeting.refresh_from_db()
    sizes = {name: len(met.meeting.minutes[name]) for name in ("present", "absent")}
    gone = [met.chair, met.members[1], met.members[2]]
    names = [person.get_full_name() for person in gone]
    for person in gone:
        person.delete()
    html = minutes_of(client, met.meeting)
    for name in names:
        assert name not in html
    assert html.count(public_name(None)) >= 3
    assert met.members[0].get_full_name() in html
    met.meeting.refresh_from_db()
    assert {name: len(met.meeting.minutes[name]) for name in sizes} == sizes
    assert Round.objects.get().tally == tally


def test_whom_somebody_sat_for_is_kept_by_name(home):
    organisation = factories.OrganisationFactory(name="Les Amis")
    s = scene()
    user = factories.UserFactory()
    seat = actions.invite(
        round=s.round, by=s.chair, user=user, role="member", organisation=organisation
    )
    assert (seat.organisation_name, seat.sits_for) == ("Les Amis", "Les Amis")
    organisation.name = "Un autre nom"
    organisation.save()
    assert Seat.objects.get(pk=seat.pk).sits_for == "Les Amis"
    with pytest.raises(ProtectedError):
        organisation.delete()


def test_an_inactive_committee_takes_no_new_round(home):
    s = scene()
    Committee.objects.update(is_active=False)
    round = begin(proposed(), workflow_of(Committee.objects.get(), active=True))
    assert round.state == Round.State.WAITING
    review(s.round, s.chair)  # what is open goes on


@pytest.mark.parametrize("model", [Meeting, Decision])
def test_two_who_leave_at_once_are_both_forgotten(met, model):
    """The other's name goes between what is read for the one and what is written."""
    one, other = met.people[:2]
    named = [{"user": person.pk, "name": person.username} for person in (one, other)]
    record = Decision.objects.get().record
    Decision.objects.update(record={**record, "recused": named})
    statements = []

    def overtake(execute, sql, *context):
        if f'"{model._meta.db_table}"' in sql:
            statements.append(sql)
            if len(statements) == 2:
                minutes.forget(other)
        return execute(sql, *context)

    with connection.execute_wrapper(overtake):
        minutes.forget(one)
    met.meeting.refresh_from_db()
    left = [*met.meeting.minutes["present"], *Decision.objects.get().record["recused"]]
    assert left == [minutes.NOBODY] * 4
