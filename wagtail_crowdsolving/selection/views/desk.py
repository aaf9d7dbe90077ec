"""What waits for a member of a committee."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.selection import queries, session
from wagtail_crowdsolving.selection.models import Membership, Round
from wagtail_crowdsolving.selection.views.access import TEMPLATES, Search
from wagtail_crowdsolving.selection.words import Outcome

PER_PAGE = 20


@doors.private
@require_safe
@login_required
def desk(request):
    """What waits for this person first, then what they gave, then what is closed."""
    session.remember(request, request.user)
    columns = ("round__title", "round__committee__name")
    search = Search(request, queries.seats_of(request.user), *columns)
    counts = everything = queries.counts_of(request.user)
    if search.typed:
        counts = queries.counted(search.found)
    shown = Paginator(search.found, PER_PAGE)
    shown.count = sum(counts.values())
    shown = shown.get_page(request.GET.get("p"))
    rows = [_row(seat) for seat in shown]
    led = [row["round"].pk for row in rows if row["leads"] or row["to_decide"]]
    troubled = queries.with_troubles(Round.objects.filter(pk__in=led), request.user) if led else []
    known = {round.pk: round for round in troubled}
    for row in rows:
        led = known.get(row["round"].pk)
        row["given"] = led and row["leads"] and (led.given, led.given + led.missing)
        row["troubles"] = led.troubles_now if led else []
    groups = [
        {
            "label": label,
            "number": counts[urgency],
            "rows": [row for row in rows if row["seat"].urgency == urgency],
        }
        for urgency, label in queries.GROUPS.items()
        if any(row["seat"].urgency == urgency for row in rows)
    ]
    return TemplateResponse(
        request,
        TEMPLATES + "desk.html",
        {
            "groups": groups,
            "shown": shown,
            "search": search,
            "chairs": queries.meetings_chaired_by(request.user).exists(),
            "waiting": everything.get(queries.TO_REVIEW, 0) + everything.get(queries.TO_DECIDE, 0),
        },
    )


def _row(seat):
    """What the desk says of one round."""
    is_open = seat.round.state == Round.State.OPEN
    leads = seat.role == Membership.Role.CHAIR
    return {
        "seat": seat,
        "round": seat.round,
        "left": queries.days_left(seat.round),
        "leads": leads and is_open,
        "to_review": seat.urgency == queries.TO_REVIEW,
        "to_decide": seat.urgency == queries.TO_DECIDE,
        "decision": getattr(seat.round, "decision", None) if leads else None,
        "outcome": seat.outcome,
        "outcome_label": seat.outcome and Outcome(seat.outcome).label,
    }
