"""The forms of a brief: one for each step, and one for a revision.

Each form is made from what was typed (a dict of strings, lists and booleans), so that the same
form reads a post, a draft kept between visits and the whole brief on submission.
"""

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from wagtail_crowdsolving.challenges.brief.words import (
    BRIEF_FIELDS,
    BRIEF_REQUIRED,
    DETAILS,
    KEEP_ITEMS,
    KEEP_LENGTH,
    SITUATION_EXPLANATIONS,
    SURFACE_MAX,
    TITLE_LENGTH,
)
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS, SITUATION_REQUIRED, Situation
from wagtail_crowdsolving.fields import (
    MARKUP_LENGTH,
    MarkupField,
    PhoneField,
    PlainTextField,
    TypedEmailField,
    TypedURLField,
    WholeNumberField,
)
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.people import email_of
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.network.words import TerritoryKind


class WebAddressField(TypedURLField):
    default_validators = [URLValidator(schemes=["http", "https"])]


#: The longest word of a proposer with what they send back.
NOTE_LENGTH = 2000


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
            field = WholeNumberField(min_value=1, max_value=SURFACE_MAX, unit="m²", **options)
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
        listed = offered(Organisation.objects.all(), self.index.locale_id)
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
        language = self.index.locale_id
        self.fields["themes"] = forms.MultipleChoiceField(
            label=_("Themes"),
            required=False,
            choices=_choices(offered(Theme.objects.all(), language)),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["territory"] = forms.ChoiceField(
            label=_("Territory"),
            required=False,
            choices=[
                ("", _("None in particular, or not in the list")),
                *_choices(offered(Territory.objects.all(), language)),
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
    contact_phone = PhoneField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
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
                    "contact_email": email_of(user),
                },
            )
        super().__init__(data, user=user, **kwargs)


#: How the team reaches the proposer, wherever it is typed.
CONTACT_FIELDS = {
    name: ContactForm.base_fields[name]
    for name in ("contact_name", "contact_email", "contact_phone")
}


class RevisionForm(ChallengeForm):
    """The whole brief on one page, situation included: what a proposer changes when asked to."""

    situation = forms.ChoiceField(label=_("Starting situation"), choices=Situation.choices)
    cover_note = PlainTextField(
        label=_("A word to the team"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you have changed, or why you have not. Only the team reads it."),
    )

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
        return [self[name] for name in self.fields if name not in (*DETAILS, "cover_note")]

    def situation_groups(self):
        """``(situation, fields)`` of the five situations."""
        return [
            (situation, [self[name] for name in SITUATION_FIELDS[situation]])
            for situation in Situation
        ]
