"""Two at once, on a database that lets two at once."""

import threading
import uuid
from functools import partial

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.bulk import fill
from tests.contributions.files import picture
from tests.contributions.support import (
    REFUSAL,
    contribute_url,
    form_data,
    moderator,
    submit,
)
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from tests.proof import times
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import (
    Attachment,
    Contribution,
    KeptFile,
    ModerationDecision,
    State,
)
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [
    pytest.mark.prove,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: needs PostgreSQL"
    ),
]


def at_once(*calls):
    """Run the calls in as many threads, started together; their results or exceptions."""
    barrier = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait(timeout=10)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return results


@pytest.fixture
def challenge(transactional_db):
    return ChallengeFactory()


def kinds(results):
    return sorted(type(result).__name__ for result in results)


@pytest.mark.parametrize("attempt", range(3))
def test_two_moderators_one_decision(challenge, attempt):
    item = submit(challenge, UserFactory())
    first, second = moderator(), moderator()
    results = at_once(
        lambda: actions.approve(contribution=item, by=first),
        lambda: actions.reject(contribution=item, by=second, **REFUSAL),
    )
    assert kinds(results) == ["Conflict", "ModerationDecision"]
    decision = ModerationDecision.objects.get()
    item.refresh_from_db()
    assert item.state == (State.PUBLISHED if decision.outcome == "approved" else State.REFUSED)
    assert OutboxMail.objects.exclude(kind="contributions/received").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_one_key_one_row(challenge, attempt):
    member, key = UserFactory(), uuid.uuid4()
    results = at_once(
        *[lambda: submit(challenge, member, submission_key=key) for _number in range(6)]
    )
    assert kinds(results) == ["Contribution"] * 6
    assert len({result.pk for result in results}) == 1
    assert Contribution.objects.count() == 1
    assert OutboxMail.objects.count() == 1


def test_a_form_with_a_kept_file_sent_twice(challenge):
    member = UserFactory()
    data = form_data(member, challenge)
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for client in clients:
        client.force_login(member)
    photo = {"attachments-0": picture()}
    clients[0].post(contribute_url(challenge), {**data, "go": "preview", **photo})
    (one,) = KeptFile.objects.all()
    data["attachments-kept"] = str(one.pk)
    answers = at_once(*(partial(one.post, contribute_url(challenge), data) for one in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Contribution.objects.count() == 1
    stored = Attachment.objects.get()
    assert stored.file.storage.exists(stored.file.name)


def test_one_key_on_two_pages(challenge):
    member, key, other = UserFactory(), uuid.uuid4(), ChallengeFactory()
    results = at_once(
        lambda: submit(challenge, member, submission_key=key),
        lambda: submit(other, member, submission_key=key),
    )
    assert len({result.pk for result in results}) == 1
    assert Contribution.objects.count() == 1


def test_one_key_of_two_members(challenge):
    key, members = uuid.uuid4(), [UserFactory(), UserFactory()]
    results = at_once(
        *[lambda member=member: submit(challenge, member, submission_key=key) for member in members]
    )
    assert kinds(results) == ["Contribution", "NotAllowed"]
    assert isinstance([r for r in results if isinstance(r, Exception)][0], NotAllowed)


def test_many_writers_in_one_thread(challenge):
    """Eight writers in one thread: comments-xtd's tree dies of deadlocks."""
    root = ContributionFactory(page=challenge)
    members = [UserFactory() for _number in range(8)]

    def write(member):
        return [submit(challenge, member, in_reply_to=root) for _number in range(5)]

    results = at_once(*[lambda member=member: write(member) for member in members])
    assert kinds(results) == ["list"] * 8
    assert Contribution.objects.filter(root=root, in_reply_to=root, level=1).count() == 40


def test_edit_against_approve(challenge):
    member, judge = UserFactory(), moderator()
    item = submit(challenge, member)
    read = Contribution.objects.get(pk=item.pk)
    results = at_once(
        lambda: actions.edit(contribution=item, by=member, text="Un texte que personne n'a lu"),
        lambda: actions.approve(contribution=read, by=judge),
    )
    # Either the moderator is told of the change, or it waits beside the text that they published.
    assert kinds(results) in (["Conflict", "Contribution"], ["Amendment", "ModerationDecision"])
    item.refresh_from_db()
    assert (item.state == State.PUBLISHED) == (item.comment == read.comment)
    assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}


def test_every_number_is_exact_after_sixteen_writers(challenge):
    root = ContributionFactory(page=challenge)
    members = [UserFactory() for _number in range(16)]
    judges = [moderator() for _number in range(4)]

    def write(number):
        for turn in range(6):
            item = submit(challenge, members[number], in_reply_to=root)
            if turn % 2:
                actions.approve(contribution=item, by=judges[number % 4])
            actions.support(contribution=root, by=members[number])
            if turn % 3 == 0:
                actions.withdraw(contribution=item, by=members[number])
        return number

    results = at_once(*[lambda number=number: write(number) for number in range(16)])
    assert results == list(range(16))
    assert Contribution.objects.count() == 97
    root.refresh_from_db()
    assert root.supports == 16
    assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}


def test_sixteen_writers_of_many_replies(challenge, settings):
    """No error, nothing lost, every number exact; each fifth text is published at once."""
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTIONS_PER_HOUR": 1000,
        "JOBS_ENGINE": "django_q",  # the mails wait: a worker's work is not the writers'
    }
    root = ContributionFactory(page=challenge)
    members = [UserFactory() for _number in range(16)]
    judges = [moderator() for _number in range(4)]
    turns = times(10, 50)

    def write(number):
        for turn in range(turns):
            item = submit(challenge, members[number], in_reply_to=root)
            if turn % 5 == 0:
                actions.approve(contribution=item, by=judges[number % 4])
        return number

    results = at_once(*[lambda number=number: write(number) for number in range(16)])
    assert results == list(range(16))
    assert Contribution.objects.filter(in_reply_to=root).count() == 16 * turns
    root.refresh_from_db()
    assert root.answers == 16 * turns // 5
    assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}


def test_eight_moderators_empty_the_queue(challenge):
    """Each goes on to the next text as on the desk: none is given to two, none decided twice."""
    judges = [moderator() for _number in range(8)]
    fill(challenge, 200, [UserFactory() for _number in range(20)], thread=1)
    Contribution.objects.update(state=State.PENDING, is_public=False, waits_since=timezone.now())
    actions.recount(page_pk=challenge.pk)

    def work(judge):
        judge, given = type(judge).objects.get(pk=judge.pk), []
        while item := actions.claim_next(by=judge):
            given.append(item.pk)
            if item.pk % 2:
                actions.approve(contribution=item, by=judge)
            else:
                actions.reject(contribution=item, by=judge, **REFUSAL)
        return given

    results = at_once(*[lambda judge=judge: work(judge) for judge in judges])
    assert kinds(results) == ["list"] * 8
    given = [pk for found in results for pk in found]
    assert len(given) == len(set(given)) == 200
    assert ModerationDecision.objects.count() == 200
    assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}
