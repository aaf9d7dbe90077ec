"""How the catalogue is filtered and sorted."""

from django.db.models import Case, F, Subquery, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.words import Origin, Stage
from wagtail_crowdsolving.listing import ChoiceFilter, ListingFilterSet
from wagtail_crowdsolving.network.queries import shared_key_of_row

#: The place of a stage in the path, as an expression over ``StageEntry``.
STAGE_RANK = Case(*[When(stage=stage, then=rank) for rank, stage in enumerate(Stage.values)])


def _entries():
    """The stages of a project, whichever of its translations they were recorded on."""
    return StageEntry.objects.of_versions(shared_key_of_row())


def with_current_stage(projects):
    """Annotate projects, in any language, with ``current_stage``: the furthest that was reached, or null."""
    return projects.annotate(
        current_stage=Subquery(_entries().order_by(STAGE_RANK.desc()).values("stage")[:1])
    )


def with_latest_stage_date(projects):
    """Annotate projects with ``latest_stage_on``: the day of the last step of their path, or null."""
    return projects.annotate(
        latest_stage_on=Subquery(_entries().order_by("-reached_on").values("reached_on")[:1])
    )


class ProjectFilterSet(ListingFilterSet):
    facets = {"stage": "current_stage", "origin": "origin"}
    facet_choices = {"stage": Stage, "origin": Origin}
    facet_all = {
        "stage": pgettext_lazy("stages", "All"),
        "origin": pgettext_lazy("origins", "All"),
    }
    orders = {
        "stage": (_("Newest stage first"), [F("latest_stage_on").desc(nulls_last=True)]),
        "title": (_("Alphabetical order"), None),
    }

    stage = ChoiceFilter(method="by_facet", label=_("Stage"))
    origin = ChoiceFilter(method="by_facet", label=_("Origin of the solution"))

    def in_order(self, queryset, name, value):
        if value == "stage":
            queryset = with_latest_stage_date(queryset)
        return super().in_order(queryset, name, value)
