"""Fields of forms: nothing is cut, refused for a sign, or lost; in Wagtail's admin too."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from wagtail.admin.panels import get_edit_handler

from wagtail_crowdsolving import fields
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.pages.models import CatalogueProjectPage, ChallengePage
from wagtail_crowdsolving.selection.models import Committee


def forms_of_the_admin():
    for model in (Theme, Territory, Organisation):
        yield model.snippet_viewset.get_edit_handler().get_form_class()
    for model in (ChallengePage, CatalogueProjectPage):
        yield get_edit_handler(model).get_form_class()
    committee = Committee.snippet_viewset.get_edit_handler().get_form_class()
    yield committee
    yield committee.formsets["criteria"].form


def test_no_form_of_the_admin_cuts_what_is_pasted():
    for form in forms_of_the_admin():
        for name, field in form.base_fields.items():
            assert "maxlength" not in field.widget.attrs, name
            assert not isinstance(field.widget, forms.NumberInput), name


def test_the_marks_of_a_committee_are_numbers_as_people_write_them():
    committee = Committee.snippet_viewset.get_edit_handler().get_form_class()
    with translation.override("fr"):
        assert committee.base_fields["threshold"].clean("62,5 ") == Decimal("62.5")
        assert committee.base_fields["quorum"].clean("\u202a3\u202c") == 3
        weight = committee.formsets["criteria"].form.base_fields["weight"]
        assert weight.clean("1,5") == Decimal("1.5")


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        (
            fields.TypedEmailField(max_length=60),
            " \u202aa\u00ad@example.org\u200b",
            "a@example.org",
        ),
        (
            fields.TypedURLField(max_length=60),
            "https://example.org/\ufeffx",
            "https://example.org/x",
        ),
        (fields.TypedLineField(max_length=60), "Zoé\x0b Petit\u200e", "Zoé Petit"),
        (fields.PlainTextField(max_length=60), "Un titre\x0bsur deux", "Un titre sur deux"),
        (fields.MarkupField(), "un\x0bdeux", "un\ndeux"),
    ],
)
def test_what_a_paste_brings_is_cleaned(field, typed, read):
    assert field.clean(typed) == read
    assert "maxlength" not in field.widget.attrs
    assert field.widget.attrs["data-max-length"] == field.max_length


def test_what_is_too_long_is_said_and_kept():
    class Form(forms.Form):
        text = fields.TypedField(max_length=10, widget=forms.Textarea)

    form = Form({"text": "x" * 12})
    with translation.override("en"):
        assert "2 too many" in form.errors["text"][0]
    assert "x" * 12 in str(form["text"])
