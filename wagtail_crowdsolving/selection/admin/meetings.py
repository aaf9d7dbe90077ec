"""Meetings: what was decided in them is prepared, then released together; and their minutes."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button

from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.selection import actions, minutes, queries, rules, tally
from wagtail_crowdsolving.selection.admin.access import (
    STYLE,
    TEMPLATES,
    EnterMixin,
    SelectionPolicy,
    chaired,
    committees_for,
    may_enter,
)
from wagtail_crowdsolving.selection.admin.reading import standing_aside
from wagtail_crowdsolving.selection.admin.rounds import opinion_rows
from wagtail_crowdsolving.selection.minutes import name_of
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Round,
    Seat,
    frozen_message,
)
from wagtail_crowdsolving.selection.words import Outcome
from wagtail_crowdsolving.text import clean_typed
from wagtail_crowdsolving.wagtail_admin import register_policy

policy = SelectionPolicy(
    Meeting, path="committee_id", chair_actions=["view", "add", "change", "delete"]
)
register_policy(Meeting, policy)

NOTES_LENGTH = 20_000


class MeetingForm(WagtailAdminModelForm):
    """The committee is chosen once; who was present is ticked among its members afterwards."""

    class Meta:
        model = Meeting
        fields = ["committee", "held_on", "place", "present", "notes"]
        widgets = {
            "held_on": AdminDateInput,
            "present": forms.CheckboxSelectMultiple,
            "notes": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["committee"].queryset = committees_for(self.for_user)
            del self.fields["present"]
            return
        del self.fields["committee"]
        field = self.fields["present"]
        sat = Membership.objects.filter(
            rules.sitting_on(self.instance.held_on), committee=self.instance.committee_id
        )
        field.queryset = (
            get_user_model()
            ._default_manager.filter(
                Q(pk__in=sat.values("user")) | Q(pk__in=self.instance.present.values("pk"))
            )
            .order_by("last_name", "first_name", "pk")
        )
        field.label_from_instance = name_of

    def clean_notes(self):
        return clean_typed(self.cleaned_data["notes"], NOTES_LENGTH)


class _OneMeetingMixin:
    """The meeting of a committee that is somebody else's to run does not exist here."""

    def get_object(self, *args, **kwargs):
        meeting = super().get_object(*args, **kwargs)
        if not may_enter(self.request.user):
            raise PermissionDenied
        if not policy.user_has_permission_for_instance(self.request.user, "view", meeting):
            raise Http404
        return meeting


class MeetingIndexView(generic.IndexView):
    def get_base_queryset(self):
        released = Q(decisions__state=Decision.State.RELEASED)
        meetings = Meeting.objects.select_related("committee")
        if not rules.can_manage(self.request.user):
            meetings = meetings.filter(committee__in=chaired(self.request.user))
        return meetings.annotate(
            taken=Count("decisions"), released=Count("decisions", filter=released)
        )

    def get_list_more_buttons(self, instance):
        return [
            Button(
                _("Minutes"),
                url=reverse("crowdsolving_meetings:minutes", args=[instance.pk]),
                icon_name="doc-full",
                priority=5,
            ),
            *super().get_list_more_buttons(instance),
        ]

    @cached_property
    def columns(self):
        _first, *others = super().columns
        title = self._get_title_column_class(TitleColumn)
        return [
            title("committee", label=_("Committee"), get_url=self.get_inspect_url),
            *others,
        ]


class MeetingCreateView(generic.CreateView):
    def get_success_url(self):
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_success_message(self, instance):
        return _("The meeting is created. Tick who is present, then prepare its decisions.")


