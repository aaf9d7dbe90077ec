"""What the site's own pages show of the rest of the site, each with a fixed number of queries."""

from django.apps import apps

from wagtail_crowdsolving.challenges.phases import phase_q
from wagtail_crowdsolving.challenges.words import Phase
from wagtail_crowdsolving.network import queries as network
from wagtail_crowdsolving.pages.models import CatalogueIndexPage, ChallengeIndexPage


def _cards(index_model, locale, size, order, where=()):
    """``(index, items)`` of the first index in ``locale`` that everybody may read; three queries at most."""
    index = network.unrestricted(index_model.objects.live().filter(locale=locale)).first()
    if index is None:
        return None, []
    items = index.get_items().filter(*where).order_by(*order)
    return index, network.leading(index.for_cards(items)[:size])


def featured_challenges(locale, day, size=3):
    """The list of challenges and those that are open on ``day``, the soonest to close first."""
    return _cards(
        ChallengeIndexPage,
        locale,
        size,
        ["closes_on", "-first_published_at", "-pk"],
        where=[phase_q(Phase.OPEN, day)],
    )


def latest_projects(locale, size=3):
    """The catalogue and the projects that came into it last."""
    return _cards(CatalogueIndexPage, locale, size, ["-first_published_at", "-pk"])


def governance_by_role(locale):
    """``[(role's label, [organisations])]`` for the roles that somebody has. One query."""
    return [
        (label, organisations)
        for role, label, organisations in network.governance(locale_id=locale.pk)
    ]


def governance_page(locale):
    page = apps.get_model("site_pages", "GovernancePage")
    return network.unrestricted(page.objects.live().filter(locale=locale)).first()
