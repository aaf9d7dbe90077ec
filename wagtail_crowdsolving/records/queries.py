"""What is tied to pages, and which of them are archived."""

import swapper
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import WorkflowState

from wagtail_crowdsolving.network.queries import shown_by, translations_of
from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.records.models import Archive

swapper.set_app_prefix("wagtailcore", "wagtail")


def is_over(page):
    """Whether ``page`` would be taken off the site by its own date at once."""
    return bool(page.expire_at and page.expire_at <= timezone.now())


def archive_of(page):
    """The row that keeps ``page`` archived, or ``None``. An alias is archived with what it shows.

    One query, and one for each alias up to the page that is shown.
    """
    key = shown_by(page).translation_key
    return Archive.objects.filter(page__translation_key=key).order_by("pk").first()


def know_archives(pages):
    """``pages`` of a list, each told what keeps it archived (``get_archive`` then asks nothing). 1 query at most."""
    unknown = {
        page.translation_key: None for page in pages if not page.live and not page.alias_of_id
    }
    rows = Archive.objects.filter(page__translation_key__in=unknown).select_related("page")
    if unknown:
        for row in rows.order_by("-pk"):
            unknown[row.page.translation_key] = row
    for page in pages:
        if page.translation_key in unknown and not page.alias_of_id:
            page._archive = unknown[page.translation_key]
    return pages


def versions_of(page):
    """Every page that is archived with ``page``: its language versions, and the aliases of each."""
    base = swapper.load_model("wagtailcore", "Page")
    shown = translations_of(shown_by(page)).order_by("pk")
    found = {version.pk: version for version in shown}
    edge = list(found)
    while edge:
        aliases = base.objects.filter(alias_of__in=edge).exclude(pk__in=found).order_by("pk")
        edge = [alias.pk for alias in aliases]
        found.update({alias.pk: alias for alias in aliases})
    return list(found.values())


def kept_revisions():
    """The keys of the revisions with which archived pages come back. One query."""
    rows = Archive.objects.values_list("online", flat=True)
    return {entry["revision"] for online in rows for entry in online if entry["revision"]}


def is_examined(pages):
    """Whether a workflow runs on one of ``pages``, or waits there for its proposer."""
    keys = [str(page.pk) for page in pages]
    return (
        WorkflowState.objects.active()
        .filter(
            base_content_type__model=swapper.load_model("wagtailcore", "Page")._meta.model_name,
            object_id__in=keys,
        )
        .exists()
    )


def subtree(pages):
    """``pages`` and all that stands below them, as a queryset of base pages."""
    base = swapper.load_model("wagtailcore", "Page")
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return base.objects.filter(below)


def ties_of(pages, subtree_too=True):
    """What keeps ``pages`` (a list) and what stands below from being deleted together, in words.

    ``["12 contributions", "1 round"]``; empty where nothing does. What another language version
    would inherit is no tie; from a live page only a version inherits that the public can read. One
    query a kind, whatever the number of pages.
    """
    base = swapper.load_model("wagtailcore", "Page")
    going = subtree(pages) if subtree_too else base.objects.filter(pk__in=[p.pk for p in pages])
    heirs = base.objects.filter(translation_key=OuterRef("translation_key")).exclude(
        pk__in=going.values("pk")
    )
    # What is tied to them stands at the first version, which may be a draft that stays.
    keys = going.filter(_has_no(heirs)).values("translation_key")
    last = base.objects.filter(translation_key__in=keys).values("pk")
    going = going.values("pk")
    return [
        kind.words(number)
        for kind in kinds.registered()
        if (number := kind.rows(last if kind.is_inherited else going).count())
    ]


def tied(pages):
    """Those of ``pages`` (a queryset) that ties keep from being deleted, each alone. One query."""
    base = swapper.load_model("wagtailcore", "Page")
    own = base.objects.filter(pk=OuterRef(OuterRef("pk"))).values("pk")
    versions = base.objects.filter(translation_key=OuterRef(OuterRef("translation_key"))).values(
        "pk"
    )
    others = base.objects.filter(translation_key=OuterRef("translation_key"))
    last = _has_no(others.exclude(pk=OuterRef("pk")))
    found = Q(pk__in=[])
    for kind in kinds.registered():
        has_rows = Q(Exists(kind.rows(versions if kind.is_inherited else own)))
        found |= has_rows & last if kind.is_inherited else has_rows
    return pages.filter(found)


def _has_no(heirs):
    """The condition on a page that none of ``heirs`` takes over what is tied to it."""
    readable = heirs.filter(live=True, alias_of=None)
    return Q(live=True) & ~Exists(readable) | Q(live=False) & ~Exists(heirs)
