"""Days, deadlines and working hours where the site is, whoever asks and wherever they are."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

import wagtail_crowdsolving
from wagtail_crowdsolving import checks, clock
from wagtail_crowdsolving.catalogue.blocks import FigureBlock
from wagtail_crowdsolving.challenges.blocks import UpdateBlock
from wagtail_crowdsolving.selection.forms import ExtendForm
from wagtail_crowdsolving.selection.models import check_term
from wagtail_crowdsolving.wagtail_admin import DayRangeFilter

PACKAGE = Path(wagtail_crowdsolving.__file__).parent


def paris(*parts):
    year, month, day, *hour = parts
    return clock.at(date(year, month, day), time(*hour))


@pytest.fixture(params=["Europe/Paris", "Indian/Reunion", "America/Cayenne"])
def _reader(request):
    """Wagtail's admin activates the zone of whoever works in it."""
    with timezone.override(request.param):
        yield


@pytest.mark.usefixtures("_reader")
class TestDays:
    def test_a_deadline_is_the_end_of_the_day_where_the_site_is(self):
        assert clock.end_of(date(2026, 7, 13)) == datetime(2026, 7, 13, 21, 59, 59, tzinfo=UTC)
        assert clock.end_of(date(2026, 1, 13)) == datetime(2026, 1, 13, 22, 59, 59, tzinfo=UTC)
        form = ExtendForm({"due_at": "2126-07-13"})
        assert form.is_valid()
        assert form.cleaned_data["due_at"] == clock.end_of(date(2126, 7, 13))
        field = form.fields["due_at"]
        assert field.prepare_value(clock.end_of(date(2126, 7, 13))) == date(2126, 7, 13)

    def test_the_day_of_a_moment(self):
        assert clock.day_of(datetime(2026, 7, 13, 22, 30, tzinfo=UTC)) == date(2026, 7, 14)

    def test_days_are_counted_on_the_calendar(self):
        """The clocks change on 29 March and on 25 October 2026."""
        assert clock.end_of_day_in(14, paris(2026, 3, 20, 23, 30)) == paris(2026, 4, 3, 23, 59, 59)
        assert clock.end_of_day_in(1, paris(2026, 10, 24, 12)) == paris(2026, 10, 25, 23, 59, 59)
        assert clock.kept_since(30, paris(2026, 4, 10, 5)) == paris(2026, 3, 11, 0)


class TestYears:
    def test_what_has_happened(self):
        clock.HAPPENED(clock.today())
        for wrong in (date(20, 3, 5), date(1949, 12, 31), clock.today() + timedelta(days=1)):
            with pytest.raises(ValidationError):
                clock.HAPPENED(wrong)

    def test_what_is_planned(self):
        year = clock.today().year
        clock.PLANNED.check(first=date(2000, 1, 1), last=date(year + 10, 12, 31), empty=None)
        with pytest.raises(ValidationError) as refused:
            clock.PLANNED.check(
                old=date(1999, 12, 31), far=date(year + 11, 1, 1), fit=date(year, 1, 1)
            )
        assert set(refused.value.error_dict) == {"old", "far"}
        with pytest.raises(ValidationError):
            clock.AGREED(clock.end_of(date(year + 3, 1, 1)))

    def test_of_a_seat(self):
        for days, wrong in (
            ((date(20, 3, 5), None), {"starts_on"}),
            ((None, date(9999, 1, 1)), {"ends_on"}),
            ((date(2026, 3, 5), date(2026, 3, 4)), {"ends_on"}),
        ):
            with pytest.raises(ValidationError) as refused:
                check_term(*days)
            assert set(refused.value.error_dict) == wrong

    def test_what_one_looks_for(self):
        for year in ("0001", "9999"):
            with pytest.raises(ValidationError):
                DayRangeFilter().field.clean([f"{year}-01-01", ""])
        found = DayRangeFilter().field.clean(["2026-01-01", "2026-01-02"])
        assert (found.start, found.stop) == (
            clock.at(date(2026, 1, 1), time.min),
            clock.at(date(2026, 1, 2), time.max),
        )

    def test_no_day_that_is_typed_is_without(self):
        apps_of_the_package = ("wagtail_crowdsolving", "crowdsolving_pages")
        typed = [
            field
            for label in apps_of_the_package
            for model in apps.get_app_config(label).get_models()
            for field in model._meta.get_fields()
            if type(field) is models.DateField and field.model is model
        ]
        blocks = [UpdateBlock().child_blocks["date"], FigureBlock().child_blocks["date"]]
        assert len(typed) == 9
        for field in typed + [block.field for block in blocks]:
            assert any(isinstance(one, clock.Years) for one in field.validators), field


