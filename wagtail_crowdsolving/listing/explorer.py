"""The pages of a list in Wagtail's explorer: with what tells them apart, searched, filtered, downloaded.

A kind of page has a ``PageListViewSet`` with its columns and filters. It is registered for each page type of the
site (``page_types``); a site that wants other columns registers a subclass for its own type.
"""

import django_filters
import swapper
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import ReferenceIndex

from wagtail_crowdsolving import staleness
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.folded import HasWords
from wagtail_crowdsolving.network.filters import ClassifiedFilterSet, language_of
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.network.queries import leading, territory_name, with_themes
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.records.queries import know_archives
from wagtail_crowdsolving.wagtail_admin import FoldedListMixin

swapper.set_app_prefix("wagtailcore", "wagtail")

STYLE = forms.Media(css={"all": ["wagtail_crowdsolving/explorer-admin.css"]})


def names_organisation(words):
    """The condition on a page that it names an organisation called so: Wagtail's index of references knows where."""
    base = swapper.load_model("wagtailcore", "Page")
    called = Organisation.objects.filter(HasWords("name", words=words)).order_by()
    naming = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(base),
        to_content_type=ContentType.objects.get_for_model(Organisation),
        to_object_id__in=called.annotate(key_text=Cast("pk", CharField())).values("key_text"),
    )
    pages = base.objects.annotate(key_text=Cast("pk", CharField())).order_by()
    return Q(pk__in=pages.filter(key_text__in=naming.values("object_id")).values("pk"))


class PageListFilterSet(ClassifiedFilterSet):
    """What the lists of all kinds of pages are narrowed by."""

    path = "pk"
    #: The columns of the kind that say for whom it stands.
    naming = ()

    structure = django_filters.CharFilter(
        label=_("Organisation"), max_length=100, method="by_structure"
    )
    live = django_filters.ChoiceFilter(
        label=_("On the site"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        empty_label=pgettext_lazy("pages", "All"),
    )

    class Meta:
        model = swapper.load_model("wagtailcore", "Page")
        fields = ["live", "theme", "territory", "structure"]

    def by_structure(self, queryset, name, words):
        words = words.replace("\0", "")
        return queryset.filter(Q(HasWords(*self.naming, words=words)) | names_organisation(words))


class TranslationColumn(Column):
    """Whether a page is behind its source, or its translations behind it. Shown where one is."""

    name = "staleness"

    def __init__(self):
        super().__init__(self.name, label=_("Translation"), accessor=lambda page: page.staleness)


def columns(*of_the_kind):
    """The columns of a list: a page's title, what its kind tells, where it stands."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn(
            "title", label=_("Title"), sort_key="title", classname="title", width="28%"
        ),
        ParentPageColumn("parent", label=_("Parent")),
        *of_the_kind,
        TranslationColumn(),
        DateColumn(
            "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


THEMES = Column(
    "themes",
    label=_("Themes"),
    accessor=lambda page: ", ".join(theme["name"] for theme in page.get_themes()),
)
TERRITORY = Column(
    "territory",
    label=_("Territory"),
    accessor=lambda page: page.get_territory_name(),
    sort_key="territory__name",
)


class _PagesMixin(FoldedListMixin):
    """The rows with all that the columns show, in a fixed number of queries."""

    #: The columns of the kind that are searched beside its title and summary.
    searched = ()
    results_template_name = "wagtail_crowdsolving/listing/explorer_results.html"

    @property
    def search_fields(self):
        return ["title", "draft_title", "summary", *self.searched]

    def found_also(self, words):
        return names_organisation(words)

    def annotate_rows(self, pages):
        """Give ``pages`` what the columns of the kind show."""
        return pages

    def annotate_queryset(self, pages):
        pages = with_themes(pages).annotate(
            territory_name=territory_name(language_of(self.request))
        )
        pages = self.annotate_rows(pages)
        return super().annotate_queryset(pages)

    def describe(self, rows):
        return staleness.tell(know_archives(leading(rows)))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["media"] += STYLE
        return context

    def get_table(self, object_list):
        rows = self.describe(list(object_list))
        if not any(row.staleness for row in rows):
            self.columns = [one for one in self.columns if one.name != TranslationColumn.name]
        return super().get_table(object_list)


class ExplorerView(_PagesMixin, ExplorableIndexView, ExportMixin):
    """The list in the explorer, where its parent holds nothing else."""

    def search_queryset(self, queryset):
        for hook in hooks.get_hooks("construct_explorer_page_queryset"):
            queryset = hook(self.parent_page, queryset, self.request)
        return FoldedListMixin.search_queryset(self, queryset)


class UseView(_PagesMixin, ContentTypeUseView, ExportMixin):
    """All pages of the type, wherever they stand."""


class PageListViewSet(PageViewSet):
    """The screens of one page type. ``kind``: the mixin that it is made from."""

    kind = None
    filterset_class = None
    index_view_class = ExplorerView
    content_type_use_view_class = UseView

    @classmethod
    def for_all(cls):
        """One for each page type of the site that is made from ``kind``."""
        return [cls(model=model) for model in page_types(cls.kind)]
