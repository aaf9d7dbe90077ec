"""Whether the menu of a site leads a person to the committees' desk, without a query on each page."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from wagtail_crowdsolving.selection import queries

#: The key of the session: ``{% if request.session.crowdsolving_desk %}`` in a menu.
KEY = "crowdsolving_desk"


@receiver(user_logged_in, dispatch_uid="wagtail_crowdsolving.desk")
def remember(request, user, **kwargs):
    """Asked when a person signs in, and at each visit of the desk."""
    has_desk = queries.has_desk(user)
    if has_desk != request.session.get(KEY, False):
        request.session[KEY] = has_desk
