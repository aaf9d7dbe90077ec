"""What came out of a challenge."""

import swapper
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, Value

from wagtail_crowdsolving import extensions, folding
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.catalogue.queries import in_language
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.network.queries import shared_key, shared_key_of_row, unrestricted
from wagtail_crowdsolving.page_types import page_types

swapper.set_app_prefix("wagtailcore", "wagtail")


def projects_from(challenge):
    """The catalogue projects that came from a challenge, in its language where there is a version.

    Base pages that everybody may read, sorted by title. One query, whatever the number of
    project types; none where ``has_projects`` came with the challenge and says no.
    """
    if not getattr(challenge, "has_projects", True):
        return []
    base = swapper.load_model("wagtailcore", "Page")
    came_from = Q()
    for model in page_types(CatalogueProjectMixin):
        projects = model.objects.filter(origin_challenge__translation_key=shared_key(challenge))
        came_from |= Q(translation_key__in=projects.order_by().values("translation_key"))
    if not came_from:
        return []
    versions = {}
    for page in unrestricted(base.objects.live().filter(came_from)).order_by("pk"):
        versions.setdefault(page.translation_key, []).append(page)
    return sorted(
        (in_language(pages, challenge.locale_id) for pages in versions.values()),
        key=lambda page: folding.sort_key(page.title),
    )


@extensions.annotations.register(of=ChallengeMixin, name="has_projects")
def has_projects():
    """An expression for a queryset of challenges: whether a project names it, or a translation of it."""
    named = Q()
    for model in page_types(CatalogueProjectMixin):
        projects = model.objects.filter(origin_challenge__translation_key=shared_key_of_row())
        named |= Q(Exists(projects.order_by()))
    return ExpressionWrapper(named, output_field=BooleanField()) if named else Value(False)


@extensions.sections.register(of=ChallengeMixin, order=200)
def section(challenge, request):
    """“What came of it”, on the page of a challenge."""
    projects = projects_from(challenge) if challenge.pk else []
    if not projects:
        return None
    return extensions.Section("wagtail_crowdsolving/catalogue/origins.html", {"projects": projects})
