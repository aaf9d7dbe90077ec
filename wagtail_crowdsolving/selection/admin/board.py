"""Every challenge under examination, by step and age."""

from html import unescape
from itertools import groupby

import django_filters
import swapper
from django import forms
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.network.filters import ClassifiedFilterSet
from wagtail_crowdsolving.selection import queries, rules
from wagtail_crowdsolving.selection.admin import interruptions, reading, rounds, troubles
from wagtail_crowdsolving.selection.admin.access import (
    STYLE,
    TEMPLATES,
    CommitteeFilter,
    EnterMixin,
    may_enter,
)
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.wagtail_admin import (
    CountedMenuItem,
    CountedSummaryItem,
    FoldedListMixin,
)

swapper.set_app_prefix("wagtailcore", "wagtail")

STEP = reading.STEP
#: How many rounds in trouble the home page names.
SHOWN = 10


#: The value of ``step`` for what is with its proposer.
WITH_PROPOSER = "proposer"


class BoardFilterSet(ClassifiedFilterSet):
    classified = Challenge
    path = "object_id"

    committee = CommitteeFilter(field_name=f"{STEP}__committee")
    step = django_filters.ChoiceFilter(
        label=_("Step"), method="at_step", empty_label=pgettext_lazy("steps", "All")
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"),
        choices=[
            ("late", _("Late")),
            ("trouble", _("In trouble")),
            ("waiting", _("Waits for a committee")),
        ],
        method="by_urgency",
        empty_label=pgettext_lazy("urgency", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = WorkflowState
        fields = ["committee", "step", "theme", "territory", "urgency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["step"].extra["choices"] = [
            *((str(pk), name) for pk, name in reading.steps_named()),
            (WITH_PROPOSER, _("With the proposer, for changes")),
        ]

    def at_step(self, states, name, value):
        with_proposer = Q(status=WorkflowState.STATUS_NEEDS_CHANGES)
        if value == WITH_PROPOSER:
            return states.filter(with_proposer)
        return states.filter(~with_proposer, current_task_state__task=value)

    def by_urgency(self, states, name, value):
        is_meant = {
            "late": queries.is_late,
            "trouble": lambda round: round.troubles_now,
            "waiting": lambda round: round.state == Round.State.WAITING,
        }[value]
        rounds = [round.pk for round in reading.pressing(self.request.user) if is_meant(round)]
        return states.filter(status=WorkflowState.STATUS_IN_PROGRESS, **{f"{STEP}__in": rounds})


class ExaminationPaginator(WagtailPaginator):
    verbose_name = _("challenge under examination")
    verbose_name_plural = _("challenges under examination")


def standing(state):
    """Where an examination stands, as the board says it."""
    if state.is_aside:
        return _("You stand aside from this round.")
    said = render_to_string(f"{TEMPLATES}/_standing.html", {"state": state})
    return " ".join(unescape(strip_tags(said)).split())


class BoardView(FoldedListMixin, ExportMixin, EnterMixin, BaseListingView):
    """The columns are the steps of the workflow; what waits longest comes first."""

    template_name = f"{TEMPLATES}/board.html"
    results_template_name = f"{TEMPLATES}/board_results.html"
    page_title = pgettext_lazy("challenges under examination", "Board")
    header_icon = "table"
    paginate_by = 200
    paginator_class = ExaminationPaginator
    is_searchable = True
    search_fields = ["challenge_title", "committee_name"]
    filterset_class = BoardFilterSet
    other_url_name = "crowdsolving_rounds:table"
    other_label = _("As a table")
    other_icon = "list-ul"

    def get_base_queryset(self):
        return reading.examinations(self.request.user)

    verbose_name_plural = ExaminationPaginator.verbose_name_plural

    @cached_property
    def header_buttons(self):
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        url = reverse(self.other_url_name)
        return [
            HeaderButton(
                self.other_label,
                url=f"{url}?{query.urlencode()}" if query else url,
                icon_name=self.other_icon,
            )
        ]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        states = reading.describe(list(context["object_list"]), self.request.user)
        waiting = []
        if not self.results_only and rules.can_manage(self.request.user):
            waiting = interruptions.shown(self.request.user)
            context.update(interruptions.context_of(waiting, self.request.user))
        self.say_who_edits([*states, *waiting])
        context["object_list"] = states
        context["columns"] = self.get_columns(states)
        context["media"] += STYLE
        return context

    def say_steps(self, states):
        """Set ``step``, in words, and its ``place`` among the columns."""
        places = reading.steps_in_order()
        for state in states:
            task = state.current_task_state and state.current_task_state.task
            state.step = (
                _("With the proposer, for changes")
                if state.is_with_proposer
                else task and task.name
            )
            state.place = (
                (1, 0, 0)
                if state.is_with_proposer
                else (0, *places.get(task and task.pk, (9999, 0)))
            )

    def get_columns(self, states):
        self.say_steps(states)
        columns = groupby(sorted(states, key=lambda state: state.place), lambda state: state.place)
        return [
            {"label": rows[0].step, "rows": rows}
            for rows in (list(rows) for _place, rows in columns)
        ]

    def describe(self, rows):
        states = reading.describe(rows, self.request.user)
        self.say_steps(states)
        return states

    def get_export_columns(self):
        return [
            Column("challenge_title", label=_("Challenge")),
            Column("step", label=_("Step")),
            Column("committee_name", label=_("Committee")),
            Column("days", label=_("Days at this step")),
            Column("given", label=_("Opinions given")),
            Column("expected", label=_("Opinions expected")),
            Column("standing", label=_("Where it stands"), accessor=standing),
        ]

    def say_who_edits(self, states):
        """Set ``edit_url`` where this person may open the page's editor."""
        page_model = swapper.load_model("wagtailcore", "Page")
        editable = set(
            PagePermissionPolicy(page_model)
            .instances_user_has_any_permission_for(self.request.user, ["add", "change", "publish"])
            .filter(pk__in=[state.page_id for state in states])
            .values_list("pk", flat=True)
        )
        for state in states:
            state.edit_url = (
                reverse("wagtailadmin_pages:edit", args=[state.page_id])
                if state.page_id in editable
                else None
            )


class BoardTableView(BoardView):
    results_template_name = f"{TEMPLATES}/board_table.html"
    other_url_name = "crowdsolving_rounds:index"
    other_label = _("As columns")
    other_icon = "table"


def number_pressing(user):
    return len(reading.pressing(user))


class BoardMenuItem(CountedMenuItem):
    """The board, with how many rounds are late or need help."""

    is_for = staticmethod(may_enter)
    count = staticmethod(number_pressing)


class PressingSummaryItem(CountedSummaryItem):
    """On the admin's home page: how many rounds are late or need help."""

    order = 240
    template_name = f"{TEMPLATES}/summary.html"
    url_name = "crowdsolving_rounds:index"
    is_for = staticmethod(may_enter)
    count = staticmethod(number_pressing)


class TroublePanel(Component):
    """On the admin's home page: which rounds need help, and what helps each."""

    name = "crowdsolving-troubles"
    template_name = f"{TEMPLATES}/troubles_panel.html"
    order = 110

    media = STYLE

    def __init__(self, rounds, user):
        super().__init__()
        self.rounds, self.user = rounds, user

    def get_context_data(self, parent_context):
        return {
            "rounds": [(round, self.links(round)) for round in self.rounds[:SHOWN]],
            "more": max(0, len(self.rounds) - SHOWN),
            "board_url": f"{reverse('crowdsolving_rounds:index')}?urgency=trouble",
        }

    def links(self, round):
        # A chair decides on the page of the round: who chairs it is not asked for each.
        can_decide = not round.chairs and rules.can_manage(self.user)
        return troubles.links(round, self.user, can_decide=can_decide)


@extensions.home.register
def trouble_panel(request):
    if not may_enter(request.user):
        return None
    rounds = [round for round in reading.pressing(request.user) if round.troubles_now]
    return TroublePanel(rounds, request.user) if rounds else None


class RoundsViewSet(ViewSet):
    """The board, and a page for each round."""

    name = "crowdsolving_rounds"
    url_prefix = "crowdsolving/rounds"
    icon = "table"
    menu_label = pgettext_lazy("challenges under examination", "Board")
    menu_name = "crowdsolving-board"
    menu_order = 100
    menu_item_class = BoardMenuItem

    def get_urlpatterns(self):
        def board(view, name, **kwargs):
            return view.as_view(
                index_url_name=self.get_url_name(name),
                index_results_url_name=self.get_url_name(f"{name}_results"),
                **kwargs,
            )

        return [
            path("", board(BoardView, "index"), name="index"),
            path("results/", board(BoardView, "index", results_only=True), name="index_results"),
            path("table/", board(BoardTableView, "table"), name="table"),
            path(
                "table/results/",
                board(BoardTableView, "table", results_only=True),
                name="table_results",
            ),
            path("take-up/<int:pk>/", interruptions.take_up, name="take_up"),
            *rounds.urlpatterns,
        ]


viewset = RoundsViewSet()
