"""The challenge as a page, and the case file of its proposal."""

import uuid

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import WorkflowState
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.challenges.blocks import UpdateBlock
from wagtail_crowdsolving.contributions.models import DiscussedPageMixin
from wagtail_crowdsolving.listing import FilteredIndexMixin
from wagtail_crowdsolving.network.models import ClassifiedMixin
from wagtail_crowdsolving.text import RICH_TEXT_FEATURES

swapper.set_app_prefix("wagtailcore", "wagtail")

SUMMARY_LENGTH = 400
QUESTION_LENGTH = 250


class Situation(models.TextChoices):
    """The five ways in which a need arrives without a project holder."""

    PRIORITY_ISSUE = "priority_issue", _("A priority issue with no known solution")
    TERRITORY = "territory", _("A territory where people want to start something together")
    IDEA = "idea", _("An idea to hand over")
    RESOURCE = "resource", _("Empty premises or an available resource")
    SWARMING = "swarming", _("A project seen elsewhere, to be adapted here")


#: The fields that belong to each situation; all others stay empty.
SITUATION_FIELDS = {
    Situation.PRIORITY_ISSUE: ["already_tried"],
    Situation.TERRITORY: ["needs"],
    Situation.IDEA: ["handover_terms"],
    Situation.RESOURCE: [
        "resource_address",
        "resource_surface",
        "resource_availability",
        "resource_owner",
        "resource_conditions",
    ],
    Situation.SWARMING: ["inspiration_name", "inspiration_url", "adaptation"],
}

#: Those of them without which the situation says nothing.
SITUATION_REQUIRED = {
    Situation.TERRITORY: ["needs"],
    Situation.IDEA: ["handover_terms"],
    Situation.RESOURCE: ["resource_address", "resource_availability"],
    Situation.SWARMING: ["inspiration_name", "adaptation"],
}


class Phase(models.TextChoices):
    UPCOMING = "upcoming", _("Upcoming")
    OPEN = "open", _("Open to contributions")
    CLOSED = "closed", _("Closed")
    FOLLOWED_UP = "followed_up", _("Followed up")


def phase_on(day, opens_on, closes_on, followed_up_on):
    """The phase of a challenge with these dates on ``day``; both ends of the opening are included."""
    if followed_up_on and followed_up_on <= day:
        return Phase.FOLLOWED_UP
    if opens_on and day < opens_on:
        return Phase.UPCOMING
    if closes_on and day > closes_on:
        return Phase.CLOSED
    return Phase.OPEN


def phase_q(phase, day):
    """The same rule as ``phase_on``, as a condition for a query."""
    followed_up = Q(followed_up_on__isnull=False, followed_up_on__lte=day)
    upcoming = Q(opens_on__isnull=False, opens_on__gt=day)
    closed = Q(closes_on__isnull=False, closes_on__lt=day)
    return {
        Phase.FOLLOWED_UP: followed_up,
        Phase.UPCOMING: upcoming & ~followed_up,
        Phase.CLOSED: closed & ~upcoming & ~followed_up,
        Phase.OPEN: ~closed & ~upcoming & ~followed_up,
    }[Phase(phase)]


def _rich(label, **kwargs):
    return RichTextField(label, blank=True, features=RICH_TEXT_FEATURES, **kwargs)


