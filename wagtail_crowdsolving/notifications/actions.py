"""Doors of the outbox."""


def queue(*, kind, key, language, recipient=None, to_email="", context=None):
    """Write a mail into the outbox and have it sent after the commit.

    ``kind`` is "<room>/<name>": the templates ``wagtail_crowdsolving/<room>/mail/<name>.txt``
    (its first line is the subject) and ``….html`` are rendered now, in ``language``, with ``context``
    (plus ``recipient``, ``site_name``, ``site_url``). ``key`` makes the mail unique: a second
    call with the same key returns ``None`` and writes nothing. A recipient without an
    address, or inactive, gets nothing (``None``).

    Returns the ``OutboxMail`` or ``None``.
    """
