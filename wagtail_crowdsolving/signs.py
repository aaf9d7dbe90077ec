"""What comes with a paste and nobody sees, what stands for a list's dash, and how numbers are written.

Nobody is refused for a sign: what means something becomes what it means, the rest is taken out.
"""

import re
import unicodedata

from django.utils.formats import number_format
from django.utils.translation import gettext as _

#: Ends of lines: of the web, of slides (U+000B), of pages, of Unicode.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
#: Signs that turn the direction of all that follows them: embeddings, overrides, isolates.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Byte order mark, joiner of words, blank without width, marks of interlinear notes.
_EMPTY = "\ufeff\u2060\u200b\ufff9\ufffa\ufffb\ufffe\uffff"
#: Marks of direction: they mean something where a text has letters from right to left.
_DIRECTION = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = ("R", "AL")


def _of_windows(number):
    """A letter of Windows that was read as a control sign: œ, ’, …"""
    try:
        return bytes([number]).decode("cp1252")
    except UnicodeDecodeError:
        return None


_CLEAN = {
    **dict.fromkeys(number for number in range(32) if chr(number) not in "\n\t"),
    0x1E: "-",  # a word processor's hyphen that breaks no line
    0x7F: None,
    **{number: _of_windows(number) for number in range(0x80, 0xA0)},
    **dict.fromkeys(range(0xD800, 0xE000)),  # halves of a sign
    **dict.fromkeys(map(ord, _TURNING + _EMPTY)),
}
_WITHOUT_DIRECTION = dict.fromkeys(map(ord, _DIRECTION))


def clean(value):
    """``value`` with Unix line ends, and without the control and invisible signs that no text needs."""
    value = _LINE_ENDS.sub("\n", value).translate(_CLEAN)
    if value.isascii() or any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in value):
        return value
    return value.translate(_WITHOUT_DIRECTION)


def clean_code(value):
    """``value`` as an address, a phone number or a number is read: nothing in it that is not seen."""
    return "".join(one for one in clean(value) if unicodedata.category(one) != "Cf")


#: What word processors and slides put before the items of a list.
_BULLET = "•◦▪▫‣●○■▸►➢➤⁃∙·\uf0a7\uf0b7"
_DASH = "–—−"
#: The blanks that word processors put before and behind it; Markdown knows only the plain one.
_FIXED = "\xa0\u202f"
_BLANK = rf"[ \t{_FIXED}]"
_ITEM = re.compile(
    rf"^([ \t]*)([{_FIXED}]{_BLANK}*)?(?:\\([{_BULLET}{_DASH}])|[{_BULLET}]{_BLANK}*(?=\S)|[{_DASH}]{_BLANK}+(?=\S)"
    rf"|-[ \t]*[{_FIXED}]{_BLANK}*(?=\S)|(?(2)-{_BLANK}+(?=\S)|(?!)))",
    re.MULTILINE,
)
#: Where a paragraph would begin a list; a hyphen between plain blanks is Markdown's own.
BEGINS_LIST = re.compile(
    rf"^((?:[{_FIXED}]{_BLANK}*)?)(?=[{_BULLET}]\s*\S|[{_DASH}]\s+\S|-[ \t]*[{_FIXED}]\s*\S|(?<={_BLANK})-\s+\S)"
)


def dashes(markup):
    """``markup`` with "- " for every sign that begins an item of a list; a backslash keeps the sign."""
    if markup.isascii():
        return markup
    return _ITEM.sub(_item, markup)


def _item(found):
    return found[0].replace("\\", "", 1) if found[3] else f"{found[1]}- "


def isolated(value):
    """A line that somebody wrote, within a sentence of plain text (a mail, a title): read in its own direction.

    What has no letters from right to left stays as it is. In HTML the filter ``bdi`` does the same.
    """
    if "\n" in value or not any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in value):
        return value
    return f"\u2068{value}\u2069"


#: Blanks between the digits of a number (any width), and the Swiss apostrophe.
_BETWEEN = re.compile(r"(?<=\d)[\s'’](?=\d)")
_NUMBER = re.compile(r"([-+−]?)(\d+)(?:([.,])(\d+))?")
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


def number(value, *, unit="", is_whole=False, mark=","):
    """A number as people write it, as Python reads it: "1 500,5" is "1500.5", "120 m²" with its unit "120".

    ``mark`` is the decimal sign of the language: "1.500" is a thousand and a half where that is a
    comma. ``value`` itself where this is no number.
    """
    read = " ".join(clean_code(unicodedata.normalize("NFC", value)).split())
    for name in filter(None, {unit, unit.replace("²", "2").replace("³", "3")}):
        if read.casefold().endswith(name.casefold()):
            read = read[: -len(name)].rstrip()
            break
    read = _BETWEEN.sub("", read)
    grouped = _GROUPED.fullmatch(read)
    thousands = grouped and grouped[1] != mark and (is_whole or mark == ".")
    if grouped and (thousands or read.count(grouped[1]) > 1):
        read = read.replace(grouped[1], "")
    found = _NUMBER.fullmatch(read)
    if not found:
        return value
    sign, whole, _mark, part = found.groups()
    if is_whole and part and not part.strip("0"):
        part = None
    return f"{'-' if sign in '-−' and sign else ''}{whole}{'.' + part if part else ''}"


def size(number):
    """How much ``number`` bytes are, as people read it beside their own files: "1.5 MB", "1,5 Mo" in French; nothing for ``None``.

    Counted by 1,024, as systems do, and without a zero behind the comma.
    """
    if number is None:
        return ""
    # Translators: sizes of files: bytes, and each 1,024 times more.
    names = [_("%(size)s bytes"), _("%(size)s kB"), _("%(size)s MB"), _("%(size)s GB")]
    value, step = float(number), 0
    while round(value, 1) >= 1024 and step < len(names) - 1:
        value, step = value / 1024, step + 1
    value = round(value, 1)
    return names[step] % {"size": number_format(value, 0 if value.is_integer() else 1)}
