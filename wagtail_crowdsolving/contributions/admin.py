"""The moderation queue in the Wagtail admin. Every decision goes through the doors."""

import re

import django_filters
import swapper
import wagtail.permissions
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussedPageMixin,
    Kind,
    Rule,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.text import to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")

TEMPLATES = "wagtail_crowdsolving/contributions/admin"
BULK_LIMIT = 100
SEARCHED = ("comment", "place", "link", "page__title", "user__first_name", "user__last_name")


def animated_pages(user):
    """``rules.animated_pages``, asked once a request."""
    if not hasattr(user, "_crowdsolving_animated_pages"):
        user._crowdsolving_animated_pages = rules.animated_pages(user)
    return user._crowdsolving_animated_pages


def may_open_queue(user):
    """Site moderators, and whoever animates a page."""
    return rules.can_moderate(user) or bool(animated_pages(user))


def may_read(user, contribution):
    return rules.can_moderate(user) or contribution.page_id in animated_pages(user)


def readable(user, contributions):
    """Those of ``contributions`` that this person moderates."""
    if rules.can_moderate(user):
        return contributions
    return contributions.filter(page__in=animated_pages(user))


class ModerationPolicy(BasePermissionPolicy):
    """Moderators and animators look at contributions; nobody adds, edits or deletes one past the doors."""

    def user_has_permission(self, user, action):
        return action == "view" and may_open_queue(user)

    def user_has_permission_for_instance(self, user, action, instance):
        return action == "view" and may_read(user, instance)

    def users_with_any_permission(self, actions):
        if "view" not in actions:
            return get_user_model()._default_manager.none()
        return get_user_model()._default_manager.with_perm(
            rules.MODERATE, backend="django.contrib.auth.backends.ModelBackend"
        )


moderation_policy = ModerationPolicy(Contribution)
# Wagtail 8 looks policies up in a registry, Wagtail 7.4 on the viewset.
if hasattr(wagtail.permissions, "register_permission_policy"):
    wagtail.permissions.register_permission_policy(Contribution, moderation_policy)


def may_decide(user, contribution):
    """``rules.can_decide``, the page's own team included."""
    if rules.can_decide(user, contribution):
        return True
    page = contribution.page.specific
    return rules.can_decide(
        user, contribution, page if isinstance(page, DiscussedPageMixin) else None
    )


