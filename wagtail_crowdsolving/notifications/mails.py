"""Each mail of the site, declared once by the room that sends it (``mails.py`` of the room)::

REMINDER = mails.declare("selection/reminder", _("Reminder of an opinion"), is_wanted=is_expected)

queue(REMINDER, about=(seat.pk,), recipient=seat.user, why=…, link=…, context=…)
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

#: Between the parts of a key.
SEPARATOR = ":"


class Mail(NamedTuple):
    """One kind of mail.

    ``name``, "<room>/<name>": of its templates ``wagtail_crowdsolving/<room>/mail/<name>.txt`` and ``.html``.
    ``title``: what it is, for people who run the site. ``is_wanted(about, recipient_pk)``: asked right before
    each attempt, with the parts of its key as text; the mail is dropped once it says no, and an
    exception counts as a failed attempt.
    """

    name: str
    title: Any
    is_wanted: Callable[[tuple[str, ...], str], bool] | None = None

    def key(self, about: Iterable[Any], recipient: Any = None) -> str:
        """What makes one mail of this kind unique: what it is about, and to whom. No personal data."""
        reader = str(recipient.pk) if recipient is not None else "-"
        return SEPARATOR.join([self.name, *[str(part) for part in about], reader])


_declared: dict[str, Mail] = {}


def declare(
    name: str, title: Any, *, is_wanted: Callable[[tuple[str, ...], str], bool] | None = None
) -> Mail:
    """A kind of mail of this ``name``.

    Raises ``ValueError`` where there is one already, or where its condition is no function.
    """
    if is_wanted is not None and not callable(is_wanted):
        raise ValueError(f"A mail's condition is not a function: {is_wanted!r}")
    if name in _declared:
        raise ValueError(f"There is a mail of this name already: {name!r}")
    _declared[name] = Mail(name, title, is_wanted)
    return _declared[name]


def declared() -> dict[str, Mail]:
    """All mails of the site, by their names."""
    return dict(sorted(_declared.items()))


def read_key(key: str) -> tuple[str, tuple[str, ...], str]:
    """``(name, about, recipient_pk)`` of a mail's key, as text; ``recipient_pk`` empty where it has none."""
    name, *about, reader = key.split(SEPARATOR)
    return name, tuple(about), "" if reader == "-" else reader


def is_wanted(key: str) -> bool:
    """Whether what the mail of this ``key`` tells is still true, and for its recipient.

    Raises ``LookupError`` for a mail that no room declares.
    """
    name, about, recipient_pk = read_key(key)
    mail = _declared[name]
    return mail.is_wanted is None or bool(mail.is_wanted(about, recipient_pk))
