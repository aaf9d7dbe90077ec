"""What nobody examines is on the board, and is taken up again there."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowPage, WorkflowState

from tests import factories
from tests.selection import support
from tests.selection.admin_support import admit, coordinator
from tests.selection.test_ways_around import fresh, said, signed_in
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.models import Round, Seat

pytestmark = [pytest.mark.versions, pytest.mark.django_db]
BOARD = "crowdsolving_rounds:index"


@pytest.fixture
def index(home):
    """A list that goes through one committee."""
    index = factories.ChallengeIndexFactory()
    committee, _people = support.committee()
    WorkflowPage.objects.create(page=index, workflow=support.workflow_of(committee))
    return index


def waiting(index):
    """Received while the list had no workflow."""
    return support.proposed(parent=index)


def cancelled(index):
    """Before a committee, when somebody cancelled the workflow."""
    page = support.proposed(parent=index)
    support.begin(page, index.get_workflow())
    page.current_workflow_state.cancel()
    return page


def titles(user=None):
    return [page.title for page in queries.interrupted(user)]


class TestWhatWaits:
    @pytest.mark.parametrize("state", [waiting, cancelled])
    def test_a_proposal(self, index, state):
        page = state(index)
        assert titles() == [page.title]

    def test_a_challenge_of_the_team_whose_examination_was_cancelled(self, index):
        page = factories.ChallengeFactory(parent=index, live=False)
        page.save_revision()
        assert titles() == []
        support.begin(page, index.get_workflow())
        assert titles() == []
        page.current_workflow_state.cancel()
        assert titles() == [page.title]

    def test_neither_what_is_examined_nor_what_its_proposer_has(self, index):
        page = support.proposed(parent=index)
        round = support.begin(page, index.get_workflow())
        assert titles() == []
        chair = round.seats.get(role="chair").user
        for seat in round.seats.exclude(user=chair):
            support.review(round, seat.user)
        support.review(round, chair)
        decision = support.decide(round, chair, outcome="changes")
        actions.release_decisions(decisions=[decision], by=chair)
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
        assert titles() == []

    @pytest.mark.parametrize("is_proposed", [True, False])
    @pytest.mark.parametrize("outcome", ["favourable", "unfavourable"])
    def test_nor_what_has_been_decided(self, index, outcome, is_proposed):
        if is_proposed:
            page = support.proposed(parent=index)
        else:
            page = factories.ChallengeFactory(parent=index, live=False)
            page.save_revision()
        round = support.begin(page, index.get_workflow())
        chair = round.seats.get(role="chair").user
        for seat in round.seats.all():
            support.review(round, seat.user)
        decision = support.decide(round, chair, outcome=outcome)
        actions.release_decisions(decisions=[decision], by=chair)
        assert titles() == []

    def test_nor_what_was_declined_withdrawn_or_published(self, index, admin_user):
        declined, withdrawn, published = (waiting(index) for _each in range(3))
        challenges.decline(proposal=declined.crowdsolving_proposal, by=admin_user, reasons="Non.")
        challenges.withdraw(
            proposal=withdrawn.crowdsolving_proposal, by=withdrawn.crowdsolving_proposal.proposer
        )
        published.get_latest_revision().publish()
        assert titles() == []

    def test_the_longest_first_and_not_ones_own(self, index):
        first, second = waiting(index), waiting(index)
        challenges.record(page=first, kind="eligible")
        assert titles() == [second.title, first.title]
        assert titles(first.crowdsolving_proposal.proposer) == [second.title]


class TestTakeUpAgain:
    def test_begins_at_the_first_step_and_the_proposer_reads_it(self, index):
        page, manager = cancelled(index), support.manager()
        state = actions.take_up_again(page=page, by=manager)
        assert state.workflow == index.get_workflow()
        assert state.requested_by == manager
        assert Round.objects.filter(page=page, state=Round.State.OPEN).count() == 1
        events = list(page.crowdsolving_proposal.events.values_list("kind", "message"))
        assert [kind for kind, _message in events] == ["received"] * 3
        assert len({message for _kind, message in events}) == 3
        assert titles() == []
        entry = PageLogEntry.objects.get(action="wagtail_crowdsolving.proposal.take_up")
        assert entry.user == manager

    def test_in_the_workflow_that_the_list_has_now(self, index):
        page = cancelled(index)
        committee, _people = support.committee()
        other = support.workflow_of(committee)
        WorkflowPage.objects.filter(page=index).update(workflow=other)
        assert actions.take_up_again(page=page, by=support.manager()).workflow == other

    def test_not_without_one(self, index):
        page = cancelled(index)
        WorkflowPage.objects.filter(page=index).delete()
        with pytest.raises(Conflict, match=index.title):
            actions.take_up_again(page=page, by=support.manager())
        assert titles() == [page.title]

    def test_once(self, index):
        page, manager = waiting(index), support.manager()
        actions.take_up_again(page=page, by=manager)
        with pytest.raises(Conflict):
            actions.take_up_again(page=page, by=manager)
        assert WorkflowState.objects.count() == 1

    def test_nothing_that_is_over(self, index, admin_user):
        page = waiting(index)
        challenges.decline(proposal=page.crowdsolving_proposal, by=admin_user, reasons="Non.")
        with pytest.raises(Conflict):
            actions.take_up_again(page=page, by=admin_user)
        with pytest.raises(Conflict):
            actions.take_up_again(page=index, by=admin_user)

    def test_by_coordinators_alone_and_not_ones_own(self, index):
        page = cancelled(index)
        chair = Round.objects.get().seats.get(role="chair").user
        own = page.crowdsolving_proposal.proposer
        own.user_permissions.add(Permission.objects.get(codename="manage_selection"))
        aside = support.manager()
        Seat.objects.create(
            round=Round.objects.get(),
            user=aside,
            recused_at=timezone.now(),
            recusal_reason="Un lien.",
        )
        assert titles(aside) == []
        for user in (factories.UserFactory(), chair, aside, type(own).objects.get(pk=own.pk)):
            with pytest.raises(NotAllowed):
                actions.take_up_again(page=page, by=user)
        assert titles() == [page.title]


class TestOnTheBoard:
    def test_it_is_listed_and_one_button_begins(self, index):
        page = cancelled(index)
        client = signed_in(coordinator())
        for view in ("index", "table"):
            text = client.get(reverse(f"crowdsolving_rounds:{view}")).content.decode()
            assert page.title in text
            assert reverse("crowdsolving_rounds:take_up", args=[page.pk]) in text
        response = client.post(reverse("crowdsolving_rounds:take_up", args=[page.pk]))
        assert response["Location"] == reverse(BOARD)
        assert page.title in said(response)
        assert fresh(page).workflow_in_progress
        text = client.get(reverse(BOARD)).content.decode()
        assert reverse("crowdsolving_rounds:take_up", args=[page.pk]) not in text

    def test_without_a_workflow_it_says_what_lacks(self, index):
        page = cancelled(index)
        WorkflowPage.objects.all().delete()
        client = signed_in(coordinator())
        text = client.get(reverse(BOARD)).content.decode()
        assert page.title in text
        assert f"«\N{NO-BREAK SPACE}{index.title}\N{NO-BREAK SPACE}»" in text
        assert reverse("crowdsolving_rounds:take_up", args=[page.pk]) not in text
        response = client.post(reverse("crowdsolving_rounds:take_up", args=[page.pk]))
        assert index.title in said(response)
        assert not fresh(page).workflow_in_progress

    def test_a_chair_neither_sees_nor_begins(self, index):
        page = cancelled(index)
        chair = admit(Round.objects.get().seats.get(role="chair").user)
        client = signed_in(chair)
        assert page.title not in client.get(reverse(BOARD)).content.decode()
        client.post(reverse("crowdsolving_rounds:take_up", args=[page.pk]))
        assert not fresh(page).workflow_in_progress

    def test_by_post_alone_and_for_pages_that_are_there(self, index):
        page = cancelled(index)
        client = signed_in(coordinator())
        assert client.get(reverse("crowdsolving_rounds:take_up", args=[page.pk])).status_code == 405
        assert client.post(reverse("crowdsolving_rounds:take_up", args=[0])).status_code == 404

    def test_at_any_size_the_same_cost(self, index, django_assert_num_queries):
        client = signed_in(coordinator())
        for _each in range(3):
            cancelled(index)
        client.get(reverse(BOARD))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse(BOARD))
        for _each in range(7):
            cancelled(index)
        with django_assert_num_queries(len(few)):
            text = client.get(reverse(BOARD)).content.decode()
        assert text.count("/take-up/") == 10
