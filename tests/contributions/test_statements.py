"""Statements of reasons (DSA, art. 17), and the record that they are read from."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django.utils import translation

from tests.contributions.support import NEW, REFUSAL, RESTRICTIONS, TEXT, WHY, submit, url
from tests.contributions.support import moderator as make_moderator
from tests.factories import ContributionFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import ModerationDecision, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_every_restriction_is_covered():
    assert {restrict.__name__ for restrict in RESTRICTIONS} == set(ModerationDecision.RESTRICTIONS)


class TestStatement:
    """What art. 17(3) asks for, in the mail and among one's contributions."""

    @pytest.fixture(autouse=True)
    def _english(self):
        with translation.override("en"):
            yield

    def mail(self, decision):
        return OutboxMail.objects.get(kind=f"contributions/{decision.outcome}")

    def test_leaves_with_the_restriction(self, decision, member):
        mail = self.mail(decision)
        assert mail.recipient == member
        until = (decision.decided_at + timedelta(days=183)).strftime("%Y")
        for body in (mail.text, mail.html):
            body = " ".join(unescape(body).split())
            assert str(decision.get_rule_display()) in body
            assert decision.reason in body
            assert decision.text in body
            assert "by a person, not by a program" in body
            assert "own initiative" in body
            assert "without limit of time" in body
            assert "You may also go to court" in body
            assert f"http://testserver{url('contribution_appeal', decision.pk)}" in body
            assert until in body

    def test_is_read_among_ones_contributions(self, client, decision, member):
        client.force_login(member)
        html = unescape(client.get(url("my_contributions")).content.decode())
        html = " ".join(html.split())
        assert f'id="decision-{decision.pk}"' in html
        for part in (
            str(decision.get_rule_display()),
            decision.reason,
            "own initiative",
            "without limit of time",
            "You may also go to court",
            url("contribution_appeal", decision.pk),
        ):
            assert part in html

    def test_a_mail_that_cannot_be_written_undoes_the_restriction(
        self, challenge, member, moderator, settings
    ):
        item = submit(challenge, member)
        settings.TEMPLATES = []
        with pytest.raises(TemplateDoesNotExist), transaction.atomic():
            actions.reject(contribution=item, by=moderator, **REFUSAL)
        item.refresh_from_db()
        assert item.state == State.PENDING

    def test_the_law_is_called_so(self, challenge, member, moderator, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            **settings.WAGTAIL_CROWDSOLVING,
            "CHARTER_URL": "/charte/",
            "CONTACT_EMAIL": "moderation@example.org",
        }
        actions.reject(
            contribution=submit(challenge, member, language="en"),
            by=moderator,
            rule="illegal",
            reason="Art. 32.",
        )
        mail = OutboxMail.objects.get(kind="contributions/refused")
        assert "The legal ground:" in mail.text
        assert "http://testserver/charte/" in mail.text
        assert "moderation@example.org" in mail.text


class TestRecord:
    """No restriction without rule and reason, whichever way it is written."""

    @pytest.mark.parametrize("outcome", ModerationDecision.RESTRICTIONS)
    @pytest.mark.parametrize("missing", ["rule", "reason"])
    def test_past_the_doors(self, challenge, outcome, missing):
        item = ContributionFactory(page=challenge)
        values = {"contribution": item, "outcome": outcome, "text": "x", **REFUSAL, missing: ""}
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationDecision.objects.create(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationDecision.objects.bulk_create([ModerationDecision(**values)])

    def test_never_changed(self, decision):
        with pytest.raises(TypeError):
            decision.save()
        with pytest.raises(TypeError):
            decision.delete()
        with pytest.raises(TypeError):
            ModerationDecision.objects.update(reason="")
        with pytest.raises(TypeError):
            ModerationDecision.objects.all().delete()
        with pytest.raises(TypeError):
            ModerationDecision.objects.bulk_update([decision], ["reason"])

    def test_each_decision_of_a_long_story_is_written_down(self, challenge, member, moderator):
        other = make_moderator()
        item = submit(challenge, member)
        actions.request_changes(contribution=item, by=moderator, reason="Précisez le lieu.")
        item.refresh_from_db()
        actions.edit(contribution=item, by=member, text="Un autre texte, avec le lieu.")
        item.refresh_from_db()
        actions.approve(contribution=item, by=moderator)
        item.refresh_from_db()
        amendment = actions.edit(contribution=item, by=member, text=NEW)
        refusal = actions.reject_amendment(amendment=amendment, by=moderator, **REFUSAL)
        actions.decide_appeal(
            appeal=actions.appeal(decision=refusal, by=member, text=WHY),
            by=other,
            upheld=True,
            reason="Non.",
        )
        item.refresh_from_db()
        amendment = actions.edit(contribution=item, by=member, text=f"{NEW} Encore.")
        actions.approve_amendment(amendment=amendment, by=moderator)
        item.refresh_from_db()
        removal = actions.remove(contribution=item, by=moderator, **REFUSAL)
        actions.decide_appeal(
            appeal=actions.appeal(decision=removal, by=member, text=WHY), by=other, upheld=False
        )
        story = list(
            item.decisions.order_by("pk").values_list(
                "outcome", "text", "decided_by", "is_automatic"
            )
        )
        edited = "Un autre texte, avec le lieu."
        assert story == [
            ("changes_requested", TEXT, moderator.pk, False),
            ("approved", edited, moderator.pk, False),
            ("edit_refused", NEW, moderator.pk, False),
            ("upheld", NEW, other.pk, False),
            ("edit_approved", f"{NEW} Encore.", moderator.pk, False),
            ("removed", f"{NEW} Encore.", moderator.pk, False),
            ("restored", f"{NEW} Encore.", other.pk, False),
        ]
