"""Appeals (DSA, art. 20): made, decided by another, and told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.contributions.support import (
    REFUSAL,
    TEXT,
    WHY,
    edit_refused,
    refused,
    removed,
    report,
    submit,
    url,
)
from tests.contributions.support import moderator as make_moderator
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
Outcome = ModerationDecision.Outcome


class TestAppeal:
    def test_is_kept_and_acknowledged(self, decision, member):
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        assert Appeal.objects.get() == appeal
        assert list(Appeal.objects.unanswered()) == [appeal]
        assert OutboxMail.objects.get(kind="contributions/appeal_received").recipient == member

    def test_once(self, decision, member):
        actions.appeal(decision=decision, by=member, text=WHY)
        with pytest.raises(Conflict):
            actions.appeal(decision=decision, by=member, text=WHY)

    def test_only_the_author(self, decision, moderator):
        for somebody in (UserFactory(), moderator):
            with pytest.raises(NotAllowed):
                actions.appeal(decision=decision, by=somebody, text=WHY)

    def test_only_a_restriction(self, challenge, member, moderator):
        approved = actions.approve(contribution=submit(challenge, member), by=moderator)
        with pytest.raises(NotAllowed):
            actions.appeal(decision=approved, by=member, text=WHY)

    @pytest.mark.parametrize("text", ["", " \n", "x" * 5001, "\x1b"])
    def test_bad_input(self, decision, member, text):
        with pytest.raises(ValidationError) as caught:
            actions.appeal(decision=decision, by=member, text=text)
        assert set(caught.value.message_dict) == {"text"}

    @pytest.mark.parametrize(("days", "is_in_time"), [(183, True), (0, True), (-1, False)])
    def test_in_time(self, decision, member, settings, days, is_in_time):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "APPEAL_DAYS": days}
        assert rules.can_appeal(member, decision) is is_in_time
        if not is_in_time:
            with pytest.raises(Conflict):
                actions.appeal(decision=decision, by=member, text=WHY)


class TestDecide:
    def test_reversed_the_text_is_published(self, challenge, decision, member):
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        answer = actions.decide_appeal(appeal=appeal, by=make_moderator(), upheld=False)
        item = decision.contribution
        item.refresh_from_db()
        assert (answer.outcome, item.state) == (Outcome.RESTORED, State.PUBLISHED)
        assert item.comment == decision.text
        assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}
        assert queries.discussion(challenge).total == 1
        appeal.refresh_from_db()
        assert appeal.answer == answer
        assert not Appeal.objects.unanswered()
        mail = OutboxMail.objects.get(kind="contributions/appeal_restored")
        assert (mail.recipient, item.page.title in mail.text) == (member, True)

    def test_confirmed_nothing_changes_and_the_author_is_told_why(
        self, challenge, decision, member
    ):
        item = decision.contribution
        item.refresh_from_db()
        before = (item.state, item.comment)
        answer = actions.decide_appeal(
            appeal=actions.appeal(decision=decision, by=member, text=WHY),
            by=make_moderator(),
            upheld=True,
            reason="La règle s’applique ici.",
        )
        item.refresh_from_db()
        assert (item.state, item.comment) == before
        assert (answer.outcome, answer.rule) == (Outcome.UPHELD, decision.rule)
        mail = OutboxMail.objects.get(kind="contributions/appeal_upheld")
        assert "La règle s’applique ici." in mail.text

    def test_confirmed_only_with_a_reason(self, decision, member):
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        with pytest.raises(ValidationError):
            actions.decide_appeal(appeal=appeal, by=make_moderator(), upheld=True, reason=" ")
        assert Appeal.objects.unanswered().count() == 1

    def test_not_whoever_decided_and_nobody_else_is_there(self, decision, member, moderator):
        everybody = type(moderator).objects.all()

        def judges():
            return [user for user in everybody.all() if rules.can_decide_appeal(user, appeal)]

        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        others = judges()
        assert moderator not in others
        everybody.filter(pk__in=[user.pk for user in others]).delete()
        assert judges() == []
        for user in (moderator, member, UserFactory()):
            with pytest.raises(NotAllowed):
                actions.decide_appeal(appeal=appeal, by=user, upheld=False)
        another = make_moderator()
        assert judges() == [another]

    def test_not_the_author(self, challenge, moderator):
        author = make_moderator()
        decision = refused(challenge, author, moderator)
        appeal = actions.appeal(decision=decision, by=author, text=WHY)
        with pytest.raises(NotAllowed):
            actions.decide_appeal(appeal=appeal, by=author, upheld=False)

    def test_not_whoever_reported_the_text(self, challenge, member, moderator):
        notifier = make_moderator()
        item = ContributionFactory(page=challenge, user=member)
        actions.decide_notice(
            notice=report(item, by=notifier),
            by=moderator,
            outcome=Notice.State.UPHELD,
            answer="Merci.",
            **REFUSAL,
        )
        appeal = actions.appeal(decision=item.decisions.get(), by=member, text=WHY)
        with pytest.raises(NotAllowed):
            actions.decide_appeal(appeal=appeal, by=notifier, upheld=True, reason="x")

    def test_once(self, decision, member):
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        other = make_moderator()
        actions.decide_appeal(appeal=appeal, by=other, upheld=True, reason="Non.")
        with pytest.raises(Conflict):
            actions.decide_appeal(appeal=appeal, by=other, upheld=False)

    def test_a_change_of_a_text_that_is_gone_is_not_published(self, challenge, member, moderator):
        decision = edit_refused(challenge, member, moderator)
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        item = decision.contribution
        actions.withdraw(contribution=item, by=member)
        other = make_moderator()
        with pytest.raises(Conflict):
            actions.decide_appeal(appeal=appeal, by=other, upheld=False)
        item.refresh_from_db()
        assert (item.state, item.comment) == (State.WITHDRAWN, TEXT)
        actions.decide_appeal(appeal=appeal, by=other, upheld=True, reason="Vous l’avez retiré.")

    def test_a_later_change_is_not_written_over(self, challenge, member, moderator):
        decision = edit_refused(challenge, member, moderator)
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        item = decision.contribution
        item.refresh_from_db()
        later = actions.edit(contribution=item, by=member, text="Un texte plus récent encore.")
        actions.approve_amendment(amendment=later, by=moderator)
        with pytest.raises(Conflict):
            actions.decide_appeal(appeal=appeal, by=make_moderator(), upheld=False)
        item.refresh_from_db()
        assert item.comment == "Un texte plus récent encore."
        assert Amendment.objects.get(pk=decision.amendment_id).state == Amendment.State.REFUSED

    def test_taken_down_again_the_author_is_told_again(self, challenge, member, moderator):
        decision = removed(challenge, member, moderator)
        actions.decide_appeal(
            appeal=actions.appeal(decision=decision, by=member, text=WHY),
            by=make_moderator(),
            upheld=False,
        )
        item = decision.contribution
        item.refresh_from_db()
        second = actions.remove(contribution=item, by=moderator, **REFUSAL)
        assert OutboxMail.objects.filter(kind="contributions/removed").count() == 2
        assert actions.appeal(decision=second, by=member, text=WHY)


class TestPages:
    def test_the_author_contests(self, client, decision, member):
        client.force_login(member)
        path = url("contribution_appeal", decision.pk)
        html = client.get(path).content.decode()
        assert decision.reason in html
        assert "<textarea" in html
        response = client.post(path, {"text": WHY}, follow=True)
        html = response.content.decode()
        assert Appeal.objects.get().text == WHY
        assert WHY in html
        assert "<textarea" not in html

    def test_what_is_wrong_is_said_and_kept(self, client, decision, member):
        client.force_login(member)
        path = url("contribution_appeal", decision.pk)
        response = client.post(path, {"text": ""})
        assert list(response.context["form"].errors) == ["text"]
        response = client.post(path, {"text": "\x1b"})
        assert list(response.context["form"].errors) == ["text"]
        assert not Appeal.objects.exists()

    def test_what_was_typed_when_the_session_had_ended_is_kept(self, client, decision, member):
        path = url("contribution_appeal", decision.pk)
        assert reverse("account_login") in client.post(path, {"text": "x" * 100_000 + WHY}).url
        client.post(path, {"text": WHY})
        client.force_login(member)
        assert WHY in client.get(path).content.decode()
        client.post(path, {"text": WHY})
        assert Appeal.objects.get().text == WHY
        assert "crowdsolving_typed" not in client.session

    def test_twice_says_so(self, client, decision, member):
        client.force_login(member)
        path = url("contribution_appeal", decision.pk)
        client.post(path, {"text": WHY})
        response = client.post(path, {"text": "Une autre fois."}, follow=True)
        assert [message.level_tag for message in response.context["messages"]][-1] == "error"
        assert Appeal.objects.get().text == WHY

    def test_too_late_there_is_no_form(self, client, decision, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "APPEAL_DAYS": -1}
        client.force_login(member)
        html = client.get(url("contribution_appeal", decision.pk)).content.decode()
        assert "<textarea" not in html
        assert decision.reason in html

    def test_the_answer_is_read_there_and_among_ones_contributions(self, client, decision, member):
        actions.decide_appeal(
            appeal=actions.appeal(decision=decision, by=member, text=WHY),
            by=make_moderator(),
            upheld=True,
            reason="La règle s’applique ici.",
        )
        client.force_login(member)
        for path in (url("contribution_appeal", decision.pk), url("my_contributions")):
            assert "La règle s’applique ici." in client.get(path).content.decode()

    def test_who_else(self, client, decision, moderator):
        path = url("contribution_appeal", decision.pk)
        assert client.get(path).status_code == 302
        for somebody in (UserFactory(), moderator):
            client.force_login(somebody)
            assert client.get(path).status_code == 404
            assert client.post(path, {"text": WHY}).status_code == 404

    def test_an_approval_has_no_such_page(self, client, challenge, member, moderator):
        approved = actions.approve(contribution=submit(challenge, member), by=moderator)
        client.force_login(member)
        assert client.get(url("contribution_appeal", approved.pk)).status_code == 404

    def test_ones_contributions_cost_the_same(self, client, challenge, member, moderator):
        client.force_login(member)
        costs = []
        for number in (1, 3):
            for _number in range(number):
                decision = refused(challenge, member, moderator)
                actions.decide_appeal(
                    appeal=actions.appeal(decision=decision, by=member, text=WHY),
                    by=make_moderator(),
                    upheld=True,
                    reason="Non.",
                )
            client.get(url("my_contributions"))
            with CaptureQueriesContext(connection) as cost:
                client.get(url("my_contributions"))
            costs.append(len(cost))
        assert costs == [13, 13]


def test_a_decision_whose_moderator_left_is_judged_by_any_other(challenge, member, moderator):
    decision = refused(challenge, member, moderator)
    moderator.delete()
    decision = ModerationDecision.objects.get(pk=decision.pk)
    assert decision.decided_by is None
    appeal = actions.appeal(decision=decision, by=member, text=WHY)
    assert actions.decide_appeal(appeal=appeal, by=make_moderator(), upheld=False)
