"""What a committee judges: a copy of a page's content, and its fingerprint."""

import hashlib
import json

import swapper
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.text import to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")

#: What a page says of itself and of its place in the tree, beside what its own fields say.
JUDGED_OF_BASE = {"title", "slug", "seo_title", "search_description"}


def freeze(revision):
    """``(title, parts, fingerprint)`` of a revision of a page.

    A part is ``{"name", "label", "html"}``: safe HTML, in the page's own language. One that is
    shown for information, and not judged, has ``"is_life": True`` besides.
    """
    page = revision.as_object()
    return page.title, parts(page), fingerprint(revision)


def parts(page):
    """The parts of ``page`` as it is, as ``freeze`` tells them."""
    life = cases.case_of(page).life(page)
    with override(page.locale.language_code):
        return [
            {
                "name": part.name,
                "label": capfirst(str(part.label)),
                "html": str(part.html),
                **({"is_life": True} if part.name in life else {}),
            }
            for part in cases.case_of(page).parts(page)
            if to_plain(str(part.html)) or "<img" in str(part.html)
        ]


def fingerprint(revision):
    """A hash of what is judged in ``revision``: its own fields, and the files that it shows.

    Not in it: what the committee reads for information (``Case.life``); what changes without anybody
    writing, such as the place in the tree, dates of publication, locks and the editors' comments,
    and the names of themes or places elsewhere.
    """
    page = revision.as_object()
    ignored = _ignored(page)
    streams = {field.name for field in page._meta.fields if isinstance(field, StreamField)}
    judged = {
        name: _without_ids(value) if name in streams else value
        for name, value in revision.content.items()
        if name not in ignored
    }
    files = sorted([type(file).__name__, file.pk, _file_hash(file)] for file in _files(page))
    text = json.dumps([judged, files], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _ignored(page):
    base = {field.name for field in swapper.load_model("wagtailcore", "Page")._meta.concrete_fields}
    ignored = (base - JUDGED_OF_BASE) | {"wagtail_admin_comments", "pk", page._meta.pk.name}
    return ignored | cases.case_of(page).life(page)


def judged_fields(page):
    """The names of the fields whose values are judged, in the order of the page type."""
    ignored = _ignored(page)
    fields = [*page._meta.concrete_fields, *page._meta.many_to_many]
    return [field.name for field in fields if field.name not in ignored]


def is_unchanged(round):
    """Whether the page, as its latest revision has it, is what ``round`` judges."""
    page = swapper.load_model("wagtailcore", "Page").objects.get(pk=round.page_id)
    revision = page.get_latest_revision()
    return revision is not None and fingerprint(revision) == round.content_hash


def _without_ids(stream):
    """Blocks without the ids that Wagtail draws for them."""
    blocks = json.loads(stream) if isinstance(stream, str) else stream
    return [{name: block[name] for name in block if name != "id"} for block in blocks or []]


def _files(page):
    """The pictures and documents that the judged text of the page shows."""
    wanted = {}
    life = cases.case_of(page).life(page)
    for field in page._meta.get_fields():
        if field.name in life:
            continue
        if hasattr(field, "extract_references"):
            for model, pk, *_path in field.extract_references(getattr(page, field.name)):
                wanted.setdefault(model, set()).add(pk)
        elif isinstance(field, models.ForeignKey):
            wanted.setdefault(field.related_model, set()).add(getattr(page, field.attname))
    return [
        file
        for model, pks in wanted.items()
        if issubclass(model, AbstractDocument | AbstractImage)
        for file in model._default_manager.filter(pk__in=pks - {None})
    ]


def _file_hash(file):
    try:
        return file.get_file_hash()
    except OSError:  # lost from the media: nothing that could be compared
        return ""
