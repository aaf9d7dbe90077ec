"""The schedules as ``setup_crowdsolving`` makes them, and what it does to those that are there."""

import ast

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from tests.upkeep import support
from wagtail_crowdsolving.upkeep import orders
from wagtail_crowdsolving.upkeep.models import ScheduleRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(home):
    support.command("setup_crowdsolving")
    return {schedule.name: schedule for schedule in Schedule.objects.all()}


def test_each_order_has_its_schedule(made):
    assert set(made) == {order.name for order in orders.all_orders().values()}
    for order in orders.all_orders().values():
        schedule = made[order.name]
        assert callable(import_string(order.function))
        assert callable(import_string(schedule.func))
        assert ast.literal_eval(schedule.args) == order.key
        options = ast.literal_eval(schedule.kwargs)["q_options"]
        assert options["save"] is False
        assert options.get("timeout", 0) == order.seconds
        minutes = {"I": schedule.minutes, "H": 60, "D": 1440, "W": 10080}[schedule.schedule_type]
        assert minutes == order.minutes
        assert schedule.repeats == -1


def test_what_is_rare_is_done_at_night(made):
    for order in orders.all_orders().values():
        local = timezone.localtime(made[order.name].next_run)
        if order.minutes >= orders.DAY:
            assert (local.hour, local.minute) == (orders.NIGHT, 15)
            assert timezone.now() < local <= timezone.now() + timezone.timedelta(days=1)
        else:
            assert local <= timezone.now()


def test_what_the_site_set_stays_and_can_be_taken_back(made):
    rows = Schedule.objects.filter(name="crowdsolving: mails")
    rows.update(minutes=5)
    assert support.command("setup_crowdsolving")[1] == "Nothing to do: all is set up.\n"
    assert rows.get().minutes == 5
    code, text = support.command("setup_crowdsolving", "--reset-schedules")
    assert text == "Schedule “crowdsolving: mails” set right (minutes)\n"
    assert rows.get().minutes == 1


def test_a_stopped_schedule_starts_again_only_when_it_is_asked_for(made):
    rows = Schedule.objects.filter(name="crowdsolving: retention")
    rows.update(repeats=0)
    support.command("setup_crowdsolving")
    assert rows.get().repeats == 0
    support.command("setup_crowdsolving", "--reset-schedules")
    assert rows.get().repeats == -1


def test_a_schedule_of_an_older_version_calls_the_new_function(made):
    rows = Schedule.objects.filter(name="crowdsolving: mails")
    rows.update(
        func="wagtail_crowdsolving.notifications.jobs.deliver_due",
        args=None,
        kwargs=None,
        minutes=5,
    )
    assert "mails" in support.command("setup_crowdsolving")[1]
    schedule = rows.get()
    assert (schedule.func, schedule.minutes) == (made[schedule.name].func, 5)


def test_without_django_q_the_orders_are_known_all_the_same(home, monkeypatch):
    real = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "django_q" and real(name))
    support.command("setup_crowdsolving")
    assert set(ScheduleRun.objects.values_list("key", flat=True)) == set(orders.all_orders())
    assert "failed jobs" not in orders.all_orders()
    assert not Schedule.objects.exists()


def test_a_site_adds_an_order_of_its_own(home, monkeypatch):
    monkeypatch.setattr(orders, "_orders", {**orders._orders})
    orders.register(orders.Order("tea", "Tea", "tests.upkeep.test_runs.note", 30))
    support.command("setup_crowdsolving")
    assert Schedule.objects.get(name="crowdsolving: tea").minutes == 30
