"""The projects that were supported and their list, as page types are made from them."""

import swapper
from django.db import models
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.catalogue import queries
from wagtail_crowdsolving.catalogue.blocks import FigureBlock, PictureBlock
from wagtail_crowdsolving.catalogue.filters import ProjectFilterSet, with_current_stage
from wagtail_crowdsolving.catalogue.words import Origin, Stage
from wagtail_crowdsolving.listing import FilteredIndexMixin, get_index_url, prefetch_renditions
from wagtail_crowdsolving.network.blocks import OrganisationRoleBlock
from wagtail_crowdsolving.network.pages import ClassifiedMixin, DefaultTemplateMixin
from wagtail_crowdsolving.network.queries import language_versions
from wagtail_crowdsolving.records.pages import ArchivablePageMixin
from wagtail_crowdsolving.text import RICH_TEXT_FEATURES

swapper.set_app_prefix("wagtailcore", "wagtail")

#: The picture at the top of a project, and those below.
PAGE_RENDITIONS = [
    "fill-800x450|format-webp",
    "fill-1600x900|format-webp",
    "max-800x800|format-webp",
]


class CatalogueProjectMixin(
    DefaultTemplateMixin, ClassifiedMixin, ArchivablePageMixin, models.Model
):
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
        help_text=_(
            "Who carries the project: an organisation, or a person who agreed to be named."
        ),
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
    origin_challenge = models.ForeignKey(
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
            [FieldPanel("origin"), FieldPanel("origin_challenge"), FieldPanel("holder")],
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
        index.AutocompleteField("holder"),
        index.SearchField("get_organisation_names"),
        index.AutocompleteField("get_organisation_names"),
        index.FilterField("origin"),
    ]
    override_translatable_fields = ClassifiedMixin.classification_translatable_fields + [
        SynchronizedField(name, overridable=False)
        for name in ("origin", "holder", "origin_challenge")
    ]

    default_template = "wagtail_crowdsolving/catalogue/catalogue_project_page.html"

    class Meta:
        abstract = True

    @property
    def stage(self):
        """The furthest stage reached, or nothing: as its list found it, else one query."""
        if not hasattr(self, "current_stage"):
            self.current_stage = queries.current_stage_of(self)
        return Stage(self.current_stage) if self.current_stage else None

    def get_organisation_names(self):
        """Of those that take part, for the search."""
        taking_part = [block.value["organisation"] for block in self.organisations]
        return [organisation.name for organisation in taking_part if organisation]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pictures = [block.value for block in self.pictures]
        prefetch_renditions(
            [self.picture, *[picture["image"] for picture in pictures]], PAGE_RENDITIONS
        )
        context.update(
            themes=self.get_themes(),
            path=queries.path_of(self),
            origin_challenge=queries.challenge_of(self),
            pictures=pictures,
            index_url=get_index_url(self, request),
            canonical_url=self.get_full_url(request) or "",
            language_versions=language_versions(self),
        )
        return context


class CatalogueIndexMixin(FilteredIndexMixin, models.Model):
    """The list of projects, with filters, a map and a feed. Mix it into a page type."""

    intro = models.TextField(_("introduction"), max_length=600, blank=True)

    index_panels = [FieldPanel("intro")]
    item_mixin = CatalogueProjectMixin
    filterset_class = ProjectFilterSet
    default_template = "wagtail_crowdsolving/catalogue/catalogue_index_page.html"

    class Meta:
        abstract = True

    def annotate_facets(self, items):
        return with_current_stage(items)

    @path("carte/", name="map")
    def map_route(self, request):
        """The filtered projects as places of a map: ``{"places": [{name, latitude, longitude, projects}]}``.

        The whole list that its reader has, not one page of it. Those whose territory has no position are
        told beside the map: ``{"missing": {label, projects}}``, where there are any.
        """
        self.reader = getattr(request, "user", None)
        filterset, facets = self.get_filterset(request.GET)
        places, missing = {}, []
        for project in self.for_display(filterset.qs):
            told = {
                "title": project.title,
                "url": project.get_url(request),
                "stage": project.stage.label if project.stage else "",
            }
            territory = project.territory
            if territory is None or None in (territory.latitude, territory.longitude):
                missing.append(told)
                continue
            place = places.setdefault(
                project.territory_id,
                {
                    "name": project.get_territory_name(),
                    "latitude": float(project.territory.latitude),
                    "longitude": float(project.territory.longitude),
                    "projects": [],
                },
            )
            place["projects"].append(told)
        answer = {"places": list(places.values())}
        if missing:
            label = ngettext(
                "%(number)d project is not on the map: it has no territory, or one without position.",
                "%(number)d projects are not on the map: they have no territory, or one without position.",
                len(missing),
            )
            answer["missing"] = {"label": label % {"number": len(missing)}, "projects": missing}
        return JsonResponse(answer)