class ChallengeMixin(ClassifiedMixin, DiscussedPageMixin, models.Model):
    """A challenge. Mix it into a page type: ``class MyChallenge(ChallengeMixin, Page)``.

    No contact of the proposer stands here: it is kept in ``Proposal``, off the page and its revisions.
    """

    guiding_question = models.TextField(
        _("guiding question"),
        max_length=QUESTION_LENGTH,
        help_text=_("The one question that contributors answer: “How could we…?”"),
    )
    summary = models.TextField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("Two or three sentences for lists and sharing; 400 characters at most."),
    )
    situation = models.CharField(
        _("starting situation"),
        max_length=20,
        choices=Situation.choices,
        default=Situation.PRIORITY_ISSUE,
        help_text=_("How the need arrives. It decides which of the fields below are shown."),
    )
    already_tried = _rich(_("what has been tried already"))
    needs = _rich(_("needs of the territory"), help_text=_("One need a line: a list reads best."))
    handover_terms = _rich(
        _("terms of the hand-over"),
        help_text=_("What is handed over, to whom, and on which conditions."),
    )
    resource_address = models.CharField(_("address of the premises"), max_length=255, blank=True)
    resource_surface = models.PositiveIntegerField(_("surface (m²)"), null=True, blank=True)
    resource_availability = models.CharField(
        _("available"), max_length=160, blank=True, help_text=_("From when, and for how long.")
    )
    resource_owner = models.CharField(_("owner"), max_length=160, blank=True)
    resource_conditions = _rich(_("conditions of use"))
    inspiration_name = models.CharField(_("project seen elsewhere"), max_length=160, blank=True)
    inspiration_url = models.URLField(_("its web page"), max_length=500, blank=True)
    adaptation = _rich(_("what must be adapted"))

    context = _rich(_("context and stakes"))
    objectives = _rich(_("objectives"))
    constraints = _rich(_("constraints"))
    opportunities = _rich(_("opportunities"))
    resources = _rich(
        _("resources"), help_text=_("What is already there: money, places, people, data.")
    )
    expected = _rich(
        _("what is expected of contributors"),
        help_text=_("Say which ideas, experiences or examples would help most."),
    )
    beneficiaries = models.CharField(
        _("beneficiaries"),
        max_length=255,
        blank=True,
        help_text=_("Who would live better once the challenge is met."),
    )

    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation that proposes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    proposed_by = models.CharField(
        _("proposed by"),
        max_length=160,
        blank=True,
        help_text=_("Public. For a person, or an organisation that is not in the list."),
    )
    animator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("animator"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The member of the team who animates the discussion and may moderate it."),
    )
    opens_on = models.DateField(
        _("opens on"), null=True, blank=True, help_text=_("Empty: from its publication.")
    )
    closes_on = models.DateField(
        _("closes on"), null=True, blank=True, help_text=_("The last day on which one contributes. Empty: no end.")
    )
    followed_up_on = models.DateField(
        _("followed up since"),
        null=True,
        blank=True,
        help_text=_("From this day on, the page says that the challenge is closed and followed up."),
    )
    updates = StreamField(
        [("update", UpdateBlock())], verbose_name=_("key moments"), blank=True, collapsed=True
    )

    challenge_panels = [
        MultiFieldPanel(
            [FieldPanel("guiding_question"), FieldPanel("summary"), FieldPanel("picture")],
            heading=_("The challenge in short"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldPanel("proposed_by"),
                FieldPanel("animator"),
            ],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("followed_up_on")])],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("situation"),
                *[
                    FieldPanel(name, attrs={"data-situation": situation.value})
                    for situation, names in SITUATION_FIELDS.items()
                    for name in names
                ],
            ],
            heading=_("Starting situation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("context"),
                FieldPanel("objectives"),
                FieldPanel("constraints"),
                FieldPanel("opportunities"),
                FieldPanel("resources"),
                FieldPanel("expected"),
                FieldPanel("beneficiaries"),
            ],
            heading=_("The brief"),
        ),
        MultiFieldPanel(ClassifiedMixin.classification_panels, heading=_("Classification")),
        FieldPanel("updates"),
        FieldPanel("documents"),
    ]
    challenge_search_fields = ClassifiedMixin.classification_search_fields + [
        index.SearchField("guiding_question", boost=2),
        index.SearchField("summary", boost=2),
        index.SearchField("context"),
        index.SearchField("objectives"),
        index.SearchField("expected"),
        index.SearchField("needs"),
        index.SearchField("proposed_by"),
        index.RelatedFields("organisation", [index.SearchField("name")]),
        index.FilterField("situation"),
        index.FilterField("opens_on"),
        index.FilterField("closes_on"),
    ]
    override_translatable_fields = ClassifiedMixin.classification_translatable_fields + [
        SynchronizedField(name, overridable=False)
        for name in (
            "situation",
            "resource_address",
            "resource_surface",
            "resource_owner",
            "inspiration_url",
            "organisation",
            "proposed_by",
            "animator",
            "opens_on",
            "closes_on",
            "followed_up_on",
        )
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("The closing date is before the opening date.")})

    @property
    def phase(self):
        """Computed from the dates; the day is the one of the site's time zone."""
        return phase_on(timezone.localdate(), self.opens_on, self.closes_on, self.followed_up_on)

    @property
    def by(self):
        """Who proposes, as the public reads it; may be empty."""
        return self.organisation.name if self.organisation else self.proposed_by

    def situation_details(self):
        """``(field, label, value)`` of the filled fields of this challenge's situation."""
        details = []
        for name in SITUATION_FIELDS.get(self.situation, []):
            if value := getattr(self, name):
                details.append((name, self._meta.get_field(name).verbose_name, value))
        return details

    def is_open_to_contributions(self):
        return self.live and self.phase == Phase.OPEN

    def get_discussion_team(self):
        return [self.animator_id] if self.animator_id else []

    def publish(self, revision, user=None, skip_permission_checks=False, **kwargs):
        """Let the last step of the workflow publish what it validated, whatever the group's rights.

        Stock Wagtail asks the person who takes the last step for the right to publish; committees
        and boards have none. Only the revision that the step examined passes, and only once.
        """
        if user and not skip_permission_checks:
            skip_permission_checks = (
                WorkflowState.objects.for_instance(self)
                .filter(
                    status=WorkflowState.STATUS_APPROVED,
                    current_task_state__revision=revision,
                    current_task_state__finished_by=user,
                )
                .exclude(current_task_state__revision=self.live_revision_id)
                .exists()
            )
        return super().publish(
            revision, user=user, skip_permission_checks=skip_permission_checks, **kwargs
        )


