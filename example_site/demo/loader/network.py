"""Territories, themes and organisations."""

from decimal import Decimal

from demo.content.network import ORGANISATIONS, TERRITORIES, THEMES
from demo.loader.world import typeset
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme


def load_network(world):
    fr = world.locales["fr"]
    for order, (slug, name, name_en, text, text_en) in enumerate(typeset(THEMES)):
        theme, created = Theme.objects.get_or_create(
            slug=slug,
            locale=fr,
            defaults={"name": name, "description": text, "sort_order": order},
        )
        _translate(world, theme, created, name=name_en, description=text_en)
        world.themes[slug] = theme
    for level, code, name, name_en, parent, latitude, longitude in TERRITORIES:
        territory, created = Territory.objects.get_or_create(
            level=level,
            code=code,
            locale=fr,
            defaults={
                "name": name,
                "parent": world.territories.get(parent),
                "latitude": latitude and Decimal(latitude),
                "longitude": longitude and Decimal(longitude),
            },
        )
        _translate(world, territory, created, name=name_en)
        world.territories[level, code] = territory
    for content in typeset(ORGANISATIONS):
        organisation, created = Organisation.objects.get_or_create(
            name=content["name"],
            locale=fr,
            defaults={
                "legal_form": content["legal_form"],
                "approvals": content["approvals"],
                "description": content["fr"],
                "territory": world.territories.get(content["territory"]),
                "governance_role": content["governance_role"],
            },
        )
        _translate(world, organisation, created, description=content["en"])
        world.organisations[content["name"]] = organisation


def _translate(world, snippet, created, **texts):
    if created:
        english = snippet.copy_for_translation(world.locales["en"])
        for name, value in texts.items():
            setattr(english, name, value)
        english.save()
        world.translated.append((snippet, english))
