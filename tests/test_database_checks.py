"""What PostgreSQL must have for the searches, said before they fail."""

import copy

import pytest
from django.apps import apps
from django.db import connection, connections

from wagtail_crowdsolving import database_checks

pytestmark = pytest.mark.databases


def test_the_app_that_the_search_s_tables_need(monkeypatch):
    assert database_checks.check_postgresql() == []
    monkeypatch.setattr(connections["default"], "vendor", "postgresql")
    monkeypatch.setattr(apps, "is_installed", lambda name: False)
    (found,) = database_checks.check_postgresql()
    assert found.id == "wagtail_crowdsolving.W036"
    assert found.hint == 'Add "django.contrib.postgres" to INSTALLED_APPS.'
    monkeypatch.setattr(connections["default"], "vendor", "sqlite")
    assert database_checks.check_postgresql() == []


@pytest.mark.django_db
def test_a_database_of_utf_8():
    assert database_checks.check_encoding(databases=["default"]) == []
    assert database_checks.check_encoding(databases=None) == []


@pytest.fixture
def latin(db):
    """The alias of a database that holds Latin letters alone."""
    wrapper, alias = connections.create_connection("default"), "latin"
    wrapper.settings_dict = {**copy.copy(connection.settings_dict), "NAME": "postgres"}
    with wrapper.cursor() as cursor:
        cursor.execute(
            "CREATE DATABASE crowdsolving_latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"
        )
    wrapper.close()
    other = connections.create_connection("default")
    other.settings_dict = {**wrapper.settings_dict, "NAME": "crowdsolving_latin"}
    connections[alias] = other
    yield alias
    other.close()
    del connections[alias]
    with wrapper.cursor() as cursor:
        cursor.execute("DROP DATABASE crowdsolving_latin")
    wrapper.close()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_database_that_cannot_fold_words(latin):
    (found,) = database_checks.check_encoding(databases=[latin])
    assert found.id == "wagtail_crowdsolving.W037"
    assert "LATIN1" in found.msg
    assert "ENCODING 'UTF8' TEMPLATE template0" in found.hint
