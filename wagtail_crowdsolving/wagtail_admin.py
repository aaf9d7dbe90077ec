"""What the rooms' parts of the Wagtail admin share."""

from datetime import datetime
from importlib import import_module

import wagtail.permissions
from django.conf import settings
from django.db import models
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import DateFromToRangeFilter
from django_filters.fields import DateRangeField
from wagtail import hooks
from wagtail.admin import widgets
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.forms.choosers import SearchFilterMixin
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column
from wagtail.images.models import AbstractImage
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from wagtail_crowdsolving import clock, conf, dates, folded, folding
from wagtail_crowdsolving.fields import DayInput, TypedLineField


@hooks.register("insert_global_admin_css")
def style():
    """For the whole admin: directions, long words, paper."""
    return format_html(
        '<link rel="stylesheet" href="{}">', static("wagtail_crowdsolving/admin.css")
    )


def address(name, *args, query=""):
    """The address of a view of the admin; empty where it is not mounted, as under a check's settings."""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""


def register_policy(model, policy):
    """Wagtail 8 looks permission policies up in a registry, Wagtail 7.4 on the viewset."""
    if hasattr(wagtail.permissions, "register_permission_policy"):
        wagtail.permissions.register_permission_policy(model, policy)


def policy_of(model):
    """The permission policy of the site's model of pictures or of documents."""
    if hasattr(wagtail.permissions, "policy_registry"):
        return wagtail.permissions.policy_registry.get_by_type(model)
    app = "images" if issubclass(model, AbstractImage) else "documents"
    return import_module(f"wagtail.{app}.permissions").permission_policy


def searched_columns(model):
    """What a list of ``model`` searches that names nothing else: what its index completes."""
    return [field.field_name for field in model.get_autocomplete_search_fields()]


class _DayRangeField(DateRangeField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields:
            field.validators.append(clock.SOUGHT)


class _DayRangeWidget(DateRangePickerWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets = [DayInput(attrs=widget.attrs) for widget in self.widgets]


class DayRangeFilter(DateFromToRangeFilter):
    """From a day to a day: a year that no moment is compared with is an error, and none of the database's."""

    field_class = _DayRangeField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"widget": _DayRangeWidget, **kwargs})


class DayColumn(Column):
    """A day, or that of a moment, in words. Wagtail's column says how long ago a moment was; a day has no hour.

    Downloads have it as a date.
    """

    def get_value(self, instance):
        value = super().get_value(instance)
        return clock.day_of(value) if isinstance(value, datetime) else value

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        day = context["value"]
        return {**context, "value": dates.write(day) if day else ""}


class PlainWordsMixin:
    """Before a list's own class: its sentences name no model, whose article and plural Wagtail would guess."""

    @cached_property
    def no_results_message(self):
        if self.is_searching or self.is_filtering:
            return _("Nothing here matches what you ask for.")
        return _("There is nothing here yet.")

    @cached_property
    def add_item_label(self):
        return _("Add")


class FoldedListMixin(PlainWordsMixin):
    """A list of the admin that sorts and searches words as they are folded, and tolerates slips of the keys.

    It searches its ``search_fields``; without them what the model's index completes. What it looked for instead of
    words that find nothing, and the way back to the whole list, says ``list_results.html``.
    """

    results_template_name = "wagtail_crowdsolving/list_results.html"
    #: The words that were looked for instead of those that found nothing.
    corrected = ""
    #: How many of the newest rows tell which words the list uses.
    newest = folded.VOCABULARY

    def order_queryset(self, queryset):
        queryset = super().order_queryset(queryset)
        keys = queryset.query.order_by
        return queryset.order_by(*folded.keys(queryset.model, keys)) if keys else queryset

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        columns = self.search_fields or searched_columns(queryset.model)
        found, self.corrected = folded.search(
            queryset, *columns, typed=self.search_query, newest=self.newest, also=self.found_also
        )
        return found

    def found_also(self, words):
        """What is found by words that stand in no column of the rows: a ``Q``."""
        return models.Q()


#: Latin letters with something to them, raised signs, ligatures.
_LATIN = [*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x250), *range(0x1E00, 0x1F00)]
_LATIN += [0xAA, 0xB2, 0xB3, 0xB9, 0xBA, *range(0xFB00, 0xFB07)]


def _slug_formatters():
    """``[(pattern, replacement)]``: what ``folding.slug`` does and Wagtail's script does not."""
    spelled = {}
    for sign in map(chr, _LATIN):
        letters = folding.slug(sign)
        if letters:
            letters = letters.upper() if sign.isupper() and len(letters) == 1 else letters
            spelled.setdefault(letters, []).append(sign)
    if getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True):  # letters keep their accents
        marks, spelled = (
            [],
            {letters: signs for letters, signs in spelled.items() if len(letters) > 1},
        )
    else:
        marks = [("[\u0300-\u036f]", "")]
    return [
        ("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", ""),
        *marks,
        *((f"[{''.join(signs)}]", letters) for letters, signs in spelled.items()),
        (
            f"[{folding.APOSTROPHES}\\s\u0021-\u002c\u002e\u002f\u003a-\u0040\\[\\]\\\\^\u0060\u007b-\u00a9"
            "\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2010-\u2027\u2030-\u205e"
            "\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]+",
            " ",
        ),
        ("^ +| +$", ""),
    ]


