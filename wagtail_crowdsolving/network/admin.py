"""Organisations, themes and territories in the Wagtail admin."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, UpdatedAtColumn
from wagtail.models import Locale
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.network import merge_views  # noqa: F401  its hooks
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.queries import each_once
from wagtail_crowdsolving.network.words import GovernanceRole, LegalForm, TerritoryLevel
from wagtail_crowdsolving.wagtail_admin import ChooserViewSet


class _EachOnceMixin:
    """A list of what has language versions: each thing once, until one asks for a language."""

    def filter_object_list(self, objects):
        if self.i18n_enabled and not self.request.GET.get("locale"):
            once = each_once(objects, Locale.get_active().pk).values_list("pk", flat=True)
            # As keys: a search takes no condition over other rows.
            objects = self.model_class.objects.filter(pk__in=list(once))
        return super().filter_object_list(objects)


class ChooseView(_EachOnceMixin, ChooserViewSet.choose_view_class):
    pass


class ChooseResultsView(_EachOnceMixin, ChooserViewSet.choose_results_view_class):
    pass


class NetworkChooserViewSet(ChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView


#: Each language has its own row.
LANGUAGE = LocaleColumn(label=_("Language"))


class NetworkIndexView(ExportMixin, IndexView):
    pass


class OrganisationFilterSet(WagtailFilterSet):
    legal_form = django_filters.ChoiceFilter(label=_("Legal form"), choices=LegalForm.choices)
    governance_role = django_filters.ChoiceFilter(
        label=_("Role in the governance"), choices=GovernanceRole.choices
    )

    class Meta:
        model = Organisation
        fields = ["legal_form", "governance_role", "is_active"]


class TerritoryFilterSet(WagtailFilterSet):
    level = django_filters.ChoiceFilter(label=_("Level"), choices=TerritoryLevel.choices)

    class Meta:
        model = Territory
        fields = ["level", "is_active"]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 100
    list_display = [
        "name",
        LANGUAGE,
        Column("get_legal_form_display", label=_("Legal form"), sort_key="legal_form"),
        "territory",
        Column(
            "get_governance_role_display",
            label=_("Role in the governance"),
            sort_key="governance_role",
        ),
        UpdatedAtColumn(),
    ]
    list_select_related = ["territory", "locale"]
    filterset_class = OrganisationFilterSet
    ordering = ["name"]
    copy_view_enabled = False
    chooser_viewset_class = NetworkChooserViewSet
    index_view_class = NetworkIndexView


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    menu_label = _("Themes")
    menu_order = 200
    list_display = ["name", LANGUAGE, "slug", "sort_order", UpdatedAtColumn()]
    ordering = ["sort_order", "name"]
    copy_view_enabled = False
    chooser_viewset_class = NetworkChooserViewSet
    index_view_class = NetworkIndexView


class TerritoryViewSet(SnippetViewSet):
    model = Territory
    icon = "site"
    menu_label = _("Territories")
    menu_order = 300
    list_display = [
        "name",
        LANGUAGE,
        "code",
        Column("get_level_display", label=_("Level"), sort_key="level"),
        "parent",
        UpdatedAtColumn(),
    ]
    list_select_related = ["parent", "locale"]
    filterset_class = TerritoryFilterSet
    ordering = ["name"]
    copy_view_enabled = False
    chooser_viewset_class = NetworkChooserViewSet
    index_view_class = NetworkIndexView


class NetworkViewSetGroup(SnippetViewSetGroup):
    items = (OrganisationViewSet, ThemeViewSet, TerritoryViewSet)
    menu_label = _("Network")
    menu_name = "crowdsolving-network"
    menu_icon = "group"
    menu_order = 320


register_snippet(NetworkViewSetGroup)
