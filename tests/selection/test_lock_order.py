"""A release against whoever else ends an examination in the same instant, on PostgreSQL: one of them does."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from wagtail.models import TaskState, WorkflowState

from tests import factories
from tests.proof import times
from tests.selection import support
from tests.selection.support import AGAINST, CHANGES, FOR, decide, review, scene
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Round

pytestmark = [
    pytest.mark.prove,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite writes one transaction at a time"
    ),
]

REPEATS = times(5, 15)
ENDS = {ProposalEvent.Kind.PUBLISHED, ProposalEvent.Kind.DECLINED, ProposalEvent.Kind.WITHDRAWN}
#: What must not happen: anything but being told that somebody was faster.
FASTER = (Conflict, PermissionDenied)


def at_once(*functions):
    """Call each in a thread of its own, in the same instant. Returns the errors."""
    barrier, errors = threading.Barrier(len(functions)), []

    def run(function):
        try:
            barrier.wait(timeout=30)
            function()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return errors


def prepared(outcome):
    s = scene(members=0, quorum=1)
    review(s.round, s.chair, {"favourable": FOR, "changes": CHANGES}.get(outcome, AGAINST))
    s.decision = decide(s.round, s.chair, outcome)
    return s


def release(s):
    decision = Decision.objects.get(pk=s.decision.pk)
    _released, refused = actions.release_decisions(decisions=[decision], by=s.chair)
    for _decision, conflict in refused:
        raise conflict


def withdraw(s):
    proposal = Proposal.objects.get(page_id=s.page.pk)
    challenges.withdraw(proposal=proposal, by=proposal.proposer)


def decline(s):
    proposal = Proposal.objects.get(page_id=s.page.pk)
    by = factories.UserFactory(is_superuser=True)
    challenges.decline(proposal=proposal, by=by, reasons="Hors sujet.")


def cancel_in_the_editor(s):
    """Outside any transaction, as Wagtail's editor does, and with what it read before."""
    s.read.cancel()


def assert_one_end(s):
    """The page, its workflow, the timeline and the round all tell the same story."""
    page = ChallengePage.objects.get(pk=s.page.pk)
    kinds = list(page.crowdsolving_proposal.events.values_list("kind", flat=True))
    state = WorkflowState.objects.for_instance(page).get()
    step = TaskState.objects.get(workflow_state=state)
    round = Round.objects.get(pk=s.round.pk)
    is_released = round.decision.state == Decision.State.RELEASED
    assert sum(kind in ENDS for kind in kinds) <= 1
    assert page.live == (state.status == WorkflowState.STATUS_APPROVED)
    assert page.live == (ProposalEvent.Kind.PUBLISHED in kinds)
    assert step.status != TaskState.STATUS_IN_PROGRESS
    if is_released:
        assert round.state == Round.State.CLOSED
    else:
        assert round.state == Round.State.CANCELLED
        assert state.status == WorkflowState.STATUS_CANCELLED


@pytest.mark.parametrize("outcome", ["favourable", "unfavourable"])
@pytest.mark.parametrize("other", [withdraw, decline, release, cancel_in_the_editor])
def test_one_of_two_ends_it(transactional_db, outcome, other):
    for _ in range(REPEATS):
        s = prepared(outcome)
        s.read = WorkflowState.objects.for_instance(s.page).get()
        errors = at_once(lambda s=s: release(s), lambda s=s: other(s))
        assert [error for error in errors if not isinstance(error, FASTER)] == []
        if other is not cancel_in_the_editor:
            assert len(errors) == 1
        assert_one_end(s)


def test_changes_requested_or_withdrawn(transactional_db):
    """A proposer may withdraw what has just come back to them: both, in this order, or one."""
    for _ in range(REPEATS):
        s = prepared("changes")
        errors = at_once(lambda s=s: release(s), lambda s=s: withdraw(s))
        assert [error for error in errors if not isinstance(error, FASTER)] == []
        assert_one_end(s)


def test_a_group_that_approves_against_a_proposer_who_withdraws(transactional_db):
    for _ in range(REPEATS):
        s = prepared("favourable")
        WorkflowState.objects.for_instance(s.page).get().cancel()
        workflow = support.groups_then_committee()
        group_step = workflow.start(s.page, None).current_task_state
        approver = factories.UserFactory(is_superuser=True)
        errors = at_once(
            lambda step=group_step, by=approver: step.task.specific.on_action(step, by, "approve"),
            lambda s=s: withdraw(s),
        )
        assert [error for error in errors if not isinstance(error, FASTER)] == []
        state = WorkflowState.objects.for_instance(s.page).latest("pk")
        assert state.status == WorkflowState.STATUS_CANCELLED
        assert not state.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exists()
