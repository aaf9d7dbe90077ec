"""What keeps a round from its decision: declared once, for its pages, the board, the desk, the home page and the mails.

Each trouble says what is wrong and which doors help. Whoever runs the round and the coordination are told when
it appears, and again each ``ROUND_TROUBLE_DAYS`` as long as it lasts (``actions.troubles``).
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.words import Outcome

#: Days after the last reminder of an opinion, and after the closing, before somebody else is asked to help.
AFTER_REMINDERS, AFTER_CLOSING = 7, 14


class Trouble(NamedTuple):
    """One thing that is wrong with a round.

    ``label``: in a few words. ``text``: for whoever runs the round, with what happens meanwhile. ``offers``: the
    doors that help, the best first (``OFFERS``). ``reveals``: it is counted from what members think, so that
    only those who may read that hear which it is: a mail says ``NO_OUTCOME``.
    """

    name: str
    label: str | Promise
    text: str | Promise
    offers: tuple[str, ...]
    reveals: bool = False


#: What a page offers, in words.
OFFERS = {
    "assign": _("Choose a committee"),
    "invite": _("Invite a person"),
    "replace": _("Replace a member"),
    "extend": _("Give more time"),
    "close": _("Close the round"),
    "reopen": _("Open again"),
    "decide": _("Write the decision"),
}

NO_COMMITTEE = Trouble(
    "no_committee",
    _("Waits for a committee"),
    _("No committee answers for its themes, or nobody sits on it: the examination waits for one."),
    ("assign",),
)
SHORT = Trouble(
    "short",
    _("Quorum out of reach"),
    _(
        "Fewer opinions can still come than the quorum asks for: without somebody more, this examination "
        "reaches no outcome. It does not close by itself."
    ),
    ("invite", "replace", "extend"),
)
NO_CHAIR = Trouble(
    "no_chair",
    _("No chair"),
    _("Nobody chairs this examination: the coordination leads it, and writes the decision."),
    ("invite", "replace", "reopen", "decide"),
)
NOBODY = Trouble(
    "nobody",
    _("Waits for nobody"),
    _(
        "It is open, and nobody’s opinion is awaited. It does not close by itself: invite somebody, or close it "
        "with the opinions that are in."
    ),
    ("invite", "extend", "close"),
)
OVERDUE = Trouble(
    "overdue",
    _("Nobody answers any more"),
    _("Its deadline is long past, the last reminder has left, and opinions are still missing."),
    ("extend", "replace", "invite", "close"),
)
NO_QUORUM = Trouble(
    "no_quorum",
    _("No quorum"),
    _("It was closed with fewer opinions than the quorum asks for: they make no outcome."),
    ("reopen", "decide"),
)
NO_OPINION = Trouble(
    "no_opinion",
    _("Abstentions only"),
    _("The quorum is met, but there are only abstentions: nobody gave an opinion that counts."),
    ("reopen", "decide"),
    reveals=True,
)
TIE = Trouble(
    "tie",
    _("Tie"),
    _(
        "The opinions are tied: the casting vote of the chair decides, or the examination opens again."
    ),
    ("decide", "reopen"),
    reveals=True,
)
UNDECIDED = Trouble(
    "undecided",
    _("Decision overdue"),
    _("It was closed long ago, and its decision has not been released."),
    ("decide", "reopen"),
)
#: What is said of a trouble that reveals opinions, where it may not be named.
NO_OUTCOME = _(
    "The opinions make no outcome by themselves. The page of the examination says why, to those who may read them."
)

#: Which doors are open in which state.
OPEN_TO = {
    Round.State.WAITING: {"assign"},
    Round.State.OPEN: {"invite", "replace", "extend", "close"},
    Round.State.CLOSED: {"reopen", "decide"},
}
_OF_OUTCOME = {
    Outcome.NO_QUORUM: NO_QUORUM,
    Outcome.NO_OPINION: NO_OPINION,
    Outcome.TIE: TIE,
}


def troubles(round: Any, *, given: int, missing: int, chairs: int) -> list[Trouble]:
    """What is wrong with ``round`` now, the worst first.

    ``given`` and ``missing``: opinions that are in, and that may still come; ``chairs``: who leads it and can.
    """
    if round.state == Round.State.WAITING:
        return [NO_COMMITTEE]
    found = []
    if round.state == Round.State.OPEN:
        if is_short(round, given + missing):
            found.append(SHORT)
        if not chairs:
            found.append(NO_CHAIR)
        if not missing:
            found.append(NOBODY)
        elif _has_passed(round.due_at, _last_reminder() + AFTER_REMINDERS):
            found.append(OVERDUE)
    elif round.state == Round.State.CLOSED:
        decision = getattr(round, "decision", None)
        if decision is not None and decision.is_released:
            return []
        if decision is None or decision.state == Decision.State.DRAFT:
            outcome = (round.tally or {}).get("outcome")
            found += [trouble for name, trouble in _OF_OUTCOME.items() if name == outcome]
            if not chairs:
                found.append(NO_CHAIR)
        if _has_passed(round.closed_at, AFTER_CLOSING):
            found.append(UNDECIDED)
    return found


def is_short(round: Any, possible: int) -> bool:
    """Whether so many opinions, given or to come, leave the quorum out of reach."""
    return possible < round.quorum


def sentences(found: list[Trouble]) -> list[Any]:
    """What a mail says of ``found``: nothing of what members think."""
    texts = [NO_OUTCOME if trouble.reveals else trouble.text for trouble in found]
    return list(dict.fromkeys(texts))


def offers(round: Any, found: list[Trouble]) -> list[str]:
    """The names of the doors that help and are open, each once, the best first."""
    names = dict.fromkeys(name for trouble in found for name in trouble.offers)
    return [name for name in names if name in OPEN_TO.get(round.state, ())]


def _last_reminder() -> int:
    return max([0, *conf.REVIEW_REMINDER_DAYS])


def _has_passed(moment: Any, days: int) -> bool:
    return moment is not None and moment + timedelta(days=days) <= timezone.now()
