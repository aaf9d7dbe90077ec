"""The round's progress beside the page in Wagtail's editor."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from wagtail_crowdsolving import cases, upstream
from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.admin.access import STYLE, TEMPLATES, may_enter, may_run
from wagtail_crowdsolving.selection.admin.reading import outcome_of, outsiders
from wagtail_crowdsolving.selection.models import Round

#: How many rounds of a challenge the panel shows, the newest first.
SHOWN = 4


class RoundSidePanel(BaseSidePanel):
    """Progress only while a round is open, its result after; for those who run it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle examination")
        icon_name = "clipboard-list"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context):
            late = sum(bool(round.is_late or round.troubles_now) for round in self.panel.rounds)
            return {**super().get_context_data(parent_context), "count": late}

    name = "crowdsolving-round"
    title = _("Examination")
    template_name = f"{TEMPLATES}/side_panel.html"
    order = 350

    @property
    def media(self):
        return forms.Media() + STYLE

    @cached_property
    def rounds(self):
        user = self.request.user
        rounds = [
            round
            for round in reversed(list(queries.rounds_of(self.object)))
            if may_run(user, round.committee_id)
        ][:SHOWN]
        known = reading.progress_of(user, [round.pk for round in rounds])
        troubles = {round.pk: round.troubles_now for round in reading.pressing(user)}
        for round in rounds:
            round.progress = known[round.pk]
            round.is_late = queries.is_late(round) and not round.progress.is_aside
            round.troubles_now = troubles.get(round.pk, [])
            round.result = None
            if round.state == Round.State.CLOSED and not round.progress.is_aside:
                round.result = outcome_of(user, round)
        return rounds

    def is_shown(self):
        return (
            cases.case_for(type(self.object)) is not None
            and may_enter(self.request.user)
            and bool(self.rounds)
        )

    def get_context_data(self, parent_context):
        return {
            **super().get_context_data(parent_context),
            "rounds": self.rounds,
            "outsiders": outsiders(self.object),
        }


@upstream.add_side_panel
def panel_of(view):
    """Where there is something to show; a save in the background only renews what can have changed."""
    if getattr(view, "expects_json_response", False):
        return None
    panel = RoundSidePanel(view.page, view.request)
    return panel if panel.is_shown() else None
