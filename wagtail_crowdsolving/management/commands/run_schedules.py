"""Runs what is due: for a site whose jobs no worker runs. Call it from cron each minute."""

import logging

from django.core.management.base import BaseCommand
from django.utils import timezone

from wagtail_crowdsolving import jobs
from wagtail_crowdsolving.upkeep import orders, runs
from wagtail_crowdsolving.upkeep.models import ScheduleRun

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Run what is due of all that is done regularly (mails, scheduled pages, retention …). For a site "
        "without django-q2's worker: call it from cron each minute. Exit code 1 where something failed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "orders", nargs="*", metavar="order", help="run these now, due or not; see --list"
        )
        parser.add_argument(
            "--list", action="store_true", help="name all, and when each last began"
        )

    def handle(self, *, list, verbosity, **options):
        known = orders.all_orders()
        last = dict(ScheduleRun.objects.values_list("key", "started_at"))
        if list:
            for key in known:
                self.stdout.write(f"{key}: {last.get(key) or 'never'}")
            return
        asked = options["orders"]
        if unknown := sorted(set(asked) - set(known)):
            self.stderr.write(f"There is no order {', '.join(unknown)}. See --list.")
            raise SystemExit(2)
        if not asked and jobs.engine() == "django_q":
            self.stderr.write("The worker (manage.py qcluster) runs what is due on this site.")
            return
        now = timezone.now()
        due = asked or [key for key in known if orders.is_due(known[key], last.get(key), now)]
        failed = [key for key in due if not self.run(key, verbosity)]
        if failed:
            raise SystemExit(1)

    def run(self, key, verbosity):
        """Whether it did not fail: the next one is run all the same."""
        try:
            was_done = runs.run(key)
        except Exception as error:
            logger.exception("Schedule %s failed", key)
            self.stderr.write(f"{key}: failed ({type(error).__name__})")
            return False
        if was_done and verbosity > 1:
            self.stdout.write(f"{key}: done")
        return True
