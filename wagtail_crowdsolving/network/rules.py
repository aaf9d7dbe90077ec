"""Who may put one organisation, theme or territory in another's place. Nothing else decides it."""

from typing import Any


def can_merge(user: Any, model: Any) -> bool:
    """Whoever may change them: their name is what every page shows already."""
    name = f"{model._meta.app_label}.change_{model._meta.model_name}"
    return user.is_active and user.has_perm(name)
