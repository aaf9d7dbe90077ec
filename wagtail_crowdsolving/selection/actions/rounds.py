"""A round from its opening to its closing, and who is asked in it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from wagtail_crowdsolving import clock, signals
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import dossier, mails, queries, rules, tally
from wagtail_crowdsolving.selection.actions.steps import (
    IN_PROGRESS,
    clean_deadline,
    clean_text,
    close,
    is_released,
    locked,
    locked_open,
    log_round,
    move_deadline,
    note_troubles,
    take_back,
    with_users,
)
from wagtail_crowdsolving.selection.models import (
    Committee,
    Decision,
    Invitation,
    Membership,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.troubles import NO_COMMITTEE
from wagtail_crowdsolving.selection.words import SHORT, VotingRule


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
            log_round(round, "wait", by)
            note_troubles(round, [NO_COMMITTEE])
            mails.to_coordinators(mails.NO_COMMITTEE, round, view="editor")
    return round


def assign_committee(*, round, by, committee):
    """A manager gives a round that waits to a committee, which is invited.

    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` ("committee") where nobody sits on it.
    """
    if not (rules.can_manage(by) and rules.can_run(by, round)):
        raise NotAllowed
    with transaction.atomic():
        round = locked(round)
        if round.state != Round.State.WAITING:
            raise Conflict(_("This examination already has its committee."))
        if not Committee.objects.able().filter(pk=committee.pk).exists():
            raise ValidationError({"committee": _("Nobody sits on this committee today.")})
        page = round.task_state.revision.as_object()
        _seat_committee(round, committee, page, by, "assign")
    return round


def invite(*, round, by, user, role, organisation=None):
    """Whoever runs the round asks one more person. Returns the ``Seat``.

    ``organisation``: for whom the person sits; where it is not said, the one that is known of them.
    Raises ``NotAllowed``, ``Conflict``, and ``ValidationError`` ("user", "role").
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = locked_open(round)
        if role not in Membership.Role.values:
            raise ValidationError({"role": _("Choose a role.")})
        seat = seat_in(round, user, role, organisation)
        log_round(round, "invite", by)
    return seat


def replace_member(*, seat, by, user, organisation=None):
    """Somebody takes the place of a person who recused themself or does not answer; both are told.

    An opinion that was given is never put aside this way. Raises ``NotAllowed``, ``Conflict``,
    ``ValidationError`` ("user"). Returns the new ``Seat``.
    """
    if not rules.can_run(by, seat.round):
        raise NotAllowed
    with transaction.atomic():
        round = locked_open(seat.round)
        seat = Seat.objects.select_related("user").get(pk=seat.pk)
        if seat.left_at:
            raise Conflict(_("This person has already been replaced."))
        if not rules.can_be_replaced(seat, has_given=rules.has_reviewed(seat)):
            raise Conflict(_("This person has given their opinion: it counts."))
        seat.successor = seat_in(round, user, seat.role, organisation)
        seat.left_at = timezone.now()
        seat.save(update_fields=["successor", "left_at"])
        ReviewDraft.objects.filter(seat=seat).delete()
        log_round(round, "replace", by)
        seat.round = round
        mails.to_seat(mails.REPLACED, seat, view="committee_desk")
    return seat.successor


def extend(*, round, by, due_at):
    """Give more time to those whose opinion is not in, who are told. Returns the ``Round``.

    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` ("due_at").
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = locked_open(round)
        due_at = clean_deadline(due_at)
        if round.due_at == due_at:
            return round
        if round.due_at and due_at < round.due_at:
            raise ValidationError({"due_at": _("This day is before the present deadline.")})
        move_deadline(round, due_at)
        round.save(update_fields=["due_at"])
        log_round(round, "extend", by, due_at=due_at.isoformat())
        for seat in with_users(round.seats.expected(), round):
            mails.to_seat(mails.EXTENDED, seat, mails.stamp(due_at))
    return round


