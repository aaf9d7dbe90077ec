"""What a member gives: an opinion, a reason to stand aside, a word in the discussion."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import mails, minutes, queries, rules, tally, troubles
from wagtail_crowdsolving.selection.actions.steps import (
    clean_text,
    close_if_complete,
    is_released,
    locked,
    log_round,
)
from wagtail_crowdsolving.selection.actions.troubles import tell
from wagtail_crowdsolving.selection.models import (
    Review,
    ReviewDraft,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.words import KEEP_LENGTH, LONG, SHORT, Opinion

#: The most marks that a draft keeps.
KEEP_SCORES = 50


def save_review_draft(*, round, by, data, version):
    """Keep what a member typed of their review (a dict, merged into the draft), valid or not.

    Raises ``NotAllowed``, and ``Conflict`` where another tab has saved something else since
    ``version`` (0 before the first draft), or the round takes no opinion any more. Returns the
    ``ReviewDraft``.
    """
    seat = rules.seat_of(by, round)
    if not rules.votes(by, seat):
        raise NotAllowed
    data = _typed(data)
    with transaction.atomic():
        seat = Seat.objects.select_for_update(of=["self"]).select_related("round").get(pk=seat.pk)
        if not rules.can_review(by, seat):
            raise Conflict(_("This examination takes no opinion any more."))
        draft = ReviewDraft.objects.filter(seat=seat).first() or ReviewDraft(seat=seat)
        if draft.pk and {**draft.data, **data} == draft.data:
            return draft
        if draft.version != version:
            raise Conflict(_("This review was changed in another tab or on another device."))
        draft.data = {**draft.data, **data}
        draft.version += 1
        draft.save()
    return draft


def give_review(*, round, by, opinion, scores, comment="", to_proposer=""):
    """A member gives their opinion; one given later takes the place of the earlier, which is kept.

    ``scores``: key of a frozen criterion → mark, or ``None`` for “not applicable”; an abstention
    has none. The last opinion that is asked closes the round. The same review sent twice is one.
    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` ("opinion", "score_<key>",
    "scores", "comment", "to_proposer"). Returns the ``Review``.
    """
    seat = rules.seat_of(by, round)
    if not rules.votes(by, seat):
        raise NotAllowed
    given = _clean_review(round, opinion, scores, comment, to_proposer)
    with transaction.atomic():
        round = locked(round)
        seat = Seat.objects.select_related("round").get(pk=seat.pk)
        earlier = seat.reviews.current().first()
        if earlier and all(getattr(earlier, name) == value for name, value in given.items()):
            ReviewDraft.objects.filter(seat=seat).delete()
            return earlier
        if not rules.can_review(by, seat):
            raise Conflict(_("This examination takes no opinion any more."))
        if earlier:
            earlier.superseded_at = timezone.now()
            earlier.save(update_fields=["superseded_at"])
        review = Review.objects.create(
            seat=seat, score=tally.score_of(round.criteria, given["scores"]), **given
        )
        ReviewDraft.objects.filter(seat=seat).delete()
        log_round(round, "review", by)
        if not earlier:
            close_if_complete(round)
    return review


def _too_late():
    return Conflict(
        _("One can only stand aside while the round is open and before giving one's review.")
    )


def recuse(*, round, by, reason):
    """A member stands aside, before they read anybody: from then on they see nothing of the round.

    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` ("reason"). Returns the ``Seat``.
    """
    seat = rules.seat_of(by, round)
    if not rules.votes(by, seat):
        raise NotAllowed
    if not rules.can_recuse(by, seat):
        raise _too_late()
    reason = clean_text("reason", reason, SHORT, required=True)
    with transaction.atomic():
        round = locked(round)
        seat = Seat.objects.select_related("round").get(pk=seat.pk)
        if not rules.can_recuse(by, seat):
            raise _too_late()
        seat.recusal_reason = reason
        seat.recused_at = timezone.now()
        seat.save(update_fields=["recusal_reason", "recused_at"])
        ReviewDraft.objects.filter(seat=seat).delete()
        log_round(round, "recuse", by)
        is_closed = close_if_complete(round)
        found = [] if is_closed else queries.troubles_of(round)
        told = mails.to_lead(
            mails.RECUSED,
            round,
            mails.stamp(seat.recused_at),
            view="round_progress",
            who=minutes.names_of(one.user for one in round.seats.select_related("user"))[by.pk],
            sentences=troubles.sentences(found),
        )
        if not is_closed:
            tell(round, found, without=told)
    return seat


def post_message(*, round, by, text):
    """A word in the committee's discussion, once one's own review is in. Returns the ``RoundMessage``.

    Raises ``NotAllowed``, ``Conflict`` once the decision is released, ``ValidationError`` ("text").
    """
    if not rules.can_discuss(by, round):
        raise NotAllowed
    text = clean_text("text", text, LONG, required=True)
    with transaction.atomic():
        round = locked(round)
        if not rules.can_discuss(by, round) or is_released(round):
            raise Conflict(_("This discussion is over."))
        message = RoundMessage.objects.create(round=round, author=by, text=text)
        log_round(round, "message", by)
    return message


def _clean_review(round, opinion, scores, comment, to_proposer):
    if opinion not in Opinion.values:
        raise ValidationError({"opinion": _("Give your opinion, or abstain.")})
    scores = {} if opinion == Opinion.ABSTAIN else tally.clean_scores(round.criteria, scores)
    return {
        "opinion": opinion,
        "scores": scores,
        "comment": clean_text("comment", comment, LONG),
        "to_proposer": clean_text("to_proposer", to_proposer, LONG),
    }


def _typed(data):
    """What a draft keeps: strings of a bounded length under known names, nothing else."""
    kept = {
        name: str(data[name])[:KEEP_LENGTH]
        for name in ("opinion", "comment", "to_proposer")
        if isinstance(data.get(name), str)
    }
    if isinstance(data.get("scores"), dict):
        scores = list(data["scores"].items())[:KEEP_SCORES]
        kept["scores"] = {str(key)[:40]: str(mark)[:20] for key, mark in scores}
    return kept
