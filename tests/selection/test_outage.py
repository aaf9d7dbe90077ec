"""A mail server that fails for an hour: every word of a round arrives, and arrives once."""

from datetime import date, time

import pytest

from tests.selection.support import decide, review, scene
from wagtail_crowdsolving import clock as clock_of_site
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, jobs

State = OutboxMail.State


def fail(server, behaviour):
    """From now on the server refuses, drops or is away."""
    server.received.clear()
    server.behaviour = behaviour
    if behaviour == "away":
        server.stop()


def an_hour(server, clock, behaviour):
    """The schedule runs each minute of an hour in vain; then the server works again."""
    for _minute in range(60):
        clock.forward(minutes=1)
        deliver_due()
    assert server.received == []
    if behaviour == "away":
        server.start()
    server.behaviour = "accept"


def until_nothing_waits(clock):
    for _hour in range(6):
        clock.forward(hours=1)
        deliver_due()


@pytest.mark.parametrize("behaviour", ["away", "busy", "drop"])
def test_every_word_arrives_once(
    home, mail_server, clock, behaviour, django_capture_on_commit_callbacks
):
    # Reminders leave in working hours: on a Monday at nine, then on the Friday.
    clock.now = clock_of_site.at(date(2026, 3, 2), time(9))
    mail_server.start()
    fail(mail_server, behaviour)
    with django_capture_on_commit_callbacks(execute=True):
        s = scene(members=2, quorum=1, review_days=2)
    an_hour(mail_server, clock, behaviour)
    until_nothing_waits(clock)
    everybody = sorted(
        person.email for person in [*s.people, s.page.crowdsolving_proposal.proposer]
    )
    assert mail_server.recipients == everybody

    # Reminders: one member answers while theirs waits, and gets none.
    clock.now = clock_of_site.at(date(2026, 3, 6), time(9))
    fail(mail_server, behaviour)
    for _run in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.remind()
    an_hour(mail_server, clock, behaviour)
    review(s.round, s.members[0])
    until_nothing_waits(clock)
    assert mail_server.recipients == sorted([s.chair.email, s.members[1].email])

    # The decision, to the committee and to the proposer.
    fail(mail_server, behaviour)
    with django_capture_on_commit_callbacks(execute=True):
        review(s.round, s.chair)
        review(s.round, s.members[1])
        s.round.refresh_from_db()
        decision = decide(s.round, s.chair, "changes", "Précisez le lieu.")
        actions.release_decisions(decisions=[decision], by=s.chair)
        actions.release_decisions(decisions=[decision], by=s.chair)
    an_hour(mail_server, clock, behaviour)
    until_nothing_waits(clock)
    assert mail_server.recipients == everybody
    states = set(OutboxMail.objects.values_list("state", flat=True))
    assert states == {State.SENT, State.DROPPED}
    # Dropped: the reminder that was answered, the closing that was decided.
    assert OutboxMail.objects.filter(state=State.DROPPED).count() == 2


def test_one_address_that_fails_keeps_nobody_else_waiting(
    home, mail_server, clock, django_capture_on_commit_callbacks
):
    mail_server.start()
    with django_capture_on_commit_callbacks(execute=True):
        s = scene(members=3)
        mail_server.refused = {s.members[0].email}  # the mails leave at the commit
    others = [person.email for person in [*s.people, s.page.crowdsolving_proposal.proposer]]
    others.remove(s.members[0].email)
    assert mail_server.recipients == sorted(others)
    assert OutboxMail.objects.exclude(state=State.SENT).get().recipient == s.members[0]
