"""What everybody could read, as data: for programs, and for those who make another site of it."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from wagtail.fields import StreamField

from wagtail_crowdsolving.catalogue import queries as catalogue
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.contributions.pages import DiscussedPageMixin
from wagtail_crowdsolving.leaving.belongings import APP, own_types
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.people import public_name


def shown_types():
    """The page types that show something of the package: its own, and those of the site with a discussion."""
    return list(dict.fromkeys([*own_types(), *page_types(DiscussedPageMixin)]))


def write_public_data(folder):
    """One file of JSON for each kind of thing that everybody could read. How many of each."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    public = set()
    written = {
        "pages": _write(folder / "pages.json", _pages(public)),
        "contributions": _write(folder / "contributions.json", _contributions(public)),
    }
    for name, model in (
        ("organisations", Organisation),
        ("themes", Theme),
        ("territories", Territory),
    ):
        rows = model.objects.select_related("locale").order_by("pk")
        written[name] = _write(folder / f"{name}.json", map(_named, rows.iterator(chunk_size=500)))
    return written


def _write(path, rows):
    """Write ``rows`` one after another, as they come from the database. How many."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(",\n" if number else "[\n")
            file.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            number += 1
        file.write("\n]\n" if number else "[]\n")
    return number


def _pages(public):
    """The pages; the keys of those and of their discussions go into ``public``."""
    for model in shown_types():
        for page in model.objects.exact_type(model).live().public().order_by("pk"):
            row = _page(page)
            public.update((row["id"], row["discussion"]))
            yield row


def _contributions(public):
    rows = Contribution.objects.published().select_related("user").order_by("pk")
    for one in rows.iterator(chunk_size=500):
        if one.page_id in public:
            yield _contribution(one)


def _page(page):
    """What the package knows of a public page: no field of the site's own, and no account."""
    fields = [
        page._meta.get_field(field.name)
        for base in type(page).__mro__
        if base.__module__.startswith(f"{APP}.") and hasattr(base, "_meta")
        for field in (*base._meta.local_fields, *base._meta.local_many_to_many)
        if not field.name.endswith("_ptr")
    ]
    held = page.serializable_data()
    data = {
        "id": page.pk,
        "type": page._meta.label,
        "address": page.full_url,
        "language": page.locale.language_code,
        "discussion": canonical(page).pk,
        "title": page.title,
        "published": page.first_published_at,
    }
    for field in fields:
        if field.related_model is get_user_model():
            continue
        value = held.get(field.name)
        data[field.name] = json.loads(value) if isinstance(field, StreamField) else value
    if isinstance(page, CatalogueProjectMixin):
        data["stages"] = [
            {"stage": entry.stage, "date": entry.date_machine, "note": entry.note}
            for entry in catalogue.entries_of(page)
        ]
    return data


def _named(one):
    return {"id": one.pk, "language": one.locale.language_code, "name": one.name}


def _contribution(one):
    with translation.override(one.language):
        return {
            "id": one.pk,
            "discussion": one.page_id,
            "answers": one.in_reply_to_id,
            "kind": one.kind,
            "language": one.language,
            "author": public_name(one.user),
            "published": one.published_at,
            "text": one.comment,
            "html": one.body,
            "place": one.place,
            "link": one.link,
            "official": one.is_official,
            "retained": one.retained_at,
            "retained_because": one.retained_note,
            "supports": one.supports,
        }
