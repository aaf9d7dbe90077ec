"""The rounds in which committees examine, who sits in them, and what they say to one another."""

import uuid

import swapper
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.models import BaseLogEntry, BaseLogEntryManager, TaskState

from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.selection.models.committees import Committee, Membership
from wagtail_crowdsolving.selection.words import VotingRule

swapper.set_app_prefix("wagtailcore", "wagtail")


class Round(models.Model):
    """One examination of one challenge by one committee: one ``TaskState`` of Wagtail's workflow.

    What is judged and by which rule is copied when the round opens: later changes of the page or of
    the committee rewrite nothing. Where no committee fits, ``committee`` is empty and the round waits.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("No committee fits")
        OPEN = "open", pgettext_lazy("round", "Open")
        CLOSED = "closed", pgettext_lazy("round", "Closed")
        CANCELLED = "cancelled", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task_state = models.OneToOneField(
        TaskState,
        verbose_name=_("step"),
        on_delete=models.PROTECT,
        related_name="crowdsolving_round",
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    committee = models.ForeignKey(
        Committee,
        verbose_name=_("committee"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rounds",
    )
    number = models.PositiveSmallIntegerField(
        _("round"), default=1, help_text=_("Counts the rounds of this challenge at this step.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    title = models.CharField(_("title as judged"), max_length=255)
    content = models.JSONField(
        _("content as judged"), help_text=_("A list of parts: “name”, “label”, “html”.")
    )
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    criteria = models.JSONField(
        _("criteria as frozen"),
        default=list,
        help_text=_("“key”, “label”, “guidance”, “scale”, “weight”, “required”, “na”."),
    )
    rule = models.CharField(_("rule"), max_length=20, choices=VotingRule.choices)
    threshold = models.DecimalField(_("threshold"), max_digits=5, decimal_places=2)
    quorum = models.PositiveSmallIntegerField(_("quorum"))
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    reopened_at = models.DateTimeField(
        _("opened again at"),
        null=True,
        blank=True,
        help_text=_("A chair whose opinion was not in by then could read the others’."),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tally = models.JSONField(
        _("tally"), null=True, blank=True, help_text=_("Frozen when the round closes.")
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-opened_at"]
        permissions = [("manage_selection", _("Can run rounds and committees"))]
        indexes = [
            models.Index(fields=["state", "due_at"], name="crowdsolving_round_due"),
            models.Index(fields=["page", "opened_at"], name="crowdsolving_round_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="cancelled") | Q(committee__isnull=False),
                name="crowdsolving_round_has_committee",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, tally__isnull=False),
                name="crowdsolving_round_closed",
            ),
        ]

    def __str__(self):
        return self.title


class RoundLogEntryManager(BaseLogEntryManager):
    def log_action(self, instance, action, **kwargs):
        return super().log_action(instance, action, round=instance, **kwargs)

    def for_instance(self, instance):
        return self.filter(round=instance)


class RoundLogEntry(BaseLogEntry):
    """An audit line of a round, which its own page shows: it counts who has given an opinion.

    So it is no business of the site history, which whoever stands aside reads too.
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    objects = RoundLogEntryManager()

    class Meta(BaseLogEntry.Meta):
        verbose_name = _("log entry of a round")
        verbose_name_plural = _("log entries of rounds")

    def __str__(self):
        return self.label

    @property
    def object_id(self):
        return self.round_id


class Seat(models.Model):
    """A person's place in a round: invited, perhaps recused, perhaps replaced."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="seats"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="crowdsolving_seats",
    )
    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_name = models.CharField(
        _("name of the organisation"),
        max_length=160,
        blank=True,
        help_text=_("As it was when the person was invited."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role.choices)
    interest = models.CharField(
        _("interest found"),
        max_length=200,
        blank=True,
        help_text=_("Why a recusal is proposed: the organisation that proposes, or a partner."),
    )
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    recused_at = models.DateTimeField(_("recused at"), null=True, blank=True)
    recusal_reason = models.TextField(_("reason of the recusal"), blank=True)
    left_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    successor = models.OneToOneField(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessor",
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="crowdsolving_one_seat"),
            models.CheckConstraint(
                condition=Q(recused_at__isnull=True) | ~Q(recusal_reason=""),
                name="crowdsolving_recusal_has_reason",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def sits_for(self):
        """The name of the organisation for which the person sits; may be empty."""
        if self.organisation_name or self.organisation_id is None:
            return self.organisation_name
        return self.organisation.name

    @property
    def is_active(self):
        """Whether the person takes part: neither recused nor replaced."""
        return self.recused_at is None and self.left_at is None

    @property
    def votes(self):
        return self.is_active and self.role != Membership.Role.OBSERVER

    def led_at_closing(self, round):
        """Whether a chair sat here when ``round``, open again by now, was closed."""
        return bool(
            self.role == Membership.Role.CHAIR
            and round.reopened_at
            and self.invited_at < round.reopened_at
        )


class RoundMessage(models.Model):
    """A word in the committee's discussion, open to those whose own review is in."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("message"))
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("message in a round")
        verbose_name_plural = _("messages in a round")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return str(self.pk)


# The page that was examined is the one that the step of the workflow belongs to: no other
# language version can take its rounds over.
kinds.register(
    kinds.Kind(
        lambda pages: Round.objects.filter(page__in=pages),
        lambda n: ngettext("%(n)d round", "%(n)d rounds", n) % {"n": n},
        is_inherited=False,
    )
)
