"""The summary of what waits, for those who moderate."""

import datetime

import pytest

from tests.contributions.support import moderator, submit, told
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving import clock as clock_of_site
from wagtail_crowdsolving.contributions import jobs
from wagtail_crowdsolving.contributions.models import Contribution

pytestmark = pytest.mark.django_db


class TestSummary:
    MORNING = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)

    @pytest.fixture(autouse=True)
    def _a_working_morning(self, clock):
        clock.now = self.MORNING

    @pytest.fixture
    def challenge(self, home):
        return ChallengeFactory(opens_on=None, closes_on=None)

    def test_leaves_in_working_hours(self, challenge, moderator):
        """Not at seven, on Saturday nor on a holiday; counted in the hour before it leaves."""
        submit(challenge, UserFactory())
        zone = clock_of_site.start_of(datetime.date(2026, 7, 13))
        for day, hour, count in [
            (13, 6, 0),
            (13, 7, 1),
            (13, 9, 0),
            (13, 20, 0),
            (14, 9, 0),
            (15, 11, 1),
            (18, 9, 0),
        ]:
            assert jobs.tell_moderators(zone.replace(day=day, hour=hour)) == count, (day, hour)

    def test_one_mail_for_what_each_may_moderate(self, challenge, animator, moderator, mailoutbox):
        outside = UserFactory()  # animates, but may not open the admin
        other = ChallengeFactory(opens_on=None, closes_on=None, animator=outside)
        for page in (challenge, challenge, other):
            submit(page, UserFactory())
        Contribution.objects.filter(page=other).update(
            submit_date=self.MORNING - datetime.timedelta(days=3),
            waits_since=self.MORNING - datetime.timedelta(days=3),
        )
        assert jobs.tell_moderators(self.MORNING) == 2
        assert jobs.tell_moderators(self.MORNING + datetime.timedelta(hours=21)) == 0
        assert told("waiting") == sorted([animator.pk, moderator.pk])
        bodies = {mail.to[0]: mail.body for mail in mailoutbox}
        assert "3 textes" in bodies[moderator.email] or "3 texts" in bodies[moderator.email]
        assert "2 textes" in bodies[animator.email] or "2 texts" in bodies[animator.email]
        assert jobs.tell_moderators(self.MORNING + datetime.timedelta(hours=24)) == 2

    def test_nothing_where_nothing_waits_but_one_s_own(self, challenge, moderator, settings):
        ContributionFactory(page=challenge)
        submit(challenge, moderator)
        assert jobs.tell_moderators(self.MORNING) == 0
        submit(challenge, UserFactory())
        settings.WAGTAIL_CROWDSOLVING = {"MODERATION_SUMMARY_HOURS": 0}
        assert jobs.tell_moderators(self.MORNING) == 0
        settings.WAGTAIL_CROWDSOLVING = {"MODERATION_SUMMARY_HOURS": 6}
        assert jobs.tell_moderators(self.MORNING) == 1
        assert jobs.tell_moderators(self.MORNING + datetime.timedelta(hours=6)) == 1

    def test_notices_wait_too(self, challenge, moderator):
        ContributionFactory(page=challenge).notices.create(
            rule="illegal", explanation="x", text="y", language="fr"
        )
        assert jobs.tell_moderators(self.MORNING) == 1

    @pytest.mark.parametrize("pages", [2, 6])
    def test_cost_does_not_grow_with_what_waits(self, pages, django_assert_num_queries):
        for _number in range(pages):
            page = ChallengeFactory(opens_on=None, closes_on=None)
            for _text in range(pages):
                submit(page, UserFactory())
        # What waits in three tables, the pages and their type, moderators, who may open the admin.
        with django_assert_num_queries(7):
            jobs.tell_moderators(self.MORNING)

    def test_moderators_are_those_with_the_right(self, challenge):
        judge = moderator()
        UserFactory(is_superuser=True)
        submit(challenge, UserFactory())
        assert jobs.tell_moderators(self.MORNING) == 1
        assert told("waiting") == [judge.pk]
