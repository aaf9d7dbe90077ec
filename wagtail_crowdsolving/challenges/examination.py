"""What holds an examination together, whoever examines.

Everything that ends a step or an examination locks its rows in one order: the proposal, the workflow
state, the step (``TaskState``), then the round of a committee. Who takes only some of them takes them
in this order.
"""

from wagtail.models import PagePermissionTester, Task, TaskState, WorkflowState

from wagtail_crowdsolving.challenges import models


def lock(page):
    """Lock the rows that decide over the examination of ``page``; inside a transaction only.

    Returns ``(proposal, running workflow state)``, each ``None`` where there is none.
    """
    proposal = models.Proposal.objects.select_for_update().filter(page_id=page.pk).first()
    state = WorkflowState.objects.select_for_update().active().for_instance(page).first()
    if state:
        steps = TaskState.objects.filter(
            workflow_state=state, status=TaskState.STATUS_IN_PROGRESS
        ).order_by("pk")
        list(steps.select_for_update())
    return proposal, state


def is_held(page):
    """Whether only a decision may publish ``page``: its running workflow has a step that says so.

    Such a step is a task whose class sets ``holds_publication``.
    """
    state = page.current_workflow_state
    if state is None:
        return False
    tasks = list(Task.objects.active().filter(workflow_tasks__workflow=state.workflow_id))
    if state.current_task_state:
        tasks.append(state.current_task_state.task)
    return any(getattr(task.specific_class, "holds_publication", False) for task in tasks)


class ChallengePermissionTester(PagePermissionTester):
    """Wagtail's rules, but that the right to publish or to move rests while a committee examines."""

    def can_publish(self):
        return super().can_publish() and not is_held(self.page)

    def can_unschedule(self):
        return super().can_publish()

    def can_move(self):
        return super().can_move() and not is_held(self.page)

    def can_move_to(self, destination):
        return super().can_move_to(destination) and not is_held(self.page)
