"""Which page speaks for all its translations, and how lists name themes in the reader's language."""

import swapper
from wagtail.models import Locale

from wagtail_crowdsolving.network.models import Theme

swapper.set_app_prefix("wagtailcore", "wagtail")


def canonical(page):
    """The page that all translations of ``page`` share: the one that was created first.

    Discussions, decisions, follows and stages belong to it. Returns an instance of the
    site's base page model. One query.
    """
    base = swapper.load_model("wagtailcore", "Page")
    return base.objects.filter(translation_key=page.translation_key).order_by("pk").first()


def translations_of(page):
    """Every language version of ``page``, itself included, as a queryset of base pages."""
    base = swapper.load_model("wagtailcore", "Page")
    return base.objects.filter(translation_key=page.translation_key)


def themes_by_slug():
    """``{slug: Theme}`` in the active language, in the default one where there is no translation. One query."""
    active = Locale.get_active()
    themes = {}
    for theme in Theme.objects.select_related("locale").order_by("sort_order", "name"):
        if theme.slug not in themes or theme.locale_id == active.pk:
            themes[theme.slug] = theme
    return themes
