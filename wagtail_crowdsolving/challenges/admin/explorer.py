"""Challenges in Wagtail's explorer: phase, theme, territory, animator, contributions."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, NumberColumn

from wagtail_crowdsolving.challenges.admin.filters import ChallengeFilters
from wagtail_crowdsolving.challenges.filters import with_current_phase
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.challenges.words import Phase
from wagtail_crowdsolving.contributions.queries import with_contribution_counts
from wagtail_crowdsolving.listing import explorer
from wagtail_crowdsolving.people import name_paths, public_name


class ChallengePageFilterSet(ChallengeFilters, explorer.PageListFilterSet):
    naming = ("organisation__name", "proposed_by")

    phase = django_filters.ChoiceFilter(
        label=_("Phase"),
        choices=Phase.choices,
        method="in_phase",
        empty_label=pgettext_lazy("phases", "All"),
    )

    class Meta(explorer.PageListFilterSet.Meta):
        fields = ["phase", "live", "theme", "territory", "structure", "situation", "animator"]

    def in_phase(self, pages, name, phase):
        """What is on the site: nothing else is open, or closed, to anybody."""
        return pages.filter(live=True, current_phase=phase)


class _ChallengesMixin:
    searched = (*ChallengePageFilterSet.naming, "guiding_question")
    base_columns = explorer.columns(
        Column(
            "phase",
            label=_("Phase"),
            accessor=lambda page: Phase(page.current_phase).label if page.live else "–",
            sort_key="current_phase",
        ),
        explorer.THEMES,
        explorer.TERRITORY,
        Column(
            "animator",
            label=_("Animator"),
            accessor=lambda page: public_name(page.animator) if page.animator_id else "",
            sort_key=next(iter(name_paths("animator")), None),
        ),
        NumberColumn(
            "contributions",
            label=_("Contributions"),
            accessor="contribution_count",
            sort_key="contribution_count",
        ),
    )

    def annotate_rows(self, pages):
        return with_contribution_counts(with_current_phase(pages)).prefetch_related("animator")


class ChallengesView(_ChallengesMixin, explorer.ExplorerView):
    pass


class AllChallengesView(_ChallengesMixin, explorer.UseView):
    pass


class ChallengePageViewSet(explorer.PageListViewSet):
    """The list of the challenges of one page type."""

    kind = Challenge
    icon = "comment"
    filterset_class = ChallengePageFilterSet
    index_view_class = ChallengesView
    content_type_use_view_class = AllChallengesView


@hooks.register("register_admin_viewset", order=-10)
def register_lists():
    """Before those of a site, which replace them."""
    return ChallengePageViewSet.for_all()
