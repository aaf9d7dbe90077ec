"""What is read of the life of a challenge: its dates, animator, key moments, documents and picture."""

import hashlib
import json
import uuid

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail_crowdsolving import dates
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.people import public_name

DATES = ("opens_on", "closes_on", "followed_up_on")


def facts(page):
    """``[(label, text)]``: the life of ``page`` in short, as it is."""
    found = [(_label(page, name), _date(getattr(page, name))) for name in DATES]
    found.append((_label(page, "animator"), public_name(page.animator) if page.animator_id else ""))
    found.append((_label(page, "picture"), page.picture.title if page.picture_id else ""))
    found += [
        (_label(page, name), str(len(getattr(page, name)))) for name in ("updates", "documents")
    ]
    return found


def differences(page, earlier):
    """``[(label, then, now)]``: where the dates, animator and picture of ``earlier``, the content of a revision,
    are others than those of ``page``.
    """
    then = type(page)()
    for name in (*DATES, "animator", "picture"):
        field = page._meta.get_field(name)
        value = earlier.get(name)
        if name in DATES:
            setattr(then, name, field.to_python(value))
        elif value and (found := field.remote_field.model._base_manager.filter(pk=value).first()):
            setattr(then, name, found)
    pairs = zip(facts(then), facts(page), strict=True)
    return [
        (label, text or _("none"), now or _("none"))
        for (label, text), (_same, now) in pairs
        if text != now and label not in (_label(page, "updates"), _label(page, "documents"))
    ]


def entries(stream):
    """``[{"id", "type", "value"}]``: the raw blocks of a stream, each with an id that stays the same.

    Blocks that were written by a program may have none before their first change.
    """
    found = []
    for number, block in enumerate(stream.raw_data):
        value = block["value"]
        told = json.dumps([number, value], sort_keys=True, cls=DjangoJSONEncoder)
        try:
            key = uuid.UUID(block.get("id"))
        except (TypeError, ValueError):
            key = uuid.uuid5(uuid.NAMESPACE_OID, told)
        found.append({"id": str(key), "type": block["type"], "value": value})
    return found


def entry(page, name, key):
    """``(value, version)`` of the block ``key`` of the stream ``name``; ``(None, None)`` where it has gone.

    The value is what templates read of a block.
    """
    for raw, block in zip(entries(getattr(page, name)), getattr(page, name), strict=True):
        if raw["id"] == str(key):
            return block.value, version_of(raw["value"])
    return None, None


def listed(page, name):
    """``[(id, version, value)]`` of a stream: key moments the newest first, documents as they stand."""
    rows = [
        (raw["id"], version_of(raw["value"]), block.value)
        for raw, block in zip(entries(getattr(page, name)), getattr(page, name), strict=True)
    ]
    if name == "updates":
        rows.sort(key=lambda row: str(row[2]["date"]), reverse=True)
    return rows


def version_of(value):
    """A number that tells whether something is still what a form was made from."""
    content = json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder)
    return int(hashlib.sha256(content.encode()).hexdigest()[:12], 16)


def version(page, *names):
    """``version_of`` some fields of ``page``."""
    return version_of(
        [getattr(page, page._meta.get_field(name).attname) for name in names],
    )


def is_translated(page):
    """Whether wagtail-localize writes ``page``: what it tells comes from its source."""
    return (
        _translations()
        .filter(source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True)
        .exists()
    )


def has_translations(page):
    """Whether wagtail-localize writes other language versions from ``page``."""
    return (
        _translations()
        .filter(source__object_id=page.translation_key, source__locale=page.locale_id, enabled=True)
        .exists()
    )


def source_of(page):
    """The page whose key moments and documents ``page`` shows: another one for an alias or a translation.

    ``None`` where the source of a translation has gone.
    """
    if page.alias_of_id:
        return page.alias_of.specific
    translation = (
        _translations()
        .filter(source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True)
        .select_related("source")
        .first()
    )
    if translation is None:
        return page
    return (
        type(page)
        ._base_manager.filter(
            translation_key=page.translation_key, locale_id=translation.source.locale_id
        )
        .first()
    )


def animated_by(user):
    """The published challenges that ``user`` animates, in the versions where their life is told.

    One query for each page type, and none for their number.
    """
    translated = _translations().filter(
        source__object_id=OuterRef("translation_key"),
        target_locale=OuterRef("locale_id"),
        enabled=True,
    )
    return [
        page
        for model in page_types(Challenge)
        for page in model._default_manager.live()
        .filter(animator=user.pk, alias_of=None)
        .exclude(Exists(translated))
        .select_related("locale")
        .order_by("-first_published_at", "-pk")
    ]


def _translations():
    # Not at the top: this module is read at start-up, before a check can name a missing app.
    return apps.get_model("wagtail_localize", "Translation").objects


def _label(page, name):
    return capfirst(str(page._meta.get_field(name).verbose_name))


def _date(day):
    return dates.write(day) if day else _("not set")
