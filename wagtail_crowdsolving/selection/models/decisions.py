"""What committees decide, and the meetings in which they do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wagtail_crowdsolving import clock, dates
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.selection.models.committees import Committee
from wagtail_crowdsolving.selection.models.rounds import Round
from wagtail_crowdsolving.selection.words import DECISIONS


class Meeting(models.Model):
    """A meeting at which decisions are taken; they are prepared there and released together."""

    committee = models.ForeignKey(
        Committee, verbose_name=_("committee"), on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField(_("held on"), validators=[clock.AGREED])
    place = models.CharField(_("place"), max_length=160, blank=True)
    present = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("present"), blank=True, related_name="+"
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Printed in the minutes."))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    minutes = models.JSONField(
        _("minutes as frozen"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since its first decision was released (see the module “minutes”)."),
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"{self.committee} ({dates.write(self.held_on)})"

    def save(self, *args, **kwargs):
        """Refuse to change a meeting whose minutes are frozen."""
        if self.pk is not None:
            judged = ["committee_id", "held_on", "place", "notes", "minutes"]
            stored = Meeting.objects.filter(pk=self.pk).values(*judged).first()
            if (
                stored
                and stored["minutes"] is not None
                and any(getattr(self, name) != value for name, value in stored.items())
            ):
                raise NotAllowed(frozen_message())
        super().save(*args, **kwargs)

    @property
    def is_frozen(self):
        """Whether decisions took effect in it: it is a record from then on."""
        return self.minutes is not None


def frozen_message():
    return _("Decisions of this meeting have been released: its minutes are frozen.")


def keep_what_was_released(collector, field, sub_objs, using):
    """A meeting leaves its drafts behind, and stays where a decision of it was released."""
    released = [one for one in sub_objs if one.state == Decision.State.RELEASED]
    if released:
        models.PROTECT(collector, field, released, using)
    models.SET_NULL(collector, field, sub_objs, using)


class DecisionQuerySet(models.QuerySet):
    def released(self):
        """Those that have taken effect."""
        return self.filter(state=Decision.State.RELEASED)

    def unreleased(self):
        return self.exclude(state=Decision.State.RELEASED)


class Decision(models.Model):
    """The outcome of a round, with its reasons. Drafted, prepared, then released: once."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("decision", "Draft")
        PREPARED = "prepared", _("Prepared")
        RELEASED = "released", _("Released")

    round = models.OneToOneField(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="decision"
    )
    outcome = models.CharField(
        _("decision"),
        max_length=20,
        choices=[(outcome.value, outcome.label) for outcome in DECISIONS],
    )
    is_casting_vote = models.BooleanField(
        _("casting vote"),
        default=False,
        help_text=_("The opinions were tied, and the chair’s choice between them decided."),
    )
    departure = models.TextField(
        _("why it departs from the tally"),
        blank=True,
        help_text=_("Required where the decision is not what the tally says. Kept in the minutes."),
    )
    message = models.TextField(
        _("message to the proposer"),
        blank=True,
        help_text=_("Required unless the decision is favourable."),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("meeting"),
        null=True,
        blank=True,
        on_delete=keep_what_was_released,
        related_name="decisions",
    )
    record = models.JSONField(
        _("as frozen"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("“title”, “committee”, “step”, “recused”: since it was released."),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("drafted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("committee", "decision")
        verbose_name_plural = pgettext_lazy("committee", "decisions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False),
                name="crowdsolving_decision_released_at",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(outcome="favourable") | ~Q(message=""),
                name="crowdsolving_decision_has_message",
            ),
        ]

    def __str__(self):
        return self.get_outcome_display()

    @property
    def is_released(self):
        """Whether it has taken effect: nothing changes it any more."""
        return self.state == Decision.State.RELEASED


kinds.register(
    kinds.Kind(
        lambda pages: Decision.objects.filter(round__page__in=pages),
        lambda n: ngettext("%(n)d decision", "%(n)d decisions", n) % {"n": n},
        is_inherited=False,
    )
)
