"""A round from its opening to its decision, through the doors."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import WorkflowState

from tests import factories
from tests.selection import support
from tests.selection.support import AGAINST, FOR, decide, review, scene
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions, queries, rules
from wagtail_crowdsolving.selection.models import Decision, Review, Round

pytestmark = [pytest.mark.versions, pytest.mark.databases, pytest.mark.django_db]


def mailed(name):
    mails = OutboxMail.objects.filter(kind=f"selection/{name}")
    return sorted(mails.values_list("recipient_id", flat=True))


def ids(*people):
    return sorted(person.pk for person in people)


def test_a_favourable_decision_publishes():
    s = scene(members=2, observers=1)
    assert mailed("invited") == ids(*s.people)
    for person in [s.chair, *s.members]:
        review(s.round, person)
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    assert s.round.tally["outcome"] == "favourable"
    assert mailed("closed") == ids(s.chair)
    decision = decide(s.round, s.chair, departure="")
    assert not ChallengePage.objects.get(pk=s.page.pk).live
    released, refused = actions.release_decisions(decisions=[decision], by=s.chair)
    assert (len(released), refused) == (1, [])
    assert ChallengePage.objects.get(pk=s.page.pk).live
    assert mailed("decided") == ids(*s.people)
    told = OutboxMail.objects.get(kind="selection/favourable")
    assert told.recipient == s.page.crowdsolving_proposal.proposer
    assert "Bravo." in told.text
    assert "Bravo." in told.html
    assert str(s.committee) in told.subject


def test_a_favourable_decision_without_a_word_sends_none():
    s = scene(members=1, quorum=1)
    review(s.round, s.chair)
    review(s.round, s.members[0])
    s.round.refresh_from_db()
    decision = decide(s.round, s.chair, message="", departure="")
    actions.release_decisions(decisions=[decision], by=s.chair)
    kinds = OutboxMail.objects.filter(recipient=s.page.crowdsolving_proposal.proposer).values_list(
        "kind"
    )
    assert ("challenges/published",) in kinds
    assert ("selection/favourable",) not in kinds


def test_an_unfavourable_decision_ends_the_workflow_with_its_reasons():
    s = scene(members=2)
    for person in s.people:
        review(s.round, person, AGAINST)
    decision = decide(s.round, s.chair, "unfavourable", "Trop loin de l'intérêt général.")
    actions.release_decisions(decisions=[decision], by=s.chair)
    last = s.page.crowdsolving_proposal.events.last()
    assert (last.kind, last.message) == (
        ProposalEvent.Kind.DECLINED,
        "Trop loin de l'intérêt général.",
    )
    assert OutboxMail.objects.filter(kind="challenges/declined").count() == 1
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    actions.stop_round(task_state=s.round.task_state)
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED


def test_changes_requested_begin_a_second_round_and_leave_the_first_readable():
    s = scene(members=2)
    for person in s.people:
        review(s.round, person, support.CHANGES)
    decision = decide(s.round, s.chair, "changes", "Précisez le lieu.")
    actions.release_decisions(decisions=[decision], by=s.chair)
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert s.page.crowdsolving_proposal.events.last().message == "Précisez le lieu."
    state.resume()
    state.refresh_from_db()
    second = actions.open_round(task_state=state.current_task_state)
    assert second.number == 2
    assert queries.visible_reviews(s.members[0], s.round).count() == 3
    assert queries.visible_reviews(s.members[0], second).count() == 0


def test_nobody_sees_anything_before_their_own_is_in():
    s = scene(members=3, observers=1)
    first, second, third = s.members
    review(s.round, first, comment="Oui")
    assert list(queries.visible_reviews(second, s.round)) == []
    assert list(queries.visible_reviews(s.chair, s.round)) == []
    assert [r.comment for r in queries.visible_reviews(first, s.round)] == ["Oui"]
    review(s.round, second)
    assert queries.visible_reviews(first, s.round).count() == 2
    assert queries.visible_reviews(s.observers[0], s.round).count() == 0
    actions.close_round(round=s.round, by=s.chair)
    s.round.refresh_from_db()
    assert queries.visible_reviews(s.chair, s.round).count() == 2
    assert queries.visible_reviews(s.observers[0], s.round).count() == 2
    assert queries.visible_reviews(third, s.round).count() == 0
    assert queries.visible_tally(third, s.round) is None


def test_whoever_stands_aside_sees_nothing_more():
    s = scene(members=3)
    actions.recuse(round=s.round, by=s.members[0], reason="Mon employeur le propose.")
    for person in [*s.members[1:], s.chair]:
        review(s.round, person)
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    assert s.round.tally["quorum"]["given"] == 3
    assert not rules.can_see_dossier(s.members[0], s.round)
    assert queries.visible_reviews(s.members[0], s.round).count() == 0
    assert list(queries.desk_of(s.members[0])) == []
    assert mailed("recused") == ids(s.chair)
    with pytest.raises(NotAllowed):
        review(s.round, s.members[0])


def test_a_review_that_is_given_again_takes_the_place_of_the_earlier():
    s = scene()
    review(s.round, s.members[0], FOR)
    review(s.round, s.members[0], FOR)
    assert Review.objects.count() == 1
    review(s.round, s.members[0], AGAINST)
    assert Review.objects.count() == 2
    assert Review.objects.current().get(seat__round=s.round).opinion == AGAINST
    with pytest.raises(Conflict):
        actions.recuse(round=s.round, by=s.members[0], reason="Trop tard.")


def test_a_decision_against_the_tally_needs_its_reason():
    s = scene(members=1)
    for person in s.people:
        review(s.round, person, AGAINST)
    decision = actions.draft_decision(round=s.round, by=s.chair, outcome="changes")
    with pytest.raises(ValidationError) as error:
        actions.prepare_decision(decision=decision, by=s.chair)
    assert set(error.value.error_dict) == {"message", "departure"}
    assert Decision.objects.get().state == Decision.State.DRAFT


def test_no_committee_fits_until_a_manager_chooses_one(django_capture_on_commit_callbacks):
    coordinator = support.manager()
    made, people = support.committee()
    page = support.proposed()
    round = support.begin(page, support.workflow_of(None))
    assert round.state == Round.State.WAITING
    with pytest.raises(NotAllowed):
        actions.assign_committee(round=round, by=people[0], committee=made)
    with pytest.raises(ValidationError):
        actions.assign_committee(
            round=round, by=coordinator, committee=factories.CommitteeFactory()
        )
    round = actions.assign_committee(round=round, by=coordinator, committee=made)
    assert round.state == Round.State.OPEN
    assert mailed("invited") == ids(*people)
