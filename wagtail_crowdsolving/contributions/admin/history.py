"""Every decision of the moderation: who, when, by which rule, with what outcome."""

import django_filters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from wagtail_crowdsolving.contributions import moderation
from wagtail_crowdsolving.contributions.admin.access import SPACE, may_open_queue
from wagtail_crowdsolving.contributions.models import ModerationDecision
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.wagtail_admin import DayRangeFilter, PlainWordsMixin

NAME = "crowdsolving_decisions"


def _moderators(request):
    decided = ModerationDecision.objects.order_by().values("decided_by")
    return get_user_model()._default_manager.filter(pk__in=decided)


class DecisionFilterSet(WagtailFilterSet):
    decided_at = DayRangeFilter(label=_("Decided at"))
    decided_by = django_filters.ModelChoiceFilter(label=_("Decided by"), queryset=_moderators)
    follows_notice = django_filters.BooleanFilter(
        label=_("After a notice"), field_name="notice", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = ModerationDecision
        fields = ["outcome", "rule", "is_automatic", "decided_by", "decided_at"]


class DecisionsView(PlainWordsMixin, ExportMixin, ReportView):
    """The record as it was written. Nothing in it names an author, and what is exported no moderator."""

    model = ModerationDecision
    page_title = _("Moderation decisions")
    header_icon = "history"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    filterset_class = DecisionFilterSet
    default_ordering = "-decided_at"
    is_searchable = False

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return moderation.decisions_for(self.request.user)

    @cached_property
    def header_buttons(self):
        url = reverse("wagtail_crowdsolving:transparency")
        return [HeaderButton(_("Public report"), url=url, icon_name="view")]

    def get_export_columns(self):
        return [
            *(column for column in super().get_export_columns() if column.name != "decided_by"),
            BooleanColumn("is_automatic", label=_("Automatic")),
        ]

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "contribution",
                label=_("Contribution"),
                accessor="contribution_id",
                get_url=lambda decision: reverse(
                    f"{SPACE}:inspect", args=[decision.contribution_id]
                ),
            ),
            Column("outcome", label=_("Outcome"), accessor="get_outcome_display"),
            Column("rule", label=_("Rule"), accessor="get_rule_display"),
            Column("page", label=_("Page"), accessor="page_title"),
            BooleanColumn("follows_notice", label=_("After a notice")),
            BooleanColumn("is_contested", label=_("Contested")),
            Column(
                "decided_by",
                label=_("Decided by"),
                accessor=lambda decision: (
                    _("Nobody: its author is trusted")
                    if decision.is_automatic
                    else public_name(decision.decided_by)
                ),
            ),
            DateColumn("decided_at", label=_("Decided at"), sort_key="decided_at"),
        ]


class DecisionsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_open_queue(request.user)


@hooks.register("register_admin_urls")
def register_decisions():
    return [
        path("contributions/decisions/", DecisionsView.as_view(), name=NAME),
        path(
            "contributions/decisions/results/",
            DecisionsView.as_view(results_only=True),
            name=f"{NAME}_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_decisions_menu_item():
    return DecisionsMenuItem(
        _("Moderation decisions"), reverse(NAME), name=NAME, icon_name="history", order=1000
    )
