"""The whole way: a door in one process, django-q2's worker in another, a real mail server."""

import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests import factories
from tests.worker import worker

WRITE = """
import django; django.setup()
from django.db import transaction
from django_q.models import OrmQ
from tests.factories import get_user_model
from tests.testapp.mails import HELLO
from wagtail_crowdsolving.notifications.actions import queue

def tell(key):
    queue(HELLO, about=[key], language="fr",
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
    reader = factories.UserFactory(username="reader")
    mail_server.start()
    environment = sqlite_copy(MAIL_PORT=mail_server.port)
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    subprocess.run([sys.executable, "-c", WRITE], env=environment, check=True, timeout=60)

    def tasks():
        return database.execute("select func, success from django_q_task").fetchall()

    with worker(environment, tasks):
        done = tasks()
        states = database.execute(
            "select key, state, error from wagtail_crowdsolving_outboxmail"
        ).fetchall()
    assert states == [(f"tests/hello:kept:{reader.pk}", "sent", "")]
    assert done == [("wagtail_crowdsolving.notifications.jobs.deliver", 1)]
    assert mail_server.recipients == ["reader@example.org"]
