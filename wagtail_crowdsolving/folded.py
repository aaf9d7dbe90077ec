r"""The folding of words within a query, the same in kind on SQLite and on PostgreSQL.

PostgreSQL folds with what every installation has (``normalize``, regular expressions): no extension, no right of a
superuser. SQLite asks :mod:`wagtail_crowdsolving.folding` itself. Either reads each text once, however many words are
looked for.
"""

from collections import Counter

from django.core.exceptions import FieldDoesNotExist
from django.db.backends.signals import connection_created
from django.db.models import BooleanField, CharField, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, Concat

from wagtail_crowdsolving import folding

#: How many of the newest rows tell which words a list uses.
VOCABULARY = 2000
_INVISIBLE = r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
#: Not the blank itself: each thing found costs PostgreSQL as much as many that are not.
_APART = r"[\u0001-\u001f\u0021-\u002f:-@\[-`{-\u00bf\u02b9-\u02cf\u2000-\u206f\u2190-\u2bff\u3000-\u303f\u00d7\u00f7\u20a0-\u20cf\ua78b\ua78c\U0001f000-\U0001faff]"


def _in_postgresql(sql):
    sql = f"lower(normalize({sql}, NFKD))"
    sql = f"regexp_replace({sql}, '{folding.MARKS.pattern}|{_INVISIBLE}', '', 'g')"
    for letter, spelled in folding.SPELLED.items():
        if len(spelled) > 1:
            sql = f"replace({sql}, '{letter}', '{spelled}')"
    single = {one: spelled for one, spelled in folding.SPELLED.items() if len(spelled) == 1}
    sql = f"translate({sql}, '{''.join(single)}', '{''.join(single.values())}')"
    return f"regexp_replace({sql}, '{_APART}', ' ', 'g')"


class Folded(Func):
    """What a column is sorted by or compared with: ``order_by(Folded("name"), "pk")``."""

    function = "crowdsolving_fold"
    output_field = TextField()
    arity = 1

    def as_postgresql(self, compiler, connection, **extra):
        sql, params = compiler.compile(self.source_expressions[0])
        folded = _in_postgresql(f"({sql})::text")
        return f"btrim(regexp_replace({folded}, ' {{2,}}', ' ', 'g'))", params


class HasWords(Func):
    """Whether the columns, together, have for each word of a search one that begins with it.

    A search without words finds nothing.
    """

    function = "crowdsolving_has_words"
    output_field = BooleanField()

    def __init__(self, *columns, words):
        self.beginnings = folding.beginnings(words)
        texts = [Coalesce(column, Value(""), output_field=TextField()) for column in columns]
        parts = [part for one in texts for part in (Value(" "), one)]
        # No column has no word.
        text = Concat(*(parts or [Value(""), Value("")]), output_field=TextField())
        super().__init__(text, Value(" ".join(self.beginnings)))

    def as_postgresql(self, compiler, connection, **extra):
        if not self.beginnings:
            return "false", []
        sql, params = compiler.compile(self.source_expressions[0])
        folded = _in_postgresql(sql)
        wanted = ", ".join(["%s"] * len(self.beginnings))
        patterns = [f"% {one}%" for one in self.beginnings]
        return f"(' ' || {folded}) LIKE ALL (ARRAY[{wanted}])", [*params, *patterns]


def has_words(text, beginnings):
    """What :class:`HasWords` asks, of one text."""
    folded = f" {folding.fold(text)}"
    wanted = beginnings.split()
    return bool(wanted) and all(f" {one}" in folded for one in wanted)


def is_text(model, path):
    """Whether a column of ``model``, or of what it is tied to (``page__title``), holds words."""
    field = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        model = field.related_model
    return isinstance(field, CharField | TextField) and not field.choices


def keys(model, order):
    """What rows of ``model`` are ordered by, with ``Folded`` for each name of a column of words."""
    return [_key(model, key) for key in order]


def _key(model, key):
    name = key.removeprefix("-") if isinstance(key, str) else ""
    if not name or not is_text(model, name):
        return key
    return Folded(name).desc() if key.startswith("-") else Folded(name)


def in_order(rows):
    """``rows`` in the order of their model, its words folded."""
    return rows.order_by(*keys(rows.model, rows.model._meta.ordering))


def search(rows, *columns, typed, newest=VOCABULARY, also=lambda words: Q()):
    """``(found, words)``: the ``rows`` that have all words of ``typed`` in their ``columns``.

    Where none has them, those that have the nearest words that the ``newest`` rows use; ``words`` are what was
    looked for instead, "" mostly. ``also(words)``: what else is found by words (a ``Q``). 1 query, 3 where nothing is
    found at first.
    """

    def having(words):
        return rows.filter(Q(HasWords(*columns, words=words)) | also(words))

    found = having(typed)
    if not folding.searched(typed) or found.exists():
        return found, ""
    words = " ".join(nearest_words(rows, *columns, typed=typed, newest=newest))
    nearest = having(words)
    return (nearest, words) if words and nearest.exists() else (found, "")


def nearest_words(rows, *columns, typed, newest=VOCABULARY):
    """The words that somebody who found nothing in ``columns`` of ``rows`` probably meant; ``[]`` where none come near.

    Looks into the newest rows only; one query, for a search that found nothing.
    """
    words = folding.searched(typed)
    if not words or not columns:  # without columns ``values_list`` gives all there are
        return []
    texts = rows.order_by("-pk").values_list(*columns)[:newest]
    return _nearest(words, (text for row in texts for text in row))


def _nearest(words, texts):
    known = Counter(word for text in texts for word in folding.fold(text).split())
    return folding.corrected(words, known) or []


def search_in(things, attribute, *, typed):
    """``search`` among things that are in memory already, by one attribute of theirs."""
    texts = [(thing, getattr(thing, attribute)) for thing in things]

    def having(words):
        beginnings = " ".join(folding.beginnings(words))
        return [thing for thing, text in texts if has_words(text, beginnings)]

    if found := having(typed):
        return found, ""
    words = " ".join(_nearest(folding.searched(typed), (text for _thing, text in texts)))
    return having(words), words


def _give_functions(sender, connection, **kwargs):
    if connection.vendor == "sqlite":
        make = connection.connection.create_function
        make("crowdsolving_fold", 1, folding.fold, deterministic=True)
        make("crowdsolving_has_words", 2, has_words, deterministic=True)


connection_created.connect(_give_functions, dispatch_uid="crowdsolving folding")
