"""What a site may listen to: sent after the commit, to each receiver whatever another one does.

A receiver that fails is logged and undoes nothing. What must not be lost if the process dies in
between does not belong here: it is a row that the door writes. ``docs/extending.md`` tells of each.
"""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

#: ``contribution``: it was sent and waits for a moderator, or is published at once.
contribution_received = Signal()
#: ``contribution``: everybody may read it from now on.
contribution_published = Signal()
#: ``contribution``: it was published, and is not any more.
contribution_removed = Signal()
#: ``proposal``, ``page``: a member has submitted it.
proposal_received = Signal()
#: ``proposal``, ``page``: it will not become a challenge.
proposal_declined = Signal()
#: ``round``: a committee begins to examine.
round_opened = Signal()
#: ``decision``, ``round``: it has taken effect.
decision_released = Signal()
#: ``page``: a challenge or a project was published: for the first time, again, or in a new version.
page_published = Signal()
#: ``entry``, ``page``: a project has reached a stage.
stage_recorded = Signal()
#: ``user_pk``: the data of this account was forgotten.
member_forgotten = Signal()


def send(signal: Signal, *, sender: Any, **arguments: Any) -> None:
    """Send ``signal`` once the surrounding transaction is committed; nothing where it is undone."""
    transaction.on_commit(lambda: signal.send_robust(sender=sender, **arguments), robust=True)
