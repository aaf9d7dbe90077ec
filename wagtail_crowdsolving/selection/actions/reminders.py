"""Members whose opinion is awaited are asked once more: by the clock, or by whoever runs the round."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import mails, rules
from wagtail_crowdsolving.selection.actions.steps import locked_open, log_round, with_users
from wagtail_crowdsolving.selection.models import Seat


class Reminded(NamedTuple):
    """Seats: those to which a reminder leaves, those that had one within ``ASK_AGAIN_HOURS``, and those whose
    earlier one still waits for working hours."""

    told: list[Seat]
    recent: list[Seat]
    waiting: list[Seat]


def remind(*, round, by, seat=None):
    """Remind whoever holds ``seat``, or all whose opinion is awaited but ``by`` themself. Returns a ``Reminded``.

    Whoever had a reminder within ``ASK_AGAIN_HOURS``, by itself or by hand, or whose reminder waits, is mailed no other. Raises
    ``NotAllowed``, and ``Conflict`` where the round is closed or nobody is awaited.
    """
    if not rules.can_remind(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = locked_open(round)
        awaited = round.seats.expected().exclude(user=by).order_by("pk")
        if seat is not None:
            awaited = awaited.filter(pk=seat.pk)
        seats = with_users(awaited, round)
        if not seats:
            raise Conflict(_("No opinion of anybody else is awaited here."))
        now = timezone.now()
        since = now - timedelta(hours=conf.ASK_AGAIN_HOURS)
        waiting = [one for one in seats if one.reminder_waits]
        recent = [one for one in seats if one.reminded_at and since < one.reminded_at <= now]
        passed_over = {*waiting, *recent}
        told = [
            one
            for one in seats
            if one not in passed_over and _mail(one, "by-hand", mails.stamp(now))
        ]
        if told:
            log_round(round, "remind", by, number=len(told))
    return Reminded(told, recent, waiting)


def remind_by_itself(*, round, since, day):
    """For the schedule: the reminder of ``day`` days around the deadline, due since the moment ``since``.

    Whoever was invited or reminded since then has just been told.
    """
    awaited = round.seats.expected().filter(
        Q(reminded_at=None) | Q(reminded_at__lt=since), invited_at__lt=since
    )
    for seat in with_users(awaited, round):
        _mail(seat, day)


def _mail(seat, *about):
    """Queue the reminder that fits the deadline, and keep when it leaves. Returns the mail, or ``None``."""
    due_at = seat.round.due_at
    mail = mails.REMINDER if due_at and due_at > timezone.now() else mails.OVERDUE
    made = mails.to_seat(mail, seat, mails.stamp(due_at), *about)
    if made is not None:
        seat.reminded_at = made.due_at
        seat.save(update_fields=["reminded_at"])
    return made
