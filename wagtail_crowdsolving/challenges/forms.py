"""The forms of a proposal: one for each step, and one for a revision.

Each form is made from what was typed (a dict of strings, lists and booleans), so that the same
form reads a post, a draft kept between visits and the whole brief on submission.
"""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from wagtail_crowdsolving import text
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS, SITUATION_REQUIRED, Situation
from wagtail_crowdsolving.fields import TypedEmailField, TypedField, TypedURLField
from wagtail_crowdsolving.network.models import Organisation, Territory, TerritoryKind, Theme

TITLE_LENGTH = 120
MARKUP_LENGTH = 6000
SURFACE_MAX = 10_000_000
#: The most that is kept of one answer, whatever is wrong with it.
KEEP_LENGTH = 20_000
#: The most answers that are kept of one list.
KEEP_ITEMS = 50

#: What every challenge says, in the order of the form.
BRIEF_FIELDS = [
    "guiding_question",
    "summary",
    "context",
    "objectives",
    "constraints",
    "opportunities",
    "resources",
    "expected",
    "beneficiaries",
]
BRIEF_REQUIRED = {"guiding_question", "summary", "context"}
DETAILS = [name for names in SITUATION_FIELDS.values() for name in names]

#: The answers that are written into the page as they stand.
PAGE_FIELDS = ["title", "situation", *BRIEF_FIELDS, *DETAILS, "territory_kind"]

SITUATION_EXPLANATIONS = {
    Situation.PRIORITY_ISSUE: _(
        "You see a need that nobody answers well today, and you have no solution yet."
    ),
    Situation.TERRITORY: _(
        "People of a neighbourhood, a town or a valley want to act, and several needs stand side by side."
    ),
    Situation.IDEA: _("You have an idea and no time to carry it: you hand it over to somebody."),
    Situation.RESOURCE: _("You have premises, land, equipment or a material that could serve."),
    Situation.SWARMING: _("You know a project that works somewhere else, and you want it here."),
}


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


class WebAddressField(TypedURLField):
    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class TypedForm(forms.Form):
    """A form that knows the list it proposes under, and can say what was typed into it."""

    use_required_attribute = False

    def __init__(self, data=None, *, index, user=None, situation=None, **kwargs):
        self.index = index
        self.user = user
        self.situation = situation if situation in Situation.values else None
        super().__init__(data, **kwargs)
        self.add_fields()

    def add_fields(self):
        """Add the fields that depend on the page type or on the situation."""

    def add_from_model(self, name, required=False):
        """Add the field of the page type in the shape in which a member fills it."""
        model_field = self.index.get_item_model()._meta.get_field(name)
        options = {
            "label": capfirst(str(model_field.verbose_name)),
            "help_text": model_field.help_text,
            "required": required,
        }
        if isinstance(model_field, RichTextField):
            field = MarkupField(**options)
        elif isinstance(model_field, models.PositiveIntegerField):
            field = forms.IntegerField(min_value=1, max_value=SURFACE_MAX, **options)
        elif isinstance(model_field, models.URLField):
            field = WebAddressField(max_length=model_field.max_length, **options)
        elif isinstance(model_field, models.TextField):
            field = PlainTextField(
                max_length=model_field.max_length or MARKUP_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
                **options,
            )
        else:
            field = PlainTextField(max_length=model_field.max_length, **options)
        self.fields[name] = field

    def typed(self):
        """What was typed into this form, as it can be kept: bounded, without what no database takes."""
        return {name: keep(self[name].data, field) for name, field in self.fields.items()}

    def is_begun(self, data):
        """Whether ``data`` holds anything that was kept from this form."""
        return any(name in data for name in self.fields)


def keep(value, field):
    """One typed value as a draft keeps it."""
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(field, forms.MultipleChoiceField):
        return [_bounded(item) for item in (value or [])[:KEEP_ITEMS]]
    return _bounded(value)


