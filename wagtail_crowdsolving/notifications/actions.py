"""Doors of the outbox."""

import re
import unicodedata
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import jobs, signs
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications import links, rules
from wagtail_crowdsolving.notifications.jobs import BATCH_SIZE, deliver, deliver_due
from wagtail_crowdsolving.notifications.mails import SEPARATOR
from wagtail_crowdsolving.notifications.models import OutboxMail, Subscription
from wagtail_crowdsolving.people import address_of, language_of, public_name

SUBJECT_LENGTH = 255
PREHEADER_LENGTH = 140


def queue(mail, *, about, recipient=None, is_new=False, **told):
    """Write a declared ``mail`` into the outbox and have it sent after the commit.

    ``about`` (keys of what it tells of) and ``recipient`` make its key, which is unique: a second
    call for the same returns ``None`` and writes nothing. ``is_new``: what it is about was made in
    this transaction, so nobody can have told of it and nobody is asked. A recipient without an
    address, or inactive, gets nothing (``None``); ``to_email`` is for a person without an account.

    The templates are rendered now, in ``language`` (``language_of`` the recipient where none is
    said), with ``context`` and what each mail has: ``recipient``, their ``name``, ``site_name``,
    ``site_url``, ``why``, ``action_url``, ``action_label``. ``context`` is a dictionary, and ``link``
    an ``(address or path, label)``, or a function that returns one, called in that language.
    ``why`` is a lazy sentence, which may name what the context has: ``%(site_name)s``.

    ``stop_url`` ends mails of this sort: shown in the mail, and to the mail program (RFC 8058),
    so what answers there takes a POST without cookie or token, and only asks on a GET. ``thread``:
    what it belongs to, such as "round-12", by which mail programs group; no personal data. ``hold``:
    for how many seconds it stays, because what it tells of can be taken back (``recall``).

    Returns the ``OutboxMail`` or ``None``.
    """
    key = mail.key(about, recipient)
    if not is_new and OutboxMail.objects.filter(key=key).exists():
        return None
    made = _prepare(mail, about=about, recipient=recipient, **told)
    if made is None:
        return None
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # The same key, at the same instant.
        if OutboxMail.objects.filter(key=key).exists():
            return None
        raise
    jobs.enqueue(deliver, made.pk)
    return made


def queue_many(mails, *, is_new=False):
    """``queue`` for each of ``mails``, a list of its arguments; few statements, however many they are."""
    if len(mails) < 2:
        return [queue(**mail, is_new=is_new) for mail in mails]
    keyed = {mail["mail"].key(mail["about"], mail.get("recipient")): mail for mail in mails}
    written = set()
    if not is_new:
        written.update(OutboxMail.objects.filter(key__in=keyed).values_list("key", flat=True))
    with links.same_site():
        made = [_prepare(**mail) for key, mail in keyed.items() if key not in written]
    made = [mail for mail in made if mail]
    OutboxMail.objects.bulk_create(made, ignore_conflicts=True)
    for _start in range(0, len(made), BATCH_SIZE):
        jobs.enqueue(deliver_due)
    return made


def _prepare(
    mail,
    *,
    about,
    language=None,
    recipient=None,
    to_email="",
    why="",
    link=None,
    context=None,
    stop_url="",
    thread="",
    hold=0,
):
    """The row of a mail, not stored yet; ``None`` where there is nobody to send it to."""
    if recipient is not None:
        if not recipient.is_active:
            return None
        to_email = to_email or address_of(recipient)
    if not to_email:
        return None
    language = language or language_of(recipient)
    site = links.default_site()
    stop_url = links.absolute(stop_url, site) if stop_url else ""
    # The reader's language and the site's time zone, not those of whoever pressed the button.
    with translation.override(language), timezone.override(None):
        url, label = (link() if callable(link) else link) or ("", "")
        context = {
            "recipient": recipient,
            "name": public_name(recipient) if recipient else "",
            "language": language,
            "site_name": links.site_name(site),
            "site_url": links.site_url(site),
            "action_url": links.absolute(url, site) if url else "",
            "action_label": label,
            "stop_url": stop_url,
            **((context() if callable(context) else context) or {}),
        }
        why = str(why)
        context["why"] = why % context if "%(" in why else why
        subject, text, html = _render(mail, context)
    return OutboxMail(
        key=mail.key(about, recipient),
        kind=mail.name,
        recipient=recipient,
        to_email=to_email,
        language=language,
        subject=subject,
        text=text,
        html=html,
        stop_url=stop_url,
        thread=thread,
        due_at=mail.when.of(timezone.now() + timedelta(seconds=hold)),
    )


def recall(mail, first):
    """What ``mail`` told of the thing of key ``first``, the first of its ``about``, was taken back: nobody
    receives it, and it can be told anew. Raises ``Conflict`` where it has left for somebody."""
    told = OutboxMail.objects.select_for_update().filter(
        kind=mail.name, key__startswith=f"{mail.name}{SEPARATOR}{first}{SEPARATOR}"
    )
    left = {OutboxMail.State.SENDING, OutboxMail.State.SENT}
    if any(state in left for state in told.values_list("state", flat=True)):
        raise Conflict(_("It is too late: somebody has been told of it already."))
    told.delete()


