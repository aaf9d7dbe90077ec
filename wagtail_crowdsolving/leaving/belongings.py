"""What of a site's database is the package's: its tables, and the pages that are about challenges and projects."""

from collections.abc import Iterator, Sequence
from typing import Any

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin, CatalogueProjectMixin
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin, ChallengeMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.role_rights import APP

#: The apps whose tables go.
OURS = (APP, "crowdsolving_pages")
#: The page types that are about challenges and projects, also where a site made them of its own.
MIXINS = (ChallengeMixin, ChallengeIndexMixin, CatalogueProjectMixin, CatalogueIndexMixin)
#: Of how many keys a query is asked at once.
BATCH = 500


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


def page_model() -> type[models.Model]:
    """Wagtail's page, or what a site put in its place."""
    return swapper.load_model("wagtailcore", "Page")


def pages() -> models.QuerySet:
    """The pages that go."""
    return page_model().objects.filter(content_type__in=types(own_types()))


def types(found: list[type[models.Model]]) -> list[ContentType]:
    """The content types of models; none is made. 1 query."""
    names = {(model._meta.app_label, model._meta.model_name) for model in found}
    rows = ContentType.objects.filter(app_label__in={app for app, _name in names})
    return [one for one in rows if (one.app_label, one.model) in names]


def own_content_types() -> list[ContentType]:
    """The content types of all that goes. 1 query."""
    return types([*own_rows(), *own_types()])


def batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """``keys`` in parts that a query takes."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def own_rows() -> list[type[models.Model]]:
    """Those of ``own_models`` that are no pages."""
    return [model for model in own_models() if not issubclass(model, page_model())]
