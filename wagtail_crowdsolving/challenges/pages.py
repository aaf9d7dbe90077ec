"""The challenge and its list as page types are made from them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving import clock, dates
from wagtail_crowdsolving.challenges.blocks import UpdateBlock
from wagtail_crowdsolving.challenges.editing import ChallengeEditForm
from wagtail_crowdsolving.challenges.examined import ExaminedMixin
from wagtail_crowdsolving.challenges.fields import LifeMixin
from wagtail_crowdsolving.challenges.filters import ChallengeFilterSet, with_current_phase
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.challenges.panels import CasePanel, LifePanel, ListPanel, NoticesPanel
from wagtail_crowdsolving.challenges.phases import phase_on
from wagtail_crowdsolving.challenges.types import Challenge, ChallengeIndex
from wagtail_crowdsolving.challenges.views import proposing
from wagtail_crowdsolving.challenges.views.proposals import proposal_url
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS, Phase, Situation
from wagtail_crowdsolving.contributions.pages import DiscussedPageMixin
from wagtail_crowdsolving.contributions.queries import with_contribution_counts
from wagtail_crowdsolving.listing import FilteredIndexMixin, get_index_url, prefetch_renditions
from wagtail_crowdsolving.network import queries as network
from wagtail_crowdsolving.network.pages import ClassifiedMixin
from wagtail_crowdsolving.people import key_of, public_name
from wagtail_crowdsolving.text import RICH_TEXT_FEATURES, to_plain

SUMMARY_LENGTH = 400
QUESTION_LENGTH = 250
#: The picture at the top of a challenge, and those of its key moments.
PAGE_RENDITIONS = [
    "fill-800x450|format-webp",
    "fill-1600x900|format-webp",
    "max-800x800|format-webp",
]


def _rich(label, **kwargs):
    return RichTextField(label, blank=True, features=RICH_TEXT_FEATURES, **kwargs)


def _day(label, help_text):
    return models.DateField(
        label, null=True, blank=True, validators=[clock.PLANNED], help_text=help_text
    )


class ChallengeMixin(
    Challenge, ExaminedMixin, LifeMixin, ClassifiedMixin, DiscussedPageMixin, models.Model
):
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
    opens_on = _day(_("opens on"), _("Empty: from its publication."))
    closes_on = _day(_("closes on"), _("The last day on which one contributes. Empty: no end."))
    followed_up_on = _day(
        _("followed up since"),
        _("From this day on, the page says that the challenge is closed and followed up."),
    )
    updates = StreamField(
        [("update", UpdateBlock())], verbose_name=_("key moments"), blank=True, collapsed=True
    )

    challenge_panels = [
        NoticesPanel(),
        LifePanel(heading=_("The life of the challenge")),
        CasePanel(heading=_("The proposal")),
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
            [
                FieldRowPanel(
                    [FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("followed_up_on")]
                )
            ],
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
        index.AutocompleteField("proposed_by"),
        index.RelatedFields(
            "organisation", [index.SearchField("name"), index.AutocompleteField("name")]
        ),
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

    base_form_class = ChallengeEditForm
    default_template = "wagtail_crowdsolving/challenges/challenge_page.html"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("The closing date is before the opening date.")})

    @property
    def phase(self):
        """Computed from the dates that all versions share; the day is the one of the site's time zone."""
        lead = network.leading_version(self)
        return phase_on(clock.today(), lead.opens_on, lead.closes_on, lead.followed_up_on)

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

    def phase_sentence(self):
        """Where the challenge stands, in words: “12 days left”."""
        day, lead = clock.today(), network.leading_version(self)
        if self.phase == Phase.UPCOMING:
            return _("Opens on %(date)s") % {"date": dates.write(lead.opens_on)}
        if self.phase == Phase.FOLLOWED_UP:
            return _("Followed up since %(date)s") % {"date": dates.write(lead.followed_up_on)}
        if self.phase == Phase.CLOSED:
            return _("Contributions ended on %(date)s") % {"date": dates.write(lead.closes_on)}
        if lead.closes_on is None:
            return _("Open, with no closing date")
        left = (lead.closes_on - day).days
        if left == 0:
            return _("Last day to contribute")
        return ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}

    def brief(self):
        """``[(name, label, rich text)]``: the parts of the brief that are filled."""
        names = ["context", "objectives", "constraints", "opportunities", "resources"]
        return [
            (name, self._meta.get_field(name).verbose_name, text)
            for name in names
            if (text := getattr(self, name)) and to_plain(text)
        ]

    def get_updates(self):
        """The key moments, newest first."""
        return sorted(
            (block.value for block in self.updates), key=lambda update: update["date"], reverse=True
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        updates, lead = self.get_updates(), network.leading_version(self)
        prefetch_renditions(
            [self.picture, *[update["picture"] for update in updates]], PAGE_RENDITIONS
        )
        context.update(
            themes=self.get_themes(),
            brief=self.brief(),
            updates=updates,
            animator_name=public_name(lead.animator) if lead.animator_id else "",
            index_url=get_index_url(self, request),
            proposal_url=proposal_url(request, self),
        )
        return context

    def is_open_to_contributions(self):
        return self.live and self.phase == Phase.OPEN

    def get_discussion_closed_message(self):
        lead = network.leading_version(self)
        if self.live and self.phase == Phase.UPCOMING:
            return _("Contributions open on %(date)s.") % {"date": dates.write(lead.opens_on)}
        if self.live and self.phase == Phase.CLOSED:
            return _("Contributions ended on %(date)s. You can still read them.") % {
                "date": dates.write(lead.closes_on)
            }
        if self.live and self.phase == Phase.FOLLOWED_UP:
            return _(
                "This challenge has been followed up since %(date)s: it takes no more contributions. "
                "You can still read them."
            ) % {"date": dates.write(lead.followed_up_on)}
        return super().get_discussion_closed_message()

    def get_discussion_team(self):
        animator = network.leading_version(self).animator_id
        return [animator] if animator else []

    def get_discussion_roles(self):
        if not hasattr(self, "proposer_pk"):
            proposals = Proposal.objects.of_versions(network.shared_key(self))
            self.proposer_pk = proposals.values_list("proposer", flat=True).first()
        roles = {
            network.leading_version(self).animator_id: _("Animator"),
            # An annotation of SQLite gives a UUID as text.
            key_of(self.proposer_pk): _("Proposer of the challenge"),
        }
        roles.pop(None, None)
        return roles

    @classmethod
    def pages_animated_by(cls, user):
        return cls._default_manager.filter(animator=user).values_list("pk", flat=True)


class ChallengeIndexMixin(ChallengeIndex, FilteredIndexMixin, models.Model):
    """The list of challenges, with filters and a feed; the proposal form is a route of it."""

    intro = models.TextField(_("introduction"), max_length=600, blank=True)
    takes_proposals = models.BooleanField(
        _("takes proposals"),
        default=True,
        help_text=_(
            "Whether members may propose a challenge here. The workflow that is set on this page "
            "examines what they propose."
        ),
    )

    index_panels = [
        ListPanel(heading=_("What this list lacks")),
        FieldPanel("intro"),
        FieldPanel("takes_proposals"),
    ]
    item_mixin = ChallengeMixin
    item_relations = (*FilteredIndexMixin.item_relations, "organisation", "animator")
    filterset_class = ChallengeFilterSet
    default_template = "wagtail_crowdsolving/challenges/challenge_index_page.html"

    class Meta:
        abstract = True

    def annotate_facets(self, items):
        return with_current_phase(items)

    def for_display(self, items):
        proposal = Proposal.objects.of_versions(network.shared_key_of_row())
        return (
            super()
            .for_display(items)
            .annotate(proposer_pk=Subquery(proposal.order_by("pk").values("proposer")[:1]))
        )

    def for_cards(self, items):
        return super().for_cards(with_contribution_counts(items))

    @path("proposer/", name="propose")
    def propose_route(self, request):
        return proposing.propose(request, self)

    @path("proposer/<uuid:pk>/<slug:step>/", name="proposal_step")
    def proposal_step_route(self, request, pk, step):
        return proposing.step(request, self, pk, step)
