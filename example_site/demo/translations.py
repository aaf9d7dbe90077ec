"""The demo's English texts as translations that wagtail-localize knows: edited text by text, told when their source changes."""

from collections import defaultdict

from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def register(french, english, by):
    """``english`` was translated from ``french`` by ``by``: text by text, in the order of each field."""
    source, _is_new = TranslationSource.update_or_create_from_instance(french)
    Translation.objects.create(source=source, target_locale=english.locale)
    _name_blocks_alike(french, english)
    words = defaultdict(list)
    for segment in extract_segments(english):
        if isinstance(segment, StringSegmentValue):
            words[segment.path].append(segment.string.data)
    asked = defaultdict(list)
    for segment in source.stringsegment_set.select_related("context").order_by("order"):
        asked[segment.context.path].append(segment)
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of_id=segment.string_id,
                locale=english.locale,
                context=segment.context,
                data=text,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=by,
            )
            for path, segments in asked.items()
            if len(segments) == len(words[path])
            for segment, text in zip(segments, words[path], strict=True)
        ],
        ignore_conflicts=True,
    )
    TranslationLog.objects.create(
        source=source,
        locale=english.locale,
        revision=english.latest_revision if isinstance(english, Page) else None,
    )


def _name_blocks_alike(french, english):
    """The path of a text in a stream holds the id of its block: those of a translation are those of its source."""
    for field in english._meta.get_fields():
        if isinstance(field, StreamField):
            pairs = zip(getattr(french, field.name), getattr(english, field.name), strict=True)
            for theirs, ours in pairs:
                ours.id = theirs.id
