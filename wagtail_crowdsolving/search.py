"""Wagtail's search in the database, over folded words: ``{"BACKEND": "wagtail_crowdsolving.search"}``.

Everything that Wagtail indexes (pages, snippets; in lists, choosers and the site's own search) is folded on its
way into the index, and what is looked for likewise; without plurals and, in what is looked for, without small
words. So ``ecole``, ``l'école`` and ``Écoles`` find the same on SQLite and on PostgreSQL, whatever language the
database is configured for. Where a site takes this backend into use, its index is made anew: ``wagtail_update_index``.
"""

import copy

from django.conf import settings
from django.core.checks import Tags, Warning, register
from modelsearch.backends import database
from modelsearch.index import AutocompleteField, RelatedFields
from modelsearch.query import And, Not, Or, Phrase, PlainText

from wagtail_crowdsolving import folding


def _folded(query):
    """``query`` as the index holds its words; ``""`` where it has none."""
    match query:
        case str():
            return " ".join(map(folding.stem, folding.searched(query)))
        case PlainText():
            words = _folded(query.query_string)
            return PlainText(words, query.operator, query.boost) if words else ""
        case Phrase():
            words = folding.indexed(query.query_string)
            return Phrase(words) if words else ""
        case And() | Or():
            parts = [part for part in map(_folded, query.subqueries) if part != ""]
            return type(query)(parts) if parts else ""
        case Not():
            part = _folded(query.subquery)
            return Not(part) if part != "" else ""
    return query


def _beginnings(query):
    """The same for words that are still being typed: no plural is taken off, no small word out."""
    if isinstance(query, PlainText):
        words = _beginnings(query.query_string)
        return PlainText(words, query.operator, query.boost) if words else ""
    if isinstance(query, str):
        return " ".join(folding.fold(query).split()[: folding.WORDS])
    return query


def _in_index(value, fold):
    if isinstance(value, list | tuple):
        return [_in_index(one, fold) for one in value]
    if isinstance(value, dict):
        return [_in_index(one, fold) for one in value.values()]
    return "" if value is None else fold(str(value))


def _folding_field(field):
    """A copy of an index field whose values are folded."""
    made = copy.copy(field)
    if isinstance(field, RelatedFields):
        made.fields = [_folding_field(one) for one in field.fields]
    elif hasattr(field, "get_value"):
        fold = folding.fold if isinstance(field, AutocompleteField) else folding.indexed
        made.get_value = lambda thing: _in_index(field.get_value(thing), fold)
    return made


class _FoldingIndex:
    def add_items(self, model, objs):
        """Wagtail's reads each object by its own search fields: for that long, by folding ones."""
        objs, fields = list(objs), [_folding_field(field) for field in model.get_search_fields()]
        for one in objs:
            one.get_search_fields = lambda: fields
        try:
            super().add_items(model, objs)
        finally:
            for one in objs:
                vars(one).pop("get_search_fields", None)


class _FoldingBackend:
    def search(self, query, *args, **kwargs):
        return super().search(_folded(query), *args, **kwargs)

    def autocomplete(self, query, *args, **kwargs):
        return super().autocomplete(_beginnings(query), *args, **kwargs)


_made = {}


def _folding(kind):
    """The backend ``kind`` of Wagtail's with a folding index."""
    if kind not in _made:
        index = type("FoldingIndex", (_FoldingIndex, kind.index_class), {})
        _made[kind] = type("FoldingBackend", (_FoldingBackend, kind), {"index_class": index})
    return _made[kind]


def SearchBackend(params):
    """Wagtail's backend for the database in use, folding."""
    # Whatever language the database is configured for, the words are folded here.
    params = {"SEARCH_CONFIG": "simple", **params}
    return _folding(type(database.SearchBackend(params)))(params)


@register(Tags.compatibility)
def check_search(app_configs=None, **kwargs):
    """W032, W033: accents, apostrophes and plurals hide what one searches in lists, choosers and the admin."""
    site = getattr(settings, "WAGTAILSEARCH_BACKENDS", None) or {}
    default = site.get("default") or {}
    if default.get("BACKEND") not in (__name__, f"{__name__}.SearchBackend"):
        return [
            Warning(
                "The search backend is not the package's: lists, choosers and the admin find “école” "
                "for “ecole” only where that backend folds words.",
                hint=f'Set WAGTAILSEARCH_BACKENDS = {{"default": {{"BACKEND": "{__name__}"}}}} and run '
                "wagtail_update_index; or silence this check where another search engine folds words.",
                id="wagtail_crowdsolving.W032",
            )
        ]
    if default.get("SEARCH_CONFIG", "simple") != "simple":
        return [
            Warning(
                "SEARCH_CONFIG changes words that the package's search backend has folded already.",
                hint='Take SEARCH_CONFIG out of WAGTAILSEARCH_BACKENDS["default"], and run wagtail_update_index.',
                id="wagtail_crowdsolving.W033",
            )
        ]
    return []
