"""Committees, their rounds and meetings: through the doors, then dated back."""

import datetime

from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from demo.content.committees import BOARD_MEETING, FAVOURABLE
from demo.loader.world import moment_of, typeset
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import (
    Committee,
    Criterion,
    Decision,
    Meeting,
    Membership,
    Round,
)


def load_committee(world, content):
    """Who sits on it; the committee too where ``setup_crowdsolving`` has not made it."""
    committee, created = Committee.objects.get_or_create(name=content["name"])
    if committee.memberships.exists():
        return
    for name in ("description", "kind", "quorum", "rule", "threshold", "names_are_public"):
        if name in content:
            setattr(committee, name, content[name])
    committee.themes = [world.themes[slug] for slug in content.get("themes", [])]
    committee.memberships = [
        Membership(
            user=world.people[login],
            role=role,
            organisation=world.organisations[organisation],
            sort_order=order,
        )
        for order, (login, role, organisation) in enumerate(content["seats"])
    ]
    if created:
        committee.criteria = [
            Criterion(label=label, guidance=text, weight=weight, allows_na=na, sort_order=order)
            for order, (label, text, weight, na) in enumerate(content["criteria"])
        ]
    committee.save()


def examine(world, proposal, page, verb, who, words=""):
    if verb == "decline":
        challenges.decline(proposal=proposal, by=world.people[who], reasons=words)
        return
    state = TaskState.objects.get(
        workflow_state__in=WorkflowState.objects.active().for_instance(page),
        status=TaskState.STATUS_IN_PROGRESS,
    )
    if verb == "approve":
        state.task.specific.on_action(state.specific, world.people[who], "approve", comment="")
        return
    round = state.crowdsolving_round
    # ``None``: what that committee makes of a challenge that is on the site.
    works = typeset(FAVOURABLE).get(round.committee.name)
    work = who or works[(round.committee.rounds.count() - 1) % len(works)]
    for login, reason in work.get("recusals", []):
        selection.recuse(round=round, by=world.people[login], reason=reason)
    for login, opinion, marks, comment, *to_proposer in work["reviews"]:
        keys = [criterion["key"] for criterion in round.criteria]
        selection.give_review(
            round=round,
            by=world.people[login],
            opinion=opinion,
            scores=dict(zip(keys, marks, strict=True)) if marks else {},
            comment=comment,
            to_proposer=to_proposer[0] if to_proposer else "",
        )
    for login, text in work.get("discussion", []):
        selection.post_message(round=round, by=world.people[login], text=text)
    if "decision" in work:
        login, outcome, message, *departure = work["decision"]
        chair = world.people[login]
        decision = selection.draft_decision(
            round=round,
            by=chair,
            outcome=outcome,
            message=message,
            departure=departure[0] if departure else "",
        )
        decision = selection.prepare_decision(decision=decision, by=chair)
        if not work.get("prepared"):
            _released, refused = selection.release_decisions(decisions=[decision], by=chair)
            assert not refused, refused


#: Days from a proposal to its first round, and from the opening of a round to its decision.
FIRST_ROUND, A_ROUND = 3, 11


def date_examination(proposal, page, start):
    """Set back what was done today, so that events, steps, rounds and decisions follow one another."""
    received = moment_of(start, 10)
    Proposal.objects.filter(pk=proposal.pk).update(created_at=received, updated_at=received)
    if page is None:
        return
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=received, consented_at=received)
    eligible = moment_of(start + datetime.timedelta(days=FIRST_ROUND), 10, 30)
    WorkflowState.objects.for_instance(page).update(created_at=received)
    first = TaskState.objects.for_instance(page).filter(crowdsolving_round=None)
    first.update(started_at=received)
    first.exclude(finished_at=None).update(finished_at=eligible)
    ended = eligible
    for number, round in enumerate(Round.objects.filter(page=page).order_by("opened_at")):
        day = start + datetime.timedelta(days=FIRST_ROUND + A_ROUND * number)
        ended = _date_round(round, day)
    kinds = ProposalEvent.Kind
    moments = {kinds.RECEIVED: received, kinds.ELIGIBLE: eligible, kinds.UNDER_REVIEW: eligible}
    for number, event in enumerate(proposal.events.order_by("at", "pk")):
        at = moments.get(event.kind, ended) + datetime.timedelta(seconds=number)
        ProposalEvent.objects.filter(pk=event.pk).update(at=at)


def _date_round(round, day):
    """A round that was opened on ``day``. Returns when it was decided."""
    at = moment_of(day, 11)
    after = moment_of(day + datetime.timedelta(days=A_ROUND - 1), 17)
    decided = moment_of(day + datetime.timedelta(days=A_ROUND), 10)
    due = day + datetime.timedelta(days=round.committee.review_days)
    rows = Round.objects.filter(pk=round.pk)
    rows.update(
        opened_at=at,
        due_at=clock.end_of(due),
    )
    rows.filter(state=Round.State.CLOSED).update(closed_at=after)
    made = Decision.objects.filter(round=round)
    made.update(prepared_at=after)
    is_released = made.filter(state=Decision.State.RELEASED).update(released_at=decided)
    round.seats.update(invited_at=at)
    round.seats.exclude(recused_at=None).update(recused_at=at + datetime.timedelta(hours=5))
    for number, seat in enumerate(round.seats.order_by("pk"), 1):
        written = min(at + datetime.timedelta(days=number, hours=number), after)
        seat.reviews.update(submitted_at=written)
    for number, message in enumerate(round.messages.order_by("pk")):
        written = after - datetime.timedelta(hours=3 - number)
        round.messages.filter(pk=message.pk).update(created_at=written)
    step = TaskState.objects.filter(pk=round.task_state_id)
    step.update(started_at=at)
    step.exclude(finished_at=None).update(finished_at=decided)
    return decided if is_released else at


def load_board_meetings(world):
    """The board's meetings: one for each day on which it decided, and today's for what is prepared."""
    decisions = Decision.objects.filter(
        round__committee__kind=Committee.Kind.BOARD, meeting=None
    ).exclude(state=Decision.State.DRAFT)
    for decision in decisions.select_related("round__committee").order_by("pk"):
        committee, at = decision.round.committee, decision.released_at
        meeting, created = Meeting.objects.get_or_create(
            committee=committee,
            held_on=timezone.localdate(at) if at else world.today,
            defaults=typeset(BOARD_MEETING),
        )
        if created:
            sitting = committee.memberships.exclude(role=Membership.Role.OBSERVER)
            # Of the meetings that are over, somebody was absent.
            meeting.present.set(list(sitting.values_list("user", flat=True))[: 2 if at else None])
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)


def load_meeting(world, content):
    """The meeting in which a committee has prepared its decisions; nobody has been told of them yet."""
    committee = Committee.objects.get(name=content["committee"])
    prepared = Decision.objects.filter(
        round__committee=committee, state=Decision.State.PREPARED, meeting=None
    )
    if committee.meetings.exists() or not prepared:
        return
    meeting = Meeting.objects.create(
        committee=committee,
        held_on=timezone.localdate(prepared[0].prepared_at),
        place=content["place"],
        notes=content["notes"],
    )
    meeting.present.set(world.people[login] for login in content["present"])
    for decision in prepared:
        selection.place_decision(
            decision=decision, by=world.people[content["chair"]], meeting=meeting
        )
