"""Whatever happens in whatever order: the public reads only what a moderator validated."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django_comments.models import Comment
from hypothesis import Phase, event
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.contributions.support import REFUSAL, discussion_html, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, UserFactory, locale
from tests.proof import examples
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import (
    Appeal,
    Contribution,
    DiscussionCounter,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.notifications.models import OutboxMail

REFUSALS = (Conflict, NotAllowed, ValidationError)
Outcome = ModerationDecision.Outcome

#: The two members, and a moderator who takes part as everybody does.
authors = st.integers(0, 2)
moderators = st.integers(0, 2)
#: Loaded in the same request, or long ago in another tab.
is_fresh = st.sampled_from([True, True, True, False])
#: The author of the text, in whose stead a stranger is refused.
is_own = st.sampled_from([True, True, True, False])


class Moderation(RuleBasedStateMachine):
    """Members and moderators act at random, often on what they loaded long ago."""

    contributions = Bundle("contributions")
    amendments = Bundle("amendments")
    notices = Bundle("notices")
    restrictions = Bundle("restrictions")
    appeals = Bundle("appeals")

    @initialize(target=contributions)
    def set_scene(self):
        self.example = transaction.atomic()
        self.example.__enter__()
        french = ChallengeFactory()
        english = french.copy_for_translation(locale("en"), copy_parents=True)
        type(french).objects.filter(pk=english.pk).update(live=True)
        self.versions = [french, type(french).objects.get(pk=english.pk)]
        self.moderators = [make_moderator() for _number in range(3)]
        self.authors = [UserFactory(), UserFactory(), self.moderators[0]]
        self.number = 0
        #: For each public contribution the very words that a moderator had before their eyes.
        self.public = {}
        return multiple(*(self.publish(self.authors[who]) for who in (0, 1, 2)))

    def publish(self, author):
        item = submit(self.page, author, text=self.words())
        actions.approve(contribution=item, by=self.moderators[1])
        self.public[item.pk] = item.comment
        return Contribution.objects.get(pk=item.pk)

    def teardown(self):
        if hasattr(self, "example"):
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @property
    def page(self):
        return self.versions[-1]

    def words(self):
        self.number += 1
        return f"Texte unique numéro {self.number}."

    def seen(self, item, fresh):
        """The row as it is now, or as it was when it was loaded."""
        return type(item).objects.get(pk=item.pk) if fresh else item

    def attempt(self, door, **kwargs):
        """What the door gave back, or ``None`` where it refused: then it wrote nothing."""
        try:
            with transaction.atomic():
                done = door(**kwargs)
        except REFUSALS as refusal:
            event(f"{door.__name__}: {type(refusal).__name__}")
            return None
        event(f"{door.__name__}: done")
        return done

    def by(self, item, own):
        """The author of ``item`` as they are now, where they still have an account; else a stranger."""
        user = Contribution.objects.select_related("user").get(pk=item.pk).user
        return user if own and user else UserFactory()

    # Writing

    @rule(target=contributions, who=authors)
    def submit(self, who):
        return submit(self.page, self.authors[who], text=self.words())

    @rule(target=contributions, who=authors, parent=contributions)
    def reply(self, who, parent):
        made = self.attempt(
            submit,
            page=self.page,
            author=self.authors[who],
            text=self.words(),
            in_reply_to=parent,
        )
        return multiple(*filter(None, [made]))

    @rule(target=contributions, item=consumes(contributions))
    def read_again(self, item):
        return Contribution.objects.get(pk=item.pk)

    @rule(target=amendments, item=contributions, own=is_own, fresh=is_fresh)
    def edit(self, item, own, fresh):
        item = self.seen(item, fresh)
        made = self.attempt(
            actions.edit, contribution=item, by=self.by(item, own), text=self.words()
        )
        return multiple(*([made] if made and not isinstance(made, Contribution) else []))

    @rule(item=contributions, own=is_own)
    def withdraw(self, item, own):
        if self.attempt(actions.withdraw, contribution=item, by=self.by(item, own)):
            self.public.pop(item.pk, None)

    @rule(amendment=amendments, own=is_own)
    def withdraw_amendment(self, amendment, own):
        by = self.by(amendment.contribution, own)
        self.attempt(actions.withdraw_amendment, amendment=amendment, by=by)

    @rule(who=authors, item=contributions, undo=st.booleans())
    def support(self, who, item, undo):
        door = actions.withdraw_support if undo else actions.support
        self.attempt(door, contribution=item, by=self.authors[who])

    # Moderating

    @rule(who=moderators, item=contributions, fresh=is_fresh)
    def approve(self, who, item, fresh):
        item = self.seen(item, fresh)
        shown = item.comment
        if self.attempt(actions.approve, contribution=item, by=self.moderators[who]):
            self.public[item.pk] = shown

    @rule(target=restrictions, who=moderators, item=contributions, fresh=is_fresh)
    def reject(self, who, item, fresh):
        item = self.seen(item, fresh)
        return self.restrict(actions.reject, contribution=item, by=self.moderators[who])

    @rule(target=restrictions, who=moderators, item=contributions, fresh=is_fresh)
    def remove(self, who, item, fresh):
        item = self.seen(item, fresh)
        made = self.attempt(actions.remove, contribution=item, by=self.moderators[who], **REFUSAL)
        if made:
            self.public.pop(item.pk)
        return multiple(*filter(None, [made]))

    @rule(who=moderators, item=contributions, fresh=is_fresh)
    def request_changes(self, who, item, fresh):
        item = self.seen(item, fresh)
        self.attempt(
            actions.request_changes,
            contribution=item,
            by=self.moderators[who],
            reason="Précisez le lieu.",
        )

    @rule(who=moderators, amendment=amendments, fresh=is_fresh)
    def approve_amendment(self, who, amendment, fresh):
        amendment = self.seen(amendment, fresh)
        shown = amendment.comment
        if self.attempt(actions.approve_amendment, amendment=amendment, by=self.moderators[who]):
            self.public[amendment.contribution_id] = shown

    @rule(target=restrictions, who=moderators, amendment=amendments, fresh=is_fresh)
    def reject_amendment(self, who, amendment, fresh):
        amendment = self.seen(amendment, fresh)
        return self.restrict(actions.reject_amendment, amendment=amendment, by=self.moderators[who])

    def restrict(self, door, **kwargs):
        return multiple(*filter(None, [self.attempt(door, **kwargs, **REFUSAL)]))

    @rule(target=restrictions, who=authors)
    def publish_and_remove(self, who):
        item = self.publish(self.authors[who])
        del self.public[item.pk]
        return actions.remove(contribution=item, by=self.moderators[2], **REFUSAL)

    # Notices and appeals

    @rule(target=notices, item=contributions, who=st.integers(-1, 2), fresh=is_fresh)
    def report(self, item, who, fresh):
        item = self.seen(item, fresh)
        made = self.attempt(
            actions.report,
            contribution=item,
            by=self.authors[who] if who >= 0 else None,
            name="Témoin",
            email="temoin@example.org",
            rule="disrespect",
            explanation="Cette phrase.",
            in_good_faith=True,
            language="fr",
        )
        return multiple(*([made] if made and Notice.objects.filter(pk=made.pk) else []))

    @rule(target=restrictions, who=moderators, notice=notices, upheld=st.booleans(), fresh=is_fresh)
    def decide_notice(self, who, notice, upheld, fresh):
        notice = self.seen(notice, fresh)
        made = self.attempt(
            actions.decide_notice,
            notice=notice,
            by=self.moderators[who],
            outcome=Notice.State.UPHELD if upheld else Notice.State.DISMISSED,
            answer="Merci de votre signalement.",
            **REFUSAL,
        )
        if not (made and upheld):
            return multiple()
        self.public.pop(notice.contribution_id)
        return made.decisions.get()

    @rule(target=appeals, decision=restrictions, own=is_own, fresh=is_fresh)
    def appeal(self, decision, own, fresh):
        decision = self.seen(decision, fresh)
        made = self.attempt(
            actions.appeal,
            decision=decision,
            by=self.by(decision.contribution, own),
            text="Relisez, merci.",
        )
        return multiple(*filter(None, [made]))

    @rule(who=moderators, appeal=appeals, upheld=st.booleans(), fresh=is_fresh)
    def decide_appeal(self, who, appeal, upheld, fresh):
        appeal = self.seen(appeal, fresh)
        made = self.attempt(
            actions.decide_appeal,
            appeal=appeal,
            by=self.moderators[who],
            upheld=upheld,
            reason="Vu.",
        )
        if made and not upheld:
            self.public[made.contribution_id] = appeal.decision.text

    # What else happens to a site

    @rule(who=st.integers(0, 1))
    def delete_author(self, who):
        self.authors[who].delete()
        self.authors[who] = UserFactory()

    @precondition(lambda self: len(getattr(self, "versions", ())) > 1 and self.number > 6)
    @rule()
    def delete_a_language(self):
        self.versions.pop(0).delete()

    @rule(item=contributions)
    def save_as_others_would(self, item):
        current = Contribution.objects.get(pk=item.pk)
        current.is_public = True
        current.save()

    # What always holds

    @invariant()
    def the_public_reads_what_was_validated(self):
        if not hasattr(self, "versions"):
            return
        html = discussion_html(self.page)
        shown = set(self.public.values())
        for number in range(1, self.number + 1):
            text = f"Texte unique numéro {number}."
            assert (text in html) == (text in shown)
        kept = Contribution.objects.filter(is_public=True).values_list("pk", "comment")
        assert dict(kept) == self.public
        assert queries.discussion(self.page).total == len(self.public)

    @invariant()
    def what_is_kept_is_what_one_counts(self):
        if hasattr(self, "versions"):
            home = canonical(self.page).pk
            assert queries.drift(home) == {"counter": {}, "contributions": {}}

    @invariant()
    def nothing_is_an_orphan(self):
        if not hasattr(self, "versions"):
            return
        home = canonical(self.page).pk
        rows = {row.pk: row for row in Contribution.objects.all()}
        assert len(rows) == Comment.objects.count()
        assert set(DiscussionCounter.objects.values_list("page", flat=True)) <= {home}
        for row in rows.values():
            assert (row.page_id, row.object_pk) == (home, str(home))
            assert row.thread_id == (row.root_id or row.pk)
            above = rows[row.in_reply_to_id] if row.in_reply_to_id else row
            assert row.parent_id == above.pk
            assert row.ancestors == ([] if above is row else [*above.ancestors, above.pk])

    @invariant()
    def every_restriction_has_its_statement(self):
        last = {}
        restrictions = ModerationDecision.objects.select_related("contribution")
        for decision in restrictions.order_by("pk"):
            item = decision.contribution
            assert decision.text
            if decision.outcome not in (Outcome.UPHELD, Outcome.EDIT_REFUSED):
                last[item.pk] = decision.outcome
            if not decision.is_restriction:
                continue
            assert decision.rule
            assert decision.reason
            if item.user_id:
                mail = OutboxMail.objects.get(
                    kind=f"contributions/{decision.outcome}",
                    key__endswith=f":{decision.pk}:{item.user_id}",
                )
                assert mail.recipient_id == item.user_id
                assert decision.reason in mail.text
                assert decision in queries.mine(item.user).get(pk=item.pk).decisions.all()
        led_to = {
            State.REFUSED: {Outcome.REFUSED},
            State.REMOVED: {Outcome.REMOVED},
            State.PUBLISHED: {Outcome.APPROVED, Outcome.EDIT_APPROVED, Outcome.RESTORED},
        }
        for item in Contribution.objects.filter(state__in=led_to):
            assert last[item.pk] in led_to[item.state]

    @invariant()
    def nobody_decides_in_their_own_cause(self):
        for decision in ModerationDecision.objects.select_related("contribution"):
            assert decision.decided_by_id != decision.contribution.user_id
        for notice in Notice.objects.exclude(state=Notice.State.WAITING):
            assert notice.decided_by_id != notice.notifier_id
            assert notice.answer
        for appeal in Appeal.objects.filter(answer__isnull=False).select_related(
            "answer", "decision"
        ):
            assert appeal.answer.decided_by_id != appeal.decision.decided_by_id


@pytest.mark.prove
@pytest.mark.django_db
def test_any_order(challenge):
    challenge.delete()
    run_state_machine_as_test(
        Moderation,
        settings=examples(
            4,
            60,
            stateful_step_count=30,
            # Thirty steps read well enough: to shorten them takes minutes.
            phases=[Phase.reuse, Phase.generate],
        ),
    )
