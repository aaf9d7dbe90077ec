"""What a member has written and begun to write."""

from dataclasses import dataclass

import swapper
from django.db.models import Count, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext

from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Draft,
    KeptFile,
    State,
)
from wagtail_crowdsolving.contributions.queries.texts import contributions
from wagtail_crowdsolving.text import normal_form, to_html, to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")


def mine(user):
    """Everything that ``user`` has written, newest first, with its page, its decisions, its files
    and (as ``waiting_amendments``) the change of it that waits."""
    return (
        contributions()
        .filter(user=user)
        .select_related("page__locale")
        .prefetch_related(
            "decisions__appeal__answer",
            "attachments",
            Prefetch(
                "amendments",
                Amendment.objects.waiting().prefetch_related("attachments"),
                to_attr="waiting_amendments",
            ),
        )
        .order_by("-submit_date", "-pk")
    )


def place_among_mine(user, asked):
    """How many stand before the contribution ``asked`` (a key) in ``mine(user)``. 1 query."""
    moment = Subquery(contributions().filter(pk=asked).order_by().values("submit_date")[:1])
    before = Q(submit_date__gt=moment) | Q(submit_date=moment, pk__gt=asked)
    return mine(user).filter(before).count()


def has_sent(user, text):
    """Whether a contribution of ``user`` with these words waits or is published."""
    return (
        contributions()
        .filter(user=user, comment=normal_form(text), state__in=(State.PENDING, State.PUBLISHED))
        .exists()
    )


def sent_since(user, moment):
    """How many contributions ``user`` has sent since ``moment``: one row of one column."""
    return (
        contributions()
        .filter(user=user, submit_date__gte=moment)
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )


def draft_of(user, target):
    """What ``user`` has begun to write at ``target``, or ``None``."""
    return Draft.objects.filter(user=user, target=target).first()


def kept_files(user, target=None, form_key=None):
    """What ``user`` has put into forms that are not sent: all, those at ``target``, those of one form."""
    if not user.is_authenticated:
        return KeptFile.objects.none()
    kept = KeptFile.objects.filter(user=user)
    if target is not None:
        kept = kept.filter(target=target)
    return kept if form_key is None else kept.filter(form_key=form_key)


@dataclass
class BegunText:
    """A draft as its author reads it in a list."""

    draft: Draft
    title: str
    url: str

    @property
    def excerpt(self):
        return to_plain(to_html(self.draft.data.get("text", "")), 200)


#: What a draft's ``target`` begins with: the name of the address where it goes on.
DRAFT_PLACES = {
    "page": "wagtail_crowdsolving:contribute",
    "reply": "wagtail_crowdsolving:contribution_reply",
    "build": "wagtail_crowdsolving:contribution_build",
    "edit": "wagtail_crowdsolving:contribution_edit",
}


def drafts_of(user):
    """What ``user`` has begun to write, the latest first: three queries at most."""
    found = []
    for draft in Draft.objects.filter(user=user):
        place, _dash, pk = draft.target.partition("-")
        found.append((draft, place, int(pk)))
    base = swapper.load_model("wagtailcore", "Page")
    pages = base.objects.in_bulk([pk for _draft, place, pk in found if place == "page"])
    above = contributions().select_related("page")
    above = above.in_bulk([pk for _draft, place, pk in found if place != "page"])
    for draft, place, pk in found:
        page = pages.get(pk) if place == "page" else getattr(above.get(pk), "page", None)
        title = page.title if page and page.live else gettext("A page that is no longer there")
        yield BegunText(draft, title, reverse(DRAFT_PLACES[place], args=[pk]))
