"""What a proposer and the public read of committees: never who thinks what."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from wagtail_crowdsolving.challenges.models import ChallengeIndexMixin
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.selection.models import Decision, Membership, Outcome, Round, Seat


class Milestone(NamedTuple):
    """A line beside those of a proposal's timeline, read as they are."""

    at: object
    get_kind_display: str
    message: str
    kind: str = "committee"


def with_milestones(proposal, events):
    """A proposal's timeline with what its committees did, by date.

    The names of those who sit on a committee only where it chose to be public; its conclusion only
    once the decision is released. 2 queries.
    """
    if proposal.page_id is None:
        return list(events)
    voting = Seat.objects.filter(recused_at=None, left_at=None).exclude(
        role=Membership.Role.OBSERVER
    )
    rounds = (
        Round.objects.filter(page_id=proposal.page_id, committee__isnull=False)
        .select_related("committee", "decision")
        .prefetch_related(Prefetch("seats", voting.select_related("user"), to_attr="voters"))
    )
    lines = [*events]
    for round in rounds:
        lines.append(
            Milestone(
                round.opened_at,
                _("“%(committee)s” examines the challenge") % {"committee": round.committee},
                _asked(round),
            )
        )
        decision = getattr(round, "decision", None)
        if (
            decision
            and decision.state == Decision.State.RELEASED
            and decision.outcome == Outcome.FAVOURABLE
        ):
            label = _("“%(committee)s” is in favour") % {"committee": round.committee}
            lines.append(Milestone(decision.released_at, label, decision.message))
    return sorted(lines, key=lambda line: line.at)


def _asked(round):
    sentences = []
    if round.state == Round.State.OPEN and round.due_at:
        day = date_format(timezone.localtime(round.due_at))
        sentences.append(_("Its members give their opinion by %(date)s.") % {"date": day})
    names = [public_name(seat.user) for seat in round.voters if seat.user]
    if round.committee.names_are_public and names:
        sentences.append(_("Who reviews it: %(names)s.") % {"names": ", ".join(names)})
    return "\n".join(sentences)


def _favourable(translation_key):
    return Decision.objects.filter(
        state=Decision.State.RELEASED,
        outcome=Outcome.FAVOURABLE,
        round__page__translation_key=translation_key,
        round__task_state__status=TaskState.STATUS_APPROVED,
        round__task_state__workflow_state__status=WorkflowState.STATUS_APPROVED,
    )


def is_selected():
    """An expression for a queryset of challenges: whether a committee selected it."""
    return Exists(_favourable(OuterRef("translation_key")))


ChallengeIndexMixin.page_annotations["is_selected"] = is_selected


def selection_of(page):
    """``{"bodies": [committee, …], "validated_on": day}`` of a challenge that committees selected.

    Of the last examination that ended with the challenge validated, in whatever language version;
    ``None`` for a page that came to the site another way. 1 query; none where ``is_selected``
    came with the page and says no.
    """
    if not getattr(page, "is_selected", True):
        return None
    decisions = list(
        _favourable(page.translation_key)
        .select_related("round__committee", "round__task_state")
        .order_by("released_at")
    )
    if not decisions:
        return None
    last = decisions[-1].round.task_state.workflow_state_id
    decisions = [one for one in decisions if one.round.task_state.workflow_state_id == last]
    return {
        "bodies": list(dict.fromkeys(one.round.committee for one in decisions)),
        "validated_on": timezone.localdate(decisions[-1].released_at),
    }