class TestWorkingTime:
    @pytest.mark.parametrize(
        ("moment", "works"),
        [
            ((2026, 3, 2, 9, 30), (2026, 3, 2, 9, 30)),
            ((2026, 3, 2, 0), (2026, 3, 2, 8)),
            ((2026, 3, 2, 18), (2026, 3, 3, 8)),
            ((2026, 3, 6, 23, 59), (2026, 3, 9, 8)),
            ((2026, 3, 7, 10), (2026, 3, 9, 8)),
            ((2026, 7, 14, 10), (2026, 7, 15, 8)),
            ((2026, 4, 3, 19), (2026, 4, 7, 8)),  # a week-end and Easter Monday
            ((2026, 3, 28, 12), (2026, 3, 30, 8)),  # into summer time
            ((2026, 12, 24, 18), (2026, 12, 28, 8)),
        ],
    )
    def test_is_found(self, moment, works):
        assert clock.working_time(paris(*moment)) == paris(*works)

    def test_the_next_morning(self):
        assert clock.next_morning(paris(2026, 3, 2, 7)) == paris(2026, 3, 2, 8)
        assert clock.next_morning(paris(2026, 3, 2, 8)) == paris(2026, 3, 2, 8)
        assert clock.next_morning(paris(2026, 3, 6, 8, 1)) == paris(2026, 3, 9, 8)

    def test_is_a_setting(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "WORKING_DAYS": [2, 3],
            "WORKING_HOURS": [14, 16],
            "HOLIDAYS": "tests.test_clock.is_our_day",
        }
        assert clock.working_time(paris(2026, 3, 2, 9)) == paris(2026, 3, 4, 14)
        settings.WAGTAIL_CROWDSOLVING = {"HOLIDAYS": ""}
        assert clock.is_working_day(date(2026, 7, 14))
        settings.WAGTAIL_CROWDSOLVING = {"HOLIDAYS": "FR-57"}
        assert not clock.is_working_day(date(2025, 12, 26))

    def test_without_the_package_week_ends_stay(self, monkeypatch):
        monkeypatch.setattr(clock, "holidays", None)
        assert clock.is_working_day(date(2026, 7, 14))
        assert not clock.is_working_day(date(2026, 7, 18))
        assert [found.id for found in checks.check_holidays()] == ["wagtail_crowdsolving.W031"]

    def test_a_country_that_is_none_is_named(self, settings):
        assert checks.check_holidays() == []
        settings.WAGTAIL_CROWDSOLVING = {"HOLIDAYS": "XX"}
        assert [found.id for found in checks.check_holidays()] == ["wagtail_crowdsolving.W031"]

    def test_never_working_ends(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {"HOLIDAYS": "tests.test_clock.is_any_day"}
        assert clock.working_time(paris(2026, 3, 2, 9)) > paris(2026, 3, 2, 9) + timedelta(days=9)


def is_our_day(day):
    return day == date(2026, 3, 3)


def is_any_day(day):
    return True


def test_no_other_code_turns_a_date_into_a_moment():
    """Elsewhere the zone would be the one of whoever works in the admin."""
    own = re.compile(
        r"localdate\(\)|make_aware|\.combine\(|time\(23|hour=23|localtime\([^)]*\)\.date"
    )
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "clock.py"
        for line in path.read_text().splitlines()
        if own.search(line)
    ]
    assert not found
