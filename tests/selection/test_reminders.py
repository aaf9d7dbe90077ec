"""Reminders of opinions that are not in: before the deadline and after it, none in vain."""

import re
from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation

from tests import factories
from tests.selection import admin_support, support
from tests.selection.support import Role, decide, review, scene
from wagtail_crowdsolving import clock as clock_of_site
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.jobs import deliver, deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, jobs, said
from wagtail_crowdsolving.selection.models import RoundLogEntry, Seat

State = OutboxMail.State


@pytest.fixture
def clock(monkeypatch):
    """The time of day, moved by hand."""

    class Clock:
        now = clock_of_site.start_of(date(2026, 3, 2)) + timedelta(hours=10)  # a Monday

        def forward(self, **duration):
            self.now += timedelta(**duration)

        def to(self, moment, **duration):
            self.now = moment + timedelta(**duration)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def stage(home, clock):
    """A round of two weeks; one member has given their opinion."""
    s = scene(members=3, observers=1, review_days=14)
    review(s.round, s.members[0])
    s.round.refresh_from_db()
    return s


def told(name):
    mails = OutboxMail.objects.filter(kind=f"selection/{name}").order_by("recipient_id")
    return list(mails.values_list("recipient_id", flat=True))


def ids(*people):
    return sorted(person.pk for person in people)


def test_three_days_before_one_after_and_a_week_after(stage, clock):
    missing = ids(stage.chair, *stage.members[1:])
    jobs.remind()
    assert told("reminder") == []
    clock.to(stage.round.due_at, days=-3)
    for _run in range(3):
        jobs.remind()
        clock.forward(hours=1)
    assert told("reminder") == missing
    clock.to(stage.round.due_at, hours=1)
    jobs.remind()
    assert (told("reminder"), told("overdue")) == (missing, [])
    for days in (1, 2, 7, 8, 100):
        clock.to(stage.round.due_at, days=days)
        jobs.remind()
    assert told("reminder") == missing
    assert told("overdue") == sorted(missing * 2)


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        # Tuesday: three days before is a Saturday, a week after is the 24th.
        (date(2026, 3, 17), (13, 3), (18, 3)),
        # Friday: a day after it is a Saturday.
        (date(2026, 3, 20), (17, 3), (23, 3)),
        # Three days before it is the 14th of July, a day after a Saturday.
        (date(2026, 7, 17), (13, 7), (20, 7)),
        # Three days before it is Easter Monday.
        (date(2026, 4, 9), (3, 4), (10, 4)),
    ],
)
def test_on_a_working_morning(stage, due, before, after):
    stage.round.due_at = clock_of_site.end_of(due)
    for days, (day, month) in ((-3, before), (1, after)):
        assert jobs.reminded_at(stage.round, days) == clock_of_site.at(
            date(2026, month, day), time(8)
        )


def test_what_is_found_late_leaves_in_the_morning(stage, clock, mailoutbox):
    """Friday night: on Monday at eight, and what is still queued then leaves as one mail."""
    clock.to(stage.round.due_at, days=-3)
    jobs.remind()
    waiting = OutboxMail.objects.filter(kind="selection/reminder")
    monday = clock_of_site.at(date(2026, 3, 16), time(8))
    assert set(waiting.values_list("due_at", flat=True)) == {monday}
    OutboxMail.objects.exclude(kind="selection/reminder").delete()
    deliver_due()
    assert not mailoutbox
    clock.now = monday
    deliver_due()
    assert len(mailoutbox) == waiting.count()


def test_a_reminder_of_a_day_that_has_passed_is_dropped(stage, clock):
    clock.to(stage.round.due_at, days=-3)
    jobs.remind()
    clock.to(stage.round.due_at, days=1)
    deliver_due()
    kinds = OutboxMail.objects.filter(kind="selection/reminder").values_list("state", flat=True)
    assert set(kinds) == {State.DROPPED}


def test_a_site_that_slept_reminds_once(stage, clock):
    clock.to(stage.round.due_at, days=30)
    jobs.remind()
    jobs.remind()
    assert told("reminder") == []
    assert told("overdue") == ids(stage.chair, *stage.members[1:])


def test_no_reminder_where_none_are_wanted(stage, clock, settings):
    settings.WAGTAIL_CROWDSOLVING = {"REVIEW_REMINDER_DAYS": []}
    clock.to(stage.round.due_at, days=30)
    jobs.remind()
    assert told("overdue") == []


def test_whoever_was_just_invited_is_not_reminded_yet(stage, clock):
    clock.to(stage.round.due_at, days=-2)
    late = factories.UserFactory()
    actions.invite(round=stage.round, by=stage.chair, user=late, role=Role.MEMBER)
    Seat.objects.filter(user=late).update(invited_at=clock.now)
    jobs.remind()
    assert late.pk not in told("reminder")
    clock.to(stage.round.due_at, days=1)
    jobs.remind()
    assert late.pk in told("overdue")


