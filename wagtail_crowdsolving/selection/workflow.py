"""How a decision moves the workflow of Wagtail on, and what holds it meanwhile.

The rows are locked in the order that ``challenges.examination`` names; the round comes last.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.selection import dossier
from wagtail_crowdsolving.selection.models import Committee, Round
from wagtail_crowdsolving.selection.words import Outcome

#: The round whose decision is being released in this context.
_released = ContextVar("wagtail_crowdsolving_released", default=None)


@examination.register_use
def has_committees():
    """Whether there is a committee, though no step of a workflow names one yet."""
    return Committee.objects.exists()


def lock(round):
    """Lock all that decides over ``round``, in the one order. Returns the round as it stands.

    Raises ``Conflict`` where it has gone.
    """
    examination.lock(round.page)
    locked = Round.objects.select_for_update().filter(pk=round.pk).first()
    if locked is None:
        raise Conflict(_("This round no longer exists."))
    return locked


def round_released():
    """The round whose decision is being released in this context, or ``None``."""
    return _released.get()


@contextmanager
def released(decision):
    """Within it the workflow moves on from the decision's round; inside a transaction only.

    Raises ``Conflict`` where the workflow no longer waits for this round, or where a favourable
    decision would let another text pass than the one that was judged.
    """
    round = lock(decision.round)
    step = TaskState.objects.select_related("workflow_state").get(pk=round.task_state_id)
    examined = step.workflow_state
    if (
        step.status != TaskState.STATUS_IN_PROGRESS
        or examined.status != WorkflowState.STATUS_IN_PROGRESS
        or examined.current_task_state_id != step.pk
    ):
        raise Conflict(_("This challenge does not wait for this committee's decision any more."))
    if decision.outcome == Outcome.FAVOURABLE and not dossier.is_unchanged(round):
        raise changed()
    token = _released.set(round)
    try:
        yield
    finally:
        _released.reset(token)


def changed():
    """What no decision lets pass: another text than the one that was judged."""
    return Conflict(
        _(
            "This challenge was changed after it had come to the committee. It must be examined "
            "again before it goes further."
        )
    )


def is_unfit(page):
    """Whether neither ``page`` nor what may stand below it can be judged by a committee."""
    return not cases.may_hold(page.specific_class or type(page))
