"""The only way to the background.

``enqueue(function, *primary_keys)`` runs ``function`` once the surrounding transaction has
been committed. A job may run twice, so every job is idempotent; it takes primary keys and
reads its rows itself, because they may have changed or gone by the time it runs.
"""

import logging
import sys

from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from django_tasks.exceptions import InvalidTaskBackendError

from wagtail_crowdsolving import conf

logger = logging.getLogger(__name__)

ENGINES = ("django_q", "django_tasks", "immediate")
#: Backends of Django's tasks without a worker.
WITHOUT_WORKER = {
    "ImmediateBackend": "jobs run within the request that asks for them",
    "DummyBackend": "no job is ever run",
}


def engine():
    """The engine in use: the site's ``JOBS_ENGINE``, else django-q2 where it is installed."""
    return conf.JOBS_ENGINE or ("django_q" if apps.is_installed("django_q") else "immediate")


def enqueue(function, *primary_keys):
    """Run ``function(*primary_keys)`` in the background after the commit.

    A worker finds the function by its name: raises ``ValueError`` where it is not a
    function of a module.
    """
    module = sys.modules.get(getattr(function, "__module__", None))
    if getattr(module, function.__qualname__, None) is not function:
        raise ValueError(f"{function!r} is not a function of a module: no worker would find it.")

    def start():  # a partial has no name, and Django logs one
        _start(function, *primary_keys)

    transaction.on_commit(start, robust=True)


def _start(function, *primary_keys):
    path = f"{function.__module__}.{function.__qualname__}"
    if engine() == "django_q":
        from django_q.tasks import async_task  # noqa: PLC0415  optional package

        async_task(path, *primary_keys, group="wagtail_crowdsolving")
        return
    if engine() == "django_tasks":
        run_job.enqueue(path, *primary_keys)
        return
    try:
        function(*primary_keys)
    except Exception:
        logger.exception("Job %s%r failed", path, primary_keys)


@task
def run_job(path, *primary_keys):
    """What a worker of Django's tasks runs: the function with the dotted ``path``.

    ``django_tasks`` is what Wagtail itself is given to do in the background by: one worker does both.
    """
    import_string(path)(*primary_keys)


@register(Tags.compatibility)
def check_tasks(app_configs=None, **kwargs):
    """W038: jobs are given to Django's tasks, and no worker stands behind them."""
    site = conf.site_settings()
    if not isinstance(site, dict) or site.get("JOBS_ENGINE") != "django_tasks":
        return []
    try:
        kind = type(task_backends[DEFAULT_TASK_BACKEND_ALIAS]).__name__
        missing = WITHOUT_WORKER.get(kind)
    except InvalidTaskBackendError as error:
        kind, missing = "unknown", str(error)
    if missing is None or settings.DEBUG:
        return []
    return [
        Warning(
            f"JOBS_ENGINE is 'django_tasks', and the default backend of TASKS is {kind}: "
            f"{missing}.",
            hint='Set TASKS["default"] to a backend with a worker, for example that of django-tasks-db, '
            "and start the worker.",
            id="wagtail_crowdsolving.W038",
        )
    ]
