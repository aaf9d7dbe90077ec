"""The list of contributions in the Wagtail admin: what waits comes first."""

from urllib.parse import urlencode

import swapper
from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from wagtail_crowdsolving.contributions import moderation, queries, rules
from wagtail_crowdsolving.contributions.admin import undo
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    may_moderate,
    may_open_queue,
    may_read,
    moderation_policy,
)
from wagtail_crowdsolving.contributions.admin.bulk import BulkApprove, BulkReject
from wagtail_crowdsolving.contributions.admin.counts import WaitingMenuItem
from wagtail_crowdsolving.contributions.admin.decide import (
    ContributionInspectView,
    RemoveView,
    steps_for,
)
from wagtail_crowdsolving.contributions.admin.desk import DeskTextView, DeskView
from wagtail_crowdsolving.contributions.admin.filters import ALL, NEWEST, SEARCHED, QueueFilterSet
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.text import to_plain
from wagtail_crowdsolving.wagtail_admin import FoldedListMixin

swapper.set_app_prefix("wagtailcore", "wagtail")


class TextColumn(TitleColumn):
    """The beginning of a text, and of what it replies to."""

    cell_template_name = f"{TEMPLATES}/text_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        if parent := instance.in_reply_to:
            context["parent_excerpt"] = to_plain(parent.body, 80)
        return context


class AuthorColumn(Column):
    """A name, and what became of the person's texts; it leads to all of them."""

    cell_template_name = f"{TEMPLATES}/author_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["record"] = instance.author_record
        if instance.user_id:
            asked = urlencode({"state": ALL, "author": instance.user_id})
            context["url"] = f"{reverse(f'{SPACE}:list')}?{asked}"
        return context


class QueueView(FoldedListMixin, ExportMixin, IndexView):
    newest = NEWEST
    default_ordering = ("waits_since", "pk")
    filterset_class = QueueFilterSet
    template_name = f"{TEMPLATES}/queue.html"

    def get_base_queryset(self):
        return moderation.with_matters(super().get_base_queryset()).select_related(
            "user", "page", "in_reply_to", "claimed_by"
        )

    @cached_property
    def columns(self):
        now = timezone.now()
        title = self._get_title_column_class(TextColumn)
        return [
            *self.checkboxes,
            title(
                "excerpt",
                label=_("Text"),
                accessor=lambda item: to_plain(item.body, 140),
                get_url=self.get_text_url,
                get_title_id=lambda item: f"snippet_{item.pk}_title",
            ),
            Column("page", label=_("Page"), accessor="page.title", sort_key="page__title"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            AuthorColumn("author", label=_("Author"), accessor=lambda item: public_name(item.user)),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=self.get_state,
                primary=lambda item: item.waits_since is not None,
            ),
            DateColumn(
                "waits_since",
                label=_("Since"),
                accessor=lambda item: item.waits_since or item.submit_date,
                sort_key="waits_since",
            ),
            Column(
                "reader",
                label=_("Read by"),
                accessor=lambda item: (
                    public_name(item.claimed_by)
                    if item.claimed_by_id and item.claimed_until > now
                    else ""
                ),
            ),
        ]

    @cached_property
    def checkboxes(self):
        """For whoever decides."""
        return super().columns[:1] if self.decides else []

    @cached_property
    def active_filters(self):
        """Without a state what waits is shown: to take that off is to ask for all."""
        state = self.filters.form["state"]
        return [
            one._replace(removed_filter_url=f"{one.removed_filter_url}&state={ALL}")
            if one.auto_id == state.auto_id
            else one
            for one in super().active_filters
            if one.auto_id != state.auto_id or state.value() != ALL
        ]

    @cached_property
    def decides(self):
        return may_open_queue(self.request.user)

    def get_state(self, item):
        """What waits, or where there is nothing, where the text stands."""
        return get_text_list(moderation.matters_of(item), ", ") or item.get_state_display()

    def get_text_url(self, item):
        """To the desk, for whoever may decide on it there; the list asked for goes along."""
        user = self.request.user
        if item.waits_since is None or item.user_id == user.pk or not may_moderate(user, item):
            return self.get_inspect_url(item)
        return f"{reverse(f'{SPACE}:desk_one', args=[item.pk])}{self.asked}"

    @cached_property
    def asked(self):
        asked = self.request.GET.copy()
        for name in ("p", "ordering", "_w_filter_fragment"):
            asked.pop(name, None)
        return f"?{asked.urlencode()}" if asked else ""

    @cached_property
    def header_buttons(self):
        if not self.decides:
            return []
        return [
            HeaderButton(
                _("Moderate one by one"),
                url=reverse(f"{SPACE}:desk") + self.asked,
                icon_name="comment",
            )
        ]

    def get_list_more_buttons(self, instance):
        return [
            Button(label, url=url, icon_name=icon, priority=number)
            for number, (label, url, icon) in enumerate(steps_for(self.request.user, instance))
        ] + super().get_list_more_buttons(instance)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        listed = context["object_list"]
        records = moderation.records({item.user_id for item in listed})
        for item in listed:
            item.author_record = records.get(item.user_id, moderation.Record())
        context["undo"] = undo.offered(self.request)
        context["bulk_steps"] = [
            {
                "label": step.display_name,
                "aria_label": step.aria_label,
                "classes": " ".join(step.classes),
                "url": reverse("wagtail_bulk_action", args=[*_bulk_label(), step.action_type]),
            }
            for step in ((BulkApprove, BulkReject) if self.decides else ())
        ]
        return context


