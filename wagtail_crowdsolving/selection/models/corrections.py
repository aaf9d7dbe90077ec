"""What was corrected of a judged text without an examination."""

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_crowdsolving.records import kinds

swapper.set_app_prefix("wagtailcore", "wagtail")


class Correction(models.Model):
    """A published challenge whose spelling was corrected without an examination: who, when, what.

    A record for the committees that judged the text: they read it beside their round.
    """

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("title as corrected"), max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    changes = models.JSONField(
        _("what was changed"), help_text=_("A list of parts: “name”, “label”, “old”, “new”.")
    )
    content = models.JSONField(
        _("content as corrected"), help_text=_("A list of parts: “name”, “label”, “html”.")
    )

    class Meta:
        verbose_name = _("correction of spelling")
        verbose_name_plural = _("corrections of spelling")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["page", "at"], name="crowdsolving_correction_page")]

    def __str__(self):
        return self.title


kinds.register(
    kinds.Kind(
        lambda pages: Correction.objects.filter(page__in=pages),
        lambda n: (
            ngettext("%(n)d correction of spelling", "%(n)d corrections of spelling", n) % {"n": n}
        ),
        is_inherited=False,
    )
)
