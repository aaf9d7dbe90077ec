"""The forms of a text: begun, previewed, sent, changed."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.views.decorators.http import require_POST

from wagtail_crowdsolving import conf, doors, kept
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.forms import (
    EditForm,
    NewContributionForm,
    make_stamp,
    read_stamp,
    target_of,
)
from wagtail_crowdsolving.contributions.models import Amendment, Kind, State
from wagtail_crowdsolving.contributions.views.common import (
    check_network,
    discussed_page,
    gone,
    keep_and_log_in,
    keep_posted_files,
    own_contribution,
    passed_restrictions,
)
from wagtail_crowdsolving.exceptions import Conflict


@doors.private
def contribute(request, page_id):
    """Take a contribution to a page. Read, it leads to the form on that page."""
    if not request.user.is_authenticated:
        return keep_and_log_in(request, f"page-{page_id}")
    try:
        page = discussed_page(request, page_id)
    except Http404:
        return gone(
            request,
            f"page-{page_id}",
            gettext("This page takes no contributions at the moment."),
        )
    if request.method != "POST":
        return redirect(f"{page.get_url(request)}#contribute")
    return _take(request, page)


@doors.private
def reply(request, pk):
    """Answer a published contribution."""
    message = gettext("The contribution that you reply to is no longer public.")
    return _take_about(request, "in_reply_to", pk, f"reply-{pk}", message)


@doors.private
def build(request, pk):
    """Take a published contribution further, in one of one's own that names it."""
    message = gettext("The contribution that you build on is no longer public.")
    return _take_about(request, "builds_on", pk, f"build-{pk}", message)


def _take_about(request, part, pk, target, message):
    """``_take``, where the contribution ``pk`` has a ``part`` in it; ``message`` says that it is not public."""
    if not request.user.is_authenticated:
        return keep_and_log_in(request, target)
    try:
        about = get_object_or_404(
            queries.contributions().published().select_related("user", "page"), pk=pk
        )
        page = discussed_page(request, queries.version_in(about.page, get_language()).pk)
    except Http404:
        return gone(request, target, message)
    return _take(request, page, **{part: about})


@doors.private
@require_POST
@login_required
def discard_draft(request, target):
    """Throw away a text that one has begun."""
    actions.discard_draft(by=request.user, target=target)
    actions.discard_files(by=request.user, target=target)
    kept.forget(request, target)
    messages.success(request, gettext("Your draft is thrown away."))
    return redirect("wagtail_crowdsolving:my_contributions")


def is_fetched(request):
    """Whether the form asks by itself, while somebody types."""
    return request.headers.get("X-Requested-With") == "fetch"


def _keep_draft(request, target):
    """Keep what the form holds; asked for by the person, or by the form itself as they type.

    Returns ``(answer, response)``: without a response, the form is shown again.
    """
    stamp = read_stamp(request.POST.get("stamp")) or {}
    with doors.asked() as answer:
        draft = actions.save_draft(
            by=request.user,
            target=target,
            typed=request.POST,
            version=kept.posted_version(request.POST),
            submission_key=stamp.get("key"),
        )
    if is_fetched(request):
        if answer.is_done:
            return answer, JsonResponse({"version": draft.version if draft else 0})
        return answer, JsonResponse({"message": str(answer.error)}, status=answer.status)
    if not answer.is_done:
        return answer, None
    kept.forget(request, target)
    messages.success(request, gettext("Your draft is kept."))
    return answer, redirect("wagtail_crowdsolving:my_contributions")


def _meanwhile(request, target, form, answer):
    """What ``meanwhile.html`` says of a draft that could not be kept; the form may now replace it."""
    draft = queries.draft_of(request.user, target)
    form.version = draft.version if draft else 0
    return {"conflict": answer.conflict, "others": form.differing(draft) if draft else ()}


def _preview(form, author):
    """What the (valid) form would make, for ``preview.html``; ``None`` where the door would not take it."""
    typed = form.typed()
    with doors.asked(form) as answer:
        contribution = actions.preview(
            **{**typed, "kind": typed["kind"] or Kind.IDEA},
            kept_files=form.kept_files,
        )
    if not answer.is_done:
        return None
    return {"contribution": contribution, "author": queries.Author(author)}


