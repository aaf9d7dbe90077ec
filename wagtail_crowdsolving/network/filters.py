"""What a list of the admin is narrowed by where it shows pages that are classed, or rows tied to them."""

import django_filters
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

from wagtail_crowdsolving.network.models import Territory, Theme
from wagtail_crowdsolving.network.queries import each_once
from wagtail_crowdsolving.page_types import page_types

#: A place, and what lies above it.
UPWARD = ("territory", "territory__parent", "territory__parent__parent")


def of_pages(mixin, condition, path="page"):
    """A condition on rows: that the page at ``path``, made from ``mixin``, meets ``condition`` (a ``Q``).

    ``path`` may be ``object_id``, which holds a key as a text.
    """
    found = Q(pk__in=[])
    for model in page_types(mixin):
        pages = model._default_manager.filter(condition).order_by()
        if path == "object_id":
            pages = pages.annotate(key_text=Cast("pk", CharField())).values("key_text")
        else:
            pages = pages.values("pk")
        found |= Q(**{f"{path}__in": pages})
    return found


def bears(theme):
    """The condition on a classed page that it bears a theme, whatever the language of either."""
    return Q(themes__translation_key=theme.translation_key)


def lies_in(territory):
    """The condition on a classed page that it lies in a territory, or in one below it."""
    condition = Q()
    for path in UPWARD:
        condition |= Q(**{f"{path}__translation_key": territory.translation_key})
    return condition


def language_of(request):
    """The key of the reader's language among those of the pages: asked once a request."""
    if not hasattr(request, "_crowdsolving_language"):
        request._crowdsolving_language = Locale.get_active().pk
    return request._crowdsolving_language


def all_themes(request):
    return each_once(Theme.objects.all(), language_of(request))


class ThemeFilter(django_filters.ModelChoiceFilter):
    """By a theme, named in the reader's language."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Theme"))
        kwargs.setdefault("queryset", all_themes)
        kwargs.setdefault("empty_label", pgettext_lazy("themes", "All"))
        super().__init__(**kwargs)


class ClassifiedFilterSet(WagtailFilterSet):
    """By theme and by territory: those that the listed pages have, not all that a site knows."""

    #: What the page types are made from.
    classified = None
    #: What leads from a row to its page.
    path = "page"

    theme = ThemeFilter(method="by_theme")
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        method="by_territory",
        empty_label=_("All territories"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["territory"].queryset = self._territories

    def _territories(self, request):
        used = Q()
        for model in page_types(self.classified):
            for path in UPWARD:
                tied = model._default_manager.filter(**{f"{path}__isnull": False}).order_by()
                used |= Q(translation_key__in=tied.values(f"{path}__translation_key"))
        return each_once(Territory.objects.filter(used), language_of(request))

    def where(self, queryset, condition):
        return queryset.filter(of_pages(self.classified, condition, self.path))

    def by_theme(self, queryset, name, theme):
        return self.where(queryset, bears(theme))

    def by_territory(self, queryset, name, territory):
        return self.where(queryset, lies_in(territory))
