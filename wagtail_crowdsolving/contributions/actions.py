"""The doors of a discussion."""


def submit(*, page, author, kind, text, language, submission_key, place="", link="", in_reply_to=None):
    """A member contributes to ``page`` (any language version); it waits for a moderator.

    Re-checks on the server that the page is live, public to them and open and that
    ``in_reply_to`` is published, on the same page and not too deep. The same ``submission_key``
    by the same author returns the contribution that it made the first time.
    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` (with fields). Returns the ``Contribution``.
    """


def edit(*, contribution, by, text, kind=None, place=None, link=None):
    """The author changes a text that still waits. Raises ``NotAllowed``, ``Conflict``, ``ValidationError``."""


def approve(*, contribution, by):
    """A moderator publishes a pending contribution. Returns the ``ModerationDecision``."""


def reject(*, contribution, by, rule, reason):
    """A moderator refuses a pending contribution, with the rule and the reason told to its author."""


def remove(*, contribution, by, rule, reason):
    """A moderator takes a published contribution off the page; its place in the thread stays marked."""


def withdraw(*, contribution, by):
    """The author takes back their contribution; its place in the thread stays marked."""
