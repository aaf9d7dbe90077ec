"""A page that is off the site for good, and is kept with what is tied to it."""

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.network.deletion import pass_on

swapper.set_app_prefix("wagtailcore", "wagtail")

REASON_LENGTH = 2000


class Archive(models.Model):
    """A page is archived for as long as this row stands: in all its languages, by the team.

    ``online`` keeps what comes back with it: which versions were live, with which revision.
    """

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        on_delete=pass_on,
        related_name="crowdsolving_archive",
        help_text=_("The page that all translations share."),
    )
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("archived by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    archived_at = models.DateTimeField(_("archived at"), auto_now_add=True)
    online = models.JSONField(
        _("what was online"), default=list, help_text=_("A list of “page”, “revision”.")
    )

    class Meta:
        verbose_name = _("archived page")
        verbose_name_plural = _("archived pages")
        ordering = ["-archived_at", "-pk"]
        permissions = [("archive_page", _("Can take pages off the site and bring them back"))]

    def __str__(self):
        return str(self.page)

    def was_online(self, page):
        """Whether this version of the page could be read before."""
        return any(entry["page"] == page.pk for entry in self.online)
