"""Moderators' decisions, through their doors; a decision stays what it was."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models.deletion import ProtectedError
from wagtail.models import ModelLogEntry

from tests.contributions.support import REFUSAL, TEXT, errors_of, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, Rule, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


class TestDecide:
    def test_approve(self, challenge, member, moderator):
        contribution = submit(challenge, member)
        decision = actions.approve(contribution=contribution, by=moderator)
        contribution.refresh_from_db()
        assert contribution.state == State.PUBLISHED
        assert contribution.is_public
        assert contribution.published_at
        assert (decision.outcome, decision.decided_by, decision.text) == (
            ModerationDecision.Outcome.APPROVED,
            moderator,
            TEXT,
        )
        mail = OutboxMail.objects.get(kind="contributions/published")
        assert mail.recipient == member
        assert f"/contributions/{contribution.pk}/" in mail.text
        assert ModelLogEntry.objects.filter(
            action="wagtail_crowdsolving.contribution.approved", user=moderator
        ).exists()

    @pytest.mark.parametrize(
        ("language", "fragment"), [("fr", "/contributions/"), ("en", "/en/contributions/")]
    )
    def test_links_in_the_language_of_the_author(
        self, challenge, member, moderator, language, fragment
    ):
        contribution = submit(challenge, member, language=language)
        actions.approve(contribution=contribution, by=moderator)
        mail = OutboxMail.objects.get(kind="contributions/published")
        assert mail.language == language
        assert f"http://testserver{fragment}" in mail.text

    def test_reject_states_its_reasons(self, challenge, member, moderator):
        contribution = submit(challenge, member, place="Gardanne")
        decision = actions.reject(contribution=contribution, by=moderator, **REFUSAL)
        contribution.refresh_from_db()
        assert contribution.state == State.REFUSED
        assert not contribution.is_public
        assert decision.text == f"{TEXT}\n\nGardanne"
        mail = OutboxMail.objects.get(kind="contributions/refused")
        for body in (mail.text, mail.html):
            for part in (REFUSAL["reason"], Rule.OFF_TOPIC.label, TEXT, "bonjour@example.org"):
                assert str(part) in body.replace("&#x27;", "'")
        assert moderator.last_name not in mail.text + mail.html

    @pytest.mark.parametrize(
        ("given", "address"),
        [
            ({}, "bonjour@example.org"),
            ({"MAIL_FROM": "Le site <site@example.org>"}, "site@example.org"),
            (
                {"MAIL_FROM": "site@example.org", "CONTACT_EMAIL": "recours@example.org"},
                "recours@example.org",
            ),
        ],
    )
    def test_says_where_to_contest(self, challenge, member, moderator, settings, given, address):
        settings.DEFAULT_FROM_EMAIL = "La Fabrique <bonjour@example.org>"
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, **given}
        actions.reject(contribution=submit(challenge, member), by=moderator, **REFUSAL)
        mail = OutboxMail.objects.get(kind="contributions/refused")
        for body in (mail.text, mail.html):
            assert f" {address}" in " ".join(body.split())

    def test_remove(self, challenge, member, moderator):
        contribution = submit(challenge, member)
        actions.approve(contribution=contribution, by=moderator)
        actions.remove(contribution=contribution, by=moderator, **REFUSAL)
        contribution.refresh_from_db()
        assert contribution.state == State.REMOVED
        assert contribution.is_removed
        assert not contribution.is_public
        assert REFUSAL["reason"] in OutboxMail.objects.get(kind="contributions/removed").text

    @pytest.mark.parametrize(
        ("given", "fields"),
        [
            ({"rule": "", "reason": "Parce que"}, {"rule"}),
            ({"rule": "mood", "reason": "Parce que"}, {"rule"}),
            ({"rule": Rule.OTHER, "reason": "  "}, {"reason"}),
            ({"rule": Rule.OTHER, "reason": "x" * 2001}, {"reason"}),
        ],
    )
    def test_a_refusal_has_a_rule_and_a_reason(self, challenge, member, moderator, given, fields):
        contribution = submit(challenge, member)
        assert errors_of(actions.reject, contribution=contribution, by=moderator, **given) == fields
        contribution.refresh_from_db()
        assert contribution.state == State.PENDING
        assert not ModerationDecision.objects.exists()

    def test_only_moderators_decide(self, challenge, member):
        contribution = submit(challenge, member)
        for user in (AnonymousUser(), UserFactory(), make_moderator(is_active=False)):
            with pytest.raises(NotAllowed):
                actions.approve(contribution=contribution, by=user)

    def test_never_on_their_own_text(self, challenge, moderator):
        contribution = submit(challenge, moderator)
        with pytest.raises(NotAllowed):
            actions.approve(contribution=contribution, by=moderator)

    def test_the_animator_decides_on_their_page_only(self, challenge, member):
        animator = UserFactory()
        challenge.animator = animator
        challenge.save()
        here, elsewhere = submit(challenge, member), submit(ChallengeFactory(), member)
        assert actions.approve(contribution=here, by=animator).pk
        with pytest.raises(NotAllowed):
            actions.approve(contribution=elsewhere, by=animator)

    def test_a_second_decision_is_a_conflict(self, challenge, member, moderator):
        contribution = submit(challenge, member)
        stale = Contribution.objects.get(pk=contribution.pk)
        actions.approve(contribution=contribution, by=moderator)
        with pytest.raises(Conflict):
            actions.reject(contribution=stale, by=make_moderator(), **REFUSAL)
        assert ModerationDecision.objects.count() == 1
        assert OutboxMail.objects.filter(kind="contributions/refused").count() == 0

    def test_only_published_texts_are_removed(self, challenge, member, moderator):
        with pytest.raises(Conflict):
            actions.remove(contribution=submit(challenge, member), by=moderator, **REFUSAL)

    @pytest.mark.parametrize(
        "change",
        [{"text": "Un texte changé depuis"}, {"text": TEXT, "link": "https://example.org"}],
    )
    def test_a_text_changed_since_it_was_read_is_not_published(
        self, challenge, member, moderator, change
    ):
        contribution = submit(challenge, member)
        read = Contribution.objects.get(pk=contribution.pk)
        actions.edit(contribution=contribution, by=member, **change)
        with pytest.raises(Conflict):
            actions.approve(contribution=read, by=moderator)
        contribution.refresh_from_db()
        assert contribution.state == State.PENDING

    def test_an_author_without_account_is_told_nothing(self, challenge, member, moderator):
        contribution = submit(challenge, member)
        member.delete()
        contribution.refresh_from_db()
        actions.approve(contribution=contribution, by=moderator)
        assert not OutboxMail.objects.filter(kind="contributions/published").exists()


class TestDecisionsStay:
    @pytest.fixture
    def decision(self, challenge, member, moderator):
        return actions.approve(contribution=submit(challenge, member), by=moderator)

    def test_neither_changed_nor_deleted(self, decision):
        decision.reason = "Autre chose"
        for attempt in (
            decision.save,
            decision.delete,
            ModerationDecision.objects.all().delete,
            lambda: ModerationDecision.objects.update(reason="Autre chose"),
            lambda: ModerationDecision.objects.bulk_update([decision], ["reason"]),
        ):
            with pytest.raises(TypeError):
                attempt()
        assert ModerationDecision.objects.get().reason == ""

    def test_outlive_the_moderator(self, decision, moderator):
        moderator.delete()
        assert ModerationDecision.objects.get().decided_by is None

    def test_keep_the_page(self, decision, challenge):
        with pytest.raises(ProtectedError):
            challenge.delete()
        assert ModerationDecision.objects.exists()
