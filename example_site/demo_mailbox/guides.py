"""The French guides of the documentation, as pages of the demo: it links them where a site links its own."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from wagtail_crowdsolving import folding

DOCS = settings.BASE_DIR.parent / "docs"
#: What MyST adds to Markdown: a target of links, and a figure or a note between colons.
_TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
_DIRECTIVE = re.compile(
    r"^:::\{(?P<kind>\w+)\} *(?P<what>.*)\n(?::alt: (?P<alt>.*)\n)?(?P<body>[^:][\s\S]*?)^:::$",
    re.MULTILINE,
)
_LINK = re.compile(r"(guide-[a-z]+)\.md")


def names():
    return {path.stem for path in DOCS.glob("guide-*.md")}


@lru_cache(maxsize=8)
def read(name):
    """``(title, html)`` of one of ``names``."""
    text = _TARGET.sub("", (DOCS / f"{name}.md").read_text())
    heading, _newline, text = text.partition("\n")
    parts, end = [], 0
    for found in _DIRECTIVE.finditer(text):
        parts += [_html(text[end : found.start()]), _directive(found)]
        end = found.end()
    return heading.removeprefix("# "), mark_safe("".join([*parts, _html(text[end:])]))


def _directive(found):
    body = mark_safe(_html(found["body"]))
    if found["kind"] != "figure":
        return format_html('<div class="cs-notice">{}</div>', body)
    image = found["what"].removeprefix("images/")
    return format_html(
        '<figure><img src="../{}" alt="{}" loading="lazy"><figcaption>{}</figcaption></figure>',
        image,
        found["alt"] or "",
        body,
    )


def _html(text):
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            token.attrSet("id", folding.slug(inline.content))
        for child in inline.children or ():
            if child.type == "link_open":
                child.attrSet("href", _LINK.sub(r"../\1/", child.attrGet("href")))
    html = markdown.renderer.render(tokens, markdown.options, {})
    return html.replace("<table>", '<div class="site-table"><table>').replace(
        "</table>", "</table></div>"
    )
