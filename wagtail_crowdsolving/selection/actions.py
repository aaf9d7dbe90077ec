"""The workflow that examines challenges."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from wagtail_crowdsolving import conf

WORKFLOW = "Examen d'un défi"
#: The steps in their order: name → the role (a key of ``GROUPS``) whose group takes it.
STEPS = {
    "Éligibilité": "coordination",
    "Comité de sélection": "committee",
    "Conseil d'administration": "board",
}


@transaction.atomic
def ensure_workflow(*, index_pages):
    """Give every page of ``index_pages`` a workflow: the package's where the site chose none.

    The workflow is made where no active one bears its name; what the site changed in it stays.
    Returns ``(workflow, the pages that were given it)``.
    """
    workflow = Workflow.objects.filter(name=WORKFLOW, active=True).first() or _create()
    chosen = set(
        WorkflowPage.objects.filter(page__in=[page.pk for page in index_pages]).values_list(
            "page_id", flat=True
        )
    )
    given = [page for page in index_pages if page.pk not in chosen]
    for page in given:
        WorkflowPage.objects.create(workflow=workflow, page_id=page.pk)
    return workflow, given


def _create():
    workflow = Workflow.objects.create(name=WORKFLOW)
    for order, (name, role) in enumerate(STEPS.items()):
        task = Task.objects.filter(name=name, active=True).first()
        if task is None:
            task = GroupApprovalTask.objects.create(name=name)
            task.groups.add(Group.objects.get_or_create(name=conf.GROUPS[role])[0])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow
