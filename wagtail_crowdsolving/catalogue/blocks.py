"""Blocks of a project: a figure with its source, a picture with its alternative."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.blocks import DayBlock, LineBlock, NumberBlock


class FigureBlock(blocks.StructBlock):
    """A number with what makes it credible: its unit, its date, its source."""

    label = LineBlock(label=_("what is counted"), max_length=120)
    value = NumberBlock(label=_("value"))
    unit = LineBlock(
        label=_("unit"), max_length=40, required=False, help_text=_("m², t a year, people…")
    )
    date = DayBlock(label=_("date"), required=False, validators=[clock.MEASURED])
    source = LineBlock(label=_("source"), max_length=160, required=False)

    class Meta:
        label = _("Figure")
        icon = "order"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = LineBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
