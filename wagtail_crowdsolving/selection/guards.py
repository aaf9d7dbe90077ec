"""What ends a step, publishes a challenge or deletes a record past the doors is refused."""

import swapper
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import (
    Revision,
    TaskState,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.signals import task_cancelled

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.guards.workflow import BEGIN, hold_back
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.selection import actions, dossier, lists, workflow
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

#: ``WorkflowState`` that nothing brings back.
ENDED = {WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_CANCELLED}


def _is_committee_step(step):
    return issubclass(step.task.specific_class or object, CommitteeReviewTask)


def _can_be_judged(workflow_state):
    return cases.case_for(workflow_state.content_type.model_class()) is not None


@receiver(pre_save, sender=TaskState, dispatch_uid="wagtail_crowdsolving.guard_step")
def guard_step(instance, raw, **kwargs):
    """A step ends once, and a committee's by its decision alone.

    Wagtail has no other place that every way of ending a step goes through: it approves what it
    has read long ago, and a task that is deactivated lets its challenges walk on.
    """
    if raw or instance._state.adding:
        return
    is_committee = _is_committee_step(instance)
    if not is_committee and not _can_be_judged(instance.workflow_state):
        return
    page = instance.workflow_state.content_object
    if connection.in_atomic_block and page is not None:
        examination.lock(page)
    stored = TaskState.objects.select_related("workflow_state").filter(pk=instance.pk).first()
    if stored is None or (stored.status, stored.finished_at) == (
        instance.status,
        instance.finished_at,
    ):
        return
    if stored.status != TaskState.STATUS_IN_PROGRESS:
        raise NotAllowed(_("This step has ended already."))
    if not is_committee or instance.status == TaskState.STATUS_IN_PROGRESS:
        return
    if instance.status == TaskState.STATUS_CANCELLED:
        if stored.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS:
            raise NotAllowed(_("A committee's step cannot be skipped."))
        return
    round = workflow.round_released()
    if round is None or round.task_state_id != instance.pk:
        raise NotAllowed(_("Only the committee's decision ends this step."))


@receiver(pre_save, sender=WorkflowState, dispatch_uid="wagtail_crowdsolving.guard_examination")
def guard_examination(instance, raw, **kwargs):
    """An examination that has ended is not ended another way by somebody who read it before.

    Nor does it end well while a committee has not decided.
    """
    if raw or instance._state.adding or not _can_be_judged(instance):
        return
    with transaction.atomic():
        rows = WorkflowState.objects.select_for_update().filter(pk=instance.pk)
        stored = rows.values_list("status", flat=True).first()
    if stored == instance.status:
        return
    if stored in ENDED:
        raise NotAllowed(_("This examination has ended already."))
    waiting = instance.task_states.filter(
        status=TaskState.STATUS_IN_PROGRESS, crowdsolving_round__isnull=False
    )
    if instance.status == WorkflowState.STATUS_APPROVED and waiting.exists():
        raise NotAllowed(_("Only the committee's decision ends this step."))


@receiver(post_save, sender=WorkflowState, dispatch_uid="wagtail_crowdsolving.keep_decision")
def keep_decision(instance, raw, created, **kwargs):
    """Put right a cancellation that was written over a decision.

    Wagtail's editor cancels outside a transaction: a release can commit between the look of
    ``guard_examination`` and the write. Its last step is approved then, and none is under way.
    """
    if raw or created or instance.status != WorkflowState.STATUS_CANCELLED:
        return
    if not _can_be_judged(instance):
        return
    steps = TaskState.objects.filter(workflow_state=instance.pk)
    decided = steps.filter(pk=instance.current_task_state_id, status=TaskState.STATUS_APPROVED)
    if decided.exists() and not steps.filter(status=TaskState.STATUS_IN_PROGRESS).exists():
        instance.status = WorkflowState.STATUS_APPROVED
        WorkflowState.objects.filter(pk=instance.pk).update(status=instance.status)
        raise NotAllowed(_("This examination has ended already."))


@receiver(task_cancelled, dispatch_uid="wagtail_crowdsolving.stop_round")
def stopped(instance, user=None, **kwargs):
    """The workflow was cancelled: its round stops; one that has its outcome keeps it."""
    if _is_committee_step(instance):
        actions.stop_round(task_state=instance, by=user)


def guard_publication(instance, raw, update_fields=None, **kwargs):
    """Before what can be judged is saved as published: refuse where a committee still examines it, and
    where it is another text than the one that the decision being released has judged."""
    if raw or instance._state.adding or not instance.live or not cases.case_for(type(instance)):
        return
    if update_fields is not None and not {"live", "live_revision"} & set(update_fields):
        return
    stored = type(instance)._base_manager.filter(pk=instance.pk)
    if stored.filter(live=True, live_revision=instance.live_revision_id).exists():
        return
    _check_publication(instance, instance.live_revision)


@receiver(pre_save, sender=Revision, dispatch_uid="wagtail_crowdsolving.guard_schedule")
def guard_schedule(instance, raw, update_fields=None, **kwargs):
    """The same before a publication is scheduled."""
    if (
        raw
        or not instance.approved_go_live_at
        or "approved_go_live_at" not in (update_fields or ())
    ):
        return
    model = instance.content_type.model_class()
    if cases.case_for(model):
        _check_publication(instance.content_object, instance)


def _check_publication(page, revision):
    if examination.is_held(page):
        raise NotAllowed(held_message())
    round = workflow.round_released()
    if round is None or round.page_id != page.pk:
        return
    # What is being written is what is compared: no autosave comes between.
    if revision is None or dossier.fingerprint(revision) != round.content_hash:
        raise workflow.changed()


def held_message():
    return _(
        "A committee examines this challenge: only its decision publishes it. To publish it without, "
        "stop the examination first."
    )


def connect():
    """Once all models are loaded."""
    _connect_lists()
    # Which of them can be judged, a site may say later.
    for model in page_types(swapper.load_model("wagtailcore", "Page")):
        uid = f"wagtail_crowdsolving.guard_publication.{model._meta.label}"
        pre_save.connect(guard_publication, sender=model, dispatch_uid=uid)


@hooks.register("before_publish_page")
def refuse_to_publish(request, page):
    """Say why in the editor, before the guard refuses without a word."""
    if cases.case_for(page.specific_class) and examination.is_held(page):
        messages.error(request, held_message())
        return redirect("wagtailadmin_pages:edit", page.pk)


@receiver(pre_delete, sender=Round, dispatch_uid="wagtail_crowdsolving.keep_round")
def keep_round(instance, **kwargs):
    raise ProtectedError("An examination is stopped, and never deleted.", {instance})


@receiver(pre_delete, sender=Decision, dispatch_uid="wagtail_crowdsolving.keep_released")
def keep_released(instance, **kwargs):
    if instance.is_released:
        raise ProtectedError("A decision that was released is never deleted.", {instance})


# What no committee can judge is not sent to one.


def _asks_committee(workflow):
    steps = CommitteeReviewTask.objects.filter(active=True, workflow_tasks__workflow=workflow)
    return steps.exists()


@receiver(pre_save, sender=WorkflowPage, dispatch_uid="wagtail_crowdsolving.guard_assignment")
def guard_assignment(instance, raw, **kwargs):
    """A workflow with a committee is set only where there is something that it can judge."""
    if not raw and workflow.is_unfit(instance.page) and _asks_committee(instance.workflow):
        raise NotAllowed(cases.no_case_message([instance.page.title]))


@receiver(pre_save, sender=WorkflowContentType, dispatch_uid="wagtail_crowdsolving.guard_snippets")
def guard_snippets(instance, raw, **kwargs):
    """Nor on snippets."""
    if not raw and _asks_committee(instance.workflow):
        raise NotAllowed(_("A committee reviews pages only."))


@receiver(pre_save, sender=WorkflowTask, dispatch_uid="wagtail_crowdsolving.guard_new_step")
def guard_new_step(instance, raw, **kwargs):
    """Nor does a committee enter a workflow that is set on something else."""
    if raw or not _is_committee_step(instance):
        return
    if WorkflowContentType.objects.filter(workflow=instance.workflow_id).exists():
        raise NotAllowed(_("A committee reviews pages only."))
    rows = WorkflowPage.objects.filter(workflow=instance.workflow_id).select_related("page")
    if names := [row.page.title for row in rows if workflow.is_unfit(row.page)]:
        raise NotAllowed(cases.no_case_message(names))


@hooks.register("before_edit_page")
def keep_as_draft(request, page):
    """What no committee can judge is kept as a draft where its workflow would send it to one."""
    if not page.current_workflow_state:
        _hold_back(request, page.specific_class, page)


@hooks.register("before_create_page")
def begin_as_draft(request, parent_page, page_class):
    """The same for a new one."""
    _hold_back(request, page_class, parent_page)


def _hold_back(request, model, page):
    if cases.case_for(model):
        return
    found = page.get_workflow()
    if found is not None and _asks_committee(found):
        request.crowdsolving_unfit = True
        if request.method == "POST":
            hold_back(request, cases.no_case_message([model._meta.verbose_name]), BEGIN)


@hooks.register("construct_page_action_menu")
def hide_submission(menu_items, request, context):
    """Offer no button that would be refused."""
    if getattr(request, "crowdsolving_unfit", False):
        menu_items[:] = [item for item in menu_items if item.name not in BEGIN]


@receiver(pre_save, sender=Workflow, dispatch_uid="wagtail_crowdsolving.workflow_changes")
def note_whether_enabled(instance, raw, **kwargs):
    stored = not raw and Workflow.objects.filter(pk=instance.pk).values_list("active", flat=True)
    instance._crowdsolving_enabled = bool(stored) and not stored[0] and instance.active


@receiver(post_save, sender=Workflow, dispatch_uid="wagtail_crowdsolving.workflow_enabled")
def bring_back(instance, **kwargs):
    """A workflow that is enabled again is set where it was, save where another has come since, or no
    committee decides in it."""
    if getattr(instance, "_crowdsolving_enabled", False):
        for page in lists.dropped(instance):
            lists.assign(page.specific, instance)


def note_proposals(instance, raw, **kwargs):
    """Before a list is saved: whether it begins to take proposals."""
    stored = type(instance)._base_manager.filter(pk=instance.pk)
    instance._crowdsolving_begins = (
        not raw
        and instance.takes_proposals
        and instance.pk is not None
        and stored.filter(takes_proposals=False).exists()
    )


def list_made(instance, created, raw, **kwargs):
    """A list that is made, copied or translated, or begins to take proposals, gets what it needs."""
    if not raw and (created or instance._crowdsolving_begins):
        lists.equip(instance)


def _connect_lists():
    for model in page_types(ChallengeIndexMixin):
        label = model._meta.label
        pre_save.connect(
            note_proposals, sender=model, dispatch_uid=f"wagtail_crowdsolving.list_saved.{label}"
        )
        post_save.connect(
            list_made, sender=model, dispatch_uid=f"wagtail_crowdsolving.list_made.{label}"
        )
