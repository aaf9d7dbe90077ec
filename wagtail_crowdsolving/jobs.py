"""The only way to the background.

``enqueue(function, *primary_keys)`` runs ``function`` once the surrounding transaction has
been committed. A job may run twice, so every job is idempotent; it takes primary keys and
reads its rows itself, because they may have changed or gone by the time it runs.
"""

import logging
import sys

from django.apps import apps
from django.db import transaction

from wagtail_crowdsolving import conf

logger = logging.getLogger(__name__)

ENGINES = ("django_q", "immediate")


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
    try:
        function(*primary_keys)
    except Exception:
        logger.exception("Job %s%r failed", path, primary_keys)
