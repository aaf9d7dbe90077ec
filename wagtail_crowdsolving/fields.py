"""Fields of forms for what people type: bounded before anything is done with it."""

import re
import unicodedata

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from localflavor.fr import models as registers
from localflavor.fr.forms import FRRNAField, FRSIRENField, FRSIRETField
from wagtail.admin.datetimepicker import to_datetimepicker_format
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model
from wagtail.admin.widgets import AdminDateInput
from wagtail.fields import RichTextField

from wagtail_crowdsolving import signs
from wagtail_crowdsolving.text import bounded, clean_typed

#: The most of one answer that a form shows again: nobody loses what they have written themself.
SHOWN_LENGTH = 100_000
#: The widgets in which one sees how much is left.
COUNTED = (forms.Textarea, forms.TextInput, forms.EmailInput, forms.URLInput)
#: The widgets in which people write in their own language, and its direction.
WRITTEN = (forms.Textarea, forms.TextInput, forms.SearchInput)
_MAILTO = re.compile(r"\A\s*mailto:\s*", re.IGNORECASE)
#: The longest text in the small markup, where a field says nothing else.
MARKUP_LENGTH = 6000


class TypedMixin:
    """For a field of characters: its value is what ``text.clean_typed`` makes of it.

    ``max_length`` must be said. What is far too long is refused unread, and comes back in the form
    to be shortened, up to ``SHOWN_LENGTH``.
    """

    one_line = False
    is_language = True

    def __init__(self, *, max_length, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            one_line = self.one_line or isinstance(self.widget, forms.TextInput)
            value = clean_typed(value, self.max_length, one_line=one_line)
        return super().to_python(value)

    def widget_attrs(self, widget):
        # No ``maxlength``: a browser cuts what is pasted without a word. The counter reads this.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        if isinstance(widget, COUNTED):
            attrs["data-max-length"] = self.max_length
            attrs["data-left"] = _("%s characters left")
            attrs["data-over"] = _("%s characters too many")
        if self.is_language and isinstance(widget, WRITTEN):
            attrs["dir"] = "auto"
        return attrs

    def bound_data(self, data, initial):
        data = super().bound_data(data, initial)
        return data[:SHOWN_LENGTH] if isinstance(data, str) else data


class TypedField(TypedMixin, forms.CharField):
    """A text on several lines."""


class TypedLineField(TypedMixin, forms.CharField):
    """A text on one line, with single blanks."""

    one_line = True


class _CodeMixin(TypedMixin):
    """Something that machines read too: nothing invisible stands in it."""

    one_line = True
    is_language = False

    def to_python(self, value):
        if isinstance(value, str):
            value = signs.clean_code(bounded(value, self.max_length))
        return super().to_python(value)


class TypedEmailField(_CodeMixin, forms.EmailField):
    """An address, as it is written or as a link to it is copied: "mailto:lea@example.org"."""

    widget = forms.EmailInput

    def to_python(self, value):
        return _MAILTO.sub("", super().to_python(value), count=1)


class TypedURLField(_CodeMixin, forms.URLField):
    widget = forms.URLInput

    def __init__(self, *, assume_scheme="https", **kwargs):
        super().__init__(assume_scheme=assume_scheme, **kwargs)


class PhoneField(_CodeMixin, forms.CharField):
    """A phone number as people write it: "+33 (0)4 91 00 00 00, poste 12"."""

    default_validators = [
        RegexValidator(r"(?:\d\D*){6}", _("A phone number has six digits or more: 04 91 00 00 00."))
    ]

    def to_python(self, value):
        value = super().to_python(value)
        return "".join("-" if unicodedata.category(one) == "Pd" else one for one in value)


class PlainTextField(TypedField):
    """Text on one line, or on several with a ``Textarea``, brought into one normal form."""


class MarkupField(PlainTextField):
    """Text in the small markup of ``text.to_html``."""

    def __init__(self, *, rows=6, **kwargs):
        kwargs.setdefault("max_length", MARKUP_LENGTH)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


#: More than any number needs, blanks and unit included.
NUMBER_LENGTH = 60


class _NumberMixin:
    """For a number that people write with blanks, a comma, or the field's own ``unit``: "1 500 m²".

    Its widget is a text: a browser's field for numbers takes no such sign, and tells nobody.
    """

    def __init__(self, *, unit="", **kwargs):
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str) and len(value) <= NUMBER_LENGTH:
            value = signs.number(
                value,
                unit=str(self.unit),
                is_whole=isinstance(self, forms.IntegerField)
                and not isinstance(self, forms.DecimalField),
                mark=get_format("DECIMAL_SEPARATOR"),
            )
        return super().to_python(value)


