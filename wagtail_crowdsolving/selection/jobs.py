"""Reminders of opinions. Every mail has its key: a job may run twice."""

from datetime import timedelta

from django.utils import timezone

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.selection import actions, mails, queries
from wagtail_crowdsolving.selection.models import Round


def remind():
    """Remind of opinions that are not in, on the days of ``REVIEW_REMINDER_DAYS`` around the deadline.

    For the schedule. A day that was missed is made up for by the latest reminder that is due, not
    by all of them. An extension begins a new series.
    """
    now = timezone.now()
    days = sorted(conf.REVIEW_REMINDER_DAYS)
    if not days:
        return
    soon = Round.objects.open().filter(due_at__lte=now - timedelta(days=days[0]))
    rounds = soon.select_related("committee")
    for round in rounds:
        day = [day for day in days if round.due_at + timedelta(days=day) <= now][-1]
        if day < 0 and round.due_at <= now:
            continue
        moment = round.due_at + timedelta(days=day)
        mail = mails.REMINDER if day < 0 else mails.OVERDUE
        # Who was invited since then has just been told of the deadline.
        for seat in round.seats.expected().filter(invited_at__lt=moment):
            mails.to_seat(mail, seat, mails.stamp(round.due_at), day)


def tell_of_troubles():
    """Have the chair and the coordination told of rounds in trouble. For the schedule.

    Each round in a transaction of its own.
    """
    for round in queries.to_tell():
        actions.tell_of_trouble(round=round)
