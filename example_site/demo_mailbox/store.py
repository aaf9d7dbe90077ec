"""The mails that Django's file backend wrote: one file for each sending, some with several mails."""

import email
import email.policy
import re
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

BETWEEN_MAILS = re.compile(rb"^-{79}\r?\n?", re.MULTILINE)
NAME = re.compile(r"^[0-9A-Za-z-]+-[0-9]+$")


class Mail:
    """One mail, read from ``<file>-<place in it>``."""

    def __init__(self, key, source):
        self.key = key
        message = email.message_from_bytes(source.strip() + b"\n", policy=email.policy.default)
        self.subject = message["subject"] or ""
        self.to = message["to"] or ""
        self.sender = message["from"] or ""
        self.sent_at = parsedate_to_datetime(message["date"]) if message["date"] else None
        self.text = self._part(message, "plain")
        self.html = self._part(message, "html")

    @staticmethod
    def _part(message, kind):
        part = message.get_body((kind,))
        return part.get_content() if part else ""


def _read(path):
    sources = [part for part in BETWEEN_MAILS.split(path.read_bytes()) if part.strip()]
    return [Mail(f"{path.stem}-{place}", source) for place, source in enumerate(sources)]


def latest(size=100):
    """The newest mails, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    mails = []
    for path in sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []:
        mails.extend(reversed(_read(path)))
        if len(mails) >= size:
            break
    return mails[:size]


def find(key):
    """The mail of this key, or ``None``."""
    if not NAME.match(key):
        return None
    stem, _, place = key.rpartition("-")
    path = Path(settings.EMAIL_FILE_PATH) / f"{stem}.log"
    mails = _read(path) if path.is_file() else []
    return mails[int(place)] if int(place) < len(mails) else None
