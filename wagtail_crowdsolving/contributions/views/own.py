"""All that a member has written."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, queries, rules, statements
from wagtail_crowdsolving.contributions.models import (
    State,
)
from wagtail_crowdsolving.contributions.views.common import own_contribution
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.notifications.queries import followed_by

MINE_PER_PAGE = 20


@doors.private
@require_POST
@login_required
def withdraw_amendment(request, pk):
    """The author takes back the change of a published text."""
    contribution = own_contribution(request, pk)
    with doors.asked(request=request) as answer:
        amendment = queries.waiting_amendment(contribution)
        if amendment is None:
            raise Conflict(gettext("This change no longer waits."))
        actions.withdraw_amendment(amendment=amendment, by=request.user)
    if answer.is_done:
        messages.success(
            request, gettext("Your change is taken back. Your text stays as everybody reads it.")
        )
    return redirect("wagtail_crowdsolving:my_contributions")


@doors.private
@login_required
def withdraw(request, pk):
    """The author takes back a contribution, after a question."""
    contribution = own_contribution(request, pk)
    if request.method == "POST":
        with doors.asked(request=request) as answer:
            actions.withdraw(contribution=contribution, by=request.user)
        if answer.is_done:
            messages.success(request, gettext("Your contribution is withdrawn."))
        return redirect("wagtail_crowdsolving:my_contributions")
    if not rules.can_withdraw(request.user, contribution):
        raise Http404
    return render(
        request,
        "wagtail_crowdsolving/contributions/withdraw.html",
        {"contribution": contribution},
    )


@doors.private
@require_safe
@login_required
def my_contributions(request):
    """All that a member wrote: where it stands, and why. Asked for one ``contribution``, its page."""
    mine, number = queries.mine(request.user), request.GET.get("p")
    asked = request.GET.get("contribution", "")
    if re.fullmatch("[0-9]{1,18}", asked):
        number = queries.place_among_mine(request.user, asked) // MINE_PER_PAGE + 1
    shown = Paginator(mine, MINE_PER_PAGE).get_page(number)
    items = [
        {
            "contribution": contribution,
            "decision": next(iter(contribution.decisions.all()), None),
            "statements": [
                statements.Statement(decision)
                for decision in contribution.decisions.all()
                if decision.is_restriction
            ],
            "can_edit": rules.can_edit(request.user, contribution),
            "can_withdraw": rules.can_withdraw(request.user, contribution),
            "is_public": contribution.state == State.PUBLISHED,
            "amendment": next(iter(contribution.waiting_amendments), None),
        }
        for contribution in shown
    ]
    return render(
        request,
        "wagtail_crowdsolving/contributions/mine.html",
        {
            "items": items,
            "shown": shown,
            "drafts": list(queries.drafts_of(request.user)) if shown.number == 1 else [],
            "follows": followed_by(request.user),
        },
    )
