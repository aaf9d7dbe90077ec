"""The mails of a round, and the reminders. Every mail has its key: a job may run twice.

Mails are rows of the outbox, written in the transaction of what they tell. Those that ask for
something are asked again right before they leave: none for a closed round, nor to whoever
recused themself, was replaced or has answered.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges.links import for_mail
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.queries import members_of
from wagtail_crowdsolving.network.people import language_of, public_name
from wagtail_crowdsolving.notifications.actions import queue
from wagtail_crowdsolving.selection import links, queries, rules
from wagtail_crowdsolving.selection.models import Decision, Membership, Round, Seat

SEATED = "wagtail_crowdsolving.selection.jobs.is_seated"
EXPECTED = "wagtail_crowdsolving.selection.jobs.is_expected"
CLOSED = "wagtail_crowdsolving.selection.jobs.is_closed"
WAITING = "wagtail_crowdsolving.selection.jobs.is_waiting"


def remind():
    """Remind of opinions that are not in, on the days of ``REVIEW_REMINDER_DAYS`` around the deadline.

    For the schedule. A day that was missed is made up for by the latest reminder that is due, not
    by all of them. An extension begins a new series.
    """
    now = timezone.now()
    days = sorted(conf.REVIEW_REMINDER_DAYS)
    if not days:
        return
    rounds = Round.objects.filter(
        state=Round.State.OPEN, due_at__lte=now - timedelta(days=days[0])
    ).select_related("committee")
    for round in rounds:
        day = [day for day in days if round.due_at + timedelta(days=day) <= now][-1]
        if day < 0 and round.due_at <= now:
            continue
        moment = round.due_at + timedelta(days=day)
        name = "reminder" if day < 0 else "overdue"
        # Who was invited since then has just been told of the deadline.
        for seat in queries.expected_seats(round).filter(invited_at__lt=moment):
            to_seat(name, seat, f"{stamp(round.due_at)}:{day}", condition=EXPECTED)


def is_seated(key):
    """Whether an invitation, or another word about an open round, still concerns its reader."""
    seat = _seat_of_key(key)
    return seat is not None and seat.is_active and seat.round.state == Round.State.OPEN


def is_expected(key):
    """Whether the reminder ``key`` still asks for something: same deadline, no opinion in."""
    seat = _seat_of_key(key)
    return (
        seat is not None
        and seat.round.state == Round.State.OPEN
        and stamp(seat.round.due_at) == key.split(":")[2]
        and queries.expected_seats(seat.round).filter(pk=seat.pk).exists()
    )


def is_closed(key):
    """Whether the closing of which ``key`` tells still waits for its decision."""
    round = (
        Round.objects.filter(pk=key.split(":")[1], state=Round.State.CLOSED)
        .exclude(decision__state=Decision.State.RELEASED)
        .first()
    )
    return round is not None and stamp(round.closed_at) == key.split(":")[2]


def is_waiting(key):
    """Whether a round still waits for a committee."""
    return Round.objects.filter(pk=key.split(":")[1], state=Round.State.WAITING).exists()


def stamp(moment):
    """A moment as part of a mail's key."""
    return f"{int(moment.timestamp() * 1_000_000)}" if moment else "-"


def to_seat(name, seat, about="", condition="", **context):
    """Queue ``selection/<name>`` to whoever holds ``seat``; once for each ``about``."""
    if seat.user is None:
        return
    why = _(
        "You receive this message because you sit on “%(committee)s”, or were asked to review with it."
    ) % {"committee": seat.round.committee}
    _tell(
        name,
        f"{seat.pk}:{about}",
        seat.user,
        seat.round,
        why,
        condition=condition,
        role=seat.role,
        **context,
    )


def to_lead(name, round, about="", condition="", **context):
    """Queue ``selection/<name>`` to the round's chair; where it has none, to the coordination."""
    chairs = round.seats.filter(
        role=Membership.Role.CHAIR, recused_at=None, left_at=None, user__is_active=True
    )
    people = [seat.user for seat in chairs.select_related("user")]
    if people:
        why = _("You receive this message because you chair “%(committee)s”.") % {
            "committee": round.committee
        }
        for person in people:
            key = f"{round.pk}:{about}:{person.pk}"
            _tell(name, key, person, round, why, condition=condition, **context)
    else:
        to_coordinators(name, round, about, condition, **context)


def to_coordinators(name, round, about="", condition="", **context):
    """Queue ``selection/<name>`` to the coordination, but to nobody who stands aside in the round."""
    why = _("You receive this message because you belong to the coordination.")
    for person in members_of("coordination"):
        if not rules.stands_aside(person, round):
            key = f"{round.pk}:{about}:{person.pk}"
            _tell(name, key, person, round, why, condition=condition, **context)


def to_proposer(decision):
    """Queue a favourable decision's message, if it has one, to whoever proposed the challenge.

    The others' go with what they do to the proposal (``challenges.actions``).
    """
    round = decision.round
    proposal = Proposal.objects.select_related("proposer").filter(page_id=round.page_id).first()
    if not decision.message or proposal is None or proposal.proposer is None:
        return
    with override(proposal.language):
        url, label = for_mail(proposal, ProposalEvent.Kind.UNDER_REVIEW)
        queue(
            kind="selection/favourable",
            key=f"selection/favourable:{round.pk}",
            recipient=proposal.proposer,
            language=proposal.language,
            context={
                "title": proposal.title,
                "committee": str(round.committee),
                "message": decision.message,
                "why": _("You receive this message because you proposed this challenge."),
                "name": public_name(proposal.proposer),
                "action_url": url,
                "action_label": label,
            },
        )


def _tell(name, key, person, round, why, *, condition, view="round", **context):
    """``view``: of the members' desk, or "editor" for the editor of the admin."""
    language = language_of(person)
    with override(language):
        queue(
            kind=f"selection/{name}",
            key=f"selection/{name}:{key}",
            recipient=person,
            language=language,
            condition=condition,
            context={
                "title": round.title,
                "committee": str(round.committee or ""),
                "due_at": round.due_at,
                "number": round.number,
                "why": why,
                "name": public_name(person),
                "action_url": links.to_editor(round)
                if view == "editor"
                else links.to_round(round, view),
                "action_label": _("Open the examination"),
                **context,
            },
        )


def _seat_of_key(key):
    return Seat.objects.select_related("round").filter(pk=key.split(":")[1]).first()
