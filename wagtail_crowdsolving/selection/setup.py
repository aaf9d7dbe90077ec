"""The workflow and the committees with which a site begins."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.selection.models import Committee, Criterion
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

WORKFLOW = "Examen d’un défi"
#: The steps in their order.
ELIGIBILITY = "Éligibilité"
SELECTION = "Comité de sélection"
BOARD = "Conseil d’administration"
STEPS = [ELIGIBILITY, SELECTION, BOARD]

#: name → its fields, then its criteria: label, guidance, weight, "not applicable" allowed.
COMMITTEES = {
    SELECTION: (
        {
            "kind": Committee.Kind.SELECTION,
            "description": "Examine les défis dont les thèmes ne relèvent d’aucun autre comité.",
            "quorum": 3,
        },
        [
            (
                "Réalité du besoin",
                "Le besoin est décrit, il est partagé, et personne n’y répond bien aujourd’hui.",
                2,
                False,
            ),
            (
                "Utilité sociale et environnementale",
                "Ce qui changerait, pour qui, et pour combien de personnes.",
                2,
                False,
            ),
            (
                "Ancrage dans le territoire",
                "Le lieu et ses acteurs sont nommés ; des partenaires pourraient s’engager.",
                1,
                False,
            ),
            (
                "Clarité de la question",
                "Chacun peut comprendre la question et y répondre par une idée ou une expérience.",
                1,
                False,
            ),
            (
                "Potentiel d’essaimage",
                "Une réponse trouvée ici pourrait servir ailleurs.",
                1,
                True,
            ),
        ],
    ),
    BOARD: (
        {
            "kind": Committee.Kind.BOARD,
            "description": "Valide les défis retenus par les comités avant leur publication.",
            "quorum": 3,
        },
        [
            (
                "Accord avec le projet de la Fabrique",
                "Le défi entre dans ses missions, et ne met en cause personne.",
                1,
                False,
            ),
            (
                "Moyens d’animation",
                "L’équipe a le temps et les partenaires pour animer le défi et lui donner une suite.",
                1,
                False,
            ),
        ],
    ),
}


@transaction.atomic
def ensure_workflow(*, index_pages):
    """Give every page of ``index_pages`` a workflow: the package's where the site chose none.

    The workflow is made where no active one bears its name, with the committees that it needs; what
    the site changed in them stays. Returns ``(workflow, the pages that were given it)``.
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
    makers = {ELIGIBILITY: _eligibility, SELECTION: _selection, BOARD: _board}
    for order, name in enumerate(STEPS):
        task = Task.objects.filter(name=name, active=True).first() or makers[name]()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


def _eligibility():
    task = GroupApprovalTask.objects.create(name=ELIGIBILITY)
    task.groups.add(Group.objects.get_or_create(name=conf.GROUPS["coordination"])[0])
    return task


def _selection():
    """The challenge's themes choose; the committee that is made here takes the rest."""
    return CommitteeReviewTask.objects.create(name=SELECTION, fallback=_committee(SELECTION))


def _board():
    return CommitteeReviewTask.objects.create(name=BOARD, committee=_committee(BOARD))


def _committee(name):
    committee = Committee.objects.filter(name=name).first()
    if committee is None:
        fields, criteria = COMMITTEES[name]
        committee = Committee(name=name, **fields)
        committee.criteria = [
            Criterion(label=label, guidance=guidance, weight=weight, allows_na=na, sort_order=order)
            for order, (label, guidance, weight, na) in enumerate(criteria)
        ]
        committee.save()
    return committee