class ChallengeIndexMixin(FilteredIndexMixin, models.Model):
    """The list of challenges, with filters and a feed; the proposal form is a route of it."""

    intro = models.TextField(_("introduction"), max_length=600, blank=True)
    takes_proposals = models.BooleanField(
        _("takes proposals"),
        default=True,
        help_text=_("Whether members may propose a challenge here. Attach a workflow to this page first."),
    )

    index_panels = [FieldPanel("intro"), FieldPanel("takes_proposals")]
    item_mixin = ChallengeMixin

    class Meta:
        abstract = True


class Proposal(models.Model):
    """The case file of a challenge: who proposes it, how to reach them, and what became of it.

    Begun as a draft by a member (``data`` keeps what they typed, step by step), tied to its page
    by ``challenges.actions.submit``. Nothing of it is ever public.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
    )
    index = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("proposed in"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposal",
    )
    language = models.CharField(_("language"), max_length=10)
    data = models.JSONField(_("what was typed"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    contact_name = models.CharField(_("contact: name"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact: e-mail"), blank=True)
    contact_phone = models.CharField(_("contact: phone"), max_length=30, blank=True)
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-updated_at"]
        permissions = [("decline_proposal", _("Can decline a proposed challenge"))]

    def __str__(self):
        return self.title or str(_("Untitled proposal"))

    @property
    def title(self):
        return self.page.title if self.page_id else self.data.get("title", "")

    @property
    def is_draft(self):
        return self.submitted_at is None


class ProposalEvent(models.Model):
    """One line of a proposal's timeline. The last one says where the proposal stands."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ELIGIBLE = "eligible", _("Eligible")
        UNDER_REVIEW = "under_review", _("Under review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        RESUBMITTED = "resubmitted", _("Resubmitted")
        VALIDATED = "validated", _("Validated")
        PUBLISHED = "published", _("Published")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(_("step"), max_length=20, choices=Kind.choices)
    message = models.TextField(_("message to the proposer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of a proposal")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.get_kind_display()
