"""The projects that were supported, from need to enterprise."""

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.catalogue.blocks import FigureBlock, PictureBlock
from wagtail_crowdsolving.listing import FilteredIndexMixin
from wagtail_crowdsolving.network.blocks import OrganisationRoleBlock
from wagtail_crowdsolving.network.models import ClassifiedMixin
from wagtail_crowdsolving.text import RICH_TEXT_FEATURES

swapper.set_app_prefix("wagtailcore", "wagtail")


class Stage(models.TextChoices):
    """From need to enterprise; the order is the one of the path."""

    NEED = "need", _("Need detected")
    STUDY = "study", _("Opportunity study")
    HOLDER = "holder", _("Call for a holder and hand-over")
    FEASIBILITY = "feasibility", _("Feasibility study and business plan")
    LAUNCH = "launch", _("Launch")
    SCALING = "scaling", _("Scaling or swarming")


class Conclusion(models.TextChoices):
    """What a study says. "No-go" is a result, and published as one."""

    GO = "go", _("Go")
    NO_GO = "no_go", _("No-go")
    PIVOT = "pivot", _("Pivot")


class Origin(models.TextChoices):
    BESPOKE = "bespoke", _("Bespoke")
    SWARMED = "swarmed", _("Swarmed from elsewhere")
    ADAPTED = "adapted", _("Adapted from an existing project")


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class CatalogueProjectMixin(ClassifiedMixin, models.Model):
    """A project of the catalogue. Mix it into a page type: ``class MyProject(CatalogueProjectMixin, Page)``.

    Its stage is no field of the page: see ``StageEntry``.
    """

    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("Two or three sentences for lists and sharing; 400 characters at most."),
    )
    need = RichTextField(_("the need"), blank=True, features=RICH_TEXT_FEATURES)
    answer = RichTextField(_("the answer"), blank=True, features=RICH_TEXT_FEATURES)
    origin = models.CharField(
        _("origin of the solution"), max_length=20, choices=Origin.choices, blank=True
    )
    holder = models.CharField(
        _("holder"),
        max_length=160,
        blank=True,
        help_text=_("Who carries the project: an organisation, or a person who agreed to be named."),
    )
    organisations = StreamField(
        [("organisation", OrganisationRoleBlock())],
        verbose_name=_("organisations"),
        blank=True,
        collapsed=True,
    )
    figures = StreamField(
        [("figure", FigureBlock())], verbose_name=_("figures"), blank=True, collapsed=True
    )
    pictures = StreamField(
        [("picture", PictureBlock())], verbose_name=_("pictures"), blank=True, collapsed=True
    )
    challenge = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge it came from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    project_panels = [
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("picture")], heading=_("The project in short")
        ),
        FieldPanel("need"),
        FieldPanel("answer"),
        MultiFieldPanel(
            [FieldPanel("origin"), FieldPanel("challenge"), FieldPanel("holder")],
            heading=_("Where it comes from, who carries it"),
        ),
        FieldPanel("organisations"),
        MultiFieldPanel(ClassifiedMixin.classification_panels, heading=_("Classification")),
        FieldPanel("figures"),
        FieldPanel("pictures"),
        FieldPanel("documents"),
    ]
    project_search_fields = ClassifiedMixin.classification_search_fields + [
        index.SearchField("summary", boost=2),
        index.SearchField("need"),
        index.SearchField("answer"),
        index.SearchField("holder"),
        index.SearchField("organisations"),
        index.FilterField("origin"),
    ]
    override_translatable_fields = ClassifiedMixin.classification_translatable_fields + [
        SynchronizedField(name, overridable=False) for name in ("origin", "holder", "challenge")
    ]

    class Meta:
        abstract = True


class CatalogueIndexMixin(FilteredIndexMixin, models.Model):
    """The list of projects, with filters, a map and a feed. Mix it into a page type."""

    intro = models.TextField(_("introduction"), max_length=600, blank=True)

    index_panels = [FieldPanel("intro")]
    item_mixin = CatalogueProjectMixin

    class Meta:
        abstract = True


class StageEntry(models.Model):
    """A stage that a project reached, with its day. It belongs to the page that all translations share."""

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("project"),
        on_delete=models.CASCADE,
        related_name="stage_entries",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    reached_on = models.DateField(_("reached on"))
    precision = models.CharField(
        _("known to the"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.MONTH,
        help_text=_("How much of the date the public reads."),
    )
    conclusion = models.CharField(
        _("conclusion of the study"),
        max_length=10,
        choices=Conclusion.choices,
        blank=True,
        help_text=_("For a study only. A “no-go” is a result, and is published as one."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Public."))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["reached_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "stage"], name="crowdsolving_stage_once"),
            models.CheckConstraint(
                condition=models.Q(conclusion="") | models.Q(stage="study"),
                name="crowdsolving_conclusion_of_study",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} ({self.reached_on})"
