"""Translations that their source has left behind, as wagtail-localize writes them: said wherever a page is worked on."""

import swapper
from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

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


def among(pages):
    """``{key of a page: in words}`` for those of ``pages`` that are behind, or whose translations are. 2 queries."""
    if not apps.is_installed("wagtail_localize"):
        return {}
    pages = {(page.translation_key, page.locale_id): page for page in pages if not page.alias_of_id}
    translations = list(_translations({key for key, _locale in pages}))
    published = {
        (row["translation_key"], row["locale_id"]): row["last_published_at"]
        for row in _versions(translations)
    }
    found, behind = {}, {}
    for translation in translations:
        key, source = translation.source.object_id, translation.source.locale_id
        changed = published.get((key, source))
        if not (translation.written and changed and changed > translation.written):
            continue
        if page := pages.get((key, translation.target_locale_id)):
            found[page.pk] = _("Behind its source")
        if page := pages.get((key, source)):
            behind.setdefault(page.pk, []).append(translation.target_locale.get_display_name())
    for pk, languages in behind.items():
        found[pk] = _("To bring up to date: %(languages)s") % {
            "languages": ", ".join(map(str, languages))
        }
    return found


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


def _versions(translations):
    base = swapper.load_model("wagtailcore", "Page")
    return base.objects.filter(
        translation_key__in={one.source.object_id for one in translations},
        locale__in={one.source.locale_id for one in translations},
    ).values("translation_key", "locale_id", "last_published_at")
