"""The whole way: a door in one process, django-q2's worker in another, a real mail server."""

import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests import factories

WRITE = """
import django; django.setup()
from django.db import transaction
from django_q.models import OrmQ
from tests.factories import get_user_model
from wagtail_crowdsolving.notifications.actions import queue

def tell(key):
    queue(kind="tests/hello", key=key, language="fr",
          recipient=get_user_model().objects.get(username="reader"), context={"title": key})

with transaction.atomic():
    tell("kept")
    assert not OrmQ.objects.exists(), "the job must wait for the commit"
try:
    with transaction.atomic():
        tell("rolled back")
        raise ZeroDivisionError
except ZeroDivisionError:
    pass
assert OrmQ.objects.count() == 1
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the SQLite database")
def test_a_worker_sends_what_was_committed_and_nothing_else(home, mail_server, sqlite_copy):
    factories.UserFactory(username="reader")
    mail_server.start()
    environment = sqlite_copy(MAIL_PORT=mail_server.port)
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    subprocess.run([sys.executable, "-c", WRITE], env=environment, check=True, timeout=60)
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "qcluster"], env=environment, start_new_session=True
    )
    try:
        end = time.monotonic() + 300
        while time.monotonic() < end:
            # In this order: what is done was sent before.
            tasks = database.execute("select func, success from django_q_task").fetchall()
            states = database.execute(
                "select key, state, error from wagtail_crowdsolving_outboxmail"
            ).fetchall()
            if tasks:
                break
            time.sleep(0.2)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=120)
    assert states == [("kept", "sent", "")]
    assert tasks == [("wagtail_crowdsolving.notifications.jobs.deliver", 1)]
    assert mail_server.recipients == ["reader@example.org"]
