"""Whether the kept numbers of the discussions are those that one counts."""

from django.core.management.base import BaseCommand

from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, DiscussionCounter


class Command(BaseCommand):
    help = "Report where the kept numbers of discussions differ from a count (exit code 1); --fix sets them right."

    def add_arguments(self, parser):
        parser.add_argument("--fix", action="store_true", help="set right what differs")

    def handle(self, *, fix, **options):
        pages = {
            *Contribution.objects.order_by().values_list("page", flat=True).distinct(),
            *DiscussionCounter.objects.values_list("page", flat=True),
        }
        found = 0
        for page in sorted(pages):
            wrong = actions.recount(page_pk=page) if fix else queries.drift(page)
            for column, (stored, true) in wrong["counter"].items():
                self.stdout.write(f"page {page}: {column} is {stored}, counted {true}")
            for (column, pk), (stored, true) in wrong["contributions"].items():
                # What somebody wrote stands in no log.
                what = "other than its text" if column == "words" else f"{stored}, counted {true}"
                self.stdout.write(f"page {page}, contribution {pk}: {column} is {what}")
            found += len(wrong["counter"]) + len(wrong["contributions"])
        if not found:
            self.stdout.write("Every number is exact.")
        elif fix:
            self.stdout.write(f"{found} numbers set right.")
        else:
            self.stderr.write(f"{found} numbers differ. Set them right with --fix.")
            raise SystemExit(1)
