"""What those who carry a page say of a text."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import (
    cleaning,
    locks,
    mails,
    queries,
    record,
    rules,
)
from wagtail_crowdsolving.contributions.models import (
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed


def mark_official(*, contribution, by):
    """Say that a published text is the answer of those who carry the challenge. Asked again, it changes nothing."""
    with _of_the_team(contribution, by, rules.can_answer_officially) as contribution:
        if not contribution.is_official:
            contribution.is_official = True
            contribution.save(update_fields=["is_official"])
            record.log(contribution, "mark_official", by)
    return contribution


def unmark_official(*, contribution, by):
    """Say that a text is no official answer after all. Asked again, it changes nothing."""
    with _of_the_team(contribution, by) as contribution:
        if contribution.is_official:
            contribution.is_official = False
            contribution.save(update_fields=["is_official"])
            record.log(contribution, "unmark_official", by)
    return contribution


def retain(*, contribution, by, note=""):
    """Say in public that a contribution is taken up, and in ``note`` what becomes of it.

    Its author is told the first time; said again, it changes the note. Raises ``NotAllowed``,
    ``Conflict``, ``ValidationError``.
    """
    note = cleaning.clean_note(note)
    with _of_the_team(contribution, by, rules.can_retain) as contribution:
        is_new = contribution.retained_at is None
        if is_new:
            contribution.retained_at = timezone.now()
        if is_new or contribution.retained_note != note:
            contribution.retained_note = note
            contribution.save(update_fields=["retained_at", "retained_note"])
            record.log(contribution, "retain", by)
        if is_new and contribution.user_id != by.pk:
            mails.to_author(mails.RETAINED, contribution)
    return contribution


def release_retained(*, contribution, by):
    """Take back what ``retain`` said. Asked again, it changes nothing."""
    with _of_the_team(contribution, by) as contribution:
        if contribution.retained_at:
            contribution.retained_at, contribution.retained_note = None, ""
            contribution.save(update_fields=["retained_at", "retained_note"])
            record.log(contribution, "release", by)
    return contribution


@contextmanager
def _of_the_team(contribution, by, rule=None):
    """The contribution, locked, for those who moderate its page and where ``rule`` allows it."""
    page = queries.team_page(contribution)
    if page is None or not rules.can_moderate(by, page):
        raise NotAllowed
    if rule and contribution.state == State.PUBLISHED and not rule(by, contribution, page):
        raise NotAllowed
    with transaction.atomic():
        contribution = locks.lock(contribution)
        if rule and not rule(by, contribution, page):
            raise Conflict(_("This contribution is no longer public."))
        yield contribution
