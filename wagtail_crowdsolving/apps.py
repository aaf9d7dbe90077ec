from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class CrowdsolvingConfig(AppConfig):
    name = "wagtail_crowdsolving"
    verbose_name = _("Crowdsolving")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from wagtail_crowdsolving import checks  # noqa: F401
        from wagtail_crowdsolving.challenges import signals  # noqa: F401
        from wagtail_crowdsolving.contributions.models import Contribution
        from wagtail_crowdsolving.privacy import signals as privacy_signals  # noqa: F401

        # On every save of a comment this handler makes all its descendants as public
        # as itself, those that wait for moderation included.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=Contribution)
