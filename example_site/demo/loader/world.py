"""What has been loaded so far, and how texts and moments of the contents are read."""

import datetime
import re
from dataclasses import dataclass, field

from wagtail_crowdsolving import clock


@dataclass
class World:
    """What has been loaded so far, by the keys that the contents use."""

    today: datetime.date
    locales: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    themes: dict = field(default_factory=dict)
    territories: dict = field(default_factory=dict)
    organisations: dict = field(default_factory=dict)
    indexes: dict = field(default_factory=dict)
    #: Pairs of what was written in French and in English.
    translated: list = field(default_factory=list)

    @property
    def admin(self):
        return self.people["amadou"]

    def day(self, value):
        """A real day, or a number of days from today."""
        return self.today + datetime.timedelta(days=value) if isinstance(value, int) else value


def typeset(content):
    """The same contents with the spaces that French keeps unbroken: before ; : ! ? and inside « »."""
    if isinstance(content, str):
        return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", content)
    if isinstance(content, dict):
        return {key: typeset(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return type(content)(typeset(value) for value in content)
    return content


def moment_of(day, hour, minute=0):
    return clock.at(day, datetime.time(hour, minute))
