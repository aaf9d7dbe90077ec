"""The pictures of a list in few queries."""

from django.db import models
from wagtail.images import get_image_model

#: The pictures of the cards; those of a page of results come in one query.
CARD_RENDITIONS = ["fill-480x270|format-webp", "fill-960x540|format-webp"]


def prefetch_renditions(pictures, specs):
    """Find the existing renditions of ``pictures`` (``None`` among them is passed over) in one query."""
    pictures = [picture for picture in pictures if picture is not None]
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs)
    models.prefetch_related_objects(
        pictures, models.Prefetch("renditions", renditions, to_attr="prefetched_renditions")
    )
