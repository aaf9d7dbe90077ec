import xml.etree.ElementTree as ET

import pytest
from wagtail.models import PageViewRestriction

from tests import factories

pytestmark = pytest.mark.databases

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def index(home):
    return factories.ChallengeIndexFactory(intro="Les besoins du territoire.")


@pytest.fixture
def read(client, index):
    def read(query=""):
        response = client.get(f"{index.url}feed/{query}")
        assert response.status_code == 200
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ET.fromstring(response.content)

    return read


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_a_feed_is_valid_atom(read, index):
    """RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have."""
    challenge = factories.ChallengeFactory(title="Un défi", summary="Le résumé")
    challenge.themes.set([factories.ThemeFactory(name="Alimentation")])
    challenge.save()
    feed = read()
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "La Fabrique"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": index.full_url, "self": f"{index.full_url}feed/"}
    entry = feed.find(f"{ATOM}entry")
    for name in ("id", "title", "updated", "published"):
        assert entry.findtext(f"{ATOM}{name}")
    assert entry.find(f"{ATOM}link").get("href") == challenge.full_url
    assert entry.findtext(f"{ATOM}summary") == "Le résumé"
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == [
        "Alimentation"
    ]


def test_a_summary_is_text_where_readers_expect_html(read):
    factories.ChallengeFactory(summary="Moins de 5 % <script>alert(1)</script> & plus")
    summary = read().find(f"{ATOM}entry/{ATOM}summary")
    assert summary.get("type") == "html"
    assert summary.text == "Moins de 5 % &lt;script&gt;alert(1)&lt;/script&gt; &amp; plus"


def test_ids_survive_a_new_address(read, index):
    challenge = factories.ChallengeFactory()
    before = read().find(f"{ATOM}entry/{ATOM}id").text
    challenge.slug = "autre-adresse"
    challenge.save()
    assert read().find(f"{ATOM}entry/{ATOM}id").text == before
    other = factories.ChallengeFactory()
    assert other.pk != challenge.pk
    assert len({entry.text for entry in read().findall(f"{ATOM}entry/{ATOM}id")}) == 2


def test_no_draft_no_private_page(read):
    factories.ChallengeFactory(title="Publié")
    factories.ChallengeFactory(title="Brouillon", live=False)
    private = factories.ChallengeFactory(title="Privé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert titles(read()) == ["Publié"]


def test_the_feed_of_a_private_list_is_private(client, index):
    factories.ChallengeFactory()
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert client.get(f"{index.url}feed/").status_code == 302


def test_filtered_as_the_list(read):
    factories.ChallengeFactory(title="Idée", situation="idea", handover_terms="<p>x</p>")
    factories.ChallengeFactory(title="Autre")
    feed = read("?situation=idea&sort=title")
    assert titles(feed) == ["Idée"]
    link = next(link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert link.get("href").endswith("feed/?situation=idea&sort=title")


def test_no_personal_data(client, index):
    author = factories.UserFactory(email="secret@example.org", last_name="Confidentiel")
    challenge = factories.ChallengeFactory(owner=author, animator=author, proposed_by="Nommée")
    factories.ProposalFactory(proposer=author, page=challenge, contact_email="contact@example.org")
    content = client.get(f"{index.url}feed/").content.decode()
    for text in ("secret@", "Confidentiel", "contact@", author.get_username(), "Nommée"):
        assert text not in content


@pytest.mark.parametrize("title", ["a\x0bb", "<b>&", "]]>", "\x00".join("xy") + "\x1f"])
def test_any_title_gives_valid_xml(read, index, title):
    challenge = factories.ChallengeFactory()
    type(challenge).objects.filter(pk=challenge.pk).update(title=title.replace("\x00", "\x01"))
    assert len(titles(read())) == 1


@pytest.mark.parametrize("query", ["?page=abc", "?theme='><script>", "?q=%00", "?sort=nothing"])
def test_bad_input_is_left_out(read, query):
    factories.ChallengeFactory()
    assert len(titles(read(query))) == 1


def test_an_empty_feed(read, index):
    assert titles(read()) == []


def test_same_queries_whatever_the_number(client, index, django_assert_num_queries):
    def fill(number):
        for _ in range(number):
            challenge = factories.ChallengeFactory(territory=factories.TerritoryFactory())
            challenge.themes.set([factories.ThemeFactory()])
            challenge.save()

    fill(2)
    client.get(f"{index.url}feed/")
    with django_assert_num_queries(9):
        client.get(f"{index.url}feed/")
    fill(10)
    with django_assert_num_queries(9):
        client.get(f"{index.url}feed/")
