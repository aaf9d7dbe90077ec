"""Every page of the demo, in every state: accessible, valid, light, alone and without scripts.

Each test visits many pages and reports all that it found at once.
"""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import override

from tests.browser import people, scenes
from tests.browser.measures import Traffic, check, report

MAX_REQUESTS = 20
MAX_BYTES = 300_000
ATOM = "{http://www.w3.org/2005/Atom}"
#: Pages that hold a form keep its protection against forged posts in a cookie; no other page may.
WITH_FORM = ("/compte/", "/en/compte/")


def public_addresses():
    return [
        *scenes.page_addresses(),
        *scenes.list_addresses(),
        *scenes.door_addresses(),
        scenes.MISSING,
        f"/en{scenes.MISSING}",
    ]


@pytest.fixture
def visitor(demo, new_context):
    return new_context(reduced_motion="reduce").new_page()


def test_public_pages(demo, visitor):
    traffic, problems = Traffic(visitor.context, demo), []
    for address in public_addresses():
        response = visitor.goto(address)
        expected = 404 if address.endswith(scenes.MISSING) else 200
        if response.status != expected:
            problems.append(f"{address}: {response.status}")
        problems += check(visitor, address)
        problems += [f"{address}: {line}" for line in traffic.take()]
        if not address.startswith(WITH_FORM) and visitor.context.cookies():
            problems.append(f"{address}: sets {visitor.context.cookies()[0]['name']}")
        visitor.context.clear_cookies()
    assert not problems, report(problems)


def test_refused_at_the_door(demo, visitor):
    traffic, problems = Traffic(visitor.context, demo), []
    for name, _response in scenes.refused_at_the_door(visitor):
        problems += check(visitor, name)
        problems += [f"{name}: {line}" for line in traffic.take()]
        if not visitor.locator("main [role=alert] li").count():
            problems.append(f"{name}: no message")
    assert not problems, report(problems)


def test_map(demo, visitor):
    traffic, problems = Traffic(visitor.context, demo), []
    for address in ("/catalogue/", "/en/catalogue/?q=Nantes"):
        visitor.goto(address)
        visitor.locator("[data-map-open]").click()
        visitor.locator(".leaflet-marker-icon").first.wait_for()
        problems += check(visitor, f"{address}, map open")
        visitor.locator(".leaflet-marker-icon").first.press("Enter")
        visitor.locator(".leaflet-popup a").first.wait_for()
        problems += check(visitor, f"{address}, a place open")
        problems += [f"{address}: {line}" for line in traffic.take()]
    assert not problems, report(problems)


def test_light(demo, budget):
    """A cold load of each kind of page costs little, asks nobody else and leaves nothing behind."""
    problems = []
    challenges = [a for a in scenes.page_addresses() if a.startswith("/defis/")]
    for address in (
        "/",
        *challenges[:3],
        "/defis/?q=eau",
        "/catalogue/",
        "/catalogue/kiosque-paysan/",
        "/gouvernance/",
        "/charte/",
        "/en/",
        "/en/challenges/",
        reverse("account_signup"),
        scenes.MISSING,
    ):
        cost = budget(address, width=1280)
        if not 1 < cost.requests <= MAX_REQUESTS:
            problems.append(f"{address}: {cost.requests} requests")
        if not 1_000 < cost.bytes <= MAX_BYTES:
            problems.append(f"{address}: {cost.bytes} bytes without photographs")
        problems += [f"{address}: asks {host}" for host in cost.hosts]
        problems += [f"{address}: {line}" for line in cost.failed if not line.endswith(address)]
        if cost.cookies and not address.startswith(WITH_FORM):
            problems.append(f"{address}: sets {cost.cookies}")
    assert not problems, report(problems)


def test_member_pages(demo, log_in):
    problems, seen = [], {}
    for name, page, response in scenes.of_members(log_in, reduced_motion="reduce"):
        traffic = seen.setdefault(page, Traffic(page.context, demo))
        # A page of a test that is not the one it is meant to be is no proof of anything.
        if response.status not in (200, 400, 409) and not name.startswith(str(response.status)):
            problems.append(f"{name}: {response.status}")
        if "refused" in name and not page.locator("main .cs-error, main [role=alert] li").count():
            problems.append(f"{name}: no message")
        problems += check(page, name)
        problems += [f"{name}: {line}" for line in traffic.take()]
    assert not problems, report(problems)


