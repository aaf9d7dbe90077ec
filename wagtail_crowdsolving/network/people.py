"""How a person is named in public, and in which language they are written to."""

from django.conf import settings
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


def language_of(user):
    """The language of a mail to somebody of the team: the one of their admin, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE
