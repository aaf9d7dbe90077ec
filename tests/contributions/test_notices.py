"""Notices (DSA, art. 16): through the door, and through the form as anybody fills it in."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry, PageViewRestriction

from tests.contributions.support import REFUSAL
from tests.contributions.support import moderator as make_moderator
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, forms
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

SECRET = "Nadège Témoin"
ADDRESS = "nadege.temoin@example.org"
TYPED = {
    "rule": Rule.DISRESPECT,
    "explanation": "La deuxième phrase insulte mon voisin.",
    "in_good_faith": True,
    "language": "fr",
}


def report(item, **kwargs):
    return actions.report(
        contribution=item, **{**TYPED, "name": SECRET, "email": ADDRESS, **kwargs}
    )


def errors_of(**kwargs):
    with pytest.raises(ValidationError) as caught:
        report(**kwargs)
    return set(caught.value.message_dict)


@pytest.fixture
def item(challenge):
    return ContributionFactory(page=challenge, comment="Une phrase.\n\nUne insulte.", language="en")


def url(name, *args):
    return reverse(f"wagtail_crowdsolving:{name}", args=args)


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


def form_data(item, user=None, **kwargs):
    return {
        "rule": Rule.DISRESPECT,
        "explanation": "La deuxième phrase insulte mon voisin.",
        "name": SECRET,
        "email": ADDRESS,
        "in_good_faith": "on",
        "leave_empty": "",
        "stamp": forms.make_stamp(user or AnonymousUser(), f"report-{item.pk}"),
        **kwargs,
    }


class TestForm:
    def test_stands_below_each_contribution(self, client, item):
        html = client.get(item.page.specific.url).content.decode()
        assert f'href="{url("contribution_report", item.pk)}"' in html
        client.force_login(item.user)
        html = client.get(item.page.specific.url).content.decode()
        assert url("contribution_report", item.pk) not in html

    def test_a_visitor_reports(self, client, item):
        page = client.get(url("contribution_report", item.pk))
        assert not client.cookies
        html = page.content.decode()
        assert f"http://testserver{url('contribution', item.pk)}" in html
        assert "Une insulte." in html
        response = client.post(url("contribution_report", item.pk), form_data(item), follow=True)
        notice = Notice.objects.get()
        assert (notice.notifier_name, notice.notifier_email) == (SECRET, ADDRESS)
        html = response.content.decode()
        assert notice.reference in html
        assert SECRET not in html
        assert ADDRESS not in html

    def test_a_member_is_asked_for_no_name(self, client, item, member):
        client.force_login(member)
        html = client.get(url("contribution_report", item.pk)).content.decode()
        assert 'name="email"' not in html
        client.post(url("contribution_report", item.pk), form_data(item, member))
        assert Notice.objects.get().notifier == member

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"rule": ""}, "rule"),
            ({"explanation": ""}, "explanation"),
            ({"name": ""}, "name"),
            ({"email": "nobody"}, "email"),
            ({"in_good_faith": ""}, "in_good_faith"),
            ({"leave_empty": "x"}, "__all__"),
            ({"stamp": "x"}, "__all__"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
        self, client, item, typed, field
    ):
        data = form_data(item, **typed)
        response = client.post(url("contribution_report", item.pk), data)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert data["explanation"] in response.content.decode()
        assert not Notice.objects.exists()

    def test_another_site_cannot_report_in_a_members_name(self, item, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        for stamp in ("", forms.make_stamp(AnonymousUser(), f"report-{item.pk}")):
            client.post(url("contribution_report", item.pk), form_data(item, stamp=stamp))
        assert not Notice.objects.exists()

    def test_a_program_is_too_fast(self, client, item, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            **settings.WAGTAIL_CROWDSOLVING,
            "CONTRIBUTION_MIN_SECONDS": 3,
        }
        response = client.post(url("contribution_report", item.pk), form_data(item))
        assert response.context["form"].non_field_errors()

    def test_an_address_that_sends_too_many_waits(self, client, item, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            **settings.WAGTAIL_CROWDSOLVING,
            "NOTICES_PER_HOUR_PER_ADDRESS": 2,
        }
        path = url("contribution_report", item.pk)
        codes = [
            client.post(path, form_data(item, email=f"t{n}@example.org")).status_code
            for n in range(2)
        ]
        response = client.post(path, form_data(item, email="t3@example.org"))
        assert [*codes, response.status_code] == [302, 302, 429]
        assert int(response["Retry-After"]) > 0
        assert "voisin" in response.content.decode()
        assert Notice.objects.count() == 2

    def test_anybody_reports_the_sexual_abuse_of_a_child(self, client, item):
        data = form_data(item, rule=Rule.CHILD_ABUSE, name="", email="")
        assert client.post(url("contribution_report", item.pk), data).status_code == 302
        assert Notice.objects.get().rule == Rule.CHILD_ABUSE

    def test_trying_addresses_tells_nobody_who_reported(self, client, item):
        """The author guesses an address: what they see is what they see for any other."""
        answers = []
        report(item)
        for address in (ADDRESS, "quelquun.dautre@example.org"):
            response = client.post(
                url("contribution_report", item.pk), form_data(item, email=address), follow=True
            )
            shown = response.content.decode().partition("<main")[2].partition("</main>")[0]
            answers.append((response.status_code, re.sub(r"<strong>\w{8}</strong>", "", shown)))
        assert gettext("Your notice is received") in answers[0][1]
        assert answers[0] == answers[1]
        assert Notice.objects.count() == 2

    @pytest.mark.parametrize("signed_in", [True, False])
    def test_taken_down_meanwhile_the_typed_text_is_not_lost(
        self, client, item, moderator, member, signed_in
    ):
        data = form_data(item, member if signed_in else None)
        if signed_in:
            client.force_login(member)
        actions.remove(contribution=item, by=moderator, **REFUSAL)
        response = client.post(url("contribution_report", item.pk), data)
        assert response.status_code == 409
        html = response.content.decode()
        assert data["explanation"] in html
        assert gettext("This contribution is no longer public.") in html
        assert "Une insulte." not in html
        assert client.get(url("contribution_report", item.pk)).status_code == 404

    def test_a_visitor_whose_form_comes_back_gets_no_cookie(self, client, item):
        data = form_data(item, email="x")
        response = client.post(url("contribution_report", item.pk), data)
        title = response.content.decode().partition("<title>")[2].lstrip()
        assert title.startswith(gettext("Error:"))
        assert not response.cookies

    def test_its_page_unpublished_meanwhile(self, client, item):
        data = form_data(item)
        item.page.specific.unpublish()
        response = client.post(url("contribution_report", item.pk), data)
        assert response.status_code == 404
        html = response.content.decode()
        assert data["explanation"] in html
        assert item.page.title not in html
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_was_never_public_does_not_exist(self, client, challenge, method):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        answer = getattr(client, method)(url("contribution_report", item.pk), form_data(item))
        assert answer.status_code == 404

    def test_what_one_may_not_read_does_not_exist(self, client, item):
        PageViewRestriction.objects.create(
            page=item.page, restriction_type=PageViewRestriction.LOGIN
        )
        assert client.get(url("contribution_report", item.pk)).status_code == 404

    def test_the_author_is_refused(self, client, item):
        client.force_login(item.user)
        assert client.get(url("contribution_report", item.pk)).status_code == 403

    def test_a_false_receipt_does_not_exist(self, client, db):
        assert client.get(url("notice_received", "ABCDEF12:x")).status_code == 404

    def test_the_charter_is_named(self, client, item, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "CHARTER_URL": "/charte/"}
        html = client.get(url("contribution_report", item.pk)).content.decode()
        assert 'href="http://testserver/charte/"' in html


def test_the_author_meets_the_notifier_nowhere(client, item, moderator):
    """All that an author can open, and all that is sent to them."""
    notice = report(item)
    actions.decide_notice(
        notice=notice, by=moderator, outcome=Notice.State.UPHELD, answer="Merci.", **REFUSAL
    )
    client.force_login(item.user)
    decision = ModerationDecision.objects.get()
    for path in (
        url("my_contributions"),
        url("contribution_appeal", decision.pk),
        url("transparency"),
        url("transparency_csv"),
        item.page.specific.url,
    ):
        html = client.get(path).content.decode()
        assert SECRET not in html
        assert ADDRESS not in html
        assert "voisin" not in html
    for mail in OutboxMail.objects.filter(recipient=item.user):
        assert ADDRESS not in mail.text + mail.html + mail.key
    for entry in ModelLogEntry.objects.all():
        assert ADDRESS not in str(entry.data) + entry.label
        assert SECRET not in str(entry.data) + entry.label


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
