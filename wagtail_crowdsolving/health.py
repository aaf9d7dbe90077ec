"""What keeps the site from doing its work, in words: for the admin's home page, ``check`` and commands.

Each room registers what it can find out about itself (``health.py`` of the room). The findings are read
by people who run the site; they name no person's data.
"""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is not as it should be.

    ``key``: what kind it is, "selection.no_chair". ``text``: a sentence. ``hint``: what to do about it.
    ``url``: where in the admin, empty where it is done elsewhere. ``number``: of the system check that
    says the same ("W022"), empty where none does.
    """

    key: str
    text: str
    hint: str = ""
    url: str = ""
    number: str = ""


_sources = []


def register(source):
    """Let ``source()``, which yields ``Finding``s in a fixed number of queries, be asked. A decorator."""
    _sources.append(source)
    return source


def findings():
    """Every finding of every room, in the order in which the rooms registered."""
    return [finding for source in _sources for finding in source()]
