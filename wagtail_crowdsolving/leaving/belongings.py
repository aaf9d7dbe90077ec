"""What of a site's database is the package's: its tables, and the pages that are about challenges and projects."""

import swapper
from django.apps import apps
from django.db import models

from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin, CatalogueProjectMixin
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin, ChallengeMixin
from wagtail_crowdsolving.page_types import page_types

#: The app of the rooms, and the package's name.
APP = "wagtail_crowdsolving"
#: The apps whose tables go.
OURS = (APP, "crowdsolving_pages")
#: The page types that are about challenges and projects, also where a site made them of its own.
MIXINS = (ChallengeMixin, ChallengeIndexMixin, CatalogueProjectMixin, CatalogueIndexMixin)


def own_types() -> list[type[models.Model]]:
    """The page types that go, the site's own among them."""
    return list(dict.fromkeys(model for mixin in MIXINS for model in page_types(mixin)))


def own_models() -> list[type[models.Model]]:
    """The models of the package, with the tables between many and many."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    ]


def own_rows() -> list[type[models.Model]]:
    """Those of ``own_models`` that are no pages."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return [model for model in own_models() if not issubclass(model, page_model)]