class Begun(NamedTuple):
    """What a form begins with: words typed before the login, else a draft; made from which version."""

    typed: dict | None = None
    draft: dict | None = None
    version: int = 0


def _begun(request, target):
    if typed := kept.kept(request, target):
        return Begun(typed=typed, version=typed.get("version", 0))
    if request.method == "POST":
        return Begun(version=kept.posted_version(request.POST))
    draft = queries.draft_of(request.user, target)
    return Begun(draft=draft.data, version=draft.version) if draft else Begun()


def _posted(request):
    """What a form is made of, where it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _asked_for(request):
    """What the button asks: to ``send``, to ``preview``, to keep as a ``draft``; nothing of a form that is only read."""
    return request.POST.get("go", "send") if request.method == "POST" else ""


def _write(request, form, *, target, begun, send, sent, template, context):
    """Keep, show or send what the ``form`` at ``target`` holds, as its button asks; else show it.

    ``send()`` asks the door, ``sent(what it returned)`` gives the response; ``context`` is what the
    form's ``template`` shows beside it.
    """
    go = _asked_for(request)
    answer, meanwhile, preview = doors.Answer(), {}, None
    if go:
        files = keep_posted_files(request, form, target)
    elif begun.typed or begun.draft or target.startswith("edit-"):
        # What waits with words that come back, or for a change; a posted form names its own.
        form.show_files(queries.kept_files(request.user, target))
    if go == "draft":
        answer, response = _keep_draft(request, target)
        if response and (files.is_done or is_fetched(request)):
            return response
        meanwhile = _meanwhile(request, target, form, answer)
    elif go == "preview" and form.is_valid():
        preview = _preview(form, request.user)
    elif go == "send" and form.is_valid():
        with doors.asked(form) as answer:
            written = send()
        if answer.is_done:
            return sent(written)
    return answer.render(
        request,
        f"wagtail_crowdsolving/contributions/{template}",
        {
            "form": form,
            "preview": preview,
            "is_restored": bool(begun.typed) and not go,
            "is_draft": bool(begun.draft),
            **context,
            **meanwhile,
        },
    )


TOO_MANY = ngettext_lazy(
    "Too many contributions have come from your network within an hour. Your text is "
    "kept here: send it again in %(minutes)d minute, or save it as a draft.",
    "Too many contributions have come from your network within an hour. Your text is "
    "kept here: send it again in %(minutes)d minutes, or save it as a draft.",
    "minutes",
)


def _take(request, page, in_reply_to=None, builds_on=None):
    """The form's own page, and what a form that was sent leads to."""
    target = target_of(page, in_reply_to, builds_on)
    if (
        _asked_for(request) == "send"
        and kept.sent_before(request)
        and queries.has_sent(request.user, request.POST.get("text", ""))
    ):
        actions.discard_draft(by=request.user, target=target)
        messages.info(request, gettext("You have sent this already: it is kept once."))
        return redirect(page.get_url(request))
    begun = _begun(request, target)
    form = NewContributionForm(
        *_posted(request),
        user=request.user,
        target=target,
        is_reply=in_reply_to is not None,
        initial=begun.typed or begun.draft,
        version=begun.version,
    )
    closed_message = ""
    if request.method != "POST" and not rules.can_contribute(request.user, page):
        closed_message = rules.closed_message(page)
    return _write(
        request,
        form,
        target=target,
        begun=begun,
        send=lambda: _submit(request, page, form, in_reply_to, builds_on),
        sent=lambda contribution: _sent(request, page, target, contribution, form),
        template="contribute.html",
        context={
            "page": page,
            "page_url": page.get_url(request),
            "url": request.path,
            "closed_message": closed_message,
            "in_reply_to": in_reply_to and queries.Entry(in_reply_to),
            "builds_on": builds_on and queries.Entry(builds_on),
        },
    )


