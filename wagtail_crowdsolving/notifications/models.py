"""The outbox, where a mail is a row before it is sent; and who wants to be told of what."""

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.network.deletion import pass_on

swapper.set_app_prefix("wagtailcore", "wagtail")


class OutboxMail(models.Model):
    """One mail to one person. ``key`` names the event and the recipient: the same event mails once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        DROPPED = "dropped", _("No longer needed")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="crowdsolving_mails",
    )
    to_email = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    stop_url = models.CharField(_("address that ends such mails"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    due_at = models.DateTimeField(
        _("due at"), help_text=_("Not sent before; while being sent, the end of the lease.")
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="crowdsolving_mail_due")]

    def __str__(self):
        return self.subject


class Follow(models.Model):
    """A member wants to be told of what is published in a discussion, or in one thread of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=pass_on,
        related_name="+",
        help_text=_("The page that all translations share."),
    )
    thread = models.ForeignKey(
        "wagtail_crowdsolving.Contribution",
        verbose_name=_("thread"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("The contribution that begins it."),
    )
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="crowdsolving_follow_page"),
            models.UniqueConstraint(fields=["user", "thread"], name="crowdsolving_follow_thread"),
            models.CheckConstraint(
                condition=models.Q(page__isnull=True, thread__isnull=False)
                | models.Q(page__isnull=False, thread__isnull=True),
                name="crowdsolving_follow_one_thing",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def discussed_page(self):
        return self.page or self.thread.page
