"""The desk: one text at a time, for one moderator at a time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.contributions import support
from tests.contributions.support import (
    QUEUE,
    REFUSAL,
    SPACE,
    TEXT,
    claims,
    decide,
    desk,
    submit,
    words,
)
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, moderation, queries
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


class TestOneText:
    def test_all_that_one_needs(self, moderating, challenge):
        root = ContributionFactory(page=challenge, comment="Le premier texte")
        reply = ContributionFactory(page=challenge, comment="La première réponse", in_reply_to=root)
        author = UserFactory(first_name="Alix", last_name="Auteur")
        refused = submit(challenge, author)
        actions.reject(contribution=refused, by=support.moderator(), **REFUSAL)
        ContributionFactory(page=challenge, user=author)
        item = submit(challenge, author, in_reply_to=reply)
        response = moderating.get(desk(item))
        assert response.context["record"] == (1, 1, 0)
        html = response.content.decode()
        for part in (
            "Le premier texte",
            "La première réponse",
            TEXT,
            "Alix Auteur",
            challenge.title,
            challenge.guiding_question,
            reverse(f"{SPACE}:inspect", args=[refused.pk]),
        ):
            assert part in html, part
        assert author.email not in html
        assert 'aria-keyshortcuts="v"' in html

    def test_opening_claims(self, moderating, moderator, waiting):
        response = moderating.get(desk())
        assert response.url == desk(waiting[0])
        moderating.get(response.url)
        assert claims() == {waiting[0].pk: moderator.pk}

    def test_approve_and_go_on(self, moderating, moderator, waiting):
        response = decide(moderating, waiting[0], "approve")
        assert response.url == desk(waiting[1])
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.PUBLISHED
        assert ModerationDecision.objects.get().decided_by == moderator
        assert "2" in words(moderating.get(response.url))

    def test_a_slip_is_taken_back(self, moderating, moderator, colleague, waiting, clock):
        """By whoever published it, while nobody has been told of it."""
        item, other = waiting[:2]
        decide(moderating, item, "approve")
        decision = ModerationDecision.objects.get()
        url = reverse(f"{SPACE}:take_back", args=[item.pk])
        html = moderating.get(desk(other)).content.decode()
        assert f'action="{url}"' in html
        assert 'aria-keyshortcuts="z"' in html
        published = OutboxMail.objects.get(kind="contributions/published")
        assert published.due_at > timezone.now()
        with pytest.raises(NotAllowed):
            actions.take_back(decision=decision, by=colleague)
        assert moderating.post(url, {"decision": "x"}).status_code == 404
        response = moderating.post(url, {"decision": decision.pk})
        assert response.url == desk(item)
        item.refresh_from_db()
        assert (item.state, item.published_at, item.is_public) == (State.PENDING, None, False)
        assert not OutboxMail.objects.filter(kind="contributions/published").exists()
        assert queries.drift(item.page_id) == {"counter": {}, "contributions": {}}
        outcomes = ["approved", "taken_back"]
        found = ModerationDecision.objects.order_by("pk").values_list("outcome", flat=True)
        assert list(found) == outcomes
        with pytest.raises(Conflict):
            actions.take_back(decision=decision, by=moderator)
        # Published again, its author is told; too late is too late.
        decide(moderating, item, "approve")
        again = ModerationDecision.objects.order_by("-pk").first()
        assert OutboxMail.objects.filter(kind="contributions/published").count() == 1
        clock.forward(seconds=31)
        assert moderating.post(url, {"decision": again.pk}).url == reverse(
            f"{SPACE}:inspect", args=[item.pk]
        )
        item.refresh_from_db()
        assert item.state == State.PUBLISHED

    def test_not_once_somebody_was_told(self, moderator, challenge, member):
        root = ContributionFactory(page=challenge)
        item = ContributionFactory(page=challenge, state=State.PENDING, in_reply_to=root)
        decision = actions.approve(contribution=item, by=moderator, is_undoable=True)
        told = OutboxMail.objects.filter(kind="contributions/published")
        told.update(state=OutboxMail.State.SENT)
        with pytest.raises(Conflict):
            actions.take_back(decision=decision, by=moderator)
        told.update(state=OutboxMail.State.QUEUED)
        item.refresh_from_db()
        actions.support(contribution=item, by=member)
        with pytest.raises(Conflict):
            actions.take_back(decision=decision, by=moderator)
        item.refresh_from_db()
        assert item.state == State.PUBLISHED

    def test_not_once_somebody_answers(self, moderator, challenge):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        decision = actions.approve(contribution=item, by=moderator, is_undoable=True)
        ContributionFactory(page=challenge, state=State.PENDING, in_reply_to=item)
        with pytest.raises(Conflict):
            actions.take_back(decision=decision, by=moderator)

    def test_it_waits_since_it_was_changed(self, moderator, challenge, clock):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        asked = actions.request_changes(contribution=item, by=moderator, reason="Précisez.")
        clock.forward(days=20)
        Contribution.objects.update(state=State.PENDING)
        item.refresh_from_db()
        decision = actions.approve(contribution=item, by=moderator, is_undoable=True)
        actions.take_back(decision=decision, by=moderator)
        item.refresh_from_db()
        assert item.waits_since == asked.decided_at

    def test_the_last_one_leads_back_to_the_list(self, moderating, waiting):
        for item in waiting:
            response = decide(moderating, item, "approve")
        assert response.url == reverse(QUEUE)
        assert moderating.get(desk()).url == reverse(QUEUE)

    def test_refusal_wants_rule_and_reason(self, moderating, waiting):
        response = decide(moderating, waiting[0], "reject", rule="off_topic", reason=" ")
        assert response.status_code == 200
        html = response.content.decode()
        assert '<details class="cs-desk__choice" name="desk-choice" data-desk-choice open' in html
        assert 'aria-invalid="true"' in html
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.PENDING
        decide(moderating, waiting[0], "reject", **REFUSAL)
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.REFUSED
        assert REFUSAL["reason"] in OutboxMail.objects.get(kind="contributions/refused").text

    def test_what_only_the_door_refuses_stands_beside_its_field(self, moderating, waiting):
        response = decide(
            moderating, waiting[0], "reject", rule="other", reason="Parce" + "\u0301" * 11 + "que"
        )
        assert response.status_code == 200
        assert "que</textarea>" in response.content.decode()
        assert not ModerationDecision.objects.exists()

    def test_ask_for_changes(self, moderating, waiting):
        decide(moderating, waiting[0], "changes", reason="Dites-nous où.")
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.CHANGES_REQUESTED
        assert waiting[0].waits_since is None

    def test_a_text_changed_meanwhile(self, moderating, challenge, member):
        item = submit(challenge, member)
        moderating.get(desk(item))
        before = item.fingerprint
        actions.edit(contribution=item, by=member, text="Un texte changé depuis")
        data = {"decision": "approve", "matter": f"text-{item.pk}", "seen": before}
        response = moderating.post(desk(item), data, follow=True)
        assert response.redirect_chain == [(desk(item), 302)]
        item.refresh_from_db()
        assert item.state == State.PENDING
        assert "Un texte changé depuis" in response.content.decode()

    @pytest.mark.parametrize("seen", ["", "x" * 30, "x" * 300])
    def test_forged_seen(self, moderating, waiting, seen):
        matter = f"text-{waiting[0].pk}"
        moderating.post(desk(waiting[0]), {"decision": "approve", "matter": matter, "seen": seen})
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.PENDING

    def test_what_does_not_say_what_it_decides_on(self, moderating, waiting):
        moderating.post(desk(waiting[0]), {"decision": "approve", "seen": waiting[0].fingerprint})
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.PENDING

    def test_a_reason_outlives_a_change_of_the_text(self, moderating, challenge, member):
        item = submit(challenge, member)
        moderating.get(desk(item))
        before = item.fingerprint
        actions.edit(contribution=item, by=member, text="Un texte changé depuis")
        response = decide(moderating, item, "reject", **REFUSAL, seen=before)
        assert response.status_code == 409
        html = response.content.decode()
        assert REFUSAL["reason"] in html
        assert "Un texte changé depuis" in html
        item.refresh_from_db()
        assert item.state == State.PENDING
        # Read again, it is decided as it was written.
        decide(moderating, item, "reject", **REFUSAL)
        item.refresh_from_db()
        assert item.state == State.REFUSED

    def test_decided_by_another_meanwhile(self, moderating, colleague, waiting):
        item = waiting[0]
        actions.approve(contribution=item, by=colleague)
        response = decide(moderating, item, "reject", **REFUSAL)
        assert response.url == desk(waiting[1])
        assert ModerationDecision.objects.count() == 1

    @pytest.mark.parametrize("decision", ["", "unknown", "approve_all"])
    def test_unknown_decisions_decide_nothing(self, moderating, waiting, decision):
        assert decide(moderating, waiting[0], decision).url == desk(waiting[0])
        assert not ModerationDecision.objects.exists()

    def test_what_no_longer_waits_opens_as_it_stands(self, moderating, challenge):
        item = ContributionFactory(page=challenge)
        assert moderating.get(desk(item)).url == reverse(f"{SPACE}:inspect", args=[item.pk])


class TestSkipAndLeave:
    def test_skip_releases_and_goes_on(self, moderating, moderator, waiting):
        moderating.get(desk(waiting[0]))
        response = decide(moderating, waiting[0], "skip")
        assert response.url.startswith(desk(waiting[1]))
        assert claims() == {waiting[1].pk: moderator.pk}
        # What was skipped does not come back after the next decision.
        response = decide(
            moderating, waiting[1], "approve", query=response.url[len(desk(waiting[1])) :]
        )
        assert response.url.startswith(desk(waiting[2]))
        response = decide(
            moderating, waiting[2], "skip", query=response.url[len(desk(waiting[2])) :]
        )
        assert response.url == reverse(QUEUE)
        assert claims() == {}

    def test_leave(self, moderating, waiting):
        moderating.get(desk(waiting[0]))
        assert decide(moderating, waiting[0], "leave").url == reverse(QUEUE)
        assert claims() == {}

    @pytest.mark.parametrize("after", ["x", "~", "2026-01-01~1", "2026-13-45T00:00:00Z~1", "9~9~9"])
    def test_forged_place(self, moderating, waiting, after):
        assert moderating.get(desk(query=f"?after={after}")).url == desk(waiting[0])


class TestRoundOfAFilteredList:
    def test_the_filter_lasts(self, moderating, waiting):
        other = ChallengeFactory()
        first, second = (
            ContributionFactory(page=other, state=State.PENDING) for _number in range(2)
        )
        query = f"?page={other.pk}"
        assert desk(query=query) in moderating.get(reverse(QUEUE) + query).content.decode()
        response = moderating.get(desk(query=query))
        assert response.url == desk(first, query)
        response = decide(moderating, first, "approve", query=query)
        assert response.url == desk(second, query)
        assert "1" in words(moderating.get(response.url))
        assert decide(moderating, second, "approve", query=query).url == reverse(QUEUE) + query

    def test_a_search_lasts(self, moderating, waiting):
        assert moderating.get(desk(query="?q=attend+beta")).url == desk(
            waiting[1], "?q=attend+beta"
        )


class TestChanges:
    @pytest.fixture
    def changed(self, challenge, member):
        item = submit(challenge, member, text="Récupérer les invendus du marché.")
        actions.approve(contribution=item, by=support.moderator())
        actions.edit(contribution=item, by=member, text="Récupérer les invendus des <b>halles</b>.")
        return Contribution.objects.get(pk=item.pk)

    def test_before_and_after_with_the_differences(self, moderating, changed):
        html = moderating.get(desk(changed)).content.decode()
        assert "<del>du marché</del>" in html
        assert "<b>halles" not in html
        assert "Récupérer les invendus du marché." in html

    @pytest.mark.parametrize(
        ("decision", "typed", "outcome", "text"),
        [
            ("approve", {}, "edit_approved", "<b>halles"),
            ("reject", REFUSAL, "edit_refused", "du marché"),
        ],
    )
    def test_decide(self, moderating, changed, decision, typed, outcome, text):
        change = changed.amendments.get()
        data = {"matter": f"change-{change.pk}", "seen": change.fingerprint, **typed}
        response = moderating.post(desk(changed), {"decision": decision, **data})
        assert response.url == reverse(QUEUE)
        changed.refresh_from_db()
        assert changed.state == State.PUBLISHED
        assert text in changed.comment
        assert changed.waits_since is None
        assert ModerationDecision.objects.first().outcome == outcome

    def test_in_the_list(self, moderating, changed, waiting):
        response = moderating.get(f"{reverse(QUEUE)}?matter=change")
        assert list(response.context["object_list"]) == [changed]
        assert str(moderation.MATTERS["change"]) in response.content.decode()
        assert moderation.number_waiting(response.wsgi_request.user) == 4
