"""Translations that their source has left behind, as wagtail-localize writes them: said wherever a page is worked on."""

from typing import NamedTuple

import swapper
from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Locale

from wagtail_crowdsolving import upstream

swapper.set_app_prefix("wagtailcore", "wagtail")


def say(request, page):
    """Warn on the screen of a translation that its source has left behind, and on that of the source."""
    if page.alias_of_id or not apps.is_installed("wagtail_localize"):
        return
    translation = upstream.synchronised(page)
    if translation is not None:
        source = page.get_translation_or_none(translation.source.locale)
        if source is not None and upstream.is_stale(translation, source):
            messages.warning(
                request,
                _(
                    "“%(title)s”, from which this is translated, has changed since: bring it up to date."
                )
                % {"title": source.title},
                buttons=_update_buttons(request, translation),
            )
    elif stale := upstream.stale_translations(page):
        languages = ", ".join(str(one.target_locale.get_display_name()) for one in stale)
        messages.warning(
            request,
            _("Its translations do not say yet what it says now: %(languages)s.")
            % {"languages": languages},
            buttons=_update_buttons(request, stale[0]),
        )


def _update_buttons(request, translation):
    if not request.user.has_perm(upstream.SUBMIT_TRANSLATION):
        return []
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    return [messages.button(address, _("Update the translations"))]


class Known(NamedTuple):
    """What the buttons of a row ask: whether a language is missing, and the key of its source, if it is one."""

    misses_a_language: bool
    source: int | None


def tell(pages):
    """Tell the ``pages`` of a list how their translations stand. 3 queries.

    ``staleness``: in words, where a page is behind its source, or its translations are; else "".
    ``known_translations``: a ``Known``, for the buttons of the row.
    """
    for page in pages:
        page.staleness = ""
    if not apps.is_installed("wagtail_localize"):
        return pages
    known = {(page.translation_key, page.locale_id): page for page in pages if not page.alias_of_id}
    keys = {page.translation_key for page in pages}
    base = swapper.load_model("wagtailcore", "Page")
    versions = {
        (row["translation_key"], row["locale_id"]): row["last_published_at"]
        for row in base.objects.filter(translation_key__in=keys, alias_of=None).values(
            "translation_key", "locale_id", "last_published_at"
        )
    }
    sources, behind = {}, {}
    for translation in _translations(keys):
        key, origin = translation.source.object_id, translation.source.locale_id
        sources[key, origin] = translation.source_id
        changed = versions.get((key, origin))
        if not (translation.written and changed and changed > translation.written):
            continue
        if page := known.get((key, translation.target_locale_id)):
            page.staleness = _("Behind its source")
        if page := known.get((key, origin)):
            behind.setdefault(page, []).append(translation.target_locale.get_display_name())
    for page, languages in behind.items():
        page.staleness = _("To bring up to date: %(languages)s") % {
            "languages": ", ".join(map(str, languages))
        }
    languages = set(Locale.objects.values_list("pk", flat=True))
    for page in pages:
        there = {locale for key, locale in versions if key == page.translation_key}
        page.known_translations = Known(
            bool(languages - there), sources.get((page.translation_key, page.locale_id))
        )
    return pages


def _translations(keys):
    logs = apps.get_model("wagtail_localize", "TranslationLog").objects.filter(
        source=OuterRef("source"), locale=OuterRef("target_locale")
    )
    return (
        apps.get_model("wagtail_localize", "Translation")
        .objects.filter(source__object_id__in=keys, enabled=True)
        .select_related("source", "target_locale")
        .defer("source__content_json")
        .annotate(written=Subquery(logs.order_by("-created_at").values("created_at")[:1]))
        .order_by("pk")
    )
