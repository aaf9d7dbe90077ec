"""What the members of a committee think of what they examine."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.selection.models.rounds import Seat
from wagtail_crowdsolving.selection.words import Opinion


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
