"""Days and moments in words, as readers of the active language write them."""

import re
from datetime import date, datetime

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

#: A day of the month before a month in letters, in Django's language of formats.
DAY_AND_MONTH = re.compile(r"(?<!\\)j(?=\s+[FENMb])")
#: “1er”, in the same language: the letters are no formats.
FIRST = r"j\\e\\r"


def write(value: date | datetime, format: str = "DATE_FORMAT") -> str:
    """A day or a moment (in the active time zone) in words: “1er mars 2026”.

    ``format``: a name of one of Django's formats, or such a format. French alone has an ordinal, for the
    first of a month, which Django's formats do not.
    """
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    pattern = formats.get_format(format)
    if value.day == 1 and (translation.get_language() or "").startswith("fr"):
        pattern = DAY_AND_MONTH.sub(FIRST, pattern)
    return formats.date_format(value, pattern)


def write_moment(value: datetime) -> str:
    """A moment within a sentence: “1er mars 2026 à 08:00”."""
    # Translators: a day and an hour within a sentence.
    return _("%(day)s at %(hour)s") % {
        "day": write(value),
        "hour": write(value, "TIME_FORMAT"),
    }
