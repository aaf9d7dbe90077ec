"""The site's own pages: home, governance, and the plain ones (about, charter, legal notice…)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from site_pages import queries
from site_pages.blocks import BodyBlock, StepBlock
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.mixins import EditedPageMixin


class HomePage(EditedPageMixin, Page):
    headline = models.CharField(
        _("headline"), max_length=120, help_text=_("What the site is for, in one sentence.")
    )
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In the place of the drawing of the site. Landscape."),
    )
    steps_title = models.CharField(_("title of the steps"), max_length=120, blank=True)
    steps = StreamField(
        [("step", StepBlock())],
        verbose_name=_("how it works, step by step"),
        blank=True,
        max_num=6,
    )
    governance_title = models.CharField(_("title"), max_length=120, blank=True)
    governance_text = RichTextField(_("text"), blank=True, features=["bold", "italic", "link"])

    content_panels = Page.content_panels + [
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("picture")],
            heading=_("Top of the page"),
        ),
        MultiFieldPanel(
            [FieldPanel("steps_title"), FieldPanel("steps")], heading=_("How it works")
        ),
        MultiFieldPanel(
            [FieldPanel("governance_title"), FieldPanel("governance_text")],
            heading=_("Who takes part"),
        ),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("headline"),
        index.SearchField("lead"),
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        challenge_index, challenges = queries.featured_challenges(self.locale, clock.today())
        catalogue, projects = queries.latest_projects(self.locale)
        groups = queries.governance_by_role(self.locale)
        return super().get_context(request, *args, **kwargs) | {
            "challenge_index": challenge_index,
            "challenges": challenges,
            "catalogue": catalogue,
            "projects": projects,
            "organisations": [one for label, members in groups for one in members][:12],
            "governance_page": queries.governance_page(self.locale),
        }


class StandardPage(EditedPageMixin, Page):
    """About, legal notice, charter…: a lead and a body."""

    subpage_types = ["site_pages.StandardPage"]

    class Purpose(models.TextChoices):
        """The order is the one of the foot of the site."""

        CHARTER = "charter", _("Charter of contributions")
        LEGAL = "legal", _("Legal notice")
        PRIVACY = "privacy", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility declaration")
        CONTACT = "contact", _("Contact")
        OTHER = "other", _("Another page")

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    purpose = models.CharField(
        _("place in the foot of the site"),
        max_length=20,
        choices=Purpose.choices,
        blank=True,
        help_text=_(
            "A page with a purpose is linked from the foot of every page. "
            "The sign-up form links to the charter."
        ),
    )

    content_panels = Page.content_panels + [
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("purpose"),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class GovernancePage(EditedPageMixin, Page):
    """The organisations that govern, found and fund, by role. They come from the organisations' list."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = Page.content_panels + [FieldPanel("lead"), FieldPanel("body")]
    search_fields = Page.search_fields + [
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    subpage_types = []

    class Meta:
        verbose_name = _("governance page")
        verbose_name_plural = _("governance pages")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "groups": queries.governance_by_role(self.locale)
        }
