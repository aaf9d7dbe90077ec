"""A committee at work, set up through the doors."""

from types import SimpleNamespace

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import TaskState, Workflow, WorkflowState, WorkflowTask

from tests import factories
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Membership, Review, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.selection.words import Opinion

Role = Membership.Role
FOR, CHANGES, AGAINST, ABSTAIN = Opinion
IN_PROGRESS = TaskState.STATUS_IN_PROGRESS


def manager():
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="manage_selection"))
    return user


def committee(*, members=3, chairs=1, observers=0, **fields):
    """A committee and its people: ``(committee, [chairs…, members…, observers…])``."""
    # A committee that cannot reach its quorum closes nothing by itself: said where it is meant.
    fields.setdefault("quorum", max(1, min(2, members + chairs)))
    made = factories.CommitteeFactory(**fields)
    roles = [Role.CHAIR] * chairs + [Role.MEMBER] * members + [Role.OBSERVER] * observers
    people = [
        factories.MembershipFactory(committee=made, role=role, sort_order=number).user
        for number, role in enumerate(roles)
    ]
    return made, people


def proposed(proposer=None, **fields):
    """A challenge that a member proposed, received and not published."""
    page = factories.ChallengeFactory(live=False, **fields)
    page.save_revision()
    proposal = factories.ProposalFactory(
        page_id=page.pk, submitted_at=timezone.now(), **({"proposer": proposer} if proposer else {})
    )
    challenges.record(page=page, kind=ProposalEvent.Kind.RECEIVED, by=proposal.proposer)
    return page


def workflow_of(*committees, **task):
    """A workflow with one review for each committee; ``None`` lets the themes choose."""
    workflow = Workflow.objects.create(name="Examen par comités")
    for order, made in enumerate(committees):
        step = CommitteeReviewTask.objects.create(
            name=f"Comité {order + 1}", committee=made, **task
        )
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    return workflow


def groups_then_committee():
    """The stock steps of ``plain_workflow``, and a committee at the end: what a challenge may begin."""
    workflow = factories.plain_workflow()
    step = CommitteeReviewTask.objects.create(name="Comité, pour finir")
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=9)
    return workflow


def begin(page, workflow, by=None):
    """Start the workflow on ``page``: the round of its first step."""
    state = workflow.start(page, by)
    return actions.open_round(task_state=state.current_task_state, by=by)


def scene(*, page=None, **fields):
    """A challenge before one committee: ``round, committee, chair, members, observers, page``."""
    made, people = committee(**fields)
    page = page or proposed()
    round = begin(page, workflow_of(made))
    chairs, observers = fields.get("chairs", 1), fields.get("observers", 0)
    return SimpleNamespace(
        round=round,
        committee=made,
        page=page,
        people=people,
        chair=people[0] if chairs else None,
        members=people[chairs : len(people) - observers],
        observers=people[len(people) - observers :],
    )


def review(round, by, opinion=FOR, scores=None, **fields):
    """Give an opinion, with the middle mark on each criterion that is not said."""
    marks = {entry["key"]: (entry["scale"] + 1) // 2 for entry in round.criteria}
    return actions.give_review(
        round=round, by=by, opinion=opinion, scores={**marks, **(scores or {})}, **fields
    )


def decide(round, by, outcome="favourable", message="Bravo.", departure="Nous en décidons ainsi."):
    """Draft and prepare a decision."""
    decision = actions.draft_decision(
        round=round, by=by, outcome=outcome, message=message, departure=departure
    )
    return actions.prepare_decision(decision=decision, by=by)


def with_admin(user):
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def released(s, outcome="favourable", by=None):
    """All give their opinion, and the decision is released; or the ``Conflict``."""
    for person in [s.chair, *s.members]:
        if not Review.objects.filter(seat__round=s.round, seat__user=person).exists():
            review(s.round, person, CHANGES if outcome == "changes" else FOR)
    decision = decide(s.round, s.chair, outcome)
    done, refused = actions.release_decisions(decisions=[decision], by=by or s.chair)
    return done[0] if done else refused[0][1]


def untouched(s):
    """The round is as open as it was, and nothing of the challenge has moved."""
    s.round.refresh_from_db()
    state = TaskState.objects.get(pk=s.round.task_state_id)
    return (
        state.status == IN_PROGRESS
        and state.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        and s.round.state == Round.State.OPEN
        and not fresh(s.page).live
        and not Review.objects.exists()
    )
