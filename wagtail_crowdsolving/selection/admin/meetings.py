"""Meetings in the Wagtail admin: listed, held, changed until their first decision is released."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import DayInput, TypedModelForm
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.admin.access import (
    TEMPLATES,
    CommitteeFilter,
    chaired,
    committees_for,
    committees_of,
    may_enter,
)
from wagtail_crowdsolving.selection.admin.meeting_pages import (
    MeetingView,
    MinutesView,
    OneMeetingMixin,
    PlaceView,
    ReleaseMeetingView,
    policy,
)
from wagtail_crowdsolving.selection.minutes import names_of
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    frozen_message,
)
from wagtail_crowdsolving.text import clean_typed
from wagtail_crowdsolving.wagtail_admin import CountedSummaryItem, DayColumn, FoldedListMixin

NOTES_LENGTH = 20_000


def _number(condition):
    """How many decisions of a meeting meet ``condition``."""
    decisions = Decision.objects.filter(condition, meeting=OuterRef("pk")).order_by()
    number = decisions.values("meeting").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


class MeetingForm(TypedModelForm):
    """The committee is chosen once; who was present is ticked among its members afterwards."""

    class Meta(TypedModelForm.Meta):
        model = Meeting
        fields = ["committee", "held_on", "place", "present", "notes"]
        widgets = {
            "held_on": DayInput,
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
        sat = Membership.objects.in_force(self.instance.held_on).filter(
            committee=self.instance.committee_id
        )
        field.queryset = (
            get_user_model()
            ._default_manager.filter(
                Q(pk__in=sat.values("user")) | Q(pk__in=self.instance.present.values("pk"))
            )
            .order_by(Folded("last_name"), Folded("first_name"), "pk")
        )
        named = names_of(field.queryset)
        field.choices = [(person.pk, named[person.pk]) for person in field.queryset]

    def clean_notes(self):
        return clean_typed(self.cleaned_data["notes"], NOTES_LENGTH)


class MeetingFilterSet(WagtailFilterSet):
    committee = CommitteeFilter()
    year = django_filters.ChoiceFilter(
        label=_("Year"),
        field_name="held_on__year",
        empty_label=pgettext_lazy("years", "All"),
    )
    when = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[("coming", _("Today or to come")), ("past", _("Past"))],
        method="at_a_time",
        empty_label=pgettext_lazy("times", "Any time"),
        widget=forms.RadioSelect,
    )
    decisions = django_filters.ChoiceFilter(
        label=_("Decisions"),
        choices=[
            ("none", _("None yet")),
            ("waiting", _("Some to release")),
            ("released", _("All released")),
        ],
        method="with_decisions",
        empty_label=pgettext_lazy("decisions", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Meeting
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = lambda: self._years()

    def _years(self):
        days = Meeting.objects.filter(committee__in=committees_of(self.request.user))
        days = days.order_by().dates("held_on", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in days]

    def at_a_time(self, meetings, name, value):
        today = clock.today()
        return meetings.filter(
            **({"held_on__gte": today} if value == "coming" else {"held_on__lt": today})
        )

    def with_decisions(self, meetings, name, value):
        if value == "none":
            return meetings.filter(taken=0)
        if value == "waiting":
            return meetings.filter(taken__gt=F("released"))
        return meetings.filter(taken__gt=0, taken=F("released"))


class MeetingIndexView(FoldedListMixin, ExportMixin, generic.IndexView):
    def get_base_queryset(self):
        meetings = Meeting.objects.select_related("committee")
        if not rules.can_manage(self.request.user):
            meetings = meetings.filter(committee__in=chaired(self.request.user))
        # Their numbers as columns: a search and a filter then count nothing twice.
        return meetings.annotate(
            taken=_number(Q()), released=_number(Q(state=Decision.State.RELEASED))
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


class MeetingEditView(OneMeetingMixin, generic.EditView):
    """A meeting is changed until its first decision is released."""

    def dispatch(self, request, *args, **kwargs):
        meeting = self.get_object()
        if meeting.is_frozen:
            messages.error(request, frozen_message())
            return redirect("crowdsolving_meetings:inspect", meeting.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("crowdsolving_meetings:inspect", args=[self.object.pk])


class MeetingDeleteView(OneMeetingMixin, generic.DeleteView):
    """A meeting with a released decision is a record."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.decisions.released().exists():
            messages.error(
                request,
                _("Decisions of this meeting have been released: it is kept with its minutes."),
            )
            return redirect("crowdsolving_meetings:inspect", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class MeetingHistoryView(OneMeetingMixin, generic.history.HistoryView):
    pass


class MeetingUsageView(OneMeetingMixin, generic.UsageView):
    pass


class MeetingMenuItem(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


def meetings_of_ready(user):
    """The meeting, or ``None``, of each decision that is prepared and that ``user`` may release: keys. 1 query, once a request."""
    if not hasattr(user, "_crowdsolving_ready"):
        rounds = (
            reading.rounds_for(user).not_aside(user).filter(decision__state=Decision.State.PREPARED)
        )
        user._crowdsolving_ready = list(rounds.values_list("decision__meeting", flat=True))
    return user._crowdsolving_ready


class ReadySummaryItem(CountedSummaryItem):
    """On the admin's home page: how many decisions wait to be released; nothing where none does."""

    order = 245
    template_name = f"{TEMPLATES}/ready_summary.html"
    is_for = staticmethod(may_enter)

    @staticmethod
    def count(user):
        return len(meetings_of_ready(user))

    def is_shown(self):
        return super().is_shown() and self.number(self.request) > 0

    def get_context_data(self, parent_context):
        """To the meeting that took them; to those that did; to the board for what no meeting took."""
        meetings = set(meetings_of_ready(self.request.user))
        if None in meetings:
            url = reverse("crowdsolving_rounds:index")
        elif len(meetings) == 1:
            url = reverse("crowdsolving_meetings:inspect", args=meetings)
        else:
            url = f"{reverse('crowdsolving_meetings:index')}?decisions=waiting"
        return {"number": self.number(self.request), "url": url}


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
    filterset_class = MeetingFilterSet
    search_fields = ["place", "notes", "committee__name"]
    list_display = [
        "committee",
        DayColumn("held_on", label=_("Held on"), sort_key="held_on"),
        Column("place", label=_("Place")),
        NumberColumn("taken", label=_("Decisions")),
        NumberColumn("released", label=pgettext_lazy("decisions", "Released")),
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
