"""Which workflow a list of challenges goes through: given when the list is made, and kept.

Wagtail drops what a workflow is set on when it is disabled, and brings nothing back when it is enabled.
The page's log remembers it.
"""

from functools import wraps

import swapper
from django.db import transaction
from django.db.models import Count
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, TaskState, Workflow, WorkflowPage, WorkflowState

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin
from wagtail_crowdsolving.challenges.queries import challenge_types
from wagtail_crowdsolving.challenges.setup import ensure_rights
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.selection.log import DROPPED, SET
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.setup import WORKFLOW

swapper.set_app_prefix("wagtailcore", "wagtail")


def usual_workflow(index):
    """The workflow that the new list ``index`` is given; ``None`` on a site that has not been set up.

    That of its other language versions; else the package's; else the one that most lists have.
    """
    fit = Workflow.objects.active().filter(pk__in=examination.fit_workflows().values("pk"))
    versions = WorkflowPage.objects.filter(page__translation_key=index.translation_key)
    others = WorkflowPage.objects.filter(page__in=[page.pk for page in all_lists()])
    return (
        fit.filter(pk__in=versions.values("workflow")).first()
        or fit.filter(name=WORKFLOW).first()
        or fit.filter(workflow_pages__in=others)
        .annotate(lists=Count("workflow_pages"))
        .order_by("-lists", "pk")
        .first()
    )


def all_lists():
    """Every list of challenges, as its own page type."""
    return [
        page for model in page_types(ChallengeIndexMixin) for page in model.objects.order_by("pk")
    ]


def equip(index):
    """Give ``index`` the roles' rights, and a workflow where none is set on it. Not on a site without."""
    ensure_rights(index)
    if WorkflowPage.objects.filter(page_id=index.pk).exists():
        return
    if workflow := usual_workflow(index):
        assign(index, workflow)


def dropped(workflow=None):
    """``{page: workflow pk}``: pages on which a workflow that is enabled is set again.

    They lost it with its disabling, and nothing fit has come since, on the page or above it; it must
    itself be fit. 2 queries, and a few more, at any size, where there are any such pages.
    """
    entries = PageLogEntry.objects.filter(action__in=[SET, DROPPED]).order_by("timestamp", "pk")
    last = {entry.page_id: entry for entry in entries}
    taken = set(WorkflowPage.objects.filter(page_id__in=last).values_list("page_id", flat=True))
    lost = {
        pk: entry.data for pk, entry in last.items() if entry.action == DROPPED and pk not in taken
    }
    if workflow is not None:
        lost = {pk: data for pk, data in lost.items() if data["workflow"]["id"] == workflow.pk}
    if not lost:
        return {}
    fit = set(examination.fit_workflows().values_list("pk", flat=True))
    assigned = examination.assignments()

    def is_replaced(page):
        found = examination.nearest(page, assigned)
        key = found and found.workflow.pk
        return key in fit and key != lost[page.pk].get("above")

    base = swapper.load_model("wagtailcore", "Page")
    return {
        page: lost[page.pk]["workflow"]["id"]
        for page in base.objects.filter(pk__in=lost).order_by("path")
        if lost[page.pk]["workflow"]["id"] in fit and not is_replaced(page)
    }


def under_way(workflow):
    """What is examined in ``workflow``: ``(challenges, those of them that stand before a committee)``."""
    states = WorkflowState.objects.filter(
        workflow=workflow,
        status=WorkflowState.STATUS_IN_PROGRESS,
        content_type__in=challenge_types(),
    )
    rounds = Round.objects.not_stopped().filter(
        task_state__workflow_state__in=states, task_state__status=TaskState.STATUS_IN_PROGRESS
    )
    return states.count(), rounds.count()


def rounds_message(number):
    """Why a workflow is not disabled now."""
    return ngettext(
        "%(number)d challenge stands before a committee in this workflow: to disable it would undo "
        "that work. Set another workflow on the lists instead: what has begun ends in this one, and "
        "what comes begins in the other. Or stop the examination first, on its page.",
        "%(number)d challenges stand before a committee in this workflow: to disable it would undo "
        "that work. Set another workflow on the lists instead: what has begun ends in this one, and "
        "what comes begins in the other. Or stop each examination first, on its page.",
        number,
    ) % {"number": number}


def assign(page, workflow):
    """Set ``workflow`` on ``page``; its log remembers it."""
    WorkflowPage.objects.create(workflow=workflow, page_id=page.pk)
    _log(page, SET, workflow)


def _log(page, action, workflow, user=None, **data):
    data |= {"workflow": {"id": workflow.pk, "title": workflow.name}}
    log(page, action, user=user, data=data)


@upstream.wrap_workflow_deactivation
def _kept(deactivate):
    @wraps(deactivate)
    @transaction.atomic
    def deactivate_and_remember(self, user=None):
        _challenges, rounds = under_way(self)
        if rounds:
            raise NotAllowed(rounds_message(rounds))
        paths = [index.path for index in all_lists()]
        pages = [
            row.page
            for row in WorkflowPage.objects.filter(workflow=self).select_related("page")
            if any(path.startswith(row.page.path) for path in paths)
        ]
        deactivate(self, user=user)
        assigned = examination.assignments() if pages else []
        for page in pages:
            # What it falls back upon is not what replaces it later.
            above = examination.nearest(page, assigned)
            _log(page.specific, DROPPED, self, user, above=above and above.workflow.pk)

    return deactivate_and_remember
