"""The public side: the page, answers, one's own texts, and who gets what."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.contributions.support import MINE, REFUSAL, TEXT, contribute_url, form_data, submit, url
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, forms, views
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


class TestPage:
    def test_a_member_contributes_from_the_page(self, writer, challenge, member):
        html = writer.get(challenge.url).content.decode()
        assert f'action="{contribute_url(challenge)}"' in html
        response = writer.post(contribute_url(challenge), form_data(member, challenge), follow=True)
        assert response.redirect_chain == [(challenge.url, 302)]
        item = Contribution.objects.get()
        assert (item.user, item.state, item.language) == (member, State.PENDING, "fr")
        assert reverse(MINE) in response.content.decode()
        assert TEXT not in Client().get(challenge.url).content.decode()

    def test_a_visitor_is_asked_to_log_in(self, client, challenge):
        html = client.get(challenge.url).content.decode()
        assert f"?next={contribute_url(challenge).replace('/', '%2F')}" in html
        assert "<textarea" not in html
        assert not client.cookies

    def test_published_text_shows_to_everybody(self, client, challenge, member, moderator):
        item = submit(challenge, member)
        assert TEXT not in client.get(challenge.url).content.decode()
        actions.approve(contribution=item, by=moderator)
        html = client.get(challenge.url).content.decode()
        assert TEXT in html
        assert member.get_full_name() in html
        assert "<time datetime=" in html

    def test_closed(self, writer, challenge, member):
        challenge.closes_on = datetime.date.today() - datetime.timedelta(days=1)
        challenge.save()
        ContributionFactory(page=challenge)
        html = writer.get(challenge.url).content.decode()
        assert f'"{contribute_url(challenge)}"' not in html
        assert "/reply/" not in html

    def test_visitor_pays_at_most_four_queries_for_the_discussion(self, client, challenge):
        """The whole page is held by the challenges' tests; here: it renders with replies."""
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root)
        assert client.get(challenge.url).content.decode().count('class="cs-contribution ') == 2


