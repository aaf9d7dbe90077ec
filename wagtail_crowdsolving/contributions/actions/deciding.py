"""A moderator decides on a text or on a change of one."""

from wagtail_crowdsolving.contributions import (
    judging,
)
from wagtail_crowdsolving.contributions.models import (
    ModerationDecision,
)


def approve(*, contribution, by, seen=None, is_undoable=False):
    """A moderator publishes a pending contribution. Returns the ``ModerationDecision``.

    ``is_undoable``: nobody is told of it for ``judging.UNDO_SECONDS``, within which it can be taken back.

    ``seen`` is the ``fingerprint`` of the text that the moderator read (by default the one of
    ``contribution`` as it was loaded): a text that its author has changed since is a ``Conflict``.
    """
    return judging.decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.APPROVED,
        hold=judging.UNDO_SECONDS if is_undoable else 0,
    )


def take_back(*, decision, by):
    """Who published a text by a slip takes that back, within ``judging.UNDO_SECONDS``: it waits again.

    Raises ``NotAllowed``; ``Conflict`` where it is too late, somebody has been told of it, or has answered
    or supported it. Returns the ``Contribution``; the record keeps both decisions.
    """
    return judging.take_back(decision, by)


def reject(*, contribution, by, rule, reason, seen=None):
    """A moderator refuses a pending contribution, with the rule and the reason told to its author."""
    return judging.decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.REFUSED,
        rule=rule,
        reason=reason,
    )


def approve_many(*, confirmed, by):
    """``approve`` for each of ``confirmed``: ``{key of a contribution: fingerprint of the text read}``.

    A batch at a time, so that one that fails does not undo the others. Returns ``(decisions, left)``,
    where ``left`` is ``[(contribution, NotAllowed or Conflict)]``: what was changed, decided on or
    claimed meanwhile, and what one may not decide on.
    """
    return judging.decide_many(confirmed, by, outcome=ModerationDecision.Outcome.APPROVED)


def reject_many(*, confirmed, by, rule, reason):
    """As ``approve_many``: ``reject`` for each, with one rule and one reason. Raises ``ValidationError``."""
    return judging.decide_many(
        confirmed, by, outcome=ModerationDecision.Outcome.REFUSED, rule=rule, reason=reason
    )


def request_changes(*, contribution, by, reason, seen=None):
    """A moderator asks the author to change a pending text: it waits again once they have."""
    return judging.decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.CHANGES_REQUESTED,
        reason=reason,
    )


def approve_amendment(*, amendment, by, seen=None):
    """A moderator puts a change in the place of the published text. Returns the ``ModerationDecision``.

    ``seen``: the ``fingerprint`` of the change that the moderator read; see ``approve``.
    """
    return judging.decide_amendment(
        amendment, by, seen, outcome=ModerationDecision.Outcome.EDIT_APPROVED
    )


def reject_amendment(*, amendment, by, rule, reason, seen=None):
    """A moderator refuses a change: the published text stays, and its author is told why."""
    return judging.decide_amendment(
        amendment,
        by,
        seen,
        outcome=ModerationDecision.Outcome.EDIT_REFUSED,
        rule=rule,
        reason=reason,
    )


def remove(*, contribution, by, rule, reason, seen=None):
    """A moderator takes a published contribution off the page; its place in the thread stays marked.

    A change of it that waits is refused with it.
    """
    return judging.decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.REMOVED,
        rule=rule,
        reason=reason,
    )
