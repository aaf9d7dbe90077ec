"""A discussion as it is read."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import (
    add_never_cache_headers,
    get_conditional_response,
    patch_cache_control,
)
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.forms import (
    NewContributionForm,
    target_of,
)
from wagtail_crowdsolving.contributions.models import (
    Attachment,
    Discussed,
    Kind,
)
from wagtail_crowdsolving.contributions.views.common import (
    answer_in_place,
    discussed_page,
    member_of,
    passed_restrictions,
    place_of_button,
)
from wagtail_crowdsolving.contributions.words import DISCUSSION_PAGE, SMALLER, THREAD_PAGE
from wagtail_crowdsolving.network.queries import translations_of


def discussion_context(request, page):
    """What ``contributions/discussion.html`` needs, for the context of a discussed page.

    ``discussion`` (``queries.Discussion``), ``contribute`` (how to contribute, or why one cannot),
    ``choices`` (the form of orders, kinds and words) and what each contribution needs.
    Three queries, for a member as for a visitor.
    """
    choice = queries.Choice.read(request.GET)
    target = target_of(page)
    found = queries.discussion(
        page, request.GET.get(DISCUSSION_PAGE), choice, member_of(request), target
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


def _for_entries(request):
    """What ``contributions/thread_list.html`` needs beside the threads."""
    return {
        "contributions_url": reverse("wagtail_crowdsolving:contribution", args=[0])[: -len("0/")],
        "is_member": member_of(request) is not None,
    }


def _invitation(request, page, target, found):
    """``form`` and ``url`` for a member; ``login_url``; or ``closed_message``."""
    if page.pk is None or not rules.is_open(page):
        return {"closed_message": rules.closed_message(page)}
    url = reverse("wagtail_crowdsolving:contribute", args=[page.pk])
    if not request.user.is_authenticated:
        return {"login_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': url})}"}
    if not rules.can_contribute(request.user, page):
        return {"closed_message": rules.closed_message(page)}
    draft = found.draft
    typed = kept.kept(request, target)
    form = NewContributionForm(
        user=request.user,
        target=target,
        initial=typed or draft,
        version=typed.get("version", 0) if typed else found.draft_version,
    )
    if typed or draft:
        form.show_files(queries.kept_files(request.user, target))
    return {
        "url": url,
        "form": form,
        "is_restored": bool(typed),
        "is_draft": bool(draft and not typed),
        "waiting": found.own_waiting,
    }


@require_safe
def contribution(request, pk):
    """The lasting address of a published contribution: leads to its place on the page."""
    contribution = get_object_or_404(
        queries.contributions().published().select_related("page"), pk=pk
    )
    page = discussed_page(request, queries.version_in(contribution.page, get_language()).pk)
    where, number = queries.place_of(contribution)
    if where == THREAD_PAGE:
        url = reverse("wagtail_crowdsolving:contribution_thread", args=[contribution.root_id])
    else:
        url = page.get_url(request)
    query = f"?{where}={number}" if number > 1 else ""
    return redirect(f"{url}{query}#contribution-{contribution.pk}")


@require_safe
def attachment(request, pk):
    """A file of a contribution, or of a form that its member has not sent; ``side``: a smaller picture.

    What everybody may see may be kept by caches, for ten minutes.
    """
    found = Attachment.objects.select_related("contribution").filter(pk=pk).first()
    if found is None:
        return hand_out(request, get_object_or_404(queries.kept_files(request.user), pk=pk))
    versions = queries.with_language(translations_of(found.contribution.page))
    page = queries.best_version(versions, get_language()).specific
    page = page if isinstance(page, Discussed) else None
    is_public = rules.can_see_attachment(AnonymousUser(), found, page)
    if not is_public and not rules.can_see_attachment(
        request.user, found, page, passed_restrictions(request)
    ):
        raise Http404
    return hand_out(request, found, is_public=is_public)


def hand_out(request, given, is_public=False):
    """The file of ``given`` (a ``GivenFile``) for whoever may read it; caches keep what is public.

    404 where the storage has lost it.
    """
    asked = request.GET.get(SMALLER, "")
    side = next((side for side, _width in given.smaller if str(side) == asked), None)
    caching = HttpResponse()
    if is_public:
        patch_cache_control(caching, public=True, max_age=600)
        caching["ETag"] = etag = f'"{given.pk.hex}{f"-{side}" if side else ""}"'
        response = get_conditional_response(request, etag=etag, response=caching)
        if response is not caching:
            return response
    else:
        add_never_cache_headers(caching)
    try:
        file = given.file.open_smaller(side)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file,
        content_type=given.content_type,
        filename=given.name,
        as_attachment=not given.is_picture,
    )
    for name in ("Cache-Control", "ETag", "Expires"):
        if name in caching:
            response[name] = caching[name]
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def thread(request, pk):
    """A thread with all its replies, page by page."""
    root = get_object_or_404(queries.contributions().select_related("page"), pk=pk)
    page = discussed_page(request, queries.version_in(root.page, get_language()).pk)
    found = queries.thread(page, pk, request.GET.get(THREAD_PAGE), member_of(request))
    if found is None:
        raise Http404
    shown_thread, shown = found
    closed = not rules.is_open(page)
    return render(
        request,
        "wagtail_crowdsolving/contributions/thread.html",
        {
            "page": page,
            "page_url": page.get_url(request),
            "threads": [shown_thread],
            "thread": shown_thread,
            "shown": shown,
            "contribute": {"closed_message": closed and rules.closed_message(page)},
            **_for_entries(request),
        },
    )


@doors.private
@require_POST
def support(request, pk):
    """Support a contribution, or take the support back (``undo``)."""
    if not request.user.is_authenticated:
        return doors.sign_in(request, back=reverse("wagtail_crowdsolving:contribution", args=[pk]))
    contribution = get_object_or_404(
        queries.contributions().published().select_related("page"), pk=pk
    )
    page = discussed_page(request, queries.version_in(contribution.page, get_language()).pk)
    is_on = not request.POST.get("undo")
    door = actions.support if is_on else actions.withdraw_support
    with doors.asked(request=request) as answer:
        contribution = door(contribution=contribution, by=request.user)
    if not answer.is_done:
        return redirect("wagtail_crowdsolving:my_contributions")
    number = ngettext("%(count)s support", "%(count)s supports", contribution.supports)
    number %= {"count": contribution.supports}
    done = (
        gettext("You support this contribution.")
        if is_on
        else gettext("Your support is taken back.")
    )
    return answer_in_place(
        request,
        place_of_button(request, page, contribution),
        said=f"{done} {number}.",
        label=gettext("Take back my support") if is_on else gettext("Support"),
        is_on=is_on,
        number=number if contribution.supports else "",
    )