class SlugInput(widgets.SlugInput):
    """Wagtail's field of an address, filled from a title while somebody types: as ``folding.slug`` makes it."""

    def __init__(self, attrs=None, formatters=None, locale=None):
        super().__init__(attrs, [*(formatters or ()), *_slug_formatters()], locale)


register_form_field_override(models.SlugField, override={"widget": SlugInput})
register_form_field_override(models.DateField, override={"widget": DayInput})


class _FoldedSearchForm(SearchFilterMixin):
    """The search of a chooser: folded, and tolerant. It says what it looked for."""

    q = TypedLineField(
        label=SearchFilterMixin.base_fields["q"].label,
        widget=SearchFilterMixin.base_fields["q"].widget,
        max_length=folding.QUERY_LENGTH,
        required=False,
    )

    def filter(self, objects):
        objects = super(SearchFilterMixin, self).filter(objects)
        if typed := self.cleaned_data.get("q"):
            columns = searched_columns(objects.model)
            objects, corrected = folded.search(objects, *columns, typed=typed)
            self.is_searching, self.search_query = True, corrected or typed
        return objects


class FoldedChooseMixin:
    """Before a view of a chooser of what is indexed."""

    @property
    def page_subtitle(self):
        return capfirst(self.model._meta.verbose_name_plural)

    def get_filter_form_class(self):
        form = super().get_filter_form_class()
        if not issubclass(form, SearchFilterMixin):
            return form
        others = [one for one in form.__bases__ if one is not SearchFilterMixin]
        return type("FilterForm", (_FoldedSearchForm, *others), {})


class SnippetChooser(AdminSnippetChooser):
    """Wagtail's, whose buttons name no model: the label of the field does."""

    def __init__(self, model=None, **kwargs):
        super().__init__(model, **kwargs)
        self.choose_one_text = gettext_lazy("Choose")
        self.choose_another_text = gettext_lazy("Choose another one")
        self.link_to_chosen_text = gettext_lazy("See or edit")


class _ChooseView(FoldedChooseMixin, SnippetChooserViewSet.choose_view_class):
    pass


class _ChooseResultsView(FoldedChooseMixin, SnippetChooserViewSet.choose_results_view_class):
    pass


class ChooserViewSet(SnippetChooserViewSet):
    """To choose and nothing else: Wagtail's own has an address to create, which fails without a form.

    Offers what is active, where a model says so.
    """

    base_widget_class = SnippetChooser
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView

    @cached_property
    def widget_class(self):
        # A class in Wagtail 8, in 7.4 a widget, whatever its class is to be.
        stock = super().widget_class
        is_class = isinstance(stock, type)
        return stock if is_class else SnippetChooser(model=self.model, icon=self.icon)

    def get_object_list(self):
        rows = self.model.objects.all()
        names = {field.name for field in self.model._meta.fields}
        return folded.in_order(rows.filter(is_active=True) if "is_active" in names else rows)

    def get_urlpatterns(self):
        return [url for url in super().get_urlpatterns() if url.name != "create"]


class GuideMenuItem(MenuItem):
    """A guide, in the help menu of those for whom ``is_for(user)`` says that it is written."""

    def __init__(self, label, name, is_for, order):
        self.guide, self.is_for = name, is_for
        super().__init__(
            label,
            "",
            name=f"crowdsolving-{name}",
            icon_name="help",
            order=order,
            attrs={"target": "_blank", "rel": "noreferrer"},
        )

    def is_shown(self, request):
        self.url = conf.GUIDES_URL.replace("{name}", self.guide)
        return bool(self.url) and self.is_for(request.user)


class _Counted:
    """Something that waits. ``is_for(user)``: who is shown it; ``count(user)``: how much of it."""

    is_for = count = None

    @classmethod
    def number(cls, request):
        """How much waits for whoever asks: counted once a request, for the menu and the home page."""
        known = request.__dict__.setdefault("_crowdsolving_counts", {})
        if cls.count not in known:
            known[cls.count] = cls.count(request.user)
        return known[cls.count]


class CountedMenuItem(_Counted, MenuItem):
    """An entry of the menu with the number behind it."""

    def is_shown(self, request):
        return self.is_for(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if number := self.number(request):
            component.label = f"{component.label} ({number})"
        return component


class CountedSummaryItem(_Counted, SummaryItem):
    """The number on the admin's home page; ``url_name``: where it leads."""

    url_name = None

    def is_shown(self):
        return self.is_for(self.request.user)

    def get_context_data(self, parent_context):
        return {"number": self.number(self.request), "url": reverse(self.url_name)}
