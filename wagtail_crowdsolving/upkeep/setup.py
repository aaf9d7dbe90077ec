"""Making the schedules; for ``setup_crowdsolving``."""

from django.apps import apps

from wagtail_crowdsolving.upkeep import orders, queue
from wagtail_crowdsolving.upkeep.models import ScheduleRun


def ensure_schedules(*, reset=False):
    """Make each schedule that is missing. Yields a line for each change.

    How often one runs is left as the site set it, but for ``reset``; what it calls is ours. Without
    django-q2 there is only noted since when each is expected.
    """
    for key, order in orders.all_orders().items():
        ScheduleRun.objects.get_or_create(key=key)
        if apps.is_installed("django_q") and (line := queue.ensure(order, reset=reset)):
            yield line
