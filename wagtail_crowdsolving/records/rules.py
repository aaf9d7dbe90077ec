"""Who may take a page off the site for good. Nothing else decides it."""

from typing import Any

from wagtail_crowdsolving.network.queries import canonical, shown_by

PERMISSION = "wagtail_crowdsolving.archive_page"


def can_archive(user: Any, page: Any) -> bool:
    """Coordinators, by the permission that ``setup_crowdsolving`` gives to their group, on pages
    that are theirs to change. They bring back what was archived by the same right."""
    if not user.is_active or not user.has_perm(PERMISSION):
        return False
    if user.is_superuser:
        return True
    # It leaves in every language: the right to one version is not enough.
    shared = canonical(shown_by(page))
    return "change" in shared.permissions_for_user(user).permissions