def test_valid_html(demo, client, log_in, new_context, nu):
    """Every page as the server sends it, scripts off; the checker reads all of them in one run."""
    documents = {}

    def keep(name, html):
        documents[f"{len(documents):03d}-{name.strip('/').replace('/', '.')[:80]}"] = html

    with override("fr"):  # a request leaves its language behind
        for address in public_addresses():
            keep(address, client.get(address, headers={"host": "localhost"}).content.decode())
    visitor = new_context(java_script_enabled=False).new_page()
    for name, response in scenes.refused_at_the_door(visitor):
        keep(name, response.text())
    for name, _page, response in scenes.of_members(log_in, java_script_enabled=False):
        keep(name, response.text())
    assert len(documents) > 100
    problems = nu(**documents)
    assert not problems, report(problems)


def test_pages_of_the_demonstration(demo, new_context, settings, tmp_path, nu):
    """The mails that the demo sent and its accounts, which exist in the demo only."""
    visitor = new_context(reduced_motion="reduce").new_page()
    assert visitor.goto(reverse("demo_mailbox:mails")).status == 404
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    message = EmailMultiAlternatives("Un sujet", "Un texte.", to=["prosper@example.org"])
    message.attach_alternative("<p>Un <b>texte</b>.</p>", "text/html")
    message.send()
    traffic, problems, documents = Traffic(visitor.context, demo), [], {}
    for name in (
        "demo_mailbox:mails",
        "demo_mailbox:mail",
        "demo_mailbox:accounts",
        "account_login",
    ):
        if name == "demo_mailbox:mail":
            response = people.press(visitor, 'main a:has-text("Un sujet")')
        else:
            response = visitor.goto(reverse(name))
        assert response.status == 200
        documents[name.replace(":", "-")] = response.text()
        problems += check(visitor, name)
        problems += [f"{name}: {line}" for line in traffic.take()]
    problems += nu(**documents)
    assert not problems, report(problems)


def test_feeds(demo, client):
    for address in ("/defis/feed/", "/catalogue/feed/?q=Nantes", "/en/challenges/feed/"):
        response = client.get(address, headers={"host": "localhost"})
        assert response["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.parse(BytesIO(response.content)).getroot()
        assert feed.findall(f"{ATOM}entry")
        for entry in feed.findall(f"{ATOM}entry"):
            assert entry.find(f"{ATOM}title").text
            assert entry.find(f"{ATOM}link").get("href").startswith("http")


def test_lists_without_scripts(demo, new_context):
    """Search, filters, sorting, their removal and the pages of results are links and a form."""
    visitor = new_context(java_script_enabled=False).new_page()
    visitor.goto("/catalogue/")
    first = visitor.locator("main .cs-card h3").all_inner_texts()
    assert len(first) == 12
    assert not visitor.locator("[data-map-open]").is_visible()
    people.press(visitor, '.cs-pagination a[rel="next"]')
    second = visitor.locator("main .cs-card h3").all_inner_texts()
    assert second
    assert not set(first) & set(second)

    visitor.goto("/catalogue/")
    visitor.locator('.cs-filters [name="q"]').fill("Nantes")
    visitor.locator('.cs-filters [name="sort"]').select_option("title")
    people.press(visitor, ".cs-filters button[type=submit]")
    found = visitor.locator("main .cs-card h3").all_inner_texts()
    assert "Kiosque Paysan" in found
    assert len(found) < 12
    assert found == sorted(found)
    people.press(visitor, "main .cs-tag--remove")
    assert visitor.locator("main .cs-card").count() == 12

    visitor.goto("/defis/")
    count = visitor.locator("main .cs-card").count()
    visitor.locator('.cs-filters [name="phase"]').select_option("open")
    visitor.locator('.cs-filters [name="theme"]').first.check()
    people.press(visitor, ".cs-filters button[type=submit]")
    assert visitor.locator("main .cs-tag--remove").count() == 2
    assert visitor.locator("main .cs-card").count() < count
    assert visitor.locator('.cs-filters [name="phase"]').input_value() == "open"
    assert visitor.locator('.cs-filters [name="theme"]').first.is_checked()
