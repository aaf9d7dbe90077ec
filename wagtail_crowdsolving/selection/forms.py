"""What members and chairs fill in. The doors judge it: the forms carry it there and back."""

import datetime

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.models import Locale

from wagtail_crowdsolving import clock, conf, folding
from wagtail_crowdsolving.fields import PlainTextField, TypedEmailField, TypedLineField
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.minutes import names_of
from wagtail_crowdsolving.selection.models import Decision, Invitation, Membership
from wagtail_crowdsolving.selection.words import KEEP_LENGTH, LONG, SHORT, Opinion

NOT_APPLICABLE = "na"
#: How a door names what is wrong with a mark: this and the criterion's key.
MARK = "score_"


class Text(PlainTextField):
    """``conditional``: whether it is required depends on another answer, and its help says on which."""

    def __init__(self, *, rows=4, max_length=LONG, conditional=False, **kwargs):
        self.conditional = conditional
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows}), max_length=max_length, **kwargs
        )


class LastDayField(forms.DateField):
    """A day as a person names a deadline: it lasts until its end, where the site is."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value):
        if isinstance(value, datetime.datetime):
            value = clock.day_of(value)
        return super().prepare_value(value)

    def clean(self, value):
        day = super().clean(value)
        return day and clock.end_of(day)


class RoundForm(forms.Form):
    """What is asked before a door of a round; by itself, nothing.

    ``widgets``: ``{the field's name: a widget}``, where a page has its own.
    """

    use_required_attribute = False

    def __init__(self, *args, widgets=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, widget in (widgets or {}).items():
            if name in self.fields:
                self.fields[name].widget = widget

    def given(self):
        """What the door takes, once the form is valid."""
        return self.cleaned_data


class ReviewForm(RoundForm):
    """A member's review: a mark for each criterion as the round froze it, an opinion, two texts."""

    opinion = forms.ChoiceField(
        label=_("Your opinion"),
        choices=Opinion.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "An abstention counts for the quorum; it is neither for nor against, and has no marks."
        ),
        error_messages={"required": _("Give your opinion, or abstain.")},
    )
    comment = Text(
        label=_("For the committee"),
        required=False,
        rows=5,
        help_text=_(
            "Your reasons. The other members read them once they have given their own review."
        ),
    )
    to_proposer = Text(
        label=_("For the proposer"),
        required=False,
        rows=4,
        help_text=_("The chair may use it in the message to the proposer, without your name."),
    )

    def __init__(self, data=None, *, round, **kwargs):
        super().__init__(data, **kwargs)
        self.criteria = round.criteria
        abstains = self.is_bound and self.data.get("opinion") == Opinion.ABSTAIN
        for criterion in self.criteria:
            self.fields[MARK + criterion["key"]] = _mark_field(criterion, abstains)

    @property
    def marks(self):
        return [self[MARK + criterion["key"]] for criterion in self.criteria]

    def visible_fields(self):
        """In the order of the page, for the summary of errors."""
        return [*self.marks, self["opinion"], self["comment"], self["to_proposer"]]

    def typed(self):
        """What stands in the form, right or wrong, in the shape of a draft."""
        values = {name: str(self.data.get(name) or "")[:KEEP_LENGTH] for name in self.fields}
        return {
            **{name: values[name] for name in ("opinion", "comment", "to_proposer")},
            "scores": {
                criterion["key"]: values[MARK + criterion["key"]]
                for criterion in self.criteria
                if values[MARK + criterion["key"]]
            },
        }

    def given(self):
        """What the door takes, once the form is valid."""
        marks = {
            criterion["key"]: self.cleaned_data[MARK + criterion["key"]]
            for criterion in self.criteria
        }
        abstains = self.cleaned_data["opinion"] == Opinion.ABSTAIN
        return {
            **{name: self.cleaned_data[name] for name in ("opinion", "comment", "to_proposer")},
            "scores": {}
            if abstains
            else {
                key: None if mark == NOT_APPLICABLE else int(mark)
                for key, mark in marks.items()
                if mark
            },
        }

    @staticmethod
    def initial_from(data):
        """The form's first values from a draft's data, or from a review given before."""
        return {
            **{name: data.get(name, "") for name in ("opinion", "comment", "to_proposer")},
            **{
                MARK + key: NOT_APPLICABLE if mark is None else str(mark)
                for key, mark in (data.get("scores") or {}).items()
            },
        }


def _mark_field(criterion, abstains):
    scale = criterion["scale"]
    choices = [(str(mark), str(mark)) for mark in range(1, scale + 1)]
    if criterion["na"]:
        choices.append((NOT_APPLICABLE, _("Not applicable")))
    elif not criterion["required"]:
        choices.append(("", _("No mark")))
    return forms.ChoiceField(
        label=criterion["label"],
        help_text=format_lazy(
            "{guidance} {scale}",
            guidance=criterion["guidance"],
            scale=format_lazy(_("From 1, the weakest, to {scale}, the strongest."), scale=scale),
        ),
        choices=choices,
        widget=forms.RadioSelect,
        required=bool(criterion["required"]) and not abstains,
        error_messages={"required": _("Choose a mark.")},
    )


class RecusalForm(RoundForm):
    reason = Text(
        label=_("Why you stand aside"),
        max_length=SHORT,
        help_text=_(
            "In a few words: for whom you work, what ties you to the proposer. The chair and the "
            "coordinators read it, nobody else."
        ),
        error_messages={"required": _("Write why you stand aside.")},
    )


