"""Groups, permissions, workflow and schedules. It can be run again: what is there is left as it is."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission

from wagtail_crowdsolving import conf, editors, role_rights, upstream
from wagtail_crowdsolving.catalogue import setup as catalogue
from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin
from wagtail_crowdsolving.challenges import setup as challenges
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.role_rights import APP
from wagtail_crowdsolving.selection.setup import ensure_workflow
from wagtail_crowdsolving.upkeep.setup import ensure_schedules

#: What a group may do everywhere: role → "app_label.codename".
PERMISSIONS = {
    "coordination": [
        "wagtailadmin.access_admin",
        f"{APP}.view_proposal",
        f"{APP}.change_proposal",
        f"{APP}.decline_proposal",
        f"{APP}.keep_challenges_alive",
        f"{APP}.view_outboxmail",
        f"{APP}.view_health",
        f"{APP}.manage_selection",
        f"{APP}.archive_page",
        f"{APP}.view_contribution",
        f"{APP}.delete_organisation",
        upstream.SUBMIT_TRANSLATION,
        *(
            f"{APP}.{action}_{model}"
            for model in ("organisation", "theme", "territory")
            for action in ("add", "change", "view")
        ),
    ],
    # Those who review have a desk of their own outside the admin.
    "committee": [],
    "board": [],
    "moderation": ["wagtailadmin.access_admin", f"{APP}.moderate_contribution"],
    # And each type of page that is theirs: ``editors.permissions``.
    "editors": ["wagtailadmin.access_admin", upstream.SUBMIT_TRANSLATION],
}
#: What gives the roles their rights on the pages under a list.
PAGE_RIGHTS = {
    ChallengeIndexMixin: challenges.ensure_rights,
    CatalogueIndexMixin: catalogue.ensure_rights,
}


class Command(BaseCommand):
    help = "Make the groups, the workflow and the schedules that the site needs. Can be run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset-schedules",
            action="store_true",
            help="run each schedule as often as the package says, whatever the site has set",
        )

    @transaction.atomic
    def handle(self, *args, **options):
        self.done = 0
        self.is_quiet = options["verbosity"] == 0
        groups = {role: self.group(role) for role in PERMISSIONS}
        indexes = self.pages(ChallengeIndexMixin)
        for mixin, ensure_rights in PAGE_RIGHTS.items():
            for page in self.pages(mixin):
                for group, action in ensure_rights(page):
                    self.say(f"“{group}” may {action} pages under “{page}”")
        for page in self.pages(editors.EditedPageMixin):
            # What is given on a page holds for whatever comes below it, some day.
            if editors.holds_only_their_own(page):
                for group, action in role_rights.give(page, {"editors": editors.ACTIONS}):
                    self.say(f"“{group}” may {action} “{page}”")
        for role, actions in role_rights.MEDIA_ACTIONS.items():
            self.media_permissions(groups[role], actions)
        if page_types(ChallengeIndexMixin):  # else nothing is examined
            workflow, given = ensure_workflow(index_pages=indexes)
            for page in given:
                self.say(f"Workflow “{workflow}” set on “{page}”")
        for line in ensure_schedules(reset=options.get("reset_schedules", False)):
            self.say(line)
        if not self.done and not self.is_quiet:
            self.stdout.write("Nothing to do: all is set up.")

    def say(self, line):
        self.done += 1
        if not self.is_quiet:
            self.stdout.write(line)

    def pages(self, mixin):
        return [page for model in page_types(mixin) for page in model.objects.order_by("pk")]

    def group(self, role):
        group, created = Group.objects.get_or_create(name=conf.GROUPS[role])
        if created:
            self.say(f"Group “{group}”")
        wanted = [*PERMISSIONS[role], *(editors.permissions() if role == "editors" else [])]
        held = set(group.permissions.values_list("pk", flat=True))
        found = permissions(wanted)
        for name in wanted:
            if name not in found:  # wagtail-localize's comes by its first migration alone
                self.say(f"There is no permission {name}: “{group}” goes without")
            elif found[name].pk not in held:
                self.say(f"“{group}” may {name}")
        group.permissions.add(*found.values())
        return group

    def media_permissions(self, group, actions):
        root = Collection.get_first_root_node()
        if root is None:
            return
        for app_label, model in role_rights.MEDIA.items():
            names = {f"{app_label}.{action}_{model}": action for action in actions}
            for name, permission in permissions(names).items():
                _row, created = GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root, permission=permission
                )
                if created:
                    self.say(f"“{group}” may {names[name]} {model}s")


def permissions(names):
    """``{name: permission}`` of those of ``names`` ("app.codename") that there are. 1 query."""
    rows = Permission.objects.filter(
        codename__in=[name.partition(".")[2] for name in names]
    ).select_related("content_type")
    found = {f"{one.content_type.app_label}.{one.codename}": one for one in rows}
    return {name: found[name] for name in names if name in found}
