"""What stands around every page: menu, foot, languages. One query where the cache is cold, none where it is warm."""

from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

KEY = "site_pages.frame"
SECONDS = 600


@dataclass
class Frame:
    """The frame in one language; empty where the site has no page of it."""

    site_name: str = settings.WAGTAIL_SITE_NAME
    home_url: str = "/"
    menu: list = field(default_factory=list)
    foot: list = field(default_factory=list)
    charter_url: str = ""
    challenges_url: str = ""
    propose_url: str = ""


def get_frame(request):
    """The ``Frame`` of the request's site in the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    nothing = Frame(home_url="/" if language == settings.LANGUAGE_CODE else f"/{language}/")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return nothing
    frames = cache.get(f"{KEY}.{site.pk}")
    if frames is None:
        frames = _build(site, request)
        cache.set(f"{KEY}.{site.pk}", frames, SECONDS)
    return frames.get(language) or nothing


def _build(site, request):
    from wagtail_crowdsolving.pages.models import ChallengeIndexPage  # noqa: PLC0415  app registry

    standard = apps.get_model("site_pages", "StandardPage")
    root = site.root_page
    pages = (
        Page.objects.live()
        .filter(depth__in=[root.depth, root.depth + 1])
        .filter(
            Q(translation_key=root.translation_key)
            | Q(show_in_menus=True)
            | ~Q(standardpage__purpose="") & Q(standardpage__isnull=False)
        )
        .select_related("locale", "content_type")
        .annotate(purpose=F("standardpage__purpose"))
        .order_by("path")
    )
    homes = {page.path: page for page in pages if page.translation_key == root.translation_key}
    purposes = standard.Purpose.values
    frames = {}
    for path, home in homes.items():
        children = [page for page in pages if page.path != path and page.path.startswith(path)]
        links = [
            {"title": page.title, "url": page.get_url(request), "purpose": page.purpose or ""}
            for page in children
            if page.show_in_menus
        ]
        foot = sorted(
            (
                {"title": page.title, "url": page.get_url(request), "purpose": page.purpose}
                for page in children
                if page.purpose
            ),
            key=lambda link: purposes.index(link["purpose"]),
        )
        index = next(
            (
                page.specific
                for page in children
                if issubclass(page.specific_class or Page, ChallengeIndexPage)
            ),
            None,
        )
        frames[home.locale.language_code] = Frame(
            site_name=site.site_name or settings.WAGTAIL_SITE_NAME,
            home_url=home.get_url(request) or "/",
            menu=links,
            foot=foot,
            charter_url=next((link["url"] for link in foot if link["purpose"] == "charter"), ""),
            challenges_url=index.get_url(request) if index else "",
            propose_url=index.get_url(request) + index.reverse_subpage("propose")
            if index and index.takes_proposals
            else "",
        )
    return frames


def forget(**kwargs):
    """A page or a site has changed: build the frame again."""
    cache.delete_many([f"{KEY}.{pk}" for pk in Site.objects.values_list("pk", flat=True)])


def connect():
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(forget, dispatch_uid="site_pages.frame")
    post_save.connect(forget, sender=Site, dispatch_uid="site_pages.frame")
    post_delete.connect(forget, sender=Site, dispatch_uid="site_pages.frame")
    for model in apps.get_models():
        if issubclass(model, Page):
            post_delete.connect(forget, sender=model, dispatch_uid="site_pages.frame")
