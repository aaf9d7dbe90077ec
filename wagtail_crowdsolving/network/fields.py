from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoicesListField(models.JSONField):
    """A short list of values out of ``choices``, stored as a JSON array and shown as check boxes."""

    default_error_messages = {
        "invalid_list": _("Choose among the values of the list."),
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        allowed = {key for key, label in self.flatchoices}
        if not isinstance(value, list) or not set(value) <= allowed:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")

    def formfield(self, **kwargs):
        coerce = type(self.flatchoices[0][0])
        return forms.TypedMultipleChoiceField(
            choices=self.flatchoices,
            coerce=coerce,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
            empty_value=[],
        )

    def labels(self, value):
        """The labels of the stored values, in the order of ``choices``."""
        return [label for key, label in self.flatchoices if key in (value or [])]
