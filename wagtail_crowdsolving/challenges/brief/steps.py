"""The steps in which a brief is filled, and how far a draft has come."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.challenges.brief.forms import (
    ChallengeForm,
    ContactForm,
    DetailsForm,
    SituationForm,
    WhoForm,
)
from wagtail_crowdsolving.challenges.brief.words import BRIEF_FIELDS, DETAILS
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS

#: The steps in their order: address → form. The preview that ends them has none.
STEPS = {
    "qui": WhoForm,
    "situation": SituationForm,
    "details": DetailsForm,
    "defi": ChallengeForm,
    "contact": ContactForm,
}


PREVIEW = "apercu"


STEP_TITLES = {
    "qui": _("Who proposes"),
    "situation": _("The situation"),
    "details": _("The situation in detail"),
    "defi": _("The challenge"),
    "contact": _("Contact"),
    PREVIEW: _("Preview and submission"),
}


#: Every answer that a draft may hold.
ANSWERS = {
    *BRIEF_FIELDS,
    *DETAILS,
    "themes",
    "territory",
    "territory_kind",
    *(name for form in STEPS.values() for name in form.base_fields),
}


def step_form(step, *, data, index, user=None):
    """The form of ``step`` bound to what a draft keeps; unbound where the step was never saved."""
    form_class = STEPS[step]
    situation = data.get("situation")
    form = form_class(index=index, user=user, situation=situation)
    if form.is_begun(data):
        form = form_class(data, index=index, user=user, situation=situation)
    return form


def brief_forms(*, data, index):
    """The five forms bound to ``data``, whatever was filled: ``{step: form}``."""
    situation = data.get("situation")
    return {
        step: form_class(data, index=index, situation=situation)
        for step, form_class in STEPS.items()
    }


class StepState(NamedTuple):
    #: "done", "incomplete" (begun) or "todo"
    state: str
    #: Whether the challenge cannot be submitted as long as the step stays so.
    blocks: bool


def step_states(*, data, index):
    """The ``StepState`` of each of the five steps."""
    states = {}
    for step, form in brief_forms(data=data, index=index).items():
        valid, begun = form.is_valid(), form.is_begun(data)
        state = "done" if valid and begun else "incomplete" if begun else "todo"
        states[step] = StepState(state, not valid)
    return states


def fields_of(step, data):
    """The names of the fields that ``step`` shows for this draft."""
    if step == "details":
        return SITUATION_FIELDS.get(data.get("situation"), [])
    return list(STEPS[step].base_fields)


def clean_brief(*, data, index):
    """The whole brief, clean. Raises ``ValidationError`` with every field that must be corrected."""
    cleaned, errors = {}, {}
    for form in brief_forms(data=data, index=index).values():
        if form.is_valid():
            cleaned.update(form.cleaned_data)
        else:
            errors.update(form.errors.as_data())
    if errors:
        raise ValidationError(errors)
    return cleaned
