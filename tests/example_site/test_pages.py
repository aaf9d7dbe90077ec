"""The site's pages, its frame, and what each answer says to the browser."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from site_pages.models import HomePage
from wagtail.models import Page, PageViewRestriction

from tests import factories

PATHS = ["/", "/a-propos/", "/gouvernance/", "/charte/"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_of_the_site(client, site_home, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    assert '<html lang="fr">' in response.text
    assert 'name="description"' in response.text


def test_the_frame_links_to_menu_and_foot(client, site_home):
    text = client.get("/").text
    menu, foot = text.split("<footer")
    assert 'href="/a-propos/"' in menu
    assert 'href="/charte/"' not in menu
    places = [
        foot.index(f'href="/{slug}/"') for slug in ("charte", "mentions-legales", "accessibilite")
    ]
    assert places == sorted(places)
    assert 'aria-current="page"' in client.get("/a-propos/").text


def test_the_frame_follows_the_pages(client, site_home):
    assert "/nouvelle/" not in client.get("/").text
    page = site_home.add_child(
        instance=Page(title="Nouvelle", slug="nouvelle", show_in_menus=True, live=False)
    )
    page.save_revision().publish()
    assert 'href="/nouvelle/"' in client.get("/").text
    page.refresh_from_db()
    page.unpublish()
    assert 'href="/nouvelle/"' not in client.get("/").text


def test_languages(client, site_home):
    english = site_home.copy_for_translation(factories.locale("en"))
    english.headline = "Local needs"
    english.save_revision().publish()
    french = client.get("/", headers={"accept-language": "en"})
    assert '<html lang="fr">' in french.text, "the address decides, not the browser"
    assert 'href="/en/"' in french.text
    page = client.get("/en/")
    assert '<html lang="en">' in page.text
    assert "Local needs" in page.text
    assert 'hreflang="fr"' in page.text
    assert 'href="/en/compte/login/"' in client.get("/compte/login/").text


@pytest.mark.parametrize("number", [3, 9])
def test_home_page_has_a_fixed_number_of_queries(
    client, site_home, django_assert_num_queries, number
):
    challenges = factories.ChallengeIndexFactory(parent=site_home)
    catalogue = factories.CatalogueIndexFactory(parent=site_home)
    for n in range(number):
        factories.ChallengeFactory(parent=challenges, territory=factories.TerritoryFactory())
        factories.ProjectFactory(parent=catalogue, territory=factories.TerritoryFactory())
        factories.OrganisationFactory(governance_role="member", name=f"Structure {n}")
    client.get("/")
    with django_assert_num_queries(13):
        response = client.get("/")
    assert response.text.count('<article class="cs-card">') == 6


@pytest.mark.parametrize("factory", [factories.ChallengeFactory, factories.ProjectFactory])
def test_home_page_names_nothing_of_a_private_list(client, site_home, factory):
    index = {
        factories.ChallengeFactory: factories.ChallengeIndexFactory,
        factories.ProjectFactory: factories.CatalogueIndexFactory,
    }[factory](parent=site_home)
    factory(parent=index, title="Confidentiel")
    assert "Confidentiel" in client.get("/").text
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert "Confidentiel" not in client.get("/").text


def test_governance_shows_organisations_by_role(client, site_home):
    factories.OrganisationFactory(name="Porteuse", governance_role="carrier")
    factories.OrganisationFactory(name="Sans rôle")
    text = client.get("/gouvernance/").text
    assert "Porteuse" in text
    assert "Sans rôle" not in text


@pytest.mark.parametrize("path", [*PATHS, "/defis/", "/compte/supprime/"])
def test_no_cookie_for_visitors(client, site_home, path):
    factories.ChallengeIndexFactory(parent=site_home)
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_no_cookie_on_a_challenge(client, site_home):
    challenge = factories.ChallengeFactory(parent=factories.ChallengeIndexFactory(parent=site_home))
    factories.ContributionFactory(page=challenge)
    response = client.get(challenge.get_url())
    assert response.status_code == 200
    assert "csrfmiddlewaretoken" not in response.text
    assert not response.cookies


def test_content_security_policy(client, site_home, admin_client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "Content-Security-Policy" not in admin_client.get("/admin/").headers


def test_an_editor_s_preview_alone_may_stand_in_a_frame_of_the_site(
    client, site_home, admin_client
):
    address = f"/admin/pages/{site_home.pk}/view_draft/"
    preview = admin_client.get(address)
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert "default-src 'self'" in preview.headers["Content-Security-Policy"]
    panel = admin_client.get(f"/admin/pages/{site_home.pk}/edit/preview/?in_preview_panel=true")
    assert panel.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(address).status_code == 302
    for who in (client, admin_client):
        public = who.get("/?mode=&in_preview_panel=true")
        assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
        assert public.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/nulle-part/", "/en/nowhere/"])
def test_page_not_found(client, site_home, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "site-error__code" in response.text
    assert f'lang="{"en" if path.startswith("/en") else "fr"}"' in response.text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_render_without_request_or_database(name, language):
    with translation.override(language):
        text = render_to_string(f"{name}.html")
    assert text.count("<h1>") == 1
    assert f'<html lang="{language}">' in text
    assert f'href="{"/" if language == "fr" else "/en/"}"' in text


def test_a_post_that_is_too_large_is_a_plain_error(client, db):
    response = client.post(
        "/compte/login/",
        "login=" + "x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert "site-error__code" in response.text


def test_robots_sitemap_favicon(client, site_home):
    assert "Disallow: /admin/" in client.get("/robots.txt").text
    assert "/a-propos/" in client.get("/sitemap.xml").text
    assert client.get("/favicon.ico").url.endswith("favicon.svg")


def test_a_home_page_stands_at_the_root_only(site_home):
    assert HomePage.can_create_at(site_home.get_parent())
    assert not HomePage.can_create_at(site_home)
