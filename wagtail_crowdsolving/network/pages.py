"""What page types of every room have: what they are about, where, and who may read them."""

from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.network.blocks import DocumentBlock
from wagtail_crowdsolving.network.editing import ClassifiedEditForm
from wagtail_crowdsolving.network.fields import ChoicesListField
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.network.words import Goal, TerritoryKind


class RestrictedInOneQueryMixin:
    """Wagtail's own view restrictions of a page, found by one query instead of two.

    By none where ``queries.may_be_restricted`` came with the page and says no.
    """

    def get_view_restrictions(self):
        if not getattr(self, "may_be_restricted", True):
            return PageViewRestriction.objects.none()
        step = self.steplen
        paths = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        # An alias, of whatever depth of aliases, is restricted as the page that it shows.
        sources = Q(page__path__in=paths, page__alias_of=None)
        sources |= Q(page__aliases__path__in=paths, page__alias_of=None)
        sources |= Q(page__aliases__aliases__path__in=paths, page__alias_of=None)
        return PageViewRestriction.objects.filter(sources).distinct()


class ClassifiedMixin(RestrictedInOneQueryMixin, models.Model):
    """What a page is about and where: for every page type that lists filter."""

    themes = ParentalManyToManyField(
        "wagtail_crowdsolving.Theme", verbose_name=_("themes"), blank=True, related_name="+"
    )
    goals = ChoicesListField(
        _("Sustainable Development Goals"),
        choices=Goal.choices,
        help_text=_("Only those to which the page contributes directly: three at most read well."),
    )
    territory = models.ForeignKey(
        "wagtail_crowdsolving.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    territory_kind = models.CharField(
        _("kind of territory"), max_length=20, choices=TerritoryKind.choices, blank=True
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown in lists and at the top of the page. Landscape, at least 1200 pixels wide."
        ),
    )
    documents = StreamField(
        [("document", DocumentBlock())], verbose_name=_("documents"), blank=True, collapsed=True
    )

    base_form_class = ClassifiedEditForm
    classification_panels = [
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("goals"),
        FieldPanel("territory"),
        FieldPanel("territory_kind"),
    ]
    classification_search_fields = [
        index.FilterField("territory_id"),
        index.FilterField("territory_kind"),
        index.RelatedFields("territory", [index.SearchField("name")]),
        index.RelatedFields("themes", [index.SearchField("name")]),
    ]
    classification_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("themes", "goals", "territory", "territory_kind")
    ]

    class Meta:
        abstract = True

    def get_themes(self):
        """``[{"slug", "name"}]`` in the page's own language, in the order of the site.

        No query where the page comes from ``network.queries.with_themes``, two otherwise.
        """
        rows = getattr(self, "theme_rows", None)
        if rows is None:
            tied = list(self.themes.all())
            rows = [
                {
                    "slug": theme.slug,
                    "name": theme.name,
                    "locale_id": theme.locale_id,
                    "sort_order": theme.sort_order,
                }
                for theme in [
                    *tied,
                    *Theme.objects.filter(
                        locale_id=self.locale_id,
                        translation_key__in=[theme.translation_key for theme in tied],
                    ),
                ]
            ]
        found = {}
        for row in sorted(rows, key=lambda row: row["locale_id"] != self.locale_id):
            found.setdefault(row["slug"], row)
        return sorted(found.values(), key=lambda row: (row["sort_order"], row["name"]))

    def get_territory_name(self):
        """The name of the territory, in the page's own language where a list or a route found it."""
        if self.territory_id is None:
            return ""
        return getattr(self, "territory_name", None) or self.territory.name

    def get_goals(self):
        """``(number, label)`` of each goal, in the official order."""
        return [(goal.value, goal.label) for goal in Goal if goal.value in (self.goals or [])]
