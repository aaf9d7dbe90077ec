"""The committees' desk: the public side of the selection, in the site's own look."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_crowdsolving import kept
from wagtail_crowdsolving.doors import private
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import actions, forms, judged, queries, rules, session
from wagtail_crowdsolving.selection import desk as reads
from wagtail_crowdsolving.selection.models import (
    Decision,
    Membership,
    Opinion,
    Outcome,
    ReviewDraft,
    Round,
)
from wagtail_crowdsolving.selection.tally import explain
from wagtail_crowdsolving.text import key_of

TEMPLATES = "wagtail_crowdsolving/selection/"
PER_PAGE = 20
READ = ("GET", "HEAD")
FORM = (*READ, "POST")
#: What is kept of each form when the session has ended, beside the review.
TYPED = {
    "round_recuse": ["reason"],
    "round_discussion": ["text"],
    "round_decision": ["outcome", "message", "departure", "meeting"],
}


def signed_in(view):
    """Ask to sign in; what is posted after the session has ended is kept until then."""

    @wraps(view)
    def wrapped(request, pk):
        if request.user.is_authenticated:
            return view(request, pk)
        if request.method == "POST" and _keep(request, get_object_or_404(Round, pk=pk)):
            messages.info(request, _("What you typed is kept. Log in to send it."))
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))

    return wrapped


def _keep(request, round):
    """Keep the words of a form until whom it was printed for has signed in. Returns whether it did."""
    user = kept.marked(request.POST)
    if user is None:
        return False
    if request.resolver_match.url_name == "round_review":
        typed = forms.ReviewForm(request.POST, round=round).typed()
        data = {"version": kept.posted_version(request.POST), "data": typed}
    else:
        names = TYPED.get(request.resolver_match.url_name, ())
        data = {name: request.POST[name] for name in names if request.POST.get(name)}
    return bool(data) and kept.keep(request, request.path, data, user=user)


def of_round(*methods):
    """A page of one round, for whom it concerns: ``view(request, round, seat)``.

    Who has no place in it and leads nothing gets a 404. Who stood aside or was replaced gets a page
    that says so, and not a word more of that round.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, pk):
            round = get_object_or_404(
                Round.objects.select_related("committee", "page__locale"), pk=pk
            )
            seat = queries.seat_of(request.user, round)
            may = rules.can_see_dossier(request.user, round) or rules.can_run(request.user, round)
            if seat is not None and not seat.is_active and not may:
                return TemplateResponse(
                    request, TEMPLATES + "aside.html", {"seat": seat}, status=403
                )
            if not may:
                raise Http404
            return view(request, round, seat)

        return require_http_methods(methods)(private(signed_in(wrapped)))

    return decorate


@private
@require_safe
@login_required
def desk(request):
    """What waits for this person first, then what they gave, then what is closed."""
    session.remember(request, request.user)
    counts = reads.counts_of(request.user)
    shown = Paginator(reads.seats_of(request.user), PER_PAGE)
    shown.count = sum(counts.values())
    shown = shown.get_page(request.GET.get("p"))
    rows = [_row(seat) for seat in shown]
    led = [row["round"].pk for row in rows if row["leads"]]
    given = reads.given_by_round(led) if led else {}
    for row in rows:
        row["given"] = given.get(row["round"].pk)
    groups = [
        {
            "label": label,
            "number": counts[urgency],
            "rows": [row for row in rows if row["seat"].urgency == urgency],
        }
        for urgency, label in reads.GROUPS.items()
        if any(row["seat"].urgency == urgency for row in rows)
    ]
    return TemplateResponse(
        request,
        TEMPLATES + "desk.html",
        {
            "groups": groups,
            "shown": shown,
            "waiting": counts.get(queries.TO_REVIEW, 0) + counts.get(queries.TO_DECIDE, 0),
        },
    )


def _row(seat):
    """What the desk says of one round."""
    is_open = seat.round.state == Round.State.OPEN
    leads = seat.role == Membership.Role.CHAIR
    return {
        "seat": seat,
        "round": seat.round,
        "left": reads.days_left(seat.round),
        "leads": leads and is_open,
        "to_review": seat.urgency == queries.TO_REVIEW,
        "to_decide": seat.urgency == queries.TO_DECIDE,
        "decision": getattr(seat.round, "decision", None) if leads else None,
        "outcome": seat.outcome,
        "outcome_label": seat.outcome and Outcome(seat.outcome).label,
    }


@of_round(*READ)
def round_page(request, round, seat):
    """The dossier as it is judged, and where this person stands with it."""
    if not rules.can_see_dossier(request.user, round):
        return redirect("wagtail_crowdsolving:round_progress", round.pk)
    earlier = reads.earlier_rounds(request.user, round)
    context = _context(request, round, seat)
    return TemplateResponse(
        request,
        TEMPLATES + "round.html",
        {
            **context,
            "parts": reads.parts_of(round, earlier[0] if earlier else None),
            "earlier": earlier,
            "corrections": judged.corrections_since(round),
            "seats": _sitting(round),
            "next": reads.next_to_review(request.user, round) if context["mine"] else None,
        },
    )


