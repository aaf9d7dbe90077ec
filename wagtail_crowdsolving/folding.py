"""One folding of words: what two spellings have in common.

Case, accents, apostrophes, hyphens, ligatures, composed and decomposed signs, signs that nobody sees: none of them
tells two names apart, hides a text from a search, or moves a title in a list. Whatever compares, searches,
sorts or makes an address of words asks this module.
"""

import re
import unicodedata
from itertools import islice

#: Letters that no normal form takes apart.
SPELLED = {
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
}  # fmt: skip
#: Apostrophes that Unicode counts among the letters.
APOSTROPHES = "ʹʻʼʽʾʿˈˊˋꞌꞋ"
#: Marks that a letter can do without: accents, vowel points of Arabic and Hebrew, variants of a sign.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
#: Words that a search leaves out where it has others: French and English alike, on every database.
STOP_WORDS = frozenset(
    [
        "l",
        "d",
        "j",
        "m",
        "n",
        "s",
        "t",
        "c",
        "qu",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "au",
        "aux",
        "et",
        "ou",
        "en",
        "dans",
        "sur",
        "pour",
        "par",
        "avec",
        "que",
        "qui",
        "ce",
        "ces",
        "cette",
        "se",
        "sa",
        "son",
        "ses",
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "to",
        "in",
        "on",
        "for",
        "with",
        "is",
        "are",
    ]
)
#: The longest search, in signs.
QUERY_LENGTH = 100
#: How many words of a search are looked for. The others don't narrow it.
WORDS = 8


def _plain(sign):
    if sign in SPELLED:
        return SPELLED[sign]
    if sign in APOSTROPHES:
        return " "
    if MARKS.match(sign) or unicodedata.category(sign) == "Cf":
        return ""
    return sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else " "


class _Signs(dict):
    """Each sign is folded once. By itself, so that no row of marks is ever sorted: linear whatever comes."""

    def __missing__(self, code):
        apart = unicodedata.normalize("NFKD", chr(code)).casefold()
        self[code] = "".join(map(_plain, unicodedata.normalize("NFKD", apart)))
        return self[code]


class _Letters(dict):
    """Letters with their accents; of all else what folding makes of it."""

    def __missing__(self, code):
        folded = _SIGNS[code]
        is_apart = len(folded) > 1 or not folded.strip()
        keeps = not is_apart or MARKS.match(chr(code))
        self[code] = chr(code) if keeps else folded
        return self[code]


_SIGNS = _Signs()
_LETTERS = _Letters()


def fold(text):
    """The words of ``text``, one blank between them: ``"L’Établi"`` and ``"l'etabli"`` give ``"l etabli"``."""
    return " ".join((text or "").translate(_SIGNS).split())


def same(one, other):
    """Whether two names are the same name. No name is the same as none."""
    return bool(fold(one)) and fold(one) == fold(other)


def sort_key(text):
    """What names and titles are sorted by; the text itself settles what folds alike."""
    return fold(text), text or ""


def stem(word):
    """A folded word without its plural: ``jardins`` is ``jardin``, ``journaux`` is ``journal``."""
    if len(word) > 5 and word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
        return word[:-1]
    return word


def indexed(text):
    """``text`` as a search index holds it: folded, without plurals."""
    return " ".join(map(stem, fold(text).split()))


def searched(text):
    """The folded words that a search is for: without the small ones, unless there are no others."""
    words = list(dict.fromkeys(fold(text).split()))
    return list(islice([word for word in words if word not in STOP_WORDS] or words, WORDS))


def beginnings(text):
    """What the words of a text begin with where the search for ``text`` finds it."""
    return [word[:-1] if len(word) > 4 and word[-1] in "sx" else word for word in searched(text)]


def slug(text, limit=255, allow_unicode=False):
    """An address of plain letters; empty where ``text`` has none. Cut between two words where it can be.

    ``allow_unicode``: letters keep their accents, and other alphabets their letters.
    """
    if allow_unicode:
        plain = unicodedata.normalize("NFC", (text or "").translate(_LETTERS)).lower()
        plain = plain.replace("i\u0307", "i")  # what becomes of İ
        words = re.sub(r"[\W_]+", " ", plain).split()
    else:
        words = re.sub(r"[^a-z0-9]+", " ", fold(text)).split()
    made = "-".join(words)
    if len(made) > limit:
        cut = made[: limit + 1].rfind("-")
        made = made[: cut if cut > limit // 2 else limit].strip("-")
    return made


def nearest(word, known):
    """The known word that ``word`` is probably a slip of, or ``None``.

    One slip (a letter missing, added, changed, or two exchanged) in words of four letters, two from eight on. Of
    several, the one with the fewest slips, then the most frequent: ``known`` counts them. Another number is no slip.
    """
    is_short = len(word) < 4 or any(map(str.isdigit, word))
    slips, letters = (0 if is_short else 1 if len(word) < 8 else 2), set(word)
    found = [
        (distance, -number, other)
        for other, number in known.items()
        if slips
        and abs(len(other) - len(word)) <= slips
        and len(letters ^ set(other)) <= 2 * slips  # far cheaper, and leaves few
        and (distance := _distance(word, other, slips)) <= slips
    ]
    return min(found)[2] if found else None


def _distance(one, other, most):
    """How many slips lie between two words (Damerau's, next letters exchanged); more than ``most`` is not counted."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, opposite in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def corrected(words, known):
    """``words`` with what none of the ``known`` (a count of folded words) begins with replaced by its nearest.

    ``None`` where nothing is to be replaced.
    """
    right = [
        word
        if word in STOP_WORDS or any(one.startswith(word) for one in known)
        else nearest(word, known) or word
        for word in words
    ]
    return right if right != list(words) else None
