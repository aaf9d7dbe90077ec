"""What the views of a discussion share: who reads, which page, whose text, where one was."""

import re

import swapper
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import PageViewRestriction

from wagtail_crowdsolving import conf, doors, kept, throttle
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.actions.drafts import bounded
from wagtail_crowdsolving.contributions.forms import (
    AttachmentsWidget,
    ContributionForm,
    read_stamp,
)
from wagtail_crowdsolving.contributions.models import (
    Discussed,
)
from wagtail_crowdsolving.exceptions import Busy

swapper.set_app_prefix("wagtailcore", "wagtail")


def member_of(request):
    """The member who reads, or ``None``."""
    return request.user if rules.can_take_part(request.user) else None


def discussed_page(request, page_id):
    """The (specific) page that this person may read; 404 where there is none."""
    base = swapper.load_model("wagtailcore", "Page")
    page = get_object_or_404(base, pk=page_id, live=True).specific
    if not isinstance(page, Discussed) or page.get_url(request) is None:
        raise Http404
    if not rules.can_read(request.user, page, passed_restrictions(request)):
        raise Http404
    return page


def gone(request, target, message):
    """404, with what this member typed while the page or the contribution was still there.

    The page says nothing of either: it answers the same for what never existed.
    """
    given = request.POST
    if request.method != "POST":
        draft = queries.draft_of(request.user, target)
        given = kept.kept(request, target) or (draft.data if draft else {})
    fields = ContributionForm.base_fields
    typed = [
        (fields[name].label, given[name][: conf.CONTRIBUTION_MAX_LENGTH * 2])
        for name in ("text", "place", "link")
        if given.get(name, "").strip()
    ]
    if not typed:
        raise Http404
    if any(request.FILES.values()):
        lost = gettext("The files that you had chosen are not kept.")
        message = f"{message} {lost}"
    return render(
        request,
        "wagtail_crowdsolving/contributions/gone.html",
        {"title": gettext("Contribute"), "message": message, "typed": typed},
        status=404,
    )


def passed_restrictions(request):
    return request.session.get(PageViewRestriction.passed_view_restrictions_session_key, [])


def own_contribution(request, pk):
    """The member's own contribution; another's does not exist for them."""
    return get_object_or_404(
        queries.contributions().select_related("page"), pk=pk, user=request.user
    )


def keep_and_log_in(request, target):
    """Have the person log in; what they typed before the session ended waits for them.

    Only a form that this site printed for a member is kept, and only what a door would take.
    """
    stamp = read_stamp(request.POST.get("stamp"))
    if not stamp or stamp["target"] != target:
        return doors.sign_in(request, back=request.path)
    typed = {**bounded(request.POST), "version": kept.posted_version(request.POST)}
    said = gettext("What you typed is kept. Log in to send it.")
    response = doors.sign_in(
        request, back=request.path, keep=typed, place=target, reader=stamp["user"], said=said
    )
    writer = get_user_model()._default_manager.filter(pk=stamp["user"]).first()
    given = AttachmentsWidget().value_from_datadict(request.POST, request.FILES, "attachments")
    if given and rules.can_take_part(writer):
        with doors.asked(request=request):
            _keep(given, by=writer, target=target, submission_key=stamp["key"])
    return response


def place_of_button(request, page, contribution=None):
    """The address of what a button of a discussion was pressed on: its page of the list, or of the thread.

    It is read anew from what the form brings (``back``, ``thread``): nothing but a place in the
    discussion of ``page`` is taken from there.
    """
    anchor = f"#contribution-{contribution.pk}" if contribution else "#discussion"
    number = request.POST.get("thread", "")
    if contribution and _is_number(number):
        root = contribution.root_id or contribution.pk
        url = reverse("wagtail_crowdsolving:contribution_thread", args=[root])
        return f"{url}?thread={number}{anchor}"
    asked = QueryDict(request.POST.get("back", "")[:1000])
    number = asked.get("discussion", "")
    query = queries.Choice.read(asked).address(discussion=number if _is_number(number) else "")
    if query:
        return f"{page.get_url(request)}?{query}{anchor}"
    if contribution:
        return reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
    return f"{page.get_url(request)}{anchor}"


def _is_number(text):
    return re.fullmatch("[1-9][0-9]{0,8}", text)


def answer_in_place(request, url, *, said, label, is_on, number=""):
    """What a button that turns something on and off has done.

    Back to ``url`` with word of it; ``in-place.js`` instead gives the button its new ``label``, and
    has ``said`` announced.
    """
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"said": said, "label": label, "isOn": is_on, "number": number})
    messages.success(request, said)
    return redirect(url)


def keep_posted_files(request, form, target):
    """Keep the files of a posted form, whatever else is to be said of it; ``form`` lists what is kept.

    Returns the ``doors.Answer``.
    """
    answer = doors.Answer()
    answer.is_done = True
    if given := form.given_files():
        key = form.submission_key
        with doors.asked(form) as answer:
            _keep(given, by=request.user, target=target, submission_key=key)
        form.show_files(queries.kept_files(request.user, target, key))
    return answer


def _keep(given, **about):
    actions.keep_files(
        attachments=given.uploads(),
        described=given.kept,
        remove_attachments=given.removed,
        **about,
    )


def check_network(request, name, limit, sentence):
    """Raises ``Busy`` where more comes from this network than people would write.

    ``sentence`` says so, by the number of ``minutes`` to wait.
    """
    if seconds := throttle.wait(request, name, limit):
        raise Busy(seconds, sentence % {"minutes": -(-seconds // 60)})
