"""Committees, who sits on them and what they weigh."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection.words import VotingRule


def _sitting(day):
    return (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gte=day))


class CommitteeQuerySet(models.QuerySet):
    def able(self):
        """Those in use on which somebody sits today who gives an opinion."""
        voters = Membership.objects.sitting().voting().filter(committee=OuterRef("pk"))
        return self.filter(Exists(voters), is_active=True)


class Committee(index.Indexed, ClusterableModel):
    """A group of people who review: the selection committee of a sector, or the board."""

    class Kind(models.TextChoices):
        SELECTION = "selection", _("Selection committee")
        BOARD = "board", _("Board")

    name = models.CharField(
        _("name"), max_length=120, unique=True, help_text=_("Public, on the challenges it selects.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SELECTION)
    description = models.TextField(_("description"), max_length=600, blank=True)
    themes = ParentalManyToManyField(
        "wagtail_crowdsolving.Theme",
        verbose_name=_("themes"),
        blank=True,
        related_name="+",
        help_text=_("A challenge of one of these themes comes to this committee."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("How many opinions make an outcome, abstentions included; never a recusal."),
    )
    rule = models.CharField(
        _("rule"), max_length=20, choices=VotingRule.choices, default=VotingRule.MAJORITY
    )
    threshold = models.DecimalField(
        _("threshold"),
        max_digits=5,
        decimal_places=2,
        default=60,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("For the weighted score: favourable from this score on, out of 100."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("days to review"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    is_active = models.BooleanField(
        pgettext_lazy("offered", "active"),
        default=True,
        help_text=_("Not ticked: it takes no new round, and is kept with what it has decided."),
    )
    names_are_public = models.BooleanField(
        _("names shown to the proposer"),
        default=False,
        help_text=_("Whether a proposer reads who sits on the committee. Never who said what."),
    )

    objects = CommitteeQuerySet.as_manager()

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = [Folded("name"), "pk"]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Those that hold on a day, by default today, whoever the person is."""
        return self.filter(_sitting(on or clock.today()))

    def in_state(self, state):
        """Those whose ``state`` is this one."""
        today = clock.today()
        if state == Membership.State.FORMER:
            return self.filter(ends_on__lt=today)
        if state == Membership.State.COMING:
            return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__gt=today)
        return self.in_force(today)

    def sitting(self):
        """Those of active people today."""
        return self.in_force().filter(user__is_active=True)

    def voting(self):
        return self.exclude(role=Membership.Role.OBSERVER)

    def chairs(self):
        return self.filter(role=Membership.Role.CHAIR)


class Membership(Orderable):
    """Somebody sits on a committee, from a day to a day."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")

    class State(models.TextChoices):
        """How a membership stands today, by its days alone."""

        SITTING = "sitting", _("Sits")
        COMING = "coming", _("To come")
        FORMER = "former", _("Former")

    committee = ParentalKey(
        Committee, verbose_name=_("committee"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For whom the person sits. A challenge of theirs proposes a recusal."),
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=Role.choices,
        default=Role.MEMBER,
        help_text=_("A chair reviews and leads the round. An observer reads and gives no opinion."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[clock.PLANNED])
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        validators=[clock.PLANNED],
        help_text=_("The last day."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"], name="crowdsolving_one_membership"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="crowdsolving_membership_dates",
            ),
        ]

    def __str__(self):
        return f"{self.committee_id}: {self.get_role_display()}"

    @property
    def state(self):
        today = clock.today()
        if self.ends_on and self.ends_on < today:
            return self.State.FORMER
        return (
            self.State.COMING if self.starts_on and self.starts_on > today else self.State.SITTING
        )

    def clean(self):
        super().clean()
        _check_order(self.starts_on, self.ends_on)


def check_term(starts_on, ends_on, *, is_new=False):
    """From when to when somebody is to sit. Raises ``ValidationError`` ("starts_on", "ends_on").

    ``is_new``: they do not sit yet, so the last day cannot be one that has passed.
    """
    clock.PLANNED.check(starts_on=starts_on, ends_on=ends_on)
    _check_order(starts_on, ends_on)
    if is_new and ends_on and ends_on < clock.today():
        raise ValidationError({"ends_on": _("This day has passed.")})


def _check_order(starts_on, ends_on):
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("This day is before the first one.")})


class Criterion(Orderable):
    """What each member weighs: a mark from 1 to ``scale``, the better the higher."""

    committee = ParentalKey(
        Committee, verbose_name=_("committee"), on_delete=models.CASCADE, related_name="criteria"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("criterion"), max_length=120)
    guidance = models.TextField(
        _("guidance"),
        max_length=600,
        blank=True,
        help_text=_("What to look at; what a mark means."),
    )
    scale = models.PositiveSmallIntegerField(
        _("highest mark"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(20)],
        help_text=_("Marks go from 1 to this number."),
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=4,
        decimal_places=1,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("How much it counts beside the others. 0: asked, not counted."),
    )
    is_required = models.BooleanField(_("required"), default=True)
    allows_na = models.BooleanField(
        _("“not applicable” allowed"),
        default=False,
        help_text=_("It is then left out of the mean."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return self.label
