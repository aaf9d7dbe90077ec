"""What a member fills in. The doors judge it: the forms only carry it there and back."""

import uuid

from django import forms
from django.core import signing
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Kind
from wagtail_crowdsolving.text import clean_typed

STAMP_SECONDS = 3 * 24 * 3600
_signer = signing.TimestampSigner(salt="wagtail_crowdsolving.contributions.form")


def make_stamp(user, target):
    """A signed mark on a form: for whom and where it was printed, when, and its ``submission_key``."""
    return _signer.sign_object({"key": str(uuid.uuid4()), "user": str(user.pk), "target": target})


def read_stamp(stamp):
    """``{"key", "user", "target"}``, or ``None`` where the mark is missing, false or too old."""
    try:
        return _signer.unsign_object(stamp or "", max_age=STAMP_SECONDS)
    except (signing.BadSignature, ValueError):
        return None


def is_too_fast(stamp):
    """Whether the (true) mark is younger than the time that a person needs."""
    if not conf.CONTRIBUTION_MIN_SECONDS:
        return False
    try:
        _signer.unsign_object(stamp, max_age=conf.CONTRIBUTION_MIN_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


class ContributionForm(forms.Form):
    """The text of a contribution."""

    kind = forms.ChoiceField(
        label=_("Kind of contribution"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        required=True,
        help_text=_(
            "An idea: what could be done. An experience: what you have tried or lived. "
            "An inspiration: what exists elsewhere."
        ),
        error_messages={
            "required": _("Say whether this is an idea, an experience or an inspiration."),
            "invalid_choice": _("Say whether this is an idea, an experience or an inspiration."),
        },
    )
    text = forms.CharField(
        label=_("Your contribution"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write your contribution.")},
        strip=False,
    )
    place = forms.CharField(
        label=_("Place"),
        required=False,
        help_text=_("For an inspiration: where it exists."),
        widget=forms.TextInput(attrs={"maxlength": 160}),
    )
    link = forms.CharField(
        label=_("Link"),
        required=False,
        help_text=_("For an inspiration: its web page, such as https://example.org/project."),
        widget=forms.TextInput(
            attrs={"maxlength": 500, "inputmode": "url", "autocapitalize": "none"}
        ),
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "contribution-%s")
        super().__init__(*args, **kwargs)
        limit = conf.CONTRIBUTION_MAX_LENGTH
        self.fields["text"].widget.attrs["maxlength"] = limit
        self.fields["text"].help_text = _(
            "%(limit)s characters at most. Leave a blank line between paragraphs; begin a line "
            "with “-” for a list. Give no one’s address or phone number."
        ) % {"limit": number_format(limit, force_grouping=True)}

    def typed(self):
        """The fields that the doors take."""
        return {name: self.cleaned_data.get(name, "") for name in ("kind", "text", "place", "link")}


class NewContributionForm(ContributionForm):
    """The same for a new contribution, with its marks against robots and double posts.

    ``target`` names what it contributes to; see ``target_of``.
    """

    #: Nobody sees it; robots fill it in.
    leave_empty = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, target, is_reply=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.target = target
        if is_reply:
            self.fields["kind"].initial = Kind.IDEA
            self.fields["text"].label = _("Your reply")

    def shown_fields(self):
        return [self[name] for name in ("kind", "text", "place", "link")]

    @cached_property
    def stamp(self):
        """The mark as posted where it is true, else a new one: what the form is printed with."""
        posted = self.data.get("stamp") if self.is_bound else None
        return posted if self._is_mine(posted) else make_stamp(self.user, self.target)

    @property
    def submission_key(self):
        return read_stamp(self.stamp)["key"]

    def says_the_same_as(self, contribution):
        """Whether the typed text is the one of ``contribution``, which the same form made before."""
        typed = {name: clean_typed(value) for name, value in self.typed().items()}
        return (
            typed["text"] == contribution.comment
            and typed["kind"] in ("", contribution.kind)
            and " ".join(typed["place"].split()) == contribution.place
            and contribution.link in (typed["link"], f"https://{typed['link']}")
        )

    def begin_again(self):
        """Print the form with a new mark: sent once more, it makes another contribution."""
        self.stamp = make_stamp(self.user, self.target)

    def _is_mine(self, stamp):
        content = read_stamp(stamp)
        return (
            content is not None
            and content["user"] == str(self.user.pk)
            and content["target"] == self.target
        )

    def clean(self):
        super().clean()
        posted = self.data.get("stamp")
        if not self._is_mine(posted):
            raise forms.ValidationError(
                _("This form was opened too long ago. Read your text again and send it."),
                code="stamp",
            )
        if self.cleaned_data.get("leave_empty"):
            raise forms.ValidationError(
                _("A field that must stay empty was filled in. It is empty again: send your text."),
                code="robot",
            )
        if is_too_fast(posted):
            raise forms.ValidationError(
                _("That was very fast. Wait a few seconds and send it again."), code="too_fast"
            )


def target_of(page=None, in_reply_to=None):
    """The name of what a form contributes to: "page-12" or "reply-34"."""
    return f"reply-{in_reply_to.pk}" if in_reply_to else f"page-{page.pk}"
