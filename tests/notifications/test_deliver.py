"""From the outbox to a real mail server."""

import subprocess
import sys
import threading

import pytest
from django.core import mail as django_mail
from django.db import connection, connections

from tests import factories
from tests.testapp.mails import ANSWERS
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications import actions
from wagtail_crowdsolving.notifications.jobs import LEASE, deliver, deliver_due, forget_old
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [pytest.mark.versions, pytest.mark.databases]

State = OutboxMail.State


def test_an_hour_without_a_mail_server_loses_nothing_and_sends_none_twice(
    queue, mail_server, clock
):
    mails = [queue(f"hour:{n}") for n in range(5)]
    for minute in range(61):
        if minute == 20:  # it answers, and refuses
            mail_server.behaviour = "busy"
            mail_server.start()
        deliver_due()
        clock.forward(minutes=1)
    assert mail_server.received == []
    for mail in mails:
        mail.refresh_from_db()
        assert mail.state == State.QUEUED
        assert mail.attempts == 4  # at 0, 1, 6 and 21 minutes
        assert "421" in mail.error
    mail_server.behaviour = "accept"
    for _minute in range(60):
        deliver_due()
        clock.forward(minutes=1)
    assert mail_server.recipients == sorted(mail.to_email for mail in mails)
    assert set(OutboxMail.objects.values_list("state", "error")) == {(State.SENT, "")}


def test_an_attempt_that_is_not_due_is_not_made(queue, mail_server, clock):
    mail = queue()
    deliver(mail.pk)
    mail_server.start()
    deliver(mail.pk)
    assert mail_server.received == []
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.QUEUED, 1)
    assert mail.error.startswith("ConnectionRefusedError: ")
    clock.forward(seconds=conf.MAIL_RETRY_SECONDS[0])
    deliver(mail.pk)
    deliver(mail.pk)
    assert len(mail_server.received) == 1


def test_one_refused_address_stops_no_other(queue, mail_server, clock):
    mail_server.start()
    first, bad, last = (queue(f"mail:{n}") for n in range(3))
    mail_server.refused = {bad.to_email}
    deliver_due()
    assert mail_server.recipients == sorted([first.to_email, last.to_email])
    for _attempt in range(len(conf.MAIL_RETRY_SECONDS) + 3):
        clock.forward(days=2)
        deliver_due()
    bad.refresh_from_db()
    assert bad.state == State.FAILED
    assert bad.attempts == len(conf.MAIL_RETRY_SECONDS) + 1
    assert bad.error.startswith("SMTPRecipientsRefused: ")
    assert "550" in bad.error
    assert len(mail_server.received) == 2


def test_a_mail_that_cannot_be_built_stops_no_other(queue, mail_server):
    mail_server.start()
    bad, good = queue("bad"), queue("good")
    OutboxMail.objects.filter(pk=bad.pk).update(subject="a\nBcc: b@example.org")
    deliver_due()
    bad.refresh_from_db()
    assert bad.state == State.QUEUED
    assert "BadHeaderError" in bad.error or "ValueError" in bad.error
    assert mail_server.recipients == [good.to_email]


def test_a_connection_that_drops_before_the_answer_is_tried_again(queue, mail_server, clock):
    mail_server.start()
    mail = queue()
    mail_server.behaviour = "drop"
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == State.QUEUED
    assert mail.error.startswith("SMTPServerDisconnected")
    mail_server.behaviour = "accept"
    clock.forward(minutes=1)
    deliver_due()
    assert len(mail_server.received) == 1


def test_a_connection_that_drops_after_the_answer_is_not(queue, mail_server, clock):
    mail_server.start()
    mail_server.behaviour = "drop at the end"
    mail = queue()
    deliver(mail.pk)
    clock.forward(days=1)
    deliver_due()
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert len(mail_server.received) == 1


