"""One round in the Wagtail admin: how it goes, and what whoever runs it may do. All through the doors."""

import datetime

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import TaskState

from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.fields import TypedField
from wagtail_crowdsolving.selection import actions, judged, queries, rules, tally
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.admin.access import STYLE, TEMPLATES, may_enter, may_run
from wagtail_crowdsolving.selection.admin.people import PersonChooser
from wagtail_crowdsolving.selection.log import LOG
from wagtail_crowdsolving.selection.minutes import name_of
from wagtail_crowdsolving.selection.models import (
    Committee,
    Decision,
    Meeting,
    Membership,
    Round,
    RoundLogEntry,
)
from wagtail_crowdsolving.selection.words import LONG, SHORT, Opinion, Outcome
from wagtail_crowdsolving.text import key_of


class RoundMixin(WagtailAdminTemplateMixin):
    """A view of one round, for those who run it and have no part in the challenge."""

    header_icon = "table"

    def dispatch(self, request, *args, **kwargs):
        if not may_enter(request.user):
            raise PermissionDenied
        if not may_run(request.user, self.round.committee_id):
            raise Http404
        if not rules.can_run(request.user, self.round):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def round(self):
        round = (
            Round.objects.select_related(
                "committee", "page", "task_state__task", "decision__meeting"
            )
            .filter(pk=self.kwargs["pk"])
            .first()
        )
        if round is None:
            raise Http404
        return round

    @property
    def round_url(self):
        return reverse("crowdsolving_rounds:inspect", args=[self.round.pk])

    def get_page_subtitle(self):
        return self.round.title

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {
                "url": reverse("crowdsolving_rounds:index"),
                "label": pgettext_lazy("challenges under examination", "Board"),
            },
            {"url": self.round_url, "label": self.round.title},
        ]
        if isinstance(self, RoundView):
            items[-1]["url"] = ""
            return items
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context.update(round=self.round, round_url=self.round_url, next_url=self.next_url)
        context["media"] = STYLE + context["form"].media if "form" in context else STYLE
        return context

    @cached_property
    def next_url(self):
        return self.round_url


def outcome_of(user, round):
    """What the page of a round and the side panel say of its result; ``None`` where it may not be read."""
    result = queries.visible_tally(user, round)
    if result is None:
        return None
    return {
        **result,
        "label": Outcome(result["outcome"]).label,
        "formula": tally.explain(result),
        "opinions": opinion_rows(result["counts"]),
    }


def opinion_rows(counts):
    return [(opinion.label, counts.get(opinion.value, 0)) for opinion in Opinion]


def decision_of(round):
    return getattr(round, "decision", None)


class RoundView(RoundMixin, TemplateView):
    """Progress while the round is open; the result once it has closed."""

    template_name = f"{TEMPLATES}/round.html"
    page_title = _("Round")

    def get_page_subtitle(self):
        return ""

    def get_page_title(self):
        return self.round.title

    def get_context_data(self, **kwargs):
        user, round = self.request.user, self.round
        progress = queries.progress(round) if round.committee else None
        for seat in progress["seats"] if progress else []:
            seat.name = name_of(seat.user)
            seat.can_be_replaced = round.state == Round.State.OPEN and seat.standing in (
                "missing",
                "silent",
                "recused",
                "observer",
            )
        return super().get_context_data(
            progress=progress,
            days_left=round.due_at and reading.days_left(round.due_at),
            result=outcome_of(user, round),
            decision=decision_of(round),
            can_decide=rules.can_decide(user, round),
            is_coordinator=rules.can_manage(user),
            is_under_way=round.task_state.status == TaskState.STATUS_IN_PROGRESS,
            earlier=[
                other
                for other in queries.rounds_of(round.page).exclude(pk=round.pk)
                if may_run(user, other.committee_id) and not rules.stands_aside(user, other)
            ],
            outsiders=outsiders(round.page),
            corrections=judged.corrections_since(round),
            history=[
                (line, name_of(line.user) if line.user_id else "")
                for line in RoundLogEntry.objects.for_instance(round)
                # Who has given an opinion is what the progress says; how often, nobody's business.
                .exclude(action=f"{LOG}.review")
                .select_related("user")
            ],
            **kwargs,
        )


def outsiders(page):
    """The names of the groups that may publish the challenge without a committee."""
    return [str(group) for group in queries.who_can_publish(page)]


class LastDayField(forms.DateField):
    """A deadline is a day: it lasts until its end."""

    widget = AdminDateInput

    def prepare_value(self, value):
        if isinstance(value, datetime.datetime):
            value = timezone.localtime(value).date()
        return super().prepare_value(value)

    def clean(self, value):
        day = super().clean(value)
        return day and timezone.make_aware(
            datetime.datetime.combine(day, datetime.time(23, 59, 59))
        )


