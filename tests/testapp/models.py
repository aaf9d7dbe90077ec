"""Page types of a site that leaves ``wagtail_crowdsolving.pages`` out and uses the mixins."""

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
