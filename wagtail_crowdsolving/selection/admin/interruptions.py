"""On the board: the challenges that nobody examines, and the button that begins."""

import swapper
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.selection import actions, queries, rules

swapper.set_app_prefix("wagtailcore", "wagtail")

#: How many are shown, those that have waited longest.
SHOWN = 50


def shown(user):
    """The first of ``queries.interrupted``, with ``days`` and ``page_id``. 1 query."""
    now = timezone.now()
    pages = list(queries.interrupted(user)[:SHOWN])
    for page in pages:
        page.page_id = page.pk
        page.days = (now - page.since).days
    return pages


def context_of(pages, user):
    """What the board says of ``pages``, which get ``can_begin``; each list's obstacle is said once."""
    if not pages:
        return {}
    assigned = examination.assignments()
    fit = set(examination.holding_workflows().values_list("pk", flat=True))
    decide = examination.committees_decide()
    obstacles = {}
    for page in pages:
        found = examination.nearest(page, assigned)
        page.can_begin = found is not None and (found.workflow.pk in fit or not decide)
        if not page.can_begin:
            obstacles[page.list_title] = examination.no_workflow_message(page.list_title)
    number = len(pages) if len(pages) < SHOWN else queries.interrupted(user).count()
    return {
        "interrupted": pages,
        "interrupted_number": number,
        "obstacles": list(obstacles.values()),
    }


@require_POST
def take_up(request, pk):
    """Begin the examination of the page ``pk`` again, and return to the board."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk).first()
    if page is None:
        raise Http404
    with doors.asked(request=request) as answer:
        state = actions.take_up_again(page=page, by=request.user)
    if answer.is_done:
        messages.success(
            request,
            _("The examination of “%(title)s” begins anew, at its first step: %(step)s.")
            % {"title": page.draft_title, "step": state.current_task_state.task.name},
        )
    return redirect("crowdsolving_rounds:index")
