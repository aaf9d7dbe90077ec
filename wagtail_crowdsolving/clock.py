"""The one clock: days, deadlines and working hours where the site is.

All in the site's own time zone (``TIME_ZONE``), whatever the zone of whoever asks: Wagtail's admin sets
that of its user. What adds days adds them on the calendar, so that a change to or from summer time moves no hour.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf

try:
    import holidays
except ImportError:  # optional package
    holidays = None

#: How far a working time is looked for: a calendar without one is a mistake in the settings.
HORIZON = 30


def day_of(moment: datetime) -> date:
    """The day on which ``moment`` is."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def today() -> date:
    """The day that it is."""
    return day_of(timezone.now())


def at(day: date, hour: time) -> datetime:
    """The moment at which the clocks say ``hour`` on ``day``; of an hour that comes twice, the first."""
    return datetime.combine(day, hour, timezone.get_default_timezone())


def start_of(day: date) -> datetime:
    """The moment at which ``day`` begins."""
    return at(day, time.min)


def end_of(day: date) -> datetime:
    """The last second of ``day``: the moment of a deadline of which only the day is said."""
    return at(day, time(23, 59, 59))


def end_of_day_in(days: int, since: datetime | None = None) -> datetime:
    """The end of the day that is ``days`` after ``since`` (or now)."""
    return end_of(day_of(since or timezone.now()) + timedelta(days=days))


def days_until(moment: datetime) -> int:
    """Whole days until the one of ``moment``: 0 on the day itself, negative once it has passed."""
    return (day_of(moment) - today()).days


def kept_since(days: int, now: datetime | None = None) -> datetime:
    """What is older has been kept for ``days`` whole days, after the one on which it was written."""
    return start_of(day_of(now or timezone.now()) - timedelta(days=days))


@deconstructible
@dataclass(unsafe_hash=True)
class Years:
    """A validator of days that people type: from the year ``first`` to the one that is ``ahead`` of this one.

    With 0 ``ahead``, what has not come yet is refused too. It takes a day, or a moment.
    """

    first: int
    ahead: int

    def __call__(self, value: date | datetime) -> None:
        day = day_of(value) if isinstance(value, datetime) else value
        last = today().year + self.ahead
        if not self.first <= day.year <= last:
            raise ValidationError(
                _("Give a year between %(first)d and %(last)d.")
                % {"first": self.first, "last": last},
                code="year",
            )
        if not self.ahead and day > today():
            raise ValidationError(_("This day has not come yet."), code="future")

    def check(self, **days: date | datetime | None) -> None:
        """The same for a door: raises ``ValidationError`` by name, of all that are given."""
        errors = {}
        for name, day in days.items():
            try:
                if day is not None:
                    self(day)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)


#: What one looks for in a list: what can be compared at all, in whatever time zone.
SOUGHT = Years(1900, 100)
#: What has happened: a stage that a project reached.
HAPPENED = Years(1950, 0)
#: What a figure says of a day, past or aimed at.
MEASURED = Years(1950, 10)
#: What is planned for years: the dates of a challenge, the seat of a member.
PLANNED = Years(2000, 10)
#: What people agree on: a meeting, a deadline.
AGREED = Years(2000, 2)


def is_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday (``HOLIDAYS``). Without the package none is known.

    Raises ``ImportError``, ``NotImplementedError`` where the setting names nothing (check W031).
    """
    named = conf.HOLIDAYS
    if not named:
        return False
    if "." in named:
        return bool(import_string(named)(day))
    return holidays is not None and day in _calendar(named)


@lru_cache(maxsize=4)
def _calendar(named):
    """The public holidays of a country, or of one of its parts. Raises ``NotImplementedError``."""
    country, _dash, part = named.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def is_working_day(day: date) -> bool:
    """Whether people work on ``day``: a day of ``WORKING_DAYS`` that is no public holiday."""
    return day.isoweekday() in conf.WORKING_DAYS and not is_holiday(day)


def working_day(day: date, *, step: int = 1) -> date:
    """``day`` itself where people work on it, else the next one; with ``step`` -1, the one before."""
    for _tried in range(HORIZON):
        if is_working_day(day):
            return day
        day += timedelta(days=step)
    return day


def working_morning(day: date) -> datetime:
    """The beginning of the working hours of ``day``."""
    return at(day, time(conf.WORKING_HOURS[0]))


def working_time(moment: datetime) -> datetime:
    """``moment`` itself within working hours, else the beginning of the next ones."""
    day = day_of(moment)
    if is_working_day(day):
        start, end = conf.WORKING_HOURS
        local = moment.astimezone(timezone.get_default_timezone())
        if start <= local.hour < end:
            return moment
        if local.hour >= end:
            day += timedelta(days=1)
    else:
        day += timedelta(days=1)
    return working_morning(working_day(day))


def next_morning(moment: datetime) -> datetime:
    """The first beginning of working hours that is not before ``moment``."""
    day = day_of(moment)
    if moment > working_morning(day):
        day += timedelta(days=1)
    return working_morning(working_day(day))
