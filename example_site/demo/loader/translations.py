"""What wagtail-localize knows of what was loaded in two languages."""

from site_pages.models import StandardPage

from demo import translations
from demo.content.pages import STANDARD
from demo.loader.tree import publish
from demo.loader.world import typeset


def load_translations(world):
    """wagtail-localize knows what was translated, of what has just been loaded; one page has changed since."""
    for french, english in world.translated:
        translations.register(*[_as_stored(one) for one in (french, english)], world.admin)
    leads = {
        content["fr"]["slug"]: content["fr"].get("lead_since") for content in typeset(STANDARD)
    }
    for french, _english in world.translated:
        if isinstance(french, StandardPage) and (lead := leads.get(french.slug)):
            page = _as_stored(french)
            page.lead = lead
            publish(page, world.admin)


def _as_stored(instance):
    return type(instance)._base_manager.get(pk=instance.pk)
