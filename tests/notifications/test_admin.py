"""The outbox as the coordination reads it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from tests import factories
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.notifications.words import Reason

pytestmark = pytest.mark.versions

State = OutboxMail.State
INDEX = "/admin/crowdsolving_outbox/"


@pytest.fixture
def coordinator(db):
    user = factories.UserFactory()
    for codename in ("access_admin", "view_outboxmail"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    return user


@pytest.fixture
def editor(db):
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for name in ("add", "change", "delete"):
        user.user_permissions.add(Permission.objects.get(codename=f"{name}_outboxmail"))
    return user


@pytest.fixture
def failed(queue):
    mail = queue("failed", context={"title": "La récolte"})
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=State.FAILED, attempts=9, error="SMTPException: boîte pleine"
    )
    mail.refresh_from_db()
    return mail


def test_the_list(client, coordinator, queue, failed):
    queue("waiting", context={"title": "La fête des semis"})
    client.force_login(coordinator)
    html = client.get(INDEX).content.decode()
    assert reverse("crowdsolving_outbox:retry_all") in html
    assert "La récolte" in html
    assert "La fête des semis" in html
    assert escape(str(Reason.OTHER.label)) in html
    assert failed.to_email in html
    assert reverse("crowdsolving_outbox:retry", args=[failed.pk]) in html
    failed.delete()
    assert reverse("crowdsolving_outbox:retry_all") not in client.get(INDEX).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=récolte", 1),
        ("?q=introuvable", 0),
        ("?state=failed", 1),
        ("?state=sent", 0),
        ("?q=pleine", 1),
    ],
)
def test_search_and_filter(client, coordinator, queue, failed, query, found):
    queue("waiting", context={"title": "La fête des semis"})
    client.force_login(coordinator)
    html = client.get(INDEX + query).content.decode()
    assert "La fête des semis" not in html
    assert ("La récolte" in html) == bool(found)


@pytest.mark.parametrize("count", [2, 8])
def test_the_list_asks_the_same_number_of_queries_at_any_length(
    client, coordinator, queue, count, django_assert_num_queries
):
    for n in range(count):
        queue(f"mail:{n}")
    client.force_login(coordinator)
    client.get(INDEX)
    with django_assert_num_queries(14):
        client.get(INDEX)


def test_one_mail(client, coordinator, failed):
    client.force_login(coordinator)
    html = client.get(f"{INDEX}inspect/{failed.pk}/").content.decode()
    assert "La récolte" in html
    assert "boîte pleine" in html
    assert f"{INDEX}retry/{failed.pk}/" in html
    # As it is read, line by line, and a dash for what is not known.
    OutboxMail.objects.filter(pk=failed.pk).update(text="Un <b>\nDeux\n", sent_at=None)
    html = client.get(f"{INDEX}inspect/{failed.pk}/").content.decode()
    assert "Un &lt;b&gt;<br>Deux" in html
    assert not re.search(r"<dd>\s*(None)?\s*</dd>", html)


def test_a_mail_that_was_no_longer_needed_is_named_so(client, coordinator, queue):
    mail = queue("dropped")
    OutboxMail.objects.filter(pk=mail.pk).update(state=State.DROPPED)
    client.force_login(coordinator)
    with translation.override("fr"):
        label = str(State.DROPPED.label)
    assert label in client.get(f"{INDEX}?state=dropped").content.decode()
    html = client.get(f"{INDEX}inspect/{mail.pk}/").content.decode()
    assert label in html
    assert f"{INDEX}retry/{mail.pk}/" not in html


def test_the_reports_menu_names_it_to_those_who_may(client, coordinator, editor):
    for user, shown in ((coordinator, True), (editor, False)):
        client.force_login(user)
        assert (INDEX in client.get("/admin/").content.decode()) is shown


def test_nothing_can_be_written(client, failed):
    client.force_login(factories.UserFactory(is_superuser=True))
    for name in ("new/", f"edit/{failed.pk}/", f"delete/{failed.pk}/"):
        assert client.get(INDEX + name).status_code == 404
        assert client.post(INDEX + name).status_code == 404
    html = client.get(INDEX).content.decode()
    assert f"{INDEX}new/" not in html
    assert OutboxMail.objects.filter(pk=failed.pk).exists()


@pytest.mark.parametrize("name", ["", "results/", "inspect/{}/", "retry/", "retry/{}/", "send/{}/"])
def test_others_are_refused(client, editor, failed, name):
    url = INDEX + name.format(failed.pk)
    client.force_login(editor)
    response = client.get(url)
    # The Wagtail admin sends its users home with a message instead of a bare 403.
    assert response.status_code == 302
    assert response.url == "/admin/"
    assert client.post(url).status_code in (302, 405)
    client.force_login(factories.UserFactory())
    assert client.get(url).status_code in (302, 403)
    assert client.get(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    failed.refresh_from_db()
    assert failed.state == State.FAILED


def test_send_one_again(client, coordinator, failed, django_capture_on_commit_callbacks):
    client.force_login(coordinator)
    url = f"{INDEX}retry/{failed.pk}/"
    assert "La récolte" in client.get(url).content.decode()
    failed.refresh_from_db()
    assert failed.state == State.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, follow=True)
    assert response.redirect_chain == [(INDEX, 302)]
    assert "1 e-mail va être renvoyé" in response.content.decode()
    failed.refresh_from_db()
    assert failed.state == State.SENT
    assert len(django_mail.outbox) == 1
    # A second click, or a form left open: said, and nothing sent.
    response = client.post(url, follow=True)
    assert "1 e-mail va être renvoyé" not in response.content.decode()
    assert len(django_mail.outbox) == 1


def test_send_all_again(client, coordinator, queue, failed, django_capture_on_commit_callbacks):
    queue("other")
    queue("second")
    OutboxMail.objects.filter(key__contains=":second:").update(state=State.FAILED)
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{INDEX}retry/")
    assert len(django_mail.outbox) == 2
    assert OutboxMail.objects.get(key__contains=":other:").state == State.QUEUED


def test_a_mail_that_is_gone(client, coordinator):
    client.force_login(coordinator)
    assert client.get(f"{INDEX}retry/99/").status_code == 404
    assert client.get(f"{INDEX}retry/0/").status_code == 404
    assert client.get(f"{INDEX}inspect/99/").status_code == 404


def test_send_one_now_that_waits(client, coordinator, queue, django_capture_on_commit_callbacks):
    mail = queue("later")
    tomorrow = timezone.now() + timedelta(days=1)
    OutboxMail.objects.filter(pk=mail.pk).update(due_at=tomorrow)
    client.force_login(coordinator)
    url = reverse("crowdsolving_outbox:send_now", args=[mail.pk])
    for page in (INDEX, f"{INDEX}inspect/{mail.pk}/"):
        assert url in client.get(page).text
    assert client.get(url).status_code == 200
    assert not django_mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert len(django_mail.outbox) == 1
    # A second click: said, and nothing sent.
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"
    assert len(django_mail.outbox) == 1
    assert url not in client.get(f"{INDEX}inspect/{mail.pk}/").text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SMTPRecipientsRefused: {'x@y': (550, b'5.1.1 no')}", Reason.ADDRESS),
        ("ConnectionRefusedError: [Errno 111] Connection refused", Reason.UNREACHABLE),
        ("KeyError: 'tests/gone'", Reason.UNKNOWN_KIND),
        ("ZeroDivisionError: division by zero", Reason.OTHER),
        (str(Reason.STOPPED.value), Reason.STOPPED),
    ],
)
def test_an_error_is_said_in_words_with_its_line_behind(client, coordinator, failed, error, words):
    OutboxMail.objects.filter(pk=failed.pk).update(error=error)
    client.force_login(coordinator)
    with translation.override("fr"):
        sentence = escape(str(words.label))
    listed = client.get(INDEX).text
    assert sentence in listed
    assert "Error: " not in listed
    assert "Refused: " not in listed
    page = client.get(f"{INDEX}inspect/{failed.pk}/").text
    assert sentence in page
    assert escape(error) in page


def test_the_home_page_counts_what_was_given_up(client, coordinator, editor, failed):
    link = f'href="{INDEX}?state=failed"'
    client.force_login(editor)
    assert link not in client.get("/admin/").text
    client.force_login(coordinator)
    assert link in client.get("/admin/").text
    OutboxMail.objects.update(state=State.SENT)
    assert link not in client.get("/admin/").text
