from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class Station(Page):
    """A place that measures the weather of a territory."""

    territory = models.ForeignKey(
        "wagtail_crowdsolving.Territory", on_delete=models.PROTECT, related_name="+"
    )

    content_panels = Page.content_panels + [FieldPanel("territory")]
    subpage_types = []
