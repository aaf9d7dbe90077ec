"""Writes what is to stay readable when the package goes. ``docs/removing.md``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wagtail_crowdsolving.leaving import copying


class Command(BaseCommand):
    help = (
        "Copy the public pages of challenges and projects as files that any web server hands out at the "
        "same addresses, with their data as JSON; with --records every row too, for the organisation alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to; it must be empty or not exist")
        parser.add_argument(
            "--records",
            action="store_true",
            help="also records.jsonl: all rows, with personal data. Keep it where nobody else reads it",
        )

    def handle(self, *, folder, records, **options):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not an empty folder: nothing was written.")
        folder.mkdir(parents=True, exist_ok=True)
        for site in copying.sites():
            written = copying.Copy(site, folder / "pages" / site.hostname).write()
            self.stdout.write(
                f"{site.hostname}: {written[copying.PAGE]} pages, {written[copying.FILE]} files"
            )
        for name, number in copying.write_public_data(folder / "data").items():
            self.stdout.write(f"data/{name}.json: {number}")
        if records:
            number = copying.write_records(folder / "records.jsonl")
            self.stdout.write(f"records.jsonl: {number} rows, with personal data: keep it safe")