def test_a_worker_that_died_gives_the_mail_back_under_the_same_message_id(queue, clock):
    mail = queue()
    deliver(mail.pk)
    # As if the worker had died between the server's answer and the database.
    OutboxMail.objects.filter(pk=mail.pk).update(state=State.SENDING, due_at=clock.now + LEASE)
    deliver_due()
    assert len(django_mail.outbox) == 1
    clock.forward(seconds=LEASE.total_seconds())
    deliver_due()
    first, second = django_mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"] != queue_message_id(mail)


def queue_message_id(mail):
    """The id of a later mail of the same event, after this one was forgotten."""
    other = OutboxMail.objects.get(pk=mail.pk)
    other.pk, other.key = None, "tests/hello:another:-"
    other.due_at = other.created_at
    other.state = State.QUEUED
    other.save()
    deliver(other.pk)
    return django_mail.outbox.pop().extra_headers["Message-ID"]


def test_a_mail_that_kills_its_worker_is_given_up(queue, clock):
    mail = queue()
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=State.SENDING, attempts=len(conf.MAIL_RETRY_SECONDS) + 1
    )
    clock.forward(days=1)
    deliver_due()
    mail.refresh_from_db()
    assert mail.state == State.FAILED
    assert mail.error
    assert django_mail.outbox == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_a_recipient_who_left_gets_nothing(queue, change):
    mail = queue()
    type(mail.recipient).objects.filter(pk=mail.recipient_id).update(**change)
    deliver_due()
    mail.refresh_from_db()
    assert mail.state == State.FAILED
    assert django_mail.outbox == []


def test_of_a_deleted_recipient_s_mail_there_stays_that_it_was(queue):
    sent, mail = queue("mail:0"), None
    deliver_due()
    mail = queue("mail:1", recipient=sent.recipient)
    mail.recipient.delete()
    deliver(mail.pk)
    assert len(django_mail.outbox) == 1
    kept = OutboxMail.objects.order_by("pk")
    assert [(one.state, one.kind) for one in kept] == [
        (State.SENT, sent.kind),
        (State.DROPPED, mail.kind),
    ]
    for one in kept:
        assert (one.recipient, one.to_email, one.text, one.html) == (None, "", "", "")
        assert one.created_at


def test_a_run_is_bounded_and_oldest_first(queue, clock, monkeypatch):
    monkeypatch.setattr("wagtail_crowdsolving.notifications.jobs.BATCH_SIZE", 2)
    mails = []
    for n in range(3):
        mails.append(queue(f"mail:{n}"))
        clock.forward(seconds=1)
    deliver_due()
    assert [message.to for message in django_mail.outbox] == [[m.to_email] for m in mails[:2]]
    deliver_due()
    assert django_mail.outbox[2].to == [mails[2].to_email]


def test_a_run_ends_in_time(queue, monkeypatch):
    monkeypatch.setattr("wagtail_crowdsolving.notifications.jobs.BATCH_SECONDS", -1)
    queue()
    deliver_due()
    assert django_mail.outbox == []


def test_old_mails_are_forgotten(queue, clock):
    done, waiting = queue("done"), queue("waiting")
    deliver(done.pk)
    clock.forward(days=conf.MAIL_KEEP_DAYS - 1)
    forget_old()
    assert OutboxMail.objects.count() == 2
    clock.forward(days=2)
    forget_old()
    assert OutboxMail.objects.get() == waiting


def hammer(pks, workers=4):
    """Deliver each mail from several threads in the same instant."""
    start = threading.Barrier(workers)
    errors = []

    def work():
        try:
            for pk in pks:
                start.wait()
                deliver(pk)
        except Exception as error:
            errors.append(error)
            start.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_four_workers_on_one_mail_send_it_once_on_postgresql(queue, mail_server):
    mail_server.start()
    mails = [queue(f"mail:{n}") for n in range(10)]
    # In a test with real commits they have been sent already: once more, for the threads.
    OutboxMail.objects.update(state=State.QUEUED, due_at=mails[0].created_at)
    mail_server.received.clear()
    assert hammer([mail.pk for mail in mails]) == []
    assert mail_server.recipients == sorted(mail.to_email for mail in mails)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the SQLite database")
