"""Who may look into the outbox, and who may ask to be told."""

from typing import Any


def can_see_outbox(user: Any) -> bool:
    """May read every mail that was sent, and send again those that were given up."""
    return user.is_active and user.has_perm("wagtail_crowdsolving.view_outboxmail")


def can_follow(user: Any) -> bool:
    """Any signed-in, active member. What they may read is asked again before each mail."""
    return user.is_authenticated and user.is_active