class QueueFilterSet(WagtailFilterSet):
    """What waits is shown first: an address without a state means the pending ones."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=State.choices,
        empty_label=pgettext_lazy("states", "All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Kind.choices,
        empty_label=pgettext_lazy("kinds", "All"),
        widget=forms.RadioSelect,
    )
    page = django_filters.ModelChoiceFilter(
        label=_("Page"),
        queryset=lambda request: (
            swapper.load_model("wagtailcore", "Page")
            .objects.filter(pk__in=readable(request.user, queries.contributions()).values("page"))
            .order_by("title")
        ),
    )

    class Meta:
        model = Contribution
        fields = ["state", "kind", "page"]

    def __init__(self, data=None, *args, **kwargs):
        data = (data if data is not None else QueryDict()).copy()
        data.setdefault("state", State.PENDING)
        super().__init__(data, *args, **kwargs)


class QueueView(IndexView):
    default_ordering = "submit_date"
    filterset_class = QueueFilterSet
    template_name = f"{TEMPLATES}/queue.html"

    @cached_property
    def columns(self):
        checkbox, *_others = super().columns
        title = self._get_title_column_class(TitleColumn)
        return [
            checkbox,
            title(
                "excerpt",
                label=_("Text"),
                accessor=lambda item: to_plain(item.body, 140),
                get_url=self.get_inspect_url,
                get_title_id=lambda item: f"snippet_{item.pk}_title",
            ),
            Column("page", label=_("Page"), accessor="page.title", sort_key="page__title"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("author", label=_("Author"), accessor=lambda item: public_name(item.user)),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda item: item.state == State.PENDING,
            ),
            DateColumn("submit_date", label=_("Date"), sort_key="submit_date"),
        ]

    def get_list_more_buttons(self, instance):
        return [
            Button(label, url=url, icon_name=icon, priority=number)
            for number, (label, url, icon) in enumerate(steps_for(self.request.user, instance))
        ] + super().get_list_more_buttons(instance)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        context["bulk_steps"] = [
            {
                "label": step.display_name,
                "aria_label": step.aria_label,
                "classes": " ".join(step.classes),
                "url": reverse("wagtail_bulk_action", args=[*_bulk_label(), step.action_type]),
            }
            for step in (BulkApprove, BulkReject)
        ]
        return context


def _bulk_label():
    return Contribution._meta.app_label, Contribution._meta.model_name


def steps_for(user, contribution):
    """``(label, address, icon)`` of what this moderator may do with a contribution now."""
    if contribution.user_id == user.pk:
        return []
    steps = {
        State.PENDING: [
            (gettext("Validate"), "approve", "check"),
            (gettext("Refuse"), "reject", "cross"),
        ],
        State.PUBLISHED: [(gettext("Take down"), "remove", "cross")],
    }
    return [
        (label, reverse(viewset.get_url_name(name), args=[contribution.pk]), icon)
        for label, name, icon in steps.get(contribution.state, [])
    ]


class ContributionInspectView(InspectView):
    """A contribution with what it replies to and every decision about it."""

    template_name = f"{TEMPLATES}/inspect.html"
    page_title = _("Contribution")

    def get_object(self, queryset=None):
        contribution = _get_contribution(self.pk)
        if not may_read(self.request.user, contribution):
            raise PermissionDenied
        return contribution

    def get_page_subtitle(self):
        return to_plain(self.object.body, 60)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **_about(self.object),
            "steps": steps_for(self.request.user, self.object),
        }


def _get_contribution(pk):
    if int(pk) >= 2**63:
        raise Http404
    contribution = (
        queries.contributions()
        .select_related("user", "page__locale", "in_reply_to__user", "root__user")
        .prefetch_related("decisions__decided_by")
        .filter(pk=pk)
        .first()
    )
    if contribution is None:
        raise Http404
    return contribution


def _about(contribution):
    return {
        "contribution": contribution,
        "author": public_name(contribution.user),
        "parent": contribution.in_reply_to,
        "parent_author": contribution.in_reply_to and public_name(contribution.in_reply_to.user),
        "decisions": contribution.decisions.all(),
    }


class SeenForm(forms.Form):
    """Says which text the moderator read, so that a text changed meanwhile is not published."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(forms.Form):
    """The statement of reasons that the author reads."""

    rule = forms.ChoiceField(
        label=_("Rule of the charter"), choices=[("", "—"), *Rule.choices], required=True
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": actions.REASON_LENGTH}),
        help_text=_("The author receives it by mail and reads it among their contributions."),
    )


class SeenReasonForm(SeenForm, ReasonForm):
    pass


class DecideView(WagtailAdminTemplateMixin, FormView):
    """One decision on one contribution."""

    model = Contribution
    index_url_name = None
    inspect_url_name = None
    template_name = f"{TEMPLATES}/decide.html"
    form_class = SeenForm
    header_icon = "comment"
    door = None
    submit_label = ""
    success_message = ""
    is_serious = False

    def dispatch(self, request, *args, pk, **kwargs):
        if not (request.user.is_authenticated and request.user.is_active):
            raise PermissionDenied
        self.contribution = _get_contribution(pk)
        if not may_decide(request.user, self.contribution):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return to_plain(self.contribution.body, 60)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Contributions")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_initial(self):
        return {"seen": self.contribution.fingerprint}

    def form_valid(self, form):
        try:
            type(self).door(
                contribution=self.contribution, by=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        except Conflict as conflict:
            messages.error(self.request, str(conflict))
            return redirect(self.inspect_url_name, self.contribution.pk)
        messages.success(self.request, self.success_message)
        return redirect(self.index_url_name)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **_about(self.contribution),
            "index_url": reverse(self.index_url_name),
        }


