"""What the members of a round thought, and say of it to one another."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wagtail_crowdsolving import kept
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import actions, forms, queries
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
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.post_message(round=round, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_door_errors(error)
        except Conflict as error:
            conflict = error
        else:
            kept.forget(request, request.path)
            return redirect(f"{request.path}#last")
    return TemplateResponse(
        request,
        TEMPLATES + "discussion.html",
        {
            **context,
            "form": form,
            "conflict": conflict,
            "reviews": reviews_for(request.user, round),
            "discussion": [
                {"message": message, "author": forms.name_of(message.author)}
                for message in queries.visible_messages(request.user, round)
            ],
            "tally": tally_for(request.user, round),
        },
        status=409 if conflict else 200,
    )


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


def reviews_for(user, round):
    """The reviews that this person may read, with their marks in the order of the criteria."""
    return [
        {
            "review": review,
            "name": forms.name_of(review.seat.user),
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
        for review in queries.visible_reviews(user, round)
    ]
