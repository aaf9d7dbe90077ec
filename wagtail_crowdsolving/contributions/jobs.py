"""What is told of a discussion by the schedule."""

from collections import defaultdict
from datetime import timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from wagtail_crowdsolving import clock, conf, people
from wagtail_crowdsolving.contributions import mails, queries, rules
from wagtail_crowdsolving.contributions.models import Appeal, Notice
from wagtail_crowdsolving.network.queries import leading

#: How long before working hours begin what waits is counted: the schedule asks once an hour.
AHEAD = timedelta(hours=1)


def tell_moderators(now=None):
    """One mail to whoever moderates something that waits, at most one in ``MODERATION_SUMMARY_HOURS``.

    For the schedule, which may ask as often as it likes: the turns are counted from the beginning of
    the working hours, within which the mails leave. Nothing where nothing waits. Returns how many
    were written to.
    """
    if not conf.MODERATION_SUMMARY_HOURS:
        return 0
    now = now or timezone.now()
    if clock.working_time(now) - now > AHEAD:
        return 0
    turn = _turn(now)
    waiting = [
        *queries.texts_waiting().values_list(
            "page", "user", Coalesce("waits_since", "submit_date")
        ),
        *Notice.objects.waiting().values_list("contribution__page", "notifier", "created_at"),
        *Appeal.objects.unanswered().values_list(
            "decision__contribution__page", "decision__decided_by", "created_at"
        ),
    ]
    told = 0
    for user, pages in _moderators({page for page, _who, _since in waiting}).items():
        theirs = [
            since
            for page, who, since in waiting
            if (pages is None or page in pages) and who != user.pk
        ]
        if theirs and mails.to_moderator(user, theirs, turn=turn, now=now):
            told += 1
    return told


def _turn(now):
    """The number of the turn that ``now`` belongs to: the same for all who ask within it."""
    local = clock.working_time(now).astimezone(timezone.get_default_timezone())
    local = local.replace(tzinfo=None) - timedelta(hours=conf.WORKING_HOURS[0])
    return int((local - type(local)(2000, 1, 1)).total_seconds() // 3600) // max(
        int(conf.MODERATION_SUMMARY_HOURS), 1
    )


def _moderators(page_pks):
    """``{user: pages, or None for all}`` of those who may open the admin and moderate there."""
    found = dict.fromkeys(people.with_right(rules.MODERATE, include_superusers=False), None)
    teams = defaultdict(set)
    for page in leading(queries.discussed_pages(page_pks)):
        for user_pk in rules.team(page):
            teams[user_pk].add(page.pk)
    for user in people.active().filter(pk__in=teams):
        if user not in found:
            found[user] = teams[user.pk]
    admins = set(people.with_right("wagtailadmin.access_admin", include_superusers=False))
    return {user: pages for user, pages in found.items() if user in admins or user.is_superuser}