def bounded(value):
    """An answer, of whatever form, as a draft keeps it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [_bounded(item) for item in value[:KEEP_ITEMS]]
    return _bounded(value)


def _bounded(value):
    return str(value if value is not None else "").replace("\x00", "")[:KEEP_LENGTH]


def _choices(queryset, name=str):
    """Choices by primary key. Checked as text: no number from a post reaches the database."""
    return [(str(item.pk), name(item)) for item in queryset]


class WhoForm(TypedForm):
    MYSELF, ORGANISATION = "myself", "organisation"

    for_whom = forms.ChoiceField(
        label=_("For whom do you propose this challenge?"),
        choices=[(MYSELF, _("For myself")), (ORGANISATION, _("For an organisation"))],
        widget=forms.RadioSelect,
    )
    organisation = forms.ChoiceField(
        label=_("Organisation in the list"),
        required=False,
        help_text=_("Leave it empty where yours is not in the list, and type its name below."),
    )
    organisation_name = PlainTextField(
        label=_("Name of the organisation"),
        max_length=160,
        required=False,
        help_text=_("Only where it is not in the list. It will be public."),
    )

    def add_fields(self):
        listed = Organisation.objects.filter(locale_id=self.index.locale_id, is_active=True)
        self.fields["organisation"].choices = [("", _("Not in the list")), *_choices(listed)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("for_whom") != self.ORGANISATION:
            cleaned["organisation"] = cleaned["organisation_name"] = ""
        elif "organisation" in cleaned and "organisation_name" in cleaned:
            if cleaned["organisation"] and cleaned["organisation_name"]:
                self.add_error(
                    "organisation_name",
                    _("Choose an organisation in the list or type a name, not both."),
                )
            elif not cleaned["organisation"] and not cleaned["organisation_name"]:
                self.add_error(
                    "organisation", _("Choose your organisation in the list, or type its name.")
                )
        return cleaned


class SituationForm(TypedForm):
    situation = forms.ChoiceField(
        label=_("Which of these five situations is nearest to yours?"), widget=forms.RadioSelect
    )

    def add_fields(self):
        self.fields["situation"].choices = [
            (
                situation.value,
                format_html(
                    '<strong>{}</strong> <span class="cs-help">{}</span>',
                    situation.label,
                    SITUATION_EXPLANATIONS[situation],
                ),
            )
            for situation in Situation
        ]


class DetailsForm(TypedForm):
    """The fields that belong to the situation that was chosen."""

    def add_fields(self):
        for name in SITUATION_FIELDS.get(self.situation, []):
            self.add_from_model(name, name in SITUATION_REQUIRED.get(self.situation, []))


class ChallengeForm(TypedForm):
    title = PlainTextField(
        label=_("Title of the challenge"),
        max_length=TITLE_LENGTH,
        help_text=_("In a few words: what is at stake, and where."),
    )

    def add_fields(self):
        for name in BRIEF_FIELDS:
            self.add_from_model(name, name in BRIEF_REQUIRED)
        locale = {"locale_id": self.index.locale_id, "is_active": True}
        self.fields["themes"] = forms.MultipleChoiceField(
            label=_("Themes"),
            required=False,
            choices=_choices(Theme.objects.filter(**locale)),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["territory"] = forms.ChoiceField(
            label=_("Territory"),
            required=False,
            choices=[
                ("", _("None in particular, or not in the list")),
                *_choices(Territory.objects.filter(**locale)),
            ],
        )
        self.fields["territory_kind"] = forms.ChoiceField(
            label=_("Kind of territory"),
            required=False,
            choices=[("", _("I do not know")), *TerritoryKind.choices],
        )


class ContactForm(TypedForm):
    contact_name = PlainTextField(
        label=_("Whom may we contact?"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_(
            "First and last name. Never public: only the team that examines challenges reads it."
        ),
    )
    contact_email = TypedEmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
    )
    contact_phone = PlainTextField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        validators=[
            RegexValidator(
                r"^\+?[0-9 ().\-/]{6,30}$",
                _(
                    "A phone number holds digits, spaces and the signs + ( ) . - / only: 04 91 00 00 00."
                ),
            )
        ],
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that the team keeps these contact details to examine my challenge and to answer me. "
            "I can take my agreement back at any time."
        ),
        error_messages={
            "required": _("Without your agreement the team may not keep your contact details.")
        },
    )

    def __init__(self, data=None, *, user=None, **kwargs):
        if user is not None:
            kwargs.setdefault(
                "initial",
                {
                    "contact_name": user.get_full_name(),
                    "contact_email": getattr(user, user.get_email_field_name()),
                },
            )
        super().__init__(data, user=user, **kwargs)
        for name in ("contact_name", "contact_email", "contact_phone"):
            self.fields[name].widget.attrs.pop("maxlength", None)


class RevisionForm(ChallengeForm):
    """The whole brief on one page, situation included: what a proposer changes when asked to."""

    situation = forms.ChoiceField(label=_("Starting situation"), choices=Situation.choices)

    def add_fields(self):
        self.order_fields(["title", "situation"])
        super().add_fields()
        for name in DETAILS:
            self.add_from_model(name)

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("situation")
        for name in SITUATION_REQUIRED.get(chosen, []):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def brief_fields(self):
        """The fields that every situation has."""
        return [self[name] for name in self.fields if name not in DETAILS]

    def situation_groups(self):
        """``(situation, fields)`` of the five situations."""
        return [
            (situation, [self[name] for name in SITUATION_FIELDS[situation]])
            for situation in Situation
        ]


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


class DeclineForm(forms.Form):
    reasons = PlainTextField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The proposer reads them as they stand, in their space and in a mail."),
    )


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


def sections(challenge):
    """``(label, value, is_rich)`` of what a challenge says under its summary, filled parts only."""
    short = ("guiding_question", "summary", "beneficiaries")
    names = [
        *(name for name in BRIEF_FIELDS if name not in short),
        *SITUATION_FIELDS[challenge.situation],
    ]
    fields = [challenge._meta.get_field(name) for name in names]
    return [
        (field.verbose_name, getattr(challenge, field.name), isinstance(field, RichTextField))
        for field in fields
        if getattr(challenge, field.name)
    ]


def typed_from_page(page):
    """What a revision form shows of ``page``: its rich text in the markup that members type."""
    typed = {}
    for name in PAGE_FIELDS:
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), RichTextField):
            value = clean_html(value)
        typed[name] = "" if value is None else str(value)
    typed["themes"] = [str(theme.pk) for theme in page.themes.all()]
    typed["territory"] = str(page.territory_id or "")
    return typed


def render_brief(page, cleaned):
    """A clean brief as ``page`` stores it; the fields of other situations are emptied.

    Takes time: to be called before any row is locked.
    """
    others = set(DETAILS) - set(SITUATION_FIELDS[cleaned["situation"]])
    brief = {**cleaned, **dict.fromkeys(others)}
    for name in PAGE_FIELDS:
        value, field = brief[name], page._meta.get_field(name)
        if isinstance(field, RichTextField):
            before = getattr(page, name)
            # Rich text that was not touched keeps what the markup cannot say: links to pages.
            untouched = clean_html(before) == (value or "")
            brief[name] = before if untouched else text.to_html(value or "")
        elif value is None and not field.null:
            brief[name] = ""
    return brief


def write_brief(page, cleaned):
    """Write what ``render_brief`` made into ``page``."""
    for name in PAGE_FIELDS:
        setattr(page, name, cleaned[name])
    page.territory_id = int(cleaned["territory"]) if cleaned.get("territory") else None
    page.themes.set(Theme.objects.filter(pk__in=cleaned.get("themes") or []))
    return page


def clean_html(html):
    """Stored rich text as the form shows it."""
    return text.normal_form(text.to_markup(html or ""))
