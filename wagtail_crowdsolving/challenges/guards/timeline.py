"""Wagtail's workflow, told to the proposer's timeline.

Wagtail sends the signals of a step from the inside out: publication, then the end of the
workflow, then the approval. Each handler therefore writes what has come before it too.
"""

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
)

from wagtail_crowdsolving import jobs, signals, upstream
from wagtail_crowdsolving.challenges import actions, mails, queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.network.actions import merged
from wagtail_crowdsolving.network.queries import translations_of

Kind = ProposalEvent.Kind


@receiver(task_submitted, dispatch_uid="wagtail_crowdsolving.task_submitted")
def step_started(instance, user=None, **kwargs):
    state = instance.workflow_state
    page, proposal, last = _examined(state)
    if proposal is None:
        return
    jobs.enqueue(mails.tell_reviewers, instance.pk)
    if last.kind == Kind.CHANGES_REQUESTED:
        note = getattr(state, "cover_note", "")
        actions.record(page=page, kind=Kind.RESUBMITTED, by=user, message=note)
    elif last.kind not in (Kind.RECEIVED, Kind.ELIGIBLE, Kind.UNDER_REVIEW) or last.message:
        with override(proposal.language):
            message = _("The team examines this challenge again.")
        actions.record(page=page, kind=Kind.RECEIVED, by=user, message=message)
    if state.task_states.filter(
        status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)
    ).exists():
        if Kind.ELIGIBLE not in queries.kinds_since_received(proposal):
            actions.record(page=page, kind=Kind.ELIGIBLE, by=user)
        actions.record(page=page, kind=Kind.UNDER_REVIEW)


@receiver(task_rejected, dispatch_uid="wagtail_crowdsolving.task_rejected")
def changes_requested(instance, user=None, **kwargs):
    page, proposal, last = _examined(instance.workflow_state)
    if proposal:
        actions.record(
            page=page, kind=Kind.CHANGES_REQUESTED, by=user, message=instance.get_comment()
        )


@receiver(workflow_approved, dispatch_uid="wagtail_crowdsolving.workflow_approved")
def validated(instance, user=None, **kwargs):
    page, proposal, last = _examined(instance)
    if proposal:
        actions.record(page=page, kind=Kind.VALIDATED, by=user)


@receiver(workflow_cancelled, dispatch_uid="wagtail_crowdsolving.workflow_cancelled")
def stopped(instance, user=None, **kwargs):
    """Somebody of the team ended the examination without a decision: the challenge waits again."""
    page, proposal, last = _examined(instance)
    if proposal and last.kind not in rules.ENDED:
        with override(proposal.language):
            message = _(
                "The team has stopped the examination without a decision. "
                "Your challenge is kept, and you need do nothing: the team will start again or write to you."
            )
        actions.record(page=page, kind=Kind.RECEIVED, by=user, message=message)


@receiver(page_published, dispatch_uid="wagtail_crowdsolving.page_published")
def published(instance, revision, **kwargs):
    # Sent too when a publication is only scheduled.
    if not isinstance(instance, ChallengeMixin) or not instance.live:
        return
    proposal, last = _case(instance.pk)
    if proposal is None or last.kind == Kind.PUBLISHED:
        return
    decision = (
        WorkflowState.objects.for_instance(instance)
        .filter(
            status=WorkflowState.STATUS_APPROVED,
            current_task_state__revision=revision,
            current_task_state__status=TaskState.STATUS_APPROVED,
        )
        .select_related("current_task_state__finished_by")
        .first()
    )
    if decision and last.kind != Kind.UNPUBLISHED:
        by = decision.current_task_state.finished_by
        actions.record(page=instance, kind=Kind.VALIDATED, by=by)
    actions.record(page=instance, kind=Kind.PUBLISHED)


@receiver(page_published, dispatch_uid="wagtail_crowdsolving.challenge_published")
def tell_the_site(sender, instance, is_life=False, **kwargs):
    """Not where only its life has changed: nothing was published then."""
    if isinstance(instance, ChallengeMixin) and instance.live and not is_life:
        signals.send(signals.page_published, sender=sender, page=instance)
        is_first = instance.first_published_at == instance.last_published_at
        others = translations_of(instance).live().exclude(pk=instance.pk)
        if is_first and instance.animator_id and not instance.alias_of_id and not others.exists():
            mails.tell_new_animator(instance)


@receiver(page_unpublished, dispatch_uid="wagtail_crowdsolving.page_unpublished")
def unpublished(instance, **kwargs):
    proposal, last = _case(instance.pk)
    if proposal and last.kind == Kind.PUBLISHED:
        actions.record(page=instance, kind=Kind.UNPUBLISHED)
    is_challenge = isinstance(instance, ChallengeMixin) and not instance.alias_of_id
    if is_challenge and not translations_of(instance).live().exists():
        mails.tell_animator_it_is_offline(instance)


@receiver(merged, dispatch_uid="wagtail_crowdsolving.follow_the_merge")
def follow_the_merge(sender, places, **kwargs):
    """What a draft of a proposal has chosen is written there as text."""
    name = {"Organisation": "organisation", "Theme": "themes", "Territory": "territory"}.get(
        sender.__name__
    )
    places = {str(old): str(new) for old, new in places.items()}
    drafts = Proposal.objects.drafts().filter(data__has_key=name)
    for proposal in drafts.select_for_update():
        value = proposal.data[name]
        if isinstance(value, list):
            chosen = list(dict.fromkeys(places.get(str(one), one) for one in value))
        else:
            chosen = places.get(str(value), value)
        if chosen != value:
            proposal.data[name] = chosen
            proposal.save(update_fields=["data"])


def _case(page_pk):
    """``(proposal, last line of its timeline)``; ``(None, None)`` for any other page."""
    proposal = Proposal.objects.filter(page_id=page_pk).first()
    last = proposal and proposal.events.newest_first().first()
    return (proposal, last) if last else (None, None)


def _examined(workflow_state):
    """``(page, proposal, last line)`` of a proposal that is not published.

    What happens to a published challenge later is the team's own editing.
    """
    model = workflow_state.content_type.model_class()
    if model is None or not issubclass(model, ChallengeMixin):
        return None, None, None
    proposal, last = _case(int(workflow_state.object_id))
    if proposal is None or last.kind == Kind.PUBLISHED:
        return None, None, None
    return workflow_state.content_object, proposal, last


def _examines_proposal(state):
    model = state.content_type.model_class()
    return (
        model is not None
        and issubclass(model, ChallengeMixin)
        and Proposal.objects.filter(page_id=int(state.object_id)).exists()
    )


def connect():
    """Wagtail's own workflow mails leave from within the request, where a mail server that is down would
    undo a submission, and lead proposers to an admin that they cannot enter. The outbox sends ours.
    """
    upstream.quieten_workflow_mails(_examines_proposal)
