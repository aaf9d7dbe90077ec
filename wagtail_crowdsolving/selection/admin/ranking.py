"""The challenges of a committee by what its members thought of them: aggregates, never who said what."""

import uuid

import django_filters
from django import forms
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from wagtail_crowdsolving import clock, folded, folding
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.network.filters import ThemeFilter, bears, of_pages
from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.admin.access import (
    STYLE,
    TEMPLATES,
    CommitteeFilter,
    EnterMixin,
    committees_of,
    may_enter,
)
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.tally import DECIMALS, score_text
from wagtail_crowdsolving.selection.words import Opinion, Outcome
from wagtail_crowdsolving.wagtail_admin import DayRangeFilter, FoldedListMixin


class RankingFilterSet(WagtailFilterSet):
    """Committee and days say what is compared; all else which of its rows are shown, each in its place."""

    committee = CommitteeFilter(empty_label=None)
    opened_at = DayRangeFilter(label=_("Opened"))
    theme = ThemeFilter(method="shown")
    decided = django_filters.ChoiceFilter(
        label=_("Decision"),
        choices=[
            ("no", _("None yet")),
            ("draft", _("Written, not released")),
            ("yes", _("Released")),
        ],
        empty_label=pgettext_lazy("decisions", "All"),
        method="shown",
        widget=forms.RadioSelect,
    )
    quorum = django_filters.ChoiceFilter(
        label=_("Quorum"),
        choices=[("met", _("Met")), ("missed", _("Not met"))],
        empty_label=pgettext_lazy("quorums", "Any"),
        method="shown",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Round
        fields = ["committee", "theme", "decided", "quorum", "opened_at"]

    def shown(self, rounds, name, value):
        return rounds

    @property
    def asked(self):
        return self.form.cleaned_data if self.is_valid() else {}

    def of_theme(self, rows):
        """Those of the theme that is asked for. 1 query where there is one."""
        theme = self.asked.get("theme")
        if theme is None:
            return rows
        found = Round.objects.filter(of_pages(Challenge, bears(theme)))
        known = set(found.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        return [row for row in rows if row.pk in known]

    def narrowed(self, rows):
        """Those of the ranked ``rows`` that are shown."""
        rows, asked = self.of_theme(rows), self.asked
        if decided := asked.get("decided"):
            rows = [row for row in rows if how_decided(row) == decided]
        if quorum := asked.get("quorum"):
            rows = [row for row in rows if row.tally["quorum"]["met"] == (quorum == "met")]
        return rows


def how_decided(row):
    """The value of the filter ``decided`` for a round."""
    decision = getattr(row, "decision", None)
    return "no" if decision is None else "yes" if decision.is_released else "draft"


#: What the columns are sorted by: name → (key of a row, whether the highest comes first).
ORDERS = {
    "score": (lambda row: row.score, True),
    "spread": (lambda row: row.spread, True),
    "title": (lambda row: folding.sort_key(row.title), False),
    **{
        opinion.value: ((lambda name: lambda row: row.counts.get(name, 0))(opinion.value), True)
        for opinion in Opinion
    },
}


def in_words(number):
    """A mean or a spread as it is read, as many decimals in each row; a dash where there is none."""
    return "–" if number is None else number_format(round(number, DECIMALS), DECIMALS)


def decision_text(row):
    """What was decided, and how far that is; empty where nothing is written yet."""
    decision = getattr(row, "decision", None)
    if decision is None:
        return ""
    return f"{decision.get_outcome_display()} ({decision.get_state_display()})"


def _of(numbers, key, otherwise=None):
    return lambda row: getattr(row, numbers).get(key, otherwise)


class RoundPaginator(WagtailPaginator):
    verbose_name = _("closed round")
    verbose_name_plural = _("closed rounds")


class RankingView(FoldedListMixin, ExportMixin, EnterMixin, BaseListingView):
    """One committee at a time: scores by different criteria compare nothing."""

    template_name = f"{TEMPLATES}/listing.html"
    results_template_name = f"{TEMPLATES}/ranking_results.html"
    page_title = _("Ranking")
    header_icon = "order"
    paginate_by = 200
    paginator_class = RoundPaginator
    is_searchable = True
    filterset_class = RankingFilterSet
    index_url_name = "crowdsolving_ranking:index"
    index_results_url_name = "crowdsolving_ranking:index_results"
    model = Round

    @cached_property
    def committee(self):
        """The one that is asked for; at first, the first by name."""
        committees = committees_of(self.request.user)
        asked = self.filters.form.cleaned_data["committee"] if self.filters.is_valid() else ""
        chosen = (committee for committee in committees if str(committee.pk) == asked)
        return next(chosen, committees[0] if committees else None)

    @cached_property
    def page_subtitle(self):
        return str(self.committee or "")

    @cached_property
    def rounds(self):
        """The last round of each challenge before this committee."""
        rounds = reading.latest(
            reading.rounds_for(self.request.user).filter(committee=self.committee)
        )
        return self.filter_queryset(rounds)

    @cached_property
    def ranked(self):
        """All that is compared."""
        return queries.ranking(queries.readable_rounds(self.request.user, self.rounds))

    @cached_property
    def rows(self):
        """Those that are shown."""
        rows = self.filters.narrowed(self.ranked)
        if not self.is_searching:
            return rows
        found, self.corrected = folded.search_in(rows, "title", typed=self.search_query)
        return found

    @cached_property
    def criteria(self):
        return reading.criteria_of(self.ranked)

    def get_queryset(self):
        key, highest_first = ORDERS[self.ordering.lstrip("-")]
        highest_first ^= self.ordering.startswith("-")
        known = [row for row in self.rows if key(row) is not None]
        known.sort(key=key, reverse=highest_first)
        return known + [row for row in self.rows if key(row) is None]

    def get_ordering(self):
        asked = self.request.GET.get("ordering", "score")
        return asked if asked.removeprefix("-") in ORDERS else "score"

    verbose_name_plural = RoundPaginator.verbose_name_plural

    def get_open_rounds(self):
        """Progress alone: nothing of what was said."""
        rounds = list(self.rounds.open().only("title", "due_at").order_by("due_at"))
        rounds = self.filters.of_theme(rounds)
        if self.is_searching:
            words = self.corrected or self.search_query
            rounds, _words = folded.search_in(rounds, "title", typed=words)
        known = reading.progress_of(self.request.user, [round.pk for round in rounds])
        now = timezone.now()
        for round in rounds:
            round.progress = known[round.pk]
            round.is_late = round.due_at is not None and round.due_at < now
        return [round for round in rounds if not round.progress.is_aside]

    def get_sort_links(self):
        """``{name: (address, aria-sort)}`` of the columns that sort the table."""
        links = {}
        for name, (_key, highest_first) in ORDERS.items():
            is_current = self.ordering.lstrip("-") == name
            is_reversed = is_current and not self.ordering.startswith("-")
            query = self.request.GET.copy()
            query.pop(self.page_kwarg, None)
            query.pop("_w_filter_fragment", None)
            query["ordering"] = f"-{name}" if is_reversed else name
            descending = highest_first ^ self.ordering.startswith("-")
            links[name] = {
                "url": f"{self.index_url}?{query.urlencode()}",
                "sort": ("descending" if descending else "ascending") if is_current else "",
            }
        return links

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        # Words of the reader's language, once instead of in every row.
        outcomes = {outcome: str(label) for outcome, label in Outcome.choices}
        opinions = [(opinion, str(label)) for opinion, label in Opinion.choices]
        round_url = reverse("crowdsolving_rounds:inspect", args=[uuid.UUID(int=0)])
        for row in context["object_list"]:
            row.url = round_url.replace(str(uuid.UUID(int=0)), str(row.pk))
            row.score_text, row.spread_text = score_text(row.tally), in_words(row.spread)
            row.numbers = [(label, row.counts.get(opinion, 0)) for opinion, label in opinions]
            row.cells = [(label, in_words(row.means.get(key))) for key, label in self.criteria]
            row.outcome_label = outcomes[row.outcome]
            row.decision_text = decision_text(row)
            if row.score is not None and row.lowest is not None:
                row.range_text = f"{in_words(row.lowest)} – {in_words(row.highest)}"
                # For the drawing, whose numbers no language may rewrite: whole ones.
                row.line = {
                    "from": round(row.lowest),
                    "length": max(1, round(row.highest - row.lowest)),
                    "at": round(row.score),
                }
        sort = self.get_sort_links()
        context.update(
            committee=self.committee,
            criteria=self.criteria,
            bars=reading.distribution(self.rows),
            open_rounds=self.get_open_rounds() if self.committee else [],
            heads=[{"label": opinion.label, "sort": sort[opinion.value]} for opinion in Opinion],
            sort=sort,
        )
        context["media"] += STYLE
        return context

    def get_export_columns(self):
        """Numbers as they were counted."""
        return [
            Column("place", label=pgettext_lazy("ranking", "Place")),
            Column("title", label=_("Challenge")),
            Column("number", label=_("Round")),
            Column(
                "closed_at",
                label=_("Closed"),
                accessor=lambda row: clock.day_of(row.closed_at),
            ),
            Column(
                "outcome",
                label=_("Outcome of the tally"),
                accessor=lambda row: dict(Outcome.choices)[row.outcome],
            ),
            Column("decision", label=_("Decision"), accessor=decision_text),
            Column("given", label=_("Opinions given")),
            *(
                Column(opinion, label=label, accessor=_of("counts", opinion, 0))
                for opinion, label in Opinion.choices
            ),
            Column("score", label=_("Mean score out of 100")),
            Column("spread", label=_("Spread (standard deviation)")),
            Column("lowest", label=_("Lowest score")),
            Column("highest", label=_("Highest score")),
            *(Column(key, label=label, accessor=_of("means", key)) for key, label in self.criteria),
        ]


class EnterMenuItem(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


class RankingViewSet(ViewSet):
    name = "crowdsolving_ranking"
    url_prefix = "crowdsolving/ranking"
    icon = "order"
    menu_label = _("Ranking")
    menu_name = "crowdsolving-ranking"
    menu_order = 150
    menu_item_class = EnterMenuItem

    def get_urlpatterns(self):
        return [
            path("", RankingView.as_view(), name="index"),
            path("results/", RankingView.as_view(results_only=True), name="index_results"),
        ]


viewset = RankingViewSet()
