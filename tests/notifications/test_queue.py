"""The door into the outbox."""

import threading
import zoneinfo
from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.db import connection, connections, transaction
from django.utils import timezone, translation
from wagtail.models import Site

from tests import factories
from wagtail_crowdsolving.notifications import links
from wagtail_crowdsolving.notifications.models import OutboxMail


def test_mail_is_rendered_at_once_in_the_language_asked_for(queue):
    with translation.override("en"):
        french = queue("a", language="fr")
        english = queue("b", language="en")
    assert french.subject == "Rechercher : Bonjour"
    assert english.subject == "Search : Bonjour"
    assert french.text.startswith("E-mail, Bonjour") or "Courriel" in french.text
    assert '<html lang="fr">' in french.html
    assert '<html lang="en">' in english.html


def test_times_are_those_of_the_site_not_of_whoever_pressed_the_button(queue):
    noon = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    with timezone.override(zoneinfo.ZoneInfo("Pacific/Auckland")):
        mail = queue(context={"at": noon})
    assert "13:00" in mail.text


def test_text_is_not_escaped_and_html_is(queue):
    mail = queue(context={"title": "L'eau & <b>moi</b>"})
    assert mail.subject.endswith("L'eau & <b>moi</b>")
    assert "L'eau & <b>moi</b>" in mail.text
    assert "<h1>L&#x27;eau &amp; &lt;b&gt;moi&lt;/b&gt;</h1>" in mail.html
    assert "<b>moi" not in mail.html


def test_what_is_written_from_right_to_left_turns_nothing_around_it(queue):
    mail = queue(context={"title": "مسجد"})
    assert mail.subject.endswith(" : \u2068مسجد\u2069")
    assert ", \u2068مسجد\u2069, " in mail.text
    assert "<h1>مسجد</h1>" in mail.html


@pytest.mark.parametrize(
    "separator", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x00"]
)
def test_no_title_can_begin_another_header(queue, separator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = queue(context={"title": f"Eau{separator}Bcc: victim@example.org"})
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sent", "")
    [sent] = django_mail.outbox
    assert sent.recipients() == [mail.to_email]
    assert sent.message()["Bcc"] is None


def test_a_long_subject_is_cut(queue):
    mail = queue(context={"title": "é" * 400})
    assert len(mail.subject) == 255
    assert mail.subject.endswith("é…")


def test_the_frame_says_why_and_from_whom_and_has_a_button(queue):
    url = links.absolute("/espace/1/")
    html = queue(link=(url, "Voir le défi"), why="Car suivi sur %(site_name)s.").html
    assert f'href="{url}"' in html
    assert "Voir le défi" in html
    assert "Car suivi sur La Fabrique." in html
    assert "La Fabrique" in html
    assert 'href="http://testserver"' in html
    assert "<style" not in html
    assert "<script" not in html


def test_inboxes_show_the_first_real_sentence(queue):
    title = "Un titre assez long pour une phrase"
    html = queue(context={"title": title}).html
    assert f"{title}, " in html[html.index("display:none") : html.index("</div>")]


def test_the_same_event_mails_once(queue):
    member = factories.UserFactory()
    assert queue("challenge", recipient=member).key == f"tests/hello:challenge:{member.pk}"
    assert queue("challenge", recipient=member) is None
    assert queue("challenge", to_email="someone@example.org").key == "tests/hello:challenge:-"
    assert queue("challenge", to_email="someone@example.org", recipient=None) is None
    assert OutboxMail.objects.count() == 2


def test_nobody_to_write_to(queue):
    assert queue("a", recipient=factories.UserFactory(is_active=False)) is None
    assert queue("b", recipient=factories.UserFactory(email="")) is None
    assert queue("c", recipient=None) is None
    assert not OutboxMail.objects.exists()


def test_a_person_without_an_account(queue):
    mail = queue(to_email="someone@example.org")
    assert (mail.recipient, mail.to_email) == (None, "someone@example.org")
    assert "this address was given" in mail.html or "adresse" in mail.html


def test_a_rollback_sends_nothing(queue, django_capture_on_commit_callbacks):
    def fail():
        with transaction.atomic():
            queue()
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        fail()
    assert not OutboxMail.objects.exists()
    assert django_mail.outbox == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory there is one writer at a time")
def test_the_same_event_told_by_two_at_once_mails_once(queue):
    member = factories.UserFactory()
    start = threading.Barrier(4)
    results, errors = [], []

    def tell():
        try:
            start.wait()
            with transaction.atomic():
                results.append(queue("same", recipient=member))
                # The transaction of the loser goes on: the refused insert has not broken it.
                OutboxMail.objects.count()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [result is None for result in results].count(False) == 1
    assert OutboxMail.objects.count() == 1


class TestLinks:
    def test_the_port_belongs_to_the_address(self, home):
        Site.objects.update(hostname="fabrique.example.org", port=8443)
        assert links.absolute("/defis/") == "http://fabrique.example.org:8443/defis/"

    @pytest.mark.parametrize(("port", "url"), [(443, "https://x.org"), (80, "http://x.org")])
    def test_usual_ports_do_not_show(self, home, port, url):
        Site.objects.update(hostname="x.org", port=port)
        assert links.site_url() == url

    def test_a_full_address_stays(self, home):
        assert links.absolute("https://elsewhere.example/a") == "https://elsewhere.example/a"

    def test_without_a_default_site(self, home, settings):
        Site.objects.all().delete()
        settings.WAGTAILADMIN_BASE_URL = "https://admin.example.org/"
        settings.WAGTAIL_SITE_NAME = "Chez nous"
        assert links.absolute("espace/") == "https://admin.example.org/espace/"
        assert links.site_name() == "Chez nous"
        del settings.WAGTAIL_SITE_NAME
        assert links.site_name() == "admin.example.org"

    def test_the_name_is_the_one_of_the_site(self, home):
        assert links.site_name() == "La Fabrique"
