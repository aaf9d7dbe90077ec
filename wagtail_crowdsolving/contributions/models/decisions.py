"""The record: what was reported, what was decided, what was contested."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving.contributions.models.texts import Amendment, Contribution
from wagtail_crowdsolving.contributions.words import Rule


class DecisionQuerySet(models.QuerySet):
    """Decisions can be read and added, nothing else."""

    def update(self, **kwargs):
        raise TypeError("A moderation decision is never changed.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise TypeError("A moderation decision is never changed.")

    def delete(self):
        raise TypeError("A moderation decision is never deleted.")

    delete.queryset_only = True


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        """Those on which nobody has decided."""
        return self.filter(state=Notice.State.WAITING)


class Notice(models.Model):
    """Somebody says that a published text is unlawful or breaks the charter (DSA, art. 16).

    Who says so is known to the moderators alone, and never told to the author.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        UPHELD = "upheld", _("Acted upon")
        DISMISSED = "dismissed", _("Not acted upon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    rule = models.CharField(_("what it breaks"), max_length=20, choices=Rule.choices)
    explanation = models.TextField(_("explanation"))
    text = models.TextField(_("text as reported"))
    notifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    notifier_name = models.CharField(_("name"), max_length=160, blank=True)
    notifier_email = models.EmailField(_("e-mail address"), blank=True)
    in_good_faith = models.BooleanField(_("in good faith"), default=False)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.WAITING
    )
    answer = models.TextField(_("answer to whoever reported it"), blank=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="crowdsolving_notice_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(decided_at__isnull=False),
                name="crowdsolving_notice_decided_at",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        """What one names the notice by, in mails and on screen."""
        return str(self.pk)[:8].upper()


class ModerationDecision(models.Model):
    """What a moderator decided, when, by which rule, and on which text. Never changed afterwards."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("contribution", "Published")
        CHANGES_REQUESTED = "changes_requested", _("Changes asked of its author")
        REFUSED = "refused", _("Refused")
        REMOVED = "removed", _("Removed")
        EDIT_APPROVED = "edit_approved", _("Change published")
        EDIT_REFUSED = "edit_refused", _("Change refused")
        RESTORED = "restored", _("Published after an appeal")
        UPHELD = "upheld", _("Confirmed after an appeal")
        TAKEN_BACK = "taken_back", _("Publication taken back at once")

    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    text = models.TextField(_("text as judged"))
    amendment = models.ForeignKey(
        Amendment,
        verbose_name=_("change of the text"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    notice = models.ForeignKey(
        Notice,
        verbose_name=_("following a notice"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text=_("Empty: on the moderation's own initiative (DSA, art. 17(3)(b))."),
    )
    is_automatic = models.BooleanField(
        _("automatic"),
        default=False,
        help_text=_("Published without a moderator, because its author is trusted."),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    #: Outcomes that restrict what the author wrote: they need a statement, and can be contested.
    RESTRICTIONS = (Outcome.REFUSED, Outcome.REMOVED, Outcome.EDIT_REFUSED)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["refused", "removed", "edit_refused"])
                | ~models.Q(rule="") & ~models.Q(reason=""),
                name="crowdsolving_restriction_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["changes_requested", "upheld"])
                | ~models.Q(reason=""),
                name="crowdsolving_decision_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.decided_at:%Y-%m-%d})"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A moderation decision is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A moderation decision is never deleted.")

    @property
    def is_restriction(self):
        return self.outcome in self.RESTRICTIONS

    @property
    def follows_notice(self):
        """Whether somebody had reported the text; never who (DSA, art. 17(3)(b))."""
        return self.notice_id is not None

    @property
    def is_contested(self):
        return hasattr(self, "appeal")


class AppealQuerySet(models.QuerySet):
    def unanswered(self):
        """Those on which nobody has decided."""
        return self.filter(answer__isnull=True)


class Appeal(models.Model):
    """The author of a restricted text asks for another moderator's eyes (DSA, art. 20)."""

    decision = models.OneToOneField(
        ModerationDecision,
        verbose_name=_("decision appealed against"),
        on_delete=models.CASCADE,
        related_name="appeal",
    )
    text = models.TextField(_("what the author says"))
    answer = models.OneToOneField(
        ModerationDecision,
        verbose_name=_("decision on the appeal"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="answered_appeal",
    )
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(answer__isnull=True),
                name="crowdsolving_appeal_waiting",
            )
        ]

    def __str__(self):
        return str(self.pk)
