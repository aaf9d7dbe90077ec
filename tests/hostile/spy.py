"""What reaches the libraries that read a text, how long it is, and how many transactions are open then."""

import re
import unicodedata
from itertools import groupby
from typing import NamedTuple

import nh3
import pytest
from django.db import connection
from markdown_it import MarkdownIt


class Reading(NamedTuple):
    library: str
    text: str
    depth: int

    @property
    def marks(self):
        """The longest row of marks in the text."""
        rows = groupby(self.text, lambda sign: unicodedata.category(sign)[0] == "M")
        return max((len(list(row)) for is_mark, row in rows if is_mark), default=0)


@pytest.fixture
def readings(monkeypatch):
    """Every text that a library has been given since: a list of ``Reading``."""
    seen = []

    def watch(owner, name, position):
        original = getattr(owner, name)

        def watched(*args, **kwargs):
            if len(args) > position and isinstance(args[position], str):
                depth = len(connection.atomic_blocks)
                seen.append(Reading(name, args[position], depth))
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(unicodedata, "normalize", 1)
    watch(nh3, "clean", 0)
    watch(MarkdownIt, "render", 1)
    for name in ("match", "search", "fullmatch", "findall"):
        watch(re, name, 1)
    return seen
