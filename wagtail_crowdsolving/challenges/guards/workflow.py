"""No examination begins or ends without a committee where committees decide.

Wagtail starts, restarts and ends workflows from many of its screens, and from code: what they all
write is a ``WorkflowState``, so that is where they are refused. The editor says so in words before.
"""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import WorkflowState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.exceptions import NotAllowed

#: What the editor's buttons post to begin an examination.
BEGIN = ("action-submit", "action-restart-workflow")


@receiver(pre_save, sender=WorkflowState, dispatch_uid="wagtail_crowdsolving.guard_workflow")
def guard_workflow(instance, raw, **kwargs):
    """Refuse that a workflow without a committee begins on a challenge, or ends in its favour."""
    if raw or not examination.examines_challenge(instance):
        return
    if instance._state.adding:
        if not examination.is_fit(instance.workflow):
            raise NotAllowed(examination.no_committee_message(instance.workflow))
    elif (
        instance.status == WorkflowState.STATUS_APPROVED
        and not examination.has_decided(instance)
        and examination.committees_decide()
    ):
        raise NotAllowed(examination.no_committee_message(instance.workflow))


def obstacle(page):
    """A sentence on why ``page`` is not examined as it should be; empty where nothing is wrong."""
    state = page.current_workflow_state
    if state is None:
        if page.live or page.has_workflow or not examination.committees_decide():
            return ""
        return examination.no_workflow_message(page.get_parent().title)
    if examination.is_fit(state.workflow) or examination.has_decided(state):
        return ""
    return examination.no_committee_message(state.workflow)


@hooks.register("before_create_page")
def begin_as_draft(request, parent_page, page_class):
    """A new challenge is kept as a draft where it would begin a workflow without a committee."""
    if not issubclass(page_class, ChallengeMixin) or not examination.committees_decide():
        return
    workflow = parent_page.get_workflow()
    if workflow is None or not examination.is_fit(workflow):
        hold_back(request, examination.no_workflow_message(parent_page.title), BEGIN)


@hooks.register("before_edit_page")
def keep_as_draft(request, page):
    """The same for one that is edited; nor does a group approve to the end what no committee has seen."""
    if not isinstance(page, ChallengeMixin):
        return
    if message := obstacle(page):
        state = page.current_workflow_state
        ends = ["action-workflow-action"] if _would_approve(request, state) else []
        hold_back(request, message, [*BEGIN, *ends])


def _would_approve(request, state):
    return (
        state is not None
        and state.is_at_final_task
        and request.POST.get("workflow-action-name") == "approve"
    )


def hold_back(request, message, actions):
    """Say it where the editor opens, and where one of ``actions`` was asked, which becomes a save."""
    request.crowdsolving_obstacle = message
    if request.method == "GET":
        # Wagtail fetches the editor again, in the background, once a new page is saved.
        if not request.GET.get("_w_hydrate_create_view"):
            messages.warning(request, message)
    elif asked := [name for name in actions if request.POST.get(name)]:
        request.POST = request.POST.copy()
        for name in asked:
            del request.POST[name]
        messages.error(request, message)


@hooks.register("construct_page_action_menu")
def hide_submission(menu_items, request, context):
    """Offer no button that would be refused: for a new page Wagtail asks the list, which may have others."""
    if context["view"] == "create" and getattr(request, "crowdsolving_obstacle", ""):
        menu_items[:] = [item for item in menu_items if item.name not in BEGIN]