def close_round(*, round, by):
    """End the round with the opinions that are in: the tally is frozen, the chair is told.

    Raises ``NotAllowed``, ``Conflict``. Returns the ``Round``.
    """
    if not rules.can_run(by, round):
        raise NotAllowed
    with transaction.atomic():
        round = locked_open(round)
        close(round, by)
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
    reason = clean_text("reason", reason, SHORT, required=True)
    with transaction.atomic():
        round = locked(round)
        decision = Decision.objects.select_for_update().filter(round=round).first()
        if round.state != Round.State.CLOSED or round.task_state.status != IN_PROGRESS:
            raise Conflict(_("Only a closed examination can be opened again."))
        if decision and decision.is_released:
            raise Conflict(_("The decision has been released: the examination is over."))
        due_at = clean_deadline(due_at)
        if round.due_at != due_at:
            move_deadline(round, due_at)
        round.state = Round.State.OPEN
        round.tally = round.closed_at = round.closed_by = None
        round.reopened_at = timezone.now()
        # What was told of the opinions is hidden with them; what is wrong now is told anew.
        round.troubles, round.troubles_told_at = "", None
        round.save()
        if decision and decision.state == Decision.State.PREPARED:
            take_back(decision)
        message = RoundMessage.objects.create(round=round, author=by, text=reason)
        log_round(round, "reopen", by)
        for seat in with_users(round.seats.active(), round):
            mails.to_seat(mails.REOPENED, seat, message.pk, reason=reason)
    return round


def stop_round(*, task_state, by=None):
    """The step of a round ended without a decision of its committee: nobody is asked any more.

    Does nothing where there is no round, or its decision is the reason. Returns the ``Round`` or
    ``None``.
    """
    with transaction.atomic():
        round = Round.objects.select_for_update(of=["self"]).filter(task_state=task_state).first()
        if round is None or round.state == Round.State.CANCELLED or is_released(round):
            return None
        was_open = round.state == Round.State.OPEN
        round.state = Round.State.CANCELLED
        round.save(update_fields=["state"])
        log_round(round, "stop", by)
        if was_open:
            for seat in with_users(round.seats.active(), round):
                mails.to_seat(mails.STOPPED, seat, view="committee_desk")
    return round


def _seat_committee(round, committee, page, by, action):
    """Open the round: the committee's rule, criteria and time are frozen, its members invited."""
    round.committee = committee
    round.state = Round.State.OPEN
    round.troubles, round.troubles_told_at = "", None
    round.rule, round.threshold, round.quorum = (
        committee.rule,
        committee.threshold,
        committee.quorum,
    )
    round.criteria = tally.freeze_criteria(committee.criteria.order_by("sort_order", "pk"))
    round.due_at = clock.end_of_day_in(committee.review_days)
    round.save()
    log_round(round, action, by)
    signals.send(signals.round_opened, sender=Round, round=round)
    for membership in queries.sitting_members(committee):
        # Nobody judges, or watches being judged, what they propose themself.
        if not rules.is_proposer(membership.user, round):
            _place(round, membership.user, membership.role, membership.organisation, page)


def seat_in(round, user, role, organisation):
    """Invite one person by name; the caller holds the round. Raises ``ValidationError`` ("user")."""
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
    known = queries.organisations_of(user, round.committee)
    organisation = organisation or next(iter(known), None)
    page = round.task_state.revision.as_object()
    # A link that still waits for them would seat somebody else.
    mails.withdraw(Invitation.objects.sent_to(user).filter(round=round))
    return _place(round, user, role, organisation, page, also=known)


def _place(round, user, role, organisation, page, also=()):
    """``also``: other organisations for which the person is known to sit, which may have an interest too."""
    interest = ""
    if role != Membership.Role.OBSERVER:
        ties = (queries.interest_of(one, page) for one in [organisation, *also])
        interest = next(filter(None, ties), "")
    seat = Seat.objects.create(
        round=round,
        user=user,
        role=role,
        organisation=organisation,
        organisation_name=organisation.name if organisation else "",
        interest=interest,
    )
    mails.to_seat(mails.INVITED, seat, interest=interest)
    return seat
