"""A round in trouble asks for help: who is told, and when again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.selection import mails, queries
from wagtail_crowdsolving.selection.actions.steps import locked, note_troubles


def tell_of_trouble(*, round):
    """Tell the chair and the coordination of what is wrong with ``round``: at once what is new, again what
    lasts, each ``ROUND_TROUBLE_DAYS``. For the schedule. Returns the ``Trouble``s that were told."""
    with transaction.atomic():
        round = locked(round)
        return tell(round, queries.troubles_of(round))


def tell(round, found, *, without=()):
    """The same, of ``found``; the caller holds the lock. Nothing to those of ``without``, who know."""
    names = {trouble.name for trouble in found}
    is_new = bool(names - set(round.troubles.split()))
    days = conf.ROUND_TROUBLE_DAYS
    is_due = bool(
        found
        and days
        and round.troubles_told_at
        and round.troubles_told_at + timedelta(days=days) <= timezone.now()
    )
    if is_new or is_due:
        note_troubles(round, found)
        mails.of_trouble(round, found, without=without)
        return found
    if names != set(round.troubles.split()):
        note_troubles(round, found, at=round.troubles_told_at)
    return []
