"""One round in the Wagtail admin: how it goes, and what whoever runs it may do. All through the doors."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.models import TaskState

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection import actions, forms, judged, queries, rules, said
from wagtail_crowdsolving.selection.admin import troubles
from wagtail_crowdsolving.selection.admin.access import TEMPLATES, may_run
from wagtail_crowdsolving.selection.admin.decisions import DecideView, ReleaseView, UndoView
from wagtail_crowdsolving.selection.admin.doors import DoorView, RoundMixin
from wagtail_crowdsolving.selection.admin.people import active_people
from wagtail_crowdsolving.selection.admin.reading import decision_of, outcome_of, outsiders
from wagtail_crowdsolving.selection.log import LOG
from wagtail_crowdsolving.selection.minutes import name_of, names_of
from wagtail_crowdsolving.selection.models import (
    Committee,
    Round,
    RoundLogEntry,
)


class RoundView(RoundMixin, TemplateView):
    """Progress while the round is open; the result once it has closed."""

    template_name = f"{TEMPLATES}/round.html"
    page_title = _("Round")
    is_root = True

    def get_page_subtitle(self):
        return ""

    def get_page_title(self):
        return self.round.title

    def get_context_data(self, **kwargs):
        user, round = self.request.user, self.round
        progress = queries.progress(round, self.request.user)
        can_decide = rules.can_decide(user, round)
        round.troubles_now = queries.visible_troubles(user, round, progress)
        links = troubles.links(round, user, can_decide=can_decide)
        lines = (
            RoundLogEntry.objects.for_instance(round)
            # Who has given an opinion is what the progress says; how often, nobody's business.
            .exclude(action=f"{LOG}.review")
            .select_related("user")
        )
        names = names_of(
            [*(seat.user for seat in progress["seats"]), *(line.user for line in lines)]
        )
        for seat in progress["seats"]:
            seat.name = names.get(seat.user_id) or name_of(None)
        return super().get_context_data(
            progress=progress if round.committee else None,
            troubles=round.troubles_now,
            links=links,
            days_left=round.due_at and clock.days_until(round.due_at),
            result=outcome_of(user, round),
            decision=decision_of(round),
            can_decide=can_decide,
            is_coordinator=rules.can_manage(user),
            is_under_way=round.task_state.status == TaskState.STATUS_IN_PROGRESS,
            earlier=[
                other
                for other in queries.rounds_of(round.page).exclude(pk=round.pk)
                if may_run(user, other.committee_id) and not rules.stands_aside(user, other)
            ],
            outsiders=outsiders(round.page),
            invitations=queries.open_invitations(user, round=round),
            corrections=judged.corrections_since(round),
            history=[
                (line, (names.get(line.user_id) or name_of(None)) if line.user_id else "")
                for line in lines
            ],
            **kwargs,
        )


class ExtendView(DoorView):
    page_title = _("Give more time")
    form_class = forms.ExtendForm
    question = _("Those whose opinion is not in are told of the new deadline.")
    submit_label = _("Give more time")
    success_message = _("The deadline is moved. Those whose opinion is awaited are told.")

    def get_initial(self):
        return {"due_at": self.round.due_at}

    def act(self, due_at):
        actions.extend(round=self.round, by=self.request.user, due_at=due_at)


class RemindView(DoorView):
    """All whose opinion is awaited, or one of them. The page of the round posts here; without it one is asked."""

    page_title = _("Remind")
    question = _(
        "Whose opinion is awaited is asked once more by mail, in working hours; not whoever had a reminder just now."
    )
    submit_label = _("Remind")

    def act(self):
        seat = self.kwargs.get("seat")
        if seat is not None:
            seat = self.round.seats.filter(pk=seat).first()
            if seat is None:
                raise Http404
        reminded = actions.remind(round=self.round, by=self.request.user, seat=seat)
        self.success_message = said.reminded_message(reminded)


class CloseView(DoorView):
    page_title = _("Close the round")
    question = _(
        "The opinions that are in are counted, and nobody can give one any more. A round that is "
        "closed can be opened again, with a reason."
    )
    submit_label = _("Close the round")
    success_message = _("The round is closed. Whoever decides is told.")
    is_serious = True

    def act(self):
        actions.close_round(round=self.round, by=self.request.user)


class ReopenView(DoorView):
    page_title = _("Open again")
    form_class = forms.ReopenForm
    question = _("What was given stays and counts; each member may change their opinion.")
    submit_label = _("Open again")
    success_message = _("The round is open again. Its members are told.")
    states = (Round.State.CLOSED,)

    def act(self, reason, due_at):
        actions.reopen_round(round=self.round, by=self.request.user, reason=reason, due_at=due_at)


class InviteView(DoorView):
    page_title = _("Invite a person")
    form_class = forms.InviteAnybodyForm
    question = _("For this round alone. The person is told by mail.")
    submit_label = _("Invite")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "people": active_people()}

    def form_valid(self, form):
        self.door = form.door
        return super().form_valid(form)

    def act(self, **typed):
        made = self.door(round=self.round, by=self.request.user, **typed)
        self.success_message = said.invited_message(made)


class ReplaceView(DoorView):
    page_title = _("Replace a member")
    form_class = forms.SeatForm
    submit_label = _("Replace")

    @cached_property
    def seat(self):
        seat = self.round.seats.select_related("user", "round__committee").filter(
            pk=self.kwargs["seat"]
        )
        if not seat:
            raise Http404
        return seat[0]

    @property
    def success_message(self):
        return said.replaced_message(self.seat)

    @property
    def question(self):
        names = names_of(seat.user for seat in self.round.seats.select_related("user"))
        name = names.get(self.seat.user_id) or name_of(None)
        return _("Who takes the place of %(name)s in this round?") % {"name": name}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "people": active_people()}

    def act(self, **typed):
        actions.replace_member(seat=self.seat, by=self.request.user, **typed)


class AssignView(DoorView):
    page_title = _("Choose a committee")
    form_class = forms.AssignForm
    question = _(
        "No committee answers for the themes of this challenge. The one that you choose is invited "
        "at once."
    )
    submit_label = _("Give it to this committee")
    success_message = _("The committee is invited by mail.")
    states = (Round.State.WAITING,)

    def get_form_kwargs(self):
        committees = Committee.objects.able().order_by(Folded("name"), "pk")
        return {**super().get_form_kwargs(), "committees": committees}

    def act(self, committee):
        actions.assign_committee(round=self.round, by=self.request.user, committee=committee)


class StopView(DoorView):
    """For coordinators: the examination ends without a decision."""

    page_title = _("Stop the examination")
    question = _(
        "The workflow ends without a decision: nobody is asked any more, what was given is kept, "
        "and the proposer reads that the team will start again or write to them. To refuse the "
        "challenge, decline it instead, with your reasons."
    )
    submit_label = _("Stop the examination")
    is_serious = True
    states = (Round.State.WAITING, Round.State.OPEN, Round.State.CLOSED)

    def dispatch(self, request, *args, **kwargs):
        if not rules.can_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self):
        self.success_message = said.stopped_message(self.round)
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
    _door("remind", RemindView),
    path("<uuid:pk>/remind/<int:seat>/", RemindView.as_view(), name="remind_one"),
    path("<uuid:pk>/replace/<int:seat>/", ReplaceView.as_view(), name="replace"),
]
