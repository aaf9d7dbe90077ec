"""The doors of a published challenge's life.

What they change is on the site at once, whatever waits in a draft and whatever a committee examines.
"""

import datetime
import json
import re
import uuid

import swapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signals import page_published
from wagtail.utils.file import hash_filelike

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.challenges import life, mails, rules
from wagtail_crowdsolving.challenges.fields import SHARED_LIFE, copy_life, is_published
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.records.pages import archived_message
from wagtail_crowdsolving.text import (
    RICH_TEXT_FEATURES,
    clean_typed,
    to_plain,
)

swapper.set_app_prefix("wagtailcore", "wagtail")

TITLE_LENGTH = 160
#: The longest text of a key moment, with its markup.
TEXT_LENGTH = 20_000
#: The most key moments, and documents, of one challenge.
UPDATES, DOCUMENTS = 100, 50
LOG = "wagtail_crowdsolving.life"


def set_dates(*, page, by, opens_on, closes_on, followed_up_on, version):
    """Set when a challenge opens, closes and is followed up (dates or ``None``), in all languages.

    ``version``: ``life.version`` of the dates that were read. Raises ``NotAllowed``,
    ``ValidationError`` (with fields), ``Conflict``. Returns the page as it is then.
    """
    dates = {"opens_on": opens_on, "closes_on": closes_on, "followed_up_on": followed_up_on}
    _check_dates(dates)
    with transaction.atomic():
        row = _locked(page, by, rules.can_set_dates)
        if all(getattr(row, name) == day for name, day in dates.items()):
            return row
        _check_version(life.version(row, *life.DATES), version)
        changes = [
            _change(name, getattr(row, name), day)
            for name, day in dates.items()
            if getattr(row, name) != day
        ]
        for name, day in dates.items():
            setattr(row, name, day)
        _write(row, life.DATES, by, "dates", changes)
    return row


def set_animator(*, page, by, animator, version):
    """Coordination says who animates a challenge (a user, or ``None``), in all languages.

    Raises ``NotAllowed``, ``ValidationError`` ("animator"), ``Conflict``. Returns the page.
    """
    if animator is not None and not animator.is_active:
        raise ValidationError({"animator": _("This account is closed.")})
    with transaction.atomic():
        row = _locked(page, by, rules.can_choose_animator)
        if row.animator_id == (animator and animator.pk):
            return row
        _check_version(life.version(row, "animator"), version)
        # Who they are, the site's history need not say for ever: an account can be erased.
        changes = [_change("animator", bool(row.animator_id), animator is not None)]
        row.animator = animator
        _write(row, ["animator"], by, "animator", changes)
        if animator != by:
            mails.tell_new_animator(row)
    return row


def set_picture(*, page, by, picture, version):
    """Set the picture of a challenge (an image, saved or not, or ``None``).

    Translations that showed the same picture as this version show the new one. Raises
    ``NotAllowed``, ``Conflict``. Returns the page.
    """
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        if picture is not None and picture.pk is not None and picture.pk == row.picture_id:
            return row
        _check_version(life.version(row, "picture"), version)
        old, before = row.picture_id, row.picture
        row.picture = _saved(picture)
        changes = [_change("picture", before and before.title, picture and picture.title)]
        _write(row, ["picture"], by, "picture", changes, Q(picture=old) if old else None)
    return row


def add_update(*, page, by, date, title, text, picture=None):
    """Add a key moment: ``text`` is rich text (HTML), ``picture`` an image, saved or not.

    Raises ``NotAllowed``, ``ValidationError`` ("date", "title", "text"), ``Conflict``. The same
    moment sent twice is one. Returns its id.
    """
    value = _clean_update(date, title, text)
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        rows = life.entries(row.updates)
        for there in rows:
            is_same = all(_same(there["value"].get(name), value[name]) for name in value)
            if is_same and (picture is None or picture.pk == there["value"].get("picture")):
                return there["id"]
        if len(rows) >= UPDATES:
            raise Conflict(
                _("This challenge has %(number)d key moments already: delete one first.")
                % {"number": UPDATES}
            )
        picture = _saved(picture)
        key = str(uuid.uuid4())
        value["picture"] = picture and picture.pk
        rows.append({"type": "update", "id": key, "value": value})
        _write_stream(row, "updates", rows, by, "add_update", _change("updates", None, title))
    return key


