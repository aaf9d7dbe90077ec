"""Several at once in one round, on a database that lets several at once: one outcome, once."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from tests.contributions.test_concurrency import at_once
from tests.proof import times
from tests.selection import support
from tests.selection.support import AGAINST, FOR, committee, decide, proposed, review, workflow_of
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Review, Round, Seat

pytestmark = [
    pytest.mark.prove,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: needs PostgreSQL"
    ),
]

TIMES = times(12, 50)


@pytest.fixture
def body(transactional_db):
    """A committee of a chair and two members, and its workflow."""
    made, people = committee(members=2, quorum=1)
    return workflow_of(made), people


def open_rounds(body):
    """``TIMES`` new rounds, one after the other."""
    workflow, _people = body
    for _number in range(TIMES):
        with transaction.atomic():
            round = support.begin(proposed(), workflow)
        yield round


def closed_once(round):
    """The round as it stands, closed once and told once."""
    round.refresh_from_db()
    assert round.state == Round.State.CLOSED
    told = OutboxMail.objects.filter(kind="selection/closed", key__contains=f":{round.pk}:")
    assert told.count() == 1
    return round


def of(results, kind):
    return [result for result in results if isinstance(result, kind)]


def test_the_last_two_reviews(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        review(round, chair)
        results = at_once(
            lambda round=round: review(round, first, FOR),
            lambda round=round: review(round, second, AGAINST),
        )
        assert len(of(results, Review)) == 2
        counts = closed_once(round).tally["counts"]
        assert (counts["favourable"], counts["unfavourable"]) == (2, 1)


def test_a_double_click_on_the_last_review(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        review(round, chair)
        review(round, first)
        results = at_once(*[lambda round=round: review(round, second)] * 3)
        assert len({result.pk for result in results}) == 1
        assert Review.objects.filter(seat__round=round).count() == 3
        closed_once(round)


def test_two_changed_minds_of_one_person(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        review(round, first)
        results = at_once(
            lambda round=round: review(round, first, AGAINST),
            lambda round=round: review(round, first, support.ABSTAIN),
        )
        assert len(of(results, Review)) == 2
        assert Review.objects.filter(seat__round=round).count() == 3
        assert Review.objects.current().filter(seat__round=round).count() == 1


def test_two_who_close(body):
    chair, first, second = body[1]
    manager = support.manager()
    for round in open_rounds(body):
        review(round, first)
        results = at_once(
            lambda round=round: actions.close_round(round=round, by=chair),
            lambda round=round: actions.close_round(round=round, by=manager),
        )
        assert (len(of(results, Round)), len(of(results, Conflict))) == (1, 1)
        assert closed_once(round).closed_by == of(results, Round)[0].closed_by


def test_the_last_review_against_who_closes(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        review(round, chair)
        review(round, first)
        results = at_once(
            lambda round=round: review(round, second, AGAINST),
            lambda round=round: actions.close_round(round=round, by=chair),
        )
        assert len(of(results, Conflict)) == 1
        given = len(of(results, Review))
        assert closed_once(round).tally["quorum"]["given"] == 2 + given
        assert Review.objects.filter(seat__round=round).count() == 2 + given


def test_a_review_against_a_recusal(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        review(round, chair)
        review(round, first)
        results = at_once(
            lambda round=round: review(round, second, AGAINST),
            lambda round=round: actions.recuse(round=round, by=second, reason="Un lien."),
        )
        assert len(of(results, (Conflict, NotAllowed))) == 1
        seat = Seat.objects.get(round=round, user=second)
        assert (seat.recused_at is None) == bool(of(results, Review)) == seat.reviews.exists()
        given = closed_once(round).tally["quorum"]["given"]
        assert given == (3 if seat.recused_at is None else 2)


def test_a_review_against_a_replacement(body):
    chair, first, second = body[1]
    for round in open_rounds(body):
        seat = Seat.objects.get(round=round, user=second)
        spare = support.factories.UserFactory()
        results = at_once(
            lambda round=round: review(round, second),
            lambda seat=seat, spare=spare: actions.replace_member(seat=seat, by=chair, user=spare),
        )
        assert len(of(results, (Conflict, NotAllowed))) == 1
        seat.refresh_from_db()
        assert (seat.left_at is None) == bool(of(results, Review)) == seat.reviews.exists()


def test_two_openings_of_one_step(body):
    workflow, people = body
    for _number in range(TIMES):
        state = workflow.start(proposed(), None).current_task_state
        # As before its round was opened; a round is never deleted otherwise.
        opened = Round.objects.get(task_state=state)
        Seat.objects.filter(round=opened)._raw_delete("default")
        Round.objects.filter(pk=opened.pk)._raw_delete("default")
        results = at_once(*[lambda state=state: actions.open_round(task_state=state)] * 2)
        assert len({result.pk for result in results}) == 1
        assert Seat.objects.filter(round=results[0]).count() == len(people)


def released_once(round, decision):
    decision.refresh_from_db()
    assert decision.state == Decision.State.RELEASED
    told = OutboxMail.objects.filter(kind="selection/decided", key__contains=":")
    seats = Seat.objects.filter(round=round).values_list("pk", flat=True)
    assert sorted(
        int(key.split(":")[1])
        for key in told.values_list("key", flat=True)
        if int(key.split(":")[1]) in seats
    ) == sorted(seats)


@pytest.fixture
def alone(transactional_db):
    """A committee of one: less to say, as much to decide."""
    made, people = committee(members=0, quorum=1)
    return workflow_of(made), people


def to_release(body, outcome):
    (chair,) = body[1]
    for round in open_rounds(body):
        review(round, chair)
        round.refresh_from_db()
        yield round, decide(round, chair, outcome)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("favourable", ProposalEvent.Kind.PUBLISHED),
        ("changes", ProposalEvent.Kind.CHANGES_REQUESTED),
        ("unfavourable", ProposalEvent.Kind.DECLINED),
    ],
)
def test_one_decision_released_twice(alone, outcome, kind):
    chair, manager = alone[1][0], support.manager()
    for round, decision in to_release(alone, outcome):
        results = at_once(
            *[
                lambda decision=decision, by=by: actions.release_decisions(
                    decisions=[decision], by=by
                )
                for by in (chair, manager)
            ]
        )
        assert sorted((len(done), len(refused)) for done, refused in results) == [(0, 1), (1, 0)]
        released_once(round, decision)
        assert ProposalEvent.objects.filter(proposal__page=round.page_id, kind=kind).count() == 1
        live = ChallengePage.objects.get(pk=round.page_id).live
        assert live == (outcome == "favourable")


def test_a_release_against_an_undo_and_an_opening(alone):
    chair, manager = alone[1][0], support.manager()
    for round, decision in to_release(alone, "favourable"):
        results = at_once(
            lambda decision=decision: actions.release_decisions(decisions=[decision], by=manager),
            lambda decision=decision: actions.undo_decision(decision=decision, by=chair),
            lambda round=round: actions.reopen_round(
                round=round,
                by=chair,
                reason="Encore.",
                due_at=timezone.now() + timezone.timedelta(days=3),
            ),
        )
        round.refresh_from_db()
        decision.refresh_from_db()
        is_released = decision.state == Decision.State.RELEASED
        assert ChallengePage.objects.get(pk=round.page_id).live == is_released
        assert is_released == bool(results[0][0])
        if is_released:
            assert round.state == Round.State.CLOSED
            assert len(of(results, Conflict)) == 2
        else:
            assert round.state == Round.State.OPEN
            assert decision.state == Decision.State.DRAFT


def test_a_release_against_a_withdrawal(alone):
    chair = alone[1][0]
    for round, decision in to_release(alone, "changes"):
        proposal = ChallengePage.objects.get(pk=round.page_id).crowdsolving_proposal
        at_once(
            lambda decision=decision: actions.release_decisions(decisions=[decision], by=chair),
            lambda proposal=proposal: challenges.withdraw(proposal=proposal, by=proposal.proposer),
        )
        state = WorkflowState.objects.get(object_id=str(round.page_id))
        assert state.status == WorkflowState.STATUS_CANCELLED
        task_state = TaskState.objects.get(pk=round.task_state_id)
        decision.refresh_from_db()
        assert (decision.state == Decision.State.RELEASED) == (
            task_state.status == TaskState.STATUS_REJECTED
        )
        assert proposal.events.last().kind == ProposalEvent.Kind.WITHDRAWN
