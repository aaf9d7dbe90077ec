"""Whether what is scheduled happens, from what was kept of each run."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from wagtail_crowdsolving import jobs
from wagtail_crowdsolving.upkeep import orders, queue
from wagtail_crowdsolving.upkeep.models import ScheduleRun

#: Without any run for so long, nothing works at all.
SILENCE = timedelta(minutes=10)
#: Failures in a row that are told of: of what runs each minute, one alone is no news.
PATIENCE = 3


class State(NamedTuple):
    """``silent_since``: the last sign of the worker, where that is too old. The rest are orders:
    ``missing`` (in no schedule), ``stopped`` (in one that never runs), ``late`` (with the time of the last
    run) and ``failing`` (with their ``ScheduleRun``)."""

    silent_since: object
    missing: list
    stopped: list
    late: list
    failing: list

    @property
    def is_well(self):
        return not any(self)


def state(now=None):
    """How it stands with everything that is done regularly. One query, two where django-q2 runs it."""
    now = now or timezone.now()
    known = orders.all_orders()
    runs = {run.key: run for run in ScheduleRun.objects.all() if run.key in known}
    minutes = _minutes(known)
    missing = [order for key, order in known.items() if key not in minutes or key not in runs]
    stopped = [known[key] for key, often in minutes.items() if not often and key in runs]
    late, failing = [], []
    for key, run in runs.items():
        if not minutes.get(key):
            continue
        last = run.started_at or run.known_since
        is_running = run.is_open and now - run.started_at < known[key].limit
        if now - last > orders.late_after(minutes[key]) and not is_running:
            late.append((known[key], run.started_at))
        if run.failures >= (PATIENCE if minutes[key] < orders.HOUR else 1):
            failing.append((known[key], run))
    return State(_silent_since(runs.values(), known, now), missing, stopped, late, failing)


def _minutes(known):
    """``{key: minutes}`` of what somebody runs: as the site set it where django-q2 does; 0: stopped."""
    if jobs.engine() != "django_q":
        return {key: order.minutes for key, order in known.items()}
    return queue.minutes(known)


def _silent_since(runs, known, now):
    """The last sign of life, where it is older than ``SILENCE`` and nothing long is under way."""
    signs = [run.known_since for run in runs]
    for run in runs:
        if run.is_open and now - run.started_at < known[run.key].limit:
            return None
        signs += [moment for moment in (run.started_at, run.finished_at) if moment]
    last = max(signs, default=None)
    return last if last and now - last > SILENCE else None
