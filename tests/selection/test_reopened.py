"""A round that is opened again: whoever could read the others' opinions gives none of their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from tests import factories
from tests.selection import support
from tests.selection.admin_support import admit, coordinator
from tests.selection.support import CHANGES, Role, review, scene
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, jobs, queries, rules
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.models import Round

pytestmark = pytest.mark.django_db


def reopened(s, by=None):
    """Closed and opened again with one opinion, that of the first member."""
    review(s.round, s.members[0], CHANGES, comment="zz-un-avis")
    actions.close_round(round=s.round, by=s.chair)
    reopen(s, by)
    return s


def reopen(s, by=None):
    s.round = actions.reopen_round(
        round=s.round,
        by=by or s.chair,
        reason="Le quorum manque.",
        due_at=timezone.now() + timedelta(days=5),
    )


def test_a_chair_who_could_read_the_others_gives_no_opinion():
    s = reopened(scene())
    with pytest.raises(Conflict):
        review(s.round, s.chair)
    with pytest.raises(Conflict):
        actions.save_review_draft(round=s.round, by=s.chair, data={"comment": "x"}, version=0)
    with pytest.raises(Conflict):
        actions.recuse(round=s.round, by=s.chair, reason="Un lien.")
    seat = rules.seat_of(s.chair, s.round)
    assert not rules.can_review(s.chair, seat)
    assert seat not in s.round.seats.expected()
    assert not queries.waiting_rounds(s.chair).exists()
    assert not TaskState.objects.reviewable_by(s.chair).exists()
    assert queries.desk_of(s.chair).get().urgency == queries.GIVEN
    assert rules.can_run(s.chair, s.round)


def test_what_was_read_is_hidden_again():
    s = reopened(scene(observers=1))
    for person in (s.chair, s.observers[0], support.manager()):
        assert not queries.visible_reviews(person, s.round).exists()
        assert queries.visible_tally(person, s.round) is None


def test_the_round_closes_without_the_opinion_that_is_not_asked():
    s = reopened(scene(members=2))
    review(s.round, s.members[1])
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    assert s.round.tally["quorum"]["given"] == 2


def test_progress_counts_those_alone_whose_opinion_is_asked():
    s = reopened(scene(members=2))
    progress = queries.progress(s.round)
    assert (progress["given"], progress["expected"], progress["missing"]) == (1, 2, 1)
    assert [seat.standing for seat in progress["seats"]] == ["silent", "given", "missing"]
    assert reading.progress_of(support.manager(), [s.round.pk])[s.round.pk][:2] == (1, 2)


def test_a_member_who_read_nothing_and_a_chair_who_had_spoken_go_on():
    s = scene(members=2)
    review(s.round, s.chair)
    reopened(s)
    review(s.round, s.chair, CHANGES)
    assert review(s.round, s.members[1]).opinion == "favourable"


def test_nobody_is_reminded_of_an_opinion_that_is_not_asked():
    s = reopened(scene(members=2))
    s.round.due_at = timezone.now() - timedelta(days=4)
    s.round.save(update_fields=["due_at"])
    Round.objects.get().seats.update(invited_at=timezone.now() - timedelta(days=20))
    Round.objects.update(reopened_at=timezone.now() - timedelta(days=10))
    jobs.remind()
    late = OutboxMail.objects.filter(kind="selection/overdue")
    assert [mail.recipient for mail in late] == [s.members[1]]


@pytest.mark.parametrize("way", ["invite", "replace"])
def test_a_manager_who_could_read_them_is_not_asked_for_an_opinion(way):
    s = reopened(scene())
    manager = support.manager()

    def ask(user):
        if way == "invite":
            return actions.invite(round=s.round, by=s.chair, user=user, role=Role.MEMBER)
        seat = rules.seat_of(s.members[1], s.round)
        return actions.replace_member(seat=seat, by=s.chair, user=user)

    with pytest.raises(ValidationError) as error:
        ask(manager)
    assert set(error.value.error_dict) == {"user"}
    assert ask(factories.UserFactory()).votes
    if way == "invite":
        assert actions.invite(round=s.round, by=s.chair, user=manager, role=Role.OBSERVER)


def test_a_new_chair_may_take_the_place():
    s = reopened(scene())
    seat = rules.seat_of(s.chair, s.round)
    person = factories.UserFactory()
    actions.replace_member(seat=seat, by=support.manager(), user=person)
    assert review(s.round, person).opinion == "favourable"
    with pytest.raises(NotAllowed):
        review(s.round, s.chair)


class TestPages:
    def test_the_desk_says_it_to_the_chair(self, client, home):
        s = reopened(scene())
        client.force_login(s.chair)
        for name in ("round", "round_progress"):
            page = client.get(reverse(f"wagtail_crowdsolving:{name}", args=[s.round.pk]))
            said = {"round": "n’y donnez pas d’avis", "round_progress": "Ne donne pas d’avis"}
            assert said[name] in page.content.decode()
        url = reverse("wagtail_crowdsolving:round_review", args=[s.round.pk])
        assert client.get(url).status_code == 302
        typed = client.post(
            url, {"opinion": "favourable", "comment": "zz-mes-mots", "version": "0"}
        )
        assert typed.status_code == 409
        assert "zz-mes-mots" in typed.content.decode()
        desk = client.get(reverse("wagtail_crowdsolving:committee_desk")).content.decode()
        assert "Vous conduisez ce tour" in desk

    def test_the_draft_of_a_decision_is_hidden_while_opinions_are_taken(self, client, home):
        s = scene()
        for person in s.people:
            review(s.round, person)
        s.round.refresh_from_db()
        actions.draft_decision(round=s.round, by=s.chair, outcome="unfavourable", message="Non.")
        superuser = factories.UserFactory(is_superuser=True)
        client.force_login(superuser)
        editor = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        assert "Défavorable" in client.get(editor).content.decode()
        reopen(s)
        for url in (editor, reverse("crowdsolving_rounds:inspect", args=[s.round.pk])):
            page = client.get(url)
            assert page.status_code == 200
            assert "Défavorable" not in page.content.decode()

    def test_an_administrator_reads_who_gives_none(self, client, home):
        s = reopened(scene())
        client.force_login(coordinator())
        page = client.get(reverse("crowdsolving_rounds:inspect", args=[s.round.pk]))
        assert "Ne donne pas d’avis" in page.content.decode()
        client.force_login(admit(s.chair))
        assert client.get(reverse("crowdsolving_rounds:index")).status_code == 200
