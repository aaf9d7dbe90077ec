"""Several mails to one person, written as one."""

from typing import NamedTuple

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import ngettext

from wagtail_crowdsolving.notifications import links
from wagtail_crowdsolving.notifications.models import OutboxMail

NAME = "wagtail_crowdsolving/notifications/mail/together"
#: What stands above the frame's footer in the text of a mail.
FOOTER = "\n--\n"
#: A first paragraph that is no longer than this and ends with a comma greets.
GREETING_LENGTH = 100


class Letter(NamedTuple):
    """What is sent: the parts of one message."""

    subject: str
    text: str
    html: str


def letter(mails: list[OutboxMail]) -> Letter:
    """One mail as it is; of several, what each says under its subject, in their order."""
    first = mails[0]
    if len(mails) == 1:
        return Letter(first.subject, first.text, first.html)
    others = len(mails) - 1
    site = links.default_site()
    with translation.override(first.language):
        subject = ngettext(
            "%(subject)s (and %(count)d other message)",
            "%(subject)s (and %(count)d other messages)",
            others,
        ) % {"subject": first.subject, "count": others}
        context = {
            "subject": subject,
            "recipient": first.recipient,
            "language": first.language,
            "site_name": links.site_name(site),
            "site_url": links.site_url(site),
            "preheader": " · ".join(mail.subject for mail in mails),
            "parts": [{"subject": mail.subject, "text": _said(mail.text)} for mail in mails],
        }
        text = get_template(f"{NAME}.txt").template.render(Context(context, autoescape=False))
        html = get_template(f"{NAME}.html").render(context)
    return Letter(subject, text.strip() + "\n", html)


def _said(text: str) -> str:
    """What a mail says, without its greeting and its footer."""
    # The last one: what somebody wrote may hold another.
    head, found, _footer = text.rpartition(FOOTER)
    body = (head if found else text).strip()
    greeting, _gap, rest = body.partition("\n\n")
    is_greeting = len(greeting) <= GREETING_LENGTH and greeting.endswith(",")
    return rest.strip() if is_greeting and rest else body