def test_an_extension_begins_a_new_series(stage, clock):
    clock.to(stage.round.due_at, days=-3)
    jobs.remind()
    before = told("reminder")
    seats = stage.round.seats.filter(user__in=before)
    assert all(seat.reminder_waits for seat in seats)
    asked = actions.remind(round=stage.round, by=stage.chair)
    assert (asked.told, asked.recent) == ([], [])
    assert ids(*(seat.user for seat in asked.waiting)) == ids(*stage.members[1:])
    with translation.override("en"):
        assert "leave already" in said.reminded_message(asked)
    actions.extend(round=stage.round, by=stage.chair, due_at=stage.round.due_at + timedelta(days=9))
    assert told("extended") == before
    # What waited for Monday is dropped: nobody had it, no page promises it.
    assert not seats.exclude(reminded_at=None)
    jobs.remind()
    assert told("reminder") == before
    clock.forward(days=9)
    jobs.remind()
    assert told("reminder") == sorted(before * 2)


def test_nobody_is_reminded_of_what_is_over(stage, clock):
    actions.recuse(round=stage.round, by=stage.members[1], reason="Un lien.")
    inactive = stage.members[2]
    inactive.is_active = False
    inactive.save()
    clock.to(stage.round.due_at, days=-3)
    jobs.remind()
    assert told("reminder") == ids(stage.chair)
    actions.close_round(round=stage.round, by=stage.chair)
    clock.to(stage.round.due_at, days=1)
    jobs.remind()
    assert told("overdue") == []


OVER = {
    "their review is in": lambda s, m: review(s.round, m),
    "they stand aside": lambda s, m: actions.recuse(round=s.round, by=m, reason="Un lien."),
    "they are replaced": lambda s, m: actions.replace_member(
        seat=Seat.objects.get(round=s.round, user=m), by=s.chair, user=factories.UserFactory()
    ),
    "the round is closed": lambda s, m: actions.close_round(round=s.round, by=s.chair),
    "the round is stopped": lambda s, m: actions.stop_round(task_state=s.round.task_state),
    "there is more time": lambda s, m: actions.extend(
        round=s.round, by=s.chair, due_at=s.round.due_at + timedelta(days=9)
    ),
}


