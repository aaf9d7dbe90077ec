"""Which page speaks for all its translations, and how lists name things in the reader's language."""

import swapper
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    JSONField,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONObject
from wagtail.models import Locale, PageViewRestriction

from wagtail_crowdsolving import folding
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.words import GovernanceRole

swapper.set_app_prefix("wagtailcore", "wagtail")


class JSONRows(Subquery):
    """The rows of a subquery as one JSON list. Its queryset has one column, ``entry``, a ``JSONObject``.

    It brings what belongs to each page of a list in the query of the list itself.
    """

    output_field = JSONField()
    template = (
        "(SELECT COALESCE(JSONB_AGG(related.entry), '[]'::jsonb) FROM (%(subquery)s) related)"
    )

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT JSON_GROUP_ARRAY(JSON(related.entry)) FROM (%(subquery)s) related)",
            **extra,
        )


def canonical(page):
    """The page that all translations of ``page`` share: the one that was created first.

    Discussions, decisions, follows and stages belong to it. Returns an instance of the
    site's base page model. One query.
    """
    return translations_of(page).order_by("pk").first()


def shown_by(page):
    """The page whose text ``page`` shows, up a chain of aliases; itself where it is none."""
    base, seen = swapper.load_model("wagtailcore", "Page"), set()
    while page.alias_of_id and page.pk not in seen:
        seen.add(page.pk)
        page = base.objects.filter(pk=page.alias_of_id).first() or page
    return page


def translations_of(page):
    """Every language version of ``page``, itself included, as a queryset of base pages."""
    base = swapper.load_model("wagtailcore", "Page")
    return base.objects.filter(translation_key=page.translation_key)


def language_versions(page):
    """The live versions of ``page``, itself included, with their locale, in the order of creation.

    One query at most: the answer is kept on ``page``, and a listing fills it beforehand.
    """
    if not hasattr(page, "_language_versions"):
        page._language_versions = list(
            translations_of(page).live().select_related("locale").order_by("pk")
        )
    return page._language_versions


def unrestricted(pages):
    """Those of ``pages`` that everybody may read: no restriction on them, nor on a page above them."""
    above = PageViewRestriction.objects.annotate(
        path_below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(path_below__startswith=F("page__path"))
    return pages.filter(~Exists(above), ~Exists(_own_restrictions()))


def may_be_restricted():
    """An expression for a queryset of pages: whether a restriction may stand on it, or above it.

    Never no where there is one; what exactly it asks, ``get_view_restrictions`` says.
    """
    below = PageViewRestriction.objects.annotate(
        path_below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    sources = Q(path_below__startswith=F("page__path"))
    sources |= Q(path_below__startswith=F("page__aliases__path"))
    sources |= Q(path_below__startswith=F("page__aliases__aliases__path"))
    return Exists(below.filter(sources))


def without_own_restriction(pages):
    """Those of ``pages`` on which no restriction stands, whatever stands above them."""
    return pages.filter(~Exists(_own_restrictions()))


def _own_restrictions():
    """An alias is restricted as the page that it shows."""
    return PageViewRestriction.objects.filter(
        Q(page_id=OuterRef("pk")) | Q(page_id=OuterRef("alias_of_id"))
    )


def themes_by_slug(themes=None, locale_id=None):
    """``{slug: Theme}`` in one language, in another where there is no translation. One query.

    Without ``themes`` (a queryset) all themes; without ``locale_id`` the active language, which
    costs a second query.
    """
    if locale_id is None:
        locale_id = Locale.get_active().pk
    if themes is None:
        themes = Theme.objects.all()
    found = {}
    for theme in themes.order_by("sort_order", Folded("name")):
        if theme.slug not in found or theme.locale_id == locale_id:
            found[theme.slug] = theme
    return found


def with_themes(pages):
    """Annotate pages made from ``ClassifiedMixin`` with what ``ClassifiedMixin.get_themes`` reads."""
    through = pages.model.themes.through
    page_field = pages.model._meta.get_field("themes").m2m_field_name()
    tied = through.objects.filter(**{page_field: OuterRef(OuterRef("pk"))})
    return pages.annotate(
        theme_rows=JSONRows(
            Theme.objects.filter(translation_key__in=tied.values("theme__translation_key"))
            .order_by()
            .values(
                entry=JSONObject(
                    slug="slug", name="name", locale_id="locale_id", sort_order="sort_order"
                )
            )
        )
    )


def territory_name(locale_id, path="territory"):
    """An expression: the name of the territory at ``path``, in that language where it has one."""
    translated = Territory.objects.filter(
        translation_key=OuterRef(f"{path}__translation_key"), locale_id=locale_id
    )
    return Coalesce(Subquery(translated.values("name")[:1]), F(f"{path}__name"))


def governance(locale_id=None):
    """``[(role, heading, organisations)]``: who takes part in the governance, in the order of the roles.

    In the active language; an organisation without a version in it shows as it is. Roles
    that nobody holds are left out. Two queries, one where ``locale_id`` is given.
    """
    if locale_id is None:
        locale_id = Locale.get_active().pk
    found = {}
    for organisation in (
        Organisation.objects.exclude(governance_role="")
        .select_related("territory", "logo")
        .order_by("pk")
    ):
        if organisation.translation_key not in found or organisation.locale_id == locale_id:
            found[organisation.translation_key] = organisation
    members = {
        role: sorted(
            (one for one in found.values() if one.governance_role == role),
            key=lambda one: folding.sort_key(one.name),
        )
        for role in GovernanceRole
    }
    return [(role.value, role.heading(len(some)), some) for role, some in members.items() if some]
