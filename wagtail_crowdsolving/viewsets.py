"""What a site subclasses for the lists of its own page types in Wagtail's explorer: their one address."""

from wagtail_crowdsolving.catalogue.explorer import ProjectPageViewSet
from wagtail_crowdsolving.challenges.admin.explorer import ChallengePageViewSet

__all__ = ["ChallengePageViewSet", "ProjectPageViewSet"]
