"""Page types of a site that leaves ``wagtail_crowdsolving.pages`` out and uses the mixins."""

from django.conf import settings
from django.db import models
from wagtail.models import Page

from wagtail_crowdsolving.mixins import (
    CatalogueIndexMixin,
    CatalogueProjectMixin,
    ChallengeIndexMixin,
    ChallengeMixin,
)


class OwnChallenge(ChallengeMixin, Page):
    template = "wagtail_crowdsolving/challenges/challenge_page.html"
    content_panels = Page.content_panels + ChallengeMixin.challenge_panels
    search_fields = Page.search_fields + ChallengeMixin.challenge_search_fields


class OwnChallengeIndex(ChallengeIndexMixin, Page):
    template = "wagtail_crowdsolving/challenges/challenge_index_page.html"
    subpage_types = ["testapp.OwnChallenge"]


class OwnProject(CatalogueProjectMixin, Page):
    template = "wagtail_crowdsolving/catalogue/catalogue_project_page.html"


class OwnCatalogue(CatalogueIndexMixin, Page):
    template = "wagtail_crowdsolving/catalogue/catalogue_index_page.html"
    subpage_types = ["testapp.OwnProject"]


class Article(Page):
    """A page that is no challenge, and that nobody told committees of."""

    text = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*Page.content_panels, "text"]
    subpage_types = []
