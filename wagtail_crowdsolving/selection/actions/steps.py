"""What the doors of the room share: each holds the round, writes a line and says what is wrong."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.selection import mails, queries, tally
from wagtail_crowdsolving.selection.log import LOG
from wagtail_crowdsolving.selection.models import (
    Decision,
    Review,
    Round,
)
from wagtail_crowdsolving.selection.troubles import is_short, sentences
from wagtail_crowdsolving.text import clean_typed

IN_PROGRESS = TaskState.STATUS_IN_PROGRESS


def locked(round):
    """The row as it stands, locked. Every door of a round queues here."""
    return (
        Round.objects.select_for_update(of=["self"])
        .select_related("committee", "task_state")
        .get(pk=round.pk)
    )


def locked_open(round):
    """The same, where it takes opinions. Raises ``Conflict`` where it does not."""
    round = locked(round)
    if round.state != Round.State.OPEN:
        raise Conflict(_("This examination is closed."))
    return round


def close_if_complete(round):
    """Close the round once every opinion that is asked is in and they are enough for the quorum; the
    caller holds its lock. One that cannot reach it waits for somebody more. Returns whether it is closed."""
    standing = Round.objects.with_standing().get(pk=round.pk)
    is_complete = standing.given and not standing.missing
    if is_complete and not is_short(round, standing.given):
        close(round, None)
    return round.state == Round.State.CLOSED


def close(round, by):
    """Count what is in and freeze it; the caller holds the lock."""
    round.tally = tally.tally(
        rule=round.rule,
        threshold=round.threshold,
        quorum=round.quorum,
        criteria=round.criteria,
        seats=list(round.seats.all()),
        reviews=list(Review.objects.current().filter(seat__round=round)),
    )
    round.state = Round.State.CLOSED
    round.closed_at = timezone.now()
    round.closed_by = by
    round.save()
    log_round(round, "close", by)
    found = queries.troubles_of(round)
    note_troubles(round, found)
    told = mails.to_lead(
        mails.CLOSED,
        round,
        mails.stamp(round.closed_at),
        view="round_progress" if found else "round_decision",
        sentences=sentences(found),
    )
    if found:
        mails.of_trouble(round, found, without=told)


def note_troubles(round, found, at=None):
    """Keep which troubles were told, by default now; the caller holds the lock and tells of them."""
    round.troubles = " ".join(trouble.name for trouble in found)
    round.troubles_told_at = (at or timezone.now()) if found else None
    round.save(update_fields=["troubles", "troubles_told_at"])


def is_released(round):
    """Whether its decision has taken effect."""
    return Decision.objects.released().filter(round=round).exists()


def take_back(decision):
    """A prepared decision is a draft again."""
    decision.state = Decision.State.DRAFT
    decision.prepared_at = None
    decision.save(update_fields=["state", "prepared_at", "updated_at"])


def with_users(seats, round):
    """A list of ``seats`` of ``round`` for mails: neither is asked for again."""
    seats = list(seats.select_related("user"))
    for seat in seats:
        seat.round = round
    return seats


def log_round(round, action, by, **data):
    """The audit line of a door."""
    log(
        round,
        f"{LOG}.{action}",
        user=by,
        title=round.title,
        data=data or None,
    )


def clean_text(name, value, length, required=False):
    """What was typed, clean. Raises ``ValidationError`` by ``name``."""
    try:
        value = clean_typed(value, length)
    except ValidationError as error:
        raise ValidationError({name: error}) from error
    if required and not value:
        raise ValidationError({name: _("Write why.") if name == "reason" else _("Write a text.")})
    return value


def clean_deadline(due_at):
    """The end of the day of a moment to come. Raises ``ValidationError`` ("due_at")."""
    if due_at is None or due_at <= timezone.now():
        raise ValidationError({"due_at": _("Choose a moment in the future.")})
    clock.AGREED.check(due_at=due_at)
    return clock.end_of(clock.day_of(due_at))


def move_deadline(round, due_at):
    """Set another deadline: a reminder that has not left is dropped with the earlier one, so nobody had it."""
    round.due_at = due_at
    round.seats.filter(reminded_at__gt=timezone.now()).update(reminded_at=None)
