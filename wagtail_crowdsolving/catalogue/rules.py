"""Who may write a project's path. Nothing else decides it."""

from typing import Any


def can_record_stages(user: Any, page: Any) -> bool:
    """Whoever may edit the page; ``page`` is the one that all translations share."""
    return user.is_active and page.permissions_for_user(user).can_edit()
