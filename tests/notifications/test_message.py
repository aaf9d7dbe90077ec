"""What a mail says of itself: its sender, its thread, how to end such mails."""

import email
import email.policy
import re
import warnings

import pytest
from django.core import mail as django_mail

from wagtail_crowdsolving.notifications.jobs import deliver, deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [pytest.mark.versions, pytest.mark.databases]

State = OutboxMail.State


def parse(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_what_arrives(queue, mail_server):
    mail_server.start()
    mail = queue(context={"title": "Élan"})
    deliver(mail.pk)
    [envelope] = mail_server.received
    message = parse(envelope)
    assert envelope.rcpt_tos == [mail.to_email]
    assert message["Subject"] == "Rechercher : Élan"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["From"] == "La Fabrique <bonjour@example.org>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "Élan" in message.get_body(("plain",)).get_content()
    assert "<h1>Élan</h1>" in message.get_body(("html",)).get_content()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempts) == (State.SENT, "", 1)
    assert mail.sent_at


def test_the_sender_is_a_setting(queue, settings):
    settings.WAGTAIL_CROWDSOLVING = {"MAIL_FROM": "Défis <defis@other.example>"}
    deliver(queue().pk)
    [message] = django_mail.outbox
    assert message.from_email == "Défis <defis@other.example>"
    assert message.extra_headers["Message-ID"].endswith("@other.example>")


def test_a_mail_says_how_to_end_such_mails(queue, mail_server):
    mail_server.start()
    mail = queue("stop", stop_url="/suivi/abc/")
    plain = queue("plain")
    deliver_due()
    message, other = (parse(envelope) for envelope in mail_server.received)
    address = mail.stop_url
    assert address.startswith("http")
    assert address.endswith("/suivi/abc/")
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_body(("plain",)).get_content().rstrip().endswith(address)
    assert f'<a href="{address}"' in message.get_body(("html",)).get_content()
    assert plain.stop_url == ""
    assert other["List-Unsubscribe"] is None
    assert "suivi" not in other.get_body(("html",)).get_content()


def raw_headers(envelope):
    """``{name: value}`` as they went over the wire, each on one line or folded."""
    head = envelope.content.partition(b"\r\n\r\n")[0]
    found, name = {}, b""
    for line in head.split(b"\r\n"):
        if line[:1] in b" \t":
            found[name] += b"\r\n" + line
            continue
        name, _colon, value = line.partition(b": ")
        found[name] = value
    return found


@pytest.mark.parametrize("length", [40, 110, 300])
def test_an_address_that_ends_mails_leaves_as_it_is(queue, mail_server, length):
    """Neither encoded nor folded: mail programs would show no button (RFC 2369, RFC 8058)."""
    mail_server.start()
    mail = queue("long", stop_url=f"/suivi/{'a1-_' * (length // 4)}/", context={"title": "É" * 90})
    deliver(mail.pk)
    found = raw_headers(mail_server.received[0])
    assert found[b"List-Unsubscribe"] == f"<{mail.stop_url}>".encode()
    assert found[b"List-Unsubscribe-Post"] == b"List-Unsubscribe=One-Click"
    assert b"=?utf-8?" in found[b"Subject"]  # encoded as ever
    assert parse(mail_server.received[0])["Subject"].strip() == mail.subject


def test_mails_of_one_thread_group(queue, mail_server, settings):
    settings.WAGTAIL_CROWDSOLVING = {"MAIL_FROM": "Fabrique <bonjour@défis.example.org>"}
    mail_server.start()
    for about, thread in (("1", "round-12"), ("2", "round-12"), ("3", "round-13"), ("4", "")):
        queue(about, thread=thread)
    deliver_due()
    first, second, other, alone = map(raw_headers, mail_server.received)
    host = "xn--dfis-bpa.example.org"
    for name in (b"In-Reply-To", b"References", b"List-Id"):
        assert first[name] == second[name] != other[name]
        assert name not in alone
    assert first[b"List-Id"] == f"<round-12.{host}>".encode()
    assert first[b"References"] == first[b"In-Reply-To"]
    ids = {found[b"Message-ID"] for found in (first, second, other, alone)}
    assert len(ids) == 4
    assert first[b"References"] not in ids
    for value in (*ids, first[b"References"]):
        assert re.fullmatch(rb"<[0-9a-f]{32}@xn--dfis-bpa\.example\.org>", value)


def test_the_button_is_a_coloured_cell(queue):
    """Outlook gives a link no padding and no colour of its own."""
    html = queue("button", link=("/là/", "Ouvrir")).html
    cell = re.search(r"<td[^>]*>\s*<a [^>]*>.*?Ouvrir", html, re.DOTALL)[0]
    assert 'bgcolor="#c73c1c"' in cell
    assert "padding:" in cell.partition(">")[0]
    assert cell.count("color:#ffffff") == 2


def test_nothing_on_the_way_to_the_mail_server_is_deprecated(queue, settings):
    """As a site names its servers: ``MAILERS`` where Django knows them, ``EMAIL_…`` before."""
    if hasattr(django_mail, "mailers"):
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    queue()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        deliver_due()
    assert len(django_mail.outbox) == 1
