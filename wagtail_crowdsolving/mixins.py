"""What a site makes its own page types from. ``docs/page-types.md`` shows how."""

from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin, CatalogueProjectMixin
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin, ChallengeMixin
from wagtail_crowdsolving.contributions.pages import DiscussedPageMixin
from wagtail_crowdsolving.editors import EditedPageMixin
from wagtail_crowdsolving.listing import FilteredIndexMixin
from wagtail_crowdsolving.network.pages import ClassifiedMixin
from wagtail_crowdsolving.records.pages import ArchivablePageMixin

__all__ = [
    "ArchivablePageMixin",
    "CatalogueIndexMixin",
    "CatalogueProjectMixin",
    "ChallengeIndexMixin",
    "ChallengeMixin",
    "ClassifiedMixin",
    "DiscussedPageMixin",
    "EditedPageMixin",
    "FilteredIndexMixin",
]
