"""The decision of a round in the Wagtail admin: written, taken back, released."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.selection import actions, forms, queries, rules
from wagtail_crowdsolving.selection.admin.access import TEMPLATES
from wagtail_crowdsolving.selection.admin.doors import DoorView
from wagtail_crowdsolving.selection.admin.reading import decision_of, outcome_of
from wagtail_crowdsolving.selection.models import (
    Decision,
    Round,
)
from wagtail_crowdsolving.text import key_of


class DecideView(DoorView):
    """For the chair of the round; where it has none, for a coordinator."""

    template_name = f"{TEMPLATES}/decide.html"
    page_title = _("Decision")
    form_class = forms.DecisionForm
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

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meetings": self.meetings}

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
            has_casting_vote=rules.has_casting_vote(self.request.user, self.round),
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
    success_message = _("The decision is released, and the proposer is told.")
    states = (Round.State.CLOSED,)
    is_serious = True

    def act(self):
        if decision_of(self.round) is None:
            raise Conflict(_("There is no decision to release."))
        actions.release_decision(decision=self.round.decision, by=self.request.user)
