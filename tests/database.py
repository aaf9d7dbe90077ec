"""The migrated database, made once for a set of migrations and copied by every process of the tests.

To migrate takes far longer than to copy. The copy lies under ``.cache/``; it is named by all that a
migration reads, so that a changed migration, or another version of a library, makes a new one.
"""

import fcntl
import gc
import hashlib
import sqlite3
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests import factories

FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "test-databases"
#: What stands beside the migrations in a migrated database: names of permissions and content types.
LIBRARIES = ("django", "wagtail", "wagtail-localize", "django-comments-xtd", "django-q2")


def fingerprint():
    digest = hashlib.sha256()
    digest.update(repr([version(name) for name in LIBRARIES]).encode())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    for model in apps.get_models():
        meta = model._meta
        digest.update(repr((meta.label, meta.permissions, meta.default_permissions)).encode())
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.migrations") is None:
            continue
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


@contextmanager
def test_database():
    """The test database of this process, for as long as the context lasts."""
    before = connection.settings_dict["NAME"]
    copy = _copy_in_memory if connection.vendor == "sqlite" else _copy_on_server
    with _one_at_a_time():
        name = connection.creation._get_test_db_name()
        copy(fingerprint(), name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    # Every test finds a site with its home page.
    factories.home()
    _keep()
    # A migration asks for them: no count of queries depends on which test is the first.
    ContentType.objects.get_for_models(*apps.get_models())
    assert connection.features.supports_json_field
    yield
    connection.creation.destroy_test_db(before, verbosity=0)


def _keep():
    """What a test that commits finds again once it has been emptied: a copy, where rows in text take long."""
    if connection.vendor != "sqlite":
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        return
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    connection._test_serialized_contents = ""
    connection.creation.deserialize_db_from_string = lambda _text: kept.backup(
        connection.connection
    )


@contextmanager
def _one_at_a_time():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate():
    """A database migrated from nothing, without what makes that slow.

    Each step makes classes of models anew and throws them away: Python looks for them once, at the end.
    Each of their relations asks which setting names its model: what is installed stays the same.
    """
    setting_of = cache(apps.get_swappable_settings_name)
    gc.disable()
    try:
        with patch.object(apps, "get_swappable_settings_name", setting_of):
            return setup_databases(verbosity=0, interactive=False)
    finally:
        gc.enable()
        gc.collect()


def _copy_in_memory(fingerprint, name):
    template = FOLDER / f"{fingerprint}.sqlite3"
    if not template.exists():
        made = _migrate()
        part = template.with_suffix(".part")
        part.unlink(missing_ok=True)
        _backup(connection.connection, part)
        part.rename(template)
        teardown_databases(made, verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    with closing(sqlite3.connect(template)) as source:
        source.backup(connection.connection)


def _backup(source, path):
    with closing(sqlite3.connect(path)) as copy:
        source.backup(copy)


def _copy_on_server(fingerprint, name):
    """A server keeps its template for as long as it lives."""
    template = f"template_{fingerprint}"
    quote = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        exists = cursor.fetchone()
    if not exists:
        _migrate()
        made = connection.settings_dict["NAME"]
        connection.close()
    with connection.creation._nodb_cursor() as cursor:
        if not exists:
            cursor.execute(f"ALTER DATABASE {quote(made)} RENAME TO {quote(template)}")
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    connection.close()
