"""Inviting somebody by mail who may have no account. The link in the mail proves the address: whoever opens it accepts
with the account of their choice. Nothing here says whether an address has an account."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.exceptions import Busy, Conflict, NotAllowed
from wagtail_crowdsolving.people import address_of, has_address
from wagtail_crowdsolving.selection import mails, rules
from wagtail_crowdsolving.selection.actions.members import place
from wagtail_crowdsolving.selection.actions.rounds import seat_in
from wagtail_crowdsolving.selection.actions.steps import locked_open, log_round
from wagtail_crowdsolving.selection.importing import clean_email, sent_lately_message
from wagtail_crowdsolving.selection.log import LOG, MEMBER
from wagtail_crowdsolving.selection.models import (
    Committee,
    Invitation,
    Membership,
    RoundLogEntry,
    check_term,
    new_token,
    token_hash,
)

HOUR = timedelta(hours=1)
#: What marks the audit lines by which the invitations of one person are counted.
COUNTED = "is_counted"


def invite_by_mail(
    *,
    by,
    email,
    role,
    committee=None,
    round=None,
    organisation=None,
    starts_on=None,
    ends_on=None,
):
    """Ask whoever reads ``email`` onto ``committee``, or into ``round`` alone. Returns the ``Invitation``.

    Raises ``NotAllowed``, ``Busy`` above ``INVITATIONS_PER_HOUR``, ``Conflict`` where the round is closed or an
    invitation that is over was sent there within ``ASK_AGAIN_HOURS``, and ``ValidationError`` ("email", "role",
    "ends_on").
    """
    committee = round.committee if round else committee
    if not rules.can_invite(by, committee, round):
        raise NotAllowed
    try:
        email = clean_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error}) from error
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("Choose a role.")})
    with transaction.atomic():
        _lock(committee, round)
        _check_number(by)
        earlier = Invitation.objects.over()
        _check_time(earlier.filter(committee=committee, round=round, email=email))
        return invite_to(
            committee,
            round,
            by,
            email,
            role=role,
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
            is_counted=True,
        )


def invite_to(
    committee, round, by, email, *, role, organisation, starts_on, ends_on, is_counted=False
):
    """Invite ``email``, whoever has asked for it and was let. The caller holds what it is for.

    ``is_counted``: as one of the ``INVITATIONS_PER_HOUR`` of ``by``.
    """
    check_term(starts_on, ends_on, is_new=True)
    open_one = Invitation.objects.open().filter(committee=committee, round=round, email=email)
    invitation = open_one.select_related("round").first() or Invitation(
        committee=committee, round=round, email=email
    )
    if invitation.pk and invitation.state == Invitation.State.WAITING:
        raise ValidationError(
            {"email": _("This address is invited already: its invitation can be sent again.")}
        )
    if _is_of_a_seated(email, committee, round):
        raise ValidationError({"email": _("Whoever has this address sits here already.")})
    invitation.role, invitation.organisation = role, organisation
    invitation.starts_on, invitation.ends_on = starts_on, ends_on
    _send(invitation, by)
    _log(invitation, "invite_by_mail", by, **({COUNTED: True} if is_counted else {}))
    return invitation


def send_invitation_again(*, invitation, by):
    """Send a new link; the earlier one ends, the time begins anew. Returns the ``Invitation``.

    It stays the invitation of whoever invited, as long as they may. Raises ``NotAllowed``, ``Conflict`` where it is over
    or was sent within ``ASK_AGAIN_HOURS``, and ``ValidationError`` ("ends_on").
    """
    if not rules.can_handle(by, invitation):
        raise NotAllowed
    with transaction.atomic():
        _lock(invitation.committee, invitation.round)
        invitation = _open(invitation)
        _check_time(Invitation.objects.filter(pk=invitation.pk))
        check_term(invitation.starts_on, invitation.ends_on, is_new=True)
        inviter = invitation.invited_by
        if not (inviter and rules.can_invite(inviter, invitation.committee, invitation.round)):
            inviter = by  # theirs could not be accepted
        _send(invitation, inviter)
        _log(invitation, "invite_by_mail", by)
    return invitation


def withdraw_invitation(*, invitation, by):
    """End an invitation that nobody has accepted. Returns it. Raises ``NotAllowed``, ``Conflict``."""
    if not rules.can_handle(by, invitation):
        raise NotAllowed
    with transaction.atomic():
        invitation = _open(invitation)
        _withdraw(invitation, by)
    return invitation


def accept_invitation(*, token, by):
    """Take the place that the link offers, with the account ``by``. Returns the ``Invitation``.

    The same checks as of whom one invites by name. Raises ``NotAllowed``, ``Conflict`` where it is over or where they
    sit there already, which ends it, and ``ValidationError`` where this person cannot take the place.
    """
    if not (by.is_authenticated and by.is_active):
        raise NotAllowed
    found = Invitation.objects.for_token(token).select_related("committee", "round").first()
    if found is None:
        raise Conflict(_("This invitation is not known, or a newer one was sent."))
    with transaction.atomic():
        round = _lock(found.committee, found.round)
        invitation = _open(found)
        if invitation.token != token_hash(token) or not rules.can_be_accepted(invitation):
            raise Conflict(_("This invitation is over: ask for a new one."))
        sits = _sits(by, invitation.committee, round)
        if sits:
            _withdraw(invitation, by)
        else:
            _accept(invitation, round, by)
    if sits:
        raise Conflict(_("You sit here already: this invitation is closed, and changes nothing."))
    return invitation


def forget_invitations(*, user):
    """A person's account goes: what was sent to their address is withdrawn, and nothing names them."""
    own = Q(accepted_by_id=user.pk)
    if email := address_of(user):
        own |= Q(email__iexact=email)
    invitations = Invitation.objects.filter(own)
    mails.withdraw(invitations)
    invitations.update(email="", accepted_by=None)
    mails.withdraw(Invitation.objects.filter(invited_by_id=user.pk))


