from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitePagesConfig(AppConfig):
    name = "site_pages"
    verbose_name = _("Pages of the site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from site_pages import frame  # noqa: PLC0415  app registry

        frame.connect()
