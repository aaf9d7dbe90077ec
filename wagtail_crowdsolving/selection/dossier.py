"""What a committee judges: a copy of a page's content, and its fingerprint."""

import hashlib
import json

import swapper
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.rich_text import expand_db_html

from wagtail_crowdsolving.challenges.fields import LIFE
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.text import sanitise, to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")

#: What a page says of itself and of its place in the tree, beside what its own fields say.
JUDGED_OF_BASE = {"title", "slug", "seo_title", "search_description"}
#: Of a challenge, in the order in which one reads it; "brief" and "situation" are several parts.
CHALLENGE_PARTS = [
    "guiding_question",
    "summary",
    "by",
    "situation",
    "brief",
    "expected",
    "beneficiaries",
    "themes",
    "territory",
    "goals",
    "opens_on",
    "closes_on",
    "picture",
    "updates",
    "documents",
]


def freeze(revision):
    """``(title, parts, fingerprint)`` of a revision of a page.

    A part is ``{"name", "label", "html"}``: safe HTML, in the page's own language. One of the life of
    a challenge has ``"is_life": True`` besides: it is shown for information, and not judged.
    """
    page = revision.as_object()
    return page.title, parts(page), fingerprint(revision)


def parts(page):
    """The parts of ``page`` as it is, as ``freeze`` tells them."""
    life = life_of(page)
    with override(page.locale.language_code):
        return [
            {
                "name": name,
                "label": capfirst(str(label)),
                "html": str(html),
                **({"is_life": True} if name in life else {}),
            }
            for name, label, html in _parts(page)
            if to_plain(str(html)) or "<img" in str(html)
        ]


def fingerprint(revision):
    """A hash of what is judged in ``revision``: its own fields, and the files that it shows.

    Not in it: the life of a challenge, which the committee reads for information; what changes without anybody writing, such as the place in the tree, dates of
    publication, locks and the editors' comments, and the names of themes or places elsewhere.
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
    return ignored | life_of(page)


def judged_fields(page):
    """The names of the fields whose values are judged, in the order of the page type."""
    ignored = _ignored(page)
    fields = [*page._meta.concrete_fields, *page._meta.many_to_many]
    return [field.name for field in fields if field.name not in ignored]


def life_of(page):
    """The fields of ``page`` that no committee judges: dates, animator, key moments, documents, picture."""
    return set(LIFE) if isinstance(page, ChallengeMixin) else set()


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
    life = life_of(page)
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


def _parts(page):
    if not isinstance(page, ChallengeMixin):
        own = set(page._meta.get_fields()) - set(
            page._meta.get_parent_list()[-1]._meta.get_fields()
        )
        for field in page._meta.get_fields():
            if field in own and isinstance(
                field, models.CharField | models.TextField | StreamField
            ):
                yield field.name, field.verbose_name, _html(page, field.name)
        return
    for name in CHALLENGE_PARTS:
        if name == "by":
            yield name, _("Proposed by"), _text(page.by)
        elif name == "situation":
            yield name, _label(page, name), _text(page.get_situation_display())
            for detail, label, _value in page.situation_details():
                yield detail, label, _html(page, detail)
        elif name == "brief":
            for part, label, _value in page.brief():
                yield part, label, _html(page, part)
        else:
            yield name, _label(page, name), _html(page, name)


def _label(page, name):
    return page._meta.get_field(name).verbose_name


def _text(value):
    return sanitise(linebreaks(str(value or "").strip(), autoescape=True))


def _rich(value):
    return sanitise(expand_db_html(value or ""))


def _list(rows):
    rows = list(rows)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows)) if rows else ""


def _html(page, name):
    """The value of a field as safe HTML, empty where there is none."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if name == "themes":
        return _list((theme["name"],) for theme in page.get_themes())
    if name == "goals":
        return _list((f"{number}. {label}",) for number, label in page.get_goals())
    if name == "territory":
        kind = page.get_territory_kind_display()
        return _text(f"{page.get_territory_name()} ({kind})" if kind else page.get_territory_name())
    if name == "picture":
        return _text(f"{value.title} – {value.description}".strip(" –")) if value else ""
    if name == "documents":
        return _list((_document(block.value),) for block in value)
    if name == "updates":
        return sanitise("".join(_update(update) for update in page.get_updates()))
    if isinstance(field, RichTextField):
        return _rich(value)
    if isinstance(field, StreamField):
        return sanitise(str(value))
    if isinstance(field, models.DateField):
        return _text(date_format(value)) if value else ""
    return _text(value)


def _document(value):
    document = value["document"]
    if document is None:
        return value["title"]
    try:
        size = filesizeformat(document.get_file_size())
    except OSError:
        size = ""
    details = ", ".join(part for part in (document.filename, size) if part)
    return sanitise(format_html('<a href="{}">{}</a> ({})', document.url, value["title"], details))


def _update(update):
    return format_html(
        "<p><strong>{} – {}</strong></p>{}",
        date_format(update["date"]) if update["date"] else "",
        update["title"],
        update["text"],
    )
