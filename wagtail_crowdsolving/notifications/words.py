"""Why a mail did not leave, in plain words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Each with a sentence for people who run the site."""

    NO_RECIPIENT = "no_recipient", _("The recipient’s account is closed, or has no address.")
    STOPPED = "stopped", _("Each attempt stopped before its end.")
    UNREACHABLE = "unreachable", _("The mail server could not be reached.")
    LOGIN = "login", _("The mail server does not accept the site’s name and password.")
    ADDRESS = "address", _("The mail server refuses the recipient’s address.")
    SENDER = "sender", _("The mail server refuses the address from which the site writes.")
    REFUSED = "refused", _("The mail server refuses this mail.")
    UNKNOWN_KIND = "unknown_kind", _("The site no longer sends such mails.")
    OTHER = "other", _("The site could not send this mail.")


#: By the kind of error with which an attempt ended.
OF_ERROR = {
    "SMTPRecipientsRefused": Reason.ADDRESS,
    "SMTPSenderRefused": Reason.SENDER,
    "SMTPAuthenticationError": Reason.LOGIN,
    "SMTPDataError": Reason.REFUSED,
    "SMTPHeloError": Reason.REFUSED,
    "SMTPResponseException": Reason.REFUSED,
    "SMTPConnectError": Reason.UNREACHABLE,
    "SMTPServerDisconnected": Reason.UNREACHABLE,
    "ConnectionRefusedError": Reason.UNREACHABLE,
    "ConnectionResetError": Reason.UNREACHABLE,
    "ConnectionAbortedError": Reason.UNREACHABLE,
    "BrokenPipeError": Reason.UNREACHABLE,
    "TimeoutError": Reason.UNREACHABLE,
    "gaierror": Reason.UNREACHABLE,
    "OSError": Reason.UNREACHABLE,
    "KeyError": Reason.UNKNOWN_KIND,
}


def reason_of(error: str) -> str:
    """The sentence for what is kept of an attempt; empty where nothing is."""
    if not error:
        return ""
    if error in Reason.values:
        return str(Reason(error).label)
    return str(OF_ERROR.get(error.partition(":")[0], Reason.OTHER).label)
