"""A field for a list of choices, in forms and in Wagtail's comparison of revisions."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison, TextDiff


class ChoicesListComparison(FieldComparison):
    """What was taken out of a list of choices and what was added, by their labels."""

    def htmldiff(self):
        before, after = (self.field.labels(value) for value in (self.val_a, self.val_b))
        if before == after:
            return escape(", ".join(map(str, after)))
        parts = [
            ("deletion", ", ".join(map(str, before))),
            ("addition", ", ".join(map(str, after))),
        ]
        return TextDiff([(kind, text) for kind, text in parts if text], separator=" ").to_html()

    def has_changed(self):
        return set(self.val_a or []) != set(self.val_b or [])


class ChoicesListField(models.JSONField):
    """A short list of values out of ``choices``, stored as a JSON array and shown as check boxes."""

    #: ``upstream.compare_as_fields_say``.
    comparison_class = ChoicesListComparison
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
