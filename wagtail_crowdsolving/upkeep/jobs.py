"""What Django and Wagtail expect to be run regularly. Each may run twice, and is bounded.

What else they offer is not for the clock: see ``docs/deployment.md``.
"""

import logging
import traceback
from time import monotonic

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import DraftStateMixin, Revision, TaskState

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.records.queries import kept_revisions
from wagtail_crowdsolving.upkeep import queue

swapper.set_app_prefix("wagtailcore", "wagtail")

logger = logging.getLogger(__name__)

#: What is left over after so long is done by the next run.
PUBLISH_SECONDS = 40
PURGE_ROWS = 500
#: Failures of jobs, whose texts may name a person, are kept for so long.
FAILURE_KEEP_DAYS = 30


class NotAllDone(Exception):
    """Some of it failed; the rest was done."""


def beat():
    """Nothing but the proof that what is scheduled is done: the run itself is kept."""


def publish_scheduled():
    """Take down what has expired and publish what is due, as Wagtail's ``publish_scheduled`` does.

    Each in a transaction of its own: one page that fails stops no other, and loses no date. A
    challenge under examination waits for its end. Raises ``NotAllDone`` at the end where some failed.
    """
    now, end, failed = timezone.now(), monotonic() + PUBLISH_SECONDS, 0
    for job, pk in [*_expired(now), *_due(now)]:
        if monotonic() > end:
            break
        try:
            with transaction.atomic():
                job(pk, now)
        except Exception:
            logger.exception("Scheduled change of %s failed", pk)
            failed += 1
    if failed:
        raise NotAllDone(failed)


def draft_models():
    """Every model that is published at a time and expires: the page, and what else has drafts."""
    page = swapper.load_model("wagtailcore", "Page")
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, page)
    ]
    return [page, *others]


def _expired(now):
    for model in draft_models():
        rows = model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
        for pk in rows.values_list("pk", flat=True):
            yield _take_down, (model, pk)


def _take_down(key, now):
    model, pk = key
    item = model.objects.filter(pk=pk, live=True, expire_at__lt=now).first()
    if item is not None:
        item.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _due(now):
    rows = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    for pk in rows.values_list("pk", flat=True):
        yield _publish, pk


def _publish(pk, now):
    revision = Revision.objects.filter(pk=pk, approved_go_live_at__lt=now).first()
    item = revision and revision.content_object
    if item is None or (isinstance(item, ChallengeMixin) and examination.is_held(item)):
        return
    revision.publish(log_action="wagtail.publish.scheduled")


def clear_sessions():
    """Delete the sessions that have ended."""
    call_command("clearsessions", verbosity=0)


def clear_search_words():
    """Delete the words that nobody has searched for lately (``WAGTAILSEARCH_HITS_MAX_AGE``)."""
    from wagtail.contrib.search_promotions.models import (  # noqa: PLC0415  optional package
        Query,
        QueryDailyHits,
    )

    QueryDailyHits.garbage_collect()
    Query.garbage_collect()


def rebuild_search_index():
    """Make the search index anew: what was written past Django's signals is found again."""
    try:
        call_command("wagtail_update_index", verbosity=0)
    except BaseException as error:
        # The rebuilder ends its transaction when it is forgotten, and the error remembers it.
        traceback.clear_frames(error.__traceback__)
        raise


def purge_revisions(now=None):
    """Delete drafts older than ``REVISION_KEEP_DAYS`` that no record needs. Returns how many.

    Wagtail's own command takes the revision that is live, the steps of workflows that have ended and,
    with them, what committees decided. Kept here: each version of a challenge, whatever a step of a workflow
    examined, what is live or the latest or waits for its time.
    """
    if not conf.REVISION_KEEP_DAYS:
        return 0
    before = clock.kept_since(conf.REVISION_KEEP_DAYS, now)
    newer = Revision.objects.filter(
        base_content_type=OuterRef("base_content_type"),
        object_id=OuterRef("object_id"),
        created_at__gt=OuterRef("created_at"),
    )
    old = Revision.objects.filter(
        Exists(newer),
        ~Exists(TaskState.objects.filter(revision=OuterRef("pk"))),
        created_at__lt=before,
        approved_go_live_at=None,
    )
    challenges = ContentType.objects.get_for_models(*page_types(ChallengeMixin)).values()
    old = old.exclude(content_type__in=list(challenges)).exclude(pk__in=kept_revisions())
    for model in draft_models():
        old = old.filter(~Exists(model.objects.filter(live_revision=OuterRef("pk"))))
    done = list(old.order_by("pk")[:PURGE_ROWS])
    for revision in done:
        revision.delete()  # one by one: it hands editors' comments on to the next
    return len(done)


def forget_failures():
    """Delete what is kept of jobs that failed long ago."""
    queue.forget_failures(clock.kept_since(FAILURE_KEEP_DAYS))