@pytest.mark.parametrize("name", OVER)
def test_a_reminder_that_waits_is_dropped_once(stage, clock, name):
    member = stage.members[1]
    clock.to(stage.round.due_at, days=-3, hours=-14)
    jobs.remind()
    waiting = OutboxMail.objects.get(kind="selection/reminder", recipient=member)
    OVER[name](stage, member)
    deliver(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.DROPPED


def test_a_reminder_that_still_holds_leaves(stage, clock, mailoutbox):
    clock.to(stage.round.due_at, days=-3, hours=-14)
    jobs.remind()
    deliver_due()
    subjects = [message.subject for message in mailoutbox if message.to == [stage.chair.email]]
    assert len(subjects) == 2
    assert all(stage.round.title in subject for subject in subjects)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("invited", "they are replaced"),
        ("invited", "they stand aside"),
        ("invited", "the round is closed"),
    ],
)
def test_an_invitation_in_vain_is_dropped(stage, name, end):
    member = stage.members[1]
    waiting = OutboxMail.objects.get(kind=f"selection/{name}", recipient=member)
    OVER[end](stage, member)
    deliver(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.DROPPED


def test_the_chair_is_not_told_of_a_closing_that_was_undone(stage, clock):
    actions.close_round(round=stage.round, by=stage.chair)
    waiting = OutboxMail.objects.get(kind="selection/closed")
    actions.reopen_round(
        round=stage.round, by=stage.chair, reason="Encore.", due_at=clock.now + timedelta(days=3)
    )
    deliver(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.DROPPED
    assert told("reopened") == ids(*stage.people)


def test_every_mail_of_the_room_says_why_and_what(home, clock, mailoutbox):
    """Each kind once, as it is read: no tag left over, a reason, an address."""
    s = scene(members=4, observers=1, quorum=1, review_days=14)
    actions.recuse(round=s.round, by=s.members[0], reason="Secret de famille.")
    actions.replace_member(
        seat=Seat.objects.get(round=s.round, user=s.members[1]),
        by=s.chair,
        user=factories.UserFactory(),
    )
    clock.to(s.round.due_at, days=-3)
    jobs.remind()
    clock.to(s.round.due_at, days=1)
    jobs.remind()
    actions.extend(round=s.round, by=s.chair, due_at=clock.now + timedelta(days=5))
    review(s.round, s.chair, comment="Mon avis secret.")
    actions.close_round(round=s.round, by=s.chair)
    actions.reopen_round(
        round=s.round, by=s.chair, reason="Une pièce <b>.", due_at=clock.now + timedelta(days=5)
    )
    actions.close_round(round=s.round, by=s.chair)
    s.round.refresh_from_db()
    decision = decide(s.round, s.chair, departure="")
    actions.release_decisions(decisions=[decision], by=s.chair)
    other = scene(members=1)
    actions.stop_round(task_state=other.round.task_state)
    coordinator = factories.UserFactory()
    coordinator.groups.add(Group.objects.get_or_create(name=conf.GROUPS["coordination"])[0])
    support.begin(support.proposed(), support.workflow_of(None))
    mails = OutboxMail.objects.filter(kind__startswith="selection/")
    assert set(mails.values_list("kind", flat=True)) == {
        f"selection/{name}"
        for name in (
            "invited",
            "reminder",
            "overdue",
            "extended",
            "replaced",
            "reopened",
            "stopped",
            "closed",
            "recused",
            "no_committee",
            "decided",
            "favourable",
        )
    }
    for mail in mails:
        for words in (mail.text, mail.html):
            assert "{" not in words
            assert "http://testserver/" in words
            assert "Secret de famille" not in words
            assert "avis secret" not in words
        assert "\n\n\n" not in mail.text
        assert "<b>" not in mail.html
        assert len(mail.text.split("\n--\n")[1].split("\n")[0]) > 30


def test_by_hand_one_or_all_and_not_twice_a_day(stage, clock):
    """By itself and by hand are one series: who had a reminder within 24 hours has no other."""
    round, by = stage.round, stage.chair
    everybody = ids(stage.chair, *stage.members[1:])
    missing = ids(*stage.members[1:])  # the chair asks, and knows
    seat = round.seats.get(user=stage.members[1])
    assert [one.pk for one in actions.remind(round=round, by=by, seat=seat).told] == [seat.pk]
    seat.refresh_from_db()
    assert seat.reminded_at == clock.now
    assert RoundLogEntry.objects.get(action__endswith="round.remind").data == {"number": 1}
    for asked, told_now, recent in ((seat, [], [seat]), (None, missing, [seat])):
        reminded = actions.remind(round=round, by=by, seat=asked)
        assert ids(*(one.user for one in reminded.told)) == [
            pk for pk in told_now if pk != seat.user_id
        ]
        assert reminded.recent == recent
    assert told("reminder") == missing
    clock.to(round.due_at, days=-3)
    jobs.remind()
    assert told("reminder") == sorted(missing + everybody)
    assert not actions.remind(round=round, by=by).told
    clock.to(round.due_at, days=0, hours=15)
    assert ids(*(one.user for one in actions.remind(round=round, by=by).told)) == missing
    # The morning after the deadline nobody is mailed anew by the clock.
    assert told("overdue") == missing
    given = round.seats.get(user=stage.members[0])
    with pytest.raises(Conflict):
        actions.remind(round=round, by=by, seat=round.seats.get(user=by))
    with pytest.raises(Conflict):
        actions.remind(round=round, by=by, seat=given)
    with pytest.raises(NotAllowed):
        actions.remind(round=round, by=stage.members[1])
    actions.close_round(round=round, by=by)
    with pytest.raises(Conflict):
        actions.remind(round=round, by=by)


def test_the_buttons_of_the_two_desks(stage, client):
    """The page of the round, for whoever runs it, in the admin and on the site."""
    seat = stage.round.seats.get(user=stage.members[1])
    given = stage.round.seats.get(user=stage.members[0])
    Seat.objects.filter(pk=seat.pk).update(reminded_at=clock_of_site.at(date(2026, 3, 1), time(9)))
    day = "1er mars 2026"
    admin = reverse("crowdsolving_rounds:inspect", args=[stage.round.pk])
    desk = reverse("wagtail_crowdsolving:round_progress", args=[stage.round.pk])
    one, none = (
        reverse("crowdsolving_rounds:remind_one", args=[stage.round.pk, key.pk])
        for key in (seat, given)
    )
    client.force_login(admin_support.admit(stage.chair))
    page = client.get(admin).content.decode()
    assert (one in page, none in page, day in page) == (True, False, True)
    page = client.get(desk).content.decode()
    assert page.count('value="remind"') == 3
    assert day in page
    assert client.post(one).status_code == 302
    assert told("reminder") == [seat.user_id]
    response = client.post(none, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "error"]
    assert client.post(desk, {"do": "remind", "seat": given.pk}).status_code == 409
    response = client.post(desk, {"do": "remind"}, follow=True)
    assert "1 " in str(list(response.context["messages"])[-1])
    assert told("reminder") == ids(*stage.members[1:])
    # On a Sunday it waits for the morning: both pages say so, and none calls it the last one.
    Seat.objects.filter(pk=seat.pk).update(reminded_at=clock_of_site.at(date(2026, 3, 3), time(9)))
    assert "part le" in client.get(admin).content.decode()
    page = client.get(desk).content.decode()
    assert re.search(r"3 mars 2026 \w+ 09:00", page)
    assert page.count("dernier rappel") == 1  # of the other
    assert f'name="seat" value="{seat.pk}"' not in page
    assert one not in client.get(admin).content.decode()
