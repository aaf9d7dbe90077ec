"""What is done regularly: by which function, how often, and how late is late.

The one list from which the schedules are made, run and watched, whatever engine runs them.
"""

from datetime import timedelta
from typing import NamedTuple

from django.apps import apps
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The name of a schedule in django-q2 begins with it.
PREFIX = "crowdsolving: "

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
#: The hour of the night, in the site's time zone, for what is done by the day and by the week.
NIGHT = 3
#: How long a run may take where the order does not say: no second one begins meanwhile.
LIMIT = timedelta(minutes=5)
#: What is added to an interval and a half before it is late: a worker that restarts, a cron that is slow.
SLACK = timedelta(minutes=10)


class Order(NamedTuple):
    """One thing that is done regularly.

    ``key``: its name in commands and tables. ``label``: in words, for people. ``function``: the dotted
    path of a function without arguments, idempotent and bounded. ``minutes``: how often. ``app``:
    done only where this app is installed. ``seconds``: how long it may take, where that is longer
    than the worker's own limit.
    """

    key: str
    label: str | Promise
    function: str
    minutes: int
    app: str = ""
    seconds: int = 0

    @property
    def name(self):
        return f"{PREFIX}{self.key}"

    @property
    def limit(self):
        return timedelta(seconds=self.seconds) or LIMIT

    @property
    def gap(self):
        """A second run sooner than this after a good one has nothing to do: one that was missed."""
        return min(timedelta(minutes=self.minutes) / 2, timedelta(minutes=30))


HEARTBEAT = "heartbeat"

_orders = {}


def register(order):
    """Have something more done regularly: for a site, in an ``AppConfig.ready()``, before
    ``setup_crowdsolving`` is run. The same key replaces."""
    _orders[order.key] = order
    return order


def all_orders():
    """Every order whose app is installed, by its key."""
    return {
        key: order
        for key, order in _orders.items()
        if not order.app or apps.is_installed(order.app)
    }


def late_after(minutes):
    """How long after its last run something that is done each ``minutes`` is late."""
    return timedelta(minutes=minutes) * 1.5 + SLACK


def first_run(order, now):
    """When the first run of a new schedule is due: at night for what is rare, else at once."""
    if order.minutes < DAY:
        return now
    local = now.astimezone(timezone.get_default_timezone())
    night = local.replace(hour=NIGHT, minute=15, second=0, microsecond=0)
    return night if night > local else night + timedelta(days=1)


def is_due(order, last, now):
    """Whether an engine that has no clock of its own (cron) has to run it; ``last``: when it last began."""
    if last is None:
        return True
    if order.minutes < DAY:
        # Cron is never on the second: what ran 58 s ago is due again.
        return now - last >= timedelta(minutes=order.minutes) - timedelta(seconds=30)
    # At night, or as soon as possible where the night was missed.
    local = now.astimezone(timezone.get_default_timezone())
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    return last < night - timedelta(minutes=order.minutes - DAY)


JOBS = "wagtail_crowdsolving.upkeep.jobs"

for _order in (
    Order(HEARTBEAT, _("heartbeat of the worker"), f"{JOBS}.beat", 1),
    Order("mails", _("sending of mails"), "wagtail_crowdsolving.notifications.jobs.deliver_due", 1),
    Order(
        "publication",
        _("publication and expiry of pages at the time that was set"),
        f"{JOBS}.publish_scheduled",
        1,
    ),
    # Asked each hour, sent each MODERATION_SUMMARY_HOURS: a change of the setting needs no command.
    Order(
        "moderation summary",
        _("summary for moderators"),
        "wagtail_crowdsolving.contributions.jobs.tell_moderators",
        HOUR,
    ),
    Order(
        "reminders of reviews",
        _("reminders of opinions"),
        "wagtail_crowdsolving.selection.jobs.remind",
        HOUR,
    ),
    Order(
        "rounds in trouble",
        _("call for help for examinations in trouble"),
        "wagtail_crowdsolving.selection.jobs.tell_of_troubles",
        HOUR,
    ),
    Order(
        "retention",
        _("deletion of what is kept too long"),
        "wagtail_crowdsolving.privacy.jobs.prune",
        DAY,
    ),
    Order(
        "sessions",
        _("deletion of sessions that ended"),
        f"{JOBS}.clear_sessions",
        DAY,
        app="django.contrib.sessions",
    ),
    Order("revisions", _("deletion of old drafts of pages"), f"{JOBS}.purge_revisions", DAY),
    Order(
        "failed jobs",
        _("deletion of old failures of jobs"),
        f"{JOBS}.forget_failures",
        DAY,
        app="django_q",
    ),
    Order(
        "search words",
        _("deletion of old search words"),
        f"{JOBS}.clear_search_words",
        DAY,
        app="wagtail.contrib.search_promotions",
    ),
    Order(
        "search index",
        _("renewal of the search index"),
        f"{JOBS}.rebuild_search_index",
        WEEK,
        seconds=1800,
    ),
):
    register(_order)
