"""A moderator's "validate" is undone, for as long as nobody has been told of it."""

from time import time

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import View
from wagtail.admin import messages

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, judging
from wagtail_crowdsolving.contributions.admin.access import SPACE
from wagtail_crowdsolving.contributions.models import ModerationDecision
from wagtail_crowdsolving.text import key_of

#: Where the session keeps what its moderator has just published: no page looks it up.
KEPT = "crowdsolving_published"


def remember(request, decision):
    request.session[KEPT] = [decision.pk, decision.contribution_id, int(time())]


def offered(request):
    """``{"url", "decision", "seconds"}`` of what can be taken back now, or ``None``."""
    kept = request.session.get(KEPT)
    left = kept and kept[2] + judging.UNDO_SECONDS - int(time())
    if not left or left <= 0:
        return None
    url = reverse(f"{SPACE}:take_back", args=[kept[1]])
    return {"url": url, "decision": kept[0], "seconds": left}


class TakeBackView(View):
    def post(self, request, pk):
        if not (request.user.is_authenticated and request.user.is_active):
            raise PermissionDenied
        decision = (
            ModerationDecision.objects.select_related("contribution__page")
            .filter(pk=key_of(request.POST.get("decision", "")), contribution=pk)
            .first()
        )
        if decision is None:
            raise Http404
        with doors.asked(request=request) as answer:
            actions.take_back(decision=decision, by=request.user)
        request.session.pop(KEPT, None)
        if not answer.is_done:
            return redirect(f"{SPACE}:inspect", pk)
        messages.success(request, gettext("The publication is taken back. The text waits again."))
        return redirect(f"{SPACE}:desk_one", pk)
