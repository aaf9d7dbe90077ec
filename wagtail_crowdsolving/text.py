"""Text that people type, made safe: one markup, one sanitiser.

The markup is a small part of Markdown: paragraphs, line breaks, bullet and numbered lists,
bold, italic, links. No HTML, no pictures, no headings.
"""

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import text_join

from wagtail_crowdsolving import markup_rules, signs

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
LINK_SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener"
RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

#: Beyond these, a text is shown as plain paragraphs: reading markup takes time that grows with
#: the square of what can open a link.
MARKUP_LENGTH = 20_000
MARKUP_LINKS = 200


def _is_link(address):
    """Whether one may click on it: a full address of the web or of mail, or a path of this site."""
    return re.match(r"(?:https?://|mailto:|/(?!/))", address, re.IGNORECASE) is not None


def _make_parser():
    parser = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True})
    parser.validateLink = _is_link
    parser.normalizeLinkText = str  # an address is shown as it was typed
    parser.enable(["list", "newline", "escape", "emphasis", "link", "linkify"])
    parser.block.ruler.at(
        "list", markup_rules.list_from_one, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.inline.ruler.at("emphasis", markup_rules.emphasis)
    # What is a link depends on what one reads, not on how it was escaped.
    parser.core.ruler.before("linkify", "join", text_join)
    return parser


_markdown = _make_parser()


#: A link whose address was taken out.
_NO_LINK = re.compile(rf'<a rel="{LINK_REL}">(.*?)</a>', re.DOTALL)


def sanitise(html):
    """HTML with nothing in it but ``TAGS`` and safe links. The only sanitiser."""
    return mark_safe(_clean(html, TAGS))


def _clean(html, tags):
    html = nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "*": set()},
        attribute_filter=lambda tag, name, value: (
            value if name != "href" or _is_link(value) else None
        ),
        url_schemes=LINK_SCHEMES,
        link_rel=LINK_REL,
    )
    return _NO_LINK.sub(r"\1", html)


def to_html(markup):
    """Safe HTML for what a person typed."""
    markup = markup or ""
    links = sum(markup.count(sign) for sign in ("[", "://", "www.", "@"))
    if len(markup) > MARKUP_LENGTH or links > MARKUP_LINKS:
        return sanitise(linebreaks(markup, autoescape=True))
    html = _markdown.render(signs.dashes(markup)).replace("<p></p>\n", "")
    return sanitise(re.sub(r"(?<! ) +(?=<br)", "", html))


def to_markup(html):
    """The markup that gives back ``html``: what a form shows of an editor's rich text."""
    html = _clean(html or "", TAGS | {"b", "i"})
    # As it was typed where that means the same, else with more and more care.
    for kind, anywhere in ((_Literal, True), (str, True), (str, False), (_Guarded, False)):
        tree = _Tree(kind, anywhere)
        tree.feed(html)
        tree.close()
        markup = "\n\n".join(_blocks(tree.root))
        if to_html(markup) == html:
            break
    return markup


class _Tree(HTMLParser):
    """Sanitised HTML as nested ``[tag, attributes, children]``.

    ``kind``: of the text, how it is written. ``anywhere``: bare addresses may stand anywhere, as in
    what a person typed; otherwise only between blanks.
    """

    def __init__(self, kind, anywhere):
        super().__init__(convert_charrefs=True)
        self.kind = kind
        self.anywhere = anywhere
        self.root = ["", {}, []]
        self._open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = [
            {"b": "strong", "i": "em"}.get(tag, tag),
            {**dict(attrs), "anywhere": self.anywhere},
            [],
        ]
        self._open[-1][2].append(node)
        if tag != "br":
            self._open.append(node)

    def handle_endtag(self, tag):
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data):
        self._open[-1][2].append(self.kind(data))


class _Literal(str):
    """Text that is written without a backslash before its stars and underscores."""


class _Guarded(str):
    """Text that is written with a backslash before what makes an address of it, too."""


