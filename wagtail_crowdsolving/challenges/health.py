"""What keeps a list from having its challenges examined by those who should."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import WorkflowState

from wagtail_crowdsolving import conf, editors, health, role_rights
from wagtail_crowdsolving.challenges import examination, setup
from wagtail_crowdsolving.challenges.queries import challenge_types
from wagtail_crowdsolving.challenges.types import ChallengeIndex
from wagtail_crowdsolving.health import Finding
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.wagtail_admin import address


@health.register
def lists():
    """W024, W025 and W027 of every list that is on the site, W029 of what runs past the committees."""
    indexes = [
        page for model in page_types(ChallengeIndex) for page in model.objects.live().order_by("pk")
    ]
    yield from of_lists(indexes)
    yield from _past_committees()


def of_lists(indexes):
    """The findings of these lists (specific pages), whether they are on the site or not."""
    taking = [index for index in indexes if index.takes_proposals]
    assigned = examination.assignments() if taking else []
    decide = bool(taking) and examination.committees_decide()
    fit = set(examination.holding_workflows().values_list("pk", flat=True)) if decide else set()
    for index in taking:
        found = examination.nearest(index, assigned)
        if found is None:
            yield Finding(
                "challenges.no_workflow",
                _("“%(list)s” takes proposals, and no workflow is set on it: nobody examines them.")
                % {"list": index.title},
                _(
                    "An administrator sets one under Settings → Workflows. What has come meanwhile is "
                    "on the board: “Take up again” begins its examination."
                ),
                address("wagtailadmin_workflows:index"),
                "W024",
            )
        elif decide and found.workflow.pk not in fit:
            yield Finding(
                "challenges.no_committee_step",
                _(
                    "“%(list)s” takes proposals, and no committee decides in its workflow, "
                    "“%(workflow)s”: it is not begun, and the proposals wait."
                )
                % {"list": index.title, "workflow": found.workflow},
                _(
                    "An administrator sets a workflow with a review by a committee on this list, under "
                    "Settings → Workflows. What has come meanwhile is on the board: “Take up again” "
                    "begins its examination."
                ),
                address("wagtailadmin_workflows:index"),
                "W025",
            )
    for index, group in role_rights.lacking(indexes, setup.ROLES):
        yield rights_finding(index, group)


@health.register
def groups():
    """Roles whose group was renamed or deleted. Nothing of a site that has none of them: it was not set up."""
    names = set(conf.GROUPS.values())
    there = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
    for name in sorted(names - there) if there else []:
        yield Finding(
            "challenges.no_group",
            _("There is no group “%(name)s”: its role has no rights, and nobody gets its mails.")
            % {"name": name},
            _(
                "An administrator gives the group this name again, under Settings → Groups. Or the "
                "setting GROUPS names another one; the command setup_crowdsolving makes one."
            ),
            address("wagtailusers_groups:index"),
        )


@health.register
def editors_of_pages():
    """The role that edits the home page and the explanatory ones, where it cannot."""
    wanted = set(editors.permissions())
    group = Group.objects.filter(name=conf.GROUPS["editors"]).first() if wanted else None
    if group is None:
        return
    held = group.permissions.values_list("content_type__app_label", "codename")
    if not wanted <= {f"{label}.{codename}" for label, codename in held}:
        yield Finding(
            "challenges.no_editors",
            _("“%(group)s” may not edit the home page, or pages that explain the site.")
            % {"group": group},
            _("The command setup_crowdsolving gives this group its rights."),
            address("wagtailusers_groups:edit", group.pk),
        )


def rights_finding(index, group):
    """W027: a role's group that cannot work on a list."""
    return Finding(
        "challenges.no_rights",
        _("“%(group)s” may not work on the pages of “%(list)s”.")
        % {"group": group, "list": index.title},
        _(
            "An administrator gives this group the rights on that page, under Settings → Groups; the "
            "command setup_crowdsolving gives them too."
        ),
        address("wagtailusers_groups:edit", group.pk),
        "W027",
    )


def _past_committees():
    """W029: what began in a workflow without a committee, before there were any."""
    if not examination.committees_decide():
        return
    number = (
        WorkflowState.objects.active()
        .filter(content_type__in=challenge_types())
        .exclude(workflow__in=examination.holding_workflows().values("pk"))
        .count()
    )
    if number:
        yield Finding(
            "challenges.past_committees",
            ngettext(
                "%(number)d challenge is examined in a workflow in which no committee decides: it "
                "does not come to its end there.",
                "%(number)d challenges are examined in a workflow in which no committee decides: they "
                "do not come to their end there.",
                number,
            )
            % {"number": number},
            _("Cancel the workflow in the editor; then “Take up again”, on the board."),
            address("wagtailadmin_reports:workflow"),
            "W029",
        )
