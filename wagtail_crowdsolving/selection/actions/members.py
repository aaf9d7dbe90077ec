"""Who sits on a committee, from a day to a day. Nobody who sat is deleted: a membership ends, and may begin again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import mails, rules
from wagtail_crowdsolving.selection.log import MEMBER
from wagtail_crowdsolving.selection.models import Committee, Invitation, Membership, check_term


def add_member(*, committee, by, user, role, organisation=None, starts_on=None, ends_on=None):
    """Seat ``user`` on ``committee``; a former member comes back. Returns the ``Membership``.

    Raises ``NotAllowed``, and ``ValidationError`` ("user", "role", "ends_on").
    """
    if not rules.can_seat(by, committee):
        raise NotAllowed
    with transaction.atomic():
        return place(
            committee,
            by,
            user=user,
            role=role,
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
        )


def change_member(*, membership, by, role, organisation=None, starts_on=None, ends_on=None):
    """Change the role, the organisation or the days of a member. Returns the ``Membership``.

    Raises ``NotAllowed``, and ``ValidationError`` ("role", "ends_on").
    """
    if not rules.can_seat(by, membership.committee):
        raise NotAllowed
    with transaction.atomic():
        membership = _locked(membership)
        _write(membership, role, organisation, starts_on, ends_on)
        _log(membership, "change", by)
    return membership


def end_membership(*, membership, by, ends_on):
    """Let a member sit until ``ends_on``, the last day; whoever would begin later is taken off the list. Returns the
    ``Membership``.

    Raises ``NotAllowed``, ``Conflict`` where they sit no longer than that already, and ``ValidationError``
    ("ends_on").
    """
    if not rules.can_seat(by, membership.committee):
        raise NotAllowed
    if ends_on is None:
        raise ValidationError({"ends_on": _("Choose a day.")})
    with transaction.atomic():
        membership = _locked(membership)
        if membership.ends_on and membership.ends_on <= ends_on:
            raise Conflict(_("This membership ends before that day already."))
        _log(membership, "end", by)
        if membership.state == Membership.State.COMING and ends_on < membership.starts_on:
            membership.delete()  # they have sat on no day
        else:
            _write(
                membership, membership.role, membership.organisation, membership.starts_on, ends_on
            )
    return membership


def place(committee, by, *, user, role, organisation, starts_on, ends_on):
    """Seat ``user``, whoever has asked for it and was let. The caller holds the transaction."""
    if not user.is_active:
        raise ValidationError({"user": _("This account is closed.")})
    check_term(starts_on, ends_on, is_new=True)
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    made = Membership.objects.filter(committee=committee, user_id=user.pk).first()
    if made is not None and made.state != Membership.State.FORMER:
        raise ValidationError({"user": _("This person is in the list already.")})
    action = "add" if made is None else "return"
    if made is not None:
        # Without a first day they would have sat in between, too.
        starts_on = starts_on or clock.today()
    else:
        last = committee.memberships.aggregate(last=Max("sort_order"))["last"]
        made = Membership(
            committee=committee, user=user, sort_order=0 if last is None else last + 1
        )
    _write(made, role, organisation, starts_on, ends_on)
    # A link that still waits for them would seat somebody else.
    mails.withdraw(Invitation.objects.sent_to(user).filter(committee=committee, round=None))
    _log(made, action, by)
    return made


def _locked(membership):
    Committee.objects.select_for_update().get(pk=membership.committee_id)
    return Membership.objects.select_related("committee", "organisation").get(pk=membership.pk)


def _write(membership, role, organisation, starts_on, ends_on):
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("Choose a role.")})
    membership.role, membership.organisation = role, organisation
    check_term(starts_on, ends_on)
    membership.starts_on, membership.ends_on = starts_on, ends_on
    membership.save()


def _log(membership, action, by):
    """On the committee: a membership has no page of its own."""
    committee = membership.committee
    log(committee, f"{MEMBER}.{action}", user=by, data={"membership": membership.pk})
