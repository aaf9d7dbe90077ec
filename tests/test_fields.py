"""Fields of forms: nothing is cut, refused for a sign, or lost; in Wagtail's admin too."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.admin.panels import get_edit_handler
from wagtail.snippets.widgets import AdminSnippetChooser

from wagtail_crowdsolving import fields, signs
from wagtail_crowdsolving.catalogue.blocks import FigureBlock
from wagtail_crowdsolving.challenges.blocks import UpdateBlock
from wagtail_crowdsolving.editors import EditedPageMixin
from wagtail_crowdsolving.listing.pages import FilteredIndexMixin
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.pages import ClassifiedMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection.models import Committee
from wagtail_crowdsolving.wagtail_admin import DayRangeFilter


def forms_of_the_admin():
    for model in (Theme, Territory, Organisation):
        yield model.snippet_viewset.get_edit_handler().get_form_class()
    for mixin in (ClassifiedMixin, FilteredIndexMixin, EditedPageMixin):
        for model in page_types(mixin):
            yield get_edit_handler(model).get_form_class()
    committee = Committee.snippet_viewset.get_edit_handler().get_form_class()
    yield committee
    yield committee.formsets["criteria"].form


def with_blocks(name, field):
    """The field itself, or the fields of the blocks that are filled in it."""
    blocks = [field.block] if hasattr(field, "block") else []
    while blocks:
        block = blocks.pop()
        blocks += getattr(block, "child_blocks", {}).values()
        if hasattr(block, "field"):
            yield f"{name}: {block.name}", block.field
    if not hasattr(field, "block"):
        yield name, field


def test_no_form_of_the_admin_cuts_what_is_pasted():
    for form in forms_of_the_admin():
        for field in form.base_fields.items():
            for name, one in with_blocks(*field):
                assert "maxlength" not in one.widget.attrs, name
                assert not isinstance(one.widget, forms.NumberInput), name


def test_what_is_pasted_into_blocks_and_rich_text():
    form = get_edit_handler(ChallengePage).get_form_class()
    assert form.base_fields["context"].clean("<p>un\x0bdeux\u202e</p>") == "<p>un\ndeux</p>"
    update = UpdateBlock().child_blocks
    assert update["title"].clean(" Le\x0btitre\u202a ") == "Le titre"
    assert update["text"].value_from_form("<p>un\u202edeux</p>").source == "<p>undeux</p>"
    with pytest.raises(ValidationError) as error:
        update["title"].clean("x" * 170)
    assert error.value.params == {"limit": 160, "excess": 10}
    with translation.override("fr"):
        assert FigureBlock().child_blocks["value"].clean("1\u202f500,5") == Decimal("1500.5")


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("siren", "732.829.320", "732829320"),
        ("siren", "732\u00a0829\u202f320\u200b", "732829320"),
        ("siret", "732 829 320 – 00074", "73282932000074"),
        ("rna", "w751.012.345 ", "W751012345"),
        ("rna", "W 751\u00a0012 345", "W751012345"),
        ("rna", "", ""),
    ],
)
def test_numbers_of_registers_as_they_are_pasted(name, typed, read):
    form = Organisation.snippet_viewset.get_edit_handler().get_form_class()
    assert form.base_fields[name].clean(typed) == read


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


@pytest.mark.versions
@pytest.mark.parametrize(
    ("language", "shown", "letters"),
    [("fr", "01/11/2026", "d/m/Y"), ("en", "2026-11-01", "Y-m-d")],
)
def test_a_day_is_shown_as_the_language_writes_it_and_typed_in_two_ways(language, shown, letters):
    """In every form of the admin, blocks and filters too."""
    day = date(2026, 11, 1)
    page = get_edit_handler(ChallengePage).get_form_class()
    for field in (page.base_fields["closes_on"], UpdateBlock().child_blocks["date"].field):
        with translation.override(language):
            html = field.widget.render("day", day, {"id": "day"})
            assert f'value="{shown}"' in html
            assert f'"format": "{letters}"' in unescape(html)
            assert {field.to_python(typed) for typed in (shown, "2026-11-01")} == {day}
    with translation.override(language):
        asked = DayRangeFilter(field_name="at").field.widget.render("at", slice(day, None), {})
        assert f'value="{shown}"' in asked


def test_a_chooser_names_no_model_without_its_article():
    for form in forms_of_the_admin():
        for field in form.base_fields.values():
            if isinstance(field.widget, AdminSnippetChooser):
                name = field.widget.model._meta.verbose_name
                assert name.lower() not in str(field.widget.choose_one_text).lower()


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("en", 0, "0 bytes"),
        ("en", 2048, "2 kB"),
        ("en", 1024 * 1024 - 1, "1 MB"),
        ("en", 20 * 1024**2, "20 MB"),
        ("fr", 3 * 1024**2 // 2, "1,5"),
    ],
)
def test_a_size_has_no_zero_behind_the_comma(language, number, written):
    with translation.override(language):
        assert signs.size(number).startswith(written)
