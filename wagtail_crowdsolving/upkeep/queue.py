"""What is known of django-q2, where it runs what is done regularly."""

from django.db.models import Count, Max
from django.utils import timezone

from wagtail_crowdsolving.upkeep import orders

RUN = "wagtail_crowdsolving.upkeep.runs.run"
TYPES = {orders.HOUR: "H", orders.DAY: "D", orders.WEEK: "W"}
#: A site's own kind of interval ("C", "M" …): trusted for a month, but for the silence of the worker.
UNKNOWN = 31 * orders.DAY


def ensure(order, *, reset):
    """Make the schedule of ``order``, or set it right. Returns a line where something was done."""
    from django_q.models import Schedule  # noqa: PLC0415  optional package

    options = {"save": False}  # when it last ran is kept once, not once for each run
    if order.seconds:
        options["timeout"] = order.seconds
    call = {"func": RUN, "args": repr(order.key), "kwargs": repr({"q_options": options})}
    kind = TYPES.get(order.minutes, "I")
    often = {"schedule_type": kind, "minutes": order.minutes if kind == "I" else None}
    schedule, is_new = Schedule.objects.get_or_create(
        name=order.name,
        defaults={**call, **often, "next_run": orders.first_run(order, timezone.now())},
    )
    if is_new:
        return f"Schedule “{order.name}”"
    wanted = {**call, **often, "repeats": -1} if reset else call
    changed = [name for name, value in wanted.items() if getattr(schedule, name) != value]
    if not changed:
        return ""
    for name in changed:
        setattr(schedule, name, wanted[name])
    schedule.save(update_fields=changed)
    return f"Schedule “{order.name}” set right ({', '.join(changed)})"


def minutes(known):
    """``{key: minutes}`` of the orders that have a schedule, as the site set it; 0: it never runs."""
    from django_q.models import Schedule  # noqa: PLC0415  optional package

    names = {order.name: key for key, order in known.items()}
    found = Schedule.objects.filter(name__in=names).order_by("pk")
    return {names[schedule.name]: _minutes(schedule) for schedule in found}


def _minutes(schedule):
    if schedule.repeats == 0 or schedule.next_run is None:
        return 0
    if schedule.schedule_type == "I":
        return schedule.minutes or 1
    every = {kind: minutes for minutes, kind in TYPES.items()}
    return every.get(schedule.schedule_type, UNKNOWN)


def failures_since(moment):
    """``(count, last)`` of the jobs that failed after ``moment``."""
    from django_q.models import Failure  # noqa: PLC0415  optional package

    found = Failure.objects.filter(stopped__gt=moment).order_by()
    return tuple(found.aggregate(count=Count("pk"), last=Max("stopped")).values())


def forget_failures(before):
    """Delete what is kept of jobs that failed before: of successes django-q2 keeps a few itself."""
    from django_q.models import Failure  # noqa: PLC0415  optional package

    Failure.objects.filter(stopped__lt=before).delete()
