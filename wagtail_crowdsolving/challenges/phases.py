"""Where a challenge stands by its dates."""

from django.db.models import Q

from wagtail_crowdsolving.challenges.words import Phase


def phase_on(day, opens_on, closes_on, followed_up_on):
    """The phase of a challenge with these dates on ``day``; both ends of the opening are included."""
    if followed_up_on and followed_up_on <= day:
        return Phase.FOLLOWED_UP
    if opens_on and day < opens_on:
        return Phase.UPCOMING
    if closes_on and day > closes_on:
        return Phase.CLOSED
    return Phase.OPEN


def phase_q(phase, day):
    """The same rule as ``phase_on``, as a condition for a query."""
    followed_up = Q(followed_up_on__isnull=False, followed_up_on__lte=day)
    upcoming = Q(opens_on__isnull=False, opens_on__gt=day)
    closed = Q(closes_on__isnull=False, closes_on__lt=day)
    return {
        Phase.FOLLOWED_UP: followed_up,
        Phase.UPCOMING: upcoming & ~followed_up,
        Phase.CLOSED: closed & ~upcoming & ~followed_up,
        Phase.OPEN: ~closed & ~upcoming & ~followed_up,
    }[Phase(phase)]
