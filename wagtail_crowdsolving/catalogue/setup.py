"""What a catalogue needs before projects are written into it."""

from django.db.models.signals import post_save

from wagtail_crowdsolving import role_rights
from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin
from wagtail_crowdsolving.page_types import page_types

#: Who may do what with the pages under a catalogue.
ROLES = {"coordination": ["add", "change", "publish"]}


def ensure_rights(index):
    """Give each role its rights on a catalogue. Returns what was new: ``[(group, action)]``."""
    return role_rights.give(index, ROLES)


def catalogue_made(instance, created, raw, **kwargs):
    """A catalogue that is made, copied or translated gets the rights at once."""
    if created and not raw:
        ensure_rights(instance)


def connect():
    """Once all models are loaded."""
    for model in page_types(CatalogueIndexMixin):
        uid = f"wagtail_crowdsolving.catalogue_made.{model._meta.label}"
        post_save.connect(catalogue_made, sender=model, dispatch_uid=uid)
