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
from wagtail_crowdsolving.folded import Folded, in_order
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
    """Every language version of ``page``, as a queryset of base pages; for an alias, of the page that it shows."""
    base = swapper.load_model("wagtailcore", "Page")
    return base.objects.filter(translation_key=shared_key(page))


def shared_key(page):
    """The translation key under which what all versions of ``page`` share is found.

    An alias that is no translation has a key of its own, and shares the life of the page that it shows.
    No query but for an alias.
    """
    if not page.alias_of_id:
        return page.translation_key
    if not hasattr(page, "_shared_key"):
        page._shared_key = shown_by(page).translation_key
    return page._shared_key


def shared_key_of_row():
    """``shared_key`` of the rows of the queryset around a subquery."""
    return Coalesce(
        OuterRef("alias_of__alias_of__translation_key"),
        OuterRef("alias_of__translation_key"),
        OuterRef("translation_key"),
    )


def leading_version(page):
    """The version whose dates, animator and rules hold for all versions of ``page``, as its own page type.

    The first that is live, else the first that was, else the first. ``page`` itself where it is the one.
    One query at most: the answer is kept on ``page``, and a listing fills it beforehand.
    """
    if not hasattr(page, "_leading_version"):
        versions = (page.specific_class or type(page))._base_manager
        versions = versions.filter(translation_key=shared_key(page))
        set_leading_version([page], versions if page.pk else ())
    return page._leading_version


def set_leading_version(pages, versions):
    """Tell ``pages``, which share one life, their ``leading_version`` out of all ``versions`` of it."""
    lead = min(
        versions,
        key=lambda one: (not one.live, not (one.live or one.first_published_at), one.pk),
        default=None,
    )
    for page in pages:
        is_it = lead is None or lead.pk == page.pk
        page._leading_version = page if is_it else lead


def language_versions(page):
    """The live versions of ``page``, itself included, with their locale, in the order of creation.

    One query at most: the answer is kept on ``page``, and a listing fills it beforehand.
    """
    if not hasattr(page, "_language_versions"):
        base = swapper.load_model("wagtailcore", "Page")
        page._language_versions = list(
            base.objects.filter(translation_key=page.translation_key)
            .live()
            .select_related("locale")
            .order_by("pk")
        )
    return page._language_versions


def leading(pages):
    """``pages`` of a list, each as its own ``leading_version``.

    What all versions share is kept alike in all of them: a list reads its own rows, without a query for each.
    """
    pages = list(pages)
    for page in pages:
        page._leading_version = page
    return pages


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


def without_own_restriction(pages, reader=None):
    """Those of ``pages`` on which no restriction stands that keeps ``reader`` out, whatever stands above them.

    Without a ``reader`` (a user) none at all. A password lets nobody in here.
    """
    closed = _own_restrictions()
    if reader is not None and reader.is_authenticated and reader.is_active:
        closed = closed.exclude(restriction_type=PageViewRestriction.LOGIN)
        theirs = {} if reader.is_superuser else {"groups__in": reader.groups.values("pk")}
        closed = closed.exclude(restriction_type=PageViewRestriction.GROUPS, **theirs)
    return pages.filter(~Exists(closed))


def _own_restrictions():
    """An alias is restricted as the page that it shows."""
    return PageViewRestriction.objects.filter(
        Q(page_id=OuterRef("pk")) | Q(page_id=OuterRef("alias_of_id"))
    )


def each_once(rows, locale_id):
    """Of translatable ``rows`` one for each thing: in that language, in the first other where it has no version."""
    same = rows.filter(translation_key=OuterRef("translation_key")).order_by()
    return in_order(
        rows.filter(
            Q(locale_id=locale_id)
            | ~Exists(same.filter(locale_id=locale_id))
            & ~Exists(same.filter(pk__lt=OuterRef("pk")))
        )
    )


def named_alike(row):
    """The others of a model of names whose name is ``row``'s, folded, in its language. 1 query."""
    others = type(row).objects.filter(locale_id=row.locale_id).exclude(pk=row.pk)
    name = folding.fold(row.name)
    return others.alias(folded=Folded("name")).filter(folded=name) if name else others.none()


def offered(rows, locale_id, tied=()):
    """What a form offers of ``rows`` of an ``OfferedMixin``: what is active, each once, and the rows ``tied`` already."""
    active = each_once(rows.filter(is_active=True), locale_id)
    if not tied:
        return active
    there = {row.translation_key for row in tied}
    return in_order(
        rows.filter(
            Q(pk__in=active.order_by().values("pk")) & ~Q(translation_key__in=there)
            | Q(pk__in=[row.pk for row in tied])
        )
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
