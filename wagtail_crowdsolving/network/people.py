"""How a person is named in public."""

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf


def full_name(user):
    """First and last name as the person gave them; never an address or a login."""
    return user.get_full_name()


def public_name(user):
    """The name that everybody may read, by the site's ``PUBLIC_NAME``; a phrase where there is none."""
    if user is None:
        return _("Former member")
    return import_string(conf.PUBLIC_NAME)(user) or _("Member")
