from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from wagtail_crowdsolving import clock


class FigureBlock(blocks.StructBlock):
    """A number with what makes it credible: its unit, its date, its source."""

    label = blocks.CharBlock(label=_("what is counted"), max_length=120)
    value = blocks.DecimalBlock(label=_("value"))
    unit = blocks.CharBlock(
        label=_("unit"), max_length=40, required=False, help_text=_("m², t a year, people…")
    )
    date = blocks.DateBlock(label=_("date"), required=False, validators=[clock.MEASURED])
    source = blocks.CharBlock(label=_("source"), max_length=160, required=False)

    class Meta:
        label = _("Figure")
        icon = "order"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
