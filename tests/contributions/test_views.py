"""The public side: forms, what they keep, and who gets what."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.contributions.support import REFUSAL, TEXT, contribute_url, form_data, submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, forms, views
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
MINE = "wagtail_crowdsolving:my_contributions"


def url(name, item):
    return reverse(f"wagtail_crowdsolving:{name}", args=[item.pk])


@pytest.fixture
def logged_in(client, member):
    client.force_login(member)
    return client


class TestPage:
    def test_a_member_contributes_from_the_page(self, logged_in, challenge, member):
        html = logged_in.get(challenge.url).content.decode()
        assert f'action="{contribute_url(challenge)}"' in html
        response = logged_in.post(
            contribute_url(challenge), form_data(member, challenge), follow=True
        )
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

    def test_closed(self, logged_in, challenge, member):
        challenge.closes_on = datetime.date.today() - datetime.timedelta(days=1)
        challenge.save()
        ContributionFactory(page=challenge)
        html = logged_in.get(challenge.url).content.decode()
        assert f'"{contribute_url(challenge)}"' not in html
        assert "/reply/" not in html

    def test_visitor_pays_at_most_four_queries_for_the_discussion(self, client, challenge):
        """The whole page is held by the challenges' tests; here: it renders with replies."""
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root)
        assert client.get(challenge.url).content.decode().count('class="cs-contribution ') == 2


