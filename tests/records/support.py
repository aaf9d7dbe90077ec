"""Pages with something tied to them, and who looks after them."""

import datetime

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission

from tests import factories
from wagtail_crowdsolving.catalogue.models import StageEntry

PASSWORD = "x"


def superuser():
    return factories.UserFactory(is_superuser=True, is_staff=True)


def coordinator(*actions):
    """Somebody with the rights of the coordination on all pages, and ``actions`` besides."""
    from django.contrib.auth.models import Group

    user = factories.UserFactory()
    for codename in ("access_admin", "archive_page", "manage_selection"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    group = Group.objects.create(name=f"Coordination {user.pk}")
    for action in ("add", "change", *actions):
        GroupPagePermission.objects.create(
            group=group,
            page=factories.home(),
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            ),
        )
    user.groups.add(group)
    return type(user).objects.get(pk=user.pk)


def published(page):
    """``page`` with a live revision."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def stage(page, name="need"):
    return StageEntry.objects.create(
        page_id=page.pk, stage=name, reached_on=datetime.date(2024, 1, 1)
    )


def alias_of(page, parent=None):
    return page.create_alias(parent=parent or page.get_parent(), update_slug=f"alias-{page.pk}")
