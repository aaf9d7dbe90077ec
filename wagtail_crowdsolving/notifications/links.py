"""Addresses and the name of the site, for texts that are read outside of it."""

from django.conf import settings
from wagtail.models import Site


def default_site():
    """Wagtail's default site, or nothing: hand it to the functions below to ask for it once."""
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
