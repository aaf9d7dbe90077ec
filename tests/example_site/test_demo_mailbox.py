"""The demo's mailbox and list of accounts: there in the demo only."""

import re

import pytest
from demo_mailbox import guides
from django.core import mail
from django.core.mail import EmailMultiAlternatives

PATHS = [
    "/demo/courriels/",
    "/demo/comptes/",
    "/demo/courriels/x-0/",
    "/demo/courriels/x-0/html/",
    "/demo/guides/guide-comite/",
    "/demo/guides/comite-avis.png",
]


@pytest.fixture
def sent(settings, tmp_path):
    """Two mails of one connection, as the file backend writes them."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    first = EmailMultiAlternatives(
        "Défi reçu", "Voir https://testserver/defis/ <b>ici</b>", "a@example.org", ["b@example.org"]
    )
    first.attach_alternative("<p>Voir <script>alert(1)</script></p>", "text/html")
    second = EmailMultiAlternatives(
        "Second", "Rien.\n" + "-" * 40, "a@example.org", ["c@example.org"]
    )
    with mail.get_connection() as connection:
        connection.send_messages([first, second])


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_not_found_on_another_site(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_no_banner_on_another_site(client):
    assert "/demo/" not in client.get("/compte/login/").text


@pytest.mark.django_db
def test_the_mails_can_be_read(client, sent):
    page = client.get("/demo/courriels/")
    mails = page.context["mails"]
    assert [one.subject for one in mails] == ["Second", "Défi reçu"]
    assert page.text.index("Second") < page.text.index("Défi reçu")
    one = client.get(f"/demo/courriels/{mails[1].key}/")
    assert 'href="https://testserver/defis/"' in one.text
    assert "&lt;b&gt;ici" in one.text
    html = client.get(f"/demo/courriels/{mails[1].key}/html/")
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "allow-scripts" not in html.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["..%2f..%2fdb-0", "20260101-000000-1-0", "a", "-0", "..-0"])
def test_only_mails_can_be_read(client, sent, key):
    assert client.get(f"/demo/courriels/{key}/").status_code == 404


@pytest.mark.django_db
def test_an_empty_mailbox(client, settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert client.get("/demo/courriels/").status_code == 200


@pytest.mark.django_db
def test_the_demo_accounts(client, settings):
    from demo.people import PEOPLE

    settings.DEMO = True
    text = client.get("/demo/comptes/").text
    assert all(person["email"] in text for person in PEOPLE)


@pytest.mark.django_db
def test_the_guides(client, settings):
    """What the help of the demo's admin links: each guide whole, with its pictures and its links."""
    settings.DEMO = True
    found = {}
    for name in guides.names():
        text = found[name] = client.get(f"/demo/guides/{name}/").text
        assert text.count("<h1") == 1
        assert not re.search(r":::|\]\(|\.md\b|\*\*|\)=", text)
        for image in re.findall(r'src="\.\./([\w-]+\.png)"', text):
            assert client.get(f"/demo/guides/{image}").status_code == 200
        for link in re.findall(r'href="\.\./(guide-\w+)/"', text):
            assert link in guides.names()
        main = text[text.index("<article") :]
        for anchor in re.findall(r'href="#([\w-]+)"', main[: main.index("</article>")]):
            assert f'id="{anchor}"' in text
    assert set(found) == {"guide-editeur", "guide-moderateur", "guide-president", "guide-comite"}
    assert "<table>" in found["guide-comite"]
    for name in ("settings", "..%2Fsettings", "guide-x"):
        assert client.get(f"/demo/guides/{name}/").status_code == 404
    assert client.get("/demo/guides/..%2Fconf.py").status_code == 404
