"""What keeps the team from writing projects into a catalogue."""

from wagtail_crowdsolving import health, role_rights
from wagtail_crowdsolving.catalogue import setup
from wagtail_crowdsolving.catalogue.pages import CatalogueIndexMixin
from wagtail_crowdsolving.challenges.health import rights_finding
from wagtail_crowdsolving.page_types import page_types


@health.register
def catalogues():
    """W027 of every catalogue that is on the site."""
    indexes = [
        page
        for model in page_types(CatalogueIndexMixin)
        for page in model.objects.live().order_by("pk")
    ]
    for index, group in role_rights.lacking(indexes, setup.ROLES):
        yield rights_finding(index, group)
