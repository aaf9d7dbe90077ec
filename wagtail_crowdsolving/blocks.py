"""Wagtail's blocks of text and numbers, typed as everywhere else (``fields``): nothing is cut, nor refused for a sign.

For migrations they are Wagtail's own: what is stored is the same.
"""

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.rich_text import RichText

from wagtail_crowdsolving import signs
from wagtail_crowdsolving.fields import DayInput, NumberField, TypedField, TypedLineField

#: The longest text of a block that says nothing else.
LENGTH = 10_000


class LineBlock(blocks.CharBlock):
    """A text on one line."""

    def __init__(self, required=True, help_text=None, max_length=LENGTH, **kwargs):
        super().__init__(required=required, help_text=help_text, max_length=max_length, **kwargs)
        self.field = TypedLineField(required=required, help_text=help_text, max_length=max_length)


class TextBlock(blocks.TextBlock):
    """A text on several lines, without markup."""

    def __init__(self, *args, max_length=LENGTH, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    @cached_property
    def field(self):
        return TypedField(
            widget=AdminAutoHeightTextInput(attrs={"rows": self.rows}), **self.field_options
        )


class NumberBlock(blocks.DecimalBlock):
    """A number as people write it: "1 500,5"."""

    def __init__(self, required=True, help_text=None, **kwargs):
        super().__init__(required=required, help_text=help_text, **kwargs)
        self.field = NumberField(required=required, help_text=help_text)


class DayBlock(blocks.DateBlock):
    """A day, shown as the reader's language writes it."""

    @cached_property
    def field(self):
        return forms.DateField(widget=DayInput(format=self.format), **self.field_options)


class RichTextBlock(blocks.RichTextBlock):
    """An editor's text, without the signs that a paste brought and nobody sees."""

    def value_from_form(self, value):
        return RichText(signs.clean(value or ""))


DECONSTRUCT_ALIASES = {
    LineBlock: "wagtail.blocks.CharBlock",
    TextBlock: "wagtail.blocks.TextBlock",
    NumberBlock: "wagtail.blocks.DecimalBlock",
    DayBlock: "wagtail.blocks.DateBlock",
    RichTextBlock: "wagtail.blocks.RichTextBlock",
}
