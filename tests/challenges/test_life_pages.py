"""The pages on which a challenge is kept alive on the site, by its animator."""

import datetime
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from tests import factories
from tests.challenges.support import DAY, MOMENT, dates_of, fresh, told
from wagtail_crowdsolving.challenges import actions, life
from wagtail_crowdsolving.contributions.models import KeptFile
from wagtail_crowdsolving.records.actions import archive

pytestmark = pytest.mark.django_db
SPACE = reverse("wagtail_crowdsolving:space")


def photograph(name="photo.jpg"):
    data = BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def pdf():
    return SimpleUploadedFile("etude.pdf", b"%PDF-1.4 x %%EOF", "application/pdf")


class TestOnTheSite:
    @pytest.fixture
    def url(self, page):
        return reverse("wagtail_crowdsolving:life", args=[page.pk])

    @pytest.fixture
    def signed_in(self, client, animator):
        client.force_login(animator)
        return client

    def test_the_space_leads_there(self, signed_in, page, url):
        assert f'href="{url}"' in signed_in.get(SPACE).content.decode()
        response = signed_in.get(url)
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]

    def test_nobody_else_gets_there(self, client, page, url):
        assert client.get(url).status_code == 302
        client.force_login(factories.UserFactory())
        new = reverse("wagtail_crowdsolving:life_new_update", args=[page.pk])
        for address in (url, new):
            assert client.get(address).status_code == 403
            assert client.post(address, dates_of(page)).status_code == 403
        assert "animation/" not in client.get(SPACE).content.decode()

    def test_another_page_is_no_challenge(self, signed_in, page):
        for pk in (page.get_parent().pk, 999_999):
            address = reverse("wagtail_crowdsolving:life", args=[pk])
            assert signed_in.get(address).status_code == 404

    def test_a_date_moves(self, signed_in, page, url):
        response = signed_in.post(url, dates_of(page, closes_on=DAY))
        assert response["Location"] == f"{url}#dates"
        assert fresh(page).closes_on == DAY

    def test_errors_stand_beside_the_field_and_keep_what_was_typed(self, signed_in, page, url):
        before = page.opens_on - datetime.timedelta(days=1)
        response = signed_in.post(url, dates_of(page, closes_on=before))
        assert response.status_code == 400
        form = response.context_data["forms"]["dates"]["form"]
        assert set(form.errors) == {"closes_on"}
        html = response.content.decode()
        assert before.isoformat() in html
        assert re.search(r"<title>\s*Err", html)
        assert not re.search(r"<title>\s*Err", signed_in.get(url).content.decode())

    def test_a_stale_tab_keeps_what_was_typed(self, signed_in, page, url, animator):
        opened = dates_of(page, closes_on="2032-02-02")
        signed_in.post(url, dates_of(page, closes_on=DAY))
        response = signed_in.post(url, opened)
        assert response.status_code == 409
        html = response.content.decode()
        assert "2032-02-02" in html
        assert "4 mai 2031" in html
        assert fresh(page).closes_on == DAY
        # Sent again, it was read.
        opened["version"] = response.context_data["forms"]["dates"]["version"]
        signed_in.post(url, opened)
        assert fresh(page).closes_on == datetime.date(2032, 2, 2)

    def test_a_key_moment_with_a_picture(self, signed_in, page, url, client):
        new = reverse("wagtail_crowdsolving:life_new_update", args=[page.pk])
        typed = {"date": "2031-05-04", "title": "Une visite", "text": "Vingt **personnes**."}
        response = signed_in.post(new, {**typed, "picture": photograph()})
        assert response.status_code == 400
        assert set(response.context_data["form"].errors) == {"description"}
        assert get_image_model().objects.count() == 0
        # A browser chooses no file again: it is kept, for this member alone, until it is taken.
        one = KeptFile.objects.get()
        assert f'name="picture-kept" value="{one.pk}"' in response.content.decode()
        typed["picture-kept"] = str(one.pk)
        response = signed_in.post(new, {**typed, "title": ""})
        assert f'value="{one.pk}"' in response.content.decode()
        signed_in.post(new, {**typed, "description": "La halle, vue de la place"})
        assert not KeptFile.objects.exists()
        ((key, version, value),) = life.listed(fresh(page), "updates")
        assert value["picture"].description == "La halle, vue de la place"
        assert "<b>personnes</b>" in client.get(page.url).content.decode()
        edit = reverse("wagtail_crowdsolving:life_update", args=[page.pk, key])
        html = signed_in.get(edit).content.decode()
        assert "Vingt **personnes**." in html
        # A form that names what is kept no longer, or at another place, is not taken without it.
        signed_in.post(new, {**typed, "title": "", "picture": photograph()})
        for kept in (typed.pop("picture-kept"), KeptFile.objects.get().pk):
            named = {**typed, "title": "Deux visites", "version": version, "picture-kept": kept}
            response = signed_in.post(edit, named)
            assert response.context_data["form"].has_error("picture", "gone")
            assert "picture-kept" not in response.content.decode()
        signed_in.post(edit, {**typed, "title": "Deux visites", "version": version})
        ((_key, _version, value),) = life.listed(fresh(page), "updates")
        assert (value["title"], bool(value["picture"])) == ("Deux visites", True)
        response = signed_in.post(edit, {**typed, "title": "Trois", "version": version})
        assert response.status_code == 409
        assert "Trois" in response.content.decode()
        assert "Deux visites" in response.content.decode()

    def test_a_session_that_ended_loses_nothing(self, signed_in, page, animator):
        new = reverse("wagtail_crowdsolving:life_new_update", args=[page.pk])
        reader = signed_in.get(new).context_data["reader"]
        signed_in.logout()
        typed = {"date": "2031-05-04", "title": "Une visite", "text": "Vingt personnes."}
        photo = {"picture": photograph()}
        assert signed_in.post(new, {**typed, **photo, "reader": reader}).status_code == 302
        one = KeptFile.objects.get(user=animator)
        session = signed_in.session["crowdsolving_typed"]
        # For somebody else it is not there.
        signed_in.force_login(factories.UserFactory(is_superuser=True))
        assert "Une visite" not in signed_in.get(new).content.decode()
        signed_in.force_login(animator)
        store = signed_in.session
        store["crowdsolving_typed"] = session
        store.save()
        html = signed_in.get(new).content.decode()
        assert "Une visite" in html
        assert f'value="{one.pk}"' in html
        assert told(page) == []
        signed_in.post(new, typed)
        assert told(page) == ["Une visite"]
        assert "crowdsolving_typed" not in signed_in.session

    def test_what_was_not_touched_keeps_its_links(self, signed_in, page, animator):
        text = f'<p>Voir <a linktype="page" id="{page.pk}">le défi</a>.</p>'
        key = actions.add_update(page=page, by=animator, **{**MOMENT, "text": text})
        edit = reverse("wagtail_crowdsolving:life_update", args=[page.pk, key])
        form = signed_in.get(edit).context_data["form"]
        _value, version = life.entry(fresh(page), "updates", key)
        typed = {"date": "2031-05-05", "title": "Autre", "text": form.initial["text"]}
        signed_in.post(edit, {**typed, "version": version})
        value, _version = life.entry(fresh(page), "updates", key)
        assert f'id="{page.pk}"' in value["text"].source
        assert value["title"] == "Autre"

    def test_deleting_asks_first(self, signed_in, page, animator):
        key = actions.add_update(page=page, by=animator, **MOMENT)
        address = reverse("wagtail_crowdsolving:life_remove", args=[page.pk, "updates", key])
        response = signed_in.get(address)
        assert told(page) == ["Première rencontre"]
        signed_in.post(address, {"version": response.context_data["version"]})
        assert told(page) == []
        assert signed_in.get(address).status_code == 302

    def test_what_is_typed_of_one_that_was_deleted_can_be_added(self, signed_in, page, animator):
        key = actions.add_update(page=page, by=animator, **MOMENT)
        address = reverse("wagtail_crowdsolving:life_update", args=[page.pk, key])
        _value, version = life.entry(fresh(page), "updates", key)
        actions.remove_update(page=fresh(page), by=animator, key=key, version=version)
        typed = {"date": "2031-05-04", "title": "Autre", "text": "Un texte."}
        response = signed_in.post(address, {**typed, "version": version})
        assert response.status_code == 409
        assert "Un texte." in response.content.decode()
        signed_in.post(response.context_data["action"], typed)
        assert told(page) == ["Autre"]

    def test_an_archived_challenge_has_no_such_page(self, signed_in, page, url):
        archive(page=page, by=factories.UserFactory(is_superuser=True), reason="Terminé.")
        assert signed_in.get(url).status_code == 404

    def test_nobody_learns_of_drafts(self, client, member):
        client.force_login(member)
        draft = factories.ChallengeFactory(live=False)
        for pk in (draft.pk, 10**6):
            url = reverse("wagtail_crowdsolving:life", args=[pk])
            assert client.get(url).status_code == 404

    def test_a_document(self, signed_in, page, url, client, settings):
        # What contributions may carry says nothing of it.
        settings.WAGTAIL_CROWDSOLVING = {"ATTACHMENTS_PER_CONTRIBUTION": 0}
        for upload in (photograph(), SimpleUploadedFile("x.pdf", b"<script>"), None):
            response = signed_in.post(
                url,
                {"do": "document", "document-title": "L'étude"}
                | ({"document-document": upload} if upload else {}),
            )
            assert response.status_code == 400
        assert not KeptFile.objects.exists()
        signed_in.post(url, {"do": "document", "document-document": pdf()})
        one = KeptFile.objects.get()
        typed = {"do": "document", "document-title": "L'étude", "document-document-kept": one.pk}
        response = signed_in.post(url, {**typed, "document-document-without": "on"})
        assert response.status_code == 400
        assert not KeptFile.objects.exists()
        assert str(one.pk) not in response.content.decode()
        signed_in.post(url, {"do": "document", "document-document": pdf()})
        signed_in.post(url, {**typed, "document-document-kept": KeptFile.objects.get().pk})
        assert not KeptFile.objects.exists()
        assert "étude" in client.get(page.url).content.decode()
        (_key, _version, value) = life.listed(fresh(page), "documents")[0]
        assert value["document"].get_file_size() > 0

    def test_the_picture_of_the_page(self, signed_in, page, url):
        signed_in.post(
            url,
            {
                "do": "picture",
                "version": life.version(page, "picture"),
                "picture-picture": photograph(),
                "picture-description": "La place",
            },
        )
        assert fresh(page).picture.description == "La place"

    def test_the_animator_is_chosen_elsewhere(self, signed_in, page, url):
        assert signed_in.post(url, {"do": "animator"}).status_code == 404

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries(self, signed_in, page, url, animator, number, django_assert_num_queries):
        for count in range(number):
            actions.add_update(
                page=fresh(page), by=animator, **{**MOMENT, "title": f"Moment {count}"}
            )
        signed_in.get(url)
        with django_assert_num_queries(QUERIES):
            assert len(signed_in.get(url).context_data["updates"]) == number


QUERIES = 8
