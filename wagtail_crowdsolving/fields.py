"""Fields of forms for what people type: bounded before anything is done with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.text import clean_typed

#: The most of one answer that a form shows again: nobody loses what they have written themself.
SHOWN_LENGTH = 100_000
#: The longest text in the small markup, where a field says nothing else.
MARKUP_LENGTH = 6000


class TypedMixin:
    """For a field of characters: its value is what ``text.clean_typed`` makes of it.

    ``max_length`` must be said. What is far too long is refused unread, and comes back in the form
    to be shortened, up to ``SHOWN_LENGTH``.
    """

    one_line = False

    def __init__(self, *, max_length, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = clean_typed(value, self.max_length, one_line=self.one_line)
        return super().to_python(value)

    def bound_data(self, data, initial):
        data = super().bound_data(data, initial)
        return data[:SHOWN_LENGTH] if isinstance(data, str) else data


class TypedField(TypedMixin, forms.CharField):
    """A text on several lines."""


class TypedLineField(TypedMixin, forms.CharField):
    """A text on one line, with single blanks."""

    one_line = True


class TypedEmailField(TypedMixin, forms.EmailField):
    one_line = True
    widget = forms.EmailInput


class TypedURLField(TypedMixin, forms.URLField):
    one_line = True
    widget = forms.URLInput


class PlainTextField(TypedField):
    """Text on one line, or on several with a ``Textarea``, brought into one normal form."""

    def widget_attrs(self, widget):
        # No ``maxlength``: a browser cuts what is pasted without a word. The counter reads this.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        if self.max_length and isinstance(widget, forms.Textarea):
            attrs["data-max-length"] = self.max_length
            attrs["data-left"] = _("%s characters left")
            attrs["data-over"] = _("%s characters too many")
        return attrs


class MarkupField(PlainTextField):
    """Text in the small markup of ``text.to_html``."""

    def __init__(self, *, rows=6, **kwargs):
        kwargs.setdefault("max_length", MARKUP_LENGTH)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
