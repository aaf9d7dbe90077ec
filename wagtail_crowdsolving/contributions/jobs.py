"""What is told of a discussion in the background. Each mail is asked about again before it leaves."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf, jobs
from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.models import Appeal, Notice, State
from wagtail_crowdsolving.network.people import language_of, public_name
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications import actions as outbox
from wagtail_crowdsolving.notifications.queries import follows, stop_path
from wagtail_crowdsolving.text import to_plain

EXCERPT_LENGTH = 300
#: Members told in one go; the next ones are told by a job of their own.
BATCH = 200
#: Where moderators work, in the Wagtail admin.
QUEUE = "crowdsolving_contributions:list"
#: The hour of the day from which the summaries are counted.
MORNING = 7


def tell_of_publication(pk):
    """A contribution has come out: tell whom it answers, then those who follow the thread or the page."""
    contribution = _published(pk)
    if contribution is None:
        return
    parent = contribution.in_reply_to
    if parent and parent.user and parent.user_id != contribution.user_id:
        _write_to(
            parent.user,
            contribution,
            "answered",
            language=parent.language,
            key=f"contributions/answered/{pk}",
            condition=is_answered,
        )
    tell_followers(pk)


def tell_followers(pk, after=0):
    """Tell the followers of the thread and of the page of ``pk``, from the member ``after`` on.

    Not its author, and not whoever it answers, who is told of that.
    """
    contribution = _published(pk)
    if contribution is None:
        return
    known = {contribution.user_id, contribution.in_reply_to and contribution.in_reply_to.user_id}
    wanted = _follows_of(contribution).exclude(user__in=known - {None})
    people = list(
        wanted.filter(user__gt=after)
        .order_by("user")
        .values_list("user", flat=True)
        .distinct()[:BATCH]
    )
    grouped = defaultdict(list)
    for follow in wanted.filter(user__in=people).select_related("user"):
        grouped[follow.user].append(follow)
    for user, found in grouped.items():
        page_pk = next((follow.page_id for follow in found if follow.page_id), None)
        thread_pk = next((follow.thread_id for follow in found if follow.thread_id), None)
        _write_to(
            user,
            contribution,
            "followed",
            language=found[0].language,
            key=f"contributions/followed/{pk}/{user.pk}",
            condition=is_followed,
            stop_url=stop_path(user.pk, page_pk, thread_pk),
        )
    if len(people) == BATCH:
        jobs.enqueue(tell_followers, pk, people[-1])


def is_answered(key):
    """Whether the reply that a mail tells of still stands, and its reader may still read it."""
    contribution = _published(key.split("/")[2])
    if contribution is None or contribution.in_reply_to is None:
        return False
    reader = contribution.in_reply_to.user
    return reader is not None and _may_read(reader, contribution)


def is_followed(key):
    """Whether what a mail tells of still stands, and its reader still follows it and may read it."""
    _room, _kind, pk, user_pk = key.split("/")
    contribution = _published(pk)
    if contribution is None or not _follows_of(contribution).filter(user=user_pk).exists():
        return False
    reader = get_user_model()._default_manager.filter(pk=user_pk).first()
    return reader is not None and _may_read(reader, contribution)


def is_retained(key):
    """Whether the contribution that a mail tells of is still retained, in public."""
    contribution = _published(key.split("/")[2])
    return contribution is not None and contribution.retained_at is not None


def _published(pk):
    return (
        queries.contributions()
        .select_related("user", "page", "in_reply_to__user")
        .filter(pk=pk, state=State.PUBLISHED)
        .first()
    )


def _follows_of(contribution):
    root = contribution.root_id or contribution.pk
    return follows().filter(page=contribution.page_id) | follows().filter(thread=root)


def _may_read(user, contribution):
    """In whatever language: nobody's password is known to a mail."""
    return rules.can_take_part(user) and any(
        rules.can_read(user, version)
        for version in translations_of(contribution.page).filter(live=True)
    )


def _write_to(user, contribution, mail, *, language, key, condition, stop_url=""):
    page = queries.version_in(contribution.page, language)
    with translation.override(language):
        path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
        context = {
            "page_title": page.title,
            "author": public_name(contribution.user),
            "excerpt": to_plain(contribution.body, EXCERPT_LENGTH),
            "action_url": path,
            "action_label": _("Read it on the site"),
        }
    outbox.queue(
        kind=f"contributions/{mail}",
        key=key,
        recipient=user,
        language=language,
        context=context,
        condition=f"{condition.__module__}.{condition.__name__}",
        stop_url=stop_url,
    )


def tell_moderators(now=None):
    """One mail to whoever moderates something that waits, at most one in ``MODERATION_SUMMARY_HOURS``.

    For the schedule, which may ask as often as it likes: the turns are counted from the morning,
    in the site's time zone. Nothing where nothing waits. Returns how many were written to.
    """
    if not conf.MODERATION_SUMMARY_HOURS:
        return 0
    now = now or timezone.now()
    turn = _turn(now)
    waiting = [
        *queries.texts_waiting().values_list(
            "page", "user", Coalesce("waits_since", "submit_date")
        ),
        *Notice.objects.filter(state=Notice.State.WAITING).values_list(
            "contribution__page", "notifier", "created_at"
        ),
        *Appeal.objects.filter(answer=None).values_list(
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
        if theirs and _summarise(user, theirs, turn, now):
            told += 1
    return told


def _turn(now):
    """The number of the turn that ``now`` belongs to: the same for all who ask within it."""
    local = timezone.localtime(now).replace(tzinfo=None) - timedelta(hours=MORNING)
    return int((local - type(local)(2000, 1, 1)).total_seconds() // 3600) // max(
        int(conf.MODERATION_SUMMARY_HOURS), 1
    )


def _moderators(page_pks):
    """``{user: pages, or None for all}`` of those who may open the admin and moderate there."""
    manager = get_user_model()._default_manager
    may = {
        "backend": "django.contrib.auth.backends.ModelBackend",
        "include_superusers": False,
    }
    found = dict.fromkeys(manager.with_perm(rules.MODERATE, **may), None)
    teams = defaultdict(set)
    for page in queries.discussed_pages(page_pks):
        for user_pk in page.get_discussion_team():
            teams[user_pk].add(page.pk)
    for user in manager.filter(pk__in=teams, is_active=True):
        if user not in found:
            found[user] = teams[user.pk]
    admins = set(manager.with_perm("wagtailadmin.access_admin", **may))
    return {user: pages for user, pages in found.items() if user in admins or user.is_superuser}


def _summarise(user, since, turn, now):
    language = language_of(user)
    with translation.override(language):
        context = {
            "count": len(since),
            "oldest": date_format(timezone.localtime(min(since)), "DATE_FORMAT"),
            "days": (now - min(since)).days,
            "action_url": reverse(QUEUE),
            "action_label": _("Open the moderation"),
        }
    return outbox.queue(
        kind="contributions/waiting",
        key=f"contributions/waiting/{turn}/{user.pk}",
        recipient=user,
        language=language,
        context=context,
    )
