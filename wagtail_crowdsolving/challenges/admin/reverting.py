"""An earlier revision of a challenge, opened to be brought back: what becomes of its dates and its animator."""

from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Revision

from wagtail_crowdsolving.challenges import life
from wagtail_crowdsolving.challenges.fields import is_published
from wagtail_crowdsolving.challenges.pages import ChallengeMixin


@hooks.register("before_edit_page")
def say_what_differs(request, page):
    """The life of a published challenge is no revision's: it stays, and whoever reverts reads what it was then."""
    if (
        request.method != "GET"
        or not isinstance(page, ChallengeMixin)
        or request.resolver_match.url_name != "revisions_revert"
    ):
        return
    key = request.resolver_match.kwargs["revision_id"]
    revision = get_object_or_404(Revision.page_revisions, pk=key, object_id=str(page.pk))
    stays = is_published(page)
    now = (
        type(page)._base_manager.get(pk=page.pk) if stays else page.get_latest_revision_as_object()
    )
    found = life.differences(now, revision.content)
    if not found:
        return
    rows = format_html_join(
        "",
        "<li>{}</li>",
        (
            [_("%(label)s: %(then)s then, %(now)s now") % {"label": label, "then": then, "now": at}]
            for label, then, at in found
        ),
    )
    said = (
        _(
            "These stay as they are now, whatever you publish of this version. “Keep alive” changes them:"
        )
        if stays
        else _("With this version these come back too:")
    )
    messages.warning(request, format_html("{}<ul>{}</ul>", said, rows))
