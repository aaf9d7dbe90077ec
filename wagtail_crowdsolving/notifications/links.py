"""Addresses and the name of the site, for texts that are read outside of it."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from wagtail.models import Site

_same_site = ContextVar("same_site", default=None)


@contextmanager
def same_site():
    """While it lasts, Wagtail's default site is asked for once: for many mails in one go."""
    token = _same_site.set([default_site()])
    try:
        yield
    finally:
        _same_site.reset(token)


def default_site():
    """Wagtail's default site, or nothing: hand it to the functions below to ask for it once."""
    if kept := _same_site.get():
        return kept[0]
    return Site.objects.filter(is_default_site=True).first()


def site_url(site=None):
    """The address of Wagtail's default site, without a final slash; else ``WAGTAILADMIN_BASE_URL``."""
    site = site or default_site()
    url = site.root_url if site else getattr(settings, "WAGTAILADMIN_BASE_URL", None)
    return (url or "").rstrip("/")


def site_name(site=None):
    """The name of Wagtail's default site; else ``WAGTAIL_SITE_NAME``, else its host."""
    site = site or default_site()
    return (
        (site.site_name if site else "")
        or getattr(settings, "WAGTAIL_SITE_NAME", "")
        or site_url(site).partition("://")[2]
    )


def absolute(path, site=None):
    """The full address of ``path`` ("/espace/…"); a full address is returned as it is."""
    if path.startswith(("http://", "https://")):
        return path
    return f"{site_url(site)}/{path.lstrip('/')}"
