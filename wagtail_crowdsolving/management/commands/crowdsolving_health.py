"""What keeps the site from doing its work, for people and for monitors."""

from django.core.management.base import BaseCommand

from wagtail_crowdsolving import health


class Command(BaseCommand):
    help = (
        "Say what keeps the site from doing its work. Exit code 1 where something does not happen "
        "now (worker, schedules, mails); with --strict wherever there is anything to say."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--strict", action="store_true", help="exit code 1 for whatever there is to say"
        )

    def handle(self, *, strict, **options):
        found = health.findings()
        for finding in found:
            mark = "!" if finding.is_urgent else "-"
            self.stdout.write(" ".join(filter(None, [mark, finding.text, finding.hint])))
        if not found:
            self.stdout.write("All is well.")
        if any(strict or finding.is_urgent for finding in found):
            raise SystemExit(1)
