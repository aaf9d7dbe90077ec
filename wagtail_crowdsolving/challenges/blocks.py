"""A dated key moment in the life of a challenge, as editors write it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.blocks import DayBlock, LineBlock, RichTextBlock
from wagtail_crowdsolving.text import RICH_TEXT_FEATURES


class UpdateBlock(blocks.StructBlock):
    """A key moment in the life of a challenge, dated."""

    date = DayBlock(label=_("date"), validators=[clock.PLANNED])
    title = LineBlock(label=_("title"), max_length=160)
    text = RichTextBlock(label=_("text"), features=RICH_TEXT_FEATURES)
    picture = ImageChooserBlock(label=_("picture"), required=False)

    class Meta:
        label = _("Key moment")
        icon = "date"
