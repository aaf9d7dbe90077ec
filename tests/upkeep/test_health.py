"""What does not happen is said: on the admin's home page, by the command, at the address for monitors."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django_q.models import Schedule, Task
from wagtail.models import Page, Revision
from wagtail.users.models import UserProfile

from tests import factories
from tests.selection.admin_support import admit
from tests.upkeep import support
from tests.upkeep.faults import (
    failing,
    killed_for_ever,
    late,
    mail,
    mails_wait,
    page_is_not_taken_down,
    removed,
    silent,
    stopped,
)
from wagtail_crowdsolving import conf, health
from wagtail_crowdsolving.upkeep import admin, orders
from wagtail_crowdsolving.upkeep import health as upkeep_health
from wagtail_crowdsolving.upkeep.models import ScheduleRun

pytestmark = pytest.mark.django_db

ADDRESS = "/espace/sante/"
HOME = "/admin/"
WELL = "All is well: the background work is done"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_sources(monkeypatch):
    """Those of this room and of the mails; others have their own tests."""
    mine = [one for one in health._sources if one.__module__.split(".")[1] in ROOMS]
    monkeypatch.setattr(health, "_sources", mine)


ROOMS = ("upkeep", "notifications")


def english(user):
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    return user


@pytest.fixture
def administrator(client, db):
    user = english(factories.UserFactory(is_superuser=True))
    client.force_login(user)
    return user


URGENT = [
    (silent, "Nothing has been done in the background since"),
    (late, "Late: reminders of opinions."),
    (stopped, "Stopped: publication and expiry of pages"),
    (removed, "Nobody does regularly: publication and expiry of pages"),
    (
        failing,
        "Failed 3 times in a row: sending of mails. The last run ended with “builtins.OSError”.",
    ),
    (
        killed_for_ever,
        "Failed: deletion of what is kept too long. The last run ended with “killed”.",
    ),
    (mails_wait, "2 mails wait and do not leave"),
    (page_is_not_taken_down, "“La ruche” should have gone off the site"),
]


@pytest.mark.parametrize(("trouble", "words"), URGENT)
def test_what_does_not_happen_is_told_everywhere(
    sound_site, clock, client, administrator, trouble, words
):
    assert WELL in client.get(HOME).content.decode()
    trouble(clock)
    translation.activate("en")  # a request leaves its own language behind
    found = health.findings()
    assert [finding.text.startswith(words) for finding in found] == [True]
    assert found[0].is_urgent
    assert found[0].hint
    code, text = support.command("crowdsolving_health")
    assert code == 1
    assert words in text
    html = client.get(HOME).content.decode()
    assert words in html
    assert WELL not in html
    assert words in client.get(reverse("crowdsolving_health")).content.decode()


@pytest.mark.parametrize(
    "trouble", [one for one, _words in URGENT if one is not page_is_not_taken_down]
)
def test_the_address_says_late_and_nothing_else(
    sound_site, clock, client, trouble, django_assert_num_queries
):
    with django_assert_num_queries(3):
        response = client.get(ADDRESS)
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert not response.cookies
    trouble(clock)
    with django_assert_num_queries(0):
        client.get(ADDRESS)
    cache.clear()
    response = client.get(ADDRESS)
    assert (response.status_code, response.content) == (503, b"late\n")
    assert client.post(ADDRESS).status_code == 405


def test_the_address_of_a_database_that_fails(sound_site, client, monkeypatch, caplog):
    monkeypatch.setattr("wagtail_crowdsolving.upkeep.queries.state", lambda now: 1 / 0)
    response = client.get(ADDRESS)
    assert (response.status_code, response.content) == (503, b"late\n")
    assert "ZeroDivisionError" in caplog.text


def fails_each_minute(clock):
    ScheduleRun.objects.filter(key="mails").update(failures=2, error="x")


def long_run(clock):
    """The index is made for 20 minutes, by the only worker."""
    clock.forward(minutes=20)
    ScheduleRun.objects.filter(key="search index").update(
        started_at=clock.now - datetime.timedelta(minutes=19), finished_at=None
    )
    ScheduleRun.objects.exclude(key="search index").update(
        started_at=clock.now - datetime.timedelta(minutes=11)
    )


def site_is_slower(clock):
    """The site chose every hour; 100 minutes are late then, 20 are not."""
    Schedule.objects.filter(name="crowdsolving: publication").update(minutes=60)
    clock.forward(minutes=20)
    ScheduleRun.objects.exclude(key="publication").update(
        started_at=clock.now, finished_at=clock.now
    )


def mail_is_young(clock):
    mail(due_at=clock.now - datetime.timedelta(minutes=14))
    mail(due_at=clock.now + datetime.timedelta(hours=14))


@pytest.mark.parametrize("state", [fails_each_minute, long_run, site_is_slower, mail_is_young])
def test_what_is_as_it_should_be_is_no_news(sound_site, clock, state):
    state(clock)
    assert health.findings() == []


def test_a_worker_never_started(home, worker_engine, clock):
    support.command("setup_crowdsolving")
    assert health.findings() == []
    clock.forward(minutes=11)
    assert [one.key for one in health.findings()] == ["upkeep.silent"]


def test_a_site_that_was_never_set_up(home, worker_engine):
    [one] = health.findings()
    assert one.key == "upkeep.missing"
    assert "setup_crowdsolving" in one.hint
    assert all(key in one.hint for key in orders.all_orders())


def test_a_site_without_a_worker_is_told_of_cron(home, clock):
    [one] = health.findings()
    assert (one.key, "run_schedules" in one.hint) == ("upkeep.missing", True)
    assert support.command("run_schedules")[0] == 0
    assert health.findings() == []
    clock.forward(minutes=11)
    [one] = health.findings()
    assert (one.key, "run_schedules" in one.hint) == ("upkeep.silent", True)


def failed_jobs(clock):
    for name, days in (("a", 1), ("b", 6), ("c", 8)):
        at = clock.now - datetime.timedelta(days=days)
        Task.objects.create(id=name, name=name, func="x", started=at, stopped=at, success=False)


def given_up(clock):
    for days in (1, 13, 15):
        mail(state="failed", created_at=clock.now - datetime.timedelta(days=days))


def page_is_not_published(clock):
    page = factories.home().add_child(instance=Page(title="La ruche", live=False))
    page.save_revision()
    Revision.objects.update(approved_go_live_at=clock.now - datetime.timedelta(hours=1))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (failed_jobs, "2 jobs failed in the last 7 days"),
        (given_up, "2 mails of the last 14 days were given up."),
        (page_is_not_published, "“La ruche” should have been published on"),
    ],
)
def test_what_a_monitor_need_not_wake_anybody_for(sound_site, clock, client, trouble, words):
    trouble(clock)
    code, text = support.command("crowdsolving_health")
    assert (code, words in text) == (0, True)
    assert support.command("crowdsolving_health", "--strict")[0] == 1
    assert client.get(ADDRESS).status_code == 200


def test_mails_given_up_lead_to_their_list(sound_site, clock, client, administrator):
    given_up(clock)
    [finding] = health.findings()
    html = client.get(HOME).content.decode()
    assert f'href="{finding.url.replace("&", "&amp;")}"' in html
    assert client.get(finding.url).content.decode().count("a@example.org") == 2


def test_a_source_that_fails_is_a_finding_and_breaks_nothing(
    sound_site, client, administrator, monkeypatch
):
    def broken():
        yield health.Finding("test.first", "Sound.")
        Page.objects.raw("select nothing from nowhere")[0]

    monkeypatch.setattr(health, "_sources", [broken, *health._sources])
    [one] = health.findings()
    assert one.key.endswith(".unchecked")
    assert "OperationalError" in one.text or "ProgrammingError" in one.text
    response = client.get(HOME)
    assert response.status_code == 200
    assert "could not be checked" in response.content.decode()
    assert support.command("crowdsolving_health")[0] == 1


def test_the_checks_of_the_settings_stand_there_too(
    sound_site, settings, client, administrator, django_assert_num_queries
):
    settings.LOGIN_URL = "/nirgendwo/"
    upkeep_health._settings.cache_clear()
    try:
        with django_assert_num_queries(0):
            [one] = upkeep_health.settings()
        assert one.number == "W002"
        assert one.text in client.get(HOME).content.decode().replace("&#x27;", "'")
    finally:
        upkeep_health._settings.cache_clear()


class TestRoles:
    @pytest.fixture(autouse=True)
    def _trouble(self, sound_site, clock, monkeypatch):
        given_up(clock)
        page_is_not_published(clock)
        self.page = factories.ChallengeIndexFactory()
        extra = [
            health.Finding("selection.a", "À donner.", "", reverse("wagtailusers_groups:index")),
            health.Finding("selection.b", "À mener.", "", reverse("crowdsolving_rounds:index")),
            health.Finding(
                "challenges.a",
                "À ouvrir.",
                "",
                reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            ),
            health.Finding("other.a", "Ailleurs.", "Demandez."),
        ]
        monkeypatch.setattr(health, "_sources", [*health._sources, lambda: extra])
        support.command("setup_crowdsolving")

    def links(self, client, user):
        client.force_login(user)
        shown = {}
        for group in admin.groups(user, limit=5):
            for one in group.findings:
                shown[one.finding.key] = "link" if one.url else "ask" if one.must_ask else ""
        html = client.get(HOME).content.decode()
        assert html.count("ask an administrator") == list(shown.values()).count("ask")
        return shown

    def test_an_administrator_may_mend_all(self, client):
        shown = self.links(client, english(factories.UserFactory(is_superuser=True)))
        assert set(shown.values()) == {"link", ""}

    def test_the_coordination_is_told_whom_to_ask(self, client):
        user = english(factories.UserFactory())
        user.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
        assert self.links(client, user) == {
            "upkeep.not_published": "ask",
            "notifications.given_up": "link",
            "challenges.a": "link",
            "selection.a": "ask",
            "selection.b": "link",
            "other.a": "",
        }

    @pytest.mark.parametrize("role", ["moderation", "committee", "board", None])
    def test_nobody_else_sees_it(self, client, role):
        user = english(admit(factories.UserFactory()))
        if role:
            user.groups.add(Group.objects.get(name=conf.GROUPS[role]))
        client.force_login(user)
        html = client.get(HOME).content.decode()
        assert "crowdsolving-health" not in html
        assert client.get(reverse("crowdsolving_health")).status_code in (302, 403)

    def test_the_right_can_be_given_in_the_editor_of_groups(self, client, administrator):
        html = client.get(reverse("wagtailusers_groups:add")).content.decode()
        assert "Can see what keeps the site from working" in html


class TestSize:
    def fill(self, size, clock):
        given_up(clock)
        for number in range(size):
            page = factories.ProjectFactory(title=f"Ruche {number}")
            Page.objects.filter(pk=page.pk).update(
                expire_at=clock.now - datetime.timedelta(hours=1)
            )

    @pytest.mark.parametrize("size", [7, 30])
    def test_it_is_bounded_in_rows_and_queries(
        self, size, sound_site, clock, client, monkeypatch, django_assert_num_queries
    ):
        self.fill(size, clock)
        many = [
            health.Finding(
                "selection.no_chair",
                f"Nobody chairs {number}.",
                url=reverse("wagtailadmin_pages:edit", args=[number + 1]),
            )
            for number in range(size)
        ]
        monkeypatch.setattr(health, "_sources", [*health._sources, lambda: many])
        user = english(factories.UserFactory())
        user.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
        client.force_login(user)
        user = type(user).objects.get(pk=user.pk)
        admin.groups(user, limit=5)
        user = type(user).objects.get(pk=user.pk)
        with django_assert_num_queries(25):
            admin.groups(user, limit=5)
        html = client.get(HOME).content.decode()
        assert html.count("should have gone off the site on") == 3
        assert f"{size - 3} more pages should have gone off" in html
        assert html.count("Nobody chairs") == 5
        assert f"and {size - 5} more" in html
        html = client.get(reverse("crowdsolving_health")).content.decode()
        assert html.count("Nobody chairs") == size
