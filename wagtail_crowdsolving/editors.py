"""Pages that editors look after: the home page and those that explain, without what stands below them.

Wagtail's rights on a page hold for all below it: whoever could publish the home page could publish a challenge past
its committee. So the right to such a page is the one of its type, as Django names it
(``app.change_homepage``), and it is not handed down.
"""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.db import models
from wagtail.models import PagePermissionTester

from wagtail_crowdsolving.fields import TypedPageForm
from wagtail_crowdsolving.page_types import page_types

ACTIONS = {"add", "change", "publish"}


def permission_of(model: Any) -> str:
    """The right to edit the pages of a type, as ``app_label.codename``."""
    return f"{model._meta.app_label}.{get_permission_codename('change', model._meta)}"


def permissions() -> list[str]:
    """What ``setup_crowdsolving`` gives to the editors."""
    return [permission_of(model) for model in page_types(EditedPageMixin)]


def holds_only_their_own(page: Any) -> bool:
    """Whether nothing but pages of the editors can ever stand below ``page``."""
    return all(issubclass(model, EditedPageMixin) for model in type(page).allowed_subpage_models())


class EditedPageMixin(models.Model):
    """For page types that are edited and published by the role of editors, first of all the home page."""

    base_form_class = TypedPageForm

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return EditorsTester(user, self)


class EditorsTester(PagePermissionTester):
    """Wagtail's rules, and those of the type. What would befall the pages below asks for Wagtail's alone."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser and user.has_perm(permission_of(type(page))):
            self.permissions = self.permissions | ACTIONS

    def _or_stock(self) -> Any:
        return super() if self.page.is_leaf() else PagePermissionTester(self.user, self.page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self._or_stock().can_delete(ignore_bulk=ignore_bulk))

    def can_unpublish(self) -> bool:
        return bool(self._or_stock().can_unpublish())

    def can_reorder_children(self) -> bool:
        return bool(PagePermissionTester(self.user, self.page).can_reorder_children())

    def can_set_view_restrictions(self) -> bool:
        return bool(self._or_stock().can_set_view_restrictions())
