"""The public side of a discussion."""

import re

import swapper
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import (
    add_never_cache_headers,
    get_conditional_response,
    patch_cache_control,
)
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import PageViewRestriction

from wagtail_crowdsolving import conf, kept, throttle
from wagtail_crowdsolving.contributions import actions, queries, rules, statements
from wagtail_crowdsolving.contributions.drafts import bounded
from wagtail_crowdsolving.contributions.forms import (
    ContributionForm,
    EditForm,
    NewContributionForm,
    make_stamp,
    read_stamp,
    target_of,
)
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Attachment,
    DiscussedPageMixin,
    Kind,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications.queries import follows_of

swapper.set_app_prefix("wagtailcore", "wagtail")

MINE_PER_PAGE = 20


def discussion_context(request, page):
    """What ``contributions/discussion.html`` needs, for the context of a discussed page.

    ``discussion`` (``queries.Discussion``), ``contribute`` (how to contribute, or why one cannot),
    ``choices`` (the form of orders, kinds and words) and what each contribution needs.
    Three queries, for a member as for a visitor.
    """
    choice = queries.Choice.read(request.GET)
    target = target_of(page)
    found = queries.discussion(
        page, request.GET.get("discussion"), choice, _reader(request), target
    )
    return {
        "discussion": found,
        "contribute": _invitation(request, page, target, found),
        "choices": {
            "sorts": [(name, label) for name, (label, _order) in queries.SORTS.items()],
            "kinds": Kind.choices,
            "marks": [(name, label) for name, (label, _rows) in queries.MARKS.items()],
        },
        "discussion_feed_url": ""
        if page.pk is None or getattr(page, "may_be_restricted", True)
        else reverse("wagtail_crowdsolving:discussion_feed", args=[page.pk]),
        **_for_entries(request),
    }


def _reader(request):
    """The member who reads, or ``None``."""
    return request.user if rules.can_take_part(request.user) else None


def _for_entries(request):
    """What ``contributions/thread_list.html`` needs beside the threads."""
    return {
        "contributions_url": reverse("wagtail_crowdsolving:contribution", args=[0])[: -len("0/")],
        "is_member": _reader(request) is not None,
    }


def _invitation(request, page, target, found):
    """``form`` and ``url`` for a member; ``login_url``; or ``closed_message``."""
    if page.pk is None or not page.is_open_to_contributions():
        return {"closed_message": page.get_discussion_closed_message()}
    url = reverse("wagtail_crowdsolving:contribute", args=[page.pk])
    if not request.user.is_authenticated:
        return {"login_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': url})}"}
    if not rules.can_contribute(request.user, page):
        return {"closed_message": page.get_discussion_closed_message()}
    draft = found.draft
    typed = kept.kept(request, target)
    return {
        "url": url,
        "form": NewContributionForm(user=request.user, target=target, initial=typed or draft),
        "is_restored": bool(typed),
        "is_draft": bool(draft and not typed),
        "waiting": found.own_waiting,
    }


@never_cache
def contribute(request, page_id):
    """Take a contribution to a page. Read, it leads to the form on that page."""
    if not request.user.is_authenticated:
        return _keep_and_log_in(request, f"page-{page_id}")
    try:
        page = _discussed_page(request, page_id)
    except Http404:
        return _gone(
            request,
            f"page-{page_id}",
            gettext("This page takes no contributions at the moment."),
        )
    if request.method != "POST":
        return redirect(f"{page.get_url(request)}#contribute")
    return _take(request, page)


@never_cache
def reply(request, pk):
    """Answer a published contribution."""
    gone = gettext("The contribution that you reply to is no longer public.")
    return _take_about(request, "in_reply_to", pk, f"reply-{pk}", gone)


@never_cache
def build(request, pk):
    """Take a published contribution further, in one of one's own that names it."""
    gone = gettext("The contribution that you build on is no longer public.")
    return _take_about(request, "builds_on", pk, f"build-{pk}", gone)


def _take_about(request, part, pk, target, gone):
    """``_take``, where the contribution ``pk`` has a ``part`` in it; ``gone`` says that it is not public."""
    if not request.user.is_authenticated:
        return _keep_and_log_in(request, target)
    try:
        about = get_object_or_404(
            queries.contributions().select_related("user", "page"), pk=pk, state=State.PUBLISHED
        )
        page = _discussed_page(request, queries.version_in(about.page, get_language()).pk)
    except Http404:
        return _gone(request, target, gone)
    return _take(request, page, **{part: about})


@never_cache
@require_POST
@login_required
def discard_draft(request, target):
    """Throw away a text that one has begun."""
    actions.discard_draft(by=request.user, target=target)
    kept.forget(request, target)
    messages.success(request, gettext("Your draft is thrown away."))
    return redirect("wagtail_crowdsolving:my_contributions")


