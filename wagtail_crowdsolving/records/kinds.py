"""Which rows are records of a page: each room says its own.

A record is what somebody may have to answer for. It is never deleted because something else is.
"""

from collections.abc import Callable
from typing import NamedTuple


class Kind(NamedTuple):
    """``rows(pages)``: the records tied to ``pages``, a queryset of keys that stands in a condition of
    theirs, ``field__in=pages``; ``words(number)``: "3 rounds".

    ``is_inherited``: whether the next language version takes them over where one is deleted.
    """

    rows: Callable
    words: Callable
    is_inherited: bool = True


_kinds = []


def register(kind):
    """Let ``kind`` keep pages from being deleted."""
    _kinds.append(kind)


def registered():
    return list(_kinds)
