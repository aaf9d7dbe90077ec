"""A page that lists its children: filters, sorting, search, pagination, an address for each state, a feed."""

from wagtail.contrib.routable_page.models import RoutablePageMixin


class FilteredIndexMixin(RoutablePageMixin):
    """What challenge and catalogue indexes share."""

    #: The abstract model that the listed page type is made from.
    item_mixin = None

    @classmethod
    def get_item_model(cls):
        """The listed page type: the first allowed child type made from ``item_mixin``."""
        return next(
            model for model in cls.allowed_subpage_models() if issubclass(model, cls.item_mixin)
        )
