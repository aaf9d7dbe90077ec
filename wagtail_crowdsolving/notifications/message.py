"""The message that a mail becomes: what programs read of it."""

import hashlib
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives

from wagtail_crowdsolving.notifications.models import OutboxMail

#: Headers whose value is one token, which encoded words or a fold within it would break (RFC 2047, 5; RFC 2369, 2).
WHOLE = {
    "message-id",
    "in-reply-to",
    "references",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
}


class Message(EmailMultiAlternatives):
    """Leaves the headers of ``WHOLE`` as they are, however long: newer versions of Django encode, older ones fold."""

    def message(self, **kwargs):
        made = super().message(**kwargs)
        made.policy = _whole(made.policy)
        return made


class _Whole:
    def fold(self, name, value):
        if name.lower() in WHOLE and str(value).isascii():
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name, value):
        if name.lower() in WHOLE and str(value).isascii():
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


def _whole(policy):
    """The same policy of the standard library, but for these headers."""
    made = object.__new__(type("WholePolicy", (_Whole, type(policy)), {}))
    made.__dict__.update(policy.__dict__)
    return made


def headers(mails: list[OutboxMail], sender: str) -> dict[str, str]:
    """The headers of ``mails`` that leave as one message from ``sender``."""
    first = mails[0]
    host = _host(sender)
    made = {
        "Message-ID": f"<{_digest(first.key, first.created_at.isoformat())}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    threads = {mail.thread for mail in mails}
    if threads != {""} and len(threads) == 1:
        # All mails of a thread answer one that never was: so mail programs show them together.
        root = f"<{_digest('thread', first.thread)}@{host}>"
        made |= {"In-Reply-To": root, "References": root, "List-Id": f"<{first.thread}.{host}>"}
    if first.stop_url:
        # RFC 2369 and RFC 8058: the mail program's own button, without a visit to the site.
        made["List-Unsubscribe"] = f"<{first.stop_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return made


def _digest(*parts: str) -> str:
    """The same at each attempt: a server that was given the mail twice can see it."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]


def _host(sender: str) -> str:
    """The domain of an address, as programs write it."""
    host = parseaddr(sender)[1].rpartition("@")[2]
    try:
        return host.encode("idna").decode("ascii").lower() or "localhost"
    except UnicodeError:
        return "localhost"
