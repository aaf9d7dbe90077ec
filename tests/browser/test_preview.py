"""What an editor sees beside the form: the page in the preview frame, and the checks of its content."""

import re

import pytest
from django.urls import reverse
from site_pages.models import GovernancePage, HomePage, StandardPage

from tests import factories

FRAME = "#w-preview-iframe"
PLANTED = "<h2>Un titre</h2><h6>Un autre, qui saute des niveaux</h6>"
ROW = "[data-checks-panel] [data-content-checker-row]"


@pytest.fixture
def kinds(site, settings):
    """A page of each type that the example site offers."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
    own = [
        HomePage(title="Bienvenue", slug="bienvenue", headline="Ensemble"),
        StandardPage(title="À propos", slug="a-propos"),
        GovernancePage(title="Gouvernance", slug="gouvernance"),
    ]
    for page in own:
        page.locale = site.locale
        site.add_child(instance=page)
    pages = [*own, factories.ChallengeFactory(), factories.ProjectFactory()]
    pages += [pages[3].get_parent().specific, pages[4].get_parent().specific]
    for page in pages:
        page.save_revision().publish()
    return pages


def with_a_fault(route):
    """The preview as the site answers it, with its headers; a fault stands in its main part."""
    response = route.fetch()
    text = re.sub(r"(<main[^>]*>)", rf"\1{PLANTED}", response.text(), count=1)
    route.fulfill(response=response, body=text)


def open_panel(editor, name):
    editor.locator(f'[data-side-panel-toggle="{name}"]').first.click()


def test_the_frame_shows_each_page_and_the_checks_find_a_fault(kinds, log_in):
    editor = log_in(factories.UserFactory(is_superuser=True, is_staff=True))
    refused = []
    editor.on("console", lambda m: refused.append(m.text) if "Security Policy" in m.text else None)
    editor.route(re.compile(r"/edit/preview/\?"), with_a_fault)
    for shown in kinds:
        editor.goto(reverse("wagtailadmin_pages:edit", args=[shown.pk]))
        open_panel(editor, "preview")
        frame = editor.frame_locator(FRAME)
        frame.locator("main h6").wait_for(timeout=30_000)
        assert frame.locator(f'main h1:has-text("{shown.title}")').count() or shown == kinds[0]
        for size, width in (("mobile", 375), ("desktop", 1280)):
            editor.locator(f'input[name="preview-size"][value="{size}"]').check(force=True)
            inner = frame.locator("html")
            for _try in range(50):
                found = inner.evaluate("() => window.innerWidth")
                if abs(found - width) < 30:
                    break
                editor.wait_for_timeout(100)
            assert abs(found - width) < 30, (shown, size, found)
        open_panel(editor, "checks")
        editor.locator(ROW).first.wait_for(timeout=30_000)
        assert "h6" in editor.locator("[data-checks-panel]").inner_text()
    assert refused == []


def test_nobody_else_frames_a_page(kinds, client):
    for page in kinds:
        response = client.get(page.url, headers={"host": page.get_site().hostname})
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
