"""The rights that a role's group has on pages, as Wagtail keeps them. The floor of the rooms' ``setup.py``."""

import swapper
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.folded import Folded

swapper.set_app_prefix("wagtailcore", "wagtail")

#: The app of the package's own rights.
APP = "wagtail_crowdsolving"
#: What a role may do with the pictures and documents of the first collection.
MEDIA_ACTIONS = {role: ["add", "change", "choose"] for role in ("coordination", "editors")}
#: Their models, by app.
MEDIA = {"wagtailimages": "image", "wagtaildocs": "document"}


def give(page, roles):
    """Let the groups of ``roles`` (role → actions) act on ``page`` and below.

    A group that is not there yet is left out: ``setup_crowdsolving`` makes it. Returns what was new:
    ``[(group, action)]``.
    """
    groups = Group.objects.in_bulk([conf.GROUPS[role] for role in roles], field_name="name")
    permissions = _permissions({action for actions in roles.values() for action in actions})
    rows = GroupPagePermission.objects.filter(page_id=page.pk)
    held = set(rows.values_list("group_id", "permission_id"))
    new = []
    for role, actions in roles.items():
        group = groups.get(conf.GROUPS[role])
        for action in actions if group else []:
            if (group.pk, permissions[action].pk) not in held:
                new.append((group, action))
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page.pk, permission=permissions[action])
            for group, action in new
        ],
        ignore_conflicts=True,
    )
    return new


def lacking(pages, roles):
    """``[(page, group)]`` where a group of ``roles`` has not all its rights, from above or there. 3 queries.

    Nothing of a group that is not there: the site has not been set up.
    """
    model = swapper.load_model("wagtailcore", "Page")._meta.model_name
    names = {conf.GROUPS[role]: set(actions) for role, actions in roles.items()}
    groups = list(Group.objects.filter(name__in=names).order_by(Folded("name")))
    rows = GroupPagePermission.objects.filter(group__in=groups).values_list(
        "group_id", "page__path", "permission__codename"
    )
    rows = [(group, path, codename.removesuffix(f"_{model}")) for group, path, codename in rows]
    missing = []
    for page in pages:
        for group in groups:
            held = {
                action for pk, path, action in rows if pk == group.pk and page.path.startswith(path)
            }
            if not names[group.name] <= held:
                missing.append((page, group))
    return missing


def _permissions(actions):
    """``{action: permission}`` on pages."""
    base = swapper.load_model("wagtailcore", "Page")
    model = base._meta.model_name
    rows = Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(base),
        codename__in=[f"{action}_{model}" for action in actions],
    )
    return {row.codename.removesuffix(f"_{model}"): row for row in rows}
