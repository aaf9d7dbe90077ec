"""The copied pages: whole, at their addresses, and with nothing that a visitor does not get."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.urls import set_script_prefix
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale, Site

from tests import factories
from tests.contributions.files import attached, picture
from tests.leaving.test_leaving import command
from tests.testapp.models import Challenge as Talk
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.contributions.words import State
from wagtail_crowdsolving.leaving import addresses, assets, copying

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(home):
    page = factories.ChallengeFactory(title="Défi public")
    page.save_revision().publish()
    return page


def copied(folder, page, host="testserver"):
    return (folder / "pages" / host / page.url.strip("/") / "index.html").read_text()


def names(folder):
    return {
        str(path.relative_to(folder / "pages/testserver"))
        for path in (folder / "pages/testserver").rglob("*")
        if path.is_file() and "static" not in path.parts
    }


def test_long_discussions_and_threads_are_whole(challenge, tmp_path, settings):
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "THREADS_PER_PAGE": 1,
        "REPLIES_SHOWN": 1,
        "REPLIES_PER_PAGE": 2,
    }
    first = factories.ContributionFactory(page=challenge, comment="Parole numéro 0.")
    for number in range(1, 6):
        factories.ContributionFactory(
            page=challenge, in_reply_to=first, comment=f"Parole numéro {number}."
        )
    factories.ContributionFactory(page=challenge, comment="Parole numéro 6.")
    command("crowdsolving_copy", tmp_path / "copy")
    text = "".join(path.read_text() for path in (tmp_path / "copy/pages").rglob("*.html"))
    assert [number for number in range(7) if f"Parole numéro {number}." in text] == list(range(7))


def test_public_pages_that_the_site_does_not_hand_out_are_named(challenge, tmp_path, settings):
    factories.ContributionFactory(page=challenge)
    settings.SECURE_SSL_REDIRECT = True
    command("crowdsolving_copy", tmp_path / "proxy")
    assert "Défi public" in copied(tmp_path / "proxy", challenge)
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["www.example.org"]
    with pytest.raises(CommandError) as refused:
        command("crowdsolving_copy", tmp_path / "host", records=True)
    assert f"testserver{challenge.url}: 400" in str(refused.value)
    # The rest was written.
    assert (tmp_path / "host/records.jsonl").stat().st_size
    assert json.loads((tmp_path / "host/data/contributions.json").read_text())
    settings.ALLOWED_HOSTS = ["*"]
    settings.FORCE_SCRIPT_NAME = "/sous"
    set_script_prefix("/sous/")
    try:
        command("crowdsolving_copy", tmp_path / "script")
        assert challenge.url.startswith("/sous/")
        assert "Défi public" in copied(tmp_path / "script", challenge)
    finally:
        set_script_prefix("/")


def test_discussions_of_the_site_s_own_pages_are_copied(home, tmp_path):
    talk = home.add_child(instance=Talk(title="Parlons-en", slug="parlons"))
    factories.ContributionFactory(page=talk, comment="Parole unique")
    command("crowdsolving_copy", tmp_path / "copy")
    assert "Parole unique" in copied(tmp_path / "copy", talk)
    data = tmp_path / "copy/data"
    assert "Parole unique" in (data / "contributions.json").read_text(encoding="utf-8")
    assert [row["id"] for row in json.loads((data / "pages.json").read_text())] == [talk.pk]


def test_what_members_write_brings_no_private_file_and_breaks_nothing(
    challenge, tmp_path, settings
):
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"
    for name in ("documents/secret.txt", "original_images/a.png", "images/b.png"):
        default_storage.save(name, ContentFile(b"SECRET"))
    document = get_document_model()(title="Règlement")
    document.file.save("reglement.txt", ContentFile(b"Pour tous"))
    document.save()
    links = [
        "/media/documents/secret.txt",
        "/media/images/b.png",
        "/media/../settings.py",
        "/static/",
        "/static/../../x",
        "/static/%00",
        "http://[bad/",
        document.url,
    ]
    one = factories.ContributionFactory(page=challenge)
    tags = "".join(f'<a href="{link}">x</a>' for link in links) + "".join(
        f'<img src="{link}" alt="">'
        for link in (
            *links[:-1],
            "/media/original_images/a.png",
            "/media/./documents/secret.txt",
            "/media/Documents/secret.txt",
            "https://cdn.example.net/c.png",
        )
    )
    Contribution._base_manager.filter(pk=one.pk).update(body=f"<div>{tags}</div>")
    said = command("crowdsolving_copy", tmp_path / "copy")
    found = {name for name in names(tmp_path / "copy") if not name.endswith(".html")}
    assert found == {"media/images/b.png", document.url.strip("/")}
    assert "1 pictures and style sheets are on another host" in said


def test_assets_are_those_of_this_host(settings):
    settings.MEDIA_URL = "https://cdn.example.net/media/"
    default_storage.__dict__.pop("base_url", None)
    assert assets.read_media("/media/images/b.png", "testserver") is None
    assert assets.read_static("/static/wagtail_crowdsolving", "testserver") is None
    assert assets.read_static("/static/wagtail_crowdsolving/crowdsolving.css", "testserver")


def test_addresses_with_accents_and_without_a_slash(challenge, tmp_path, settings):
    challenge.slug = "défi-été"
    challenge.save()
    settings.WAGTAIL_APPEND_SLASH = False
    for _number in range(14):
        factories.ProjectFactory()
    command("crowdsolving_copy", tmp_path / "copy")
    found = names(tmp_path / "copy")
    assert {"defis/défi-été/index.html", "catalogue/index.html", "catalogue/page-2.html"} <= {
        name.replace(challenge.get_parent().slug, "defis") for name in found
    }
    index = (tmp_path / "copy/pages/testserver/catalogue/index.html").read_text()
    assert '"/catalogue/page-2.html"' in index
    assert addresses.name_of("/a/?page=") == "a/page-.html"
    assert addresses.name_of("/") == "index.html"


def test_files_of_contributions_have_names_that_web_servers_know(challenge, tmp_path):
    [one] = attached(challenge, factories.UserFactory(), picture(size=(1600, 900)))
    Contribution._base_manager.filter(pk=one.contribution_id).update(
        state=State.PUBLISHED, is_public=True, published_at=timezone.now()
    )
    command("crowdsolving_copy", tmp_path / "copy")
    html = BeautifulSoup(copied(tmp_path / "copy", challenge), "html.parser")
    shown = html.find("img", src=lambda link: link and str(one.pk) in link)
    links = [shown["src"], *(part.split()[0] for part in shown["srcset"].split(","))]
    assert len(set(links)) > 1
    for link in links:
        assert link.endswith((".png", ".jpg", ".webp"))
        assert (tmp_path / "copy/pages/testserver" / link.strip("/")).exists()


def test_no_account_and_the_language_of_each_page(challenge, tmp_path):
    challenge.animator = factories.UserFactory()
    challenge.save()
    english, _new = Locale.objects.get_or_create(language_code="en")
    for page in (challenge.get_site().root_page, challenge.get_parent(), challenge):
        page.specific.copy_for_translation(english).save_revision().publish()
    command("crowdsolving_copy", tmp_path / "copy")
    rows = json.loads((tmp_path / "copy/data/pages.json").read_text())
    assert not [row for row in rows if "animator" in row]
    translated = copied(tmp_path / "copy", challenge.get_translation(english))
    assert "This is a copy of" in translated
    assert "This is a copy of" not in copied(tmp_path / "copy", challenge)


def test_sites_of_one_name_have_folders_of_their_own(challenge):
    site = challenge.get_site()
    assert copying.folder_of(site, [site]) == "testserver"
    other = Site(hostname="testserver", port=8443)
    assert copying.folder_of(other, [site, other]) == "testserver-8443"


def test_a_list_that_is_the_first_page_does_not_own_the_site(challenge, tmp_path):
    site = challenge.get_site()
    site.root_page = challenge.get_parent()
    site.save()
    Site.clear_site_root_paths_cache()
    one = factories.ContributionFactory(page=challenge)
    Contribution._base_manager.filter(pk=one.pk).update(
        body='<p><a href="/a-propos/">À propos</a></p>'
    )
    command("crowdsolving_copy", tmp_path / "copy")
    challenge = type(challenge).objects.get(pk=challenge.pk)
    assert 'href="/a-propos/"' in copied(tmp_path / "copy", challenge)