class MeetingEditView(_OneMeetingMixin, generic.EditView):
    """A meeting is changed until its first decision is released."""

    def dispatch(self, request, *args, **kwargs):
        meeting = self.get_object()
        if meeting.is_frozen:
            messages.error(request, frozen_message())
            return redirect("crowdsolving_meetings:inspect", meeting.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("crowdsolving_meetings:inspect", args=[self.object.pk])


class MeetingDeleteView(_OneMeetingMixin, generic.DeleteView):
    """A meeting with a released decision is a record."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.decisions.filter(state=Decision.State.RELEASED).exists():
            messages.error(
                request,
                _("Decisions of this meeting have been released: it is kept with its minutes."),
            )
            return redirect("crowdsolving_meetings:inspect", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class MeetingHistoryView(_OneMeetingMixin, generic.history.HistoryView):
    pass


class MeetingUsageView(_OneMeetingMixin, generic.UsageView):
    pass


def decisions_of(meeting, user):
    """The decisions taken in a meeting, with what was counted. Nothing where the person stands aside.

    4 queries for any number.
    """
    recused = Seat.objects.filter(recused_at__isnull=False).select_related("user")
    decisions = list(
        meeting.decisions.select_related("round__committee", "round__task_state__task")
        .prefetch_related(Prefetch("round__seats", recused, to_attr="recused"))
        .order_by("round__title", "pk")
    )
    rounds = [decision.round_id for decision in decisions]
    aside = standing_aside(user, rounds)
    readable = queries.readable_rounds(user, Round.objects.filter(pk__in=rounds))
    readable = set(readable.values_list("pk", flat=True))
    for decision in decisions:
        round = decision.round
        decision.is_aside = round.pk in aside
        if round.pk in readable:
            decision.tally_label = Outcome(round.tally["outcome"]).label
            decision.opinions = opinion_rows(round.tally["counts"])
            decision.quorum = round.tally["quorum"]
            decision.score = round.tally["score"]
            decision.formula = tally.explain(round.tally)
            decision.recused = minutes.recused_in(decision, round.recused)
    return decisions


class MeetingView(_OneMeetingMixin, generic.InspectView):
    """The meeting's own page: its decisions, and the rounds that wait for one."""

    template_name = f"{TEMPLATES}/meeting.html"
    page_title = _("Meeting")

    @cached_property
    def header_more_buttons(self):
        return [
            Button(
                _("Minutes"),
                url=reverse("crowdsolving_meetings:minutes", args=[self.object.pk]),
                icon_name="doc-full",
                priority=5,
            ),
            *super().header_more_buttons,
        ]

    def get_context_data(self, **kwargs):
        meeting, user = self.object, self.request.user
        decisions = decisions_of(meeting, user)
        undecided = (
            Round.objects.filter(committee=meeting.committee_id, state=Round.State.CLOSED)
            .filter(Q(decision=None) | Q(decision__state=Decision.State.DRAFT))
            .exclude(decision__meeting=meeting)
            .select_related("decision")
            .order_by("closed_at")
        )
        loose = (
            Decision.objects.filter(meeting=None, round__committee=meeting.committee_id)
            .exclude(state=Decision.State.RELEASED)
            .select_related("round__committee")
            .order_by("round__title")
        )
        if meeting.is_frozen:  # it takes none any more
            undecided, loose = undecided.none(), loose.none()
        for decision in decisions:
            decision.can_change = decision.state == Decision.State.DRAFT and rules.can_decide(
                user, decision.round
            )
        return super().get_context_data(
            meeting=meeting,
            head=minutes.head_of(meeting),
            decisions=decisions,
            prepared=sum(
                decision.state == Decision.State.PREPARED and not decision.is_aside
                for decision in decisions
            ),
            waiting=[round for round in undecided if rules.can_decide(user, round)],
            loose=[decision for decision in loose if rules.can_release(user, decision)],
            media=STYLE,
            **kwargs,
        )

    def get_fields_context(self):
        return []


class MeetingPageMixin(EnterMixin, WagtailAdminTemplateMixin):
    header_icon = "calendar-check"

    @cached_property
    def meeting(self):
        meeting = Meeting.objects.select_related("committee").filter(pk=self.kwargs["pk"]).first()
        if meeting is None or not policy.user_has_permission_for_instance(
            self.request.user, "view", meeting
        ):
            raise Http404
        return meeting

    @property
    def meeting_url(self):
        return reverse("crowdsolving_meetings:inspect", args=[self.meeting.pk])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("crowdsolving_meetings:index"), "label": _("Meetings")},
            {"url": self.meeting_url, "label": str(self.meeting)},
            {"url": "", "label": self.get_page_title()},
        ]


