"""For the chair of a round: its progress, and its decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wagtail_crowdsolving import kept
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import actions, forms, queries, rules
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.views.access import FORM, TEMPLATES, TYPED, of_round
from wagtail_crowdsolving.selection.views.discussion import reviews_for, tally_for
from wagtail_crowdsolving.selection.views.rounds import context_of
from wagtail_crowdsolving.text import key_of


@of_round(*FORM)
def progress(request, round, seat):
    """Who has given their review, and what a chair does about those who have not."""
    if not rules.can_run(request.user, round):
        raise NotAllowed
    absent = list(queries.people_without_seat(round)) if round.committee else []
    shown = {
        "extend": forms.ExtendForm(initial={"due_at": round.due_at}, prefix="extend"),
        "reopen": forms.ReopenForm(prefix="reopen"),
        "invite": forms.InviteForm(people=absent, prefix="invite"),
    }
    conflict = None
    if request.method == "POST":
        do = request.POST.get("do")
        try:
            done, form = _lead(request, round, do, absent)
        except Conflict as error:
            conflict = error
        else:
            if done:
                messages.success(request, done)
                return redirect(request.path)
            shown[do] = form
    standing = queries.progress(round)
    return TemplateResponse(
        request,
        TEMPLATES + "progress.html",
        {
            **context_of(request, round, seat),
            "progress": standing,
            "rows": _progress_rows(round, standing["seats"], absent, shown.pop("replace", None)),
            "absent": absent,
            "conflict": conflict,
            "forms": shown,
        },
        status=409 if conflict else 200,
    )


def _progress_rows(round, seats, absent, corrected):
    """Each place in the round, with the form that gives it to somebody else where that can be."""
    rows = []
    for seat in seats:
        row = {"seat": seat, "name": forms.name_of(seat.user)}
        if seat.successor:
            row["successor"] = forms.name_of(seat.successor.user)
        can_go = seat.standing in ("missing", "silent", "observer") or (
            seat.standing == "recused" and seat.left_at is None
        )
        if round.state == Round.State.OPEN and absent and can_go:
            prefix = f"replace-{seat.pk}"
            row["form"] = (
                corrected
                if corrected is not None and corrected.prefix == prefix
                else forms.PersonForm(people=absent, prefix=prefix)
            )
        rows.append(row)
    return rows


def _lead(request, round, do, absent):
    """One of the chair's acts: ``(what to say, None)``, or ``("", the form to correct)``."""
    by, post = request.user, request.POST
    if do == "close":
        actions.close_round(round=round, by=by)
        return _("The round is closed."), None
    if do == "replace":
        seat = get_object_or_404(round.seats, pk=key_of(post.get("seat")))
        form = forms.PersonForm(post, people=absent, prefix=f"replace-{seat.pk}")

        def act(user):
            actions.replace_member(seat=seat, by=by, user=user)

        done = _("The place has been given to somebody else, who is told.")
    elif do == "invite":
        form = forms.InviteForm(post, people=absent, prefix="invite")

        def act(user, role):
            actions.invite(round=round, by=by, user=user, role=role)

        done = _("The person is invited.")
    elif do == "extend":
        form = forms.ExtendForm(post, prefix="extend")

        def act(due_at):
            actions.extend(round=round, by=by, due_at=due_at)

        done = _("The members have more time.")
    elif do == "reopen":
        form = forms.ReopenForm(post, prefix="reopen")

        def act(reason, due_at):
            actions.reopen_round(round=round, by=by, reason=reason, due_at=due_at)

        done = _("The round is open again.")
    else:
        raise Http404
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except ValidationError as error:
            form.add_door_errors(error)
        else:
            return done, None
    return "", form


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
    conflict, status = None, 200
    if request.method == "POST":
        try:
            if done := _decide(request, round, made, form):
                kept.forget(request, request.path)
                messages.success(request, done)
                return redirect(request.path)
        except Conflict as error:
            conflict, status = error, 409
        made = Decision.objects.filter(round=round).select_related("meeting").first()
    reviews = reviews_for(request.user, round)
    return TemplateResponse(
        request,
        TEMPLATES + "decision.html",
        {
            **context_of(request, round, seat),
            "decision": made,
            "may_decide": may_decide,
            "may_release": may_release,
            "may_undo": made is not None and rules.can_undo(request.user, made),
            "form": form,
            "conflict": conflict,
            "tally": tally_for(request.user, round),
            "reviews": reviews,
            "words": [row["review"].to_proposer for row in reviews if row["review"].to_proposer],
        },
        status=status,
    )


def _decide(request, round, made, form):
    """What was done, in words; empty where the form must be corrected."""
    by, do = request.user, request.POST.get("do")
    if do in ("save", "prepare"):
        if not form.is_valid():
            return ""
        try:
            made = actions.draft_decision(round=round, by=by, **form.given())
            if do == "save":
                return _("The draft of the decision is kept.")
            actions.prepare_decision(decision=made, by=by)
        except ValidationError as error:
            form.add_door_errors(error)
            return ""
        return _("The decision is prepared. Nothing is sent before it is released.")
    if made is None or do not in ("undo", "release"):
        raise Http404
    if do == "undo":
        actions.undo_decision(decision=made, by=by)
        return _("The decision is a draft again.")
    _released, refused = actions.release_decisions(decisions=[made], by=by)
    for _decision, conflict in refused:
        raise conflict
    return _("The decision is released, and the proposer is told.")
