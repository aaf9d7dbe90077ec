"""The page types of a site, by the mixin that they are made from."""

from django.apps import apps


def page_types(mixin):
    """The page types of this site that are made from ``mixin``."""
    return [model for model in apps.get_models() if issubclass(model, mixin)]
