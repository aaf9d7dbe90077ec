"""What is said once a door has done what it was asked, the same at the desk and in the admin."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_crowdsolving import conf, dates
from wagtail_crowdsolving.selection.models import Invitation, Round


def replaced_message(seat):
    """What is said to whoever gave the place of ``seat`` to somebody else: who is told."""
    if seat.user is not None and seat.user.is_active:
        return _("The place is taken over, and both are told.")
    return _("The place is taken over, and whoever takes it is told.")


def reminded_message(reminded):
    """What is said to whoever asked for reminders: how many leave, and who had one already."""
    said = []
    if number := len(reminded.told):
        said.append(
            ngettext(
                "%(number)d person is reminded by mail, in working hours.",
                "%(number)d people are reminded by mail, in working hours.",
                number,
            )
            % {"number": number}
        )
        # The last of them: outside of working hours it waits.
        leaves_at = max(seat.reminded_at for seat in reminded.told)
        if leaves_at > timezone.now():
            said.append(
                _("The mail leaves on %(moment)s.") % {"moment": dates.write_moment(leaves_at)}
            )
    if number := len(reminded.waiting):
        leaves_at = max(seat.reminded_at for seat in reminded.waiting)
        said.append(
            ngettext(
                "The reminder of %(number)d person leaves already on %(moment)s: no other is added.",
                "The reminders of %(number)d people leave already, the last on %(moment)s: no other is added.",
                number,
            )
            % {"number": number, "moment": dates.write_moment(leaves_at)}
        )
    if number := len(reminded.recent):
        said.append(
            ngettext(
                "%(number)d person had a reminder within the last %(hours)d hours, and is mailed no other.",
                "%(number)d people had a reminder within the last %(hours)d hours, and are mailed no other.",
                number,
            )
            % {"number": number, "hours": conf.ASK_AGAIN_HOURS}
        )
    return " ".join(said) or _("Nobody could be reminded by mail.")


def stopped_message(round):
    """What is said to whoever stops the examination of ``round``, which still stands as it did."""
    told = [_("The examination is stopped.")]
    if round.state == Round.State.OPEN:
        told.append(_("Its members are told by mail."))
    return " ".join([*told, _("Whoever proposed the challenge reads it in their space.")])


def invited_message(made):
    """What is said to whoever invited somebody, by name or by mail."""
    if isinstance(made, Invitation):
        return _("An invitation leaves to this address.")
    return _("The person is invited by mail.")
