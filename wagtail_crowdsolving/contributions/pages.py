"""The discussed page as page types are made from it."""

from django.db import models

from wagtail_crowdsolving.contributions.models import Discussed
from wagtail_crowdsolving.contributions.views import discussion_context
from wagtail_crowdsolving.network.pages import DefaultTemplateMixin
from wagtail_crowdsolving.network.queries import language_versions


class DiscussedPageMixin(DefaultTemplateMixin, Discussed, models.Model):
    """A page under which members contribute. Mix it into a page type: ``class Talk(DiscussedPageMixin, Page)``."""

    default_template = "wagtail_crowdsolving/contributions/discussed_page.html"

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(
            canonical_url=self.get_full_url(request) or "",
            language_versions=language_versions(self),
        )
        context.update(discussion_context(request, self))
        return context
