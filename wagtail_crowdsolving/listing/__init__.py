"""A page that lists its children: filters, sorting, search, pagination, an address for each state, a feed.

A kind of list is three things: the index page (``FilteredIndexMixin``), its filters
(``ListingFilterSet``) and the facets that both read (``Facets``).
"""

from wagtail_crowdsolving.listing.facets import Facets
from wagtail_crowdsolving.listing.filters import ChoiceFilter, ChoicesFilter, ListingFilterSet
from wagtail_crowdsolving.listing.pages import FilteredIndexMixin, get_index_url
from wagtail_crowdsolving.listing.pictures import prefetch_renditions
from wagtail_crowdsolving.listing.texts import drop_control_characters

__all__ = [
    "ChoiceFilter",
    "ChoicesFilter",
    "Facets",
    "FilteredIndexMixin",
    "ListingFilterSet",
    "drop_control_characters",
    "get_index_url",
    "prefetch_renditions",
]
