"""A change of what is published waits; a change that a moderator asks for is made by the author."""

import pytest
from django.core.exceptions import ValidationError

from tests.contributions.support import REFUSAL, TEXT, discussion_html, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Contribution,
    DiscussionCounter,
    Kind,
    ModerationDecision,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
EXACT = {"counter": {}, "contributions": {}}
NEW = "Un tout autre texte, plus précis."


@pytest.fixture(autouse=True)
def _exact_numbers(challenge):
    yield
    assert queries.drift(challenge.pk) == EXACT


def waits(contribution):
    stored = Contribution.objects.get(pk=contribution.pk)
    listed = queries.waiting().filter(pk=contribution.pk).exists()
    counted = DiscussionCounter.objects.get(page=contribution.page_id).waiting
    assert listed == bool(stored.waits_since) == bool(counted)
    return listed


class TestAskForChanges:
    def test_and_the_author_changes_it(self, challenge, member, moderator):
        item = submit(challenge, member)
        first = Contribution.objects.get(pk=item.pk).waits_since
        assert waits(item)
        decision = actions.request_changes(
            contribution=item, by=moderator, reason="Dites dans quel quartier."
        )
        assert (decision.outcome, decision.rule, decision.text) == ("changes_requested", "", TEXT)
        item.refresh_from_db()
        assert item.state == State.CHANGES_REQUESTED
        assert not waits(item)
        mail = OutboxMail.objects.get(kind="contributions/changes_requested")
        for body in (mail.text, mail.html):
            assert "Dites dans quel quartier." in body
        assert actions.edit(contribution=item, by=member, text=NEW) == item
        item.refresh_from_db()
        assert (item.state, item.comment) == (State.PENDING, NEW)
        assert item.waits_since > first
        assert waits(item)
        again = actions.request_changes(contribution=item, by=moderator, reason="Presque.")
        assert OutboxMail.objects.filter(kind="contributions/changes_requested").count() == 2
        assert again.text == NEW

    def test_says_what_should_be_changed(self, challenge, member, moderator):
        item = submit(challenge, member)
        with pytest.raises(ValidationError) as error:
            actions.request_changes(contribution=item, by=moderator, reason=" ")
        assert set(error.value.message_dict) == {"reason"}
        assert waits(item)

    def test_only_of_what_waits_and_by_a_moderator(self, challenge, member, moderator):
        item = submit(challenge, member)
        with pytest.raises(NotAllowed):
            actions.request_changes(contribution=item, by=member, reason="Plus court.")
        actions.approve(contribution=item, by=moderator)
        with pytest.raises(Conflict):
            actions.request_changes(contribution=item, by=moderator, reason="Plus court.")

    def test_can_be_withdrawn_meanwhile_and_not_be_published(self, challenge, member, moderator):
        item = submit(challenge, member)
        actions.request_changes(contribution=item, by=moderator, reason="Plus court.")
        with pytest.raises(Conflict):
            actions.approve(contribution=item, by=moderator)
        assert actions.withdraw(contribution=item, by=member).state == State.WITHDRAWN


@pytest.fixture
def published(challenge, member, moderator):
    item = submit(challenge, member)
    actions.approve(contribution=item, by=moderator)
    item.refresh_from_db()
    return item


@pytest.fixture
def amendment(published, member):
    return actions.edit(contribution=published, by=member, text=NEW, kind=Kind.EXPERIENCE)


