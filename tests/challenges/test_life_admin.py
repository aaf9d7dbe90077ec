"""The pages on which a challenge is kept alive in the Wagtail admin, by those who coordinate."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from tests import factories
from tests.challenges.conftest import in_group
from tests.challenges.support import DAY, dates_of, document, fresh, picture, told
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.challenges import life, queries
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestInTheAdmin:
    @pytest.fixture
    def coordinator(self, page):
        call_command("setup_crowdsolving", verbosity=0)
        return in_group("coordination")

    @pytest.fixture
    def signed_in(self, client, coordinator):
        client.force_login(coordinator)
        return client

    @pytest.fixture
    def url(self, page):
        return reverse("crowdsolving_life:challenge", args=[page.pk])

    def test_the_editor_leads_there_and_has_no_fields_of_the_life(self, signed_in, page, url):
        response = signed_in.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        html = response.content.decode()
        assert html.count(f'href="{url}"') >= 2  # the button of the header, and the panel
        fields = response.context["form"].fields
        assert "guiding_question" in fields
        assert not {*life.DATES, "animator", "updates", "documents", "picture"} & set(fields)
        listing = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
        assert url in signed_in.get(listing).content.decode()

    def test_before_its_publication_they_are_in_the_editor(self, signed_in, page):
        new = reverse(
            "wagtailadmin_pages:add",
            args=["crowdsolving_pages", "challengepage", page.get_parent().pk],
        )
        fields = signed_in.get(new).context["form"].fields
        assert {*life.DATES, "animator", "updates"} <= set(fields)
        draft = factories.ChallengeFactory(live=False)
        response = signed_in.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
        assert {*life.DATES, "animator", "updates"} <= set(response.context["form"].fields)
        address = reverse("crowdsolving_life:challenge", args=[draft.pk])
        assert address not in response.content.decode()
        assert signed_in.get(address).status_code == 404

    def test_the_library_offers_what_one_may_choose(self, client, page, url, animator):
        """An animator with access to the admin has no right to private collections by that."""
        animator.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(animator)
        private, secret = picture("Secret"), document("Secret")
        version = life.version(page, "picture")
        post = {"do": "picture", "version": version, "picture-picture": private.pk}
        assert client.post(url, post).status_code == 400
        assert fresh(page).picture is None
        response = client.post(url, {"do": "document", "document-document": secret.pk})
        assert response.status_code == 400
        assert "Secret" not in response.content.decode()

    def test_the_animator(self, signed_in, page, url, coordinator):
        member = factories.UserFactory()
        post = {"do": "animator", "version": life.version(page, "animator")}
        response = signed_in.post(url, {**post, "animator-email": "personne@example.org"})
        assert response.status_code == 400
        signed_in.post(url, {**post, "animator-email": member.email.upper()})
        assert fresh(page).animator == member
        html = signed_in.get(url).content.decode()
        assert member.email not in html
        post["version"] = life.version(fresh(page), "animator")
        signed_in.post(url, {**post, "animator-animator": coordinator.pk})
        assert fresh(page).animator == coordinator

    def test_dates_key_moments_documents_and_picture(self, signed_in, page, url, client):
        signed_in.post(url, dates_of(page, closes_on=DAY))
        assert fresh(page).closes_on == DAY
        file, image = document(), picture()
        signed_in.post(
            url, {"do": "document", "document-title": "L'étude", "document-document": file.pk}
        )
        version = life.version(page, "picture")
        signed_in.post(url, {"do": "picture", "version": version, "picture-picture": image.pk})
        new = reverse("crowdsolving_life:new_update", args=[page.pk])
        assert "draftail" in signed_in.get(new).content.decode()
        typed = {
            "date": "2031-05-04",
            "title": "Une visite",
            "text": rich_text("<p>Vingt personnes.</p>"),
            "picture": "",
        }
        signed_in.post(new, typed)
        now = fresh(page)
        assert now.picture == image
        assert now.documents[0].value["document"] == file
        ((key, version, _value),) = life.listed(now, "updates")
        edit = reverse("crowdsolving_life:update", args=[page.pk, key])
        response = signed_in.post(edit, {**typed, "title": "", "version": version})
        assert response.status_code == 400
        assert "Vingt personnes" in response.content.decode()
        signed_in.post(edit, {**typed, "title": "Deux visites", "version": version})
        assert told(page) == ["Deux visites"]
        assert signed_in.get(url).status_code == 200
        history = signed_in.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
        assert "4 mai 2031" in history.content.decode()

    def test_not_for_who_has_no_right(self, client, page, url, coordinator):
        moderator = in_group("moderation")
        client.force_login(moderator)
        assert client.get(url).status_code in (302, 403)
        assert client.post(url, dates_of(page, closes_on=DAY)).status_code in (302, 403)
        assert fresh(page).closes_on != DAY
        client.force_login(factories.UserFactory())
        assert client.get(url).status_code in (302, 403)

    def test_an_editor_opened_before_the_publication_takes_nothing_back(self, signed_in, page, url):
        """The post of that tab still holds the dates."""
        signed_in.post(url, dates_of(page, closes_on=DAY))
        draft = page.get_latest_revision_as_object()
        draft.closes_on = datetime.date(2030, 1, 1)
        draft.save_revision().publish()
        assert fresh(page).closes_on == DAY


def test_the_home_page_of_the_admin_leads_to_the_next_to_close(
    client, home, django_assert_num_queries
):
    today = clock.today()
    for days in (30, 3, -1, None):
        closes = days and today + datetime.timedelta(days=days)
        factories.ChallengeFactory(title=f"Dans {days}", closes_on=closes)
    soon = ChallengePage.objects.get(title="Dans 3")
    copy = soon.copy_for_translation(factories.locale("en"), copy_parents=True)
    copy.live = True
    copy.save()
    with django_assert_num_queries(len(page_types(Challenge))):
        found = queries.closing_next(today, 5)
    assert [page.title for page in found] == ["Dans 3", "Dans 30"]
    call_command("setup_crowdsolving", verbosity=0)
    coordinator, reader = in_group("coordination"), factories.UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    address = reverse("crowdsolving_life:challenge", args=[soon.pk])
    for user, is_there in ((coordinator, True), (reader, False)):
        client.force_login(user)
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("crowdsolving-closing" in html and address in html) is is_there
