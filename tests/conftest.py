import gc
import logging
import os
import sys
from contextlib import ExitStack
from importlib.util import find_spec

import pytest
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connection
from django.dispatch import receiver
from django.urls import clear_url_caches
from django.utils import timezone, translation
from wagtail.models import Site

from tests import database, factories, proof  # noqa: F401  every property has its profile
from tests.mail_server import MailServer

#: What drives a browser is an extra of its own (``make browser``).
collect_ignore = [] if find_spec("playwright") else ["browser"]


# What is imported and collected stays: to look through it again and again is a tenth of the time.
gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(database.test_database())
        yield
        with django_db_blocker.unblock():
            stack.close()


@receiver(setting_changed)
def _addresses(setting, **kwargs):
    """Which language has no prefix is kept with the addresses; Django forgets it for the urls alone."""
    if setting in ("LANGUAGE_CODE", "USE_I18N"):
        clear_url_caches()


@pytest.fixture(autouse=True)
def _fresh_state():
    """No cache and no language left over from another test."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    with translation.override("fr"):
        yield


class _Raise(logging.Handler):
    def emit(self, record):
        raise AssertionError(record.getMessage()) from (record.exc_info or [None, None])[1]


@pytest.fixture(autouse=True)
def _what_is_added_works(request):
    """A site leaves out and logs what a room adds and fails at: here it is a failure."""
    handler, logger = _Raise(), logging.getLogger("wagtail_crowdsolving.extensions")
    if "failing" not in request.fixturenames:
        logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.fixture
def home(db):
    return factories.home()


@pytest.fixture(autouse=True)
def _unindexed(request):
    """Nothing is found by searches nor stands in usages, but where a test asks for ``indexed``."""
    if "indexed" in request.fixturenames:
        yield
    else:
        with factories.unindexed():
            yield


@pytest.fixture
def indexed():
    """What is saved is found by searches, and stands in usages."""


@pytest.fixture
def challenge(home):
    return factories.ChallengeFactory()


@pytest.fixture
def member(db):
    return factories.UserFactory()


@pytest.fixture
def sqlite_copy(db, tmp_path):
    """``sqlite_copy(MAIL_PORT=…)``: the environment of a process that works on a file copy of the database."""

    def copy(**environment):
        path = tmp_path / "copy.sqlite3"
        connection.ensure_connection()
        path.write_bytes(connection.connection.serialize())
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{path}",
            "DJANGO_SETTINGS_MODULE": "tests.settings_worker",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **{name: str(value) for name, value in environment.items()},
        }

    return copy


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def clock(monkeypatch):
    """The time of day, moved by hand: ``clock.forward(minutes=5)``."""

    class Clock:
        now = timezone.now()

        def forward(self, **duration):
            self.now += timezone.timedelta(**duration)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock
