"""How a person is named in public, at which address and in which language they are written to."""

from collections import defaultdict
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf, dates


def full_name(user):
    """First and last name as the person gave them; never an address or a login."""
    return user.get_full_name()


def email_of(user):
    """The address of an account, empty where it has none."""
    return getattr(user, user.get_email_field_name(), "") or ""


def public_name(user):
    """The name that everybody may read, by the site's ``PUBLIC_NAME``; a phrase where there is none."""
    if user is None:
        return _("Former member")
    return import_string(conf.PUBLIC_NAME)(user) or _("Member")


def told_apart(names, details):
    """``{key: label}`` for people who are chosen or listed together, from their ``names``, ``{key: name}``.

    A name that nobody else among them bears stands alone; who are named alike get as many of their details as
    tell them apart: ``details(keys)``, asked for those alone, is ``{key: (organisation, …)}``. Never a key of
    the database nor an address. Whom nothing tells apart, a number does.
    """
    chosen = {key: [] for key in names}

    def alike():
        groups = defaultdict(list)
        for key, parts in chosen.items():
            groups[" ".join(names[key].split()).casefold(), tuple(parts)].append(key)
        return [keys for keys in groups.values() if len(keys) > 1]

    doubtful = [key for keys in alike() for key in keys]
    known = details(doubtful) if doubtful else {}
    for level in range(max((len(parts) for parts in known.values()), default=0)):
        for key in [key for keys in alike() for key in keys]:
            chosen[key].append(str(known[key][level]))
    for keys in alike():
        for number, key in enumerate(keys, 1):
            chosen[key].append(str(number))
    return {
        key: _("%(name)s (%(details)s)") % {"name": names[key], "details": ", ".join(parts)}
        if (parts := [part for part in chosen[key] if part])
        else names[key]
        for key in names
    }


def member_since(user):
    """Since when somebody is a member, in words; empty where the site's accounts do not say."""
    joined = getattr(user, "date_joined", None)
    return _("since %(date)s") % {"date": dates.write(joined)} if joined else ""


def language_of(user):
    """The language of a mail to somebody of the team: the one of their admin, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE


@contextmanager
def for_the_record():
    """What is written down for good is in the language and the time zone of the site, whoever acts."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield
