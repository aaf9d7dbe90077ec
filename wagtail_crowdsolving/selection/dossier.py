"""What a round judges: a challenge's content at one revision, copied and fingerprinted."""

import hashlib
import json

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail_crowdsolving.text import sanitise


def freeze(revision):
    """``(title, parts, fingerprint)`` of a revision of a challenge.

    A part is ``{"name", "label", "html"}``, safe HTML, labelled in the page's own language. The
    fingerprint leaves the labels out: their translation may change.
    """
    page = revision.as_object()
    with override(page.locale.language_code):
        parts = list(_parts(page))
    judged = [page.title, page.situation, [[part["name"], part["html"]] for part in parts]]
    return page.title, parts, _fingerprint(judged)


def _parts(page):
    for name in ("guiding_question", "summary", "by"):
        if value := getattr(page, name):
            label = _("Proposed by") if name == "by" else _label(page, name)
            yield _part(name, label, linebreaks(value, autoescape=True))
    if page.situation:
        label = _label(page, "situation")
        yield _part("situation", label, format_html("<p>{}</p>", page.get_situation_display()))
    for name, label, value in page.situation_details():
        yield _part(name, label, _html(page, name, value))
    for name, label, value in page.brief():
        yield _part(name, label, _html(page, name, value))
    for name in ("expected", "beneficiaries"):
        if value := getattr(page, name):
            yield _part(name, _label(page, name), _html(page, name, value))
    if titles := [(block.value["title"],) for block in page.documents]:
        rows = format_html_join("", "<li>{}</li>", titles)
        yield _part("documents", _label(page, "documents"), format_html("<ul>{}</ul>", rows))


def _part(name, label, html):
    return {"name": name, "label": str(label), "html": str(sanitise(html))}


def _label(page, name):
    return page._meta.get_field(name).verbose_name


def _html(page, name, value):
    is_rich = page._meta.get_field(name).__class__.__name__ == "RichTextField"
    return mark_safe(value) if is_rich else linebreaks(str(value), autoescape=True)


def _fingerprint(content):
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
