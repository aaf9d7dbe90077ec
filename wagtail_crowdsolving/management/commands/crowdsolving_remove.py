"""Takes everything of the package out of the site's database. ``docs/removing.md`` is read first."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError, RestrictedError

from wagtail_crowdsolving.leaving import removal, tables


class Command(BaseCommand):
    help = (
        "Say what of the package is in the database, and with --yes take it out: pages, discussions, "
        "rounds, workflow, groups, rights, tables. It can't be undone: make a copy first (crowdsolving_copy)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="do it")
        parser.add_argument(
            "--keep-groups", action="store_true", help="leave the groups with their members"
        )
        parser.add_argument(
            "--keep-tables", action="store_true", help="leave the tables, empty, and the migrations"
        )

    def handle(self, *, yes, keep_groups, keep_tables, **options):
        if tables.is_half_gone():
            if full := tables.with_rows():
                raise CommandError(
                    "Tables of the package are missing, and others have rows "
                    f"({', '.join(full)}): run `manage.py migrate` first."
                )
            self.stdout.write("Everything is out; tables were dropped before.")
        else:
            self.empty(yes, keep_groups)
        if not yes:
            self.stdout.write("Nothing was changed. With --yes all of this goes, for ever.")
            return
        if not keep_tables and (held := tables.held()):
            self.stdout.write(
                "\n".join(["Everything is out, but the tables stay, empty:", *held])
                + "\nRewrite these migrations without the package, as docs/removing.md tells, leave its "
                "apps in INSTALLED_APPS until then, and run this command again."
            )
            return
        if not keep_tables:
            tables.drop()
        self.stdout.write(
            "Done. Now take the apps out of INSTALLED_APPS, the addresses out of urls.py, the settings "
            "away, and run `manage.py check` and `manage.py migrate`."
        )

    def empty(self, yes, keep_groups):
        plan = removal.plan(keep_groups=keep_groups)
        for name, number in plan.rows:
            self.stdout.write(f"{number:>8} {name}")
        if plan.refusals:
            raise CommandError("\n".join(["It can't be done yet:", *plan.refusals]))
        if not yes:
            return
        try:
            files = removal.remove(keep_groups=keep_groups)
        except (ProtectedError, RestrictedError) as error:
            raise CommandError(f"Nothing was changed: {error.args[0]}") from error
        if failed := removal.delete_files(files):
            self.stderr.write("\n".join(["Files that could not be deleted:", *failed]))
