"""System checks of what searches need of PostgreSQL: an app of Django's and an encoding, no extension."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connections

APP = "django.contrib.postgres"


def _on_postgresql(aliases):
    return [alias for alias in aliases if connections[alias].vendor == "postgresql"]


@register(Tags.compatibility)
def check_postgresql(app_configs=None, **kwargs):
    """W036: the tables of Wagtail's search stand on an app that is not installed; from Django 6.1 nothing migrates."""
    if apps.is_installed(APP) or not _on_postgresql(settings.DATABASES):
        return []
    return [
        Warning(
            f"The database is PostgreSQL and {APP!r} is not installed: the tables of Wagtail's search "
            "need it, and from Django 6.1 on nothing migrates without it (postgres.E005).",
            hint=f'Add "{APP}" to INSTALLED_APPS.',
            id="wagtail_crowdsolving.W036",
        )
    ]


@register(Tags.database)
def check_encoding(app_configs=None, databases=None, **kwargs):
    """W037: the database cannot fold words: PostgreSQL normalizes UTF-8 alone."""
    found = []
    for alias in _on_postgresql(databases or ()):
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            (encoding,) = cursor.fetchone()
        if encoding != "UTF8":
            found.append(
                Warning(
                    f"The encoding of the database {alias!r} is {encoding}: searches in discussions and "
                    "in the lists of the admin fail.",
                    hint="Make a new database and restore a backup into it: CREATE DATABASE … OWNER … "
                    "ENCODING 'UTF8' TEMPLATE template0;",
                    id="wagtail_crowdsolving.W037",
                )
            )
    return found
