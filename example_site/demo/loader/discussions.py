"""What people write to a challenge, how it is moderated and what is contested."""

import datetime
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from demo.loader.tree import child
from demo.loader.world import moment_of
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision
from wagtail_crowdsolving.pages.models import ChallengePage

KEYS = uuid.UUID("6f1d1f0e-5f0b-4a55-9a39-0c6a3a9a2b26")


def load_contribution(world, content):
    key = uuid.uuid5(KEYS, content["key"])
    if Contribution.objects.filter(submission_key=key).exists():
        return
    author = world.people[content["author"]]
    page = child(world.indexes["challenges"], content["page"], ChallengePage)
    parent = None
    if content.get("reply_to"):
        parent = Contribution.objects.get(submission_key=uuid.uuid5(KEYS, content["reply_to"]))
    contribution = contributions.submit(
        page=page,
        author=author,
        kind=content["kind"],
        text=content["text"],
        language=content["language"],
        submission_key=key,
        place=content.get("place", ""),
        link=content.get("link", ""),
        in_reply_to=parent,
    )
    _moderate(world, contribution, content)
    _take_up(world, contribution, content)
    _date_contribution(world, contribution, content)
    _contest(world, contribution, content)


def _moderate(world, contribution, content):
    state, moderator = content["state"], world.people[content.get("by", "karim")]
    words = {"rule": content.get("rule"), "reason": content.get("reason")}
    if state in ("published", "removed"):
        contributions.approve(contribution=contribution, by=moderator)
        contribution.refresh_from_db()
    if state == "removed":
        contributions.remove(contribution=contribution, by=moderator, **words)
    elif state == "refused":
        contributions.reject(contribution=contribution, by=moderator, **words)
    elif state == "changes_requested":
        contributions.request_changes(
            contribution=contribution, by=moderator, reason=content["reason"]
        )
    elif state == "withdrawn":
        contributions.withdraw(contribution=contribution, by=contribution.user)


def _take_up(world, contribution, content):
    """What members and the animator make of it."""
    for login in content.get("supports", ()):
        contributions.support(contribution=contribution, by=world.people[login])
    animator = world.people["solene"]
    if content.get("official"):
        contributions.mark_official(contribution=contribution, by=animator)
    if note := content.get("retained"):
        contributions.retain(contribution=contribution, by=animator, note=note)


def _date_contribution(world, contribution, content):
    """Written on its day, at an hour of its own; decided the day after, or today."""
    when = content["when"]
    day = world.day(-when if isinstance(when, int) else when)
    hour, minute = 8 + contribution.pk % 12, contribution.pk * 7 % 60
    now = timezone.now()
    written = min(moment_of(day, hour, minute), now - datetime.timedelta(minutes=90))
    decided = min(written + datetime.timedelta(hours=20), now - datetime.timedelta(minutes=20))
    row = Contribution.objects.filter(pk=contribution.pk)
    row.update(submit_date=written)
    row.exclude(published_at=None).update(published_at=decided)
    row.exclude(waits_since=None).update(waits_since=written)
    # A decision never changes, says its manager; this one is only set where it belongs in the story.
    QuerySet(ModerationDecision).filter(contribution=contribution).update(decided_at=decided)


def _contest(world, contribution, content):
    """What somebody has to say about it, and nobody has decided on."""
    if notice := content.get("notice"):
        _date_wait(
            contributions.report(
                contribution=contribution,
                by=world.people[notice["by"]],
                rule=notice["rule"],
                explanation=notice["explanation"],
                in_good_faith=True,
                language=content["language"],
            ),
            contribution,
            world.day(-notice["when"]),
        )
    if appeal := content.get("appeal"):
        _date_wait(
            contributions.appeal(
                decision=contribution.decisions.first(), by=contribution.user, text=appeal["text"]
            ),
            contribution,
            world.day(-appeal["when"]),
        )


def _date_wait(made, contribution, day):
    moment = moment_of(day, 9, contribution.pk * 7 % 60)
    type(made).objects.filter(pk=made.pk).update(created_at=moment)
    Contribution.objects.filter(pk=contribution.pk).update(waits_since=moment)
