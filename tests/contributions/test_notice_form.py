"""The form of a notice (DSA, art. 16), as anybody meets it, and what the author never learns."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry, PageViewRestriction

from tests.contributions.support import ADDRESS, REFUSAL, SECRET, report, url
from tests.factories import ContributionFactory
from wagtail_crowdsolving.contributions import actions, forms
from wagtail_crowdsolving.contributions.models import ModerationDecision, Notice, Rule, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


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
