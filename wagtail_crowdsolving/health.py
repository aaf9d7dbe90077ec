"""What keeps the site from doing its work, in words: for the admin's home page, ``check`` and commands.

Each room registers what it can find out about itself (``health.py`` of the room). The findings are read
by people who run the site; they name no person's data.
"""

import logging
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class Finding(NamedTuple):
    """One thing that is not as it should be.

    ``key``: what kind it is, "selection.no_chair". ``text``: a sentence. ``hint``: what to do about it.
    ``url``: where in the admin, empty where it is done elsewhere. ``number``: of the system check that
    says the same ("W022"), empty where none does. ``permission``: who may open ``url``, where the
    address does not say it ("app_label.codename"). ``is_urgent``: the site does not do its work now,
    and a monitor should wake somebody.
    """

    key: str
    text: str
    hint: str = ""
    url: str = ""
    number: str = ""
    permission: str = ""
    is_urgent: bool = False


_sources = []


def register(source):
    """Let ``source()``, which yields ``Finding``s in a fixed number of queries, be asked. A decorator."""
    _sources.append(source)
    return source


def findings():
    """Every finding of every room, in the order in which the rooms registered.

    A source that fails is a finding itself: whoever looks must not take silence for health.
    """
    return [finding for source in _sources for finding in _ask(source)]


def _ask(source):
    try:
        with transaction.atomic():
            return list(source())
    except Exception as error:
        logger.exception("What %s.%s watches could not be read", source.__module__, source.__name__)
        room = source.__module__.removesuffix(".health").rpartition(".")[2]
        return [
            Finding(
                key=f"{room}.unchecked",
                text=_("Something could not be checked (%(name)s: %(error)s).")
                % {
                    "name": f"{source.__module__}.{source.__name__}",
                    "error": type(error).__name__,
                },
                hint=_("The error stands in the log of the site."),
                is_urgent=True,
            )
        ]
