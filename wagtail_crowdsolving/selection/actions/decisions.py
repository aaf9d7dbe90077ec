"""What a committee decides, and when it takes effect."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from wagtail_crowdsolving import cases, signals
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import mails, minutes, rules, workflow
from wagtail_crowdsolving.selection.actions.steps import (
    clean_text,
    locked,
    log_round,
    take_back,
    with_users,
)
from wagtail_crowdsolving.selection.models import (
    Decision,
    Round,
)
from wagtail_crowdsolving.selection.words import LONG, SHORT, Outcome


def draft_decision(*, round, by, outcome, message="", departure="", meeting=None):
    """The chair writes the decision of a closed round; it may be incomplete. Returns the ``Decision``.

    Where the opinions are tied, the choice of the round's chair between them is their casting vote, and
    is kept as such; whoever decides in a chair's stead has none, and gives a reason.

    Raises ``NotAllowed``, ``Conflict`` where the round is not closed, the decision is no draft any
    more or frozen minutes would change, ``ValidationError`` ("outcome", "message", "departure",
    "meeting").
    """
    if not rules.can_decide(by, round):
        raise NotAllowed
    message = clean_text("message", message, LONG)
    departure = clean_text("departure", departure, SHORT)
    with transaction.atomic():
        round = locked(round)
        decision = Decision.objects.filter(round=round).first() or Decision(round=round)
        if round.state != Round.State.CLOSED:
            raise Conflict(_("A decision is drafted once the examination is closed."))
        if decision.state != Decision.State.DRAFT:
            raise Conflict(_("This decision is prepared: take it back before you change it."))
        if outcome not in dict(Decision._meta.get_field("outcome").choices):
            raise ValidationError({"outcome": _("Choose a decision.")})
        if meeting and meeting.committee_id != round.committee_id:
            raise ValidationError({"meeting": _("This is a meeting of another committee.")})
        minutes.check_move(decision, meeting)
        decision.outcome = outcome
        decision.is_casting_vote = rules.has_casting_vote(by, round) and outcome in _tied(round)
        decision.message = message
        decision.departure = departure
        decision.meeting = meeting
        decision.drafted_by = by
        decision.save()
        log_round(round, "draft_decision", by)
    return decision


def _tied(round):
    """The outcomes between which the chair's casting vote decides; none where the opinions are not tied."""
    return round.tally.get("tied", [])


def prepare_decision(*, decision, by):
    """Make a drafted decision ready to be released. Returns the ``Decision``.

    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` where the message to the proposer
    is missing ("message"), or the reason for departing from the tally ("departure").
    """
    if not rules.can_decide(by, decision.round):
        raise NotAllowed
    with transaction.atomic():
        round = locked(decision.round)
        decision = Decision.objects.select_related("round").get(pk=decision.pk)
        if decision.state != Decision.State.DRAFT or round.state != Round.State.CLOSED:
            raise Conflict(_("This decision is no draft any more."))
        errors = {}
        if decision.outcome != Outcome.FAVOURABLE and not decision.message:
            errors["message"] = _("Write to the proposer why, and what they can do.")
        is_by_rule = decision.is_casting_vote or decision.outcome == round.tally["outcome"]
        if not is_by_rule and not decision.departure:
            errors["departure"] = _("Say why the decision is not what the tally says.")
        if errors:
            raise ValidationError(errors)
        decision.state = Decision.State.PREPARED
        decision.prepared_at = timezone.now()
        decision.save(update_fields=["state", "prepared_at", "updated_at"])
        log_round(round, "prepare_decision", by)
    return decision


def undo_decision(*, decision, by):
    """Take a prepared decision back: it is a draft again. Raises ``NotAllowed``, ``Conflict``."""
    if not (rules.can_release(by, decision) or rules.can_decide(by, decision.round)):
        raise NotAllowed
    with transaction.atomic():
        round = locked(decision.round)
        decision = Decision.objects.select_related("round").get(pk=decision.pk)
        if decision.state != Decision.State.PREPARED:
            raise Conflict(_("Only a prepared decision can be taken back."))
        take_back(decision)
        log_round(round, "undo_decision", by)
    return decision


def place_decision(*, decision, by, meeting):
    """Count a decision that is not released among those of a meeting. Returns the ``Decision``.

    Raises ``NotAllowed``, ``Conflict`` where it is released or frozen minutes would change,
    ``ValidationError`` ("meeting").
    """
    if not rules.can_release(by, decision):
        raise NotAllowed
    with transaction.atomic():
        round = locked(decision.round)
        decision = Decision.objects.get(pk=decision.pk)
        if decision.is_released:
            raise Conflict(_("This decision has already been released."))
        if meeting.committee_id != round.committee_id:
            raise ValidationError({"meeting": _("This is a meeting of another committee.")})
        minutes.check_move(decision, meeting)
        decision.meeting = meeting
        decision.save(update_fields=["meeting", "updated_at"])
        log_round(round, "place_decision", by)
    return decision


def release_decision(*, decision, by):
    """Let one prepared decision take effect. Raises ``NotAllowed``, ``Conflict``. Returns the ``Decision``."""
    if not rules.can_release(by, decision):
        raise NotAllowed
    return _release(decision, by)


def release_decisions(*, decisions, by):
    """Let prepared decisions take effect, each in a transaction of its own, each once.

    The workflow goes on, goes back to the proposer, or ends with the reasons; the mails leave.
    Raises ``NotAllowed`` before anything happens where one is not theirs to release. Returns
    ``(released, refused)``: decisions, and pairs of a decision and its ``Conflict``.
    """
    decisions = list(decisions)
    if not all(rules.can_release(by, decision) for decision in decisions):
        raise NotAllowed
    released, refused = [], []
    for decision in decisions:
        try:
            released.append(_release(decision, by))
        except Conflict as conflict:
            refused.append((decision, conflict))
    return released, refused


def _release(decision, by):
    """One decision takes effect."""
    with transaction.atomic():
        round = workflow.lock(decision.round)
        decision = Decision.objects.get(pk=decision.pk)
        decision.round = round
        if decision.is_released:
            raise Conflict(_("This decision has already been released."))
        if decision.state != Decision.State.PREPARED or round.state != Round.State.CLOSED:
            raise Conflict(_("This decision is not prepared any more."))
        with workflow.released(decision):
            decision.state = Decision.State.RELEASED
            decision.released_at = timezone.now()
            decision.released_by = by
            minutes.freeze(decision)
            decision.save()
            log_round(round, "release_decision", by)
            signals.send(signals.decision_released, sender=Decision, decision=decision, round=round)
            for seat in with_users(round.seats.active(), round):
                mails.to_seat(mails.DECIDED, seat, outcome=decision.outcome)
            step = TaskState.objects.get(pk=round.task_state_id)
            page, case = round.page, cases.case_of(round.page)
            if decision.outcome == Outcome.FAVOURABLE:
                mails.to_proposer(decision)
                case.accept(page, by=by, step=step)
            elif decision.outcome == Outcome.CHANGES:
                case.send_back(page, by=by, step=step, reasons=decision.message)
            else:
                case.refuse(page, by=by, step=step, reasons=decision.message)
    return decision