class WholeNumberField(_NumberMixin, forms.IntegerField):
    default_error_messages = {
        "invalid": _("Type a whole number in digits, without other words: 1500."),
    }


class NumberField(_NumberMixin, forms.DecimalField):
    default_error_messages = {
        "invalid": _("Type a number in digits, without other words: 1500 or 2.5."),
    }


class _RegistrationMixin:
    """A number of a register as it is pasted: with blanks, points, hyphens."""

    def to_python(self, value):
        if isinstance(value, str):
            value = bounded(value, self.max_length)
            value = "".join(one for one in signs.clean_code(value).upper() if one.isalnum())
        return super().to_python(value)


class SirenField(_RegistrationMixin, FRSIRENField):
    pass


class SiretField(_RegistrationMixin, FRSIRETField):
    pass


class RnaField(_RegistrationMixin, FRRNAField):
    pass


class RichField(forms.CharField):
    """An editor's rich text, without the signs that a paste brought and nobody sees."""

    def to_python(self, value):
        return signs.clean(super().to_python(value))


def typed_formfield(db_field, **kwargs):
    """``Meta.formfield_callback`` of the admin's forms: what is typed there is read as on the site."""
    form_class = None if db_field.choices else _TYPED.get(type(db_field))
    if form_class in (WholeNumberField, NumberField):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        kwargs.setdefault("form_class", form_class)
    elif form_class and (db_field.max_length or form_class is RichField):
        kwargs.setdefault("form_class", form_class)
    field = formfield_for_dbfield(db_field, **kwargs)
    if field is not None:
        # Also of what is read by its own rules: a number of registration has blanks where it is pasted.
        field.widget.attrs.pop("maxlength", None)
        if type(db_field) in (models.CharField, models.TextField) and isinstance(
            field.widget, WRITTEN
        ):
            field.widget.attrs.setdefault("dir", "auto")
    return field


_TYPED = {
    models.EmailField: TypedEmailField,
    models.URLField: TypedURLField,
    models.CharField: TypedField,
    models.TextField: TypedField,
    models.IntegerField: WholeNumberField,
    models.PositiveIntegerField: WholeNumberField,
    models.PositiveSmallIntegerField: WholeNumberField,
    models.DecimalField: NumberField,
    registers.FRSIRENField: SirenField,
    registers.FRSIRETField: SiretField,
    registers.FRRNAField: RnaField,
    RichTextField: RichField,
}


class DayInput(AdminDateInput):
    """A day in the admin, shown as the reader's language writes it: 01/11/2026 in French.

    It may be typed so or as 2026-11-01. Wagtail's own has one format for all languages, which a site still may
    choose (``WAGTAIL_DATE_FORMAT``).
    """

    def __init__(self, attrs=None, format=None):
        super().__init__(attrs, format)
        self.format = format or getattr(settings, "WAGTAIL_DATE_FORMAT", None)

    @property
    def shown_format(self):
        return self.format or get_format(self.format_key)[0]

    def get_config(self):
        # Left to itself the picker writes today over whatever it cannot read: our own error is to say so.
        return {
            **super().get_config(),
            "format": to_datetimepicker_format(self.shown_format),
            "validateOnBlur": False,
        }

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        # Translators: how a day is typed, letter by letter: day, month, year.
        letters = {"%d": _("dd"), "%m": _("mm"), "%Y": _("yyyy")}
        hint = self.shown_format
        for sign, letter in letters.items():
            hint = hint.replace(sign, str(letter))
        return attrs if "%" in hint else {"placeholder": hint, **attrs}


class TypedModelForm(WagtailAdminModelForm):
    """``base_form_class`` of the models that are edited in Wagtail's admin."""

    class Meta:
        formfield_callback = typed_formfield


class TypedInlinePanel(InlinePanel):
    """Wagtail's, with the same fields in its rows."""

    def get_form_options(self):
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields")
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=TypedModelForm,
            defer_required_on_fields=deferred or [],
        )
        return options


class TypedPageForm(WagtailAdminPageForm):
    """``base_form_class`` of the page types."""

    class Meta:
        formfield_callback = typed_formfield
