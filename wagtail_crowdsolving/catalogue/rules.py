"""Who may write a project's path. Nothing else decides it."""


def can_record_stages(user, page):
    """Whoever may edit the page; ``page`` is the one that all translations share."""
    return user.is_active and page.permissions_for_user(user).can_edit()
