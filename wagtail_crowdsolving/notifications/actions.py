"""Doors of the outbox."""

import unicodedata

from django.db import IntegrityError, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import jobs
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications import links, rules
from wagtail_crowdsolving.notifications.jobs import BATCH_SIZE, deliver, deliver_due
from wagtail_crowdsolving.notifications.models import Follow, OutboxMail

SUBJECT_LENGTH = 255
PREHEADER_LENGTH = 140


def queue(*, key, is_new=False, **mail):
    """Write a mail into the outbox and have it sent after the commit: ``kind``, ``key``, ``language``,
    ``recipient`` or ``to_email``, and where wanted ``context``, ``condition``, ``stop_url``.

    ``kind`` is "<room>/<name>": the templates ``wagtail_crowdsolving/<room>/mail/<name>.txt``
    (its first line is the subject) and ``….html`` are rendered now, in ``language``, with ``context``
    (plus ``recipient``, ``site_name``, ``site_url``; an ``action_url`` may be a path). ``key`` makes the mail unique: a second
    call with the same key returns ``None`` and writes nothing; it must hold no personal data. A
    recipient without an address, or inactive, gets nothing (``None``). ``to_email`` is for a
    person without an account. ``is_new``: the key names what this transaction made, so nobody can
    have used it and nobody is asked.

    ``condition`` is the dotted path of a function that takes the mail's key, asked right before
    each attempt: once it says no, the mail is dropped; an exception counts as a failed attempt.
    ``stop_url`` ends mails of this sort: shown in the mail, and to the mail program (RFC 8058),
    so what answers there takes a POST without cookie or token, and only asks on a GET.

    Raises ``ValueError`` where there is no such function. Returns the ``OutboxMail`` or ``None``.
    """
    if not is_new and OutboxMail.objects.filter(key=key).exists():
        return None
    mail = _prepare(key=key, **mail)
    if mail is None:
        return None
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        # The same key, at the same instant.
        if OutboxMail.objects.filter(key=key).exists():
            return None
        raise
    jobs.enqueue(deliver, mail.pk)
    return mail


def queue_many(mails, *, is_new=False):
    """``queue`` for each of ``mails``, a list of its arguments; few statements, however many they are."""
    if len(mails) < 2:
        return [queue(**mail, is_new=is_new) for mail in mails]
    written = set()
    if not is_new:
        keys = OutboxMail.objects.filter(key__in=[mail["key"] for mail in mails])
        written.update(keys.values_list("key", flat=True))
    with links.same_site():
        made = [_prepare(**mail) for mail in mails if mail["key"] not in written]
    made = [mail for mail in made if mail]
    OutboxMail.objects.bulk_create(made, ignore_conflicts=True)
    for _start in range(0, len(made), BATCH_SIZE):
        jobs.enqueue(deliver_due)
    return made


def _prepare(
    *, kind, key, language, recipient=None, to_email="", context=None, condition="", stop_url=""
):
    """The row of a mail, not stored yet; ``None`` where there is nobody to send it to."""
    if condition:
        _validate_condition(condition)
    if recipient is not None:
        if not recipient.is_active:
            return None
        to_email = to_email or getattr(recipient, recipient.get_email_field_name())
    if not to_email:
        return None
    stop_url = links.absolute(stop_url) if stop_url else ""
    context = {**(context or {}), "recipient": recipient, "stop_url": stop_url}
    subject, text, html = _render(kind, language, context)
    return OutboxMail(
        key=key,
        kind=kind,
        recipient=recipient,
        to_email=to_email,
        language=language,
        subject=subject,
        text=text,
        html=html,
        condition=condition,
        stop_url=stop_url,
        due_at=timezone.now(),
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


def follow(*, user, language, page=None, thread=None):
    """Tell ``user`` of what is published under ``page``, or in the thread that ``thread`` begins.

    ``page`` is the one that all translations share. Asked again, it changes nothing. Raises
    ``NotAllowed``. Returns the ``Follow``. No audit line: the row says it all, and it goes when
    the member ends it.
    """
    if not rules.can_follow(user):
        raise NotAllowed
    made, _is_new = Follow.objects.get_or_create(
        user=user, page=page, thread=thread, defaults={"language": language}
    )
    return made


def unfollow(*, user, page=None, thread=None):
    """End it. Asked again, it changes nothing. Returns whether there was something to end.

    Whoever has the signed address of a mail may do it for its recipient, who may have lost
    their account's rights since: no rule is asked.
    """
    return bool(Follow.objects.filter(user=user, page=page, thread=thread).delete()[0])


def _validate_condition(path):
    try:
        condition = import_string(path)
    except ImportError as error:
        raise ValueError(f"A mail's condition cannot be imported: {path!r}") from error
    if not callable(condition):
        raise ValueError(f"A mail's condition is not a function: {path!r}")


def _render(kind, language, context):
    room, name = kind.split("/")
    template = f"wagtail_crowdsolving/{room}/mail/{name}"
    # The reader's language and the site's time zone, not those of whoever pressed the button.
    site = links.default_site()
    with translation.override(language), timezone.override(None):
        context = {
            **context,
            "language": language,
            "site_name": links.site_name(site),
            "site_url": links.site_url(site),
        }
        if url := context.get("action_url"):
            context["action_url"] = links.absolute(url, site)
        text = _render_text(f"{template}.txt", context).strip()
        subject, _newline, text = text.partition("\n")
        text = text.strip() + "\n"
        if context["stop_url"]:
            text += f"{_('To receive no such message any more:')} {context['stop_url']}\n"
        context = {"preheader": _preheader(text), **context, "subject": _one_line(subject)}
        html = get_template(f"{template}.html").render(context).replace("\0", "")
    return context["subject"], text, html


def _render_text(name, context):
    """Text is not HTML: nothing in it is escaped, whether or not the template says so."""
    text = get_template(name).template.render(Context(context, autoescape=False))
    return text.replace("\0", "")  # PostgreSQL takes none


def _one_line(subject):
    """A subject that cannot begin another header."""
    subject = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in subject)
    subject = " ".join(subject.split())
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    return subject


def _preheader(text):
    """What an inbox shows behind the subject: the first real sentence, past the greeting."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return next((p for p in paragraphs if len(p) > 40), "")[:PREHEADER_LENGTH]


def forget_recipient(*, user):
    """A person's account goes: what waited for them is dropped, and of each mail there stays that it
    was sent, of which kind and when; not to whom, nor what it said."""
    mails = OutboxMail.objects.filter(recipient_id=user.pk)
    waiting = [OutboxMail.State.QUEUED, OutboxMail.State.SENDING]
    mails.filter(state__in=waiting).update(state=OutboxMail.State.DROPPED)
    mails.update(to_email="", subject="–", text="", html="", stop_url="", error="")
