"""The whole way: django-q2's worker in a process of its own, the schedules as they are made, nobody else."""

import sqlite3
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Revision

from tests.upkeep import support
from tests.worker import worker

PAGES = "select slug, live, expired from wagtailcore_page where slug in ('venir', 'partir') order by slug"
RUNS = (
    "select key from wagtail_crowdsolving_schedulerun "
    "where finished_at is not null and failures = 0 order by key"
)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the SQLite database")
def test_a_page_goes_live_and_expires_by_the_worker_alone(home, sqlite_copy):
    support.command("setup_crowdsolving")
    past = timezone.now() - timedelta(minutes=1)
    coming = home.add_child(instance=Page(title="À venir", slug="venir", live=False))
    coming.go_live_at = past
    revision = coming.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    home.add_child(instance=Page(title="Partir", slug="partir", live=True, expire_at=past))
    environment = sqlite_copy()
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    assert database.execute(PAGES).fetchall() == [("partir", 1, 0), ("venir", 0, 0)]
    wanted = {"heartbeat", "mails", "publication"}

    def done():
        return wanted <= {key for (key,) in database.execute(RUNS)}

    with worker(environment, done, stderr=subprocess.PIPE) as stop:
        assert done()
        pages = database.execute(PAGES).fetchall()
        successes = database.execute("select count(*) from django_q_task").fetchall()
        _out, said = stop()
    assert pages == [("partir", 0, 1), ("venir", 1, 0)]
    assert successes == [(0,)], "no row for each run"
    assert "eartbeat" not in said
    assert "Processed" not in said, "no line in the log for each run"
