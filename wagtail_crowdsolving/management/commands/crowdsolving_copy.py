"""Writes what is to stay readable when the package goes. ``docs/removing.md``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wagtail_crowdsolving.leaving import copying, public_data
from wagtail_crowdsolving.leaving import records as rows


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
        missing = []
        all_sites = copying.sites()
        for site in all_sites:
            name = copying.folder_of(site, all_sites)
            copy = copying.Copy(site, folder / "pages" / name)
            written = copy.write()
            self.stdout.write(
                f"{name}: {written[copying.PAGE]} pages, {written[copying.FILE]} files"
            )
            if copy.elsewhere:
                self.stdout.write(
                    f"{name}: {len(copy.elsewhere)} pictures and style sheets are on another host: left out"
                )
            missing += [f"{copy.host}{address}: {why}" for address, why in copy.missing.items()]
        for name, number in public_data.write_public_data(folder / "data").items():
            self.stdout.write(f"data/{name}.json: {number}")
        if records:
            number = rows.write_records(folder / "records.jsonl")
            self.stdout.write(f"records.jsonl: {number} rows, with personal data: keep it safe")
        if missing:
            raise CommandError(
                "\n".join(
                    [
                        "These public pages are not in the copy, the rest is. Does the site answer at this name"
                        " (ALLOWED_HOSTS, the hostname and port of the site in Wagtail)?",
                        *missing,
                    ]
                )
            )
