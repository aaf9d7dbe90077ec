"""What is done regularly is done once at a time, and how it ended is kept."""

import logging

import pytest
from django.utils import timezone

from tests.upkeep import support
from wagtail_crowdsolving import health
from wagtail_crowdsolving.upkeep import orders, runs
from wagtail_crowdsolving.upkeep.models import ScheduleRun

pytestmark = pytest.mark.django_db

done = []


def note():
    done.append(1)


def fail():
    raise ValueError("somebody@example.org")


def stop():
    raise SystemExit("the worker's time limit")


@pytest.fixture
def order(monkeypatch):
    """``order(function, minutes=…)``: an order of this test."""
    done.clear()

    def make(function=note, minutes=1, **more):
        made = orders.Order("test", "test", f"{__name__}.{function.__name__}", minutes, **more)
        monkeypatch.setitem(orders._orders, "test", made)
        return made

    return make


def test_a_run_is_kept(order, clock):
    order()
    assert runs.run("test")
    kept = support.row("test")
    assert (kept.started_at, kept.finished_at) == (clock.now, clock.now)
    assert (kept.failures, kept.error, kept.is_open) == (0, "", False)


def test_there_is_one_row_however_often_it_runs(order, clock):
    order()
    for _ in range(5):
        clock.forward(minutes=1)
        assert runs.run("test")
    assert len(done) == 5
    assert ScheduleRun.objects.filter(key="test").count() == 1


@pytest.mark.parametrize(("job", "kind"), [(fail, "ValueError"), (stop, "SystemExit")])
def test_a_failure_is_kept_by_its_kind_alone_and_raised(order, clock, job, kind):
    order(job)
    for times in (1, 2):
        with pytest.raises((ValueError, SystemExit)):
            runs.run("test")
        kept = support.row("test")
        assert (kept.failures, kept.error) == (times, f"builtins.{kind}")
        assert not kept.is_open
    order(note)
    assert runs.run("test"), "a failure is tried again at once"
    assert (support.row("test").failures, support.row("test").error) == (0, "")


@pytest.mark.parametrize(("minutes", "gap"), [(1, 30), (60, 1800), (7 * 1440, 1800)])
def test_missed_runs_are_made_up_for_once(order, clock, minutes, gap):
    """django-q2 asks for each of the 600 that a stop of ten hours missed."""
    order(minutes=minutes)
    for _ in range(600):
        runs.run("test")
        clock.forward(seconds=gap / 1000)
    assert len(done) == 1
    clock.forward(seconds=gap)
    runs.run("test")
    assert len(done) == 2


def test_no_second_run_begins_while_one_is_under_way(order, clock):
    made = order(seconds=1800)
    runs.run("test")
    ScheduleRun.objects.filter(key="test").update(finished_at=None)
    clock.forward(minutes=29)
    assert not runs.run("test")
    assert len(done) == 1
    clock.forward(minutes=2)
    assert runs.run("test"), f"killed: its {made.limit} are over"
    assert len(done) == 2


@pytest.mark.parametrize("raises", [False, True])
def test_a_late_run_leaves_the_lock_of_its_successor(order, clock, monkeypatch, raises):
    """It was taken for killed: what it does at its end is no word on the run that is under way."""
    made, began = order(), []

    def overtaken():
        clock.forward(seconds=made.limit.total_seconds() + 1)
        began.append(runs._claim(made))
        clock.forward(seconds=10)
        if raises:
            raise ValueError

    monkeypatch.setattr(f"{__name__}.note", overtaken)
    try:
        runs.run("test")
    except ValueError:
        assert raises
    kept = support.row("test")
    assert kept.is_open
    assert (kept.started_at, kept.failures, kept.error) == (began[0], 1, runs.KILLED)
    assert not runs.run("test")


def test_a_run_that_was_killed_counts_as_a_failure(order, clock):
    order(fail)
    ScheduleRun.objects.create(key="test", started_at=clock.now)
    clock.forward(minutes=6)
    with pytest.raises(ValueError, match="example.org"):
        runs.run("test")
    assert support.row("test").failures == 2


def test_two_at_the_same_instant(order, clock, monkeypatch):
    made = order()
    runs.run("test")
    clock.forward(minutes=1)
    real = ScheduleRun.objects.get_or_create

    def read_then_overtaken(**options):
        found = real(**options)
        ScheduleRun.objects.filter(key="test").update(started_at=clock.now)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(ScheduleRun.objects, "get_or_create", read_then_overtaken)
        assert runs._claim(made) is None


def test_an_order_that_does_not_exist():
    with pytest.raises(LookupError):
        runs.run("nothing of the kind")


def test_the_heartbeat_costs_little_and_says_nothing(caplog, django_assert_num_queries, clock):
    support.all_done()
    clock.forward(minutes=1)
    caplog.set_level(logging.DEBUG, logger="wagtail_crowdsolving")
    with django_assert_num_queries(3):  # read, claim, end
        assert runs.run(orders.HEARTBEAT)
    assert caplog.records == []


BY_NIGHT = {"retention", "sessions", "revisions", "failed jobs", "search index"}


class TestCommand:
    @pytest.fixture(autouse=True)
    def _at_noon(self, clock, home):
        clock.now = timezone.localtime(clock.now).replace(hour=12, minute=0)
        support.all_done()

    def began(self, clock):
        return set(
            ScheduleRun.objects.filter(started_at__gte=clock.now).values_list("key", flat=True)
        )

    @pytest.mark.parametrize(
        ("later", "due"),
        [
            ({"seconds": 20}, set()),
            ({"seconds": 59}, {"heartbeat", "mails", "publication"}),
            (
                {"hours": 1},
                {
                    "heartbeat",
                    "mails",
                    "publication",
                    "moderation summary",
                    "reminders of reviews",
                    "rounds in trouble",
                },
            ),
            ({"hours": 14, "minutes": 59}, {*orders.all_orders()} - BY_NIGHT),
            ({"hours": 15}, {*orders.all_orders()} - {"search index"}),
            ({"days": 7}, {*orders.all_orders()}),
        ],
    )
    def test_what_is_due_is_run(self, clock, later, due):
        clock.forward(**later)
        assert support.command("run_schedules")[0] == 0
        assert self.began(clock) == due

    def test_one_that_fails_stops_no_other(self, clock, order):
        order(fail)
        clock.forward(minutes=1)
        code, text = support.command("run_schedules")
        assert (code, text) == (1, "test: failed (ValueError)\n")
        assert support.row("heartbeat").started_at == clock.now

    def test_one_by_name(self, clock):
        clock.forward(minutes=40)
        assert support.command("run_schedules", "search index") == (0, "")
        assert self.began(clock) == {"search index"}
        assert support.command("run_schedules", "nonsense")[0] == 2

    def test_the_list(self):
        code, text = support.command("run_schedules", "--list")
        assert [line.partition(":")[0] for line in text.splitlines()] == [*orders.all_orders()]

    def test_beside_a_worker_it_runs_nothing_of_itself(self, clock, worker_engine):
        clock.forward(days=1)
        code, text = support.command("run_schedules")
        assert "qcluster" in text
        assert self.began(clock) == set()

    def test_beside_django_s_tasks_it_runs_what_is_due(self, clock, settings):
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "django_tasks"}
        clock.forward(days=7)
        assert support.command("run_schedules")[0] == 0
        assert self.began(clock) == {*orders.all_orders()}
        clock.forward(minutes=11)
        (one,) = [one for one in health.findings() if one.key.startswith("upkeep")]
        assert (one.key, "run_schedules" in one.hint) == ("upkeep.silent", True)
