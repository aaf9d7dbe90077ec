"""Projects in Wagtail's explorer: stage, theme, territory, origin, holder."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from wagtail_crowdsolving.catalogue.filters import with_current_stage
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.catalogue.words import Origin, Stage
from wagtail_crowdsolving.listing import explorer


class ProjectPageFilterSet(explorer.PageListFilterSet):
    classified = CatalogueProjectMixin
    naming = ("holder",)

    stage = django_filters.ChoiceFilter(
        label=_("Stage"),
        choices=Stage.choices,
        field_name="current_stage",
        empty_label=pgettext_lazy("stages", "All"),
    )
    origin = django_filters.ChoiceFilter(
        label=_("Origin of the solution"),
        choices=Origin.choices,
        empty_label=pgettext_lazy("origins", "All"),
    )

    class Meta(explorer.PageListFilterSet.Meta):
        fields = ["stage", "live", "theme", "territory", "structure", "origin"]


class _ProjectsMixin:
    searched = ProjectPageFilterSet.naming
    base_columns = explorer.columns(
        Column(
            "stage",
            label=_("Stage"),
            accessor=lambda page: page.stage.label if page.stage else "",
            sort_key="current_stage",
        ),
        explorer.THEMES,
        explorer.TERRITORY,
        Column("origin", label=_("Origin of the solution"), accessor="get_origin_display"),
        Column("holder", label=_("Holder"), sort_key="holder"),
    )

    def annotate_rows(self, pages):
        return with_current_stage(pages)


class ProjectsView(_ProjectsMixin, explorer.ExplorerView):
    pass


class AllProjectsView(_ProjectsMixin, explorer.UseView):
    pass


class ProjectPageViewSet(explorer.PageListViewSet):
    """The list of the projects of one page type."""

    kind = CatalogueProjectMixin
    icon = "crosshairs"
    filterset_class = ProjectPageFilterSet
    index_view_class = ProjectsView
    content_type_use_view_class = AllProjectsView


@hooks.register("register_admin_viewset", order=-10)
def register_lists():
    """Before those of a site, which replace them."""
    return ProjectPageViewSet.for_all()
