"""Notices (DSA, art. 16): through their doors."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from tests.contributions.support import ADDRESS, REFUSAL, SECRET, report
from tests.contributions.support import moderator as make_moderator
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    ModerationDecision,
    Notice,
    Rule,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def errors_of(**kwargs):
    with pytest.raises(ValidationError) as caught:
        report(**kwargs)
    return set(caught.value.message_dict)


class TestNotify:
    def test_is_kept_with_the_text_as_reported(self, item):
        notice = report(item)
        notice.refresh_from_db()
        assert (notice.state, notice.rule) == (Notice.State.WAITING, Rule.DISRESPECT)
        assert notice.text == item.text_to_judge
        assert (notice.notifier, notice.notifier_name, notice.notifier_email) == (
            None,
            SECRET,
            ADDRESS,
        )
        item.refresh_from_db()
        assert item.state == State.PUBLISHED

    def test_acknowledges_without_a_word_of_what_was_typed(self, item):
        notice = report(item)
        mail = OutboxMail.objects.get(kind="contributions/notice_received")
        assert (mail.to_email, mail.recipient) == (ADDRESS, None)
        assert notice.reference in mail.subject
        for body in (mail.text, mail.html):
            assert item.page.title in body
            assert SECRET not in body
            assert "voisin" not in body

    def test_a_member_is_known_by_their_account(self, item, member):
        notice = report(item, by=member, name="Autre", email="autre@example.org")
        assert (notice.notifier, notice.notifier_name, notice.notifier_email) == (member, "", "")
        assert OutboxMail.objects.get().recipient == member

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"rule": "no rule"}, "rule"),
            ({"explanation": "  "}, "explanation"),
            ({"explanation": "x" * 5001}, "explanation"),
            ({"in_good_faith": False}, "in_good_faith"),
            ({"name": ""}, "name"),
            ({"name": "x" * 161}, "name"),
            ({"email": ""}, "email"),
            ({"email": "nobody"}, "email"),
            ({"email": f"{'x' * 250}@example.org"}, "email"),
            ({"rule": Rule.CHILD_ABUSE, "email": "nobody"}, "email"),
        ],
    )
    def test_bad_input(self, item, typed, field):
        assert errors_of(item=item, **typed) == {field}
        assert not Notice.objects.exists()

    def test_the_sexual_abuse_of_a_child_is_reported_without_a_name(self, item):
        notice = report(item, rule=Rule.CHILD_ABUSE, name="", email="")
        assert Notice.objects.get() == notice
        assert not OutboxMail.objects.exists()

    @pytest.mark.parametrize("by", [None, "member"])
    def test_one_waits_for_each_person(self, item, member, by):
        who = {"by": member} if by else {"email": ADDRESS.upper()}
        report(item, **({"by": member} if by else {}))
        report(item, **who)
        assert Notice.objects.count() == OutboxMail.objects.count() == 1
        report(item, by=UserFactory())
        report(item, email="autre@example.org")
        assert Notice.objects.count() == 3

    def test_after_the_decision_one_may_report_again(self, item, moderator):
        first = report(item)
        actions.decide_notice(
            notice=first, by=moderator, outcome=Notice.State.DISMISSED, answer="Non."
        )
        assert report(item).pk != first.pk
        assert Notice.objects.count() == 2

    def test_the_same_form_makes_one(self, item):
        key = "6f1f7e2e-93c8-4b4c-9a35-6d7f9d2f6c11"
        who = {"rule": Rule.CHILD_ABUSE, "name": "", "email": "", "submission_key": key}
        assert report(item, **who).pk == report(item, **who).pk
        assert Notice.objects.count() == 1

    @pytest.mark.parametrize("state", [s for s in State if s != State.PUBLISHED])
    def test_only_what_is_published(self, challenge, state):
        item = ContributionFactory(page=challenge, state=state)
        with pytest.raises(Conflict):
            report(item)

    def test_not_by_the_author(self, item):
        with pytest.raises(NotAllowed):
            report(item, by=item.user)

    def test_the_log_names_nobody(self, item, member):
        report(item, by=member)
        entry = ModelLogEntry.objects.get(action="wagtail_crowdsolving.contribution.report")
        assert entry.user_id is None
        assert set(entry.data) == {"notice", "rule"}


class TestDecide:
    def test_upheld_takes_the_contribution_down_and_tells_both(self, item, moderator):
        notice = report(item)
        actions.decide_notice(
            notice=notice,
            by=moderator,
            outcome=Notice.State.UPHELD,
            answer="Merci, le texte est retiré.",
            **REFUSAL,
        )
        item.refresh_from_db()
        assert item.state == State.REMOVED
        decision = ModerationDecision.objects.get()
        assert (decision.outcome, decision.notice, decision.decided_by) == (
            "removed",
            notice,
            moderator,
        )
        notice.refresh_from_db()
        assert (notice.state, notice.decided_by) == (Notice.State.UPHELD, moderator)
        told = OutboxMail.objects.get(kind="contributions/notice_decided")
        assert told.to_email == ADDRESS
        assert "Merci, le texte est retiré." in told.text
        statement = OutboxMail.objects.get(kind="contributions/removed")
        assert statement.recipient == item.user
        for body in (statement.text, statement.html, statement.subject):
            assert SECRET not in body
            assert ADDRESS not in body
            assert "voisin" not in body
            assert "Merci, le texte" not in body
        assert "somebody reported this text" in " ".join(statement.text.split())

    def test_dismissed_answers_and_leaves_the_text(self, item, moderator):
        notice = report(item)
        actions.decide_notice(
            notice=notice, by=moderator, outcome=Notice.State.DISMISSED, answer="Rien d’illégal."
        )
        item.refresh_from_db()
        assert item.state == State.PUBLISHED
        assert not ModerationDecision.objects.exists()
        told = OutboxMail.objects.get(kind="contributions/notice_decided")
        assert "Rien d’illégal." in told.text
        assert notice.reference in told.text
        assert not OutboxMail.objects.filter(recipient=item.user).exists()

    def test_removed_by_themselves_their_notices_are_closed(self, item, moderator):
        report(item)
        report(item, by=UserFactory())
        actions.remove(contribution=item, by=moderator, **REFUSAL)
        assert set(Notice.objects.values_list("state", "decided_by")) == {
            (Notice.State.UPHELD, moderator.pk)
        }
        assert OutboxMail.objects.filter(kind="contributions/notice_decided").count() == 2
        assert ModerationDecision.objects.get().notice is None

    @pytest.mark.parametrize("outcome", [Notice.State.UPHELD, Notice.State.DISMISSED])
    def test_nobody_decides_on_a_notice_about_their_own_text(self, challenge, outcome):
        author = make_moderator()
        notice = report(ContributionFactory(page=challenge, user=author))
        with pytest.raises(NotAllowed):
            actions.decide_notice(notice=notice, by=author, outcome=outcome, answer="x", **REFUSAL)

    @pytest.mark.parametrize("signed_in", [True, False])
    def test_nobody_decides_on_their_own_notice(self, item, signed_in):
        notifier = make_moderator(email=ADDRESS)
        notice = report(item, by=notifier if signed_in else None)
        with pytest.raises(NotAllowed):
            actions.decide_notice(
                notice=notice, by=notifier, outcome=Notice.State.DISMISSED, answer="x"
            )
        with pytest.raises(Conflict):
            actions.remove(contribution=item, by=notifier, **REFUSAL)
        item.refresh_from_db()
        assert item.state == State.PUBLISHED

    def test_a_member_decides_nothing(self, item, member):
        with pytest.raises(NotAllowed):
            actions.decide_notice(
                notice=report(item), by=member, outcome=Notice.State.DISMISSED, answer="x"
            )

    def test_once(self, item, moderator):
        notice = report(item)
        kwargs = {"notice": notice, "by": moderator, "answer": "Non."}
        actions.decide_notice(outcome=Notice.State.DISMISSED, **kwargs)
        with pytest.raises(Conflict):
            actions.decide_notice(outcome=Notice.State.UPHELD, **kwargs, **REFUSAL)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"answer": " "}, "answer"),
            ({"outcome": "perhaps"}, "outcome"),
            ({"rule": ""}, "rule"),
            ({"reason": ""}, "reason"),
        ],
    )
    def test_nothing_is_half_written(self, item, moderator, typed, field):
        notice = report(item)
        with pytest.raises(ValidationError) as caught:
            actions.decide_notice(
                **{
                    "notice": notice,
                    "by": moderator,
                    "outcome": Notice.State.UPHELD,
                    "answer": "Merci.",
                    **REFUSAL,
                    **typed,
                }
            )
        assert set(caught.value.message_dict) == {field}
        notice.refresh_from_db()
        item.refresh_from_db()
        assert (notice.state, item.state) == (Notice.State.WAITING, State.PUBLISHED)

    def test_what_is_gone_cannot_be_taken_down(self, item, moderator):
        notice = report(item)
        actions.withdraw(contribution=item, by=item.user)
        with pytest.raises(Conflict):
            actions.decide_notice(
                notice=notice, by=moderator, outcome=Notice.State.UPHELD, answer="x", **REFUSAL
            )
        actions.decide_notice(
            notice=notice, by=moderator, outcome=Notice.State.DISMISSED, answer="Retiré."
        )

    def test_a_text_changed_since_it_was_read(self, item, moderator):
        notice = report(item)
        Contribution.objects.filter(pk=item.pk).update(comment="Tout autre chose.")
        with pytest.raises(Conflict):
            actions.decide_notice(
                notice=notice,
                by=moderator,
                outcome=Notice.State.UPHELD,
                answer="x",
                seen=item.fingerprint,
                **REFUSAL,
            )


def test_waiting_notices_oldest_first(item, challenge, moderator):
    first = report(item)
    second = report(ContributionFactory(page=challenge))
    actions.decide_notice(
        notice=report(item, by=UserFactory()),
        by=moderator,
        outcome=Notice.State.DISMISSED,
        answer="Non.",
    )
    assert list(Notice.objects.waiting()) == [first, second]
