"""Sending what waits in the outbox.

A row is claimed with one conditional update before it is sent, so that two workers never
send the same mail. The claim is a lease: a worker that dies while sending gives the mail back
when the lease ends. The mail carries the same ``Message-ID`` at each attempt.
"""

import logging
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core import mail as django_mail
from django.db.models import F
from django.utils import timezone

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.network.people import email_of
from wagtail_crowdsolving.notifications import mails, together
from wagtail_crowdsolving.notifications.message import Message, headers
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.notifications.words import Reason

logger = logging.getLogger(__name__)

State = OutboxMail.State

#: Longer than any attempt can last.
LEASE = timedelta(minutes=15)
#: How long a silent mail server is waited for where the site does not say (``EMAIL_TIMEOUT``).
SILENCE_SECONDS = 20
BATCH_SIZE = 200
#: How many leave as one message.
TOGETHER = 50
BATCH_SECONDS = 20
ERROR_LENGTH = 1000


def deliver(pk):
    """Send the mail ``pk`` if it is due and nobody else is sending it.

    What is due to the same person and leaves in working hours leaves with it, as one message.
    """
    now = timezone.now()
    if _claim(pk, now, State.QUEUED):
        found = [pk, *(other for other in _companions(pk, now) if _claim(other, now, State.QUEUED))]
    elif _claim(pk, now, State.SENDING):
        found = [pk]  # its worker died over it: it may take no other along
    else:
        return
    claimed = OutboxMail.objects.select_related("recipient").filter(pk__in=found)
    _attempt([mail for mail in claimed.order_by("due_at", "pk") if _can_be_sent(mail)])


def _claim(pk, now, state):
    """Whether this process sends it, while the lease lasts: one conditional update."""
    return (
        _due(now)
        .filter(pk=pk, state=state)
        .update(state=State.SENDING, due_at=now + LEASE, attempts=F("attempts") + 1)
    )


def _companions(pk, now):
    """Keys of the mails that leave together with ``pk``."""
    kinds = mails.of_working_hours()
    mail = OutboxMail.objects.filter(pk=pk, kind__in=kinds, stop_url="").first()
    if mail is None or mail.recipient_id is None:
        return []
    same = {"recipient": mail.recipient_id, "to_email": mail.to_email, "language": mail.language}
    found = _due(now).filter(**same, kind__in=kinds, stop_url="", state=State.QUEUED)
    return list(found.order_by("due_at", "pk").values_list("pk", flat=True)[:TOGETHER])


def _can_be_sent(mail):
    """Whether an attempt is made; else it is given up."""
    if not _still_wanted(mail):
        _keep(mail, state=State.FAILED, error=Reason.NO_RECIPIENT)
    elif mail.attempts > len(conf.MAIL_RETRY_SECONDS) + 1:
        _keep(mail, state=State.FAILED, error=Reason.STOPPED)
    else:
        return True
    return False


def deliver_due():
    """Send what is due, oldest first, leases that ended included; for the schedule.

    Bounded in number and in time: what is left over is sent by the next run.
    """
    end = monotonic() + BATCH_SECONDS
    due = _due(timezone.now()).order_by("due_at", "pk").values_list("pk", flat=True)
    for pk in list(due[:BATCH_SIZE]):
        if monotonic() > end:
            break
        deliver(pk)


def forget_old(now=None):
    """Delete the mails that left, were given up or dropped more than ``MAIL_KEEP_DAYS`` ago.

    Returns how many.
    """
    before = clock.kept_since(conf.MAIL_KEEP_DAYS, now)
    old = OutboxMail.objects.filter(state=State.SENT, sent_at__lt=before)
    old |= OutboxMail.objects.filter(state__in=[State.FAILED, State.DROPPED], created_at__lt=before)
    return old.delete()[1].get(OutboxMail._meta.label, 0)


def _due(now):
    return OutboxMail.objects.filter(state__in=[State.QUEUED, State.SENDING], due_at__lte=now)


def _still_wanted(mail):
    recipient = mail.recipient
    if recipient is None:  # somebody without an account, or who had one
        return bool(mail.to_email)
    return recipient.is_active and bool(email_of(recipient))


def _attempt(claimed):
    wanted = []
    for mail in claimed:
        try:
            if mails.is_wanted(mail.key):
                wanted.append(mail)
            else:
                _keep(mail, state=State.DROPPED, error="")
                _forget_secrets([mail])
        except Exception as error:
            _failed(mail, error)
    if not wanted:
        return
    try:
        _send(wanted)
    except Exception as error:
        for mail in wanted:
            _failed(mail, error)
    else:
        # Whatever became of the lease: sent is sent.
        OutboxMail.objects.filter(pk__in=[mail.pk for mail in wanted]).update(
            state=State.SENT, error="", sent_at=timezone.now()
        )
        _forget_secrets(wanted)


def _forget_secrets(claimed):
    """What nobody sends any more keeps no link that acts for its reader."""
    found = OutboxMail.objects.filter(
        pk__in=[mail.pk for mail in claimed],
        kind__in=mails.with_secret(),
        state__in=[State.SENT, State.DROPPED],
    )
    found.update(text="", html="")


def _failed(mail, error):
    """Try again later, or give up."""
    logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
    text = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    delays = conf.MAIL_RETRY_SECONDS
    if mail.attempts > len(delays):
        _keep(mail, state=State.FAILED, error=text)
    else:
        again = timezone.now() + timedelta(seconds=delays[mail.attempts - 1])
        due_at = mails.when_of(mail.kind).again(again)
        _keep(mail, state=State.QUEUED, error=text, due_at=due_at)


def _send(wanted):
    mail, letter = wanted[0], together.letter(wanted)
    connection = _connection()
    if getattr(connection, "timeout", 0) is None:
        connection.timeout = SILENCE_SECONDS
    sender = conf.MAIL_FROM or settings.DEFAULT_FROM_EMAIL
    outgoing = Message(
        subject=letter.subject,
        body=letter.text,
        from_email=sender,
        to=[mail.to_email],
        headers=headers(wanted, sender),
    )
    outgoing.attach_alternative(letter.html, "text/html")
    connection.send_messages([outgoing])


def _connection():
    """The site's default mailer, or what its ``EMAIL_…`` settings say: Django knows mailers from 6.1 on."""
    mailers = getattr(django_mail, "mailers", None)
    return django_mail.get_connection() if mailers is None else mailers.default


def _keep(mail, **values):
    """Write how an attempt failed; only while the mail is still ours."""
    OutboxMail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts).update(
        **values
    )