class ApproveView(DecideView):
    page_title = _("Validate")
    door = staticmethod(actions.approve)
    submit_label = _("Validate and publish")
    success_message = _("The contribution is published.")


class RejectView(DecideView):
    page_title = _("Refuse")
    form_class = SeenReasonForm
    door = staticmethod(actions.reject)
    submit_label = _("Refuse")
    success_message = _("The contribution is refused. Its author is told why.")
    is_serious = True


class RemoveView(DecideView):
    page_title = _("Take down")
    form_class = SeenReasonForm
    door = staticmethod(actions.remove)
    submit_label = _("Take down")
    success_message = _("The contribution is taken down. Its author is told why.")
    is_serious = True


class WaitingMenuItem(MenuItem):
    """The queue, with how many texts wait in it."""

    def is_shown(self, request):
        return may_open_queue(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if number := readable(request.user, queries.waiting()).count():
            component.label = f"{component.label} ({number})"
        return component


class ContributionViewSet(SnippetViewSet):
    model = Contribution
    icon = "comment"
    menu_label = _("Contributions")
    menu_name = "contributions"
    menu_order = 250
    add_to_admin_menu = True
    menu_item_class = WaitingMenuItem
    admin_url_namespace = "crowdsolving_contributions"
    base_url_path = "contributions"
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
    list_export = []

    def get_queryset(self, request):
        return readable(request.user, queries.contributions()).select_related("user", "page")

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
            path("<int:pk>/approve/", self.construct_view(ApproveView), name="approve"),
            path("<int:pk>/reject/", self.construct_view(RejectView), name="reject"),
            path("<int:pk>/remove/", self.construct_view(RemoveView), name="remove"),
        ]

    @property
    def url_finder_class(self):
        return _InspectURLFinder

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label=Contribution._meta.app_label,
            codename=rules.MODERATE.partition(".")[2],
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
        return reverse(viewset.get_url_name("inspect"), args=[instance.pk])


viewset = ContributionViewSet()
register_snippet(viewset)


class _BulkDecision(SnippetBulkAction):
    """One decision on many contributions: each is listed in full, then goes through its door."""

    models = [Contribution]
    form_class = forms.Form
    action_priority = 10
    door = None
    question = ""
    submit_label = ""

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model, object_ids):
        chosen = [pk for pk in object_ids if re.fullmatch("[0-9]{1,18}", str(pk))]
        return (
            queries.contributions()
            .filter(pk__in=chosen)
            .select_related("user", "page", "in_reply_to__user")
            .order_by("pk")
        )[:BULK_LIMIT]

    def get_all_objects_in_listing_query(self, parent_id):
        """All that the list shows, as it was filtered and searched: not the visible page alone."""
        asked = QueryDict(self.next_url.partition("?")[2])
        listed = readable(self.request.user, queries.contributions())
        found = QueueFilterSet(asked, queryset=listed, request=self.request).qs
        if searched := asked.get("q", "").strip():
            found = found.filter(
                Q(*((f"{name}__icontains", searched) for name in SEARCHED), _connector=Q.OR)
            )
        return found.order_by("pk").values_list("pk", flat=True)

    def check_perm(self, obj):
        user = self.request.user
        return obj.state == State.PENDING and obj.user_id != user.pk and may_read(user, obj)

    def get_actionable_objects(self):
        """Those left out are listed too: never what this person may not read."""
        objects, others = super().get_actionable_objects()
        user = self.request.user
        return objects, {
            name: [item for item in items if may_read(user, item)] for name, items in others.items()
        }

    def object_context(self, obj):
        return {
            "item": obj,
            "author": public_name(obj.user),
            "url": reverse(viewset.get_url_name("inspect"), args=[obj.pk]),
        }

    @classmethod
    def execute_action(cls, objects, view, **kwargs):
        """Decide on what the moderator was shown, and on nothing else."""
        seen = dict(
            value.split(":", 1) for value in view.request.POST.getlist("seen") if ":" in value
        )
        typed = view.cleaned_form.cleaned_data
        done, view.left = 0, []
        for contribution in objects:
            try:
                if str(contribution.pk) not in seen:
                    raise Conflict(_("It was not in the list that you confirmed."))
                cls.door(
                    contribution=contribution,
                    by=view.request.user,
                    seen=seen[str(contribution.pk)],
                    **typed,
                )
                done += 1
            except (Conflict, NotAllowed) as error:
                view.left.append((contribution, error))
        return done, 0

    def get_execution_context(self):
        return {"view": self}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            # One reason for all: the first door has refused it, and nothing is decided.
            form.add_error(None, error)
            return self.form_invalid(form)

    def get_success_message(self, num_parent_objects, num_child_objects):
        for contribution, error in self.left:
            messages.warning(
                self.request,
                format_html(
                    # Translators: the beginning of a contribution, and why it is left as it was.
                    gettext("“{text}”: {reason}"),
                    text=to_plain(contribution.body, 60),
                    reason=str(error) or gettext("Not allowed."),
                ),
            )
        if num_parent_objects:
            return self.done_message(num_parent_objects)
        return None

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "submit_label": self.submit_label,
            "is_serious": "serious" in self.classes,
            "limit": BULK_LIMIT,
        }


