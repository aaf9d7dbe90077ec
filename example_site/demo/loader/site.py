"""The site and its own pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from site_pages.models import GovernancePage, HomePage, StandardPage
from wagtail.models import Page, Site

from demo.content.pages import GOVERNANCE, HOME, INDEXES, NOTICE, STANDARD
from demo.loader.files import load_picture
from demo.loader.tree import child, in_english, load_page, publish
from demo.loader.world import typeset
from wagtail_crowdsolving.pages.models import CatalogueIndexPage, ChallengeIndexPage


def load_site(world, stdout):
    root = Page.get_first_root_node()
    home_texts = typeset(HOME)
    home = child(root, HOME["fr"]["slug"], HomePage)
    if home is None:
        home = HomePage(locale=world.locales["fr"], **_home(home_texts["fr"]))
        home.picture = load_picture(
            "fabrique",
            "La Fabrique",
            "Un port au soleil, des immeubles de couleur, des voiliers et des bulles de conversation",
        )
        root.add_child(instance=home)
        publish(home, world.admin)
        _point_site(home)
        in_english(world, home, **_home(home_texts["en"]))
    for key, model in (("challenges", ChallengeIndexPage), ("catalogue", CatalogueIndexPage)):
        texts = typeset(INDEXES[key])
        world.indexes[key] = load_page(
            world, home, model, texts["fr"], texts["en"], show_in_menus=True
        )
    load_page(
        world,
        home,
        GovernancePage,
        _standard(typeset(GOVERNANCE["fr"]), "fr"),
        _standard(GOVERNANCE["en"], "en"),
        show_in_menus=True,
    )
    for content in typeset(STANDARD):
        texts = {name: text for name, text in content["fr"].items() if name != "lead_since"}
        load_page(
            world,
            home,
            StandardPage,
            _standard(texts, "fr"),
            _standard(content["en"], "en"),
            purpose=content["purpose"],
            show_in_menus=content.get("in_menu", False),
        )
    call_command("setup_crowdsolving", **({"stdout": stdout} if stdout else {}))


def _home(texts):
    return {
        **texts,
        "steps": [("step", {"title": title, "text": text}) for title, text in texts["steps"]],
    }


def _standard(texts, language):
    notice = ("notice", {"text": typeset(NOTICE[language])})
    return {**texts, "body": [*texts["body"], notice]}


def _point_site(home):
    """The default site shows the demo; the page that Wagtail's own migrations made goes."""
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    for page in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()
