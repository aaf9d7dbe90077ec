"""The public side of notices and appeals, and the report on moderation."""

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wagtail_crowdsolving import conf, doors, exports, kept
from wagtail_crowdsolving.contributions import (
    actions,
    cleaning,
    queries,
    rules,
    statements,
    transparency,
)
from wagtail_crowdsolving.contributions.forms import AppealForm, NoticeForm, read_stamp
from wagtail_crowdsolving.contributions.models import GONE, ModerationDecision, State
from wagtail_crowdsolving.contributions.views.common import check_network, discussed_page
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.notifications.links import absolute

TOO_MANY = ngettext_lazy(
    "Too many notices have come from your network within an hour. What you wrote is "
    "kept here: send it again in %(minutes)d minute.",
    "Too many notices have come from your network within an hour. What you wrote is "
    "kept here: send it again in %(minutes)d minutes.",
    "minutes",
)
_receipt = signing.Signer(salt="wagtail_crowdsolving.contributions.notice")


# No cookie for a visitor: the form's mark, signed for this person, does what Django's token would.
@csrf_exempt
@doors.private
def report(request, pk):
    """Report a published contribution, signed in or not (DSA, art. 16)."""
    contribution = get_object_or_404(
        queries.contributions().select_related("user", "page"),
        pk=pk,
        # What was taken down while somebody wrote about it still takes them to their text.
        state__in=(State.PUBLISHED, *GONE) if request.method == "POST" else (State.PUBLISHED,),
    )
    try:
        page = discussed_page(request, queries.version_in(contribution.page, get_language()).pk)
    except Http404:
        return _gone(request)
    if contribution.user_id is not None and contribution.user_id == request.user.pk:
        raise NotAllowed
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        contribution=contribution,
    )
    answer = doors.Answer()
    if request.method == "POST" and form.is_valid():
        with doors.asked(form) as answer:
            check_network(request, "notice", conf.NOTICES_PER_HOUR_PER_ADDRESS, TOO_MANY)
            notice = actions.report(
                contribution=contribution,
                by=request.user,
                language=get_language(),
                submission_key=form.submission_key,
                **form.typed(),
            )
        if answer.is_done:
            token = _receipt.sign(notice.reference)
            return redirect("wagtail_crowdsolving:notice_received", token)
    return answer.render(
        request,
        "wagtail_crowdsolving/contributions/report.html",
        {
            "form": form,
            "page": page,
            "entry": queries.Entry(contribution),
            "is_public": contribution.state == State.PUBLISHED,
            "address": absolute(
                reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
            ),
            "charter_url": statements.charter_url(),
            "contact": statements.contact(),
        },
    )


def _gone(request):
    """404, with the explanation that somebody wrote while the page could still be read."""
    explanation = request.POST.get("explanation", "")[: cleaning.TEXT_LENGTH]
    if not explanation.strip() or read_stamp(request.POST.get("stamp")) is None:
        raise Http404
    return render(
        request,
        "wagtail_crowdsolving/contributions/gone.html",
        {
            "title": gettext("Report a contribution"),
            "message": gettext("This contribution is no longer public."),
            "typed": [(NoticeForm.base_fields["explanation"].label, explanation)],
        },
        status=404,
    )


@doors.private
@require_safe
def notice_received(request, token):
    """The acknowledgement on screen. The same for every notice: it says nothing of what is stored."""
    try:
        reference = _receipt.unsign(token)
    except signing.BadSignature as error:
        raise Http404 from error
    return render(
        request,
        "wagtail_crowdsolving/contributions/report_received.html",
        {"reference": reference, "contact": statements.contact()},
    )


@doors.private
def appeal(request, pk):
    """The statement of reasons of a restriction, and the form that contests it (DSA, arts. 17, 20)."""
    if not request.user.is_authenticated:
        text = request.POST.get("text", "")[: 2 * cleaning.TEXT_LENGTH]
        return doors.sign_in(request, back=request.path, keep={"text": text} if text else None)
    decision = get_object_or_404(
        ModerationDecision.objects.select_related("contribution__page__locale"),
        pk=pk,
        outcome__in=ModerationDecision.RESTRICTIONS,
        contribution__user=request.user,
    )
    typed = kept.kept(request, request.path)
    form = AppealForm(request.POST if request.method == "POST" else None, initial=typed)
    if request.method == "POST" and form.is_valid():
        with doors.asked(form) as answer:
            actions.appeal(decision=decision, by=request.user, **form.cleaned_data)
        if answer.conflict:
            messages.error(request, str(answer.conflict))
            return redirect(request.path)
        if answer.is_done:
            kept.forget(request, request.path)
            messages.success(
                request,
                gettext("Thank you. Another moderator reads it; the answer reaches you by mail."),
            )
            return redirect(request.path)
    return render(
        request,
        "wagtail_crowdsolving/contributions/appeal.html",
        {
            "contribution": decision.contribution,
            "statement": statements.Statement(decision),
            "can_appeal": rules.can_appeal(request.user, decision),
            "form": form,
            "is_restored": bool(typed) and request.method != "POST",
        },
    )


@require_safe
def transparency_report(request):
    """What the moderation did in a year, for everybody to read (DSA, art. 15)."""
    report = transparency.report(request.GET.get("year"))
    return render(
        request,
        "wagtail_crowdsolving/contributions/transparency.html",
        {
            "report": report,
            "contact": statements.contact(),
            "charter_url": statements.charter_url(),
        },
    )


@require_safe
def transparency_csv(request):
    """The same numbers, one a line."""
    report = transparency.report(request.GET.get("year"))
    head = [gettext("Year"), gettext("Table"), gettext("Line"), gettext("Column"), gettext("Value")]
    lines = (
        [report.year, table.title, line.label, column, value]
        for table in report.tables
        for line in table.lines
        for column, value in zip(table.columns, line.values, strict=True)
    )
    words = (gettext("Moderation"), report.year)
    return exports.csv_response([head, *lines], *words, kind=HttpResponse)