class TestChangeOfAPublishedText:
    def test_waits_while_the_old_text_is_read(self, challenge, published, amendment):
        assert isinstance(amendment, Amendment)
        assert TEXT in discussion_html(challenge)
        assert NEW not in discussion_html(challenge)
        assert waits(published)

    def test_approved(self, challenge, published, amendment, moderator, member):
        before = published.published_at
        decision = actions.approve_amendment(amendment=amendment, by=moderator)
        assert (decision.outcome, decision.amendment, decision.text) == (
            "edit_approved",
            amendment,
            NEW,
        )
        published.refresh_from_db()
        assert (published.comment, published.kind) == (NEW, Kind.EXPERIENCE)
        assert published.changed_at > before == published.published_at
        html = discussion_html(challenge)
        assert NEW in html
        assert TEXT not in html
        assert not waits(published)
        counter = DiscussionCounter.objects.get(page=challenge.pk)
        assert (counter.published, counter.idea, counter.experience) == (1, 0, 1)
        assert OutboxMail.objects.get(kind="contributions/edit_published").recipient == member

    def test_refused_with_its_statement(self, challenge, published, amendment, moderator):
        decision = actions.reject_amendment(amendment=amendment, by=moderator, **REFUSAL)
        assert (decision.outcome, decision.amendment, decision.text) == (
            "edit_refused",
            amendment,
            NEW,
        )
        published.refresh_from_db()
        assert (published.comment, published.state) == (TEXT, State.PUBLISHED)
        assert NEW not in discussion_html(challenge)
        assert not waits(published)
        mail = OutboxMail.objects.get(kind="contributions/edit_refused")
        for part in (REFUSAL["reason"], NEW):
            assert part in mail.text

    def test_refusal_needs_rule_and_reason(self, amendment, published, moderator):
        with pytest.raises(ValidationError) as error:
            actions.reject_amendment(amendment=amendment, by=moderator, rule="", reason="")
        assert set(error.value.message_dict) == {"rule", "reason"}
        assert waits(published)

    def test_taken_back(self, amendment, published, member, moderator):
        stale = Amendment.objects.get(pk=amendment.pk)
        actions.withdraw_amendment(amendment=amendment, by=member)
        assert not waits(published)
        for call in (
            lambda: actions.withdraw_amendment(amendment=stale, by=member),
            lambda: actions.approve_amendment(amendment=stale, by=moderator),
            lambda: actions.reject_amendment(amendment=stale, by=moderator, **REFUSAL),
        ):
            with pytest.raises(Conflict):
                call()

    def test_a_second_change_takes_the_place_of_the_first(
        self, amendment, published, member, moderator
    ):
        read = Amendment.objects.get(pk=amendment.pk)
        second = actions.edit(contribution=published, by=member, text="Et encore un autre texte.")
        assert second.pk == amendment.pk
        assert Amendment.objects.count() == 1
        with pytest.raises(Conflict):
            actions.approve_amendment(amendment=read, by=moderator)

    def test_nothing_changed_nothing_waits(self, published, member):
        assert actions.edit(contribution=published, by=member, text=TEXT) == published
        assert not Amendment.objects.exists()
        assert not waits(published)

    def test_bad_input_changes_nothing(self, published, member):
        with pytest.raises(ValidationError):
            actions.edit(contribution=published, by=member, text="")
        assert not Amendment.objects.exists()

    def test_of_others_nothing(self, amendment, member):
        for user in (UserFactory(), make_moderator()):
            with pytest.raises(NotAllowed):
                actions.withdraw_amendment(amendment=amendment, by=user)
        for door, said in ((actions.approve_amendment, {}), (actions.reject_amendment, REFUSAL)):
            with pytest.raises(NotAllowed):
                door(amendment=amendment, by=member, **said)

    def test_a_moderator_decides_on_no_change_of_their_own(self, challenge, moderator):
        item = submit(challenge, moderator)
        actions.approve(contribution=item, by=make_moderator())
        change = actions.edit(contribution=item, by=moderator, text=NEW)
        with pytest.raises(NotAllowed):
            actions.approve_amendment(amendment=change, by=moderator)

    def test_ends_with_the_text(self, amendment, published, member, moderator):
        actions.withdraw(contribution=published, by=member)
        amendment.refresh_from_db()
        assert amendment.state == Amendment.State.WITHDRAWN
        assert not waits(published)
        with pytest.raises(Conflict):
            actions.approve_amendment(amendment=amendment, by=moderator)

    def test_is_refused_with_the_text(self, amendment, published, moderator):
        actions.remove(contribution=published, by=moderator, **REFUSAL)
        amendment.refresh_from_db()
        assert amendment.state == Amendment.State.REFUSED
        assert ModerationDecision.objects.filter(amendment=amendment).get().outcome == "removed"
        assert not waits(published)

    def test_recount_finds_what_should_wait(self, challenge, amendment, published):
        since = Contribution.objects.get(pk=published.pk).waits_since
        Contribution.objects.filter(pk=published.pk).update(waits_since=None)
        assert ("waits_since", published.pk) in queries.drift(challenge.pk)["contributions"]
        actions.recount(page_pk=challenge.pk)
        assert abs(Contribution.objects.get(pk=published.pk).waits_since - since).seconds < 5
        assert waits(published)


class TestBuildOn:
    def test_a_published_contribution_of_the_same_discussion(self, challenge, published, member):
        made = submit(challenge, member, builds_on=published)
        assert Contribution.objects.get(pk=made.pk).builds_on == published

    def test_neither_hidden_nor_elsewhere(self, challenge, published, member, moderator):
        with pytest.raises(NotAllowed):
            submit(ChallengeFactory(), member, builds_on=published)
        actions.remove(contribution=published, by=moderator, **REFUSAL)
        with pytest.raises(Conflict):
            submit(challenge, member, builds_on=published)
