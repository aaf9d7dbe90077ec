"""The desk: one text at a time, for one moderator at a time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tests.contributions import support
from tests.contributions.support import REFUSAL, TEXT, submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, moderation, queries
from wagtail_crowdsolving.contributions.admin.matters import marked
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
SPACE = "crowdsolving_contributions"
QUEUE = f"{SPACE}:list"


def desk(item=None, query=""):
    if item is None:
        return reverse(f"{SPACE}:desk") + query
    return reverse(f"{SPACE}:desk_one", args=[item.pk]) + query


@pytest.fixture
def waiting(challenge):
    now = timezone.now()
    # The keys say nothing about who has waited longest.
    return [
        ContributionFactory(
            page=challenge,
            state=State.PENDING,
            comment=f"Texte qui attend {word}",
            waits_since=now - timedelta(hours=5 + n),
        )
        for n, word in enumerate(("alpha", "beta", "gamma"))
    ][::-1]


def claims():
    rows = Contribution.objects.filter(claimed_by__isnull=False)
    return dict(rows.values_list("pk", "claimed_by"))


def decide(client, item, decision, **typed):
    query = typed.pop("query", "")
    data = {
        "decision": decision,
        "matter": f"text-{item.pk}",
        "seen": item.fingerprint,
        **typed,
    }
    return client.post(desk(item, query), data)


def words(response):
    return " ".join(str(message) for message in response.context["messages"])


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


@pytest.mark.parametrize(
    ("before", "after", "html"),
    [
        ("un mot", "un mot", "un mot"),
        ("un mot", "deux mots", "<del>un mot</del><ins>deux mots</ins>"),
        ("a <b>", "a <i>", "a &lt;<del>b</del><ins>i</ins>&gt;"),
        ("", "{0} {}", "<ins>{0} {}</ins>"),
        ("{} tout", "", "<del>{} tout</del>"),
    ],
)
def test_marked(before, after, html):
    assert marked(before, after) == html


class TestRecords:
    def test_of_many_in_one_query(self, challenge, django_assert_num_queries):
        first, second, third = UserFactory(), UserFactory(), UserFactory()
        for state in (State.PUBLISHED, State.PUBLISHED, State.REFUSED, State.REMOVED):
            ContributionFactory(page=challenge, user=first, state=state)
        ContributionFactory(page=challenge, user=second, state=State.PENDING)
        ContributionFactory(page=challenge, user=third)
        with django_assert_num_queries(1):
            found = moderation.records([first.pk, second.pk, None])
        assert found == {first.pk: (2, 1, 1)}
        assert moderation.Record().is_new
        assert not found[first.pk].is_new


class TestHistory:
    @pytest.fixture
    def decided(self, challenge, member, colleague):
        item = submit(challenge, member)
        actions.reject(contribution=item, by=colleague, **REFUSAL)
        return item

    def test_who_when_and_by_which_rule(self, moderating, decided):
        html = moderating.get(reverse("crowdsolving_decisions")).content.decode()
        assert "Dominique Collègue" in html
        assert reverse(f"{SPACE}:inspect", args=[decided.pk]) in html
        address = reverse("crowdsolving_decisions_results")
        assert len(moderating.get(address, {"rule": "other"}).context["object_list"]) == 0
        assert len(moderating.get(address, {"rule": "off_topic"}).context["object_list"]) == 1

    def test_the_export_names_nobody(self, moderating, decided, member):
        response = moderating.get(reverse("crowdsolving_decisions"), {"export": "csv"})
        csv = b"".join(response.streaming_content).decode()
        assert str(decided.pk) in csv
        for secret in (member.get_full_name(), member.email, TEXT, REFUSAL["reason"]):
            assert secret not in csv

    def test_not_for_others(self, client, decided, member):
        client.force_login(member)
        assert client.get(reverse("crowdsolving_decisions")).status_code == 302

    def test_animators_see_theirs(self, client, decided):
        animator = support.moderator()
        animator.user_permissions.remove(
            *animator.user_permissions.filter(codename__startswith="moderate")
        )
        other = ChallengeFactory(animator=animator)
        item = submit(other, UserFactory())
        actions.approve(contribution=item, by=support.moderator())
        client.force_login(animator)
        response = client.get(reverse("crowdsolving_decisions"))
        assert [one.contribution_id for one in response.context["object_list"]] == [item.pk]


class TestTrustedAuthors:
    @pytest.fixture
    def trusted(self, member):
        member.user_permissions.add(Permission.objects.get(codename="skip_moderation"))
        return type(member).objects.get(pk=member.pk)

    @pytest.fixture
    def _on(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "TRUSTED_AUTHORS": True}

    def test_off_by_default(self, challenge, trusted):
        assert submit(challenge, trusted).state == State.PENDING

    @pytest.mark.usefixtures("_on")
    def test_published_at_once_and_still_seen(self, challenge, trusted, moderating, colleague):
        item = submit(challenge, trusted)
        stored = Contribution.objects.get(pk=item.pk)
        assert (item.state, stored.state, stored.is_public) == ("published", "published", True)
        decision = ModerationDecision.objects.get()
        assert decision.is_automatic
        assert decision.decided_by is None
        assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}
        kinds = set(OutboxMail.objects.values_list("kind", flat=True))
        assert kinds == {"contributions/published"}
        unread = f"{reverse(QUEUE)}?state=unread"
        assert list(moderating.get(unread).context["object_list"]) == [stored]
        actions.remove(contribution=stored, by=colleague, **REFUSAL)
        assert not moderating.get(unread).context["object_list"]

    @pytest.mark.usefixtures("_on")
    def test_is_told_that_it_is_published(self, client, challenge, trusted):
        client.force_login(trusted)
        url = support.contribute_url(challenge)
        response = client.post(url, support.form_data(trusted, challenge))
        item = Contribution.objects.get()
        assert response.url == reverse("wagtail_crowdsolving:contribution", args=[item.pk])
        response = client.get(response.url, follow=True)
        assert words(response) == gettext("Thank you. Your contribution is published.")

    @pytest.mark.usefixtures("_on")
    def test_others_and_superusers_wait(self, challenge, member):
        assert submit(challenge, member).state == State.PENDING
        root = UserFactory(is_superuser=True)
        assert submit(challenge, root).state == State.PENDING
