"""What the site's own pages show of the rest of the site, each with a fixed number of queries."""

from django.apps import apps
from django.utils import timezone

from wagtail_crowdsolving.challenges.models import Phase, phase_q
from wagtail_crowdsolving.network.models import GovernanceRole, Organisation
from wagtail_crowdsolving.pages.models import CatalogueProjectPage, ChallengePage


def _cards(model, locale):
    return (
        model.objects.live()
        .filter(locale=locale)
        .select_related("territory", "picture")
        .prefetch_related("themes")
        .prefetch_related("picture__renditions")
    )


def featured_challenges(locale, size=3):
    """The challenges that are open now, the soonest to close first."""
    return list(
        _cards(ChallengePage, locale)
        .select_related("organisation")
        .filter(phase_q(Phase.OPEN, timezone.localdate()))
        .order_by("closes_on", "-first_published_at")[:size]
    )


def latest_projects(locale, size=3):
    return list(
        _cards(CatalogueProjectPage, locale).order_by("-first_published_at", "-pk")[:size]
    )


def governance(locale):
    """The organisations with a role in the governance, in the order of the roles, then by name."""
    roles = list(GovernanceRole.values)
    return sorted(
        Organisation.objects.filter(locale=locale)
        .exclude(governance_role="")
        .select_related("territory", "logo")
        .prefetch_related("logo__renditions"),
        key=lambda organisation: (roles.index(organisation.governance_role), organisation.name),
    )


def governance_by_role(locale):
    """``[(role's label, [organisations])]`` for the roles that somebody has."""
    found = governance(locale)
    groups = [
        (role.label, [one for one in found if one.governance_role == role])
        for role in GovernanceRole
    ]
    return [(label, members) for label, members in groups if members]


def governance_page(locale):
    return apps.get_model("site_pages", "GovernancePage").objects.live().filter(locale=locale).first()
