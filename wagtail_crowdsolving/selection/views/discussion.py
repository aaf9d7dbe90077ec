"""What the members of a round thought, and say of it to one another."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.selection import actions, forms, queries
from wagtail_crowdsolving.selection.minutes import name_of, names_of
from wagtail_crowdsolving.selection.tally import explain
from wagtail_crowdsolving.selection.views.access import FORM, TEMPLATES, of_round
from wagtail_crowdsolving.selection.views.rounds import context_of
from wagtail_crowdsolving.selection.words import Opinion, Outcome


@of_round(*FORM)
def discussion(request, round, seat):
    """The reviews and what the members say of them, once one's own review is in."""
    context = context_of(request, round, seat)
    if not context["can_read"] and not context["can_discuss"]:
        if request.method == "POST":
            raise NotAllowed
        messages.info(request, _why_locked(seat))
        return redirect("wagtail_crowdsolving:round", round.pk)
    form = forms.MessageForm(
        request.POST if request.method == "POST" else None,
        initial=kept.kept(request, request.path),
    )
    answer = doors.Answer()
    if request.method == "POST" and form.is_valid() and _is_last(request, round, form):
        messages.info(request, _("You have sent this already: it is kept once."))
        return redirect(f"{request.path}#last")
    if request.method == "POST" and form.is_valid():
        with doors.asked(form) as answer:
            actions.post_message(round=round, by=request.user, **form.given())
    if answer.is_done:
        kept.forget(request, request.path)
        kept.sent(request)
        return redirect(f"{request.path}#last")
    messages_read = list(queries.visible_messages(request.user, round))
    authors = [message.author for message in messages_read]
    reviews, names = reviews_for(request.user, round, authors)
    return answer.render(
        request,
        TEMPLATES + "discussion.html",
        {
            **context,
            "form": form,
            "reviews": reviews,
            "discussion": [
                {"message": message, "author": names.get(message.author_id) or name_of(None)}
                for message in messages_read
            ],
            "tally": tally_for(request.user, round),
        },
    )


def _is_last(request, round, form):
    """Whether this very message is the last that the round reads: sent twice, by the way back."""
    if not kept.sent_before(request):
        return False
    last = list(queries.visible_messages(request.user, round))[-1:]
    return bool(last) and (last[0].author, last[0].text) == (request.user, form.given()["text"])


def _why_locked(seat):
    if seat is not None and seat.votes:
        return _("The reviews and the discussion open to you once your own review is in.")
    return _("The reviews and the discussion can be read once the round is closed.")


def tally_for(user, round):
    """What the round's frozen tally says, in words, to whom may read it."""
    tally = queries.visible_tally(user, round)
    return tally and {
        "outcome": tally["outcome"],
        "label": Outcome(tally["outcome"]).label,
        "sentences": explain(tally),
        "counts": [(label, tally["counts"].get(opinion, 0)) for opinion, label in Opinion.choices],
        "score": tally["score"],
    }


def reviews_for(user, round, authors=()):
    """``(reviews, names)``: those that this person may read, with their marks in the order of the criteria,
    and ``{person: name}`` of who gave them and of ``authors``, told apart."""
    given = list(queries.visible_reviews(user, round))
    names = names_of([*(review.seat.user for review in given), *authors])
    reviews = [
        {
            "review": review,
            "name": names.get(review.seat.user_id) or name_of(None),
            "seat": review.seat,
            "is_mine": review.seat.user_id == user.pk,
            "marks": [
                {
                    "label": criterion["label"],
                    "scale": criterion["scale"],
                    "mark": review.scores.get(criterion["key"]),
                    "is_na": criterion["key"] in review.scores,
                }
                for criterion in round.criteria
            ],
        }
        for review in given
    ]
    return reviews, names
