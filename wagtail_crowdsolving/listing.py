"""A page that lists its children: filters, sorting, search, pagination, an address for each state, a feed.

A kind of list is three things: the index page (``FilteredIndexMixin``), its filters
(``ListingFilterSet``) and the facets that both read (``Facets``).
"""

import re
import unicodedata
import uuid

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, F, Q
from django.http import HttpResponse, QueryDict
from django.urls import Resolver404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.images import get_image_model
from wagtail.models import Site

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.network.models import (
    RestrictedInOneQueryMixin,
    TerritoryLevel,
    Theme,
)
from wagtail_crowdsolving.network.queries import (
    language_versions,
    may_be_restricted,
    territory_name,
    themes_by_slug,
    with_themes,
    without_own_restriction,
)

FEED_SIZE = 50
QUERY_LENGTH = 100
#: The pictures of the cards; those of a page of results come in one query.
CARD_RENDITIONS = ["fill-480x270|format-webp", "fill-960x540|format-webp"]


def drop_control_characters(text):
    """Text that XML and a search engine accept."""
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff" else char
        for char in text
    )


def title_key(title):
    """What titles are sorted by: without case or accents, whatever the database's collation."""
    plain = unicodedata.normalize("NFKD", title)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def prefetch_renditions(pictures, specs):
    """Find the existing renditions of ``pictures`` (``None`` among them is passed over) in one query."""
    pictures = [picture for picture in pictures if picture is not None]
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs)
    models.prefetch_related_objects(
        pictures, models.Prefetch("renditions", renditions, to_attr="prefetched_renditions")
    )


def get_index_url(page, request):
    """The address of the list that ``page`` stands in."""
    return page.get_parent().get_url(request) if page.pk else None


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


class SearchField(forms.CharField):
    def clean(self, value):
        value = super().clean(value)
        return " ".join(drop_control_characters(value).split())


class SearchFilter(django_filters.CharFilter):
    field_class = SearchField


class ChoiceFilter(django_filters.Filter):
    field_class = KnownChoice