def _context(request, round, seat):
    """What every page of a round shows: its head, and the ways that are open to this person."""
    user = request.user
    mine = seat and seat.reviews.filter(superseded_at__isnull=True).first()
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
        "left": reads.days_left(round),
        "can_review": seat is not None and rules.can_review(user, seat),
        "can_recuse": seat is not None and rules.can_recuse(user, seat),
        "is_silent": seat is not None and seat.is_active and rules.could_read(seat),
        "can_read": rules.can_read_reviews(user, round),
        "can_discuss": rules.can_discuss(user, round),
        "can_run": rules.can_run(user, round),
        "can_see": rules.can_see_dossier(user, round),
        "can_decide": leads,
        "decision": decision if leads else None,
        "released": decision if decision and decision.state == Decision.State.RELEASED else None,
        "page_name": request.resolver_match.url_name,
    }


def _sitting(round):
    """Who sits: names, for whom, and who stood aside; never who has given."""
    return [
        {"seat": seat, "name": forms.name_of(seat.user)}
        for seat in round.seats.select_related("user", "organisation").filter(left_at__isnull=True)
    ]


# A review


@of_round(*FORM)
def review(request, round, seat):
    """The form: its draft is kept at each step, and given once it is complete."""
    if seat is None:
        raise Http404
    if not rules.votes(request.user, seat):
        raise NotAllowed
    if not rules.can_review(request.user, seat):
        return _too_late(request, round, seat)
    if request.method != "POST":
        draft, mine = _stored(seat)
        version, data = (draft.version, draft.data) if draft else (0, _data_of(mine))
        unsaved = kept.kept(request, request.path)
        if unsaved:
            version, data = unsaved["version"], unsaved["data"]
        form = forms.ReviewForm(initial=forms.ReviewForm.initial_from(data), round=round)
        return _review_page(request, round, seat, form, version=version, unsaved=bool(unsaved))
    form = forms.ReviewForm(request.POST, round=round)
    try:
        draft = _keep_draft(request, round, form)
    except Conflict as conflict:
        return _stale(request, round, seat, form, conflict)
    kept.forget(request, request.path)
    if request.POST.get("go") == "draft":
        messages.success(request, _saved(draft))
        return redirect(request.path)
    if form.is_valid():
        try:
            actions.record_review(round=round, by=request.user, **form.given())
        except ValidationError as error:
            form.add_door_errors(error)
        except Conflict as conflict:
            return _review_page(
                request, round, seat, form, version=draft.version, conflict=conflict, status=409
            )
        else:
            return _given(request, round)
    return _review_page(request, round, seat, form, version=draft.version)


@of_round("POST")
def review_draft(request, round, seat):
    """Keep what is typed, for the script of the form: answers with the draft's version and hour."""
    if seat is None:
        raise Http404
    form = forms.ReviewForm(request.POST, round=round)
    try:
        draft = _keep_draft(request, round, form)
    except Conflict as conflict:
        return JsonResponse({"message": str(conflict)}, status=409)
    return JsonResponse({"version": draft.version, "message": _saved(draft)})


def _keep_draft(request, round, form):
    version = kept.posted_version(request.POST)
    return actions.save_review_draft(
        round=round, by=request.user, data=form.typed(), version=version
    )


def _review_page(
    request, round, seat, form, *, version, conflict=None, others=(), unsaved=False, status=200
):
    return TemplateResponse(
        request,
        TEMPLATES + "review.html",
        {
            **_context(request, round, seat),
            "form": form,
            "version": version,
            "saved": _saved(draft) if (draft := _stored(seat)[0]) else "",
            "conflict": conflict,
            "others": others,
            "unsaved": unsaved,
            "parts": reads.parts_of(round),
        },
        status=status,
    )


def _stored(seat):
    """``(draft, current review)`` as they are in the database now, or ``None``."""
    return (
        ReviewDraft.objects.filter(seat=seat).first(),
        seat.reviews.filter(superseded_at__isnull=True).first(),
    )


def _data_of(review):
    names = ("opinion", "scores", "comment", "to_proposer")
    return {name: getattr(review, name) for name in names} if review else {}


def _stale(request, round, seat, form, conflict):
    """The draft is no longer what this form was made from: a second click, or another window."""
    if _is_given(seat, form):
        return _given(request, round)
    draft, mine = _stored(seat)
    stored = draft.data if draft else _data_of(mine)
    kept = forms.ReviewForm.initial_from(stored)
    typed = forms.ReviewForm.initial_from(form.typed())
    others = [
        (form[name].label, _readable(form.fields[name], kept[name]))
        for name in form.fields
        if kept.get(name) and kept.get(name) != typed.get(name)
    ]
    if request.POST.get("go") == "draft":
        # Of a draft nothing is asked.
        form = forms.ReviewForm(initial=typed, round=round)
    return _review_page(
        request,
        round,
        seat,
        form,
        version=draft.version if draft else 0,
        conflict=conflict,
        others=others,
        status=409,
    )


