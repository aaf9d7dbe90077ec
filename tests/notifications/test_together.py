"""What people who work are told leaves in working hours, as one mail a morning."""

from datetime import date, time

import pytest

from tests import factories
from wagtail_crowdsolving import clock as clock_of_site
from wagtail_crowdsolving.notifications import mails
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail

State = OutboxMail.State
When = mails.When


@pytest.fixture
def monday(clock):
    """Ten o'clock."""
    clock.now = clock_of_site.at(date(2026, 3, 2), time(10))
    return clock


@pytest.fixture
def for_a_team(monkeypatch):
    """The example mail leaves in the morning."""

    def at(when):
        declared = mails._declared["tests/hello"]._replace(when=when)
        monkeypatch.setitem(mails._declared, "tests/hello", declared)
        monkeypatch.setattr("tests.notifications.conftest.HELLO", declared)

    at(When.MORNING)
    return at


def test_one_mail_a_morning(queue, monday, for_a_team, mailoutbox):
    reader, other = factories.UserFactory(), factories.UserFactory()
    for number in "123":
        queue(number, recipient=reader, context={"title": f"Défi n° {number} <b>"})
    queue("4", recipient=other)
    tuesday = clock_of_site.at(date(2026, 3, 3), time(8))
    assert set(OutboxMail.objects.values_list("due_at", flat=True)) == {tuesday}
    deliver_due()
    assert not mailoutbox
    monday.now = tuesday
    deliver_due()
    assert sorted(message.to[0] for message in mailoutbox) == sorted([reader.email, other.email])
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {State.SENT}
    (message,) = [message for message in mailoutbox if message.to == [reader.email]]
    html = message.alternatives[0][0]
    for number in "123":
        assert f"Défi n° {number} <b>" in message.body
        assert f"Défi n° {number} &lt;b&gt;" in html
    assert "<b>" not in html
    assert message.body.count("\n--\n") == 1
    assert message.subject.startswith("Bonjour") or "Défi n° 1" in message.subject


def test_what_somebody_wrote_may_look_like_a_footer(queue, monday, for_a_team, mailoutbox):
    reader = factories.UserFactory()
    for number in "12":
        queue(number, recipient=reader, context={"title": f"Salut\n--\nMarie {number}"})
    monday.forward(days=1)
    deliver_due()
    (message,) = mailoutbox
    assert "Marie 1" in message.body
    assert "Marie 2" in message.body


def test_what_is_no_longer_wanted_is_left_out(queue, monday, for_a_team, mailoutbox):
    reader = factories.UserFactory()
    rows = [queue(number, recipient=reader) for number in "12"]
    OutboxMail.objects.filter(pk=rows[0].pk).update(state=State.DROPPED)
    monday.forward(days=1)
    deliver_due()
    (message,) = mailoutbox
    assert message.subject == rows[1].subject


def test_when_the_server_is_away_each_is_tried_again_in_working_hours(
    queue, monday, for_a_team, mail_server, clock
):
    """The server listens to nobody yet."""
    for_a_team(When.WORKING_HOURS)
    reader = factories.UserFactory()
    rows = [queue(number, recipient=reader) for number in "12"]
    assert {row.due_at for row in rows} == {clock.now}
    clock.now = clock_of_site.at(date(2026, 3, 6), time(17, 59, 30))
    deliver_due()
    monday_morning = clock_of_site.at(date(2026, 3, 9), time(8))
    found = OutboxMail.objects.values_list("state", "due_at", "attempts")
    assert set(found) == {(State.QUEUED, monday_morning, 1)}
    mail_server.start()
    clock.now = monday_morning
    deliver_due()
    assert len(mail_server.received) == 1
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_mail_that_killed_its_worker_takes_no_other_along(queue, monday, for_a_team, mailoutbox):
    reader = factories.UserFactory()
    poison, good = queue("1", recipient=reader), queue("2", recipient=reader)
    monday.forward(days=1)
    OutboxMail.objects.filter(pk=poison.pk).update(state=State.SENDING, attempts=1)
    deliver_due()
    assert [message.subject for message in mailoutbox] == [poison.subject, good.subject]


def test_those_who_work_are_told_in_working_hours():
    assert set(mails.of_working_hours()) >= {
        "selection/reminder",
        "selection/overdue",
        "selection/no_committee",
        "challenges/new_proposal",
        "challenges/to_examine",
        "contributions/waiting",
    }