class TestContribute:
    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": "x" * 10001}, "text"),
            ({"kind": ""}, "kind"),
            ({"kind": "<script>"}, "kind"),
            ({"kind": "inspiration"}, "place"),
            ({"link": "javascript:alert(1)"}, "link"),
        ],
    )
    def test_bad_input_is_refused_at_its_field_and_kept(
        self, logged_in, challenge, member, typed, field
    ):
        data = form_data(member, challenge, **{"place": "Gardanne", **typed})
        if typed.get("kind") == "inspiration":
            data["place"] = ""
        response = logged_in.post(contribute_url(challenge), data)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        html = response.content.decode()
        assert f'id="contribution-{field}_error"' in html or f"contribution-{field}" in html
        if data["place"]:
            assert 'value="Gardanne"' in html
        assert data["text"].replace("\x00", "\ufffd")[:9] in html or "\x00" in data["text"]
        assert data["stamp"] in html
        assert not Contribution.objects.exists()

    def test_read_it_leads_to_the_page(self, logged_in, challenge):
        response = logged_in.get(contribute_url(challenge))
        assert response.url == f"{challenge.url}#contribute"

    def test_double_post_makes_one(self, logged_in, challenge, member):
        data = form_data(member, challenge)
        for _number in range(2):
            assert logged_in.post(contribute_url(challenge), data).url == challenge.url
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize(
        "changed", [{"text": "Un tout autre texte que le premier."}, {"link": "https://b.example"}]
    )
    def test_a_changed_text_behind_the_back_button_is_not_lost(
        self, logged_in, challenge, member, changed
    ):
        data = form_data(member, challenge, link="a.example.org/x", place="  Gardanne  ville ")
        logged_in.post(contribute_url(challenge), data)
        assert logged_in.post(contribute_url(challenge), data).status_code == 302
        response = logged_in.post(contribute_url(challenge), {**data, **changed})
        assert response.status_code == 409
        assert Contribution.objects.count() == 1
        assert next(iter(changed.values())) in response.content.decode()
        again = {**data, **changed, "stamp": response.context["form"].stamp}
        assert again["stamp"] in response.content.decode()
        assert logged_in.post(contribute_url(challenge), again).status_code == 302
        assert Contribution.objects.count() == 2

    def test_form_of_another_member(self, logged_in, challenge):
        response = logged_in.post(contribute_url(challenge), form_data(UserFactory(), challenge))
        assert response.context["form"].non_field_errors()
        assert TEXT in response.content.decode()
        assert not Contribution.objects.exists()

    def test_form_of_another_page(self, logged_in, challenge, member):
        data = form_data(member, ChallengeFactory())
        assert logged_in.post(contribute_url(challenge), data).status_code == 200
        assert not Contribution.objects.exists()

    @pytest.mark.parametrize("stamp", ["", "nonsense", "a:b:c", "x" * 5000, "é\x00"])
    def test_false_stamp_asks_to_send_again(self, logged_in, challenge, member, stamp):
        response = logged_in.post(
            contribute_url(challenge), form_data(member, challenge, stamp=stamp)
        )
        assert not Contribution.objects.exists()
        again = response.context["form"].stamp
        data = form_data(member, challenge, stamp=again)
        assert logged_in.post(contribute_url(challenge), data).status_code == 302
        assert Contribution.objects.count() == 1

    def test_old_form_asks_to_send_again(self, logged_in, challenge, member, monkeypatch):
        data = form_data(member, challenge)
        monkeypatch.setattr(forms.texts, "STAMP_SECONDS", -1)
        logged_in.post(contribute_url(challenge), data)
        assert not Contribution.objects.exists()

    def test_too_fast(self, logged_in, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTION_MIN_SECONDS": 3}
        response = logged_in.post(contribute_url(challenge), form_data(member, challenge))
        assert response.context["form"].non_field_errors()
        assert not Contribution.objects.exists()

    def test_robot(self, logged_in, challenge, member):
        data = form_data(member, challenge, leave_empty="Buy now")
        response = logged_in.post(contribute_url(challenge), data)
        assert response.context["form"].non_field_errors()
        assert "Buy now" not in response.content.decode()
        assert not Contribution.objects.exists()

    def test_too_many(self, logged_in, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTIONS_PER_HOUR": 1,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }
        submit(challenge, member)
        response = logged_in.post(contribute_url(challenge), form_data(member, challenge))
        assert TEXT in response.content.decode()
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
    def test_ten_megabytes(self, member, challenge, encoding):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        client.get(challenge.url)
        data = form_data(
            member,
            challenge,
            text="x" * 10_000_000,
            csrfmiddlewaretoken=client.cookies["csrftoken"].value,
        )
        if encoding == "urlencoded":
            response = client.post(
                contribute_url(challenge),
                "&".join(f"{name}={value}" for name, value in data.items()),
                content_type="application/x-www-form-urlencoded",
            )
        else:
            response = client.post(contribute_url(challenge), data)
        assert response.status_code == 400
        assert not Contribution.objects.exists()

    def test_without_csrf_token(self, member, challenge):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        response = client.post(contribute_url(challenge), form_data(member, challenge))
        assert response.status_code == 403
        assert not Contribution.objects.exists()

    @pytest.mark.parametrize(
        "body", [b"\xff\xfe\x00", b"text=%FF%FE&kind=idea", b"[]", b"text[]=1&text[]=2"]
    )
    def test_malformed_posts(self, logged_in, challenge, body):
        response = logged_in.post(
            contribute_url(challenge), body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert response.context["form"].errors
        assert not Contribution.objects.exists()

    def test_form_fetched_before_the_page_closed(self, logged_in, challenge, member):
        data = form_data(member, challenge)
        challenge.closes_on = datetime.date.today() - datetime.timedelta(days=1)
        challenge.save()
        response = logged_in.post(contribute_url(challenge), data)
        assert response.status_code == 409
        assert TEXT in response.content.decode()
        assert not Contribution.objects.exists()

    def test_form_fetched_before_the_page_was_unpublished(self, logged_in, challenge, member):
        data = form_data(member, challenge)
        challenge.unpublish()
        response = logged_in.post(contribute_url(challenge), data)
        assert response.status_code == 404
        html = response.content.decode()
        assert challenge.title not in html
        assert f"readonly>\n{TEXT}</textarea>" in html
        assert "noindex" in html
        assert not Contribution.objects.exists()
        assert logged_in.get(contribute_url(challenge)).status_code == 404

    def test_hostile_text_for_a_page_that_has_gone(self, logged_in, member):
        data = {"text": "</textarea><script>alert(1)</script>", "place": "x" * 30_000, "link": " "}
        html = logged_in.post("/contributions/page/999999/", data).content.decode()
        assert "<script>alert" not in html
        assert html.count("<textarea") == 2
        assert "x" * 20_001 not in html

    def test_signed_out_meanwhile_and_the_page_unpublished(self, client, challenge, member):
        client.post(contribute_url(challenge), form_data(member, challenge))
        challenge.unpublish()
        client.force_login(member)
        response = client.get(contribute_url(challenge))
        assert response.status_code == 404
        assert TEXT in response.content.decode()

    @pytest.mark.parametrize("kind", ["groups", "password"])
    def test_restricted_page(self, logged_in, challenge, member, kind):
        PageViewRestriction.objects.create(page=challenge, restriction_type=kind, password="p")
        for call in (logged_in.get, logged_in.post):
            assert call(contribute_url(challenge), form_data(member, challenge)).status_code == 404
        item = ContributionFactory(page=challenge)
        assert logged_in.get(url("contribution", item)).status_code == 404
        assert logged_in.get(url("contribution_reply", item)).status_code == 404
        assert Contribution.objects.count() == 1

    def test_password_once_given(self, logged_in, challenge, member):
        restriction = PageViewRestriction.objects.create(
            page=challenge, restriction_type="password", password="ouvre"
        )
        logged_in.post(
            reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, challenge.pk]),
            {"password": "ouvre", "return_url": challenge.url},
        )
        response = logged_in.post(contribute_url(challenge), form_data(member, challenge))
        assert response.status_code == 302
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize("pk", [0, 999999, 10**30])
    def test_pages_that_do_not_exist(self, logged_in, pk):
        assert logged_in.get(f"/contributions/page/{pk}/").status_code == 404
        assert logged_in.get(f"/contributions/{pk}/").status_code == 404
        assert logged_in.get(f"/contributions/{pk}/reply/").status_code == 404
        assert logged_in.get(f"/contributions/{pk}/edit/").status_code == 404

    def test_page_that_is_not_discussed(self, logged_in, home):
        assert logged_in.get(contribute_url(home)).status_code == 404


def _read_by(user, address):
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


class TestExpiredSession:
    def test_what_was_typed_comes_back_after_login(self, client, challenge, member):
        data = form_data(member, challenge, text="Écrit avant la fin de la session", place="Arles")
        response = client.post(contribute_url(challenge), data)
        assert response.status_code == 302
        assert reverse("account_login") in response.url
        assert not Contribution.objects.exists()
        client.force_login(member)
        html = client.get(contribute_url(challenge), follow=True).content.decode()
        assert "Écrit avant la fin de la session" in html
        assert 'value="Arles"' in html
        client.post(contribute_url(challenge), form_data(member, challenge))
        assert "Écrit avant" not in client.get(challenge.url).content.decode()

    def test_reply(self, client, challenge, member):
        item = ContributionFactory(page=challenge)
        address = url("contribution_reply", item)
        client.post(address, form_data(member, in_reply_to=item, text="Ma réponse commencée"))
        client.force_login(member)
        assert "Ma réponse commencée" in client.get(address).content.decode()

    def test_a_change_of_a_text(self, client, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        stamp = re.search(r'name="stamp" value="([^"]+)"', _read_by(member, address))[1]
        data = {"kind": "idea", "text": "Une reprise inachevée", "stamp": stamp}
        assert reverse("account_login") in client.post(address, data).url
        client.force_login(member)
        assert "Une reprise inachevée" in client.get(address).content.decode()
        client.post(address, data)
        assert "crowdsolving_typed" not in client.session

    def test_is_not_shown_to_another_member(self, client, challenge, member):
        client.post(contribute_url(challenge), form_data(member, challenge))
        client.force_login(UserFactory())
        assert TEXT not in client.get(challenge.url).content.decode()

    def test_nothing_is_kept_for_a_forged_form(self, client, challenge, member):
        client.post(contribute_url(challenge), form_data(member, challenge, stamp="forged"))
        assert "crowdsolving_typed" not in client.session

    def test_what_is_kept_is_bounded(self, client, challenge, member):
        data = form_data(member, challenge, text="x" * 1_000_000)
        client.post(contribute_url(challenge), data)
        kept = client.session["crowdsolving_typed"]["data"]["text"]
        assert 10_000 < len(kept) <= 20_000


class TestReply:
    def test_on_its_own_page(self, logged_in, challenge, member):
        item = ContributionFactory(page=challenge, comment="La première idée")
        address = url("contribution_reply", item)
        html = logged_in.get(address).content.decode()
        assert "La première idée" in html
        assert f'action="{address}"' in html
        assert logged_in.post(address, form_data(member, in_reply_to=item)).url == challenge.url
        reply = Contribution.objects.get(in_reply_to=item)
        assert reply.state == State.PENDING

    def test_visitors_log_in_first(self, client, challenge):
        item = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url("contribution_reply", item)).url

    @pytest.mark.parametrize(
        "state", [State.PENDING, State.REFUSED, State.WITHDRAWN, State.REMOVED]
    )
    def test_hidden_texts_do_not_exist(self, logged_in, challenge, member, state):
        """comments-xtd's reply page shows a pending comment to any member."""
        item = ContributionFactory(page=challenge, state=state)
        address = url("contribution_reply", item)
        assert logged_in.get(address).status_code == 404
        response = logged_in.post(address, form_data(member, in_reply_to=item))
        assert response.status_code == 404
        assert TEXT in response.content.decode()
        assert item.comment not in response.content.decode()
        assert Contribution.objects.count() == 1

    def test_too_deep(self, logged_in, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTION_MAX_LEVEL": 0,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }
        item = ContributionFactory(page=challenge)
        response = logged_in.post(
            url("contribution_reply", item), form_data(member, in_reply_to=item)
        )
        assert response.context["form"].non_field_errors()
        assert Contribution.objects.count() == 1

    def test_stamp_of_another_form(self, logged_in, challenge, member):
        item = ContributionFactory(page=challenge)
        logged_in.post(url("contribution_reply", item), form_data(member, challenge))
        assert Contribution.objects.count() == 1


class TestMine:
    def test_shows_states_and_reasons(self, logged_in, challenge, member, moderator):
        waiting, refused, published = (
            submit(challenge, member, text=f"Mon texte {word}") for word in ("un", "deux", "trois")
        )
        actions.reject(contribution=refused, by=moderator, **REFUSAL)
        actions.approve(contribution=published, by=moderator)
        ContributionFactory(page=challenge, comment="Le texte du voisin")
        html = logged_in.get(reverse(MINE)).content.decode()
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
        self, logged_in, challenge, member, moderator, monkeypatch
    ):
        monkeypatch.setattr(views.own, "MINE_PER_PAGE", 2)
        first, *later = (submit(challenge, member) for _number in range(4))
        actions.reject(contribution=first, by=moderator, **REFUSAL)
        mail = OutboxMail.objects.get(kind="contributions/refused")
        address = re.search(r"http://\S+/contributions/mine/\S*", mail.text)[0]
        path, _hash, anchor = address.removeprefix("http://").partition("#")
        html = logged_in.get(path[path.index("/") :]).content.decode()
        assert f'id="{anchor}"' in html
        assert f'id="contribution-{later[-1].pk}"' not in html

    @pytest.mark.parametrize("number", ["x", "9" * 30, "-1", "0", ""])
    def test_a_forged_place(self, logged_in, challenge, member, number):
        item = submit(challenge, member)
        response = logged_in.get(reverse(MINE), {"contribution": number})
        assert f'id="contribution-{item.pk}"' in response.content.decode()

    @pytest.mark.parametrize("name", ["contribution_edit", "contribution_withdraw"])
    def test_visitors_log_in(self, client, challenge, name):
        item = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url(name, item)).url
        assert reverse("account_login") in client.get(reverse(MINE)).url

    @pytest.mark.parametrize("name", ["contribution_edit", "contribution_withdraw"])
    def test_of_others_do_not_exist(self, logged_in, challenge, moderator, name):
        item = ContributionFactory(page=challenge, state=State.PENDING)
        for call in (logged_in.get, logged_in.post):
            assert call(url(name, item), {"kind": "idea", "text": TEXT}).status_code == 404
        item.refresh_from_db()
        assert item.state == State.PENDING

    def test_edit(self, logged_in, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        assert TEXT in logged_in.get(address).content.decode()
        response = logged_in.post(address, {"kind": "idea", "text": ""})
        assert list(response.context["form"].errors) == ["text"]
        data = {"kind": "inspiration", "text": "Un texte repris", "place": "Nantes", "link": ""}
        assert logged_in.post(address, data).url == reverse(MINE)
        item.refresh_from_db()
        assert (item.comment, item.kind, item.place) == ("Un texte repris", "inspiration", "Nantes")

    def test_edit_of_a_published_text_waits(self, logged_in, challenge, member, moderator):
        item = submit(challenge, member)
        actions.approve(contribution=item, by=moderator)
        address = url("contribution_edit", item)
        assert TEXT in logged_in.get(address).content.decode()
        logged_in.post(address, {"kind": "idea", "text": "Un texte bien plus précis"})
        item.refresh_from_db()
        assert item.comment == TEXT
        assert "Un texte bien plus précis" in logged_in.get(address).content.decode()
        take_back = url("contribution_withdraw_amendment", item)
        html = logged_in.get(reverse(MINE)).content.decode()
        assert "Un texte bien plus précis" in html
        assert f'action="{take_back}"' in html
        assert logged_in.get(take_back).status_code == 405
        for _number in range(2):
            assert logged_in.post(take_back).url == reverse(MINE)
        assert "Un texte bien plus précis" not in logged_in.get(reverse(MINE)).content.decode()

    def test_edit_of_what_a_moderator_refused(self, logged_in, challenge, member, moderator):
        item = submit(challenge, member)
        actions.reject(contribution=item, by=moderator, **REFUSAL)
        address = url("contribution_edit", item)
        assert logged_in.get(address).status_code == 404
        response = logged_in.post(address, {"kind": "idea", "text": "Trop tard pour changer"})
        assert response.status_code == 409
        assert "Trop tard pour changer" in response.content.decode()
        item.refresh_from_db()
        assert item.comment == TEXT

    def test_a_change_of_another_does_not_exist(self, logged_in, challenge, moderator):
        author = UserFactory()
        item = submit(challenge, author)
        actions.approve(contribution=item, by=moderator)
        change = actions.edit(contribution=item, by=author, text="Un texte bien plus précis")
        take_back = url("contribution_withdraw_amendment", item)
        assert logged_in.post(take_back).status_code == 404
        change.refresh_from_db()
        assert change.state == "waiting"

    def test_withdraw(self, logged_in, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_withdraw", item)
        assert TEXT in logged_in.get(address).content.decode()
        item.refresh_from_db()
        assert item.state == State.PENDING
        for _number in range(2):
            assert logged_in.post(address).url == reverse(MINE)
        item.refresh_from_db()
        assert item.state == State.WITHDRAWN


class TestPermanentAddress:
    @pytest.mark.parametrize(
        "state", [State.PENDING, State.REFUSED, State.WITHDRAWN, State.REMOVED]
    )
    def test_hidden_texts_do_not_exist(self, logged_in, challenge, state):
        item = ContributionFactory(page=challenge, state=state)
        assert logged_in.get(url("contribution", item)).status_code == 404

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