class TestReply:
    def test_on_its_own_page(self, writer, challenge, member):
        item = ContributionFactory(page=challenge, comment="La première idée")
        address = url("contribution_reply", item)
        html = writer.get(address).content.decode()
        assert "La première idée" in html
        assert f'action="{address}"' in html
        assert writer.post(address, form_data(member, in_reply_to=item)).url == challenge.url
        reply = Contribution.objects.get(in_reply_to=item)
        assert reply.state == State.PENDING

    def test_visitors_log_in_first(self, client, challenge):
        item = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url("contribution_reply", item)).url

    @pytest.mark.parametrize(
        "state", [State.PENDING, State.REFUSED, State.WITHDRAWN, State.REMOVED]
    )
    def test_hidden_texts_do_not_exist(self, writer, challenge, member, state):
        """comments-xtd's reply page shows a pending comment to any member."""
        item = ContributionFactory(page=challenge, state=state)
        address = url("contribution_reply", item)
        assert writer.get(address).status_code == 404
        response = writer.post(address, form_data(member, in_reply_to=item))
        assert response.status_code == 404
        assert TEXT in response.content.decode()
        assert item.comment not in response.content.decode()
        assert Contribution.objects.count() == 1

    def test_too_deep(self, writer, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTION_MAX_LEVEL": 0,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }
        item = ContributionFactory(page=challenge)
        response = writer.post(url("contribution_reply", item), form_data(member, in_reply_to=item))
        assert response.context["form"].non_field_errors()
        assert Contribution.objects.count() == 1

    def test_stamp_of_another_form(self, writer, challenge, member):
        item = ContributionFactory(page=challenge)
        writer.post(url("contribution_reply", item), form_data(member, challenge))
        assert Contribution.objects.count() == 1


class TestMine:
    def test_shows_states_and_reasons(self, writer, challenge, member, moderator):
        waiting, refused, published = (
            submit(challenge, member, text=f"Mon texte {word}") for word in ("un", "deux", "trois")
        )
        actions.reject(contribution=refused, by=moderator, **REFUSAL)
        actions.approve(contribution=published, by=moderator)
        ContributionFactory(page=challenge, comment="Le texte du voisin")
        html = writer.get(reverse(MINE)).content.decode()
        for text in ("Mon texte un", "Mon texte deux", "Mon texte trois", REFUSAL["reason"]):
            assert text in html
        assert "Le texte du voisin" not in html
        assert moderator.last_name not in html
        for state in ("pending", "refused", "published"):
            assert f"cs-badge--{state}" in html
        assert url("contribution_edit", waiting) in html
        assert url("contribution_edit", published) in html
        assert url("contribution_withdraw", published) in html
        assert url("contribution_withdraw", refused) not in html

    def test_a_mail_leads_to_the_page_where_the_text_stands(
        self, writer, challenge, member, moderator, monkeypatch
    ):
        monkeypatch.setattr(views.own, "MINE_PER_PAGE", 2)
        first, *later = (submit(challenge, member) for _number in range(4))
        actions.reject(contribution=first, by=moderator, **REFUSAL)
        mail = OutboxMail.objects.get(kind="contributions/refused")
        address = re.search(r"http://\S+/contributions/mine/\S*", mail.text)[0]
        path, _hash, anchor = address.removeprefix("http://").partition("#")
        html = writer.get(path[path.index("/") :]).content.decode()
        assert f'id="{anchor}"' in html
        assert f'id="contribution-{later[-1].pk}"' not in html

    @pytest.mark.parametrize("number", ["x", "9" * 30, "-1", "0", ""])
    def test_a_forged_place(self, writer, challenge, member, number):
        item = submit(challenge, member)
        response = writer.get(reverse(MINE), {"contribution": number})
        assert f'id="contribution-{item.pk}"' in response.content.decode()

    @pytest.mark.parametrize("name", ["contribution_edit", "contribution_withdraw"])
    def test_visitors_log_in(self, client, challenge, name):
        item = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url(name, item)).url
        assert reverse("account_login") in client.get(reverse(MINE)).url

    @pytest.mark.parametrize("name", ["contribution_edit", "contribution_withdraw"])
    def test_of_others_do_not_exist(self, writer, challenge, moderator, name):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        for call in (writer.get, writer.post):
            assert call(url(name, item), {"kind": "idea", "text": TEXT}).status_code == 404
        item.refresh_from_db()
        assert item.state == State.PENDING

    def test_edit(self, writer, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        assert TEXT in writer.get(address).content.decode()
        response = writer.post(address, {"kind": "idea", "text": ""})
        assert list(response.context["form"].errors) == ["text"]
        data = {"kind": "inspiration", "text": "Un texte repris", "place": "Nantes", "link": ""}
        assert writer.post(address, data).url == reverse(MINE)
        item.refresh_from_db()
        assert (item.comment, item.kind, item.place) == ("Un texte repris", "inspiration", "Nantes")

    def test_edit_of_a_published_text_waits(self, writer, challenge, member, moderator):
        item = submit(challenge, member)
        actions.approve(contribution=item, by=moderator)
        address = url("contribution_edit", item)
        assert TEXT in writer.get(address).content.decode()
        writer.post(address, {"kind": "idea", "text": "Un texte bien plus précis"})
        item.refresh_from_db()
        assert item.comment == TEXT
        assert "Un texte bien plus précis" in writer.get(address).content.decode()
        take_back = url("contribution_withdraw_amendment", item)
        html = writer.get(reverse(MINE)).content.decode()
        assert "Un texte bien plus précis" in html
        assert f'action="{take_back}"' in html
        assert writer.get(take_back).status_code == 405
        for _number in range(2):
            assert writer.post(take_back).url == reverse(MINE)
        assert "Un texte bien plus précis" not in writer.get(reverse(MINE)).content.decode()

    def test_edit_of_what_a_moderator_refused(self, writer, challenge, member, moderator):
        item = submit(challenge, member)
        actions.reject(contribution=item, by=moderator, **REFUSAL)
        address = url("contribution_edit", item)
        assert writer.get(address).status_code == 404
        response = writer.post(address, {"kind": "idea", "text": "Trop tard pour changer"})
        assert response.status_code == 409
        assert "Trop tard pour changer" in response.content.decode()
        item.refresh_from_db()
        assert item.comment == TEXT

    def test_a_change_of_another_does_not_exist(self, writer, challenge, moderator):
        author = UserFactory()
        item = submit(challenge, author)
        actions.approve(contribution=item, by=moderator)
        change = actions.edit(contribution=item, by=author, text="Un texte bien plus précis")
        take_back = url("contribution_withdraw_amendment", item)
        assert writer.post(take_back).status_code == 404
        change.refresh_from_db()
        assert change.state == "waiting"

    def test_withdraw(self, writer, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_withdraw", item)
        assert TEXT in writer.get(address).content.decode()
        item.refresh_from_db()
        assert item.state == State.PENDING
        for _number in range(2):
            assert writer.post(address).url == reverse(MINE)
        item.refresh_from_db()
        assert item.state == State.WITHDRAWN


class TestPermanentAddress:
    @pytest.mark.parametrize(
        "state", [State.PENDING, State.REFUSED, State.WITHDRAWN, State.REMOVED]
    )
    def test_hidden_texts_do_not_exist(self, writer, challenge, state):
        item = ContributionFactory(page=challenge, state=state)
        assert writer.get(url("contribution", item)).status_code == 404

    def test_on_an_unpublished_page(self, client, challenge):
        item = ContributionFactory(page=challenge)
        challenge.unpublish()
        assert client.get(url("contribution", item)).status_code == 404

    def test_is_read_only(self, client, challenge):
        item = ContributionFactory(page=challenge)
        assert client.post(url("contribution", item)).status_code == 405


def test_stamps_are_never_the_same(member, challenge):
    stamps = {forms.make_stamp(member, "page-1") for _number in range(5)}
    keys = {forms.read_stamp(stamp)["key"] for stamp in stamps}
    assert len(keys) == 5
    assert all(uuid.UUID(key) for key in keys)
