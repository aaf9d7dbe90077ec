"""One decision on many: everything that a decision on one does, in few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.bulk import fill
from tests.contributions import support
from tests.contributions.support import REFUSAL, submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [pytest.mark.versions, pytest.mark.django_db]
EXACT = {"counter": {}, "contributions": {}}


def all_pending(challenge, size, members=5):
    fill(challenge, size, [UserFactory() for _number in range(members)], thread=1)
    Contribution.objects.filter(page=challenge).update(
        state=State.PENDING, waits_since=timezone.now(), published_at=None, is_public=False
    )
    actions.recount(page_pk=challenge.pk)
    return list(queries.waiting().filter(page=challenge))


def confirmed(*items):
    return {item.pk: item.fingerprint for item in items}


def mailed(kind):
    return OutboxMail.objects.filter(kind=f"contributions/{kind}")


class TestRejectMany:
    def test_each_is_decided_logged_and_told(self, challenge, moderator):
        items = all_pending(challenge, 12)
        items += all_pending(ChallengeFactory(), 3)
        decisions, left = actions.reject_many(confirmed=confirmed(*items), by=moderator, **REFUSAL)
        assert (len(decisions), left) == (15, [])
        assert set(Contribution.objects.values_list("state", "is_public", "waits_since")) == {
            (State.REFUSED, False, None)
        }
        stored = ModerationDecision.objects.all()
        assert {decision.contribution_id for decision in stored} == {item.pk for item in items}
        for decision in stored:
            assert (decision.decided_by, decision.reason) == (moderator, REFUSAL["reason"])
            assert decision.text == items[0].text_to_judge
        lines = ModelLogEntry.objects.filter(action__endswith="contribution.refused")
        assert lines.count() == 15
        assert {line.data["decision"] for line in lines} == {one.pk for one in stored}
        assert {line.object_id for line in lines} == {str(item.pk) for item in items}
        mails = mailed("refused")
        assert mails.count() == 15
        for mail in mails:
            assert REFUSAL["reason"] in mail.text
        assert queries.drift(challenge.pk) == EXACT

    def test_the_same_as_one_at_a_time(self, challenge, moderator, member):
        one, many, other = (submit(challenge, member) for _number in range(3))
        actions.reject(contribution=one, by=moderator, **REFUSAL)
        actions.reject_many(confirmed=confirmed(many, other), by=moderator, **REFUSAL)
        own = {"pk", "id", "key", "due_at", "created_at", "text", "html", "error", "sent_at"}
        first, second, _third = (
            {name: value for name, value in row.items() if name not in own}
            for row in mailed("refused").order_by("pk").values()
        )
        assert first == second
        texts = mailed("refused").order_by("pk").values_list("text", flat=True)
        assert texts[0] != texts[1]

    def test_what_is_not_as_it_was_read_is_left(self, challenge, moderator, member):
        plain, changed, decided, own, claimed, forged = (
            submit(challenge, author)
            for author in (member, member, member, moderator, member, member)
        )
        seen = {**confirmed(plain, changed, decided, own, claimed), forged.pk: "x"}
        actions.edit(contribution=changed, by=member, text="Un texte changé depuis")
        actions.approve(contribution=decided, by=support.moderator())
        actions.claim(contribution=claimed, by=support.moderator())
        decisions, left = actions.reject_many(confirmed=seen, by=moderator, **REFUSAL)
        assert [decision.contribution for decision in decisions] == [plain]
        assert {(item.pk, type(error)) for item, error in left} == {
            (changed.pk, Conflict),
            (decided.pk, Conflict),
            (own.pk, NotAllowed),
            (claimed.pk, Conflict),
            (forged.pk, Conflict),
        }
        assert mailed("refused").count() == 1
        assert queries.drift(challenge.pk) == EXACT

    def test_the_page_decides_who_may(self, challenge):
        animator = UserFactory()
        challenge.animator = animator
        challenge.save()
        here = ContributionFactory(page=challenge, state=State.PENDING)
        there = ContributionFactory(page=ChallengeFactory(), state=State.PENDING)
        decisions, left = actions.reject_many(
            confirmed=confirmed(here, there), by=animator, **REFUSAL
        )
        assert [decision.contribution for decision in decisions] == [here]
        assert [item for item, _error in left] == [there]

    def test_no_statement_for_each(self, challenge, moderator):
        def cost(size):
            items = all_pending(ChallengeFactory(), size, members=1)
            seen = confirmed(*items)
            with CaptureQueriesContext(connection) as asked:
                decisions, _left = actions.reject_many(confirmed=seen, by=moderator, **REFUSAL)
            assert len(decisions) == size
            return len(asked)

        cost(2)
        assert cost(4) == cost(40) <= 25


class TestApproveMany:
    def test_threads_and_numbers(self, challenge, moderator, member):
        root = ContributionFactory(page=challenge)
        reply = ContributionFactory(page=challenge, in_reply_to=root)
        items = [submit(challenge, member) for _number in range(2)]
        items += [submit(challenge, member, in_reply_to=root) for _number in range(2)]
        items += [submit(challenge, member, in_reply_to=reply) for _number in range(3)]
        _decisions, left = actions.approve_many(confirmed=confirmed(*items), by=moderator)
        assert left == []
        assert queries.drift(challenge.pk) == EXACT
        root.refresh_from_db()
        reply.refresh_from_db()
        assert (root.answers, reply.answers) == (6, 3)
        assert mailed("published").count() == 7

    def test_below_what_was_taken_down(self, challenge, moderator, member):
        root = ContributionFactory(page=challenge)
        items = [submit(challenge, member, in_reply_to=root) for _number in range(2)]
        actions.remove(contribution=root, by=moderator, **REFUSAL)
        actions.approve_many(confirmed=confirmed(*items), by=moderator)
        assert queries.drift(challenge.pk) == EXACT