def change_update(*, page, by, key, date, title, text, picture, version):
    """Correct a key moment. ``version``: that of ``life.entry`` which was read.

    Raises ``NotAllowed``, ``ValidationError`` ("date", "title", "text"), ``Conflict``.
    """
    value = _clean_update(date, title, text)
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        rows = life.entries(row.updates)
        there = _found(rows, key)
        unsaved = picture is not None and picture.pk is None
        value["picture"] = picture and picture.pk
        if not unsaved and all(_same(there["value"].get(name), value[name]) for name in value):
            return
        _check_version(life.version_of(there["value"]), version)
        old = dict(there["value"])
        if unsaved:
            value["picture"] = _saved(picture).pk
        there["value"] = value
        change = _change("updates", _told(old), _told(value))
        _write_stream(row, "updates", rows, by, "change_update", change)


def remove_update(*, page, by, key, version):
    """Delete a key moment; the site's history keeps its date, title and text.

    Raises ``NotAllowed``, ``Conflict``.
    """
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        rows = life.entries(row.updates)
        there = _found(rows, key)
        _check_version(life.version_of(there["value"]), version)
        rows.remove(there)
        change = _change("updates", _told(there["value"]), None)
        _write_stream(row, "updates", rows, by, "remove_update", change)


def add_document(*, page, by, title, document):
    """Add a document (saved or not) under a title. The same one sent twice is one.

    Raises ``NotAllowed``, ``ValidationError`` ("title"), ``Conflict``. Returns its id.
    """
    title = _clean_title(title)
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        rows = life.entries(row.documents)
        for there in rows:
            if there["value"]["title"] == title and _is_file(there["value"]["document"], document):
                return there["id"]
        if len(rows) >= DOCUMENTS:
            raise Conflict(
                _("This challenge has %(number)d documents already: take one away first.")
                % {"number": DOCUMENTS}
            )
        key = str(uuid.uuid4())
        value = {"title": title, "document": _saved(document).pk}
        rows.append({"type": "document", "id": key, "value": value})
        change = _change("documents", None, title)
        _write_stream(row, "documents", rows, by, "add_document", change)
    return key


def remove_document(*, page, by, key, version):
    """Take a document off a challenge; its file stays in the library. Raises ``NotAllowed``, ``Conflict``."""
    with transaction.atomic():
        row = _locked(page, by, rules.can_keep_alive, told=True)
        rows = life.entries(row.documents)
        there = _found(rows, key)
        _check_version(life.version_of(there["value"]), version)
        rows.remove(there)
        change = _change("documents", there["value"]["title"], None)
        _write_stream(row, "documents", rows, by, "remove_document", change)


# The bounds


def _check_dates(dates):
    clock.PLANNED.check(**dates)
    opens_on, closes_on = dates["opens_on"], dates["closes_on"]
    if opens_on and closes_on and closes_on < opens_on:
        raise ValidationError({"closes_on": _("The closing date is before the opening date.")})


def _clean_title(title):
    title = _typed("title", title, TITLE_LENGTH, one_line=True)
    if not title:
        raise ValidationError({"title": _("Give a title.")})
    return title


def _clean_update(date, title, text):
    if not isinstance(date, datetime.date):
        raise ValidationError({"date": _("Give a date.")})
    clock.PLANNED.check(date=date)
    title = _clean_title(title)
    text = _typed("text", text, TEXT_LENGTH)
    from wagtail.admin.rich_text.converters.contentstate import (  # noqa: PLC0415  app registry
        ContentstateConverter,
    )

    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    text = converter.to_database_format(converter.from_database_format(text))
    if not to_plain(text):
        raise ValidationError({"text": _("Say in a few words what happened.")})
    return {"date": date.isoformat(), "title": title, "text": text}


def _typed(name, text, limit, **options):
    try:
        return clean_typed(text, limit, **options)
    except ValidationError as error:
        raise ValidationError({name: error}) from error


# What all the doors share


