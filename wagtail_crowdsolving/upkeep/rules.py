"""Who is shown what keeps the site from working."""


def can_see_health(user):
    """Administrators, and whoever was given the right to: it names committees, pages, schedules."""
    return user.is_active and user.has_perm("wagtail_crowdsolving.view_health")
