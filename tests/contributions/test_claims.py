"""A text is read by one moderator at a time: whose it is, and what the others see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.contributions.support import QUEUE, REFUSAL, claims, decide, desk, submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed

pytestmark = pytest.mark.django_db


class TestClaims:
    def test_the_longest_waiting_first(self, moderator, waiting):
        assert actions.claim_next(by=moderator) == waiting[0]
        assert claims() == {waiting[0].pk: moderator.pk}

    def test_two_are_never_given_the_same(self, moderator, colleague, waiting):
        assert actions.claim_next(by=moderator) == waiting[0]
        assert actions.claim_next(by=colleague) == waiting[1]
        # Asked again, one goes on with what one reads.
        assert actions.claim_next(by=moderator) == waiting[0]
        with pytest.raises(Conflict):
            actions.claim(contribution=waiting[0], by=colleague)

    def test_one_text_at_a_time(self, moderator, waiting):
        actions.claim(contribution=waiting[0], by=moderator)
        actions.claim(contribution=waiting[2], by=moderator)
        assert claims() == {waiting[2].pk: moderator.pk}

    def test_after_a_while_it_is_free(self, moderator, colleague, waiting):
        actions.claim(contribution=waiting[0], by=moderator)
        Contribution.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        assert actions.claim_next(by=colleague) == waiting[0]

    def test_it_can_be_taken_over_knowingly(self, moderator, colleague, waiting):
        actions.claim(contribution=waiting[0], by=moderator)
        actions.claim(contribution=waiting[0], by=colleague, take_over=True)
        assert claims() == {waiting[0].pk: colleague.pk}
        with pytest.raises(Conflict, match="Dominique Collègue"):
            actions.approve(contribution=waiting[0], by=moderator)

    def test_release(self, moderator, colleague, waiting):
        actions.claim(contribution=waiting[0], by=moderator)
        actions.release(contribution=waiting[0], by=colleague)
        assert claims() == {waiting[0].pk: moderator.pk}
        actions.release(contribution=waiting[0], by=moderator)
        assert claims() == {}

    def test_a_decision_ends_it(self, moderator, waiting):
        actions.claim(contribution=waiting[0], by=moderator)
        actions.approve(contribution=waiting[0], by=moderator)
        assert claims() == {}

    def test_own_texts_come_to_nobody(self, moderator, challenge):
        item = submit(challenge, moderator)
        assert actions.claim_next(by=moderator) is None
        with pytest.raises(NotAllowed):
            actions.claim(contribution=item, by=moderator)

    def test_members_claim_nothing(self, member, waiting):
        assert actions.claim_next(by=member) is None
        with pytest.raises(NotAllowed):
            actions.claim(contribution=waiting[0], by=member)
        assert claims() == {}

    def test_what_does_not_wait(self, moderator, challenge):
        with pytest.raises(Conflict):
            actions.claim(contribution=ContributionFactory(page=challenge), by=moderator)

    def test_animators_are_given_their_pages(self, challenge, waiting):
        animator = UserFactory()
        challenge.animator = animator
        challenge.save()
        ContributionFactory(
            page=ChallengeFactory(),
            state=State.PENDING,
            waits_since=timezone.now() - timedelta(days=9),
        )
        assert actions.claim_next(by=animator) == waiting[0]


class TestOthersRead:
    def test_it_says_who_and_offers_to_take_over(self, moderating, moderator, colleague, waiting):
        item = waiting[0]
        actions.claim(contribution=item, by=colleague)
        html = moderating.get(desk(item)).content.decode()
        assert "Dominique Collègue" in html
        assert 'value="approve"' not in html
        assert decide(moderating, item, "take_over").url == desk(item)
        assert claims() == {item.pk: moderator.pk}
        assert 'value="approve"' in moderating.get(desk(item)).content.decode()

    def test_the_list_says_who(self, moderating, colleague, waiting):
        actions.claim(contribution=waiting[0], by=colleague)
        assert "Dominique Collègue" in moderating.get(reverse(QUEUE)).content.decode()
        for reader, expected in (("others", waiting[:1]), ("me", []), ("nobody", waiting[1:])):
            response = moderating.get(f"{reverse(QUEUE)}?reader={reader}")
            assert list(response.context["object_list"]) == expected

    def test_decision_after_it_was_taken_over(self, moderating, moderator, colleague, waiting):
        moderating.get(desk(waiting[0]))
        actions.claim(contribution=waiting[0], by=colleague, take_over=True)
        assert decide(moderating, waiting[0], "approve").url == desk(waiting[0])
        assert not ModerationDecision.objects.exists()

    def test_what_was_typed_comes_along_when_it_is_taken_back(
        self, moderating, moderator, colleague, waiting
    ):
        item = waiting[0]
        moderating.get(desk(item))
        actions.claim(contribution=item, by=colleague, take_over=True)
        response = decide(moderating, item, "reject", **REFUSAL)
        assert response.status_code == 409
        html = response.content.decode()
        assert REFUSAL["reason"] in html
        assert 'value="take_over"' in html
        response = decide(moderating, item, "take_over", choice="reject", **REFUSAL)
        assert claims() == {item.pk: moderator.pk}
        html = response.content.decode()
        assert REFUSAL["reason"] in html
        assert 'name="decision" value="reject"' in html

    def test_nothing_free(self, moderating, colleague, challenge):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        actions.claim(contribution=item, by=colleague)
        assert moderating.get(desk()).url == reverse(QUEUE)
