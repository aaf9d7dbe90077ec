"""Making the schedules; for ``setup_crowdsolving``."""

from django.apps import apps
from django.utils import timezone

from wagtail_crowdsolving.upkeep import orders
from wagtail_crowdsolving.upkeep.models import ScheduleRun

RUN = "wagtail_crowdsolving.upkeep.runs.run"
TYPES = {orders.HOUR: "H", orders.DAY: "D", orders.WEEK: "W"}


def ensure_schedules(*, reset=False):
    """Make each schedule that is missing. Yields a line for each change.

    How often one runs is left as the site set it, but for ``reset``; what it calls is ours. Without
    django-q2 there is only noted since when each is expected.
    """
    for key, order in orders.all_orders().items():
        ScheduleRun.objects.get_or_create(key=key)
        if apps.is_installed("django_q"):
            yield from _ensure(order, reset)


def _ensure(order, reset):
    from django_q.models import Schedule

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
        yield f"Schedule “{order.name}”"
        return
    wanted = {**call, **often, "repeats": -1} if reset else call
    changed = [name for name, value in wanted.items() if getattr(schedule, name) != value]
    if changed:
        for name in changed:
            setattr(schedule, name, wanted[name])
        schedule.save(update_fields=changed)
        yield f"Schedule “{order.name}” set right ({', '.join(changed)})"
