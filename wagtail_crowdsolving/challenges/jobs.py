"""What is told to the team in the background. Every mail has its key: a job may run twice."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import TaskState

from wagtail_crowdsolving.challenges import queries
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.network.people import language_of, public_name
from wagtail_crowdsolving.notifications.actions import queue


def tell_coordinators(proposal_pk):
    """Tell the coordination that a new proposal waits."""
    proposal = (
        Proposal.objects.select_related("page", "index", "proposer").filter(pk=proposal_pk).first()
    )
    if proposal is None or proposal.page is None:
        return
    context = {
        "title": proposal.title,
        "proposer": public_name(proposal.proposer),
        "has_workflow": proposal.page.workflow_in_progress,
        "list": proposal.index.title,
    }
    why = _("You receive this message because you belong to the coordination.")
    for member in queries.members_of("coordination"):
        _queue("new_proposal", f"{proposal.pk}:{member.pk}", member, proposal.page, context, why)


def tell_reviewers(task_state_pk):
    """Tell the groups of a step that a challenge waits for them.

    The coordination is left out of the first step, whose mail ``tell_coordinators`` sends.
    """
    state = (
        TaskState.objects.select_related("task", "workflow_state")
        .filter(pk=task_state_pk, status=TaskState.STATUS_IN_PROGRESS)
        .first()
    )
    proposal = (
        state
        and Proposal.objects.select_related("page")
        .filter(page_id=int(state.workflow_state.object_id))
        .first()
    )
    groups = getattr(state and state.task.specific, "groups", None)
    if not proposal or groups is None:
        return
    members = get_user_model().objects.filter(is_active=True, groups__in=groups.all()).distinct()
    if state.workflow_state.task_states.count() == 1:
        members = members.exclude(pk__in=queries.members_of("coordination").values("pk"))
    context = {"title": proposal.title, "task": state.task.name}
    why = _("You receive this message because you belong to a group that examines challenges.")
    for member in members:
        _queue("to_examine", f"{state.pk}:{member.pk}", member, proposal.page, context, why)


def _queue(name, key, member, page, context, why):
    language = language_of(member)
    with override(language):
        queue(
            kind=f"challenges/{name}",
            key=f"challenges/{name}:{key}",
            recipient=member,
            language=language,
            context={
                **context,
                "why": why,
                "name": public_name(member),
                "action_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "action_label": _("Open the challenge"),
            },
        )
