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
    page.goto(f"{ADDRESS}/", wait_until="networkidle")
    save(page, "home")
    page.goto(f"{ADDRESS}/defis/", wait_until="networkidle")
    page.click("ul.cs-cards a >> nth=0")
    page.wait_for_load_state("networkidle")
    save(page, "challenge")
    page.goto(f"{ADDRESS}/catalogue/", wait_until="networkidle")
    save(page, "catalogue")


def admin(page):
    sign_in(page, TEAM)
    page.goto(f"{ADDRESS}/admin/", wait_until="networkidle")
    save(page, "admin-accueil")
    for name, part in (
        ("admin-structures", "/snippets/wagtail_crowdsolving/organisation/"),
        ("admin-moderation", "/contributions/"),
    ):
        page.goto(f"{ADDRESS}/admin{part}", wait_until="networkidle")
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
