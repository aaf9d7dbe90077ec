"""How the list of challenges is filtered and sorted."""

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.challenges.phases import phase_q
from wagtail_crowdsolving.challenges.words import Phase, Situation
from wagtail_crowdsolving.contributions.queries import with_contribution_counts
from wagtail_crowdsolving.listing import ChoiceFilter, ListingFilterSet


def with_current_phase(challenges):
    """Annotate challenges with ``current_phase``: what ``challenge.phase`` computes, for a query."""
    day = clock.today()
    return challenges.annotate(
        current_phase=Case(
            *[When(phase_q(phase, day), then=Value(phase.value)) for phase in Phase],
            default=Value(Phase.OPEN.value),
        )
    )


def closing_soon():
    """Open challenges first, the soonest to close at the head; then the upcoming; the past at the end."""
    rank = Case(
        When(current_phase=Phase.OPEN, then=0),
        When(current_phase=Phase.UPCOMING, then=1),
        default=2,
    )
    return [rank, F("closes_on").asc(nulls_last=True), F("opens_on").asc(nulls_last=True)]


class ChallengeFilterSet(ListingFilterSet):
    facets = {"situation": "situation", "phase": "current_phase"}
    facet_choices = {"situation": Situation, "phase": Phase}
    facet_all = {
        "situation": pgettext_lazy("situations", "All"),
        "phase": pgettext_lazy("phases", "All"),
    }
    orders = {
        "newest": (_("Newest first"), ["-first_published_at"]),
        "closing": (_("Closing soon"), closing_soon),
        "contributions": (_("Most contributions"), ["-contribution_count", "-first_published_at"]),
        "title": (_("Alphabetical order"), None),
    }

    situation = ChoiceFilter(method="by_facet", label=_("Starting situation"))
    phase = ChoiceFilter(method="by_facet", label=_("Phase"))

    def in_order(self, queryset, name, value):
        if value == "contributions":
            queryset = with_contribution_counts(queryset)
        return super().in_order(queryset, name, value)
