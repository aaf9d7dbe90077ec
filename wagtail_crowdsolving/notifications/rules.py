"""Who may look into the outbox."""


def can_see_outbox(user):
    """May read every mail that was sent, and send again those that were given up."""
    return user.is_active and user.has_perm("wagtail_crowdsolving.view_outboxmail")
