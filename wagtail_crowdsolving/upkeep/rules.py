"""Who is shown what keeps the site from working."""

from typing import Any


def can_see_health(user: Any) -> bool:
    """Administrators, and whoever was given the right to: it names committees, pages, schedules."""
    return user.is_active and user.has_perm("wagtail_crowdsolving.view_health")
