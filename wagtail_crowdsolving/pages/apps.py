from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrowdsolvingPagesConfig(AppConfig):
    name = "wagtail_crowdsolving.pages"
    label = "crowdsolving_pages"
    verbose_name = _("Crowdsolving pages")
    default_auto_field = "django.db.models.BigAutoField"