def prune_invitations(*, before):
    """Delete what was over before a moment. Returns how many rows."""
    over = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(over).delete()[0]


def _lock(committee, round):
    """Hold what the invitation is for, before the invitation itself. Returns the round, open, or ``None``."""
    if round:
        return locked_open(round)
    Committee.objects.select_for_update().get(pk=committee.pk)
    return None


def _open(invitation):
    """The row as it stands, locked. Raises ``Conflict`` where it is accepted or withdrawn."""
    invitation = (
        Invitation.objects.select_for_update(of=["self"])
        .select_related("committee", "round", "organisation", "invited_by")
        .get(pk=invitation.pk)
    )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Conflict(_("This invitation is over: ask for a new one."))
    return invitation


def _check_number(by):
    """A limit to what one account can have sent to addresses of its choice."""
    recent = {
        "user": by,
        "timestamp__gt": timezone.now() - HOUR,
        f"data__{COUNTED}": True,
    }
    number = sum(
        lines.objects.filter(action=f"{room}.invite_by_mail", **recent).count()
        for lines, room in ((ModelLogEntry, MEMBER), (RoundLogEntry, LOG))
    )
    if number >= conf.INVITATIONS_PER_HOUR:
        raise Busy(3600, _("You have invited many people within an hour. Try again later."))


def _check_time(invitations):
    """A limit to what one address is sent, from whomever."""
    if invitations.sent_lately().exists():
        raise Conflict(sent_lately_message())


def _sits(user, committee, round):
    """Whether they have the place already, or are to have it."""
    return _is_taken(Q(user=user), committee, round)


def _is_of_a_seated(email, committee, round):
    """The same of whoever has an address; of nobody else's account is anything told."""
    return _is_taken(has_address(email, of="user"), committee, round)


def _is_taken(who, committee, round):
    if round:
        return round.seats.active().filter(who).exists()
    held = Membership.objects.filter(who, committee=committee)
    return any(one.state != Membership.State.FORMER for one in held)


def _accept(invitation, round, by):
    # Before they are seated, which withdraws what still waits for them.
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if round:
        seat_in(round, by, invitation.role, invitation.organisation)
    else:
        place(
            invitation.committee,
            by,
            user=by,
            role=invitation.role,
            organisation=invitation.organisation,
            starts_on=invitation.starts_on,
            ends_on=invitation.ends_on,
        )
    _log(invitation, "accept_invitation", by)


def _withdraw(invitation, by):
    mails.withdraw(Invitation.objects.filter(pk=invitation.pk))
    invitation.refresh_from_db(fields=["withdrawn_at"])
    _log(invitation, "withdraw_invitation", by)


def _send(invitation, by):
    token, now = new_token(), timezone.now()
    invitation.token, invitation.invited_by, invitation.sent_at = token_hash(token), by, now
    invitation.expires_at = now + timedelta(days=conf.INVITATION_DAYS)
    if invitation.ends_on:
        invitation.expires_at = min(invitation.expires_at, clock.end_of(invitation.ends_on))
    invitation.save()
    mails.to_invited(invitation, token)


def _log(invitation, action, by, **data):
    data["invitation"] = invitation.pk
    if invitation.round:
        log_round(invitation.round, action, by, **data)
    else:
        log(
            invitation.committee,
            f"{MEMBER}.{action}",
            user=by,
            data=data,
        )
