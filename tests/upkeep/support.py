"""A site on which everything that is done regularly has just been done."""

from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from wagtail_crowdsolving.upkeep import orders
from wagtail_crowdsolving.upkeep.models import ScheduleRun


def all_done(moment=None):
    """Every order has run once, at ``moment``."""
    moment = moment or timezone.now()
    for key in orders.all_orders():
        ScheduleRun.objects.update_or_create(
            key=key,
            defaults={"started_at": moment, "finished_at": moment, "failures": 0, "error": ""},
        )
    ScheduleRun.objects.update(known_since=moment)


def row(key):
    return ScheduleRun.objects.get(key=key)


def command(name, *arguments, **options):
    """``(exit code, what it wrote)``."""
    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()