def _submit(request, page, form, in_reply_to, builds_on):
    check_network(request, "contribution", conf.CONTRIBUTIONS_PER_HOUR_PER_ADDRESS, TOO_MANY)
    contribution = actions.submit(
        page=page,
        author=request.user,
        language=get_language(),
        submission_key=form.submission_key,
        in_reply_to=in_reply_to,
        builds_on=builds_on,
        passed_restrictions=passed_restrictions(request),
        **form.typed(),
        **form.files_sent(),
    )
    if not form.says_the_same_as(contribution):
        # Sent, taken back with the browser's button, changed and sent again.
        form.begin_again()
        raise Conflict(
            gettext(
                "You have sent this form already, and your first text is kept among your "
                "contributions. This one differs: send it again to add it."
            )
        )
    return contribution


def _sent(request, page, target, contribution, form):
    kept.sent(request)
    late = []
    if form.kept_files:
        with doors.asked(request=request):
            late = actions.keep_for_change(
                contribution=contribution, by=request.user, submission_key=form.submission_key
            )
    _forget(request, target, form)
    if late:
        messages.warning(
            request,
            format_html(
                gettext(
                    "You had sent this already, without the file that you have added since. "
                    '<a href="{}">Add it by changing your contribution</a>: it is kept there.'
                ),
                reverse("wagtail_crowdsolving:contribution_edit", args=[contribution.pk]),
            ),
        )
        return redirect("wagtail_crowdsolving:my_contributions")
    if contribution.state == State.PUBLISHED:
        messages.success(request, gettext("Thank you. Your contribution is published."))
        return redirect("wagtail_crowdsolving:contribution", contribution.pk)
    messages.success(
        request,
        format_html(
            gettext(
                "Thank you. A moderator reads your contribution before it is published. "
                '<a href="{}">Follow it in your contributions</a>.'
            ),
            reverse("wagtail_crowdsolving:my_contributions"),
        ),
    )
    return redirect(page.get_url(request))


def _forget(request, target, form):
    """It was sent: its words and files wait no more."""
    kept.forget(request, target)
    actions.discard_draft(by=request.user, target=target)
    if form.given_files():
        actions.discard_files(by=request.user, target=target, submission_key=form.submission_key)


@doors.private
def edit(request, pk):
    """The author changes a text: what waits at once, what is published once a moderator agrees."""
    target = f"edit-{pk}"
    if not request.user.is_authenticated:
        return keep_and_log_in(request, target)
    contribution = own_contribution(request, pk)
    if request.method != "POST" and not rules.can_edit(request.user, contribution):
        return gone(request, target, gettext("This contribution can no longer be changed."))
    begun = _begun(request, target)
    amendment = queries.waiting_amendment(contribution)
    latest = amendment or contribution
    form = EditForm(
        *_posted(request),
        stamp=_stamp(request, target),
        held=[*contribution.files, *(amendment.files if amendment else ())],
        initial=begun.typed
        or begun.draft
        or {
            "kind": latest.kind,
            "text": latest.comment,
            "place": latest.place,
            "link": latest.link,
        },
        version=begun.version,
    )
    return _write(
        request,
        form,
        target=target,
        begun=begun,
        send=lambda: actions.edit(
            contribution=contribution, by=request.user, **form.typed(), **form.files_sent()
        ),
        sent=lambda edited: _changed(request, target, edited, form),
        template="edit.html",
        context={
            "contribution": contribution,
            "amendment": amendment,
            "is_public": contribution.state == State.PUBLISHED,
        },
    )


def _stamp(request, target):
    """The mark of the posted form where it is this member's for this place, else a new one."""
    posted = request.POST.get("stamp")
    found = read_stamp(posted)
    if found and (found["user"], found["target"]) == (str(request.user.pk), target):
        return posted
    return make_stamp(request.user, target)


def _changed(request, target, edited, form):
    _forget(request, target, form)
    if isinstance(edited, Amendment):
        said = gettext(
            "Your change waits for a moderator. Until then everybody reads the text as it was."
        )
    elif edited.state == State.PENDING:
        said = gettext("Your contribution is changed. It waits for a moderator.")
    elif form.files_sent().get("remove_attachments"):
        said = gettext("The files are taken away.")
    else:
        said = gettext("You have changed nothing.")
    messages.success(request, said)
    return redirect("wagtail_crowdsolving:my_contributions")
