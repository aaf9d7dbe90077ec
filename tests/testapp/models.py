"""Page types of a site that leaves ``wagtail_crowdsolving.pages`` out and uses the mixins."""

from django.conf import settings
from django.db import models
from wagtail.models import Page

from wagtail_crowdsolving.mixins import (
    CatalogueIndexMixin,
    CatalogueProjectMixin,
    ChallengeIndexMixin,
    ChallengeMixin,
    DiscussedPageMixin,
)


class OwnChallenge(ChallengeMixin, Page):
    content_panels = Page.content_panels + ChallengeMixin.challenge_panels
    search_fields = Page.search_fields + ChallengeMixin.challenge_search_fields


class OwnChallengeIndex(ChallengeIndexMixin, Page):
    subpage_types = ["testapp.OwnChallenge"]


class OwnProject(CatalogueProjectMixin, Page):
    pass


class OwnCatalogue(CatalogueIndexMixin, Page):
    subpage_types = ["testapp.OwnProject"]


class Challenge(DiscussedPageMixin, Page):
    """A page with nothing but a discussion, by a name that is a word of the package."""


class Holder(Page):
    """Named like a field of projects: it gives pages no attribute of its name."""

    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, related_name="+"
    )


class Article(Page):
    """A page that is no challenge, and that nobody told committees of."""

    text = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*Page.content_panels, "text"]
    subpage_types = []
