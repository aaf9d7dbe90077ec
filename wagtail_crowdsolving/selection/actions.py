"""The doors of committees' rounds."""

from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.actions import end_with_reasons
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.selection import dossier, judged, minutes, queries, rules, tally, workflow
from wagtail_crowdsolving.selection import jobs as mails
from wagtail_crowdsolving.selection.jobs import stamp
from wagtail_crowdsolving.selection.judged import correct_spelling, examine_again  # noqa: F401
from wagtail_crowdsolving.selection.log import LOG
from wagtail_crowdsolving.selection.models import (
    Decision,
    Membership,
    Review,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.words import Opinion, Outcome, VotingRule
from wagtail_crowdsolving.text import clean_typed, to_plain

IN_PROGRESS = TaskState.STATUS_IN_PROGRESS
#: The longest texts: a comment or a message; a reason.
LONG, SHORT = 6000, 2000
#: The most that a draft keeps of one text, and of marks.
KEEP_LENGTH, KEEP_SCORES = 20_000, 50


def open_round(*, task_state, by=None):
    """The round of a step that has begun: what is judged is frozen, the members are invited.

    A second call returns the round that the first one made. Where no committee fits, the round
    waits for one and the coordination is told.
    """
    with transaction.atomic():
        task_state = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if made := Round.objects.filter(task_state=task_state).first():
            return made
        workflow_state = task_state.workflow_state
        page = task_state.revision.as_object()
        committee = queries.committee_for(task_state.task.specific, page)
        title, content, fingerprint = dossier.freeze(task_state.revision)
        round = Round(
            task_state=task_state,
            page_id=int(workflow_state.object_id),
            number=1
            + Round.objects.filter(
                page_id=int(workflow_state.object_id), task_state__task=task_state.task
            ).count(),
            state=Round.State.WAITING,
            title=title,
            content=content,
            content_hash=fingerprint,
            rule=VotingRule.MAJORITY,
            threshold=0,
            quorum=1,
        )
        if committee:
            _seat_committee(round, committee, page, by, "open")
        else:
            round.save()
            _log(round, "wait", by)
            mails.to_coordinators("no_committee", round, condition=mails.WAITING, view="editor")
    return round


def assign_committee(*, round, by, committee):
    """A manager gives a round that waits to a committee, which is invited.

    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` ("committee") where nobody sits on it.
    """
    if not (rules.can_manage(by) and rules.can_run(by, round)):
        raise NotAllowed
    with transaction.atomic():
        round = _locked(round)
        if round.state != Round.State.WAITING:
            raise Conflict(_("This examination already has its committee."))
        if not queries.able_committees().filter(pk=committee.pk).exists():
            raise ValidationError({"committee": _("Nobody sits on this committee today.")})
        page = round.task_state.revision.as_object()
        _seat_committee(round, committee, page, by, "assign")
    return round


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


def record_review(*, round, by, opinion, scores, comment="", to_proposer=""):
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
        round = _locked(round)
        seat = Seat.objects.select_related("round").get(pk=seat.pk)
        earlier = seat.reviews.filter(superseded_at=None).first()
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
        _log(round, "review", by)
        if not earlier:
            _close_if_complete(round)
    return review


def recuse(*, round, by, reason):
    """A member stands aside, before they read anybody: from then on they see nothing of the round.

    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` ("reason"). Returns the ``Seat``.
    """
    seat = rules.seat_of(by, round)
    if not rules.votes(by, seat):
        raise NotAllowed
    reason = _text("reason", reason, SHORT, required=True)
    with transaction.atomic():
        round = _locked(round)
        seat = Seat.objects.select_related("round").get(pk=seat.pk)
        if not rules.can_recuse(by, seat):
            raise Conflict(_("You can stand aside only before you have given your opinion."))
        seat.recusal_reason = reason
        seat.recused_at = timezone.now()
        seat.save(update_fields=["recusal_reason", "recused_at"])
        ReviewDraft.objects.filter(seat=seat).delete()
        _log(round, "recuse", by)
        mails.to_lead(
            "recused", round, stamp(seat.recused_at), view="round_progress", who=seat.user
        )
        _close_if_complete(round)
    return seat


def invite(*, round, by, user, role, organisation=None):
    """Whoever runs the round asks one more person. Returns the ``Seat``.

    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` ("user", "role").
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = _open(round)
        if role not in Membership.Role.values:
            raise ValidationError({"role": _("Choose a role.")})
        seat = _seat(round, user, role, organisation)
        _log(round, "invite", by)
    return seat


def replace_member(*, seat, by, user, organisation=None):
    """Somebody takes the place of a person who recused themself or does not answer.

    An opinion that was given is never put aside this way. Raises ``NotAllowed``, ``Conflict``,
    ``ValidationError`` ("user"). Returns the new ``Seat``.
    """
    if not rules.can_run(by, seat.round):
        raise NotAllowed
    with transaction.atomic():
        round = _open(seat.round)
        seat = Seat.objects.select_related("user").get(pk=seat.pk)
        if seat.left_at:
            raise Conflict(_("This person has already been replaced."))
        if rules.has_reviewed(seat):
            raise Conflict(_("This person has given their opinion: it counts."))
        seat.successor = _seat(round, user, seat.role, organisation)
        seat.left_at = timezone.now()
        seat.save(update_fields=["successor", "left_at"])
        ReviewDraft.objects.filter(seat=seat).delete()
        _log(round, "replace", by)
        if seat.recused_at is None:
            seat.round = round
            mails.to_seat("replaced", seat, view="committee_desk")
    return seat.successor


def extend(*, round, by, due_at):
    """Give more time to those whose opinion is not in, who are told. Returns the ``Round``.

    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` ("due_at").
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = _open(round)
        due_at = _future(due_at)
        if round.due_at == due_at:
            return round
        if round.due_at and due_at < round.due_at:
            raise ValidationError({"due_at": _("This day is before the present deadline.")})
        round.due_at = due_at
        round.save(update_fields=["due_at"])
        _log(round, "extend", by, due_at=due_at.isoformat())
        for seat in _with_users(queries.expected_seats(round), round):
            mails.to_seat("extended", seat, stamp(due_at), condition=mails.EXPECTED)
    return round


def close_round(*, round, by):
    """End the round with the opinions that are in: the tally is frozen, the chair is told.

    Raises ``NotAllowed``, ``Conflict``. Returns the ``Round``.
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = _open(round)
        _close(round, by)
    return round


def reopen_round(*, round, by, reason, due_at):
    """Take opinions again, as long as no decision is released. What was given stays and counts.

    Whoever could read the others' and had given none of their own gives none any more.
    A decision that was prepared is a draft again. The reason stands in the committee's discussion
    and in the mail to the members. Raises ``NotAllowed``, ``Conflict``, ``ValidationError``
    ("reason", "due_at"). Returns the ``Round``.
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    reason = _text("reason", reason, SHORT, required=True)
    with transaction.atomic():
        round = _locked(round)
        decision = Decision.objects.select_for_update().filter(round=round).first()
        if round.state != Round.State.CLOSED or round.task_state.status != IN_PROGRESS:
            raise Conflict(_("Only a closed examination can be opened again."))
        if decision and decision.state == Decision.State.RELEASED:
            raise Conflict(_("The decision has been released: the examination is over."))
        round.due_at = _future(due_at)
        round.state = Round.State.OPEN
        round.tally = round.closed_at = round.closed_by = None
        round.reopened_at = timezone.now()
        round.save()
        if decision and decision.state == Decision.State.PREPARED:
            _take_back(decision)
        message = RoundMessage.objects.create(round=round, author=by, text=reason)
        _log(round, "reopen", by)
        for seat in _with_users(round.seats.filter(recused_at=None, left_at=None), round):
            mails.to_seat("reopened", seat, message.pk, condition=mails.SEATED, reason=reason)
    return round


def post_message(*, round, by, text):
    """A word in the committee's discussion, once one's own review is in. Returns the ``RoundMessage``.

    Raises ``NotAllowed``, ``Conflict`` once the decision is released, ``ValidationError`` ("text").
    """
    if not rules.can_discuss(by, round):
        raise NotAllowed
    text = _text("text", text, LONG, required=True)
    with transaction.atomic():
        round = _locked(round)
        if not rules.can_discuss(by, round) or _is_released(round):
            raise Conflict(_("This discussion is over."))
        message = RoundMessage.objects.create(round=round, author=by, text=text)
        _log(round, "message", by)
    return message


def draft_decision(*, round, by, outcome, message="", departure="", meeting=None):
    """The chair writes the decision of a closed round; it may be incomplete. Returns the ``Decision``.

    Raises ``NotAllowed``, ``Conflict`` where the round is not closed, the decision is no draft any
    more or frozen minutes would change, ``ValidationError`` ("outcome", "message", "departure",
    "meeting").
    """
    if not rules.can_decide(by, round):
        raise NotAllowed
    message = _text("message", message, LONG)
    departure = _text("departure", departure, SHORT)
    with transaction.atomic():
        round = _locked(round)
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
        decision.message = message
        decision.departure = departure
        decision.meeting = meeting
        decision.drafted_by = by
        decision.save()
        _log(round, "draft_decision", by)
    return decision


def prepare_decision(*, decision, by):
    """Make a drafted decision ready to be released. Returns the ``Decision``.

    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` where the message to the proposer
    is missing ("message"), or the reason for departing from the tally ("departure").
    """
    if not rules.can_decide(by, decision.round):
        raise NotAllowed
    with transaction.atomic():
        round = _locked(decision.round)
        decision = Decision.objects.select_related("round").get(pk=decision.pk)
        if decision.state != Decision.State.DRAFT or round.state != Round.State.CLOSED:
            raise Conflict(_("This decision is no draft any more."))
        errors = {}
        if decision.outcome != Outcome.FAVOURABLE and not decision.message:
            errors["message"] = _("Write to the proposer why, and what they can do.")
        if decision.outcome != round.tally["outcome"] and not decision.departure:
            errors["departure"] = _("Say why the decision is not what the tally says.")
        if errors:
            raise ValidationError(errors)
        decision.state = Decision.State.PREPARED
        decision.prepared_at = timezone.now()
        decision.save(update_fields=["state", "prepared_at", "updated_at"])
        _log(round, "prepare_decision", by)
    return decision


def undo_decision(*, decision, by):
    """Take a prepared decision back: it is a draft again. Raises ``NotAllowed``, ``Conflict``."""
    if not (rules.can_release(by, decision) or rules.can_decide(by, decision.round)):
        raise NotAllowed
    with transaction.atomic():
        round = _locked(decision.round)
        decision = Decision.objects.select_related("round").get(pk=decision.pk)
        if decision.state != Decision.State.PREPARED:
            raise Conflict(_("Only a prepared decision can be taken back."))
        _take_back(decision)
        _log(round, "undo_decision", by)
    return decision


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


def stop_round(*, task_state, by=None):
    """The step of a round ended without a decision of its committee: nobody is asked any more.

    Does nothing where there is no round, or its decision is the reason. Returns the ``Round`` or
    ``None``.
    """
    with transaction.atomic():
        round = Round.objects.select_for_update(of=["self"]).filter(task_state=task_state).first()
        if round is None or round.state == Round.State.CANCELLED or _is_released(round):
            return None
        was_open = round.state == Round.State.OPEN
        round.state = Round.State.CANCELLED
        round.save(update_fields=["state"])
        _log(round, "stop", by)
        if was_open:
            for seat in _with_users(round.seats.filter(recused_at=None, left_at=None), round):
                mails.to_seat("stopped", seat, view="committee_desk")
    return round


def stop_examination(*, round, by):
    """A coordinator ends the examination without a decision: the challenge waits for the team again.

    Raises ``NotAllowed``, ``Conflict`` where its step is over.
    """
    if not (rules.can_manage(by) and rules.can_run(by, round)):
        raise NotAllowed
    with transaction.atomic():
        workflow.lock(round)
        step = TaskState.objects.select_related("workflow_state").get(pk=round.task_state_id)
        if step.status != IN_PROGRESS:
            raise Conflict(_("The examination of this challenge has ended."))
        step.workflow_state.cancel(user=by)


def take_up_again(*, page, by):
    """A coordinator begins an examination that was interrupted, or never began, from its first step.

    In the workflow that is set on the list now. Raises ``NotAllowed``, and ``Conflict`` where the
    challenge waits for nobody, or its list has no workflow in which a committee decides. Returns the
    ``WorkflowState``.
    """
    if not rules.can_take_up(by, page):
        raise NotAllowed
    with transaction.atomic():
        proposal, state = examination.lock(page)
        if proposal is None:
            # Else two at once would both find that nothing runs.
            type(page)._base_manager.select_for_update().filter(pk=page.pk).first()
            state = page.current_workflow_state
        if state is not None:
            raise Conflict(_("This challenge is under examination already."))
        found = queries.interrupted().filter(pk=page.pk).first()
        if found is None:
            raise Conflict(_("This challenge does not wait to be examined any more."))
        page = found.specific
        workflow = page.get_workflow()
        if workflow is None:
            raise Conflict(examination.no_workflow_message(page.get_parent().title))
        log(page, "wagtail_crowdsolving.proposal.take_up", user=by)
        return workflow.start(page, by)


def place_decision(*, decision, by, meeting):
    """Count a decision that is not released among those of a meeting. Returns the ``Decision``.

    Raises ``NotAllowed``, ``Conflict`` where it is released or frozen minutes would change,
    ``ValidationError`` ("meeting").
    """
    if not rules.can_release(by, decision):
        raise NotAllowed
    with transaction.atomic():
        round = _locked(decision.round)
        decision = Decision.objects.get(pk=decision.pk)
        if decision.state == Decision.State.RELEASED:
            raise Conflict(_("This decision has already been released."))
        if meeting.committee_id != round.committee_id:
            raise ValidationError({"meeting": _("This is a meeting of another committee.")})
        minutes.check_move(decision, meeting)
        decision.meeting = meeting
        decision.save(update_fields=["meeting", "updated_at"])
        _log(round, "place_decision", by)
    return decision


def leave_rounds(*, user):
    """A person's account goes: their opinions stay without a name, their open places fall vacant.

    Their name leaves the minutes, where somebody was present, absent or stood aside. What they wrote of their reasons to stand aside goes with them; so do their drafts.
    """
    gone = _("The account was closed.")
    with transaction.atomic():
        minutes.forget(user)
        ReviewDraft.objects.filter(seat__user_id=user.pk).delete()
        Seat.objects.filter(user_id=user.pk, recused_at__isnull=False).update(recusal_reason=gone)
        rounds = Round.objects.filter(
            state=Round.State.OPEN,
            pk__in=Seat.objects.filter(user_id=user.pk, left_at=None).values("round"),
        )
        for round in rounds.select_for_update(of=["self"]).order_by("pk"):
            current = Review.objects.filter(seat=OuterRef("pk"), superseded_at=None)
            vacant = round.seats.filter(~Exists(current), user_id=user.pk, left_at=None)
            if vacant.update(left_at=timezone.now()):
                _close_if_complete(round)


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
        judged.without_name(pages=translations_of(page).values("pk"), is_named=is_named)


def _fingerprint(round):
    """That of the revision as it stands now."""
    task_state = TaskState.objects.select_related("revision").get(pk=round.task_state_id)
    return dossier.fingerprint(task_state.revision)


def _locked(round):
    """The row as it stands, locked. Every door of a round queues here."""
    return (
        Round.objects.select_for_update(of=["self"])
        .select_related("committee", "task_state")
        .get(pk=round.pk)
    )


def _open(round):
    round = _locked(round)
    if round.state != Round.State.OPEN:
        raise Conflict(_("This examination is closed."))
    return round


def _seat_committee(round, committee, page, by, action):
    """Open the round: the committee's rule, criteria and time are frozen, its members invited."""
    round.committee = committee
    round.state = Round.State.OPEN
    round.rule, round.threshold, round.quorum = (
        committee.rule,
        committee.threshold,
        committee.quorum,
    )
    round.criteria = tally.freeze_criteria(committee.criteria.order_by("sort_order", "pk"))
    last = timezone.localtime() + timedelta(days=committee.review_days)
    round.due_at = last.replace(hour=23, minute=59, second=59, microsecond=0)
    round.save()
    _log(round, action, by)
    for membership in queries.sitting_members(committee):
        # Nobody judges, or watches being judged, what they propose themself.
        if not rules.is_proposer(membership.user, round):
            _place(round, membership.user, membership.role, membership.organisation, page)


def _seat(round, user, role, organisation):
    """Invite one person by hand."""
    if not user.is_active:
        raise ValidationError({"user": _("This account is closed.")})
    if rules.is_proposer(user, round):
        raise ValidationError({"user": _("This person proposes the challenge.")})
    if round.seats.filter(user=user).exists():
        raise ValidationError({"user": _("This person already has or had a place here.")})
    if (
        role != Membership.Role.OBSERVER
        and round.reopened_at
        and rules.can_manage(user, round.committee)
    ):
        raise ValidationError(
            {
                "user": _(
                    "This person could read the opinions when the examination was closed: they can "
                    "only observe."
                )
            }
        )
    membership = rules.active_membership(user, round.committee)
    organisation = organisation or (membership and membership.organisation)
    return _place(round, user, role, organisation, round.task_state.revision.as_object())


def _place(round, user, role, organisation, page):
    interest = queries.interest_of(organisation, page) if role != Membership.Role.OBSERVER else ""
    seat = Seat.objects.create(
        round=round,
        user=user,
        role=role,
        organisation=organisation,
        organisation_name=organisation.name if organisation else "",
        interest=interest,
    )
    mails.to_seat("invited", seat, condition=mails.SEATED, interest=interest)
    return seat


def _close_if_complete(round):
    """Close the round once every opinion that is asked is in; the caller holds its lock."""
    has_opinions = queries.current_reviews(round).filter(seat__recused_at=None, seat__left_at=None)
    if has_opinions.exists() and not queries.expected_seats(round).exists():
        _close(round, None)


def _close(round, by):
    round.tally = tally.tally(
        rule=round.rule,
        threshold=round.threshold,
        quorum=round.quorum,
        seats=list(round.seats.all()),
        reviews=list(queries.current_reviews(round)),
    )
    round.state = Round.State.CLOSED
    round.closed_at = timezone.now()
    round.closed_by = by
    round.save()
    _log(round, "close", by)
    mails.to_lead(
        "closed", round, stamp(round.closed_at), condition=mails.CLOSED, view="round_decision"
    )


def _is_released(round):
    return Decision.objects.filter(round=round, state=Decision.State.RELEASED).exists()


def _take_back(decision):
    decision.state = Decision.State.DRAFT
    decision.prepared_at = None
    decision.save(update_fields=["state", "prepared_at", "updated_at"])


def _release(decision, by):
    """One decision takes effect."""
    with transaction.atomic():
        round = workflow.lock(decision.round)
        decision = Decision.objects.get(pk=decision.pk)
        decision.round = round
        if decision.state == Decision.State.RELEASED:
            raise Conflict(_("This decision has already been released."))
        if decision.state != Decision.State.PREPARED or round.state != Round.State.CLOSED:
            raise Conflict(_("This decision is not prepared any more."))
        with workflow.released(decision):
            decision.state = Decision.State.RELEASED
            decision.released_at = timezone.now()
            decision.released_by = by
            minutes.freeze(decision)
            decision.save()
            _log(round, "release_decision", by)
            for seat in _with_users(round.seats.filter(recused_at=None, left_at=None), round):
                mails.to_seat("decided", seat, outcome=decision.outcome)
            task_state = TaskState.objects.get(pk=round.task_state_id)
            if decision.outcome == Outcome.FAVOURABLE:
                mails.to_proposer(decision)
                task_state.approve(user=by)
            elif decision.outcome == Outcome.CHANGES:
                task_state.reject(user=by, comment=decision.message)
            else:
                end_with_reasons(page=round.page, by=by, reasons=decision.message)
    return decision


def _clean_review(round, opinion, scores, comment, to_proposer):
    if opinion not in Opinion.values:
        raise ValidationError({"opinion": _("Give your opinion, or abstain.")})
    scores = {} if opinion == Opinion.ABSTAIN else tally.clean_scores(round.criteria, scores)
    return {
        "opinion": opinion,
        "scores": scores,
        "comment": _text("comment", comment, LONG),
        "to_proposer": _text("to_proposer", to_proposer, LONG),
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


def _text(name, value, length, required=False):
    try:
        value = clean_typed(value, length)
    except ValidationError as error:
        raise ValidationError({name: error}) from error
    if required and not value:
        raise ValidationError({name: _("Write why.") if name == "reason" else _("Write a text.")})
    return value


def _future(due_at):
    if due_at is None or due_at <= timezone.now():
        raise ValidationError({"due_at": _("Choose a moment in the future.")})
    return due_at


def _with_users(seats, round):
    seats = list(seats.select_related("user"))
    for seat in seats:
        seat.round = round
    return seats


def _log(round, action, by, **data):
    log(
        round,
        f"{LOG}.{action}",
        user=by,
        title=round.title,
        data=data or None,
    )
