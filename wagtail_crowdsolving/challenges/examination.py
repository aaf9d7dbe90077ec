"""What holds an examination together, whoever examines.

Everything that ends a step or an examination locks its rows in one order: the proposal, the workflow
state, the step (``TaskState``), then the round of a committee. Who takes only some of them takes them
in this order.
"""

from typing import NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import (
    PagePermissionTester,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
)

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.records.pages import ArchivedRights

#: Functions that tell whether somebody is there whose decision publishes.
_uses = []


def lock(page):
    """Lock the rows that decide over the examination of ``page``; inside a transaction only.

    Returns ``(proposal, running workflow state)``, each ``None`` where there is none.
    """
    proposal = Proposal.objects.select_for_update().filter(page_id=page.pk).first()
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


def register_use(is_used):
    """Let ``is_used()`` tell whether a site has bodies that decide, though no task names one yet. A decorator."""
    _uses.append(is_used)
    return is_used


def committees_decide():
    """Whether only a workflow with a step that ``holds_publication`` may examine a challenge here.

    So it is wherever there are committees, or steps for them, in use or switched off: what makes a
    site fall back upon another workflow is mostly an accident.
    """
    return conf.COMMITTEES_DECIDE and (
        Task.objects.filter(content_type__in=_holding_types()).exists()
        or any(is_used() for is_used in _uses)
    )


def holding_tasks():
    """The steps in use whose decision alone publishes, as a queryset."""
    return Task.objects.active().filter(content_type__in=_holding_types())


def holding_workflows():
    """The workflows with such a step, as a queryset."""
    steps = holding_tasks()
    return Workflow.objects.filter(workflow_tasks__task__in=steps.values("pk")).distinct()


def is_fit(workflow):
    """Whether ``workflow`` may examine a challenge: committees decide in it, or there are none."""
    return holding_workflows().filter(pk=workflow.pk).exists() or not committees_decide()


def fit_workflows():
    """The workflows that may examine a challenge, as a queryset."""
    return holding_workflows() if committees_decide() else Workflow.objects.all()


def has_decided(state):
    """Whether a body whose decision publishes is in favour, in the course of ``state``."""
    return state.task_states.filter(
        status=TaskState.STATUS_APPROVED, task__content_type__in=_holding_types()
    ).exists()


def examines_challenge(state):
    """Whether the workflow state is one of a challenge."""
    model = state.content_type.model_class()
    return model is not None and issubclass(model, Challenge)


def _holding_types():
    tasks = [
        model
        for model in apps.get_models()
        if issubclass(model, Task) and getattr(model, "holds_publication", False)
    ]
    return list(ContentType.objects.get_for_models(*tasks).values())


class Assignment(NamedTuple):
    """A workflow in use, set on a page of the tree at ``path``."""

    path: str
    page_id: int
    workflow: Workflow


def assignments():
    """Every workflow in use with the page on which it is set. 1 query."""
    rows = WorkflowPage.objects.filter(workflow__active=True).select_related("workflow", "page")
    return [Assignment(row.page.path, row.page_id, row.workflow) for row in rows]


def nearest(page, assignments):
    """The ``Assignment`` that holds for ``page``, as ``page.get_workflow`` finds it; or ``None``."""
    above = [one for one in assignments if page.path.startswith(one.path)]
    return max(above, key=lambda one: len(one.path), default=None)


def no_workflow_message(title):
    """Why no challenge of the list of this title can be examined."""
    return _(
        "“%(list)s” has no workflow that may examine its challenges (where there are committees, one "
        "of them must decide in it): they wait until an administrator sets one on this list, under "
        "Settings → Workflows."
    ) % {"list": title}


def no_committee_message(workflow):
    """Why ``workflow`` publishes nothing."""
    return _(
        "“%(workflow)s” asks no committee: a challenge does not begin it, and it publishes none. "
        "Stop it where it runs; “Take up again”, on the board, begins the examination by a committee."
    ) % {"workflow": workflow}


class ChallengePermissionTester(ArchivedRights, PagePermissionTester):
    """Wagtail's rules, but that the right to publish or to move rests while a committee examines."""

    def can_publish(self):
        return super().can_publish() and not is_held(self.page)

    def can_unschedule(self):
        return super().can_publish()

    def can_move(self):
        return super().can_move() and not is_held(self.page)

    def can_move_to(self, destination):
        return super().can_move_to(destination) and not is_held(self.page)
