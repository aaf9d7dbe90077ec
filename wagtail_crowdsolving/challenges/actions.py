"""The doors of a challenge's proposal."""


def begin(*, index, by, language):
    """A member begins a draft under ``index`` (specific page). Returns the ``Proposal``."""


def save_draft(*, proposal, by, data, version):
    """Keep what was typed in one step (a dict, merged into the draft).

    Raises ``Conflict`` where another tab has saved since ``version``. Returns the ``Proposal``.
    """


def discard(*, proposal, by):
    """The member throws a draft away."""


def submit(*, proposal, by):
    """Turn a complete draft into a draft page under its index and start the workflow set on it.

    A second call returns the page that the first one made. Raises ``NotAllowed``, ``ValidationError``.
    Returns the (specific) page.
    """


def revise(*, proposal, by, data, version):
    """The proposer answers a request for changes: writes a new revision and resumes the workflow."""


def withdraw(*, proposal, by):
    """The proposer takes the challenge back; the workflow ends, the draft page stays with the team."""


def decline(*, proposal, by, reasons):
    """A coordinator ends the examination with reasons, which the proposer is told."""


def record(*, page, kind, by=None, message=""):
    """Write a step of the workflow into the timeline of the page's proposal, and tell the proposer.

    Called by the workflow's signals (``challenges.signals``); a step that stands last already is
    not written twice. Does nothing for a page without a proposal.
    """
