"""A round and its dossier, as a member reads them."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse

from wagtail_crowdsolving import kept
from wagtail_crowdsolving.selection import judged, queries, rules
from wagtail_crowdsolving.selection.minutes import name_of, names_of
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.views.access import READ, TEMPLATES, of_round


@of_round(*READ)
def round_page(request, round, seat):
    """The dossier as it is judged, and where this person stands with it."""
    if not rules.can_see_dossier(request.user, round):
        return redirect("wagtail_crowdsolving:round_progress", round.pk)
    earlier = queries.earlier_rounds(request.user, round)
    context = context_of(request, round, seat)
    return TemplateResponse(
        request,
        TEMPLATES + "round.html",
        {
            **context,
            "parts": queries.parts_of(round, earlier[0] if earlier else None),
            "earlier": earlier,
            "corrections": judged.corrections_since(round),
            "seats": _sitting(round),
            "next": queries.next_to_review(request.user, round) if context["mine"] else None,
        },
    )


def context_of(request, round, seat):
    """What every page of a round shows: its head, and the ways that are open to this person."""
    user = request.user
    mine = seat and seat.reviews.current().first()
    decision = Decision.objects.filter(round=round).select_related("meeting").first()
    closed = round.state == Round.State.CLOSED
    leads = closed and (
        rules.can_decide(user, round)
        or (decision is not None and rules.can_release(user, decision))
    )
    return {
        "round": round,
        "seat": seat,
        "reader": kept.mark(user),
        "mine": mine,
        "draft": getattr(seat, "draft", None) if seat and not mine else None,
        "left": queries.days_left(round),
        "can_review": seat is not None and rules.can_review(user, seat),
        "can_recuse": seat is not None and rules.can_recuse(user, seat),
        "is_silent": seat is not None and seat.is_active and rules.could_read(seat),
        "can_read": rules.can_read_reviews(user, round),
        "can_discuss": rules.can_discuss(user, round),
        "can_run": rules.can_run(user, round),
        "can_see": rules.can_see_dossier(user, round),
        "can_decide": leads,
        "decision": decision if leads else None,
        "released": decision if decision and decision.is_released else None,
        "page_name": request.resolver_match.url_name,
    }


def _sitting(round):
    """Who sits: names, for whom, and who stood aside; never who has given."""
    seats = list(round.seats.select_related("user", "organisation").filter(left_at__isnull=True))
    names = names_of(seat.user for seat in seats)
    return [{"seat": seat, "name": names.get(seat.user_id) or name_of(None)} for seat in seats]
