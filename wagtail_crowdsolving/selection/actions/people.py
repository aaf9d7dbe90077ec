"""A person's data in rounds, when their account goes or their name is to be forgotten."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.people import for_the_record
from wagtail_crowdsolving.selection import dossier, minutes, queries
from wagtail_crowdsolving.selection.actions.steps import close_if_complete
from wagtail_crowdsolving.selection.actions.troubles import tell
from wagtail_crowdsolving.selection.models import (
    Correction,
    ReviewDraft,
    Round,
    Seat,
)
from wagtail_crowdsolving.text import to_plain


def leave_rounds(*, user):
    """A person's account goes: their opinions stay without a name, their open places fall vacant.

    Their name leaves the minutes, where somebody was present, absent or stood aside. What they wrote of their reasons to stand aside goes with them; so do their drafts.
    """
    with for_the_record():
        gone = _("The account was closed.")
    with transaction.atomic():
        minutes.forget(user)
        ReviewDraft.objects.filter(seat__user_id=user.pk).delete()
        Seat.objects.recused().filter(user_id=user.pk).update(recusal_reason=gone)
        rounds = Round.objects.open().filter(
            pk__in=Seat.objects.filter(user_id=user.pk, left_at=None).values("round"),
        )
        for round in rounds.select_for_update(of=["self"]).order_by("pk"):
            vacant = round.seats.silent().filter(user_id=user.pk, left_at=None)
            if vacant.update(left_at=timezone.now()) and not close_if_complete(round):
                tell(round, queries.troubles_of(round))


@contextmanager
def without_name(*, page, is_named):
    """Around the change that takes a proposer's name off ``page`` and its revisions.

    The name leaves the copies that the rounds of the page judged. Where copy and revision agreed
    before, they agree afterwards: a decision can still be released.
    """
    with transaction.atomic():
        rounds = list(
            Round.objects.select_for_update(of=["self"])
            .filter(page__translation_key=page.translation_key)
            .order_by("pk")
        )
        intact = {round.pk for round in rounds if _fingerprint(round) == round.content_hash}
        yield
        for round in rounds:
            round.content = [
                part
                for part in round.content
                if part["name"] != "by" or not is_named(to_plain(part["html"]))
            ]
            if round.pk in intact:
                round.content_hash = _fingerprint(round)
            round.save(update_fields=["content", "content_hash"])
        _clean_corrections(translations_of(page).values("pk"), is_named)


def _fingerprint(round):
    """That of the revision as it stands now."""
    task_state = TaskState.objects.select_related("revision").get(pk=round.task_state_id)
    return dossier.fingerprint(task_state.revision)


def _clean_corrections(pages, is_named):
    """Take a proposer's name, who has asked to be forgotten, out of the corrections of ``pages``."""
    for correction in Correction.objects.select_for_update().filter(page__in=pages):
        correction.content = [
            part
            for part in correction.content
            if part["name"] != "by" or not is_named(to_plain(part["html"]))
        ]
        correction.changes = [
            change
            for change in correction.changes
            if change["name"] != "by" or not (is_named(change["old"]) or is_named(change["new"]))
        ]
        correction.save(update_fields=["content", "changes"])
