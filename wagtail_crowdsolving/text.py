"""Text that people type, made safe: one markup, one sanitiser.

The markup is a small part of Markdown: paragraphs, line breaks, bullet and numbered lists,
bold, italic, links. No HTML, no pictures, no headings.
"""

import unicodedata

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdownify import markdownify

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
LINK_SCHEMES = {"http", "https", "mailto"}
RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

_markdown = (
    MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True})
    .enable(["list", "newline", "escape", "emphasis", "link", "linkify"])
)


def sanitise(html):
    """HTML with nothing in it but ``TAGS`` and safe links. The only sanitiser."""
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes=LINK_SCHEMES,
            link_rel="nofollow ugc noopener",
        )
    )


def to_html(markup):
    """Safe HTML for what a person typed."""
    return sanitise(_markdown.render(markup or ""))


def to_markup(html):
    """The markup that gives back ``html``: what a form shows of an editor's rich text."""
    return markdownify(
        sanitise(html or ""), bullets="-", newline_style="backslash"
    ).strip()


def to_plain(html, length=None):
    """Text without tags, on one line; cut at a word near ``length`` characters."""
    text = " ".join(strip_tags((html or "").replace("<", " <")).split())
    if length and len(text) > length:
        text = text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text


def clean_typed(value):
    """Typed text in one normal form: NFC, Unix line ends, no trailing blanks."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in value.split("\n")).strip()


def validate_no_control_characters(value):
    """Refuse characters that cannot be seen and have no place in a text (C0, C1, bidi overrides)."""
    for character in value:
        if character in "\n\r\t":
            continue
        if unicodedata.category(character) in ("Cc", "Cs") or character in (
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ):
            raise ValidationError(
                _("This text holds invisible control characters. Type it again, or paste it as plain text."),
                code="control_characters",
            )
