from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class CrowdsolvingConfig(AppConfig):
    name = "wagtail_crowdsolving"
    verbose_name = _("Crowdsolving")
    default_auto_field = "django.db.models.BigAutoField"

    #: Without these no model can be imported, and Django would only say that a model
    #: "doesn't declare an explicit app_label". Other missing apps are named by the checks.
    needs = ("django_comments_xtd", "django_comments", "django.contrib.sites")

    def __init__(self, *args):
        super().__init__(*args)
        missing = set(self.needs) - set(settings.INSTALLED_APPS)
        if missing:  # or written as the path of a configuration class
            missing -= {AppConfig.create(entry).name for entry in _classes(settings.INSTALLED_APPS)}
        if missing:
            names = ", ".join(f'"{name}"' for name in self.needs if name in missing)
            raise ImproperlyConfigured(
                f"wagtail_crowdsolving needs {names} in INSTALLED_APPS. List them above "
                '"wagtail_crowdsolving", "django_comments_xtd" before "django_comments".'
            )

    def ready(self):
        from wagtail_crowdsolving import (  # noqa: F401
            checks,
            database_checks,
            exports,
            page_checks,
            search,
            upstream,
        )
        from wagtail_crowdsolving.catalogue import guards as catalogue_guards  # noqa: F401
        from wagtail_crowdsolving.catalogue import health as catalogue_health  # noqa: F401
        from wagtail_crowdsolving.catalogue import origins  # noqa: F401  what comes with a challenge
        from wagtail_crowdsolving.catalogue import setup as catalogue_setup
        from wagtail_crowdsolving.challenges import case as challenge_case  # noqa: F401
        from wagtail_crowdsolving.challenges import health as challenge_health  # noqa: F401
        from wagtail_crowdsolving.challenges import mails as challenge_mails  # noqa: F401
        from wagtail_crowdsolving.challenges.guards import files as proposal_files  # noqa: F401
        from wagtail_crowdsolving.challenges.guards import timeline as proposal_timeline
        from wagtail_crowdsolving.challenges.guards import workflow as challenge_workflow  # noqa: F401
        from wagtail_crowdsolving.contributions import attachments  # noqa: F401
        from wagtail_crowdsolving.contributions import extensions as contribution_extensions  # noqa: F401
        from wagtail_crowdsolving.contributions import guards as contribution_guards  # noqa: F401
        from wagtail_crowdsolving.contributions import mails as contribution_mails  # noqa: F401
        from wagtail_crowdsolving.contributions.models import Contribution
        from wagtail_crowdsolving.network import guards as network_guards  # noqa: F401
        from wagtail_crowdsolving.notifications import health as mail_health  # noqa: F401
        from wagtail_crowdsolving.privacy import guards as privacy_guards  # noqa: F401
        from wagtail_crowdsolving.records import guards as record_guards
        from wagtail_crowdsolving.selection import checks as selection_checks  # noqa: F401
        from wagtail_crowdsolving.selection import (
            extensions,  # noqa: F401
            mails,  # noqa: F401
            session,  # noqa: F401
        )
        from wagtail_crowdsolving.selection import guards as selection_guards
        from wagtail_crowdsolving.selection import health as selection_health  # noqa: F401
        from wagtail_crowdsolving.upkeep import guards as upkeep_guards  # noqa: F401
        from wagtail_crowdsolving.upkeep import health as upkeep_health  # noqa: F401

        exports.connect()
        catalogue_setup.connect()
        selection_guards.connect()
        record_guards.connect()
        proposal_timeline.connect()
        upstream.leave_replies_alone(Contribution)
        upstream.begin_translations_as_drafts()
        upstream.compare_as_fields_say()


def _classes(entries):
    """The entries of ``INSTALLED_APPS`` that name a class, but for this package's own."""
    return [
        entry
        for entry in entries
        if entry.rpartition(".")[2][:1].isupper() and not entry.startswith("wagtail_crowdsolving.")
    ]
