"""Who sits in a round, and what they think of what it examines."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.selection.models.committees import Membership
from wagtail_crowdsolving.selection.words import Opinion


class SeatQuerySet(models.QuerySet):
    def active(self):
        """Of those who take part: neither recused nor replaced."""
        return self.filter(recused_at=None, left_at=None)

    def gone(self):
        """Of those who take part no more."""
        return self.exclude(recused_at=None, left_at=None)

    def recused(self):
        return self.filter(recused_at__isnull=False)

    def voting(self):
        """Of those whose opinion counts."""
        return self.active().exclude(role=Membership.Role.OBSERVER)

    def chairs(self):
        """Of those who lead a round, and can."""
        return self.active().filter(role=Membership.Role.CHAIR, user__is_active=True)

    def silent(self):
        """Without an opinion."""
        return self.exclude(Exists(_current_reviews()))

    def expected(self):
        """Of those whose opinion is asked and is not in."""
        return self.voting().silent().filter(is_asked())

    def not_own(self, user):
        """Without those in rounds of what this person proposed."""
        return self.exclude(own("round__page_id", user))

    def with_progress(self):
        """Annotate ``given_at`` of the current review, and ``has_draft``."""
        return self.annotate(
            given_at=Subquery(_current_reviews().values("submitted_at")[:1]),
            has_draft=Exists(ReviewDraft.objects.filter(seat=OuterRef("pk"))),
        )


def _current_reviews():
    return Review.objects.current().filter(seat=OuterRef("pk"))


def could_not_read(prefix=""):
    """The condition on seats without an opinion: not ``rules.could_read``. ``prefix`` leads to them."""
    return (
        Q(**{f"{prefix}round__reopened_at": None})
        | ~Q(**{f"{prefix}role": Membership.Role.CHAIR})
        | Q(**{f"{prefix}invited_at__gte": F(f"{prefix}round__reopened_at")})
    )


def is_asked(prefix=""):
    """The condition on seats without an opinion that one is asked: the account is open, and
    ``could_not_read``. ``prefix`` leads to them."""
    return could_not_read(prefix) & Q(**{f"{prefix}user__is_active": True})


class Seat(models.Model):
    """A person's place in a round: invited, perhaps recused, perhaps replaced."""

    round = models.ForeignKey(
        "wagtail_crowdsolving.Round",
        verbose_name=_("round"),
        on_delete=models.CASCADE,
        related_name="seats",
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
    reminded_at = models.DateTimeField(
        _("reminded at"),
        null=True,
        blank=True,
        help_text=_("When the last reminder leaves, or left: by itself or by hand."),
    )
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

    objects = SeatQuerySet.as_manager()

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
    def reminder_waits(self):
        """Whether the last reminder has not left yet: it waits for working hours."""
        return self.reminded_at is not None and self.reminded_at > timezone.now()

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


class ReviewQuerySet(models.QuerySet):
    def current(self):
        """The last of each person, whether it counts or not."""
        return self.filter(superseded_at=None)

    def counting(self):
        """The current ones of those who still take part."""
        return self.current().filter(seat__recused_at=None, seat__left_at=None)


class ReviewDraft(models.Model):
    """What a member has written of their review so far. Nobody else ever reads it."""

    seat = models.OneToOneField(
        Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="draft"
    )
    data = models.JSONField(_("what was typed"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=0)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a review")
        verbose_name_plural = _("drafts of reviews")

    def __str__(self):
        return str(self.pk)


class Review(models.Model):
    """One member's opinion in a round. A changed mind is a new review: the earlier one is kept."""

    seat = models.ForeignKey(
        Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="reviews"
    )
    opinion = models.CharField(_("opinion"), max_length=20, choices=Opinion.choices)
    scores = models.JSONField(
        _("marks"), default=dict, help_text=_("Key of a criterion → mark; empty: not applicable.")
    )
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=2,
        null=True,
        help_text=_("Weighted mean of the answered criteria, out of 100; empty: none counts."),
    )
    comment = models.TextField(_("for the committee"), blank=True)
    to_proposer = models.TextField(
        _("for the proposer"),
        blank=True,
        help_text=_("The chair may use it in the message to the proposer, without your name."),
    )
    submitted_at = models.DateTimeField(_("given at"), auto_now_add=True)
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(superseded_at__isnull=True),
                name="crowdsolving_one_current_review",
            ),
        ]

    def __str__(self):
        return str(self.pk)


def own(page, user):
    """The condition that the person proposed the page whose key stands at the path ``page``."""
    condition = Q(pk__in=[])
    for case in cases.registered():
        pages = case.proposed_by(user)
        if pages is not None:
            condition |= Q(**{f"{page}__in": pages})
    return condition
