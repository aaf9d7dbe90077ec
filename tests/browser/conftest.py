"""A real browser in front of the live server, and what public pages are measured with.

Debian's Chromium is used (``CHROMIUM`` names another one); ``make browser`` runs these tests.
A test takes ``page`` (1280 px), ``narrow_page`` (320 px) or ``visit`` (both, and without
JavaScript), and measures with ``axe``, ``budget`` and ``nu``.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
VNU_JAR = os.environ.get("VNU_JAR", "")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDTHS = (320, 1280)
HEIGHT = 900
#: Pictures that a page may carry beside its budget: photographs, not drawings or icons.
PHOTOGRAPHS = ("image/jpeg", "image/png", "image/webp", "image/avif")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The server's thread sees committed rows only. After each test the database is as the
            # migrations left it (root page, languages, groups), not empty; that must hold for all.
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time():
    """All threads of the server share one connection to the database in memory: where two requests met,
    what one rolled back took the other's along, or SQLite refused a statement."""
    lock, handle = threading.RLock(), WSGIHandler.__call__

    def one_at_a_time(self, environ, start_response):
        with lock:
            return handle(self, environ, start_response)

    WSGIHandler.__call__ = one_at_a_time
    yield
    WSGIHandler.__call__ = handle


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} does not exist: install Chromium, or name one in CHROMIUM")
    # Playwright's event loop runs in the test's thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings):
    """The live server as Wagtail's default site: its root page is the home page that factories make."""
    from wagtail.models import Site

    from tests import factories

    address = urlsplit(live_server.url)
    home = factories.home()
    Site.objects.filter(is_default_site=True).update(hostname=address.hostname, port=address.port)
    Site.clear_site_root_paths_cache()
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    home.refresh_from_db()
    return home


@pytest.fixture(scope="session")
def _demo_folder(tmp_path_factory):
    """What the workers of one run share: drawing and scaling pictures takes long, it is done once."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "demo"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(folder):
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def demo(live_server, settings, client, indexed, _demo_folder):
    """The live server as the example site with all that ``load_demo`` loads."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import translation
    from wagtail.models import Page, Site

    from tests import factories

    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.MEDIA_ROOT = str(_demo_folder / "media")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    # One connection serves the browser's requests and the test: nothing asks in the background.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
    connection.ensure_connection()
    kept = _demo_folder / "demo.sqlite3"
    with _alone(_demo_folder):
        if kept.exists():
            with closing(sqlite3.connect(kept)) as copy:
                copy.backup(connection.connection)
        else:
            factories.home().delete()  # the demo brings its own
            call_command("load_demo", stdout=StringIO())
            # The first visit of a page scales its pictures. It also leaves its language behind.
            with translation.override("fr"):
                for page in Page.objects.live().filter(depth__gt=1):
                    client.get(page.url, headers={"host": urlsplit(live_server.url).netloc})
            if connection.vendor == "sqlite":
                with closing(sqlite3.connect(kept)) as copy:
                    connection.connection.backup(copy)
    # The copy may have been made by another worker, at another port.
    address = urlsplit(live_server.url)
    Site.objects.filter(is_default_site=True).update(hostname=address.hostname, port=address.port)
    Site.clear_site_root_paths_cache()
    return live_server.url


@pytest.fixture
def new_context(chromium, live_server):
    """Opens a browser of its own (no cookie, no cache): one for each person of a test.

    ``new_context(width=320, java_script_enabled=False)``. Whatever a page throws fails the test.
    """
    contexts, errors = [], []

    def _open(width=1280, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHT},
            locale=options.pop("locale", "fr-FR"),
            **options,
        )
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(30_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield _open
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_context):
    return new_context(width=1280).new_page()


@pytest.fixture
def narrow_page(new_context):
    return new_context(width=320).new_page()


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def sized_page(request, new_context):
    """The same test at each width."""
    return new_context(width=request.param).new_page()


@pytest.fixture
def log_in(new_context, live_server, settings):
    """``log_in(user, width=1280)``: a page of a person who is signed in already, past the form."""
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    def _log_in(user, **options):
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        context = new_context(**options)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": store.session_key,
                    "url": live_server.url,
                }
            ]
        )
        return context.new_page()

    return _log_in


def axe(page):
    """axe-core's violations of WCAG 2.1 A and AA on the page as it stands, one line for each."""
    results = Axe().run(
        page,
        context={"exclude": ["wagtail-userbar"]},
        options={
            "runOnly": {"type": "tag", "values": WCAG},
            "resultTypes": ["violations"],
        },
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} {node['target']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@dataclass
class Budget:
    """What a cold load of a page cost."""

    requests: int = 0
    bytes: int = 0  # as transferred, without photographs
    photographs: int = 0
    hosts: set = field(default_factory=set)  # other than the site's own
    failed: list = field(default_factory=list)
    cookies: list = field(default_factory=list)


@pytest.fixture
def budget(new_context, live_server):
    """``budget("/defis/")``: a cold load of that address, as a ``Budget``."""

    def _measure(path, width=1280, **options):
        context = new_context(width=width, **options)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        result, kinds = Budget(), {}
        own = urlsplit(live_server.url).netloc

        def requested(event):
            address = urlsplit(event["request"]["url"])
            if address.scheme in ("http", "https", "ws", "wss"):
                result.requests += 1
                if address.netloc != own:
                    result.hosts.add(address.netloc)

        def answered(event):
            kinds[event["requestId"]] = event["response"]["mimeType"]
            if event["response"]["status"] >= 400:
                result.failed.append(f"{event['response']['status']} {event['response']['url']}")

        def finished(event):
            if kinds.get(event["requestId"]) in PHOTOGRAPHS:
                result.photographs += event["encodedDataLength"]
            else:
                result.bytes += event["encodedDataLength"]

        session.on("Network.requestWillBeSent", requested)
        session.on("Network.responseReceived", answered)
        session.on("Network.loadingFinished", finished)
        page.goto(path, wait_until="networkidle")
        # Pictures that wait to be scrolled to belong to the page as well.
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        result.cookies = [cookie["name"] for cookie in context.cookies()]
        return result

    return _measure


@pytest.fixture(scope="session")
def nu(tmp_path_factory):
    """``nu(html, …)``: what the Nu HTML checker finds wrong in one document or several.

    One run for all documents: starting Java costs more than checking. Keyword arguments name
    them: ``nu(home=…, challenge=…)``.
    """
    java = shutil.which("java")
    if not java or not Path(VNU_JAR).is_file():
        pytest.skip("the Nu HTML checker needs Java, and VNU_JAR to name vnu.jar (npm: vnu-jar)")

    def _check(*documents, **named):
        folder = tmp_path_factory.mktemp("nu")
        documents = {**{f"document{n}": html for n, html in enumerate(documents)}, **named}
        for name, html in documents.items():
            (folder / f"{name}.html").write_text(html)
        done = subprocess.run(
            [
                java,
                # Done before what is compiled well would pay; the checker asks for a deep stack.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xss4m",
                "-jar",
                VNU_JAR,
                "--format",
                "json",
                "--stdout",
                "--exit-zero-always",
                str(folder),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return [
            f"{Path(message.get('url', '')).name}:{message.get('lastLine', '')} "
            f"{message['message']} {message.get('extract', '')!r}"
            for message in json.loads(done.stdout)["messages"]
            if message["type"] == "error" or message.get("subType") == "warning"
        ]

    return _check
