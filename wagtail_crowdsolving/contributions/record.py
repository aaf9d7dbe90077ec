"""What every door of the room leaves behind: exact numbers, what waits, a line in the log."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from wagtail_crowdsolving.contributions import mails, queries
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussionCounter,
    Kind,
    State,
    is_visible,
)
from wagtail_crowdsolving.jobs import enqueue
from wagtail_crowdsolving.signals import contribution_published, contribution_removed, send

LOG = "wagtail_crowdsolving.contribution"


class Standing(NamedTuple):
    """What the numbers of a discussion depend on."""

    state: str | None = None
    kind: str | None = None
    waits: bool = False


NOWHERE = Standing()


def standing(contribution):
    return Standing(contribution.state, contribution.kind, contribution.waits_since is not None)


def count(contribution, before=NOWHERE):
    """``count_all`` for one."""
    count_all([contribution], [before])


def count_all(contributions, before, hold=0):
    """Keep the numbers exact: ``contributions`` of one page, saved, stood as ``before`` (nowhere, if new).

    The caller holds the lock of the page, so that two of them never meet. Those whom a publication
    concerns are told of it after ``hold`` seconds.
    """
    change, grown, activity = Counter(), Counter(), []
    for contribution, old in zip(contributions, before, strict=True):
        new = standing(contribution)
        was, is_now = old.state == State.PUBLISHED, new.state == State.PUBLISHED
        change["waiting"] += new.waits - old.waits
        change["published"] += is_now - was
        for kind in Kind.values:
            change[kind] += (is_now and new.kind == kind) - (was and old.kind == kind)
        if is_now and not was:
            activity.append(contribution.published_at)
            enqueue(mails.tell_of_publication, contribution.pk, *([hold] if hold else []))
        if is_now != was:
            changed = contribution_published if is_now else contribution_removed
            send(changed, sender=Contribution, contribution=contribution)
        if contribution.root_id:
            for above in contribution.ancestors:
                grown[above] += is_now - was
        else:
            answers = contribution.answers
            change["threads"] += is_visible(new.state, answers) - is_visible(old.state, answers)
    change["threads"] += _count_answers(grown)
    change = {column: F(column) + step for column, step in change.items() if step}
    if activity:
        change["last_activity_at"] = max(activity)
    if not change:
        return
    page = contributions[0].page_id
    if not DiscussionCounter.objects.filter(page=page).update(**change):
        DiscussionCounter.objects.create(page_id=page, **queries.true_numbers(page))


def _count_answers(grown):
    """``grown`` more replies are published below each; returns how many threads more show."""
    by_step, threads = defaultdict(list), 0
    for pk, step in grown.items():
        if step:
            by_step[step].append(pk)
    for step, pks in by_step.items():
        above = Contribution.objects.filter(pk__in=pks)
        above.update(answers=F("answers") + step)
        for state, answers in above.filter(root__isnull=True).values_list("state", "answers"):
            threads += is_visible(state, answers) - is_visible(state, answers - step)
    return threads


def count_supports(contribution, change):
    if change:
        Contribution.objects.filter(pk=contribution.pk).update(supports=F("supports") + change)
        contribution.supports += change


def settle(contribution):
    """Something has been decided: what still waits about it stays in the queue, and nobody reads it."""
    contribution.waits_since = queries.waits_since(pk=contribution.pk).get(contribution.pk)
    contribution.claimed_by = contribution.claimed_until = None


def wait(contribution):
    """Something about it waits from now on, unless something did already."""
    before = standing(contribution)
    contribution.waits_since = contribution.waits_since or timezone.now()
    _save_wait(contribution, before)


def end_wait(contribution):
    """Something about it has been decided, and no column of its own is changed with that."""
    before = standing(contribution)
    settle(contribution)
    _save_wait(contribution, before)


def _save_wait(contribution, before):
    Contribution.objects.filter(pk=contribution.pk).update(
        waits_since=contribution.waits_since,
        claimed_by=contribution.claimed_by_id,
        claimed_until=contribution.claimed_until,
    )
    count(contribution, before)


def log(contribution, action, user, **data):
    log_all([(contribution, action, data)], user)


def log_all(lines, user):
    """What ``wagtail.log_actions.log`` writes, in one statement for all; it asks two more for each.

    ``lines``: tuples ``(contribution, action, data)``.
    """
    content_type = ContentType.objects.get_for_model(Contribution)
    context, now = get_active_log_context(), timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(contribution.pk),
            # Not the text itself: it may name a person, and a log line outlives it.
            label=str(_("Contribution %(pk)d") % {"pk": contribution.pk}),
            action=f"{LOG}.{action}",
            timestamp=now,
            user=user,
            uuid=context.uuid,
            data=data,
        )
        for contribution, action, data in lines
    )