def end(mail, firsts):
    """What ``mail`` asked about the things of these keys, the first of its ``about``, is over: what has not left is
    dropped, and no link stays in it."""
    told = Q()
    for first in firsts:
        told |= Q(key__startswith=f"{mail.name}{SEPARATOR}{first}{SEPARATOR}")
    if told:
        waiting = [OutboxMail.State.QUEUED, OutboxMail.State.FAILED]
        OutboxMail.objects.filter(told, state__in=waiting).update(
            state=OutboxMail.State.DROPPED, text="", html=""
        )


def retry(*, mail, by):
    """Send a mail again that was given up. Raises ``NotAllowed``, ``Conflict``. Returns the mail."""
    if not rules.can_see_outbox(by):
        raise NotAllowed
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().filter(pk=mail.pk).first()
        if mail is None or mail.state != OutboxMail.State.FAILED:
            raise Conflict(_("Only a mail that was given up can be sent again."))
        mail.state = OutboxMail.State.QUEUED
        mail.attempts = 0
        mail.due_at = timezone.now()
        mail.save(update_fields=["state", "attempts", "due_at"])
        # The title of a log line outlives the mail: the subject could name a person.
        log(mail, "wagtail_crowdsolving.retry_mail", user=by, title=mail.kind)
        jobs.enqueue(deliver, mail.pk)
    return mail


def send_now(*, mail, by):
    """Send a mail that waits, without waiting for its hour or for the next attempt.

    Raises ``NotAllowed``, ``Conflict``. Returns the mail.
    """
    if not rules.can_see_outbox(by):
        raise NotAllowed
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().filter(pk=mail.pk).first()
        if mail is None or mail.state != OutboxMail.State.QUEUED:
            raise Conflict(_("Only a mail that waits can be sent now."))
        mail.due_at = timezone.now()
        mail.save(update_fields=["due_at"])
        log(mail, "wagtail_crowdsolving.send_mail_now", user=by, title=mail.kind)
        jobs.enqueue(deliver, mail.pk)
    return mail


def follow(*, user, topic, key, language):
    """Tell ``user`` of what happens about the thing of ``topic`` with this ``key``.

    Asked again, it changes nothing. Raises ``NotAllowed``. Returns the ``Subscription``. No audit
    line: the row says it all, and it goes when the member ends it.
    """
    if not rules.can_follow(user):
        raise NotAllowed
    made, _is_new = Subscription.objects.get_or_create(
        user=user, topic=topic.name, key=key, defaults={"language": language}
    )
    return made


def unfollow(*, user, topic, key):
    """End it. Asked again, it changes nothing. Returns whether there was something to end.

    ``topic`` or its name: whoever has the signed address of a mail may do it for its recipient,
    who may have lost their account's rights since, so no rule is asked.
    """
    name = getattr(topic, "name", topic)
    return bool(Subscription.objects.filter(user=user, topic=name, key=key).delete()[0])


def pass_on(*, topic, key, heir=None):
    """What was followed has gone: its subscriptions go to the ``heir``, a key, once for each member; or end."""
    if heir is not None:
        known = list(Subscription.objects.to(topic, heir).values_list("user", flat=True))
        Subscription.objects.to(topic, key).exclude(user__in=known).update(key=heir)
    Subscription.objects.to(topic, key).delete()


def _render(mail, context):
    room, name = mail.name.split("/")
    template = f"wagtail_crowdsolving/{room}/mail/{name}"
    text = _render_text(f"{template}.txt", context).strip()
    subject, _newline, text = text.partition("\n")
    text = text.strip() + "\n"
    if context["stop_url"]:
        ends = _("To receive no such message any more:")
        text += f"{ends} {context['stop_url']}\n"
    context = {"preheader": _preheader(text), **context, "subject": _one_line(subject)}
    html = get_template(f"{template}.html").render(context).replace("\0", "")
    return context["subject"], text, html


def _render_text(name, context):
    """Text is not HTML: nothing in it is escaped, whether or not the template says so."""
    context = {
        key: signs.isolated(value) if type(value) is str else value
        for key, value in context.items()
    }
    text = get_template(name).template.render(Context(context, autoescape=False))
    return text.replace("\0", "")  # PostgreSQL takes none


#: Not those that hold French signs to their words.
_BLANKS = re.compile(r"[ \t\r\n]+")


def _one_line(subject):
    """A subject that cannot begin another header."""
    subject = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in subject)
    subject = _BLANKS.sub(" ", subject).strip()
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    return subject


def _preheader(text):
    """What an inbox shows behind the subject: the first real sentence, past the greeting."""
    paragraphs = (_BLANKS.sub(" ", paragraph).strip() for paragraph in text.split("\n\n"))
    return next((p for p in paragraphs if len(p) > 40), "")[:PREHEADER_LENGTH]


def forget_recipient(*, user):
    """A person's account goes: what waited for them is dropped, and of each mail there stays that it
    was sent, of which kind and when; not to whom, nor what it said. So too of what was sent to their address
    as to that of somebody who may have no account."""
    own = Q(recipient_id=user.pk)
    if email := address_of(user):
        own |= Q(recipient=None, to_email__iexact=email)
    mails = OutboxMail.objects.filter(own)
    waiting = [OutboxMail.State.QUEUED, OutboxMail.State.SENDING]
    mails.filter(state__in=waiting).update(state=OutboxMail.State.DROPPED)
    mails.update(to_email="", subject="–", text="", html="", stop_url="", error="")