@hooks.register("register_bulk_action")
class BulkApprove(_BulkDecision):
    action_type = "approve"
    display_name = _("Validate")
    aria_label = _("Validate the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    door = staticmethod(actions.approve)
    question = _("Validate and publish these contributions?")
    submit_label = _("Validate and publish")

    def done_message(self, number):
        return ngettext(
            "%(number)d contribution is published.",
            "%(number)d contributions are published.",
            number,
        ) % {"number": number}


@hooks.register("register_bulk_action")
class BulkReject(_BulkDecision):
    action_type = "reject"
    action_priority = 20
    display_name = _("Refuse")
    aria_label = _("Refuse the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    form_class = ReasonForm
    classes = {"serious"}
    door = staticmethod(actions.reject)
    question = _("Refuse these contributions? Each author receives the reason.")
    submit_label = _("Refuse")

    def done_message(self, number):
        return ngettext(
            "%(number)d contribution is refused. Its author is told why.",
            "%(number)d contributions are refused. Their authors are told why.",
            number,
        ) % {"number": number}


@hooks.register("before_bulk_action")
def never_delete(request, action_type, objects, action):
    """Wagtail's own "Delete" for snippets knows nothing of the doors."""
    if action.model is Contribution and action_type not in ("approve", "reject"):
        raise PermissionDenied


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many contributions wait."""

    order = 250
    template_name = f"{TEMPLATES}/summary.html"

    def is_shown(self):
        return may_open_queue(self.request.user)

    def get_context_data(self, parent_context):
        return {
            "number": readable(self.request.user, queries.waiting()).count(),
            "url": reverse(viewset.get_url_name("list")),
        }


@hooks.register("construct_homepage_summary_items")
def add_waiting_contributions(request, items):
    items.append(WaitingSummaryItem(request))


@hooks.register("register_log_actions")
def register_log_actions(registry):
    for action, label, message in (
        ("submit", _("Contribute"), _("Contribution sent")),
        ("edit", _("Change a contribution"), _("Contribution changed by its author")),
        ("approved", _("Publish a contribution"), _("Contribution published")),
        ("refused", _("Refuse a contribution"), _("Contribution refused")),
        ("removed", _("Take down a contribution"), _("Contribution taken down")),
        ("withdraw", _("Withdraw a contribution"), _("Contribution withdrawn by its author")),
        (
            "changes_requested",
            _("Ask for changes of a contribution"),
            _("Changes of the contribution asked of its author"),
        ),
        ("amend", _("Change a published contribution"), _("Change sent by the author")),
        ("withdraw_amendment", _("Take back a change"), _("Change taken back by the author")),
        ("edit_approved", _("Publish a change"), _("Change of the contribution published")),
        ("edit_refused", _("Refuse a change"), _("Change of the contribution refused")),
    ):
        registry.register_action(f"{actions.LOG}.{action}", label, message)
