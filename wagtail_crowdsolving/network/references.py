"""Where an organisation, a theme or a territory is named: keys, ties, blocks of streams, revisions.

Found from the models themselves, so that those of rooms above, and of a site, are among them.
"""

import json
from collections import Counter

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.blocks import ChooserBlock, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Revision


def keys_to(model):
    """Every foreign key to ``model``, those of the tables between two models among them."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and isinstance(relation.field, models.ForeignKey)
        and not relation.field.model._meta.proxy
    ]


def streams_to(model):
    """Every stream field in which a block chooses one of ``model``."""
    return [
        field
        for owner in apps.get_models()
        for field in owner._meta.local_fields
        if isinstance(field, StreamField) and _chooses(field.stream_block, model)
    ]


def owner_of(field):
    """The model whose row names something by ``field``: of a table between two, the one that ties."""
    model = field.model
    if not model._meta.auto_created:
        return model
    return model._meta.auto_created


def uses_of(rows):
    """How much names one of ``rows`` (of one model), in words: ``["3 challenges", "1 seat"]``.

    One query a key, and one a stream field; the pages with streams are read.
    """
    if not rows:
        return []
    model, found = type(rows[0]), Counter()
    pks = [row.pk for row in rows]
    for field in keys_to(model):
        number = field.model._base_manager.filter(**{f"{field.name}__in": pks})
        if field.model is model:
            number = number.exclude(pk__in=pks)
        found[owner_of(field)] += number.count()
    for field in streams_to(model):
        found[field.model] += sum(
            any(change_stream(field.stream_block, stream, model, {pk: 0})[1] for pk in pks)
            for _page, stream in _streams(field)
        )
    return [
        f"{number} {owner._meta.verbose_name if number == 1 else owner._meta.verbose_name_plural}"
        for owner, number in found.items()
        if number
    ]


def replace(model, places):
    """Name ``places[old]`` wherever ``old`` is named (keys of ``model``); inside a transaction.

    Returns the pages, and others, whose own row has changed.
    """
    changed = {}
    for field in keys_to(model):
        for old, new in places.items():
            rows = field.model._base_manager.filter(**{field.name: old})
            owner = owner_of(field)
            if field.model._meta.auto_created:
                keys = _replace_tie(field, rows, old, new)
            else:
                if field.model is model and _open_circle(field, old, new):
                    changed.setdefault(owner, set()).add(new)
                keys = list(rows.values_list("pk", flat=True))
                field.model._base_manager.filter(pk__in=keys).update(**{field.name: new})
            changed.setdefault(owner, set()).update(keys)
    for field in streams_to(model):
        for page, stream in _streams(field):
            stream, is_changed = change_stream(field.stream_block, stream, model, places)
            if is_changed:
                setattr(page, field.name, field.stream_block.to_python(stream))
                field.model._base_manager.filter(pk=page.pk).update(
                    **{field.name: getattr(page, field.name)}
                )
                changed.setdefault(field.model, set()).add(page.pk)
    _replace_in_revisions(model, places)
    return [
        row
        for owner, pks in changed.items()
        for row in owner._base_manager.filter(pk__in=pks)
        if owner is not model or row.pk not in places
    ]


def change_stream(block, value, model, places):
    """``(value, whether it changed)``: raw data of a block with ``places`` put in."""
    if isinstance(block, ChooserBlock):
        is_named = block.target_model is model and value in places
        return (places[value], True) if is_named else (value, False)
    if isinstance(block, StreamBlock):
        children = [
            (item, block.child_blocks.get(item.get("type"))) for item in value or [] if item
        ]
    elif isinstance(block, ListBlock):
        children = [(item, block.child_block) for item in value or [] if isinstance(item, dict)]
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        made, is_changed = dict(value), False
        for name, child in block.child_blocks.items():
            if name in made:
                made[name], touched = change_stream(child, made[name], model, places)
                is_changed |= touched
        return made, is_changed
    else:
        return value, False
    made, is_changed = [], False
    for item, child in children:
        touched = False
        if child is not None and "value" in item:
            inner, touched = change_stream(child, item["value"], model, places)
            item = {**item, "value": inner}
        made.append(item)
        is_changed |= touched
    return made, is_changed


def change_content(owner, content, model, places):
    """The same for the fields of ``owner`` in the content of a revision; in place. Whether it changed."""
    is_changed = False
    for field in owner._meta.get_fields():
        name = field.name
        # Not "concrete": a tie between many has no column on Django 6.1.
        if (field.auto_created and not field.concrete) or name not in content:
            continue
        value = content[name]
        if isinstance(field, StreamField) and _chooses(field.stream_block, model):
            raw = json.loads(value) if isinstance(value, str) else value
            raw, touched = change_stream(field.stream_block, raw, model, places)
            if touched:
                content[name] = json.dumps(raw) if isinstance(value, str) else raw
        elif field.many_to_many and field.related_model is model and isinstance(value, list):
            touched = bool(set(value) & set(places))
            if touched:
                content[name] = list(dict.fromkeys(places.get(one, one) for one in value))
        elif isinstance(field, models.ForeignKey) and field.related_model is model:
            touched = value in places
            if touched:
                content[name] = places[value]
        else:
            continue
        is_changed |= touched
    return is_changed


def _open_circle(field, old, new):
    """Where ``new`` is part of ``old``, directly or not: make it part of what ``old`` is part of.

    Once all that names ``old`` names ``new``, it would be part of itself. Whether it was.
    """
    if old not in _above(field, new):
        return False
    above_old = _above(field, old)
    key = above_old[0] if above_old and new not in above_old else None
    field.model._base_manager.filter(pk=new).update(**{field.name: key})
    return True


def _above(field, key):
    """The keys of what the row ``key`` is part of, the nearest first. One query each."""
    found, rows = [], field.model._base_manager
    while key := rows.filter(pk=key).values_list(field.attname, flat=True).first():
        if key in found:
            break
        found.append(key)
    return found


def _replace_tie(field, rows, old, new):
    """In a table between two models nothing is tied twice. Returns the keys of those that tie."""
    through = field.model
    other = next(
        one
        for one in through._meta.local_fields
        if isinstance(one, models.ForeignKey) and one is not field
    )
    keys = set(rows.values_list(other.attname, flat=True))
    tied = through._base_manager.filter(**{field.name: new, f"{other.attname}__in": keys})
    rows.filter(
        **{f"{other.attname}__in": list(tied.values_list(other.attname, flat=True))}
    ).delete()
    rows.update(**{field.name: new})
    return keys


def _chooses(block, model):
    if isinstance(block, ChooserBlock):
        return block.target_model is model
    if isinstance(block, ListBlock):
        return _chooses(block.child_block, model)
    return any(_chooses(child, model) for child in getattr(block, "child_blocks", {}).values())


def _streams(field):
    """``(row, raw data)`` of each row that has something in a stream field."""
    for row in field.model._base_manager.only("pk", field.name).iterator(chunk_size=100):
        if stream := list(getattr(row, field.name).raw_data):
            yield row, stream


def _naming(model):
    """The models of which a revision could name one of ``model``."""
    owners = {owner_of(field) for field in keys_to(model)}
    owners |= {field.model for field in streams_to(model)}
    return [one for one in apps.get_models() if issubclass(one, tuple(owners))] if owners else []


def _replace_in_revisions(model, places):
    for owner in _naming(model):
        revisions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(owner))
        for revision in revisions.iterator(chunk_size=100):
            if change_content(owner, revision.content, model, places):
                Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    from wagtail_localize.models import TranslationSource  # noqa: PLC0415  app registry

    # The next synchronisation of a translation would bring the old one back.
    for owner in _naming(model):
        sources = TranslationSource.objects.filter(
            specific_content_type=ContentType.objects.get_for_model(owner)
        )
        for source in sources.iterator(chunk_size=100):
            content = json.loads(source.content_json)
            if change_content(owner, content, model, places):
                TranslationSource.objects.filter(pk=source.pk).update(
                    content_json=json.dumps(content)
                )