def _readable(field, value):
    return str(dict(getattr(field, "choices", [])).get(value, value))


def _too_late(request, round, seat):
    """The round is over: what was typed is shown once more, and leads nowhere."""
    message = (
        _(
            "You could read the others’ reviews when this round was closed: yours is not asked any more."
        )
        if round.state == Round.State.OPEN
        else _("This round is closed: it takes no more reviews.")
    )
    if request.method != "POST":
        messages.info(request, message)
        return redirect("wagtail_crowdsolving:round", round.pk)
    form = forms.ReviewForm(request.POST, round=round)
    if _is_given(seat, form):
        return _given(request, round)
    return _review_page(
        request,
        round,
        seat,
        form,
        version=kept.posted_version(request.POST),
        conflict=message,
        status=409,
    )


def _is_given(seat, form):
    """Whether the review that stands is the one of the form: it was sent twice."""
    mine = _stored(seat)[1]
    return mine is not None and form.is_valid() and form.given() == _data_of(mine)


def _given(request, round):
    """A review is in: on to the next dossier that waits."""
    message = _("Thank you: your review is given.")
    if following := reads.next_to_review(request.user, round):
        message = format_html(
            '{} <a href="{}">{}</a>',
            message,
            reverse("wagtail_crowdsolving:round", args=[following.round_id]),
            _("Next dossier: %(title)s") % {"title": following.round.title},
        )
    messages.success(request, message)
    return redirect("wagtail_crowdsolving:round", round.pk)


def _saved(draft):
    at = timezone.localtime(draft.updated_at)
    hour = time_format(at, "H:i")
    if at.date() == timezone.localdate():
        return _("Draft saved at %(hour)s") % {"hour": hour}
    return _("Draft saved on %(day)s at %(hour)s") % {"day": date_format(at), "hour": hour}


@of_round(*FORM)
def recuse(request, round, seat):
    """Stand aside, with a reason, before one's own review is in."""
    if seat is None:
        raise Http404
    if not seat.votes:
        raise NotAllowed
    form = forms.RecusalForm(
        request.POST if request.method == "POST" else None,
        initial=kept.kept(request, request.path),
    )
    conflict = None
    if not rules.can_recuse(request.user, seat):
        conflict = _(
            "One can only stand aside while the round is open and before giving one's review."
        )
        if request.method != "POST":
            messages.error(request, conflict)
            return redirect("wagtail_crowdsolving:round", round.pk)
    elif request.method == "POST" and form.is_valid():
        try:
            actions.recuse(round=round, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_door_errors(error)
        except Conflict as error:
            conflict = error
        else:
            kept.forget(request, request.path)
            messages.success(
                request, _("You stand aside from this examination. The chair is told.")
            )
            return redirect("wagtail_crowdsolving:committee_desk")
    return TemplateResponse(
        request,
        TEMPLATES + "recuse.html",
        {**_context(request, round, seat), "form": form, "conflict": conflict},
        status=409 if conflict else 200,
    )


# Reviews and discussion


@of_round(*FORM)
def discussion(request, round, seat):
    """The reviews and what the members say of them, once one's own review is in."""
    context = _context(request, round, seat)
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
            "reviews": _reviews(request.user, round),
            "discussion": [
                {"message": message, "author": forms.name_of(message.author)}
                for message in queries.visible_messages(request.user, round)
            ],
            "tally": _tally(request.user, round),
        },
        status=409 if conflict else 200,
    )


def _why_locked(seat):
    if seat is not None and seat.votes:
        return _("The reviews and the discussion open to you once your own review is in.")
    return _("The reviews and the discussion can be read once the round is closed.")


def _tally(user, round):
    """What the round's frozen tally says, in words, to whom may read it."""
    tally = queries.visible_tally(user, round)
    return tally and {
        "outcome": tally["outcome"],
        "label": Outcome(tally["outcome"]).label,
        "sentences": explain(tally),
        "counts": [(label, tally["counts"].get(opinion, 0)) for opinion, label in Opinion.choices],
        "score": tally["score"],
    }


def _reviews(user, round):
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


# For the chair


@of_round(*FORM)
def progress(request, round, seat):
    """Who has given their review, and what a chair does about those who have not."""
    if not rules.can_run(request.user, round):
        raise NotAllowed
    absent = list(reads.people_without_seat(round)) if round.committee else []
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
            **_context(request, round, seat),
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
    reviews = _reviews(request.user, round)
    return TemplateResponse(
        request,
        TEMPLATES + "decision.html",
        {
            **_context(request, round, seat),
            "decision": made,
            "may_decide": may_decide,
            "may_release": may_release,
            "may_undo": made is not None and rules.can_undo(request.user, made),
            "form": form,
            "conflict": conflict,
            "tally": _tally(request.user, round),
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
