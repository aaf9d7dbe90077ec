"""A member gives their review, or stands aside."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wagtail_crowdsolving import clock, dates, doors, kept
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.selection import actions, forms, queries, rules
from wagtail_crowdsolving.selection.models import ReviewDraft, Round
from wagtail_crowdsolving.selection.views.access import FORM, TEMPLATES, of_round
from wagtail_crowdsolving.selection.views.rounds import context_of


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
    with doors.asked() as answer:
        draft = _keep_draft(request, round, form)
    if not answer.is_done:
        return _stale(request, round, seat, form, answer)
    kept.forget(request, request.path)
    if request.POST.get("go") == "draft":
        messages.success(request, _saved(draft))
        return redirect(request.path)
    if form.is_valid():
        with doors.asked() as answer:
            actions.give_review(round=round, by=request.user, **form.given())
        if answer.is_done:
            return _given(request, round)
        if answer.conflict:
            return _review_page(
                request,
                round,
                seat,
                form,
                version=draft.version,
                conflict=answer.conflict,
                status=answer.status,
            )
        doors.put(form, answer.error)
    return _review_page(request, round, seat, form, version=draft.version)


@of_round("POST")
def review_draft(request, round, seat):
    """Keep what is typed, for the script of the form: answers with the draft's version and hour."""
    if seat is None:
        raise Http404
    form = forms.ReviewForm(request.POST, round=round)
    with doors.asked() as answer:
        draft = _keep_draft(request, round, form)
    if not answer.is_done:
        return JsonResponse({"message": str(answer.error)}, status=answer.status)
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
            **context_of(request, round, seat),
            "form": form,
            "version": version,
            "saved": _saved(draft) if (draft := _stored(seat)[0]) else "",
            "conflict": conflict,
            "others": others,
            "unsaved": unsaved,
            "parts": queries.parts_of(round),
        },
        status=status,
    )


def _stored(seat):
    """``(draft, current review)`` as they are in the database now, or ``None``."""
    return (
        ReviewDraft.objects.filter(seat=seat).first(),
        seat.reviews.current().first(),
    )


def _data_of(review):
    names = ("opinion", "scores", "comment", "to_proposer")
    return {name: getattr(review, name) for name in names} if review else {}


def _stale(request, round, seat, form, answer):
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
        conflict=answer.error,
        others=others,
        status=answer.status,
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
    if following := queries.next_to_review(request.user, round):
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
    if at.date() == clock.today():
        return _("Draft saved at %(hour)s") % {"hour": hour}
    return _("Draft saved on %(day)s at %(hour)s") % {"day": dates.write(at), "hour": hour}


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
    answer = doors.Answer()
    may_recuse = rules.can_recuse(request.user, seat)
    if not may_recuse and request.method != "POST":
        messages.error(
            request,
            _("One can only stand aside while the round is open and before giving one's review."),
        )
        return redirect("wagtail_crowdsolving:round", round.pk)
    if request.method == "POST" and (form.is_valid() or not may_recuse):
        with doors.asked(form) as answer:
            reason = form.cleaned_data.get("reason", "")
            actions.recuse(round=round, by=request.user, reason=reason)
    if answer.is_done:
        kept.forget(request, request.path)
        messages.success(request, _("You stand aside from this examination. The chair is told."))
        return redirect("wagtail_crowdsolving:committee_desk")
    return answer.render(
        request,
        TEMPLATES + "recuse.html",
        {
            **context_of(request, round, seat),
            "form": form,
            "breaks_quorum": may_recuse and queries.breaks_quorum(seat),
            "is_only_chair": may_recuse and queries.is_only_chair(seat),
        },
    )
