"""A meeting's own pages in the Wagtail admin: its decisions, their release, its minutes."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from wagtail_crowdsolving import clock, doors
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection import actions, minutes, rules
from wagtail_crowdsolving.selection.admin.access import (
    STYLE,
    TEMPLATES,
    EnterMixin,
    SelectionPolicy,
    may_enter,
)
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Round,
)
from wagtail_crowdsolving.wagtail_admin import register_policy

policy = SelectionPolicy(
    Meeting, path="committee_id", chair_actions=["view", "add", "change", "delete"]
)


register_policy(Meeting, policy)


class OneMeetingMixin:
    """The meeting of a committee that is somebody else's to run does not exist here."""

    def get_object(self, *args, **kwargs):
        meeting = super().get_object(*args, **kwargs)
        if not may_enter(self.request.user):
            raise PermissionDenied
        if not policy.user_has_permission_for_instance(self.request.user, "view", meeting):
            raise Http404
        return meeting


class MeetingView(OneMeetingMixin, generic.InspectView):
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
        decisions = minutes.decisions_of(meeting, user)
        undecided = (
            Round.objects.closed()
            .filter(committee=meeting.committee_id)
            .filter(Q(decision=None) | Q(decision__state=Decision.State.DRAFT))
            .exclude(decision__meeting=meeting)
            .select_related("decision")
            .order_by("closed_at")
        )
        loose = (
            Decision.objects.unreleased()
            .filter(meeting=None, round__committee=meeting.committee_id)
            .select_related("round__committee")
            .order_by(Folded("round__title"))
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
            for decision in minutes.decisions_of(self.meeting, self.request.user)
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
            told = {"label": decision.round.title, "text": conflict}
            messages.error(request, _("%(label)s: %(text)s") % told)
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
        with doors.asked(request=request) as answer:
            actions.place_decision(decision=decision, by=request.user, meeting=self.meeting)
        if answer.is_done:
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
            back_url=self.meeting_url,
            back_label=_("Back to the meeting"),
            head=minutes.head_of(meeting),
            decisions=minutes.printed_in(meeting, self.request.user),
            printed_on=clock.today(),
            **kwargs,
        )