def _locked(page, by, may, told=False):
    """The page as it is now, with all that shares its life locked. Raises ``NotAllowed``, ``Conflict``.

    ``told``: the door changes what a language version tells in its own words.
    """
    if not may(by, page):
        raise NotAllowed
    base = swapper.load_model("wagtailcore", "Page")
    versions = base._base_manager.filter(translation_key=page.translation_key)
    list(
        base._base_manager.select_for_update(no_key=True)
        .filter(Q(translation_key=page.translation_key) | Q(alias_of__in=versions.values("pk")))
        .order_by("pk")
        .values_list("pk")
    )
    row = type(page)._base_manager.filter(pk=page.pk).first()
    if row is None:
        raise Conflict(_("This challenge no longer exists."))
    if not may(by, row):
        raise NotAllowed
    if row.get_archive():
        raise Conflict(archived_message())
    if not is_published(row):
        raise Conflict(_("This challenge is not published yet: change its draft."))
    if told and (row.alias_of_id or life.is_translated(row)):
        raise Conflict(
            _("This page shows what another one tells: change its key moments and documents there.")
        )
    return row


def _check_version(now, read):
    if now != read:
        raise Conflict(_("Somebody has changed this since you opened the page."))


def _found(rows, key):
    for there in rows:
        if there["id"] == str(key):
            return there
    raise Conflict(_("This has been deleted since you opened the page."))


def _is_file(pk, document):
    """Whether ``document`` (saved or not) is the one in the library under ``pk``."""
    if document.pk:
        return document.pk == pk
    there = type(document)._default_manager.filter(pk=pk, file_size=document.file_size).first()
    return there is not None and there.get_file_hash() == hash_filelike(document.file)


def _saved(file):
    if file is not None and file.pk is None:
        file.save()
    return file


def _write_stream(row, name, rows, by, action, change):
    field = row._meta.get_field(name)
    setattr(row, name, field.to_python(json.dumps(rows)))
    _write(row, [name], by, action, [change])


def _write(row, names, by, action, changes, followers=None):
    """Save the fields ``names`` of ``row``, wherever they are shown, and tell the history and the caches.

    ``followers``: a condition for the translations that take them over with their aliases.
    """
    model = type(row)
    if set(names) <= set(SHARED_LIFE):
        versions = Q(translation_key=row.translation_key)
    else:
        versions = Q(pk=row.pk)
        if followers is not None:
            versions |= Q(translation_key=row.translation_key) & followers
    targets = list(model._base_manager.filter(versions).exclude(pk=row.pk).order_by("pk"))
    known = {row.pk, *(target.pk for target in targets)}
    while aliases := list(
        model._base_manager.filter(alias_of__in=known).exclude(pk__in=known).order_by("pk")
    ):
        targets += aliases
        known |= {alias.pk for alias in aliases}
    for target in targets:
        copy_life(row, target, names)
    now = timezone.now()
    for target in (row, *targets):
        changed = [*names]
        if target.live:
            # Feeds and the map of the site tell by it that there is something new to read.
            target.last_published_at = now
            changed.append("last_published_at")
        target.save(update_fields=changed, clean=False)
    log(
        row,
        f"{LOG}.{action}",
        user=by,
        data={"changes": changes},
        content_changed=True,
    )
    live = [target for target in (row, *targets) if target.live]
    transaction.on_commit(lambda: _tell(live))


def _tell(pages):
    """What Wagtail says where it publishes: caches in front of the site listen to it."""
    for page in pages:
        page_published.send(
            sender=type(page), instance=page, revision=page.live_revision, is_life=True
        )


def _change(name, old, new):
    return {"field": name, "old": _plain(old), "new": _plain(new)}


def _plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def _told(value):
    """A key moment as the history keeps it."""
    return {
        "date": value.get("date"),
        "title": value.get("title"),
        "text": to_plain(value.get("text") or ""),
    }


def _same(one, other):
    """Whether two values of a block say the same, whatever keys the editor drew for its paragraphs."""
    if isinstance(one, str) and isinstance(other, str):
        return _without_keys(one) == _without_keys(other)
    return one == other


def _without_keys(html):
    return re.sub(r' data-block-key="[^"]*"', "", html)
