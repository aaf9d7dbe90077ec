"""Who may do what in a committee's round. Nothing else decides it.

Whoever recused themself, and whoever proposed the challenge, sees and does nothing in a round,
whatever else they are. A superuser is a manager and never a member.
"""

from typing import Any

import swapper

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges.rules import can_coordinate
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.selection.models import (
    Committee,
    Decision,
    Invitation,
    Membership,
    Round,
    Seat,
)

MANAGE = "wagtail_crowdsolving.manage_selection"

CHAIR, OBSERVER = Membership.Role.CHAIR, Membership.Role.OBSERVER


def active_membership(user: Any, committee: Committee | None) -> Membership | None:
    """The ``Membership`` of an active person today, or ``None``."""
    if not user.is_active or committee is None:
        return None
    held = Membership.objects.in_force().filter(committee=committee, user_id=user.pk)
    return held.first()


def is_chair(user: Any, committee: Committee | None) -> bool:
    membership = active_membership(user, committee)
    return membership is not None and membership.role == CHAIR


def can_manage(user: Any, committee: Committee | None = None) -> bool:
    """Coordinators, by the permission that ``setup_crowdsolving`` gives; the chair of ``committee``."""
    if not user.is_active:
        return False
    return user.has_perm(MANAGE) or (committee is not None and is_chair(user, committee))


def can_seat(user: Any, committee: Committee) -> bool:
    """Say who sits on a committee, and until when: coordinators, and its chair."""
    return can_manage(user, committee)


def can_import(user: Any) -> bool:
    """Send a table of members, of which each line tells whether an address has an account: coordinators."""
    return can_manage(user)


def can_invite(user: Any, committee: Committee, round: Round | None = None) -> bool:
    """Ask somebody onto a committee, or into one of its rounds alone."""
    return can_run(user, round) if round else can_seat(user, committee)


def can_handle(user: Any, invitation: Invitation) -> bool:
    """See an invitation by mail and its address, send it again, withdraw it: coordinators; a chair, their own."""
    is_own = invitation.invited_by_id == user.pk
    may = can_invite(user, invitation.committee, invitation.round)
    return may and (is_own or user.has_perm(MANAGE))


def can_be_accepted(invitation: Invitation) -> bool:
    """Whether its link still gives the place. Who could invite no more by name invites nobody."""
    inviter = invitation.invited_by
    return (
        invitation.state == Invitation.State.WAITING
        and inviter is not None
        and can_invite(inviter, invitation.committee, invitation.round)
    )


def can_take_up(user: Any, page: Any) -> bool:
    """Begin an examination that stands still: coordinators who have no interest in the challenge.

    It is not their own, and they stood aside in none of its rounds.
    """
    aside = Seat.objects.recused().filter(round__page=page.pk, user_id=user.pk)
    return can_manage(user) and not has_proposed(user, [page.pk]) and not aside.exists()


def seat_of(user: Any, round: Round) -> Seat | None:
    """The person's ``Seat`` in the round, active or not, or ``None``."""
    if not user.is_active or user.pk is None:
        return None
    return Seat.objects.filter(round=round, user_id=user.pk).first()


def is_proposer(user: Any, round: Round) -> bool:
    """Whether the challenge that the round examines is the person's own."""
    return has_proposed(user, [round.page_id])


def has_proposed(user: Any, pages: Any) -> bool:
    """Whether one of ``pages``, by their primary keys, is the person's own."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=pages)
    own = (case.proposed_by(user) for case in cases.registered())
    return any(pages.filter(pk__in=keys).exists() for keys in own if keys is not None)


def stands_aside(user: Any, round: Round) -> bool:
    """Whether the person has an interest in the challenge: recused, or the proposer themself.

    ``Round.objects.not_aside`` are the others. Who was replaced has none: they may still run the round.
    """
    return _stands_aside(user, round, seat_of(user, round))


def _stands_aside(user: Any, round: Round, seat: Seat | None) -> bool:
    return (seat is not None and seat.recused_at is not None) or is_proposer(user, round)


def has_reviewed(seat: Any) -> bool:
    return seat.reviews.current().exists()


def holds(user: Any, seat: Any) -> bool:
    """Whether an active person sits in ``seat``, neither recused nor replaced."""
    return seat is not None and user.is_active and seat.user_id == user.pk and seat.is_active


def can_be_replaced(seat: Seat, *, has_given: bool) -> bool:
    """Whether somebody else may take the place: an opinion that is given counts, and a place is taken once."""
    return seat.left_at is None and not has_given


def could_read(seat: Seat) -> bool:
    """Whether a chair without an opinion of their own could read the others' when the round was closed.

    It has been opened again since: they lead it, and give no opinion in it any more.
    """
    return seat.led_at_closing(seat.round) and not has_reviewed(seat)


def votes(user: Any, seat: Any) -> bool:
    """Whether the person's opinion is asked in this seat."""
    return holds(user, seat) and seat.votes and not is_proposer(user, seat.round)