def _blocks(node):
    """The paragraphs and lists in ``node``, each as markup."""
    blocks, inline, previous, after_list = [], [], None, False

    def add(children):
        nonlocal after_list
        if text := _paragraph(children, after_list):
            blocks.append(text)
            after_list = False

    def end_inline():
        add(inline)
        inline.clear()

    for child in node[2]:
        tag = child[0] if isinstance(child, list) else None
        if tag == "p":
            end_inline()
            add(child[2])
        elif tag in ("ul", "ol"):
            end_inline()
            alternate = previous == tag
            blocks.append(_list(child, alternate))
            previous, after_list = None if alternate else tag, True
            continue
        elif tag == "li":
            end_inline()
            blocks.extend(_blocks(child))
        else:
            inline.append(child)
            if isinstance(child, str) and not child.strip(" \n"):
                continue
        previous = None
    end_inline()
    return blocks


def _list(node, alternate):
    """A list; the second of two neighbours takes the other sign, or they would be one."""
    items = []
    children = [child for child in node[2] if isinstance(child, list)]
    loose = any(
        isinstance(part, list) and part[0] == "p" for child in children for part in child[2]
    )
    gap = "\n\n" if loose else "\n"
    for number, child in enumerate(children, 1):
        if node[0] == "ol":
            sign = f"{number}) " if alternate else f"{number}. "
        else:
            sign = "* " if alternate else "- "
        text = gap.join(_blocks(child))
        # After the sign of an item no other one begins a list.
        text = re.sub(r"^\\(?=[^\x00-\x7f])", "", text)
        items.append((sign + text.replace("\n", "\n" + " " * len(sign))).rstrip())
    return re.sub(r"[ ]+\n", "\n", gap.join(items))


def _paragraph(children, after_list=False):
    lines = _inline(children).strip(" \n").split("\n")
    while lines and lines[-1] in ("", "\\"):
        lines.pop()
    number = r"\d{1,9}" if after_list else "1"
    begins_list = re.compile(rf"^((?:{number})(?=[.)])|(?=[-+*]))([-+*.)])(?=[ \t]|$)")
    lines = (signs.BEGINS_LIST.sub(r"\1\\", line.strip(" ")) for line in lines)
    return "\n".join(begins_list.sub(r"\1\\\2", line) for line in lines)


def _inline(children, link=False):
    out = ""
    for index, child in enumerate(children):
        if isinstance(child, str):
            data = (
                child.replace("\n", " ")
                if out[-1:] != "\n"
                else child.lstrip(" \n").replace("\n", " ")
            )
            out += _escape(data, link, type(child))
            continue
        tag, attributes, inner = child
        if tag == "br":
            out = out.rstrip(" ")
            out += "\\\n" if not out or out.endswith("\n") else "\n"
        elif tag in ("strong", "em"):
            text = _inline(inner, link)
            core = text.strip(" \n")
            if not core:
                out += text
                continue
            sign = "_" if out.endswith("*") or core.startswith("*") or core.endswith("*") else "*"
            sign *= 2 if tag == "strong" else 1
            before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
            following = _first_sign(after, children[index + 1 :])
            if tag == "em" and (
                ((out + before)[-1:].isalnum() and core[0].isalnum())
                or (core[-1].isalnum() and following.isalnum())
            ):
                # The markup has no emphasis for a part of a word.
                out += text
                continue
            out += f"{before}{sign}{core}{sign}{after}"
        elif tag == "a" and "href" in attributes and not link:
            following = children[index + 1] if index + 1 < len(children) else ""
            following = (
                following if isinstance(following, str) else "\n" if following[0] == "br" else "x"
            )
            out += _link(inner, attributes, out, following)
        else:
            out += _inline(inner, link)
    return out


def _first_sign(text, children):
    """The sign that follows: of ``text``, else of the node behind it, which mostly begins with a mark."""
    following = children[0] if children else ""
    if not text and following:
        if not isinstance(following, str):
            tag, attributes, inner = following
            following = _link(inner, attributes, "*", "x") if tag == "a" else "*"
        text = following
    return text[:1]


