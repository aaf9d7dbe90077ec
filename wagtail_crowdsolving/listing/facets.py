"""Which values the items of a list have."""

from django.db.models import Count, F
from django.utils.functional import cached_property

from wagtail_crowdsolving import folding
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.network.queries import (
    territory_name,
    themes_by_slug,
)
from wagtail_crowdsolving.network.words import TerritoryLevel


class Facets:
    """Which values the items of an index have, in two queries, whatever their number.

    ``total`` is the number of items, ``present(name)`` the values of a facet,
    ``territories`` and ``themes`` what there is to choose from.
    """

    def __init__(self, index):
        self.index = index
        items = index.get_items().order_by()
        self._columns = index.filterset_class.facets
        names = {"place": "territory", "parent": "territory__parent"}
        names["grandparent"] = "territory__parent__parent"
        self._rows = list(
            items.annotate(
                **{
                    f"{name}_name": territory_name(index.locale_id, path)
                    for name, path in names.items()
                }
            )
            .values(
                *self._columns.values(),
                **{
                    f"{name}_{column}": F(f"{path}__{column}")
                    for name, path in names.items()
                    for column in ("level", "code")
                },
                **{f"{name}_label": F(f"{name}_name") for name in names},
            )
            .annotate(items_counted=Count("pk"))
        )
        self._prefixes = list(names)

    @cached_property
    def total(self):
        return sum(row["items_counted"] for row in self._rows)

    def present(self, name):
        return {row[self._columns[name]] for row in self._rows}

    @cached_property
    def territories(self):
        """``[(level's label, [(key, name)])]``, the largest first, those above an item's place included."""
        by_level = {level: {} for level in reversed(TerritoryLevel.values)}
        for row in self._rows:
            for name in self._prefixes:
                level = row[f"{name}_level"]
                if level in by_level:
                    by_level[level][f"{level}-{row[f'{name}_code']}"] = row[f"{name}_label"]
        return [
            (
                TerritoryLevel(level).label,
                sorted(places.items(), key=lambda place: folding.sort_key(place[1])),
            )
            for level, places in by_level.items()
            if places
        ]

    @cached_property
    def themes(self):
        """``[(slug, name)]`` of the themes of the items, in the language of the index."""
        items = self.index.get_items().order_by()
        used = Theme.objects.filter(
            translation_key__in=items.filter(themes__isnull=False).values("themes__translation_key")
        )
        return [
            (slug, theme.name) for slug, theme in themes_by_slug(used, self.index.locale_id).items()
        ]