def _bulk_label():
    return Contribution._meta.app_label, Contribution._meta.model_name


class ContributionViewSet(SnippetViewSet):
    model = Contribution
    icon = "comment"
    menu_label = _("Contributions")
    menu_name = "crowdsolving-contributions"
    menu_order = 250
    add_to_admin_menu = True
    menu_item_class = WaitingMenuItem
    admin_url_namespace = SPACE
    base_url_path = "crowdsolving/contributions"
    add_to_reference_index = False
    permission_policy = moderation_policy
    index_view_class = QueueView
    inspect_view_class = ContributionInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    index_template_name = f"{TEMPLATES}/queue.html"
    inspect_template_name = f"{TEMPLATES}/inspect.html"
    inspect_view_fields = ["kind"]
    search_fields = SEARCHED
    search_backend_name = None

    def get_queryset(self, request):
        return moderation.seen_by(request.user, queries.contributions())

    def get_common_view_kwargs(self, **kwargs):
        # Only what is below has an address.
        return super().get_common_view_kwargs(
            **{
                "history_url_name": None,
                "usage_url_name": None,
                "add_url_name": None,
                "edit_url_name": None,
                "delete_url_name": None,
                **kwargs,
            }
        )

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("desk/", self.construct_view(DeskView), name="desk"),
            path("<int:pk>/desk/", self.construct_view(DeskTextView), name="desk_one"),
            path("<int:pk>/take-back/", undo.TakeBackView.as_view(), name="take_back"),
            path("<int:pk>/remove/", self.construct_view(RemoveView), name="remove"),
        ]

    @property
    def url_finder_class(self):
        return _InspectURLFinder

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label=Contribution._meta.app_label,
            codename__in=[
                name.partition(".")[2]
                for name in (rules.MODERATE, rules.VIEW, rules.SKIP_MODERATION)
            ],
        )

    def get_edit_handler(self):
        """Nothing of a contribution is edited in the admin."""
        return ObjectList([]).bind_to_model(self.model)

    def register_chooser_viewset(self):
        """No chooser: it would list texts that wait to everybody in the admin."""


class _InspectURLFinder:
    """Where the admin's reports and logs lead to."""

    def __init__(self, user=None):
        self.user = user

    def get_edit_url(self, instance):
        if self.user is not None and not may_read(self.user, instance):
            return None
        return reverse(f"{SPACE}:inspect", args=[instance.pk])


viewset = ContributionViewSet()
register_snippet(viewset)
