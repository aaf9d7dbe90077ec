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


def main():
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for part in (public, admin):
            context = browser.new_context(
                viewport={"width": 1280, "height": 860}, locale="fr-FR", reduced_motion="reduce"
            )
            part(context.new_page())
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
