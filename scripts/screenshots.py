"""Makes the pictures of the README and of the guide from a running ``make demo``.

    python scripts/screenshots.py [ADDRESS]

Needs the extra ``testing`` and Chromium (``CHROMIUM`` names another one than Debian's).
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ADDRESS = (sys.argv[1:] or ["http://localhost:8000"])[0].rstrip("/")
sys.path.insert(0, str(ROOT / "example_site"))

from demo.people import PASSWORD  # noqa: E402

TEAM = "amadou@example.org"
#: Who sits on a committee of the demo: a member, and who presides.
MEMBER, CHAIR = "idriss@example.org", "bernard@example.org"


def save(page, name):
    page.screenshot(path=IMAGES / f"{name}.png")
    print(name)


def sign_in(page, email):
    page.goto(f"{ADDRESS}/compte/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")


def public(page):
    for name, path in (
        ("home", "/"),
        ("challenge", "/defis/restauration-economie-circulaire/"),
        ("catalogue", "/catalogue/"),
    ):
        page.goto(f"{ADDRESS}{path}", wait_until="networkidle")
        save(page, name)


def admin(page):
    sign_in(page, TEAM)
    for name, path in (
        ("admin-accueil", "/"),
        ("admin-structures", "/snippets/wagtail_crowdsolving/organisation/"),
        ("admin-moderation", "/contributions/"),
        ("admin-validation", "/reports/workflow/?status=in_progress"),
        ("admin-etapes", "/pages/search/?q=Conciergerie+senior"),
    ):
        page.goto(f"{ADDRESS}/admin{path}", wait_until="networkidle")
        if name in ("admin-validation", "admin-etapes"):
            page.click("main table tbody a[href*='/edit/'] >> nth=0")
            page.wait_for_load_state("networkidle")
        if name == "admin-etapes":
            number = page.url.rstrip("/").split("/")[-2]
            page.goto(f"{ADDRESS}/admin/crowdsolving/stages/{number}/", wait_until="networkidle")
        save(page, name)


def committee(page):
    """The desk of a member: the first dossier that waits, and one whose review is in."""
    sign_in(page, MEMBER)
    open_desk(page)
    save(page, "comite-bureau")
    follow(page, "main .cs-row h3 a >> nth=0")
    save(page, "comite-dossier")
    follow(page, "main .cs-tabs a[href$='/avis/']")
    page.check("main .cs-marks input[value='4'] >> nth=0")
    page.fill("main textarea >> nth=0", "Un besoin que les habitants expriment depuis longtemps.")
    page.wait_for_timeout(3_000)
    from_the_tabs(page, "comite-avis")


def chair(page):
    """A round that is under way, and one whose decision is taken back to its draft for the picture."""
    sign_in(page, CHAIR)
    open_desk(page)
    follow(page, "main .cs-row a[href$='/avancement/'] >> nth=0")
    from_the_tabs(page, "president-avancement")
    open_desk(page)
    follow(page, "main .cs-row h3 a[href$='/decision/'] >> nth=0")
    follow(page, "main button[value=undo]")
    page.reload(wait_until="networkidle")
    from_the_tabs(page, "president-decision")
    follow(page, "main button[value=prepare]")
    follow(page, "main .cs-tabs a[href$='/discussion/']")
    from_the_tabs(page, "comite-discussion")


def from_the_tabs(page, name):
    """Without the head of the dossier, which is the same on all of its pages."""
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('.cs-tabs').scrollIntoView()")
    save(page, name)


def open_desk(page):
    page.goto(f"{ADDRESS}/espace/comite/", wait_until="networkidle")


def follow(page, selector):
    page.click(selector)
    page.wait_for_load_state("networkidle")


def main():
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for part in (public, admin, committee, chair):
            context = browser.new_context(
                viewport={"width": 1280, "height": 860}, locale="fr-FR", reduced_motion="reduce"
            )
            part(context.new_page())
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
