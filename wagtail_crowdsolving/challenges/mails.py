"""What is written of a proposal: to whoever proposed it, to the team. A job may run twice: its mails have keys."""

import swapper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState

from wagtail_crowdsolving import people
from wagtail_crowdsolving.challenges import links, queries
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications.actions import queue
from wagtail_crowdsolving.notifications.mails import When, declare, stamp
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.people import public_name

swapper.set_app_prefix("wagtailcore", "wagtail")

Kind = ProposalEvent.Kind

AS_PROPOSER = gettext_lazy("You receive this message because you proposed this challenge.")
AS_COORDINATOR = gettext_lazy("You receive this message because you belong to the coordination.")
AS_ASKER = gettext_lazy("You receive this message because you asked for changes of this challenge.")
AS_EXAMINER = gettext_lazy(
    "You receive this message because you belong to a group that examines challenges."
)

AS_ANIMATOR = gettext_lazy("You receive this message because you animate this challenge.")


def _is_offline(about, recipient_pk):
    base = swapper.load_model("wagtailcore", "Page")
    page = base.objects.filter(pk=about[0]).first()
    return page is not None and not translations_of(page).live().exists()


#: What tells the proposer of a line of the timeline; of the others they are told nothing.
OF_EVENT = {
    Kind.RECEIVED: declare("challenges/received", gettext_lazy("Challenge received")),
    Kind.CHANGES_REQUESTED: declare(
        "challenges/changes_requested", gettext_lazy("Changes asked of a challenge")
    ),
    Kind.PUBLISHED: declare("challenges/published", gettext_lazy("Challenge published")),
    Kind.UNPUBLISHED: declare("challenges/unpublished", gettext_lazy("Challenge taken offline")),
    Kind.DECLINED: declare("challenges/declined", gettext_lazy("Challenge declined")),
}
NEW_PROPOSAL = declare(
    "challenges/new_proposal",
    gettext_lazy("New challenge, to the coordination"),
    when=When.MORNING,
)
CAME_BACK = declare(
    "challenges/came_back",
    gettext_lazy("Challenge changed by its proposer, to the team"),
    when=When.MORNING,
)


def _is_animator(about, recipient_pk):
    base = swapper.load_model("wagtailcore", "Page")
    page = base.objects.filter(pk=about[0]).first()
    return page is not None and str(page.specific.animator_id) == recipient_pk


TO_ANIMATE = declare(
    "challenges/to_animate",
    gettext_lazy("Challenge to animate, to its new animator"),
    is_wanted=_is_animator,
)
OFFLINE = declare(
    "challenges/offline",
    gettext_lazy("Challenge taken offline, to its animator"),
    is_wanted=_is_offline,
)
TO_EXAMINE = declare(
    "challenges/to_examine", gettext_lazy("Challenge that waits for a group"), when=When.MORNING
)


def challenge_thread(page_pk):
    """The thread of all that is written about a proposal and its challenge."""
    return f"challenge-{page_pk}" if page_pk else ""


def to_proposer(event):
    """Tell whoever proposed it of this line of the timeline."""
    proposal = event.proposal
    queue(
        OF_EVENT[event.kind],
        about=[event.pk],
        recipient=proposal.proposer,
        language=proposal.language,
        why=AS_PROPOSER,
        thread=challenge_thread(proposal.page_id),
        link=lambda: links.for_mail(proposal, event.kind),
        context={"title": proposal.title, "message": event.message},
    )


def is_told(event):
    """Whether ``to_proposer`` has told of this line of the timeline."""
    mail = OF_EVENT.get(event.kind)
    key = mail and mail.key([event.pk], event.proposal.proposer)
    return mail is not None and OutboxMail.objects.filter(key=key).exists()


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


def tell_it_came_back(event_pk):
    """Tell the coordination, and whoever asked for the changes, that the proposer has answered, with their word."""
    event = (
        ProposalEvent.objects.select_related("proposal__page", "proposal__proposer")
        .filter(pk=event_pk)
        .first()
    )
    if event is None or event.proposal.page is None:
        return
    proposal = event.proposal
    asked = proposal.events.filter(kind=Kind.CHANGES_REQUESTED).newest_first().first()
    told = dict.fromkeys(queries.members_of("coordination"), AS_COORDINATOR)
    if asked and asked.by and asked.by.is_active:
        told.setdefault(asked.by, AS_ASKER)
    for member, why in told.items():
        _to_member(
            CAME_BACK,
            member,
            proposal,
            about=event.pk,
            why=why,
            proposer=public_name(proposal.proposer),
            message=event.message,
        )


def tell_new_animator(page):
    """Tell whoever animates the challenge from now on."""
    if page.animator is None:
        return
    queue(
        TO_ANIMATE,
        about=[page.pk, stamp(timezone.now())],
        recipient=page.animator,
        why=AS_ANIMATOR,
        link=lambda: (
            reverse("wagtail_crowdsolving:life", args=[page.pk]),
            _("Open the challenge"),
        ),
        context={"title": page.title},
    )


def tell_animator_it_is_offline(page):
    """Tell whoever animates a challenge that it is no longer on the site."""
    if page.animator is None or not page.animator.is_active:
        return
    published = page.last_published_at
    queue(
        OFFLINE,
        about=[page.pk, int(published.timestamp()) if published else 0],
        recipient=page.animator,
        why=AS_ANIMATOR,
        link=lambda: (reverse("wagtail_crowdsolving:space"), _("Open my space")),
        context={"title": page.title},
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
    members = people.active().filter(groups__in=groups.all()).distinct()
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
        thread=challenge_thread(proposal.page_id),
        link=lambda: (
            reverse("wagtailadmin_pages:edit", args=[proposal.page_id]),
            _("Open the challenge"),
        ),
        context={"title": proposal.title, **context},
    )