def test_four_workers_on_one_mail_send_it_once_on_an_sqlite_file(queue, mail_server, sqlite_copy):
    mail_server.start()
    mails = [queue(f"mail:{n}") for n in range(10)]
    script = (
        "import django; django.setup(); from tests.notifications.test_deliver import hammer;"
        f"errors = hammer({[mail.pk for mail in mails]}); assert not errors, errors"
    )
    environment = sqlite_copy(MAIL_PORT=mail_server.port)
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=120)
    assert mail_server.recipients == sorted(mail.to_email for mail in mails)


class TestRetry:
    @pytest.fixture
    def failed(self, queue):
        mail = queue()
        OutboxMail.objects.filter(pk=mail.pk).update(state=State.FAILED, attempts=9, error="x")
        return mail

    @pytest.fixture
    def coordinator(self):
        return factories.UserFactory(is_superuser=True)

    def test_sends_again(self, failed, coordinator, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            actions.retry(mail=failed, by=coordinator)
        failed.refresh_from_db()
        assert (failed.state, failed.attempts, failed.error) == (State.SENT, 1, "")
        assert len(django_mail.outbox) == 1

    def test_only_what_was_given_up(self, queue, coordinator):
        mail = queue()
        with pytest.raises(Conflict):
            actions.retry(mail=mail, by=coordinator)

    def test_not_by_anybody(self, failed, member):
        with pytest.raises(NotAllowed):
            actions.retry(mail=failed, by=member)
        failed.refresh_from_db()
        assert failed.state == State.FAILED

    def test_leaves_a_line_without_personal_data(self, failed, coordinator):
        from wagtail.models import ModelLogEntry

        OutboxMail.objects.filter(pk=failed.pk).update(subject="Camille Essai")
        actions.retry(mail=failed, by=coordinator)
        line = ModelLogEntry.objects.get(action="wagtail_crowdsolving.retry_mail")
        assert (line.user, line.label) == (coordinator, "tests/hello")
        assert "Camille" not in str(line.data)


@pytest.fixture
def answers():
    ANSWERS.clear()
    yield ANSWERS
    ANSWERS.clear()


class TestCondition:
    def test_is_asked_right_before_the_mail_leaves(self, queue, answers):
        wanted, dropped = queue("wanted"), queue("dropped")
        answers.update(wanted=True, dropped=False)
        deliver_due()
        assert [message.to for message in django_mail.outbox] == [[wanted.to_email]]
        dropped.refresh_from_db()
        assert (dropped.state, dropped.error, dropped.sent_at) == (State.DROPPED, "", None)

    def test_is_asked_again_at_each_attempt(self, queue, answers, mail_server, clock):
        answers["late"] = True
        mail = queue("late")
        deliver(mail.pk)  # no server answers yet
        mail_server.start()
        answers["late"] = False
        clock.forward(minutes=2)
        deliver_due()
        mail.refresh_from_db()
        assert (mail.state, mail_server.received) == (State.DROPPED, [])
        answers["late"] = True
        clock.forward(days=1)
        deliver_due()
        assert mail_server.received == []

    def test_that_breaks_is_a_failed_attempt(self, queue, answers, clock):
        answers["broken"] = LookupError("gone")
        mail = queue("broken")
        deliver(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (State.QUEUED, "LookupError: gone")
        assert django_mail.outbox == []
        answers["broken"] = True
        clock.forward(minutes=2)
        deliver_due()
        assert len(django_mail.outbox) == 1

    def test_of_a_mail_that_nobody_declares_any_more_is_a_failed_attempt(self, queue):
        mail = queue()
        OutboxMail.objects.update(key=mail.key.replace("hello", "gone"))
        deliver(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (State.QUEUED, "KeyError: 'tests/gone'")

    def test_what_was_dropped_is_not_sent_again_and_is_forgotten(self, queue, answers, clock):
        answers["dropped"] = False
        mail = queue("dropped")
        deliver(mail.pk)
        with pytest.raises(Conflict):
            actions.retry(mail=mail, by=factories.UserFactory(is_superuser=True))
        clock.forward(days=conf.MAIL_KEEP_DAYS + 1)
        assert forget_old() == 1
