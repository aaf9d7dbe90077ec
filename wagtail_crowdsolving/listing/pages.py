"""The page that lists its children, in its states, and as a feed."""

import uuid

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.urls import Resolver404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.images import get_image_model
from wagtail.models import Site

from wagtail_crowdsolving import conf, extensions, folding
from wagtail_crowdsolving.fields import TypedPageForm
from wagtail_crowdsolving.listing.facets import Facets
from wagtail_crowdsolving.listing.pictures import CARD_RENDITIONS
from wagtail_crowdsolving.listing.texts import drop_control_characters
from wagtail_crowdsolving.network.pages import (
    DefaultTemplateMixin,
    FoldedSlugMixin,
    RestrictedInOneQueryMixin,
)
from wagtail_crowdsolving.network.queries import (
    language_versions,
    leading,
    may_be_restricted,
    set_leading_version,
    territory_name,
    with_themes,
    without_own_restriction,
)

FEED_SIZE = 50
#: What the address of a further page of a list asks for.
LIST_PAGE = "page"


def get_index_url(page, request):
    """The address of the list that ``page`` stands in."""
    return page.get_parent().get_url(request) if page.pk else None


class _ItemRouteMixin:
    def route(self, request, path_components):
        """Wagtail's routing to a child, with all that its page needs in the one query that finds it."""
        if path_components and (item := self.get_item_for_display(path_components[0])):
            item._cached_parent_obj = self
            return item.route(request, path_components[1:])
        return super().route(request, path_components)


class FilteredIndexMixin(
    DefaultTemplateMixin,
    FoldedSlugMixin,
    RoutablePageMixin,
    _ItemRouteMixin,
    RestrictedInOneQueryMixin,
):
    """What challenge and catalogue indexes share."""

    base_form_class = TypedPageForm
    #: The abstract model that the listed page type is made from.
    item_mixin = None
    #: The ``ListingFilterSet`` of the list.
    filterset_class = None
    #: Who reads the list (a user); ``None`` in what everybody gets, as the feed.
    reader = None
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
        """The live children in the language of the index that its ``reader`` may read, with their facets."""
        items = self.get_item_model().objects.child_of(self).live()
        return self.annotate_facets(
            without_own_restriction(items.filter(locale_id=self.locale_id), self.reader)
        )

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
            .annotate(may_be_restricted=may_be_restricted(), **extensions.annotations_of(model))
            .order_by("pk")
        )
        for version in versions:
            if version.slug == slug and version.is_child_of(self):
                version._language_versions = [one for one in versions if one.live]
                if not version.alias_of_id:
                    set_leading_version([version], versions)
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
            keys = [
                pk
                for title, pk in sorted(titles, key=lambda row: (folding.sort_key(row[0]), row[1]))
            ]
            page = Paginator(keys, conf.PAGE_SIZE).get_page(number)
            by_pk = {
                item.pk: item
                for item in self.for_cards(self.get_items().filter(pk__in=page.object_list))
            }
            page.object_list = leading([by_pk[pk] for pk in page.object_list if pk in by_pk])
            return page
        paginator = Paginator(self.for_cards(found), conf.PAGE_SIZE)
        if not filterset.filters_asked:
            paginator.count = facets.total
        page = paginator.get_page(number)
        page.object_list = leading(page.object_list)
        return page

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        self.reader = getattr(request, "user", None)
        filterset, facets = self.get_filterset(request.GET)
        results = self.get_results(filterset, facets, request.GET.get(LIST_PAGE))
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