class ReleaseMeetingView(MeetingPageMixin, TemplateView):
    """Ask, then let all prepared decisions of a meeting take effect."""

    template_name = f"{TEMPLATES}/release.html"
    page_title = _("Release the decisions")

    @cached_property
    def decisions(self):
        return [
            decision
            for decision in decisions_of(self.meeting, self.request.user)
            if decision.state == Decision.State.PREPARED and not decision.is_aside
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meeting=self.meeting,
            decisions=self.decisions,
            head=minutes.head_of(self.meeting),
            meeting_url=self.meeting_url,
            media=STYLE,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        # What was shown is released, and nothing that was prepared since.
        seen = set(request.POST.getlist("decision"))
        chosen = [decision for decision in self.decisions if str(decision.pk) in seen]
        released, refused = actions.release_decisions(decisions=chosen, by=request.user)
        for decision, conflict in refused:
            messages.error(request, f"{decision.round.title}: {conflict}")
        if released:
            messages.success(
                request,
                ngettext(
                    "%(count)d decision is released, and its proposer is told.",
                    "%(count)d decisions are released, and their proposers are told.",
                    len(released),
                )
                % {"count": len(released)},
            )
        elif not refused:
            messages.warning(request, _("There was nothing to release any more."))
        return redirect(self.meeting_url)


class PlaceView(MeetingPageMixin, View):
    """A decision of no meeting is counted among those of this one."""

    def post(self, request, *args, **kwargs):
        decision = (
            Decision.objects.select_related("round__committee")
            .filter(pk=self.kwargs["decision"], round__committee=self.meeting.committee_id)
            .first()
        )
        if decision is None:
            raise Http404
        try:
            actions.place_decision(decision=decision, by=request.user, meeting=self.meeting)
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, _("The decision is among those of this meeting."))
        return redirect(self.meeting_url)


class MinutesView(MeetingPageMixin, TemplateView):
    """The minutes, to be printed: what was counted and decided, never who thought what."""

    template_name = f"{TEMPLATES}/minutes.html"
    page_title = _("Minutes")

    def get_context_data(self, **kwargs):
        meeting = self.meeting
        return super().get_context_data(
            meeting=meeting,
            meeting_url=self.meeting_url,
            head=minutes.head_of(meeting),
            decisions=[
                decision
                for decision in decisions_of(meeting, self.request.user)
                if minutes.is_printed(decision, meeting)
            ],
            printed_on=timezone.localdate(),
            **kwargs,
        )


class MeetingMenuItem(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


class MeetingViewSet(ModelViewSet):
    model = Meeting
    name = "crowdsolving_meetings"
    url_prefix = "crowdsolving/meetings"
    icon = "calendar-check"
    menu_label = _("Meetings")
    menu_name = "crowdsolving-meetings"
    menu_order = 200
    menu_item_class = MeetingMenuItem
    permission_policy = policy
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MeetingIndexView
    add_view_class = MeetingCreateView
    edit_view_class = MeetingEditView
    delete_view_class = MeetingDeleteView
    inspect_view_class = MeetingView
    history_view_class = MeetingHistoryView
    usage_view_class = MeetingUsageView
    inspect_template_name = f"{TEMPLATES}/meeting.html"
    ordering = ["-held_on", "-pk"]
    list_display = [
        "committee",
        DateColumn("held_on", label=_("Held on"), sort_key="held_on"),
        Column("place", label=_("Place")),
        NumberColumn("taken", label=_("Decisions")),
        NumberColumn("released", label=_("Released")),
    ]

    def get_form_class(self, for_update=False):
        return MeetingForm

    def get_permissions_to_register(self):
        """None: the right to run committees includes their meetings."""
        return Permission.objects.none()

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/release/", ReleaseMeetingView.as_view(), name="release"),
            path("<int:pk>/place/<int:decision>/", PlaceView.as_view(), name="place"),
            path("<int:pk>/minutes/", MinutesView.as_view(), name="minutes"),
        ]


viewset = MeetingViewSet()
