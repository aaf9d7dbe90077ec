"""Mails that do not leave."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_crowdsolving import clock, dates
from wagtail_crowdsolving.health import Finding, register
from wagtail_crowdsolving.notifications.models import OutboxMail

State = OutboxMail.State

#: A mail that is due leaves within a minute; where it waits longer nobody sends.
PATIENCE = timedelta(minutes=15)
#: How far back mails that were given up are told of: an address that never worked is no news for ever.
RECENT = timedelta(days=14)


def overdue(now):
    """Mails that are due for too long, those included whose sending never ended."""
    return OutboxMail.objects.filter(
        state__in=[State.QUEUED, State.SENDING], due_at__lt=now - PATIENCE
    ).order_by()


@register
def mails():
    """The oldest mail that waits, and those that were given up."""
    now = timezone.now()
    waiting = overdue(now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    if waiting["count"]:
        yield Finding(
            "notifications.waiting",
            ngettext(
                "%(count)d mail waits since %(moment)s and does not leave.",
                "%(count)d mails wait and do not leave, the oldest since %(moment)s.",
                waiting["count"],
            )
            % {
                "count": waiting["count"],
                "moment": dates.write(
                    timezone.localtime(waiting["oldest"]), "SHORT_DATETIME_FORMAT"
                ),
            },
            _("Have the worker looked at on the server."),
            url=_outbox(State.QUEUED),
            is_urgent=True,
        )
    since = now - RECENT
    given_up = OutboxMail.objects.filter(state=State.FAILED, created_at__gte=since).count()
    if given_up:
        yield Finding(
            "notifications.given_up",
            ngettext(
                "%(count)d mail of the last 14 days was given up.",
                "%(count)d mails of the last 14 days were given up.",
                given_up,
            )
            % {"count": given_up},
            _("The outbox tells why, and sends them again."),
            url=f"{_outbox(State.FAILED)}&created_at_from={clock.day_of(since).isoformat()}",
        )


def _outbox(state):
    return f"{reverse('crowdsolving_outbox:index')}?state={state.value}"
