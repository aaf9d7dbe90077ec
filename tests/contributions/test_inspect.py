"""What became of a text, for whoever opens it from the list or the record."""

import re

import pytest
from django.urls import reverse

from tests.contributions import support
from tests.contributions.support import (
    ANSWER,
    REFUSAL,
    SECRET,
    SPACE,
    STANDS,
    WHY,
    desk,
    refused,
    report,
    submit,
)
from tests.factories import ContributionFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Notice

pytestmark = pytest.mark.django_db


class TestInspect:
    """What became of a text, for whoever opens it from the list or the record."""

    def html(self, client, item):
        return client.get(reverse(f"{SPACE}:inspect", args=[item.pk])).content.decode()

    def test_what_was_asked_of_the_author_is_said(self, moderating, colleague, challenge, member):
        item = submit(challenge, member)
        actions.request_changes(
            contribution=item, by=colleague, reason="Dites-nous où, s’il vous plaît."
        )
        assert "Dites-nous où, s’il vous plaît." in self.html(moderating, item)

    def test_the_appeal_and_its_answer(self, moderating, moderator, colleague, challenge, member):
        decision = refused(challenge, member, colleague)
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        assert WHY in self.html(moderating, decision.contribution)
        actions.decide_appeal(appeal=appeal, by=moderator, upheld=True, reason=STANDS)
        html = self.html(moderating, decision.contribution)
        assert STANDS in html
        assert REFUSAL["reason"] in html

    def test_notices_and_what_became_of_them(self, moderating, colleague, item):
        notice = report(item)
        assert "insulte mon voisin" in self.html(moderating, item)
        # Who reported it stands on the desk alone, before whoever decides.
        assert SECRET not in self.html(moderating, item)
        actions.decide_notice(
            notice=notice, by=colleague, outcome=Notice.State.DISMISSED, answer=ANSWER
        )
        html = self.html(moderating, item)
        assert str(Notice.State.DISMISSED.label) in html
        assert ANSWER in html

    def test_an_author_who_moderates_learns_nothing_of_notices(self, client, challenge):
        author = support.moderator()
        own = ContributionFactory(page=challenge, user=author)
        report(own)
        client.force_login(author)
        assert "insulte mon voisin" not in self.html(client, own)

    def test_moments_are_valid_html(self, moderating, colleague, challenge, member):
        """Not the microseconds of a database: HTML takes three digits at most."""
        decision = refused(challenge, member, colleague)
        actions.appeal(decision=decision, by=member, text=WHY)
        for html in (
            self.html(moderating, decision.contribution),
            moderating.get(desk(decision.contribution)).content.decode(),
        ):
            moments = re.findall(r'<time datetime="([^"]*)"', html)
            assert moments
            for moment in moments:
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d{4}", moment)
