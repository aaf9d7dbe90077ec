"""The admin's home page: what waits for one's own opinion or decision, with the way to the desk."""

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.admin.access import TEMPLATES
from wagtail_crowdsolving.selection.queries import TO_DECIDE
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

SHOWN = 10


class DeskPanel(Component):
    """The same as on top of the desk, where opinions are given and decisions written."""

    name = "crowdsolving-desk"
    template_name = f"{TEMPLATES}/desk_panel.html"
    order = 105

    def __init__(self, seats):
        super().__init__()
        self.seats = seats

    def get_context_data(self, parent_context):
        return {
            "seats": [(seat, seat.urgency == TO_DECIDE) for seat in self.seats[:SHOWN]],
            "has_more": len(self.seats) > SHOWN,
            "desk_url": reverse("wagtail_crowdsolving:committee_desk"),
        }


@extensions.home.register
def desk_panel(request):
    waiting = queries.seats_of(request.user).filter(urgency__lte=TO_DECIDE)
    seats = list(waiting[: SHOWN + 1])
    return DeskPanel(seats) if seats else None


class OthersToModeratePanel(WorkflowObjectsToModeratePanel):
    """Wagtail's "Awaiting your review" without the steps of committees, which nobody can take there."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        context["states"] = [
            state
            for state in context["states"]
            if not isinstance(state["task_state"].task.specific, CommitteeReviewTask)
        ]
        return context


@hooks.register("construct_homepage_panels")
def leave_committees_to_the_desk(request, panels):
    panels[:] = [
        OthersToModeratePanel() if type(panel) is WorkflowObjectsToModeratePanel else panel
        for panel in panels
    ]
