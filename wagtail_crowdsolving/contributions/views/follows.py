"""Following a discussion or a thread of it, and its feed."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.follows import DISCUSSION, THREAD
from wagtail_crowdsolving.contributions.views.common import (
    answer_in_place,
    discussed_page,
    place_of_button,
)
from wagtail_crowdsolving.listing import drop_control_characters
from wagtail_crowdsolving.network.queries import canonical, shared_key
from wagtail_crowdsolving.notifications import actions as notifications
from wagtail_crowdsolving.people import public_name

FEED_SIZE = 20


@doors.private
@require_POST
def follow_page(request, page_id):
    """Follow a discussion, or end it (``undo``)."""
    if not request.user.is_authenticated:
        return doors.sign_in(
            request, back=reverse("wagtail_crowdsolving:contribute", args=[page_id])
        )
    page = discussed_page(request, page_id)
    is_on = _follow(request, DISCUSSION, canonical(page).pk)
    return _answer(
        request,
        place_of_button(request, page),
        is_on,
        gettext("Stop following this discussion") if is_on else gettext("Follow this discussion"),
    )


@doors.private
@require_POST
def follow_thread(request, pk):
    """Follow the thread that a contribution begins, or end it (``undo``)."""
    if not request.user.is_authenticated:
        return doors.sign_in(request, back=reverse("wagtail_crowdsolving:contribution", args=[pk]))
    root = get_object_or_404(
        queries.contributions().select_related("page"), pk=pk, root=None, is_visible=True
    )
    page = discussed_page(request, queries.version_in(root.page, get_language()).pk)
    is_on = _follow(request, THREAD, root.pk)
    return _answer(
        request,
        place_of_button(request, page, root),
        is_on,
        gettext("Stop following") if is_on else gettext("Follow the replies"),
    )


def _follow(request, topic, key):
    if request.POST.get("undo"):
        notifications.unfollow(user=request.user, topic=topic, key=key)
        return False
    notifications.follow(user=request.user, topic=topic, key=key, language=get_language())
    return True


def _answer(request, url, is_on, label):
    # The list of what one follows has the same buttons, and is come back to.
    if request.POST.get("from") == "mine":
        url = f"{reverse('wagtail_crowdsolving:my_contributions')}#followed"
    said = (
        gettext("You receive a message each time that a contribution to it is published.")
        if is_on
        else gettext("You no longer follow it.")
    )
    return answer_in_place(request, url, said=said, label=label, is_on=is_on)


@require_safe
def feed(request, page_id):
    """The newest contributions that everybody may read under a page, as Atom."""
    page = discussed_page(request, page_id)
    if not rules.can_read(AnonymousUser(), page):
        raise Http404
    home = page.get_full_url(request)
    site = Site.find_for_request(request)
    title = gettext("Contributions to “%(title)s”") % {"title": page.title}
    made = Atom1Feed(
        title=drop_control_characters(title),
        link=f"{home}#discussion",
        description="",
        language=page.locale.language_code,
        author_name=drop_control_characters((site and site.site_name) or page.title),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=f"urn:uuid:{uuid.uuid5(shared_key(page), 'contributions')}",
    )
    for item in queries.newest(page, FEED_SIZE):
        name = public_name(item.user)
        made.add_item(
            title=drop_control_characters(
                gettext("%(kind)s of %(name)s") % {"kind": item.get_kind_display(), "name": name}
            ),
            link=request.build_absolute_uri(
                reverse("wagtail_crowdsolving:contribution", args=[item.pk])
            ),
            description=drop_control_characters(item.body),
            unique_id=f"urn:uuid:{uuid.uuid5(shared_key(page), f'contribution {item.pk}')}",
            author_name=drop_control_characters(name),
            pubdate=item.published_at or item.submit_date,
            updateddate=item.changed_at or item.published_at or item.submit_date,
        )
    response = HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    if made.items:
        response["Last-Modified"] = http_date(made.latest_post_date().timestamp())
    return response
