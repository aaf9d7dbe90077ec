"""Contributions, and the page whose discussion they are."""

import swapper
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions.models import (
    Contribution,
    Discussed,
    DiscussionCounter,
)
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.queries import shared_key

swapper.set_app_prefix("wagtailcore", "wagtail")


def contributions():
    """All contributions: no join and no order but those that are asked for."""
    return Contribution.objects.select_related(None).order_by()


def team_page(contribution):
    """The page whose own team may moderate the contribution, or ``None``. Raises ``Conflict``."""
    try:
        page = contribution.page.specific
    except ObjectDoesNotExist as error:
        raise Conflict(_("This page no longer exists.")) from error
    return page if isinstance(page, Discussed) else None


def newest(page, number):
    """The last ``number`` contributions that were published under ``page``."""
    home = counter(shared_key(page), "page")
    found = contributions().published().filter(page=Subquery(home))
    return found.select_related("user").order_by("-published_at", "-pk")[:number]


def discussed_pages(keys):
    """The pages of these primary keys, as their own types, of those that have a discussion."""
    base = swapper.load_model("wagtailcore", "Page")
    pages = base.objects.filter(pk__in=keys).specific()
    return [page for page in pages if isinstance(page, Discussed)]


def counter(translation_key, column):
    """A number of a discussion, as a queryset of one row at most."""
    kept = DiscussionCounter.objects.filter(page__translation_key=translation_key)
    return kept.order_by("pk").values(column)[:1]
