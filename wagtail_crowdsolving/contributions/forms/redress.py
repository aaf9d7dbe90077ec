"""What whoever reports a text, and whoever contests a decision, fills in. The doors judge it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import cleaning
from wagtail_crowdsolving.contributions.forms.texts import StampedForm
from wagtail_crowdsolving.contributions.models import Rule
from wagtail_crowdsolving.fields import TypedEmailField, TypedField, TypedLineField


class NoticeForm(StampedForm):
    """A notice (DSA, art. 16(2)); name and address are asked of those who are not signed in."""

    rule = forms.ChoiceField(
        label=_("What is wrong with this contribution?"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with this contribution."),
            "invalid_choice": _("Choose what is wrong with this contribution."),
        },
    )
    explanation = TypedField(
        label=_("Why?"),
        help_text=_(
            "Say which words you mean, and why they break the law or the charter. If a law forbids "
            "them, name it if you can."
        ),
        max_length=cleaning.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Explain what is wrong, and why.")},
    )
    name = TypedLineField(
        label=_("Your name"),
        help_text=_(
            "The author never learns it. Not needed to report the sexual abuse of a child."
        ),
        max_length=cleaning.NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give your name. The author never learns it.")},
    )
    email = TypedEmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer goes there. Not needed to report the sexual abuse of a child."),
        max_length=cleaning.EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give your e-mail address: the answer goes there."),
            "invalid": _("Enter a full e-mail address, such as name@example.org."),
        },
    )
    in_good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I write here is accurate and complete."),
        error_messages={"required": _("Confirm that what you write is true, as far as you know.")},
    )

    def __init__(self, *args, user, contribution, **kwargs):
        kwargs.setdefault("auto_id", "notice-%s")
        super().__init__(*args, user=user, target=f"report-{contribution.pk}", **kwargs)
        if user.is_authenticated:
            del self.fields["name"], self.fields["email"]
        elif self.is_bound and self.data.get("rule") == Rule.CHILD_ABUSE:
            self.fields["name"].required = self.fields["email"].required = False

    def shown_fields(self):
        return [self[name] for name in self.fields if name != "leave_empty"]

    def typed(self):
        """The fields that the door takes."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "leave_empty"}


class AppealForm(forms.Form):
    text = TypedField(
        label=_("Why should the decision be changed?"),
        help_text=_("A moderator who did not take the decision reads what you write."),
        max_length=cleaning.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Say why the decision should be changed.")},
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "appeal-%s")
        super().__init__(*args, **kwargs)
