"""Ready-made page types. A site with its own page types leaves this app out and uses the mixins."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_crowdsolving.mixins import (
    CatalogueIndexMixin,
    CatalogueProjectMixin,
    ChallengeIndexMixin,
    ChallengeMixin,
)


class ChallengePage(ChallengeMixin, Page):
    content_panels = Page.content_panels + ChallengeMixin.challenge_panels
    search_fields = Page.search_fields + ChallengeMixin.challenge_search_fields
    parent_page_types = ["crowdsolving_pages.ChallengeIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")


class ChallengeIndexPage(ChallengeIndexMixin, Page):
    content_panels = Page.content_panels + ChallengeIndexMixin.index_panels
    subpage_types = ["crowdsolving_pages.ChallengePage"]

    class Meta:
        verbose_name = _("list of challenges")
        verbose_name_plural = _("lists of challenges")


class CatalogueProjectPage(CatalogueProjectMixin, Page):
    content_panels = Page.content_panels + CatalogueProjectMixin.project_panels
    search_fields = Page.search_fields + CatalogueProjectMixin.project_search_fields
    parent_page_types = ["crowdsolving_pages.CatalogueIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("catalogue project")
        verbose_name_plural = _("catalogue projects")


class CatalogueIndexPage(CatalogueIndexMixin, Page):
    content_panels = Page.content_panels + CatalogueIndexMixin.index_panels
    subpage_types = ["crowdsolving_pages.CatalogueProjectPage"]

    class Meta:
        verbose_name = _("catalogue of projects")
        verbose_name_plural = _("catalogues of projects")