class PersonField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=get_user_model()._default_manager.filter(is_active=True),
            widget=PersonChooser,
            **kwargs,
        )


class ExtendForm(forms.Form):
    due_at = LastDayField(label=_("New last day"))


class ReopenForm(forms.Form):
    reason = TypedField(
        label=_("Reason"),
        max_length=SHORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The members read it, by mail and in their discussion."),
    )
    due_at = LastDayField(label=_("Last day to give a review"))


class InviteForm(forms.Form):
    user = PersonField(label=_("Person"))
    role = forms.ChoiceField(
        label=pgettext_lazy("committee", "Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
    )


class ReplaceForm(forms.Form):
    user = PersonField(label=_("Takes the place"))


class AssignForm(forms.Form):
    committee = forms.ModelChoiceField(label=_("Committee"), queryset=Committee.objects.all())


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision._meta.get_field("outcome").choices,
        widget=forms.RadioSelect,
    )
    message = TypedField(
        max_length=LONG,
        label=_("Message to the proposer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=_("Sent as it stands. Required unless the decision is favourable."),
    )
    departure = TypedField(
        max_length=SHORT,
        label=_("Why it departs from the tally"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Required where the decision is not what the tally says. Kept in the minutes."),
    )
    meeting = forms.ModelChoiceField(
        label=_("Taken in the meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("No meeting"),
    )


class DoorView(RoundMixin, FormView):
    """Asks, then knocks at a door; what it refuses is said beside the field that it names."""

    template_name = f"{TEMPLATES}/round_form.html"
    form_class = forms.Form
    question = ""
    submit_label = ""
    success_message = ""
    is_serious = False
    #: The states of a round in which there is something to ask.
    states = (Round.State.OPEN,)

    def get(self, request, *args, **kwargs):
        if self.round.state not in self.states:
            messages.error(request, _("This round is in another state now."))
            return redirect(self.next_url)
        return super().get(request, *args, **kwargs)

    def act(self, **typed):
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.act(**form.cleaned_data)
        except ValidationError as error:
            for name, problems in getattr(error, "error_dict", {None: [error]}).items():
                form.add_error(name if name in form.fields else None, problems)
            return self.form_invalid(form)
        except Conflict as conflict:
            messages.error(self.request, str(conflict))
        else:
            messages.success(self.request, self.success_message)
        return redirect(self.next_url)


class ExtendView(DoorView):
    page_title = _("Give more time")
    form_class = ExtendForm
    question = _("Those whose opinion is not in are told of the new deadline.")
    submit_label = _("Give more time")
    success_message = _("The deadline is moved.")

    def get_initial(self):
        return {"due_at": self.round.due_at}

    def act(self, due_at):
        actions.extend(round=self.round, by=self.request.user, due_at=due_at)


class CloseView(DoorView):
    page_title = _("Close the round")
    question = _(
        "The opinions that are in are counted, and nobody can give one any more. A round that is "
        "closed can be opened again, with a reason."
    )
    submit_label = _("Close the round")
    success_message = _("The round is closed.")
    is_serious = True

    def act(self):
        actions.close_round(round=self.round, by=self.request.user)


class ReopenView(DoorView):
    page_title = _("Open again")
    form_class = ReopenForm
    question = _("What was given stays and counts; each member may change their opinion.")
    submit_label = _("Open again")
    success_message = _("The round is open again.")
    states = (Round.State.CLOSED,)

    def act(self, reason, due_at):
        actions.reopen_round(round=self.round, by=self.request.user, reason=reason, due_at=due_at)


class InviteView(DoorView):
    page_title = _("Invite a person")
    form_class = InviteForm
    question = _("For this round alone. The person is told by mail.")
    submit_label = _("Invite")
    success_message = _("The person is invited.")

    def act(self, user, role):
        actions.invite(round=self.round, by=self.request.user, user=user, role=role)


class ReplaceView(DoorView):
    page_title = _("Replace a member")
    form_class = ReplaceForm
    submit_label = _("Replace")
    success_message = _("The place is taken over, and both are told.")

    @cached_property
    def seat(self):
        seat = self.round.seats.select_related("user", "round__committee").filter(
            pk=self.kwargs["seat"]
        )
        if not seat:
            raise Http404
        return seat[0]

    @property
    def question(self):
        return _("Who takes the place of %(name)s in this round?") % {
            "name": name_of(self.seat.user)
        }

    def act(self, user):
        actions.replace_member(seat=self.seat, by=self.request.user, user=user)


class AssignView(DoorView):
    page_title = _("Choose a committee")
    form_class = AssignForm
    question = _(
        "No committee answers for the themes of this challenge. The one that you choose is invited "
        "at once."
    )
    submit_label = _("Give it to this committee")
    success_message = _("The committee is invited.")
    states = (Round.State.WAITING,)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["committee"].queryset = queries.able_committees().order_by("name")
        return form

    def act(self, committee):
        actions.assign_committee(round=self.round, by=self.request.user, committee=committee)


class DecideView(DoorView):
    """For the chair of the round; where it has none, for a coordinator."""

    template_name = f"{TEMPLATES}/decide.html"
    page_title = _("Decision")
    form_class = DecisionForm
    submit_label = _("Prepare the decision")
    states = (Round.State.CLOSED,)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not rules.can_decide(request.user, self.round):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        decision = decision_of(self.round)
        if decision and decision.state != Decision.State.DRAFT:
            messages.error(
                request, _("This decision is prepared: take it back before you change it.")
            )
            return redirect(self.next_url)
        return super().get(request, *args, **kwargs)

    @cached_property
    def meeting(self):
        """The meeting from whose page one comes."""
        return self.meetings.filter(pk=key_of(self.request.GET.get("meeting"))).first()

    @property
    def meetings(self):
        return queries.meetings_for(self.round)

    @cached_property
    def next_url(self):
        if self.meeting:
            return reverse("crowdsolving_meetings:inspect", args=[self.meeting.pk])
        return self.round_url

    def get_initial(self):
        decision = decision_of(self.round)
        if decision is None:
            return {"meeting": self.meeting, "outcome": self.round.tally["outcome"]}
        return {
            "outcome": decision.outcome,
            "message": decision.message,
            "departure": decision.departure,
            "meeting": decision.meeting or self.meeting,
        }

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["meeting"].queryset = self.meetings
        return form

    @property
    def is_draft(self):
        return "draft" in self.request.POST

    @property
    def success_message(self):
        return _("The draft is kept.") if self.is_draft else _("The decision is prepared.")

    @transaction.atomic
    def act(self, **typed):
        decision = actions.draft_decision(round=self.round, by=self.request.user, **typed)
        if not self.is_draft:
            actions.prepare_decision(decision=decision, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            result=outcome_of(self.request.user, self.round),
            sentences=[
                text
                for text in queries.visible_reviews(self.request.user, self.round).values_list(
                    "to_proposer", flat=True
                )
                if text
            ],
            **kwargs,
        )


class UndoView(DoorView):
    page_title = _("Take the decision back")
    question = _("It is a draft again, and can be changed. Nobody has been told of it.")
    submit_label = _("Take it back")
    success_message = _("The decision is a draft again.")
    states = (Round.State.CLOSED,)

    @cached_property
    def next_url(self):
        decision = decision_of(self.round)
        if decision and decision.meeting_id:
            return reverse("crowdsolving_meetings:inspect", args=[decision.meeting_id])
        return self.round_url

    def act(self):
        if decision_of(self.round) is None:
            raise Conflict(_("There is no decision to take back."))
        actions.undo_decision(decision=self.round.decision, by=self.request.user)


class ReleaseView(DoorView):
    """One decision that belongs to no meeting takes effect."""

    page_title = _("Release the decision")
    question = _("It takes effect at once and the proposer is told. This cannot be undone.")
    submit_label = _("Release")
    success_message = _("The decision is released.")
    states = (Round.State.CLOSED,)
    is_serious = True

    def act(self):
        if decision_of(self.round) is None:
            raise Conflict(_("There is no decision to release."))
        _released, refused = actions.release_decisions(
            decisions=[self.round.decision], by=self.request.user
        )
        for _decision, conflict in refused:
            raise conflict


class StopView(DoorView):
    """For coordinators: the examination ends without a decision."""

    page_title = _("Stop the examination")
    question = _(
        "The workflow ends without a decision: nobody is asked any more, what was given is kept, "
        "and the proposer reads that the team will start again or write to them. To refuse the "
        "challenge, decline it instead, with your reasons."
    )
    submit_label = _("Stop the examination")
    success_message = _("The examination is stopped.")
    is_serious = True
    states = (Round.State.WAITING, Round.State.OPEN, Round.State.CLOSED)

    def dispatch(self, request, *args, **kwargs):
        if not rules.can_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self):
        actions.stop_examination(round=self.round, by=self.request.user)


def _door(name, view):
    return path(f"<uuid:pk>/{name}/", view.as_view(), name=name)


urlpatterns = [
    path("<uuid:pk>/", RoundView.as_view(), name="inspect"),
    _door("extend", ExtendView),
    _door("close", CloseView),
    _door("reopen", ReopenView),
    _door("invite", InviteView),
    _door("assign", AssignView),
    _door("decide", DecideView),
    _door("undo", UndoView),
    _door("release", ReleaseView),
    _door("stop", StopView),
    path("<uuid:pk>/replace/<int:seat>/", ReplaceView.as_view(), name="replace"),
]
