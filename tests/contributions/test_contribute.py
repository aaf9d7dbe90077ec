"""The form of a contribution: what it keeps of what was typed, after the session's end too."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.contributions.support import TEXT, contribute_url, form_data, submit, url
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import forms
from wagtail_crowdsolving.contributions.models import Contribution

pytestmark = pytest.mark.django_db


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
        self, writer, challenge, member, typed, field
    ):
        data = form_data(member, challenge, **{"place": "Gardanne", **typed})
        if typed.get("kind") == "inspiration":
            data["place"] = ""
        response = writer.post(contribute_url(challenge), data)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        html = response.content.decode()
        assert f'id="contribution-{field}_error"' in html or f"contribution-{field}" in html
        if data["place"]:
            assert 'value="Gardanne"' in html
        assert data["text"].replace("\x00", "\ufffd")[:9] in html or "\x00" in data["text"]
        assert data["stamp"] in html
        assert not Contribution.objects.exists()

    def test_read_it_leads_to_the_page(self, writer, challenge):
        response = writer.get(contribute_url(challenge))
        assert response.url == f"{challenge.url}#contribute"

    def test_double_post_makes_one(self, writer, challenge, member):
        data = form_data(member, challenge)
        for _number in range(2):
            assert writer.post(contribute_url(challenge), data).url == challenge.url
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize(
        "changed", [{"text": "Un tout autre texte que le premier."}, {"link": "https://b.example"}]
    )
    def test_a_changed_text_behind_the_back_button_is_not_lost(
        self, writer, challenge, member, changed
    ):
        data = form_data(member, challenge, link="a.example.org/x", place="  Gardanne  ville ")
        writer.post(contribute_url(challenge), data)
        assert writer.post(contribute_url(challenge), data).status_code == 302
        response = writer.post(contribute_url(challenge), {**data, **changed})
        assert response.status_code == 409
        assert Contribution.objects.count() == 1
        assert next(iter(changed.values())) in response.content.decode()
        again = {**data, **changed, "stamp": response.context["form"].stamp}
        assert again["stamp"] in response.content.decode()
        assert writer.post(contribute_url(challenge), again).status_code == 302
        assert Contribution.objects.count() == 2

    def test_form_of_another_member(self, writer, challenge):
        response = writer.post(contribute_url(challenge), form_data(UserFactory(), challenge))
        assert response.context["form"].non_field_errors()
        assert TEXT in response.content.decode()
        assert not Contribution.objects.exists()

    def test_form_of_another_page(self, writer, challenge, member):
        data = form_data(member, ChallengeFactory())
        assert writer.post(contribute_url(challenge), data).status_code == 200
        assert not Contribution.objects.exists()

    @pytest.mark.parametrize("stamp", ["", "nonsense", "a:b:c", "x" * 5000, "é\x00"])
    def test_false_stamp_asks_to_send_again(self, writer, challenge, member, stamp):
        response = writer.post(contribute_url(challenge), form_data(member, challenge, stamp=stamp))
        assert not Contribution.objects.exists()
        again = response.context["form"].stamp
        data = form_data(member, challenge, stamp=again)
        assert writer.post(contribute_url(challenge), data).status_code == 302
        assert Contribution.objects.count() == 1

    def test_old_form_asks_to_send_again(self, writer, challenge, member, monkeypatch):
        data = form_data(member, challenge)
        monkeypatch.setattr(forms.texts, "STAMP_SECONDS", -1)
        writer.post(contribute_url(challenge), data)
        assert not Contribution.objects.exists()

    def test_too_fast(self, writer, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTION_MIN_SECONDS": 3}
        response = writer.post(contribute_url(challenge), form_data(member, challenge))
        assert response.context["form"].non_field_errors()
        assert not Contribution.objects.exists()

    def test_robot(self, writer, challenge, member):
        data = form_data(member, challenge, leave_empty="Buy now")
        response = writer.post(contribute_url(challenge), data)
        assert response.context["form"].non_field_errors()
        assert "Buy now" not in response.content.decode()
        assert not Contribution.objects.exists()

    def test_too_many(self, writer, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTIONS_PER_HOUR": 1,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }
        submit(challenge, member)
        response = writer.post(contribute_url(challenge), form_data(member, challenge))
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
    def test_malformed_posts(self, writer, challenge, body):
        response = writer.post(
            contribute_url(challenge), body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert response.context["form"].errors
        assert not Contribution.objects.exists()

    def test_form_fetched_before_the_page_closed(self, writer, challenge, member):
        data = form_data(member, challenge)
        challenge.closes_on = datetime.date.today() - datetime.timedelta(days=1)
        challenge.save()
        response = writer.post(contribute_url(challenge), data)
        assert response.status_code == 409
        assert TEXT in response.content.decode()
        assert not Contribution.objects.exists()

    def test_form_fetched_before_the_page_was_unpublished(self, writer, challenge, member):
        data = form_data(member, challenge)
        challenge.unpublish()
        response = writer.post(contribute_url(challenge), data)
        assert response.status_code == 404
        html = response.content.decode()
        assert challenge.title not in html
        assert f"readonly>\n{TEXT}</textarea>" in html
        assert "noindex" in html
        assert not Contribution.objects.exists()
        assert writer.get(contribute_url(challenge)).status_code == 404

    def test_hostile_text_for_a_page_that_has_gone(self, writer, member):
        data = {"text": "</textarea><script>alert(1)</script>", "place": "x" * 30_000, "link": " "}
        html = writer.post("/contributions/page/999999/", data).content.decode()
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
    def test_restricted_page(self, writer, challenge, member, kind):
        PageViewRestriction.objects.create(page=challenge, restriction_type=kind, password="p")
        for call in (writer.get, writer.post):
            assert call(contribute_url(challenge), form_data(member, challenge)).status_code == 404
        item = ContributionFactory(page=challenge)
        assert writer.get(url("contribution", item)).status_code == 404
        assert writer.get(url("contribution_reply", item)).status_code == 404
        assert Contribution.objects.count() == 1

    def test_password_once_given(self, writer, challenge, member):
        restriction = PageViewRestriction.objects.create(
            page=challenge, restriction_type="password", password="ouvre"
        )
        writer.post(
            reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, challenge.pk]),
            {"password": "ouvre", "return_url": challenge.url},
        )
        response = writer.post(contribute_url(challenge), form_data(member, challenge))
        assert response.status_code == 302
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize("pk", [0, 999999, 10**30])
    def test_pages_that_do_not_exist(self, writer, pk):
        assert writer.get(f"/contributions/page/{pk}/").status_code == 404
        assert writer.get(f"/contributions/{pk}/").status_code == 404
        assert writer.get(f"/contributions/{pk}/reply/").status_code == 404
        assert writer.get(f"/contributions/{pk}/edit/").status_code == 404

    def test_page_that_is_not_discussed(self, writer, home):
        assert writer.get(contribute_url(home)).status_code == 404


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
