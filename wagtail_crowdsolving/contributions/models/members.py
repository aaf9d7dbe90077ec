"""What a member does beside contributing: begin a text, support one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions.models.texts import Contribution


class Draft(models.Model):
    """What a member has begun to write somewhere, kept until they send it or throw it away."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    target = models.CharField(
        _("place"), max_length=40, help_text=_("A form's own place: “page-12”, “reply-34”.")
    )
    data = models.JSONField(_("what was typed"), default=dict)
    form_key = models.CharField(
        _("form"),
        max_length=40,
        blank=True,
        help_text=_("The key of the form that kept it last: it does not stand in its own way."),
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a contribution")
        verbose_name_plural = _("drafts of contributions")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "target"], name="crowdsolving_one_draft_a_form")
        ]

    def __str__(self):
        return self.target

    @property
    def version(self):
        """What a form was made from: no other text that was kept there has the same."""
        return draft_version(self.updated_at)


def draft_version(kept_at):
    """The version of a draft that was kept at this moment; 0 before there is one."""
    return int(kept_at.timestamp() * 1_000_000) if kept_at else 0


class Support(models.Model):
    """A member finds a contribution worth pursuing: once. It stays, without a name, when they leave."""

    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "user"], name="crowdsolving_one_support_a_member"
            ),
        ]

    def __str__(self):
        return str(self.pk)
