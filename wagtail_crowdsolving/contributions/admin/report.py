"""The record of the moderation's decisions, among the reports of the Wagtail admin."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.admin.access import SPACE, may_open_queue
from wagtail_crowdsolving.contributions.models import ModerationDecision, Rule
from wagtail_crowdsolving.network.people import public_name


class DecisionFilterSet(WagtailFilterSet):
    decided_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=ModerationDecision.Outcome.choices,
        empty_label=pgettext_lazy("outcomes", "All"),
    )
    rule = django_filters.ChoiceFilter(
        label=_("Rule"), choices=Rule.choices, empty_label=pgettext_lazy("rules", "All")
    )
    follows_notice = django_filters.BooleanFilter(
        label=_("After a notice"), field_name="notice", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = ModerationDecision
        fields = ["decided_at", "outcome", "rule"]


class DecisionReportView(ReportView):
    """Site moderators read every decision, animators those on their pages. The export names nobody."""

    model = ModerationDecision
    page_title = _("Moderation decisions")
    header_icon = "clipboard-list"
    index_url_name = "crowdsolving_decisions"
    index_results_url_name = "crowdsolving_decisions_results"
    filterset_class = DecisionFilterSet
    default_ordering = "-decided_at"
    paginate_by = 50
    list_export = [
        "decided_at",
        "contribution.page.title",
        "contribution_id",
        "get_outcome_display",
        "get_rule_display",
        "follows_notice",
        "is_automatic",
        "is_contested",
    ]
    export_headings = {
        "decided_at": _("Date"),
        "contribution.page.title": _("Page"),
        "contribution_id": _("Contribution"),
        "get_outcome_display": _("Outcome"),
        "get_rule_display": _("Rule"),
        "follows_notice": _("After a notice"),
        "is_automatic": _("Automatic"),
        "is_contested": _("Contested"),
    }
    columns = [
        TitleColumn(
            "text",
            label=_("Text as judged"),
            accessor=lambda decision: Truncator(decision.text).chars(100),
            get_url=lambda decision: reverse(f"{SPACE}:inspect", args=[decision.contribution_id]),
        ),
        Column("page", label=_("Page"), accessor="contribution.page.title"),
        Column("outcome", label=_("Outcome"), accessor="get_outcome_display", sort_key="outcome"),
        Column("rule", label=_("Rule"), accessor="get_rule_display", sort_key="rule"),
        Column("reason", label=_("Reason"), accessor=lambda one: Truncator(one.reason).chars(140)),
        BooleanColumn("follows_notice", label=_("After a notice")),
        BooleanColumn("is_contested", label=_("Contested")),
        Column(
            "decided_by",
            label=_("Decided by"),
            accessor=lambda one: _("Nobody") if one.is_automatic else public_name(one.decided_by),
        ),
        DateColumn("decided_at", label=_("Date"), sort_key="decided_at"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        decisions = ModerationDecision.objects.select_related(
            "contribution__page", "decided_by", "appeal"
        )
        user = self.request.user
        if rules.can_moderate(user):
            return decisions
        return decisions.filter(contribution__page__in=rules.animated_pages(user))

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                _("Public report"),
                url=reverse("wagtail_crowdsolving:transparency"),
                icon_name="view",
            )
        ]


@hooks.register("register_admin_urls")
def register_report_urls():
    return [
        path(
            "reports/moderation/",
            DecisionReportView.as_view(),
            name=DecisionReportView.index_url_name,
        ),
        path(
            "reports/moderation/results/",
            DecisionReportView.as_view(results_only=True),
            name=DecisionReportView.index_results_url_name,
        ),
    ]


class DecisionMenuItem(MenuItem):
    def is_shown(self, request):
        return may_open_queue(request.user)


@hooks.register("register_reports_menu_item")
def register_report_menu_item():
    return DecisionMenuItem(
        _("Moderation decisions"),
        reverse(DecisionReportView.index_url_name),
        icon_name=DecisionReportView.header_icon,
        order=1200,
    )
