"""On which day reminders of opinions are due, and help for a round in trouble. Each mail has its key: a job may run twice."""

from datetime import timedelta

from django.utils import timezone

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.models import Round


def reminded_at(round, days):
    """The working morning of a reminder, ``days`` after the deadline (negative: before).

    Where nobody works that day, a reminder before the deadline comes earlier, one after it later.
    """
    day = clock.day_of(round.due_at) + timedelta(days=days)
    return clock.working_morning(clock.working_day(day, step=-1 if days < 0 else 1))


def remind():
    """Remind of opinions that are not in, on the days of ``REVIEW_REMINDER_DAYS`` around the deadline.

    For the schedule. A day that was missed is made up for by the latest reminder that is due, not
    by all of them. An extension begins a new series.
    """
    now = timezone.now()
    days = sorted(conf.REVIEW_REMINDER_DAYS)
    if not days:
        return
    horizon = now + timedelta(days=clock.HORIZON) - timedelta(days=days[0])
    rounds = Round.objects.open().filter(due_at__lte=horizon).select_related("committee")
    for round in rounds:
        passed = [day for day in days if reminded_at(round, day) <= now]
        if not passed or (passed[-1] < 0 and round.due_at <= now):
            continue
        day = passed[-1]
        actions.remind_by_itself(round=round, since=reminded_at(round, day), day=day)


def tell_of_troubles():
    """Have the chair and the coordination told of rounds in trouble. For the schedule.

    Each round in a transaction of its own.
    """
    for round in queries.to_tell():
        actions.tell_of_trouble(round=round)
