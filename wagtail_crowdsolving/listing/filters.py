"""What an address may ask of a list."""

import re
import unicodedata

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import folding, signs
from wagtail_crowdsolving.fields import TypedLineField
from wagtail_crowdsolving.folded import nearest_words


class KnownChoice(forms.ChoiceField):
    """One of the choices; anything else counts as nothing, and is noted in ``unknown``."""

    unknown = False

    def clean(self, value):
        value = self.to_python(value)
        if value and not self.valid_value(value):
            self.unknown = True
            return ""
        return value


class KnownChoices(forms.MultipleChoiceField):
    """Some of the choices; anything else is left out, and noted in ``unknown``."""

    widget = forms.CheckboxSelectMultiple
    unknown = False

    def clean(self, value):
        values = dict.fromkeys(self.to_python(value))
        known = [value for value in values if self.valid_value(value)]
        self.unknown = len(known) < len(values)
        return known


class SearchFilter(django_filters.CharFilter):
    field_class = TypedLineField


class ChoiceFilter(django_filters.Filter):
    field_class = KnownChoice


class ChoicesFilter(django_filters.Filter):
    field_class = KnownChoices


class ListingFilterSet(django_filters.FilterSet):
    """The filters of a list. What an address asks for and nothing here has is left out, not an error.

    A subclass names its facets and its orders, and has one ``ChoiceFilter`` for each facet.
    """

    #: ``{name of the filter: column or annotation of the items}``
    facets = {}
    #: ``{name of the facet: its choices}``
    facet_choices = {}
    #: ``{name of the facet: the words for no choice}``, where a language needs more than one "All".
    facet_all = {}
    #: ``{value of "sort": (label, what to order by)}``; the first is the default. No order: by title.
    orders = {}

    #: The words that were looked for instead of those that found nothing.
    corrected = ""

    q = SearchFilter(
        method="search",
        label=_("Search"),
        max_length=folding.QUERY_LENGTH,
        widget=forms.SearchInput(attrs={"dir": "auto"}),
    )
    theme = ChoicesFilter(method="of_themes", label=_("Themes"))
    territory = ChoiceFilter(method="in_territory", label=_("Territory"))
    sort = ChoiceFilter(method="in_order", label=_("Sort by"))

    def __init__(self, data, queryset, *, index, facets):
        self.index = index
        super().__init__(data=data, queryset=queryset)
        # A filter's field is made with what stands here, at the first look at the form.
        self.filters["theme"].extra["choices"] = facets.themes
        self.filters["territory"].extra["choices"] = [
            ("", _("All territories")),
            *facets.territories,
        ]
        self.filters["sort"].extra["choices"] = [
            (value, label) for value, (label, order) in self.orders.items()
        ]
        for name, choices in self.facet_choices.items():
            shown = facets.present(name) | {self.data.get(name)}
            self.filters[name].extra["choices"] = [
                ("", self.facet_all.get(name, _("All"))),
                *[choice for choice in choices.choices if choice[0] in shown],
            ]

    @property
    def asked(self):
        """What the address asks for, cleaned; an input in error counts as nothing."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def order(self):
        return self.asked.get("sort") or next(iter(self.orders))

    @property
    def filters_asked(self):
        return {name: value for name, value in self.asked.items() if name != "sort"}

    @property
    def has_unknown(self):
        """Whether the address names a value that nothing here has."""
        self.form.is_valid()
        return any(getattr(field, "unknown", False) for field in self.form.fields.values())

    def filter_queryset(self, queryset):
        for name, value in self.asked.items():
            queryset = self.filters[name].filter(queryset, value)
        if "sort" not in self.asked:
            queryset = self.in_order(queryset, "sort", self.order)
        return queryset

    @property
    def qs(self):
        """Invalid input filters nothing: the form says what is wrong beside the field."""
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    def search(self, queryset, name, value):
        """What has all the words. Where nothing has them: the words that the list uses and that come nearest."""
        if not folding.searched(value):
            return queryset.none()
        # Punctuation means something to some engines, and can be an error: words alone are asked for.
        plain = signs.clean_code(unicodedata.normalize("NFC", value))
        found = self._with_words(re.findall(r"\w+", plain))
        if not found and (
            words := nearest_words(self.index.get_items(), "title", "summary", typed=value)
        ):
            found = self._with_words(words)
            self.corrected = " ".join(words) if found else ""
        return queryset.filter(pk__in=found)

    def _with_words(self, words):
        items = self.index.get_item_model().objects.child_of(self.index).live()
        found = items.search(" ".join(words), operator="and", order_by_relevance=False)
        # Of what this reader may read: nothing else tells a word, or is corrected.
        read = self.index.get_items().order_by().filter(pk__in=[page.pk for page in found])
        return list(read.values_list("pk", flat=True))

    def of_themes(self, queryset, name, slugs):
        tied = queryset.model.objects.filter(themes__slug__in=slugs)
        return queryset.filter(pk__in=tied.order_by().values("pk"))

    def in_territory(self, queryset, name, key):
        level, code = key.split("-", 1)
        condition = Q()
        for path_up in ("territory", "territory__parent", "territory__parent__parent"):
            condition |= Q(**{f"{path_up}__level": level, f"{path_up}__code": code})
        return queryset.filter(condition)

    def by_facet(self, queryset, name, value):
        return queryset.filter(**{self.facets[name]: value})

    def in_order(self, queryset, name, value):
        label, order = self.orders[value]
        return queryset.order_by(*(order() if callable(order) else order or []), "-pk")

    @property
    def sorted_by_title(self):
        return self.orders[self.order][1] is None

    def address(self, *, without=None, **extra):
        """The query string of this state: ``"?theme=a&theme=b"``, or ``""``.

        ``without=(name, value)`` leaves one filter out; ``extra`` adds parameters.
        """
        query = QueryDict(mutable=True)
        for name, value in sorted(self.asked.items()):
            if name == "sort" and value == next(iter(self.orders)):
                continue
            values = value if isinstance(value, list) else [value]
            query.setlist(name, [one for one in values if (name, one) != without])
        for name, value in extra.items():
            query[name] = value
        encoded = query.urlencode()
        return f"?{encoded}" if encoded else ""

    def active(self):
        """``[{label, value, remove}]``: each filter in force and the query string without it."""
        active = []
        for name, value in self.filters_asked.items():
            field = self.form.fields[name]
            labels = {}
            for key, label in getattr(field, "choices", []):
                labels.update(dict(label) if isinstance(label, list | tuple) else {key: label})
            for one in value if isinstance(value, list) else [value]:
                active.append(
                    {
                        "label": field.label,
                        "value": labels.get(one, one),
                        "remove": self.address(without=(name, one)),
                    }
                )
        return active