class MessageForm(RoundForm):
    text = Text(
        label=_("Your message"),
        error_messages={"required": _("Write your message.")},
        help_text=_("Read by the members whose own review is in."),
    )


class ExtendForm(RoundForm):
    due_at = LastDayField(label=_("New last day to give a review"))


class ReopenForm(RoundForm):
    reason = Text(
        label=_("Why it opens again"),
        max_length=SHORT,
        rows=2,
        help_text=_("The members read it, by mail and in their discussion."),
        error_messages={"required": _("Write why the examination opens again.")},
    )
    due_at = LastDayField(label=_("Last day to give a review"))


class PersonForm(RoundForm):
    """Somebody out of ``people``, a queryset; the list is made of it where no widget has its own."""

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=None, error_messages={"required": _("Choose a person.")}
    )

    def __init__(self, *args, people, widgets=None, **kwargs):
        super().__init__(*args, widgets=widgets, **kwargs)
        self.fields["user"].queryset = people
        if not widgets:
            named = sorted(names_of(people).items(), key=lambda pair: folding.sort_key(pair[1]))
            self.fields["user"].choices = [("", "—"), *named]


class SeatForm(PersonForm):
    """Whom to seat, and for whom they sit: ties with the challenge are looked for by it."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation for which the person sits"),
        queryset=None,
        required=False,
        empty_label=_("The one that is known, if any"),
        help_text=_("If it has an interest in the challenge, a recusal is proposed to the person."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = (
            offered(Organisation.objects.all(), Locale.get_default().pk)
            .only("name")
            .order_by(Folded("name"), "pk")
        )


def replaced_message(seat):
    """What is said to whoever gave the place of ``seat`` to somebody else: who is told."""
    if seat.user is not None and seat.user.is_active:
        return _("The place is taken over, and both are told.")
    return _("The place is taken over, and whoever takes it is told.")


def reminded_message(reminded):
    """What is said to whoever asked for reminders: how many leave, and who had one already."""
    said = []
    if number := len(reminded.told):
        said.append(
            ngettext(
                "%(number)d person is reminded by mail, in working hours.",
                "%(number)d people are reminded by mail, in working hours.",
                number,
            )
            % {"number": number}
        )
    if number := len(reminded.recent):
        said.append(
            ngettext(
                "%(number)d person had a reminder within the last %(hours)d hours, and is mailed no other.",
                "%(number)d people had a reminder within the last %(hours)d hours, and are mailed no other.",
                number,
            )
            % {"number": number, "hours": conf.ASK_AGAIN_HOURS}
        )
    return " ".join(said) or _("Nobody could be reminded by mail.")


def invited_message(made):
    """What is said to whoever invited somebody, by name or by mail."""
    if isinstance(made, Invitation):
        return _("An invitation leaves to this address.")
    return _("The person is invited.")


class InviteForm(PersonForm):
    """Somebody by name, or at an address: who reads it may have no account yet."""

    email = TypedEmailField(
        label=_("Or their e-mail address"),
        required=False,
        max_length=254,
        help_text=_(
            "For somebody whom the list does not have, with an account or without: a link is sent to this address, "
            "and whoever opens it accepts there."
        ),
    )
    role = forms.ChoiceField(
        label=pgettext_lazy("committee", "Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
    )

    field_order = ["user", "email"]

    def __init__(self, *args, people, widgets=None, **kwargs):
        super().__init__(*args, people=people, widgets=widgets, **kwargs)
        self.fields["user"].required = False
        if not widgets and len(self.fields["user"].choices) == 1:
            del self.fields["user"]  # nobody is left to be chosen

    def clean(self):
        typed = super().clean()
        if self.errors:
            return typed
        if bool(typed.get("user")) == bool(typed["email"]):
            field = "user" if "user" in self.fields else "email"
            self.add_error(field, _("Choose a person, or write an address: one of them."))
        return typed

    @property
    def door(self):
        return actions.invite_by_mail if self.cleaned_data["email"] else actions.invite

    def given(self):
        unused = "user" if self.cleaned_data["email"] else "email"
        return {name: value for name, value in self.cleaned_data.items() if name != unused}


class InviteAnybodyForm(InviteForm, SeatForm):
    """The same, of people whom the committee does not know."""


class AssignForm(RoundForm):
    committee = forms.ModelChoiceField(label=_("Committee"), queryset=None)

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees


class DecisionForm(RoundForm):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision._meta.get_field("outcome").choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    message = Text(
        label=_("Message to the proposer"),
        required=False,
        conditional=True,
        rows=8,
        help_text=_(
            "Sent as it stands, when the decision is released. Required unless the decision is "
            "favourable. Write to a person: what convinced, what is missing, what comes next."
        ),
    )
    departure = Text(
        label=_("Why it departs from the tally"),
        required=False,
        conditional=True,
        max_length=SHORT,
        rows=3,
        help_text=_(
            "Required where the decision is not what the tally says. Kept in the minutes; the "
            "proposer does not read it."
        ),
    )
    meeting = forms.ModelChoiceField(
        label=_("Taken in the meeting"),
        queryset=None,
        required=False,
        empty_label=_("No meeting"),
        help_text=_("The decisions of a meeting can be released together."),
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings
        if not meetings:
            del self.fields["meeting"]

    def given(self):
        return {"meeting": None, **self.cleaned_data}


class SearchForm(forms.Form):
    """The words that somebody looks for in a list of theirs."""

    use_required_attribute = False
    q = TypedLineField(
        label=_("Search"), max_length=folding.QUERY_LENGTH, required=False, widget=forms.SearchInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].conditional = True  # nobody calls a search optional
