"""One address for whatever watches the site from outside: it says ok or late, and nothing else."""

import logging

from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail_crowdsolving.notifications.health import overdue
from wagtail_crowdsolving.upkeep import queries

logger = logging.getLogger(__name__)

#: However often somebody asks, the database is asked once in so many seconds.
KEEP_SECONDS = 10
KEY = "wagtail_crowdsolving.health"


@require_safe
@never_cache
def health(request):
    """200 and "ok", or 503 and "late". For anybody: it tells neither what is late nor why."""
    is_well = _is_well()
    return HttpResponse(
        "ok\n" if is_well else "late\n",
        status=200 if is_well else 503,
        content_type="text/plain; charset=utf-8",
    )


def _is_well():
    try:
        kept = cache.get(KEY)
        if kept is None:
            now = timezone.now()
            kept = queries.state(now).is_well and not overdue(now).exists()
            cache.set(KEY, kept, KEEP_SECONDS)
        return kept
    except Exception:
        logger.exception("Whether the site does its work could not be read")
        return False
