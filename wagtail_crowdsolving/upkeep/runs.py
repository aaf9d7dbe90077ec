"""Running what is due, once at a time, and keeping when and how it ended.

Whatever engine calls, it calls ``run``: so what is kept says what was really done, not what was
put into a queue.
"""

from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from wagtail_crowdsolving.upkeep import orders
from wagtail_crowdsolving.upkeep.models import ScheduleRun

#: The kind of error of a run that never said how it ended.
KILLED = "killed"


def run(key):
    """Do what the order ``key`` says, and keep how it ended. Returns whether it was done.

    Not where the same runs in another process, nor where a good run has just ended: an engine
    that makes up for missed runs asks for each of them. What the function raises is raised.
    Raises ``LookupError`` where there is no such order.
    """
    order = orders.all_orders()[key]
    claimed = _claim(order)
    if claimed is None:
        return False
    # A late one has lost its place to the run that took it for killed, and ends nothing of that.
    own = ScheduleRun.objects.filter(key=key, started_at=claimed)
    try:
        import_string(order.function)()
    except BaseException as error:  # a worker's time limit is no ``Exception``
        kind = type(error)
        own.update(
            finished_at=timezone.now(),
            failures=F("failures") + 1,
            error=f"{kind.__module__}.{kind.__qualname__}"[:200],
        )
        raise
    own.update(finished_at=timezone.now(), failures=0, error="")
    return True


def _claim(order):
    """When this process began it, or ``None``; one conditional update lets a single one through."""
    now = timezone.now()
    row, _is_new = ScheduleRun.objects.get_or_create(key=order.key)
    values = {"started_at": now}
    if row.is_open:
        if now - row.started_at < order.limit:
            return None
        values |= {"failures": F("failures") + 1, "error": KILLED}
    elif row.started_at and not row.failures and now - row.started_at < order.gap:
        return None
    same = ScheduleRun.objects.filter(pk=row.pk, started_at=row.started_at)
    return now if same.update(**values) else None
