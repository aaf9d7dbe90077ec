"""Dates in words: “1er mars” in French, everywhere."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

import example_site
import wagtail_crowdsolving
from wagtail_crowdsolving import dates

PACKAGE = Path(wagtail_crowdsolving.__file__).parent
SITE = Path(next(iter(example_site.__path__)))


@pytest.mark.parametrize(
    ("language", "day", "format", "words"),
    [
        ("fr", date(2026, 3, 1), "DATE_FORMAT", "1er mars 2026"),
        ("fr", date(2026, 3, 11), "DATE_FORMAT", "11 mars 2026"),
        ("fr", date(2026, 8, 1), "l j F Y", "samedi 1er août 2026"),
        ("fr", date(2026, 3, 1), "SHORT_DATE_FORMAT", "01/03/2026"),
        ("fr", date(2026, 3, 1), "YEAR_MONTH_FORMAT", "mars 2026"),
        ("fr", datetime(2026, 2, 28, 23, 30, tzinfo=UTC), "DATETIME_FORMAT", "1er mars 2026 00:30"),
        ("en", date(2026, 3, 1), "DATE_FORMAT", "March 1, 2026"),
        ("en", date(2026, 3, 1), "j F Y", "1 March 2026"),
    ],
)
def test_in_words(language, day, format, words):
    with translation.override(language):
        assert dates.write(day, format) == words


def test_in_templates():
    template = engines["django"].from_string(
        '{% load wagtail_crowdsolving_tags %}{{ day|written }}|{{ none|written }}|{{ at|written:"j F" }}'
    )
    at = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    found = template.render({"day": date(2026, 3, 1), "none": None, "at": at})
    assert found == "1er mars 2026||1er mars"


def test_no_date_in_words_is_written_otherwise():
    """What machines read, short dates, hours and months have no ordinal."""
    other = re.compile(r"""\|date(?!:["'](?:Y-m-d|SHORT_|TIME_|YEAR_)|time)|\bdate_format\(""")
    found = [
        f"{path.relative_to(root.parent)}: {line.strip()}"
        for root in (PACKAGE, SITE)
        for path in sorted(root.rglob("*"))
        if path.suffix in (".py", ".html", ".txt", ".xml") and path.name != "dates.py"
        for line in path.read_text().splitlines()
        if other.search(line)
    ]
    assert not found