class ChoicesFilter(django_filters.Filter):
    field_class = KnownChoices


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
            .annotate(number=Count("pk"))
        )
        self._prefixes = list(names)

    @cached_property
    def total(self):
        return sum(row["number"] for row in self._rows)

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
                sorted(places.items(), key=lambda place: title_key(place[1])),
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

    q = SearchFilter(
        method="search", label=_("Search"), max_length=QUERY_LENGTH, widget=forms.SearchInput
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
        # Punctuation means something to some engines, and can be an error: words alone are asked for.
        words = re.findall(r"\w+", value)
        if not words:
            return queryset.none()
        found = (
            self.index.get_item_model()
            .objects.child_of(self.index)
            .live()
            .search(" ".join(words), operator="and", order_by_relevance=False)
        )
        return queryset.filter(pk__in=[page.pk for page in found])

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


class _ItemRouteMixin:
    def route(self, request, path_components):
        """Wagtail's routing to a child, with all that its page needs in the one query that finds it."""
        if path_components and (item := self.get_item_for_display(path_components[0])):
            item._cached_parent_obj = self
            return item.route(request, path_components[1:])
        return super().route(request, path_components)


class FilteredIndexMixin(RoutablePageMixin, _ItemRouteMixin, RestrictedInOneQueryMixin):
    """What challenge and catalogue indexes share."""

    #: The abstract model that the listed page type is made from.
    item_mixin = None
    #: The ``ListingFilterSet`` of the list.
    filterset_class = None
    #: What comes with an item that is about to be shown on its own: {name: function → expression}.
    #: Rooms above add what they would otherwise have to ask for.
    page_annotations = {"may_be_restricted": may_be_restricted}
    #: What the cards, and the page of an item, join.
    item_relations = ("locale", "territory__parent__parent", "picture")

    @classmethod
    def get_item_model(cls):
        """The listed page type: the first allowed child type made from ``item_mixin``."""
        return next(
            model for model in cls.allowed_subpage_models() if issubclass(model, cls.item_mixin)
        )

    def is_route(self, slug):
        """Whether an address of the list itself hides a child with that ``slug``."""
        try:
            self.resolve_subpage(f"/{slug}/")
        except Resolver404:
            return False
        return True

    def get_items(self):
        """The live children in the language of the index that everybody may read, with their facets."""
        items = self.get_item_model().objects.child_of(self).live()
        return self.annotate_facets(without_own_restriction(items.filter(locale_id=self.locale_id)))

    def annotate_facets(self, items):
        """Give ``items`` the annotations that the filter set's facets name."""
        return items

    def for_display(self, items):
        """Give ``items`` all that a card or a page shows of them, within the same query."""
        return with_themes(items.select_related(*self.item_relations)).annotate(
            territory_name=territory_name(self.locale_id)
        )

    def for_cards(self, items):
        """``for_display`` with the pictures of the cards: one more query, whatever the number of cards."""
        renditions = get_image_model().get_rendition_model().objects
        return self.for_display(items).prefetch_related(
            models.Prefetch(
                "picture__renditions",
                queryset=renditions.filter(filter_spec__in=CARD_RENDITIONS),
                to_attr="prefetched_renditions",
            )
        )

    def get_item_for_display(self, slug):
        """The child with that address, live or not, and its ``language_versions``; one query."""
        model = self.get_item_model()
        child = model.objects.child_of(self).filter(slug=slug)
        versions = list(
            self.for_display(
                model.objects.filter(translation_key__in=child.order_by().values("translation_key"))
            )
            .annotate(**{name: make() for name, make in self.page_annotations.items()})
            .order_by("pk")
        )
        for version in versions:
            if version.slug == slug and version.is_child_of(self):
                version._language_versions = [one for one in versions if one.live]
                return version
        return None

    def get_filterset(self, data):
        facets = Facets(self)
        return self.filterset_class(data, self.get_items(), index=self, facets=facets), facets

    def get_results(self, filterset, facets, number):
        """One page of the results, as a Django ``Page`` whose ``object_list`` is ready to show."""
        found = filterset.qs
        if filterset.sorted_by_title:
            titles = found.values_list("title", "pk")
            keys = [pk for title, pk in sorted(titles, key=lambda row: (title_key(row[0]), row[1]))]
            page = Paginator(keys, conf.PAGE_SIZE).get_page(number)
            by_pk = {
                item.pk: item
                for item in self.for_cards(self.get_items().filter(pk__in=page.object_list))
            }
            page.object_list = [by_pk[pk] for pk in page.object_list if pk in by_pk]
            return page
        paginator = Paginator(self.for_cards(found), conf.PAGE_SIZE)
        if not filterset.filters_asked:
            paginator.count = facets.total
        page = paginator.get_page(number)
        page.object_list = list(page.object_list)
        return page

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        filterset, facets = self.get_filterset(request.GET)
        results = self.get_results(filterset, facets, request.GET.get("page"))
        home = self.get_url(request) or ""
        state = {"page": results.number} if results.number > 1 else {}
        context.update(
            filterset=filterset,
            form=filterset.form,
            results=results,
            items=results.object_list,
            result_count=results.paginator.count,
            total=facets.total,
            active_filters=filterset.active(),
            has_unknown_filter=filterset.has_unknown,
            index_url=home,
            canonical_url=(self.get_full_url(request) or "") + filterset.address(**state),
            feed_url=f"{home}feed/{filterset.address()}",
            pagination=[
                {
                    "number": number if isinstance(number, int) else None,
                    "url": home + filterset.address(**({"page": number} if number != 1 else {})),
                    "current": number == results.number,
                }
                for number in results.paginator.get_elided_page_range(results.number)
            ]
            if results.paginator.num_pages > 1
            else [],
            previous_url=home
            + filterset.address(**({"page": results.number - 1} if results.number > 2 else {}))
            if results.has_previous()
            else "",
            next_url=home + filterset.address(page=results.number + 1)
            if results.has_next()
            else "",
            language_versions=language_versions(self),
        )
        return context

    @path("feed/", name="feed")
    def feed(self, request):
        """The newest items of the filtered list, as Atom."""
        filterset, facets = self.get_filterset(request.GET)
        home = self.get_full_url(request)
        site = Site.find_for_request(request)
        name = (site and site.site_name) or self.title
        feed = Atom1Feed(
            title=drop_control_characters(f"{self.title} – {name}"),
            link=home + filterset.address(),
            description="",
            subtitle=drop_control_characters(self.intro),
            language=self.locale.language_code,
            author_name=drop_control_characters(name),
            feed_url=f"{home}feed/{filterset.address()}",
            feed_guid=f"urn:uuid:{self._entry_id(self)}",
        )
        items = self.for_display(filterset.qs.order_by("-first_published_at", "-pk"))[:FEED_SIZE]
        for item in items:
            first = item.first_published_at or timezone.now()
            feed.add_item(
                title=drop_control_characters(item.title),
                link=item.get_full_url(request),
                # Readers take a summary for HTML.
                description=escape(drop_control_characters(item.summary)),
                unique_id=f"urn:uuid:{self._entry_id(item)}",
                pubdate=first,
                updateddate=item.last_published_at or first,
                categories=[drop_control_characters(theme["name"]) for theme in item.get_themes()],
            )
        response = HttpResponse(
            feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
        )
        if feed.items:
            response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
        return response

    @staticmethod
    def _entry_id(page):
        """Stable whatever becomes of the address, and one for each language version."""
        return uuid.uuid5(page.translation_key, page.locale.language_code)
