"""The page types of a site, by the mixin that they are made from."""

from django.apps import apps
from django.db.models import Model


def page_types(mixin: type) -> list[type[Model]]:
    """The page types of this site that are made from ``mixin``."""
    return [model for model in apps.get_models() if issubclass(model, mixin)]
