"""A whole examination: stopped, or begun again."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import queries, rules, workflow
from wagtail_crowdsolving.selection.actions.steps import IN_PROGRESS


def stop_examination(*, round, by):
    """A coordinator ends the examination without a decision: the challenge waits for the team again.

    Raises ``NotAllowed``, ``Conflict`` where its step is over.
    """
    if not (rules.can_manage(by) and rules.can_run(by, round)):
        raise NotAllowed
    with transaction.atomic():
        workflow.lock(round)
        step = TaskState.objects.select_related("workflow_state").get(pk=round.task_state_id)
        if step.status != IN_PROGRESS:
            raise Conflict(_("The examination of this challenge has ended."))
        step.workflow_state.cancel(user=by)


def take_up_again(*, page, by):
    """A coordinator begins an examination that was interrupted, or never began, from its first step.

    In the workflow that is set on the list now. Raises ``NotAllowed``, and ``Conflict`` where the
    challenge waits for nobody, or its list has no workflow in which a committee decides. Returns the
    ``WorkflowState``.
    """
    if not rules.can_take_up(by, page):
        raise NotAllowed
    with transaction.atomic():
        proposal, state = examination.lock(page)
        if proposal is None:
            # Else two at once would both find that nothing runs.
            type(page)._base_manager.select_for_update().filter(pk=page.pk).first()
            state = page.current_workflow_state
        if state is not None:
            raise Conflict(_("This challenge is under examination already."))
        found = queries.interrupted().filter(pk=page.pk).first()
        if found is None:
            raise Conflict(_("This challenge does not wait to be examined any more."))
        page = found.specific
        workflow = page.get_workflow()
        if workflow is None:
            raise Conflict(examination.no_workflow_message(page.get_parent().title))
        log(page, "wagtail_crowdsolving.proposal.take_up", user=by)
        return workflow.start(page, by)
