"""The rights that a role's group has on pages, as Wagtail keeps them. The floor of the rooms' ``setup.py``."""

import swapper
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission

from wagtail_crowdsolving import conf

swapper.set_app_prefix("wagtailcore", "wagtail")


def give(page, roles):
    """Let the groups of ``roles`` (role → actions) act on ``page`` and below.

    A group that is not there yet is left out: ``setup_crowdsolving`` makes it. Returns what was new:
    ``[(group, action)]``.
    """
    new = []
    for role, actions in roles.items():
        group = Group.objects.filter(name=conf.GROUPS[role]).first()
        for action in actions if group else []:
            _row, created = GroupPagePermission.objects.get_or_create(
                group=group, page_id=page.pk, permission=_permission(action)
            )
            if created:
                new.append((group, action))
    return new


def lacking(pages, roles):
    """``[(page, group)]`` where a group of ``roles`` has not all its rights, from above or there. 3 queries.

    Nothing of a group that is not there: the site has not been set up.
    """
    model = swapper.load_model("wagtailcore", "Page")._meta.model_name
    names = {conf.GROUPS[role]: set(actions) for role, actions in roles.items()}
    groups = list(Group.objects.filter(name__in=names).order_by("name"))
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


def _permission(action):
    base = swapper.load_model("wagtailcore", "Page")
    return Permission.objects.get(
        content_type=ContentType.objects.get_for_model(base),
        codename=f"{action}_{base._meta.model_name}",
    )
