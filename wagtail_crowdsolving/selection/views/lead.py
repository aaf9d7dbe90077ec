"""For the chair of a round: its progress, and its decision."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.selection import actions, forms, queries, rules, said
from wagtail_crowdsolving.selection.minutes import name_of, names_of
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.troubles import OFFERS, offers
from wagtail_crowdsolving.selection.views.access import FORM, TEMPLATES, TYPED, of_round
from wagtail_crowdsolving.selection.views.discussion import reviews_for, tally_for
from wagtail_crowdsolving.selection.views.rounds import context_of
from wagtail_crowdsolving.text import key_of


@of_round(*FORM)
def progress(request, round, seat):
    """Who has given their review, and what a chair does about those who have not."""
    if not rules.can_run(request.user, round):
        raise NotAllowed
    standing = queries.progress(round, request.user)
    names = names_of(seat.user for seat in standing["seats"])
    people = _people(round, standing["seats"], names)
    shown = {
        "extend": forms.ExtendForm(initial={"due_at": round.due_at}, prefix="extend"),
        "reopen": forms.ReopenForm(prefix="reopen"),
        "invite": forms.InviteForm(prefix="invite", **people["invite"]),
    }
    if people["replace"]["offered"] and people["replace"]["people"]:
        seat_of_link = {"seat": key_of(request.GET.get("seat"))}
        shown["replace"] = forms.ReplaceForm(
            prefix="replace", initial=seat_of_link, **people["replace"]
        )
    answer = doors.Answer()
    if request.method == "POST":
        do = request.POST.get("do")
        form, door, done = _act(request, round, do, people)
        if form.is_valid():
            with doors.asked() as answer:
                done_with = door(by=request.user, **form.given())
        if answer.is_done:
            messages.success(request, done(done_with) if callable(done) else done)
            return redirect(request.path)
        if answer.error and not answer.conflict:
            doors.put(form, answer.error)
        shown[do] = form
    troubles_now = queries.visible_troubles(request.user, round, standing)
    return answer.render(
        request,
        TEMPLATES + "progress.html",
        {
            **context_of(request, round, seat),
            "progress": standing,
            "troubles": troubles_now,
            "offers": [(name, OFFERS[name]) for name in offers(round, troubles_now)],
            "rows": _progress_rows(standing["seats"], names),
            "invitations": queries.open_invitations(request.user, round=round),
            "conflict": answer.conflict,
            "forms": shown,
        },
    )


def _people(round, seats, names):
    """By what is done: whom the forms offer, worked out once however many places there are."""
    absent = queries.people_without_seat(round)
    people = {"people": absent, "choices": forms.choices_of(absent)}
    offered = [
        (seat.pk, names.get(seat.user_id) or name_of(None))
        for seat in seats
        if seat.can_be_replaced
    ]
    return {
        "invite": people,
        "replace": {**people, "seats": round.seats.all(), "offered": offered},
    }


def _progress_rows(seats, names):
    """Each place in the round, and who has taken it over."""
    rows = []
    for seat in seats:
        row = {"seat": seat, "name": names.get(seat.user_id) or name_of(None)}
        if seat.successor:
            row["successor"] = names.get(seat.successor.user_id) or name_of(None)
        rows.append(row)
    return rows


def _act(request, round, do, people):
    """One of the chair's acts: ``(the form, the door, what to say when it is done)``, or what makes the
    sentence of what the door answers."""
    post = request.POST
    if do == "replace":
        form = forms.ReplaceForm(post, prefix="replace", **people["replace"])
        return (
            form,
            actions.replace_member,
            lambda _made: said.replaced_message(form.given()["seat"]),
        )
    if do in ("send_again", "withdraw"):
        found = queries.invitations(request.user, round.committee_id).filter(round=round)
        invitation = get_object_or_404(found, pk=key_of(post.get("invitation")))
        if do == "withdraw":
            door, done = actions.withdraw_invitation, _("The invitation is withdrawn.")
        else:
            door, done = actions.send_invitation_again, _("The invitation is sent again.")
        return forms.RoundForm(post), partial(door, invitation=invitation), done
    if do == "remind":
        seat = get_object_or_404(round.seats, pk=key_of(post["seat"])) if "seat" in post else None
        return (
            forms.RoundForm(post),
            partial(actions.remind, round=round, seat=seat),
            said.reminded_message,
        )
    if do == "close":
        form, door, done = (
            forms.RoundForm(post),
            actions.close_round,
            _("The round is closed. Whoever decides is told."),
        )
    elif do == "invite":
        form = forms.InviteForm(post, prefix="invite", **people["invite"])
        return form, lambda **typed: form.door(round=round, **typed), said.invited_message
    elif do == "extend":
        form = forms.ExtendForm(post, prefix="extend")
        door, done = (
            actions.extend,
            _("The deadline is moved. Those whose opinion is awaited are told."),
        )
    elif do == "reopen":
        form = forms.ReopenForm(post, prefix="reopen")
        door, done = actions.reopen_round, _("The round is open again. Its members are told.")
    else:
        raise Http404
    return form, partial(door, round=round), done


@of_round(*FORM)
def decision(request, round, seat):
    """The chair's decision: what the tally says, what is written to the proposer, and its release."""
    made = Decision.objects.filter(round=round).select_related("meeting").first()
    may_release = made is not None and rules.can_release(request.user, made)
    may_decide = rules.can_decide(request.user, round)
    if not may_decide and not may_release:
        raise NotAllowed
    if round.state != Round.State.CLOSED and request.method != "POST":
        messages.info(request, _("A decision is taken once the round is closed."))
        return redirect("wagtail_crowdsolving:round", round.pk)
    form = forms.DecisionForm(
        request.POST if request.POST.get("do") in ("save", "prepare") else None,
        meetings=queries.meetings_for(round),
        initial=kept.kept(request, request.path)
        or {name: getattr(made, name, None) for name in TYPED["round_decision"]}
        | ({} if made else {"outcome": (round.tally or {}).get("outcome")}),
    )
    answer = doors.Answer()
    if request.method == "POST":
        door, done = _decide(request, round, made, form)
        if not form.is_bound or form.is_valid():
            with doors.asked() as answer:
                door()
        if answer.is_done:
            kept.forget(request, request.path)
            messages.success(request, done)
            return redirect(request.path)
        if answer.error and not answer.conflict:
            doors.put(form, answer.error)
        made = Decision.objects.filter(round=round).select_related("meeting").first()
    reviews, _names = reviews_for(request.user, round)
    return answer.render(
        request,
        TEMPLATES + "decision.html",
        {
            **context_of(request, round, seat),
            "decision": made,
            "may_decide": may_decide,
            "may_release": may_release,
            "may_undo": made is not None and rules.can_undo(request.user, made),
            "form": form,
            "has_casting_vote": rules.has_casting_vote(request.user, round),
            "conflict": answer.conflict,
            "tally": tally_for(request.user, round),
            "reviews": reviews,
            "words": [row["review"].to_proposer for row in reviews if row["review"].to_proposer],
        },
    )


def _decide(request, round, made, form):
    """``(what is done, what is said then)``."""
    by, do = request.user, request.POST.get("do")

    def draft():
        return actions.draft_decision(round=round, by=by, **form.given())

    if do == "save":
        return draft, _("The draft of the decision is kept.")
    if do == "prepare":
        return (
            lambda: actions.prepare_decision(decision=draft(), by=by),
            _("The decision is prepared. Nothing is sent before it is released."),
        )
    if made is None or do not in ("undo", "release"):
        raise Http404
    if do == "undo":
        return partial(actions.undo_decision, decision=made, by=by), _(
            "The decision is a draft again."
        )
    return (
        partial(actions.release_decision, decision=made, by=by),
        _("The decision is released, and the proposer is told."),
    )
