"""Notices and appeals on the desk: opened, decided by its buttons, and what keeps them from being decided wrongly."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.contributions import support
from tests.contributions.support import (
    ADDRESS,
    ANSWER,
    QUEUE,
    REFUSAL,
    SECRET,
    SPACE,
    STANDS,
    WHY,
    claims,
    desk,
    edit_refused,
    fields,
    read_and_decide,
    refused,
    removed,
    report,
    submit,
    words,
)
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, moderation
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
INSULT = "Une phrase.\n\nUne insulte."


@pytest.fixture
def item(challenge, member):
    return ContributionFactory(page=challenge, user=member, comment=INSULT)


def told(name):
    return OutboxMail.objects.filter(kind=f"contributions/{name}")


class TestNotices:
    def test_in_the_list(self, moderating, item):
        submit(item.page, UserFactory())
        report(item)
        response = moderating.get(f"{reverse(QUEUE)}?matter=notice")
        assert list(response.context["object_list"]) == [item]
        html = response.content.decode()
        assert str(moderation.MATTERS["notice"]) in html
        assert desk(item) in html

    def test_all_that_one_needs(self, moderating, moderator, item):
        report(item, by=UserFactory(first_name="Noé", last_name="Témoin"))
        response = moderating.get(desk(item))
        html = response.content.decode()
        assert response.context["matter"].name == "notice"
        for part in ("insulte mon voisin", "Noé Témoin", "Une insulte.", item.page.title):
            assert part in html, part
        assert claims() == {item.pk: moderator.pk}

    def test_whoever_gave_a_name_alone_is_named(self, moderating, item):
        report(item)
        assert SECRET in moderating.get(desk(item)).content.decode()

    def test_keep_the_text(self, moderating, moderator, item):
        notice = report(item)
        response = read_and_decide(moderating, item, "keep", answer=ANSWER)
        assert response.url == reverse(QUEUE)
        notice.refresh_from_db()
        item.refresh_from_db()
        assert (notice.state, notice.decided_by) == (Notice.State.DISMISSED, moderator)
        assert (item.state, item.waits_since, item.claimed_by) == (State.PUBLISHED, None, None)
        assert told("notice_decided").get().to_email == ADDRESS
        # It concerns the author in nothing.
        assert not told("removed").exists()
        assert not ModerationDecision.objects.filter(contribution=item).exists()

    def test_take_down(self, moderating, moderator, item, member):
        notice = report(item)
        read_and_decide(moderating, item, "remove", answer=ANSWER, **REFUSAL)
        notice.refresh_from_db()
        item.refresh_from_db()
        assert (notice.state, item.state) == (Notice.State.UPHELD, State.REMOVED)
        decision = item.decisions.get()
        assert (decision.notice, decision.decided_by) == (notice, moderator)
        mail = told("removed").get()
        assert mail.recipient == member
        assert REFUSAL["reason"] in mail.text
        for secret in (SECRET, ADDRESS, ANSWER, "insulte mon voisin"):
            assert secret not in mail.text + mail.html
        assert told("notice_decided").get().to_email == ADDRESS

    @pytest.mark.parametrize(
        ("decision", "typed", "wrong"),
        [
            ("keep", {"answer": " "}, "id_keep_answer"),
            ("remove", {"answer": ANSWER, "rule": "", "reason": "Parce que"}, "id_remove_rule"),
            ("remove", {"answer": "", **REFUSAL}, "id_remove_answer"),
        ],
    )
    def test_bad_input_stands_beside_its_field_and_is_kept(
        self, moderating, item, decision, typed, wrong
    ):
        report(item)
        response = read_and_decide(moderating, item, decision, **typed)
        assert response.status_code == 200
        html = response.content.decode()
        field = re.search(rf'<(?:textarea|select)[^>]*id="{wrong}"[^>]*>', html)[0]
        assert 'aria-invalid="true"' in field
        for kept in filter(str.strip, (typed.get("reason", ""), typed["answer"][-4:])):
            assert kept in html
        item.refresh_from_db()
        assert item.state == State.PUBLISHED
        assert Notice.objects.get().state == Notice.State.WAITING

    def test_a_second_click_decides_no_other_notice(self, moderating, item):
        """The second notice asks for the same answers on the same page: nobody has read it yet."""
        report(item)
        second = report(item, email="autre@example.org", explanation="Et un numéro de téléphone.")
        data = {**fields(moderating.get(desk(item)), "keep"), "answer": ANSWER}
        moderating.post(desk(item), data)
        response = moderating.post(desk(item), data, follow=True)
        second.refresh_from_db()
        assert second.state == Notice.State.WAITING
        assert told("notice_decided").count() == 1
        # Both clicks lead to what is to be read now.
        assert response.context["matter"].subject == second

    def test_a_second_click_on_take_down(self, moderating, item):
        report(item)
        data = {**fields(moderating.get(desk(item)), "remove"), "answer": ANSWER, **REFUSAL}
        for _click in range(2):
            response = moderating.post(desk(item), data)
        assert response.url == reverse(QUEUE)
        assert item.decisions.count() == told("removed").count() == 1

    def test_not_on_one_s_own_text(self, moderating, moderator, challenge):
        own = ContributionFactory(page=challenge, user=moderator)
        report(own)
        assert moderating.get(desk(own)).status_code == 302
        moderating.post(desk(own), {"decision": "keep", "answer": ANSWER})
        assert Notice.objects.get().state == Notice.State.WAITING
        assert moderating.get(desk()).url == reverse(QUEUE)

    @pytest.mark.parametrize("signed_in", [True, False])
    def test_not_on_one_s_own_notice(self, moderating, moderator, item, signed_in):
        report(item, **({"by": moderator} if signed_in else {"email": moderator.email.upper()}))
        assert moderating.get(desk()).url == reverse(QUEUE)
        response = moderating.get(desk(item))
        assert response.url == reverse(f"{SPACE}:inspect", args=[item.pk])
        moderating.post(desk(item), {"decision": "keep", "answer": ANSWER})
        moderating.post(desk(item), {"decision": "remove", "answer": ANSWER, **REFUSAL})
        assert Notice.objects.get().state == Notice.State.WAITING
        assert claims() == {}

    def test_animators_decide_on_their_own_pages_alone(self, client, item):
        report(item)
        animator = support.moderator()
        animator.user_permissions.remove(
            *animator.user_permissions.filter(codename="moderate_contribution")
        )
        other = ChallengeFactory(animator=animator)
        client.force_login(animator)
        assert client.get(desk(item)).status_code == 302
        client.post(desk(item), {"decision": "keep", "answer": ANSWER})
        assert Notice.objects.get().state == Notice.State.WAITING
        theirs = ContributionFactory(page=other)
        notice = report(theirs)
        assert list(client.get(reverse(QUEUE)).context["object_list"]) == [theirs]
        read_and_decide(client, theirs, "keep", answer=ANSWER)
        notice.refresh_from_db()
        assert notice.decided_by == animator

    def test_members_and_visitors_see_nothing(self, client, item, member):
        report(item)
        assert client.get(desk(item)).status_code == 302
        client.force_login(UserFactory())
        assert client.get(desk(item)).status_code == 302
        client.force_login(member)
        assert client.get(desk(item)).status_code == 302

    def test_decided_by_another_meanwhile(self, moderating, colleague, item):
        notice = report(item)
        data = {**fields(moderating.get(desk(item)), "keep"), "answer": ANSWER}
        Contribution.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        actions.decide_notice(
            notice=notice, by=colleague, outcome=Notice.State.DISMISSED, answer=ANSWER
        )
        response = moderating.post(desk(item), data)
        assert response.url == reverse(QUEUE)
        notice.refresh_from_db()
        assert notice.decided_by == colleague

    def test_what_was_typed_is_kept_when_another_has_taken_it_over(
        self, moderating, colleague, item
    ):
        report(item)
        data = {**fields(moderating.get(desk(item)), "remove"), "answer": ANSWER, **REFUSAL}
        actions.claim(contribution=item, by=colleague, take_over=True)
        response = moderating.post(desk(item), data)
        assert response.status_code == 409
        html = response.content.decode()
        for part in ("Dominique Collègue", REFUSAL["reason"], ANSWER):
            assert part in html
        item.refresh_from_db()
        assert item.state == State.PUBLISHED

    def test_says_that_the_text_has_changed_since_it_was_reported(
        self, moderating, colleague, item, member
    ):
        report(item)
        amendment = actions.edit(contribution=item, by=member, text="Une phrase aimable.")
        actions.approve_amendment(amendment=amendment, by=colleague)
        html = moderating.get(desk(item)).content.decode()
        assert "Une phrase aimable." in html
        assert "Une insulte." in html


class TestAppeals:
    @pytest.fixture(params=[refused, removed, edit_refused], ids=lambda one: one.__name__)
    def appeal(self, request, challenge, member, colleague):
        decision = request.param(challenge, member, colleague)
        return actions.appeal(decision=decision, by=member, text=WHY)

    @pytest.fixture
    def contested(self, appeal):
        return appeal.decision.contribution

    def test_all_that_one_needs(self, moderating, contested):
        response = moderating.get(f"{reverse(QUEUE)}?matter=appeal")
        assert list(response.context["object_list"]) == [contested]
        response = moderating.get(desk())
        assert response.url == desk(contested)
        response = moderating.get(desk(contested))
        html = response.content.decode()
        assert response.context["matter"].name == "appeal"
        for part in (WHY, REFUSAL["reason"], response.context["matter"].subject.decision.text):
            assert part in html

    def test_publish_after_all(self, moderating, moderator, contested, appeal):
        response = read_and_decide(moderating, contested, "reverse")
        assert response.url == reverse(QUEUE)
        appeal.refresh_from_db()
        contested.refresh_from_db()
        assert (appeal.answer.outcome, appeal.answer.decided_by) == ("restored", moderator)
        assert contested.state == State.PUBLISHED
        assert contested.waits_since is None
        assert told("appeal_restored").get().recipient == contested.user

    def test_confirm(self, moderating, contested, appeal):
        before = contested.state
        response = read_and_decide(moderating, contested, "confirm", reason=" ")
        assert response.status_code == 200
        read_and_decide(moderating, contested, "confirm", reason=STANDS)
        appeal.refresh_from_db()
        contested.refresh_from_db()
        assert (appeal.answer.outcome, contested.state) == ("upheld", before)
        assert STANDS in told("appeal_upheld").get().text

    def test_a_second_click(self, moderating, contested):
        data = {**fields(moderating.get(desk(contested)), "confirm"), "reason": STANDS}
        for _click in range(2):
            response = moderating.post(desk(contested), data)
        assert response.url == reverse(QUEUE)
        assert ModerationDecision.objects.filter(outcome="upheld").count() == 1

    def test_never_by_whoever_decided(self, client, colleague, contested, appeal):
        client.force_login(colleague)
        assert client.get(desk()).url == reverse(QUEUE)
        assert client.get(desk(contested)).url == reverse(f"{SPACE}:inspect", args=[contested.pk])
        for decision in ("reverse", "confirm"):
            client.post(desk(contested), {"decision": decision, "reason": STANDS})
        appeal.refresh_from_db()
        assert appeal.answer is None

    def test_never_by_whoever_reported_it(self, moderating, moderator, colleague, item, member):
        notice = report(item, by=moderator)
        actions.decide_notice(
            notice=notice, by=colleague, outcome=Notice.State.UPHELD, answer=ANSWER, **REFUSAL
        )
        decision = item.decisions.get()
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        assert moderating.get(desk()).url == reverse(QUEUE)
        assert moderating.get(desk(item)).url == reverse(f"{SPACE}:inspect", args=[item.pk])
        assert claims() == {}
        appeal.refresh_from_db()
        assert appeal.answer is None

    def test_nor_by_its_author(self, client, challenge, colleague):
        author = support.moderator()
        actions.appeal(decision=refused(challenge, author, colleague), by=author, text=WHY)
        client.force_login(author)
        assert client.get(desk()).url == reverse(QUEUE)

    def test_a_second_click_decides_no_other_appeal(self, moderating, challenge, colleague, member):
        """Two changes of one text were refused and contested: each is read on its own."""
        first = edit_refused(challenge, member, colleague)
        item = first.contribution
        change = actions.edit(contribution=item, by=member, text="Un autre changement encore.")
        second = actions.reject_amendment(amendment=change, by=colleague, **REFUSAL)
        for decision in (first, second):
            actions.appeal(decision=decision, by=member, text=f"{WHY} {decision.pk}")
        data = {**fields(moderating.get(desk(item)), "confirm"), "reason": STANDS}
        for _click in range(2):
            moderating.post(desk(item), data)
        assert ModerationDecision.objects.filter(outcome="upheld").count() == 1

    def test_what_can_no_longer_be_published_is_said_with_what_was_typed(
        self, moderating, challenge, colleague, member
    ):
        decision = edit_refused(challenge, member, colleague)
        item = decision.contribution
        appeal = actions.appeal(decision=decision, by=member, text=WHY)
        change = actions.edit(contribution=item, by=member, text="Une autre version du texte.")
        actions.approve_amendment(amendment=change, by=colleague)
        response = moderating.post(
            desk(item), fields(moderating.get(desk(item)), "reverse"), follow=True
        )
        assert response.context["matter"].subject == appeal
        assert words(response)
        read_and_decide(moderating, item, "confirm", reason=STANDS)
        appeal.refresh_from_db()
        assert appeal.answer.outcome == "upheld"


def test_cost_of_what_is_opened(
    moderating, item, challenge, member, colleague, django_assert_max_num_queries
):
    report(item)
    contested = refused(challenge, member, colleague)
    actions.appeal(decision=contested, by=member, text=WHY)
    text = submit(challenge, UserFactory())
    for waiting in (item, contested.contribution, text):
        moderating.get(desk(waiting))
        with django_assert_max_num_queries(20):
            assert moderating.get(desk(waiting)).status_code == 200
