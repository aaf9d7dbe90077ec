"""Whatever happens in whatever order: the public reads only what a moderator validated."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.contributions.support import REFUSAL, discussion_html, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed

REFUSALS = (Conflict, NotAllowed, ValidationError)


class Moderation(RuleBasedStateMachine):
    """Members and two moderators act at random, often on what they loaded long ago."""

    contributions = Bundle("contributions")

    @initialize()
    def set_scene(self):
        self.example = transaction.atomic()
        self.example.__enter__()
        self.page = ChallengeFactory()
        self.members = [UserFactory(), UserFactory()]
        self.moderators = [make_moderator(), make_moderator()]
        self.number = 0
        #: The very words that a moderator had before their eyes when they validated them.
        self.validated = set()

    def teardown(self):
        if hasattr(self, "example"):
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def words(self):
        self.number += 1
        return f"Texte unique numéro {self.number}."

    def attempt(self, door, **kwargs):
        try:
            return door(**kwargs)
        except REFUSALS:
            return None

    @rule(target=contributions, who=st.integers(0, 1))
    def submit(self, who):
        return submit(self.page, self.members[who], text=self.words())

    @rule(target=contributions, who=st.integers(0, 1), parent=contributions)
    def reply(self, who, parent):
        made = self.attempt(
            submit,
            page=self.page,
            author=self.members[who],
            text=self.words(),
            in_reply_to=parent,
        )
        return multiple(*filter(None, [made]))

    @rule(who=st.integers(0, 1), item=contributions)
    def edit(self, who, item):
        self.attempt(actions.edit, contribution=item, by=self.members[who], text=self.words())

    @rule(target=contributions, item=consumes(contributions))
    def read_again(self, item):
        return Contribution.objects.get(pk=item.pk)

    @rule(who=st.integers(0, 1), item=contributions)
    def approve(self, who, item):
        shown = item.comment
        if self.attempt(actions.approve, contribution=item, by=self.moderators[who]):
            self.validated.add(shown)

    @rule(who=st.integers(0, 1), item=contributions)
    def reject(self, who, item):
        self.attempt(actions.reject, contribution=item, by=self.moderators[who], **REFUSAL)

    @rule(who=st.integers(0, 1), item=contributions)
    def remove(self, who, item):
        if self.attempt(actions.remove, contribution=item, by=self.moderators[who], **REFUSAL):
            self.validated.discard(Contribution.objects.get(pk=item.pk).comment)

    @rule(who=st.integers(0, 1), item=contributions)
    def withdraw(self, who, item):
        if self.attempt(actions.withdraw, contribution=item, by=self.members[who]):
            self.validated.discard(Contribution.objects.get(pk=item.pk).comment)

    @rule(who=st.integers(0, 1), item=contributions, undo=st.booleans())
    def support(self, who, item, undo):
        door = actions.withdraw_support if undo else actions.support
        self.attempt(door, contribution=item, by=self.members[who])

    @rule(item=contributions)
    def save_as_others_would(self, item):
        current = Contribution.objects.get(pk=item.pk)
        current.is_public = True
        current.save()

    @invariant()
    def the_public_reads_what_was_validated(self):
        if not hasattr(self, "page"):
            return
        html = discussion_html(self.page)
        for number in range(1, self.number + 1):
            text = f"Texte unique numéro {number}."
            assert (text in html) == (text in self.validated)
        public = set(Contribution.objects.filter(is_public=True).values_list("comment", flat=True))
        assert public == self.validated
        assert queries.discussion(self.page).total == len(self.validated)

    @invariant()
    def what_is_kept_is_what_one_counts(self):
        if hasattr(self, "page"):
            assert queries.drift(self.page.pk) == {"counter": {}, "contributions": {}}

    @invariant()
    def every_restriction_has_a_decision(self):
        decided = (State.PUBLISHED, State.REFUSED, State.REMOVED)
        for item in Contribution.objects.filter(state__in=decided):
            assert ModerationDecision.objects.filter(contribution=item).exists()


@pytest.mark.django_db
def test_any_order(challenge):
    run_state_machine_as_test(
        Moderation,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            # Twenty steps read well enough: to shorten them takes minutes.
            phases=[Phase.reuse, Phase.generate],
        ),
    )
