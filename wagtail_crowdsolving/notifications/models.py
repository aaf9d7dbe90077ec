"""The outbox, where a mail is a row before it is sent; and who wants to be told of what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.notifications.words import reason_of


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
    thread = models.CharField(
        _("thread"),
        max_length=60,
        blank=True,
        help_text=_("Such as “round-12”: mail programs show mails of one thread together."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("technical line"), blank=True)
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

    @property
    def reason(self):
        """Why it has not left, in plain words; ``error`` is what the program said."""
        return reason_of(self.error)

    reason.fget.short_description = _("what went wrong")


class SubscriptionQuerySet(models.QuerySet):
    def to(self, topic, key):
        """Those to a thing of ``topic``; ``key`` may be an expression."""
        return self.filter(topic=topic.name, key=key)


class Subscription(models.Model):
    """A member wants to be told of what happens about something: a thing of a topic that a room registers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    topic = models.CharField(_("topic"), max_length=40, help_text=_("Such as “discussion”."))
    key = models.PositiveBigIntegerField(_("key"), help_text=_("Of what is followed."))
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [models.Index(fields=["topic", "key"], name="crowdsolving_subscribers")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic", "key"], name="crowdsolving_one_subscription"
            ),
        ]

    def __str__(self):
        return str(self.pk)