def _keep_draft(request, target):
    """Keep what the form holds; asked for by the person, or by the form itself as they type."""
    stamp = read_stamp(request.POST.get("stamp")) or {}
    by_itself = request.headers.get("X-Requested-With") == "fetch"
    try:
        actions.save_draft(
            by=request.user,
            target=target,
            typed=request.POST,
            submission_key=stamp.get("key"),
        )
    except Conflict as conflict:
        if by_itself:
            return HttpResponse(status=409)
        messages.error(request, str(conflict))
        return None
    if by_itself:
        return HttpResponse(status=204)
    kept.forget(request, target)
    messages.success(
        request, gettext("Your draft is kept. Files are not: choose them when you send it.")
    )
    return redirect("wagtail_crowdsolving:my_contributions")


def _check_address(request):
    """Raises ``_Busy`` where more comes from this network than people would write."""
    seconds = throttle.wait(request, "contribution", conf.CONTRIBUTIONS_PER_HOUR_PER_ADDRESS)
    if seconds:
        minutes = -(-seconds // 60)
        raise _Busy(
            seconds,
            ngettext(
                "Too many contributions have come from your network within an hour. Your text is "
                "kept here: send it again in %(minutes)d minute, or save it as a draft.",
                "Too many contributions have come from your network within an hour. Your text is "
                "kept here: send it again in %(minutes)d minutes, or save it as a draft.",
                minutes,
            )
            % {"minutes": minutes},
        )


class _Busy(Exception):
    """``seconds`` to wait, and a sentence that says so."""

    def __init__(self, seconds, sentence):
        super().__init__(sentence)
        self.seconds = seconds


def _preview(form, author):
    """What the (valid) form would make, for ``preview.html``; ``None`` where the door would not take it."""
    typed = form.typed()
    try:
        contribution = actions.preview(
            **{**typed, "kind": typed["kind"] or Kind.IDEA},
            attachments=form.files_sent().get("attachments", ()),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return {"contribution": contribution, "author": queries.Author(author)}


def _begun(request, target):
    """``(typed, draft)``: what was typed before the login; else, for whoever only reads, their draft."""
    typed, draft = kept.kept(request, target), None
    if not typed and request.method != "POST":
        draft = queries.draft_data(request.user, target)
    return typed, draft


def _take(request, page, in_reply_to=None, builds_on=None):
    """The form's own page, and what a form that was sent leads to."""
    target = target_of(page, in_reply_to, builds_on)
    go = request.POST.get("go", "send") if request.method == "POST" else ""
    if go == "draft" and (response := _keep_draft(request, target)):
        return response
    typed, draft = _begun(request, target)
    form = NewContributionForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        user=request.user,
        target=target,
        is_reply=in_reply_to is not None,
        initial=typed or draft,
    )
    status, wait, preview = 200, 0, None
    if go == "preview" and form.is_valid():
        preview = _preview(form, request.user)
    elif go == "send" and form.is_valid():
        try:
            _check_address(request)
            contribution = actions.submit(
                page=page,
                author=request.user,
                language=get_language(),
                submission_key=form.submission_key,
                in_reply_to=in_reply_to,
                builds_on=builds_on,
                passed_restrictions=_passed_restrictions(request),
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
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            status = 409
        except _Busy as busy:
            form.add_error(None, str(busy))
            status, wait = 429, busy.seconds
        else:
            kept.forget(request, target)
            actions.discard_draft(by=request.user, target=target)
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
    closed_message = ""
    if request.method != "POST" and not rules.can_contribute(request.user, page):
        closed_message = page.get_discussion_closed_message()
    response = render(
        request,
        "wagtail_crowdsolving/contributions/contribute.html",
        {
            "page": page,
            "page_url": page.get_url(request),
            "form": form,
            "url": request.path,
            "closed_message": closed_message,
            "preview": preview,
            "is_restored": bool(typed) and request.method != "POST",
            "is_draft": bool(draft),
            "in_reply_to": in_reply_to and queries.Entry(in_reply_to),
            "builds_on": builds_on and queries.Entry(builds_on),
        },
        status=status,
    )
    if wait:
        response["Retry-After"] = str(wait)
    return response


@never_cache
def edit(request, pk):
    """The author changes a text: what waits at once, what is published once a moderator agrees."""
    target = f"edit-{pk}"
    if not request.user.is_authenticated:
        return _keep_and_log_in(request, target)
    contribution = _own(request, pk)
    if request.method != "POST" and not rules.can_edit(request.user, contribution):
        return _gone(request, target, gettext("This contribution can no longer be changed."))
    go = request.POST.get("go", "send") if request.method == "POST" else ""
    if go == "draft" and (response := _keep_draft(request, target)):
        return response
    typed, draft = _begun(request, target)
    amendment = queries.waiting_amendment(contribution)
    latest = amendment or contribution
    form = EditForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        held=[*contribution.files, *(amendment.files if amendment else ())],
        initial=typed
        or draft
        or {
            "kind": latest.kind,
            "text": latest.comment,
            "place": latest.place,
            "link": latest.link,
        },
    )
    status, preview = 200, None
    if go == "preview" and form.is_valid():
        preview = _preview(form, request.user)
    elif go == "send" and form.is_valid():
        try:
            edited = actions.edit(
                contribution=contribution, by=request.user, **form.typed(), **form.files_sent()
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            status = 409
        else:
            if isinstance(edited, Amendment):
                said = gettext(
                    "Your change waits for a moderator. Until then everybody reads the text as "
                    "it was."
                )
            elif edited.state == State.PENDING:
                said = gettext("Your contribution is changed. It waits for a moderator.")
            elif form.files_sent().get("remove_attachments"):
                said = gettext("The files are taken away.")
            else:
                said = gettext("You have changed nothing.")
            kept.forget(request, target)
            actions.discard_draft(by=request.user, target=target)
            messages.success(request, said)
            return redirect("wagtail_crowdsolving:my_contributions")
    return render(
        request,
        "wagtail_crowdsolving/contributions/edit.html",
        {
            "form": form,
            "contribution": contribution,
            "amendment": amendment,
            "is_public": contribution.state == State.PUBLISHED,
            "preview": preview,
            "stamp": make_stamp(request.user, target),
            "is_restored": bool(typed) and request.method != "POST",
            "is_draft": bool(draft),
        },
        status=status,
    )


@never_cache
@require_POST
@login_required
def withdraw_amendment(request, pk):
    """The author takes back the change of a published text."""
    contribution = _own(request, pk)
    try:
        amendment = queries.waiting_amendment(contribution)
        if amendment is None:
            raise Conflict(gettext("This change no longer waits."))
        actions.withdraw_amendment(amendment=amendment, by=request.user)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(
            request, gettext("Your change is taken back. Your text stays as everybody reads it.")
        )
    return redirect("wagtail_crowdsolving:my_contributions")


@never_cache
@login_required
def withdraw(request, pk):
    """The author takes back a contribution, after a question."""
    contribution = _own(request, pk)
    if request.method == "POST":
        try:
            actions.withdraw(contribution=contribution, by=request.user)
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, gettext("Your contribution is withdrawn."))
        return redirect("wagtail_crowdsolving:my_contributions")
    if not rules.can_withdraw(request.user, contribution):
        raise Http404
    return render(
        request,
        "wagtail_crowdsolving/contributions/withdraw.html",
        {"contribution": contribution},
    )


@never_cache
@require_safe
@login_required
def my_contributions(request):
    """All that a member wrote: where it stands, and why. Asked for one ``contribution``, its page."""
    mine, number = queries.mine(request.user), request.GET.get("p")
    asked = request.GET.get("contribution", "")
    if re.fullmatch("[0-9]{1,18}", asked):
        number = mine.filter(pk__gt=asked).count() // MINE_PER_PAGE + 1
    shown = Paginator(mine, MINE_PER_PAGE).get_page(number)
    items = [
        {
            "contribution": contribution,
            "decision": next(iter(contribution.decisions.all()), None),
            "statements": [
                statements.Statement(decision)
                for decision in contribution.decisions.all()
                if decision.is_restriction
            ],
            "can_edit": rules.can_edit(request.user, contribution),
            "can_withdraw": rules.can_withdraw(request.user, contribution),
            "is_public": contribution.state == State.PUBLISHED,
            "amendment": next(iter(contribution.waiting_amendments), None),
        }
        for contribution in shown
    ]
    return render(
        request,
        "wagtail_crowdsolving/contributions/mine.html",
        {
            "items": items,
            "shown": shown,
            "drafts": list(queries.drafts_of(request.user)) if shown.number == 1 else [],
            "follows": follows_of(request.user),
        },
    )


@require_safe
def contribution(request, pk):
    """The lasting address of a published contribution: leads to its place on the page."""
    contribution = get_object_or_404(
        queries.contributions().select_related("page"), pk=pk, state=State.PUBLISHED
    )
    page = _discussed_page(request, queries.version_in(contribution.page, get_language()).pk)
    where, number = queries.place_of(contribution)
    if where == "thread":
        url = reverse("wagtail_crowdsolving:contribution_thread", args=[contribution.root_id])
    else:
        url = page.get_url(request)
    query = f"?{where}={number}" if number > 1 else ""
    return redirect(f"{url}{query}#contribution-{contribution.pk}")


@require_safe
def attachment(request, pk):
    """A file of a contribution. What everybody may see may be kept by caches, for ten minutes."""
    found = get_object_or_404(Attachment.objects.select_related("contribution"), pk=pk)
    versions = queries.with_language(translations_of(found.contribution.page))
    page = queries.best_version(versions, get_language()).specific
    page = page if isinstance(page, DiscussedPageMixin) else None
    is_public = rules.can_see_attachment(AnonymousUser(), found, page)
    if not is_public and not rules.can_see_attachment(
        request.user, found, page, _passed_restrictions(request)
    ):
        raise Http404
    response = FileResponse(
        found.file.open(),
        content_type=found.content_type,
        filename=found.name,
        as_attachment=not found.is_picture,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    if not is_public:
        add_never_cache_headers(response)
        return response
    patch_cache_control(response, public=True, max_age=600)
    response["ETag"] = f'"{found.pk.hex}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


@require_safe
def thread(request, pk):
    """A thread with all its replies, page by page."""
    root = get_object_or_404(queries.contributions().select_related("page"), pk=pk)
    page = _discussed_page(request, queries.version_in(root.page, get_language()).pk)
    found = queries.thread(page, pk, request.GET.get("thread"), _reader(request))
    if found is None:
        raise Http404
    shown_thread, shown = found
    closed = not page.is_open_to_contributions()
    return render(
        request,
        "wagtail_crowdsolving/contributions/thread.html",
        {
            "page": page,
            "page_url": page.get_url(request),
            "threads": [shown_thread],
            "thread": shown_thread,
            "shown": shown,
            "contribute": {"closed_message": closed and page.get_discussion_closed_message()},
            **_for_entries(request),
        },
    )


@never_cache
@require_POST
def support(request, pk):
    """Support a contribution, or take the support back (``undo``)."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("wagtail_crowdsolving:contribution", args=[pk]))
    contribution = get_object_or_404(
        queries.contributions().select_related("page"), pk=pk, state=State.PUBLISHED
    )
    page = _discussed_page(request, queries.version_in(contribution.page, get_language()).pk)
    door = actions.withdraw_support if request.POST.get("undo") else actions.support
    try:
        door(contribution=contribution, by=request.user)
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect("wagtail_crowdsolving:my_contributions")
    if query := _place_in_list(request):
        return redirect(f"{page.get_url(request)}?{query}#contribution-{pk}")
    return redirect("wagtail_crowdsolving:contribution", pk)


def _place_in_list(request):
    """The query string of the page of the discussion that a button was pressed on, read anew."""
    asked = QueryDict(request.POST.get("back", "")[:1000])
    number = asked.get("discussion", "")
    return queries.Choice.read(asked).address(
        discussion=number if re.fullmatch("[1-9][0-9]{0,8}", number) else ""
    )


def _discussed_page(request, page_id):
    """The (specific) page that this person may read; 404 where there is none."""
    base = swapper.load_model("wagtailcore", "Page")
    page = get_object_or_404(base, pk=page_id, live=True).specific
    if not isinstance(page, DiscussedPageMixin) or page.get_url(request) is None:
        raise Http404
    if not rules.can_read(request.user, page, _passed_restrictions(request)):
        raise Http404
    return page


def _gone(request, target, message):
    """404, with what this member typed while the page or the contribution was still there.

    The page says nothing of either: it answers the same for what never existed.
    """
    given = request.POST
    if request.method != "POST":
        given = kept.kept(request, target) or queries.draft_data(request.user, target) or {}
    fields = ContributionForm.base_fields
    typed = [
        (fields[name].label, given[name][: conf.CONTRIBUTION_MAX_LENGTH * 2])
        for name in ("text", "place", "link")
        if given.get(name, "").strip()
    ]
    if not typed:
        raise Http404
    return render(
        request,
        "wagtail_crowdsolving/contributions/gone.html",
        {"title": gettext("Contribute"), "message": message, "typed": typed},
        status=404,
    )


def _passed_restrictions(request):
    return request.session.get(PageViewRestriction.passed_view_restrictions_session_key, [])


def _own(request, pk):
    """The member's own contribution; another's does not exist for them."""
    return get_object_or_404(
        queries.contributions().select_related("page"), pk=pk, user=request.user
    )


def _keep_and_log_in(request, target):
    """Have the person log in; what they typed before the session ended waits for them.

    Only a form that this site printed for a member is kept, and only what a door would take.
    """
    if request.method == "POST":
        stamp = read_stamp(request.POST.get("stamp"))
        if stamp and stamp["target"] == target:
            kept.keep(request, target, bounded(request.POST), user=stamp["user"])
            messages.info(request, gettext("What you typed is kept. Log in to send it."))
            if request.FILES:
                messages.info(request, gettext("Files are not kept: choose them again."))
    return redirect_to_login(request.path)
