"""What is written of a proposal: to whoever proposed it, to the team. A job may run twice: its mails have keys."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState

from wagtail_crowdsolving.challenges import links, queries
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.notifications.actions import queue
from wagtail_crowdsolving.notifications.mails import declare

Kind = ProposalEvent.Kind

AS_PROPOSER = gettext_lazy("You receive this message because you proposed this challenge.")
AS_COORDINATOR = gettext_lazy("You receive this message because you belong to the coordination.")
AS_EXAMINER = gettext_lazy(
    "You receive this message because you belong to a group that examines challenges."
)

#: What tells the proposer of a line of the timeline; of the others they are told nothing.
OF_EVENT = {
    Kind.RECEIVED: declare("challenges/received", gettext_lazy("Challenge received")),
    Kind.CHANGES_REQUESTED: declare(
        "challenges/changes_requested", gettext_lazy("Changes asked of a challenge")
    ),
    Kind.PUBLISHED: declare("challenges/published", gettext_lazy("Challenge published")),
    Kind.DECLINED: declare("challenges/declined", gettext_lazy("Challenge declined")),
}
NEW_PROPOSAL = declare(
    "challenges/new_proposal", gettext_lazy("New challenge, to the coordination")
)
TO_EXAMINE = declare("challenges/to_examine", gettext_lazy("Challenge that waits for a group"))


def to_proposer(event):
    """Tell whoever proposed it of this line of the timeline."""
    proposal = event.proposal
    queue(
        OF_EVENT[event.kind],
        about=[event.pk],
        recipient=proposal.proposer,
        language=proposal.language,
        why=AS_PROPOSER,
        link=lambda: links.for_mail(proposal, event.kind),
        context={"title": proposal.title, "message": event.message},
    )


def tell_coordinators(proposal_pk):
    """Tell the coordination that a new proposal waits."""
    proposal = (
        Proposal.objects.select_related("page", "index", "proposer").filter(pk=proposal_pk).first()
    )
    if proposal is None or proposal.page is None:
        return
    for member in queries.members_of("coordination"):
        _to_member(
            NEW_PROPOSAL,
            member,
            proposal,
            about=proposal.pk,
            why=AS_COORDINATOR,
            proposer=public_name(proposal.proposer),
            claim=queries.unknown_claim(proposal),
            has_workflow=proposal.page.workflow_in_progress,
            list=proposal.index.title,
        )


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
    for member in members:
        _to_member(
            TO_EXAMINE, member, proposal, about=state.pk, why=AS_EXAMINER, task=state.task.name
        )


def _to_member(mail, member, proposal, *, about, why, **context):
    queue(
        mail,
        about=[about],
        recipient=member,
        why=why,
        link=lambda: (
            reverse("wagtailadmin_pages:edit", args=[proposal.page_id]),
            _("Open the challenge"),
        ),
        context={"title": proposal.title, **context},
    )
