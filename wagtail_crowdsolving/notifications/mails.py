"""Each mail of the site, declared once by the room that sends it (``mails.py`` of the room)::

REMINDER = mails.declare("selection/reminder", _("Reminder of an opinion"), is_wanted=is_expected)

queue(REMINDER, about=(seat.pk,), recipient=seat.user, why=…, link=…, context=…)
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from wagtail_crowdsolving import clock

#: Between the parts of a key.
SEPARATOR = ":"


def stamp(moment: datetime | None) -> str:
    """A moment as part of a mail's key."""
    return f"{int(moment.timestamp() * 1_000_000)}" if moment else "-"


class When(Enum):
    """When a mail leaves."""

    #: As soon as it can: it answers what its reader, or somebody else, has just done.
    NOW = "now"
    #: In working hours: it asks one person for work.
    WORKING_HOURS = "working_hours"
    #: At the beginning of the next working hours, in one mail with all others to the same person: it tells a team.
    MORNING = "morning"

    def of(self, moment: datetime) -> datetime:
        """When a mail that is ready at ``moment`` leaves."""
        if self is When.NOW:
            return moment
        if self is When.MORNING:
            return clock.next_morning(moment)
        return clock.working_time(moment)

    def again(self, moment: datetime) -> datetime:
        """When another attempt is made of what failed and could be tried again at ``moment``."""
        return moment if self is When.NOW else clock.working_time(moment)


class Mail(NamedTuple):
    """One kind of mail.

    ``name``, "<room>/<name>": of its templates ``wagtail_crowdsolving/<room>/mail/<name>.txt`` and ``.html``.
    ``title``: what it is, for people who run the site. ``is_wanted(about, recipient_pk)``: asked right before
    each attempt, with the parts of its key as text; the mail is dropped once it says no, and an
    exception counts as a failed attempt. ``when``: at which hours it leaves. ``has_secret``: whoever
    reads it can act for its reader, so that the outbox keeps none of its words once it has left.
    """

    name: str
    title: Any
    is_wanted: Callable[[tuple[str, ...], str], bool] | None = None
    when: When = When.NOW
    has_secret: bool = False

    def key(self, about: Iterable[Any], recipient: Any = None) -> str:
        """What makes one mail of this kind unique: what it is about, and to whom. No personal data."""
        reader = str(recipient.pk) if recipient is not None else "-"
        return SEPARATOR.join([self.name, *[str(part) for part in about], reader])


_declared: dict[str, Mail] = {}


def declare(
    name: str,
    title: Any,
    *,
    is_wanted: Callable[[tuple[str, ...], str], bool] | None = None,
    when: When = When.NOW,
    has_secret: bool = False,
) -> Mail:
    """A kind of mail of this ``name``.

    Raises ``ValueError`` where there is one already, or where its condition is no function.
    """
    if is_wanted is not None and not callable(is_wanted):
        raise ValueError(f"A mail's condition is not a function: {is_wanted!r}")
    if name in _declared:
        raise ValueError(f"There is a mail of this name already: {name!r}")
    _declared[name] = Mail(name, title, is_wanted, when, has_secret)
    return _declared[name]


def declared() -> dict[str, Mail]:
    """All mails of the site, by their names."""
    return dict(sorted(_declared.items()))


def of_working_hours() -> list[str]:
    """The names of the mails that leave in working hours only."""
    return [name for name, mail in _declared.items() if mail.when is not When.NOW]


def with_secret() -> list[str]:
    """The names of the mails whose words are forgotten once they have left."""
    return [name for name, mail in _declared.items() if mail.has_secret]


def when_of(name: str) -> When:
    """When mails of this ``name`` leave; of one that no room declares any more, now."""
    return _declared[name].when if name in _declared else When.NOW


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
