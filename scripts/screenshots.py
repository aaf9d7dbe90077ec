"""Makes the pictures of the README and of the guides from a running ``make demo``, freshly loaded.

    python scripts/screenshots.py [ADDRESS] [NAME…]

Needs the extra ``testing`` and Chromium (``CHROMIUM`` names another one than Debian's). With names of
pictures, only those are written. It leaves the draft of an opinion in the demo.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ADDRESS = (sys.argv[1:] or ["http://localhost:8000"])[0].rstrip("/")
ONLY = set(sys.argv[2:])
sys.path.insert(0, str(ROOT / "example_site"))

from demo.people import PASSWORD  # noqa: E402

COORDINATOR, MODERATOR, ANIMATOR = "lucie", "karim", "solene"
#: Who sits on a committee of the demo: a member, and who presides.
MEMBER, CHAIR = "idriss", "bernard"
CHALLENGE = "/defis/restauration-economie-circulaire/"
#: A round that is open, and one of the same committee that is closed.
OPEN, CLOSED = "Une halle pour les légumes biscornus", "Une cantine du dimanche"
WIDTH, HEIGHT = 1280, 860


def save(page, name, height=HEIGHT, top=None):
    """What ``height`` shows from ``top`` on. With a palette: the pages are drawn, and weigh a third."""
    if ONLY and name not in ONLY:
        return
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(WIDTH - 1, height - 1)
    if top:
        # Wagtail's header stays above what scrolls.
        page.locator(top).first.evaluate(
            "(top) => { top.style.scrollMarginTop = document.querySelector('.w-header, .w-slim-header')"
            " ? '90px' : '0'; top.scrollIntoView() }"
        )
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    picture = picture.quantize(256, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)
    print(name)


def sign_in(page, login):
    page.goto(f"{ADDRESS}/compte/login/")
    page.fill("input[name=login]", f"{login}@example.org")
    page.fill("input[name=password]", PASSWORD)
    follow(page, "main button[type=submit]")


def go(page, path):
    page.goto(f"{ADDRESS}{path}", wait_until="networkidle")
    if path.startswith("/admin/"):
        # What Wagtail asks the system for differs from one to the next; and its news is not ours.
        page.add_style_tag(
            content=":root { --w-font-sans: Arial, sans-serif } .w-dismissible-badge { display: none }"
        )


def follow(page, selector):
    page.click(selector)
    page.wait_for_load_state("networkidle")


def follow_in_admin(page, selector):
    go(page, page.get_attribute(selector, "href"))


def public(page):
    for name, path, height in (
        ("home", "/", HEIGHT),
        ("challenge", CHALLENGE, 1100),
        ("catalogue", "/catalogue/", 1000),
    ):
        go(page, path)
        save(page, name, height)
    go(page, f"{CHALLENGE}?sort=oldest")
    save(page, "discussion", 1110, top="#discussion")


def coordinator(page):
    """From the proposals to the catalogue, as the guide for editors goes."""
    sign_in(page, COORDINATOR)
    go(page, "/admin/")
    save(page, "admin-accueil", 680)
    follow_in_admin(page, "main table a[href*='/edit/']")
    page.click("footer [data-w-dropdown-target=toggle]")
    page.wait_for_timeout(400)
    save(page, "admin-validation")
    go(page, "/admin/snippets/wagtail_crowdsolving/organisation/")
    save(page, "admin-structures", 700)
    go(page, "/admin/pages/search/?q=Conciergerie+senior")
    number = page.get_attribute("main table a[href*='/edit/']", "href").split("/")[-3]
    go(page, f"/admin/crowdsolving/stages/{number}/")
    save(page, "admin-etapes", 640)


def selection(page):
    """What the coordination sees of the committees' work."""
    sign_in(page, COORDINATOR)
    go(page, "/admin/crowdsolving/rounds/")
    page.click(".sidebar__collapse-toggle")
    save(page, "selection-tableau", 620)
    for name, title, height, top in (
        ("selection-tour", OPEN, 840, None),
        ("selection-tour-clos", CLOSED, 640, "main h2:has-text('Ce qui a été compté')"),
    ):
        go(page, "/admin/crowdsolving/rounds/")
        follow_in_admin(page, f"main a:has-text('{title}')")
        save(page, name, height, top)
    go(page, "/admin/crowdsolving/ranking/?committee=1")
    save(page, "selection-classement", 780)
    go(page, "/admin/crowdsolving/meetings/")
    follow_in_admin(page, "main table a[href*='/inspect/']")
    save(page, "selection-reunion", 780)
    page.goto(ADDRESS + page.get_attribute("a[href$='/minutes/']", "href"))
    save(page, "selection-proces-verbal", 1000)
    go(page, "/admin/crowdsolving/committees/")
    follow_in_admin(page, "main table a[href*='/edit/'] >> nth=0")
    save(page, "selection-comite", 1250, top="main h2:has-text('Comment il décide')")


def moderator(page):
    """What waits, a text on the desk and its refusal, and what stays of a decision."""
    sign_in(page, MODERATOR)
    go(page, "/admin/crowdsolving/contributions/")
    save(page, "admin-moderation", 880)
    go(page, "/admin/crowdsolving/contributions/desk/")
    save(page, "moderation-bureau", 880)
    page.keyboard.press("r")
    page.select_option("main select:visible", label="Elle répète une autre contribution")
    save(page, "moderation-refus", 800, top="main h2:has-text('Votre décision')")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    go(page, "/admin/crowdsolving/contributions/decisions/?outcome=refused")
    save(page, "moderation-decisions", 620)
    follow_in_admin(page, "main table tbody a")
    save(page, "moderation-decision", 760)


def animator(page):
    sign_in(page, ANIMATOR)
    go(page, f"{CHALLENGE}?sort=oldest")
    follow(page, "main a[href*='/highlight/'] >> nth=0")
    save(page, "animation-mise-en-avant", 1240)


def committee(page):
    """The desk of a member: the first dossier that waits, and one whose review is in."""
    sign_in(page, MEMBER)
    open_desk(page)
    save(page, "comite-bureau")
    follow(page, "main .cs-row h3 a >> nth=0")
    save(page, "comite-dossier", 1100)
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
    from_the_tabs(page, "president-avancement", 1000)
    open_desk(page)
    follow(page, "main .cs-row h3 a[href$='/decision/'] >> nth=0")
    follow(page, "main button[value=undo]")
    page.reload(wait_until="networkidle")
    from_the_tabs(page, "president-decision", 1280)
    follow(page, "main button[value=prepare]")
    follow(page, "main .cs-tabs a[href$='/discussion/']")
    save(page, "comite-discussion", 1150, top="main h2:text-is('Avis')")


def from_the_tabs(page, name, height=HEIGHT):
    """Without the head of the dossier, which is the same on all of its pages."""
    save(page, name, height, top=".cs-tabs")


def open_desk(page):
    go(page, "/espace/comite/")


def main():
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        # The animator before the coordinator and the chair last: they see what the others leave.
        for part in (public, animator, moderator, coordinator, selection, committee, chair):
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="fr-FR",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.set_default_timeout(10_000)
            part(page)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