def _link(inner, attributes, before, after):
    """A bare address where it makes the same link, else "[text](address)"."""
    href = attributes["href"]
    plain = "".join(part for part in inner if isinstance(part, str))
    between_blanks = re.search(r"(?:^|[ \n(])$", before) and re.match(
        r"[.,;:!?)]*(?:[ \n]|$)", after
    )
    if (
        all(isinstance(part, str) for part in inner)
        and (attributes["anywhere"] or between_blanks)
        and _markdown.render(plain)
        == f'<p><a href="{escapeHtml(href)}">{escapeHtml(plain)}</a></p>\n'
    ):
        return plain
    address = re.sub(r"&(?=#?\w+;)", r"\\&", href)
    if not address or re.search(r"[()\s<]", address):
        address = f"<{address}>"
    return f"[{_inline(inner, link=True)}]({address})"


def _escape(text, link, kind):
    """``text`` with a backslash before each sign that would otherwise mean something."""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    if kind is _Guarded:
        text = re.sub(r"(?=://)|(?<=www)(?=\.)|(?=@)", r"\\", text)
    if kind is not _Literal:
        text = _STARS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), text)
    if link:
        return re.sub(r"([\[\]])", r"\\\1", text)
    return text.replace("](", "]\\(")


#: Signs of emphasis, but for those between blanks and for the underscores within a word.
_STARS = re.compile(r"(?<! )(?<!\*)\*+|\*+(?! )(?!\*)|(?<![^\W_])_+|_+(?![^\W_])")


def to_plain(html, length=None):
    """Text without tags, on one line; cut at a word near ``length`` characters."""
    html = re.sub(r"<(?=/?(?:p|br|li|ul|ol|h\d|div)\b)", " <", html or "")
    text = " ".join(unescape(strip_tags(html)).split())
    if length and len(text) > length:
        text = text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text


#: A text may come in this many times longer than it may be: line ends and accents that are signs of
#: their own, blanks at the ends. What is longer still is not looked at.
RAW_FACTOR = 4
#: The most marks (accents and the like) on one letter; no script needs more.
MARKS = 10


def raw_limit(limit):
    """The length up to which a text that may have ``limit`` characters is read at all."""
    return RAW_FACTOR * limit


def bounded(value, limit):
    """``value`` where it is short enough to be read. Raises ``ValidationError`` ("max_length").

    The first thing that happens to any text that comes from outside: what follows takes time.
    """
    if len(value) > raw_limit(limit):
        raise too_long(value, limit)
    return value


def too_long(value, limit):
    """The error that says by how much ``value`` is too long for ``limit`` characters."""
    message = _("%(limit)d characters at most: this is %(excess)d too many.")
    return ValidationError(
        message, code="max_length", params={"limit": limit, "excess": len(value) - limit}
    )


def clean_typed(value, limit, *, one_line=False):
    """Typed text as it is stored: NFC, Unix line ends, no trailing blanks; ``None`` is "".

    What nobody sees is taken out (``signs.clean``), never refused. Raises ``ValidationError`` where
    it is longer than ``limit`` ("max_length") or piles marks on a letter ("marks"). Its time grows
    with the length of the text and no faster, and what is far too long is not read: to be called
    before any row is locked.
    """
    value = signs.clean(bounded(value or "", limit))
    _check_marks(value)
    value = normal_form(value)
    if one_line:
        value = " ".join(value.split())
    if len(value) > limit:
        raise too_long(value, limit)
    return value


def normal_form(value):
    """NFC, Unix line ends, no invisible signs or trailing blanks: for texts that come from here."""
    value = unicodedata.normalize("NFC", signs.clean(value))
    return "\n".join(line.rstrip() for line in value.split("\n")).strip()


def _check_marks(value):
    """Normal forms sort the marks of a letter, in a time that grows with the square of their number."""
    if value.isascii():
        return
    row = 0
    for sign in value:
        # The two of half width are letters, and become marks.
        row = row + 1 if unicodedata.category(sign)[0] == "M" or sign in "\uff9e\uff9f" else 0
        if row > MARKS:
            raise ValidationError(
                _("A letter of this text carries more than %(limit)d accents: take them out."),
                code="marks",
                params={"limit": MARKS},
            )


def key_of(text):
    """The number that an address or a form names a row by; ``None`` where no row could have it."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None
