"""The outbox in the Wagtail admin: read-only, with a way to send again what was given up."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic import IndexView, InspectView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.notifications import actions, rules
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.wagtail_admin import (
    CountedSummaryItem,
    DayRangeFilter,
    FoldedListMixin,
    register_policy,
)


class OutboxPolicy(ModelPermissionPolicy):
    """Nobody writes, changes or deletes a mail by hand."""

    def user_has_permission(self, user, action):
        return action == "view" and rules.can_see_outbox(user)


policy = OutboxPolicy(OutboxMail)

register_policy(OutboxMail, policy)


class OutboxFilterSet(WagtailFilterSet):
    kind = django_filters.AllValuesFilter(label=gettext_lazy("Kind"))
    created_at = DayRangeFilter(label=gettext_lazy("Created at"))

    class Meta:
        model = OutboxMail
        fields = ["state", "kind", "language", "created_at"]


def buttons_of(mail, **options):
    """What can be done with a mail: sent again once given up, sent now while it waits."""
    if mail.state == OutboxMail.State.FAILED:
        label, name, icon = _("Send again"), "retry", "rotate"
    elif mail.state == OutboxMail.State.QUEUED:
        label, name, icon = _("Send now"), "send_now", "mail"
    else:
        return []
    url = reverse(f"crowdsolving_outbox:{name}", args=[mail.pk])
    return [Button(label, url=url, icon_name=icon, **options)]


class OutboxIndexView(FoldedListMixin, ExportMixin, IndexView):
    page_title = gettext_lazy("Outbox")

    def get_base_queryset(self):
        # The texts are heavy and not in the list.
        return super().get_base_queryset().defer("text", "html")

    @cached_property
    def header_buttons(self):
        if not OutboxSummaryItem.number(self.request):
            return []
        return [
            HeaderButton(
                gettext_lazy("Send again all that were given up"),
                url=reverse("crowdsolving_outbox:retry_all"),
                icon_name="rotate",
            )
        ]

    def get_list_more_buttons(self, instance):
        return [*super().get_list_more_buttons(instance), *buttons_of(instance, priority=10)]


class OutboxInspectView(InspectView):
    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        return "–" if value in (None, "") else value

    def get_text_display_value(self):
        return linebreaksbr(self.object.text.strip()) or "–"

    @cached_property
    def header_more_buttons(self):
        return buttons_of(self.object)


class RetryView(WagtailAdminTemplateMixin, TemplateView):
    """Asks, then sends again: one mail, or all that were given up."""

    template_name = "wagtail_crowdsolving/notifications/retry.html"
    page_title = gettext_lazy("Send again")
    header_icon = "rotate"
    is_now = False
    door = staticmethod(actions.retry)

    def dispatch(self, request, *args, pk=None, **kwargs):
        if not rules.can_see_outbox(request.user):
            raise PermissionDenied
        self.mail = None if pk is None else get_object_or_404(OutboxMail, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_mails(self):
        if self.mail:
            return OutboxMail.objects.filter(pk=self.mail.pk)
        return OutboxMail.objects.filter(state=OutboxMail.State.FAILED)

    def success(self, count):
        return ngettext(
            "%(count)d mail will be sent again.", "%(count)d mails will be sent again.", count
        ) % {"count": count}

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("crowdsolving_outbox:index"), "label": _("Outbox")},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.mail or "")},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            mail=self.mail,
            is_now=self.is_now,
            count=self.get_mails().count(),
            outbox_url=reverse("crowdsolving_outbox:index"),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        count, conflict = 0, None
        for mail in self.get_mails().defer("text", "html").order_by("pk"):
            with doors.asked() as answer:
                self.door(mail=mail, by=request.user)
            count += answer.is_done
            conflict = answer.conflict or conflict
        if conflict and not count:
            messages.error(request, str(conflict))
        else:
            messages.success(request, self.success(count))
        return redirect("crowdsolving_outbox:index")


class SendNowView(RetryView):
    """Asks, then sends one that waits."""

    def success(self, count):
        return _("The mail is being sent.")

    page_title = gettext_lazy("Send now")
    header_icon = "mail"
    is_now = True
    door = staticmethod(actions.send_now)


class OutboxSummaryItem(CountedSummaryItem):
    """Mails that were given up, on the home page of whoever may send them again; nothing where there are none."""

    order = 350
    template_name = "wagtail_crowdsolving/notifications/summary.html"
    url_name = "crowdsolving_outbox:index"
    is_for = staticmethod(rules.can_see_outbox)

    @staticmethod
    def count(user):
        return OutboxMail.objects.filter(state=OutboxMail.State.FAILED).count()

    def is_shown(self):
        return super().is_shown() and self.number(self.request) > 0


@hooks.register("construct_homepage_summary_items")
def add_summary(request, items):
    items.append(OutboxSummaryItem(request))


class OutboxMenuItem(MenuItem):
    def is_shown(self, request):
        return rules.can_see_outbox(request.user)


class OutboxViewSet(ModelViewSet):
    model = OutboxMail
    name = "crowdsolving_outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outbox")
    menu_hook = "register_reports_menu_item"
    menu_order = 1100
    menu_item_class = OutboxMenuItem
    permission_policy = policy
    add_to_reference_index = False
    inspect_view_enabled = True
    index_view_class = OutboxIndexView
    inspect_view_class = OutboxInspectView
    list_display = [
        "subject",
        StatusTagColumn(
            "get_state_display",
            label=gettext_lazy("State"),
            sort_key="state",
            primary=lambda mail: mail.state == OutboxMail.State.FAILED,
        ),
        Column("to_email", label=gettext_lazy("Address"), sort_key="to_email"),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column("reason", label=gettext_lazy("What went wrong")),
        DateColumn("created_at", label=gettext_lazy("Created at"), sort_key="created_at"),
        DateColumn("sent_at", label=gettext_lazy("Sent at"), sort_key="sent_at"),
    ]
    filterset_class = OutboxFilterSet
    search_fields = ["subject", "to_email", "error"]
    search_backend_name = None
    list_per_page = 50
    inspect_view_fields = [
        "state",
        "kind",
        "to_email",
        "recipient",
        "language",
        "subject",
        "text",
        "attempts",
        "reason",
        "error",
        "created_at",
        "due_at",
        "sent_at",
    ]

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("retry/", RetryView.as_view(), name="retry_all"),
            path("send/<int:pk>/", SendNowView.as_view(), name="send_now"),
            path("retry/<int:pk>/", RetryView.as_view(), name="retry"),
        ]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().filter(codename="view_outboxmail")


@hooks.register("register_admin_viewset")
def register_outbox():
    return OutboxViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "wagtail_crowdsolving.retry_mail",
        gettext_lazy("Send a mail again"),
        gettext_lazy("Mail sent again"),
    )
    actions.register_action(
        "wagtail_crowdsolving.send_mail_now",
        gettext_lazy("Send a mail now"),
        gettext_lazy("Mail sent before its hour"),
    )