def can_review(user: Any, seat: Any) -> bool:
    return votes(user, seat) and seat.round.state == Round.State.OPEN and not could_read(seat)


def can_recuse(user: Any, seat: Any) -> bool:
    """As long as they may not have read the others: their own review is not in."""
    return can_review(user, seat) and not has_reviewed(seat)


def can_run(user: Any, round: Round) -> bool:
    """Follow the round's progress, invite, replace, extend, close, reopen."""
    return can_manage(user, round.committee) and not stands_aside(user, round)


def can_remind(user: Any, round: Round) -> bool:
    """Ask once more for the opinions that are awaited: whoever runs the round."""
    return can_run(user, round)


def can_see_dossier(user: Any, round: Round) -> bool:
    """Read what is judged: who sits in the round, and whoever runs it."""
    seat = seat_of(user, round)
    if _stands_aside(user, round, seat):
        return False
    return holds(user, seat) or can_manage(user, round.committee)


def can_read_reviews(user: Any, round: Round) -> bool:
    """Read the others' opinions, scores and whatever is counted from them.

    A member, once their own review is in; the chair, observers and managers, once the round has
    closed. Whoever was replaced, never.
    """
    seat = seat_of(user, round)
    if is_proposer(user, round) or (seat is not None and not seat.is_active):
        return False
    closed = round.state == Round.State.CLOSED
    if seat is not None and seat.role == Membership.Role.MEMBER:
        return round.state in (Round.State.OPEN, Round.State.CLOSED) and has_reviewed(seat)
    return closed and (seat is not None or can_manage(user, round.committee))


def can_discuss(user: Any, round: Round) -> bool:
    """Write in the discussion: members and the chair, once their own review is in."""
    seat = seat_of(user, round)
    return (
        round.state in (Round.State.OPEN, Round.State.CLOSED)
        and votes(user, seat)
        and has_reviewed(seat)
    )


def can_read_discussion(user: Any, round: Round) -> bool:
    return can_discuss(user, round) or can_read_reviews(user, round)


def can_decide(user: Any, round: Round) -> bool:
    """The chair of the round; where it has none any more, a manager."""
    if not user.is_active or stands_aside(user, round):
        return False
    chairs = set(Seat.objects.chairs().filter(round=round).values_list("user_id", flat=True))
    return user.pk in chairs if chairs else user.has_perm(MANAGE)


def has_casting_vote(user: Any, round: Round) -> bool:
    """Whether the person's voice decides where the opinions are tied: the chair of the round."""
    return (
        can_decide(user, round)
        and Seat.objects.chairs().filter(round=round, user_id=user.pk).exists()
    )


def can_release(user: Any, decision: Decision) -> bool:
    """Let a prepared decision take effect: the committee's chair, or a manager."""
    return can_run(user, decision.round)


def can_undo(user: Any, decision: Decision) -> bool:
    """Take a prepared decision back, before it is released."""
    return decision.state == Decision.State.PREPARED and (
        can_release(user, decision) or can_decide(user, decision.round)
    )


def can_correct(user: Any, page: Any) -> bool:
    """Publish a correction of spelling: coordination, on a page that nobody keeps locked.

    But nobody who proposed the challenge, or stood aside from its examination, in whatever language.
    """
    if not (user.is_active and user.has_perm(MANAGE) and can_coordinate(user, page)):
        return False
    if page.permissions_for_user(user).page_locked():
        return False
    shared = translations_of(page).values("pk")
    aside = Seat.objects.recused().filter(round__page__in=shared, user_id=user.pk)
    return not (aside.exists() or has_proposed(user, shared))


def can_submit_again(user: Any, page: Any) -> bool:
    """Send a published challenge to a new examination: whoever may submit it to its workflow."""
    may = page.permissions_for_user(user)
    return user.is_active and may.can_edit() and may.can_submit_for_moderation()
