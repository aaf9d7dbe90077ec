"""The only way to the background."""

import logging

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django_q.models import OrmQ
from django_tasks import task_backends

from tests import factories
from wagtail_crowdsolving import jobs
from wagtail_crowdsolving.network.models import Theme

pytestmark = pytest.mark.versions

ran = []


@pytest.fixture(autouse=True)
def _nothing_ran():
    ran.clear()


def note(*primary_keys):
    ran.append(primary_keys)


def fail(*primary_keys):
    ran.append(primary_keys)
    raise ValueError("no such thing")


def breaks_the_database(primary_key):
    ran.append(primary_key)
    Theme.objects.raw("select nothing from nowhere")[0]


@pytest.fixture
def queue_engine(settings):
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "JOBS_ENGINE": "django_q"}


@pytest.fixture(params=["immediate", "django_tasks"])
def engine_at_once(request, settings):
    """An engine that runs a job as soon as it may: Django's tasks do by Wagtail's default."""
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "JOBS_ENGINE": request.param}


class TestEngine:
    @pytest.mark.parametrize("engine", jobs.ENGINES)
    def test_the_sites_choice(self, settings, engine):
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": engine}
        assert jobs.engine() == engine

    def test_the_queue_where_it_is_installed(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {}
        assert jobs.engine() == "django_q"


@pytest.mark.django_db(transaction=True)
class TestCommit:
    def test_a_job_waits_for_the_commit(self, engine_at_once):
        with transaction.atomic():
            jobs.enqueue(note, 1, "a")
            assert ran == []
        assert ran == [(1, "a")]

    def test_a_rollback_drops_the_job(self, engine_at_once):
        def change():
            with transaction.atomic():
                jobs.enqueue(note, 1)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            change()
        assert ran == []

    def test_a_rolled_back_savepoint_drops_its_job_only(self, engine_at_once):
        def change():
            with transaction.atomic():
                jobs.enqueue(note, 2)
                raise ZeroDivisionError

        with transaction.atomic():
            jobs.enqueue(note, 1)
            with pytest.raises(ZeroDivisionError):
                change()
        assert ran == [(1,)]

    def test_without_a_transaction_a_job_runs_at_once(self, engine_at_once):
        jobs.enqueue(note, 1)
        assert ran == [(1,)]

    def test_the_tasks_get_the_path_and_the_keys(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "django_tasks"}
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        with transaction.atomic():
            jobs.enqueue(note, 7)
            backend = task_backends["default"]
            assert backend.results == []
        (result,) = backend.results
        assert (result.task.module_path, result.args) == (
            "wagtail_crowdsolving.jobs.run_job",
            ["tests.test_jobs.note", 7],
        )
        assert ran == []
        (found,) = jobs.check_tasks()
        assert found.id == "wagtail_crowdsolving.W038"
        assert "no job is ever run" in found.msg
        settings.TASKS = {"other": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        (found,) = jobs.check_tasks()
        assert found.id == "wagtail_crowdsolving.W038"
        settings.DEBUG = True
        assert jobs.check_tasks() == []

    def test_a_job_that_fails_as_a_task_breaks_no_request(self, settings, caplog):
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "django_tasks"}
        with caplog.at_level(logging.ERROR), transaction.atomic():
            theme = factories.ThemeFactory()
            jobs.enqueue(fail, 1)
        assert ran == [(1,)]
        assert Theme.objects.filter(pk=theme.pk).exists()
        assert "no such thing" in caplog.text

    @pytest.mark.parametrize("job", [fail, breaks_the_database])
    def test_a_job_that_fails_is_logged_and_stops_nothing(self, caplog, job):
        with caplog.at_level(logging.ERROR), transaction.atomic():
            theme = factories.ThemeFactory()
            jobs.enqueue(job, theme.pk)
            jobs.enqueue(note, 2)
        assert ran[-1] == (2,)
        assert Theme.objects.filter(pk=theme.pk).exists()
        [record] = caplog.records
        assert f"{job.__module__}.{job.__name__}" in record.getMessage()
        assert record.exc_info[0] in (ValueError, *DatabaseError.__subclasses__())

    def test_a_broker_that_fails_breaks_no_request(self, queue_engine, caplog, monkeypatch):
        def broken(*args, **kwargs):
            raise ConnectionError("no broker")

        monkeypatch.setattr("django_q.tasks.async_task", broken)
        with caplog.at_level(logging.ERROR), transaction.atomic():
            theme = factories.ThemeFactory()
            jobs.enqueue(note, 1)
        assert Theme.objects.filter(pk=theme.pk).exists()
        assert "no broker" in caplog.text

    def test_the_queue_gets_the_path_and_the_keys(self, queue_engine):
        with transaction.atomic():
            jobs.enqueue(note, 7)
            assert not OrmQ.objects.exists()
        task = OrmQ.objects.get().task
        assert (task["func"], task["args"]) == ("tests.test_jobs.note", (7,))
        assert task["group"] == "wagtail_crowdsolving"
        assert ran == []
        OrmQ.objects.all().delete()

    def test_the_queue_gets_nothing_of_a_rollback(self, queue_engine):
        def change():
            with transaction.atomic():
                jobs.enqueue(note, 1)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            change()
        assert not OrmQ.objects.exists()


@pytest.mark.parametrize("job", [lambda pk: None, print.__class__.__call__])
def test_a_job_must_be_found_again_by_its_name(job):
    with pytest.raises(ValueError, match="module"):
        jobs.enqueue(job, 1)
