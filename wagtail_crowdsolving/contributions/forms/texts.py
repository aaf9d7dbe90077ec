"""What a member fills in. The doors judge it: the forms only carry it there and back."""

import uuid
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.attachments import (
    ACCEPT,
    DESCRIPTION_LENGTH,
    FORM_LIFE,
    limits,
)
from wagtail_crowdsolving.contributions.models import Contribution, Kind
from wagtail_crowdsolving.fields import TypedField, TypedLineField

#: The words of a contribution, as the doors name them.
TYPED = ("kind", "text", "place", "link")
PLACE_LENGTH = Contribution._meta.get_field("place").max_length
LINK_LENGTH = Contribution._meta.get_field("link").max_length
STAMP_SECONDS = int(FORM_LIFE.total_seconds())
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


@dataclass
class GivenFiles:
    """The files of a posted form: new ones with their descriptions, and those that were ``kept`` before."""

    #: ``(file or None, description)``
    rows: list
    #: ``{key: description}``
    kept: dict
    #: Keys of ``kept``.
    removed: list

    def uploads(self):
        return [(file, description) for file, description in self.rows if file]

    def __bool__(self):
        return bool(self.kept or self.uploads())


class AttachmentsWidget(forms.Widget):
    """The files of a form that is not sent, and room for as many more as are allowed, each with its
    description: works without JavaScript."""

    template_name = "wagtail_crowdsolving/contributions/attachments_field.html"
    needs_multipart_form = True
    use_fieldset = True
    #: Those that are kept (``models.KeptFile``, or others that have their fields).
    files = ()
    #: The name of the address at which one reads them, by their key.
    address = "wagtail_crowdsolving:contribution_attachment"
    #: The setting that says how many are allowed.
    most = "ATTACHMENTS_PER_CONTRIBUTION"

    def id_for_label(self, id_):
        return f"{id_}-0" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        value = GivenFiles([], {}, []) if value is None else value
        taken = {one.description for one in self.files}
        words = [words for file, words in value.rows if not file or words not in taken]
        kept = [
            {
                "file": one,
                "name": f"{name}-{one.pk}",
                "address": reverse(self.address, args=[one.pk]),
                "id": f"{attrs.get('id') or name}-{number}",
                "description": value.kept.get(str(one.pk), one.description),
            }
            for number, one in enumerate(self.files)
        ]
        rows = [
            {
                "name": f"{name}-{number}",
                "number": number + 1,
                "id": f"{attrs.get('id') or name}-{number}",
                "description": words.pop(0) if words else "",
            }
            for number in range(len(kept), getattr(conf, self.most))
        ]
        context["widget"].update(
            kept=kept,
            rows=rows,
            kept_name=f"{name}-kept",
            accept=ACCEPT,
            length=DESCRIPTION_LENGTH,
            is_used=bool(kept or value.rows),
        )
        return context

    def value_from_datadict(self, data, files, name):
        """What somebody has filled in: ``GivenFiles``."""
        most = getattr(conf, self.most)

        def words(row):
            return data.get(f"{row}-description", "")[: DESCRIPTION_LENGTH * 4]

        rows = [(files.get(f"{name}-{n}"), words(f"{name}-{n}")) for n in range(most)]
        listed = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else []
        keys = [key[:40] for key in listed[: most + 1]]
        return GivenFiles(
            [row for row in rows if any(row)],
            {key: words(f"{name}-{key}") for key in keys},
            [key for key in keys if data.get(f"{name}-{key}-remove")],
        )


class ContributionForm(forms.Form):
    """The text of a contribution, and its files."""

    kind = forms.ChoiceField(
        label=_("Kind of contribution"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        required=True,
        error_messages={
            "required": _("Say whether this is an idea, an experience or an inspiration."),
            "invalid_choice": _("Say whether this is an idea, an experience or an inspiration."),
        },
    )
    text = TypedField(
        label=_("Your contribution"),
        # The site's own, as soon as the form is made.
        max_length=conf.DEFAULTS["CONTRIBUTION_MAX_LENGTH"],
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write your contribution.")},
    )
    place = TypedLineField(
        label=_("Place"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("For an inspiration: where it exists. For an experience: where you made it."),
    )
    link = TypedLineField(
        label=_("Link"),
        max_length=LINK_LENGTH,
        required=False,
        help_text=_("For an inspiration: its web page, such as https://example.org/project."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
    )
    attachments = forms.Field(label=_("Files"), required=False, widget=AttachmentsWidget)

    def __init__(self, *args, version=0, **kwargs):
        kwargs.setdefault("auto_id", "contribution-%s")
        super().__init__(*args, **kwargs)
        #: Of the draft that it was made from.
        self.version = version
        self.kept_files = []
        limit = self.fields["text"].max_length = conf.CONTRIBUTION_MAX_LENGTH
        # Django's own says what the class knew; the field says how many signs are too many itself.
        self.fields["text"].validators = [
            one for one in self.fields["text"].validators if not isinstance(one, MaxLengthValidator)
        ]
        self.fields["text"].widget.attrs["data-max-length"] = limit
        self.fields["text"].help_text = _(
            "%(limit)s characters at most. Leave a blank line between paragraphs; begin a line "
            "with “-” for a list. Give no one’s address or phone number."
        ) % {"limit": number_format(limit, force_grouping=True)}

        if conf.ATTACHMENTS_PER_CONTRIBUTION:
            self.fields["attachments"].help_text = limits(conf.ATTACHMENTS_PER_CONTRIBUTION)
        else:
            del self.fields["attachments"]

    def shown_fields(self):
        return [self[name] for name in (*TYPED, "attachments") if name in self.fields]

    def writing_help(self):
        return [(kind.value, *help_text) for kind, help_text in WRITING_HELP.items()]

    def differing(self, draft):
        """``(label, text)`` of what ``draft`` has otherwise than this form, posted as it may be."""
        kinds = dict(Kind.choices)
        return [
            (self.fields[name].label, kinds.get(kept, kept) if name == "kind" else kept)
            for name, kept in ((name, draft.data.get(name, "")) for name in TYPED)
            if kept != self.data.get(name, "")
        ]

    def typed(self):
        """The words that the doors take."""
        return {name: self.cleaned_data.get(name, "") for name in TYPED}

    def given_files(self):
        """The files that were posted with it, ``None`` where there are none."""
        return (self.is_bound and "attachments" in self.fields and self["attachments"].data) or None

    def show_files(self, files):
        """List ``files``, which are kept until it is sent."""
        self.kept_files = list(files)
        if "attachments" in self.fields:
            self.fields["attachments"].widget.files = self.kept_files

    def files_sent(self):
        """The files that the doors take."""
        return {"kept_files": [one.pk for one in self.kept_files]}


class StampedForm(forms.Form):
    """A form with its marks against robots and double posts, printed for a person and a place.

    ``target`` names the place; see ``target_of``.
    """

    #: Nobody sees it; robots fill it in.
    leave_empty = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, target, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.target = target

    @cached_property
    def stamp(self):
        """The mark as posted where it is true, else a new one: what the form is printed with."""
        posted = self.data.get("stamp") if self.is_bound else None
        return posted if self._is_mine(posted) else make_stamp(self.user, self.target)

    @property
    def submission_key(self):
        return read_stamp(self.stamp)["key"]

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


class NewContributionForm(StampedForm, ContributionForm):
    """The text of a new contribution."""

    def __init__(self, *args, is_reply=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_reply:
            self.fields["kind"].initial = Kind.IDEA
            self.fields["text"].label = _("Your reply")

    def says_the_same_as(self, contribution):
        """Whether the typed text is the one of ``contribution``, which the same form made before."""
        typed = self.typed()
        return (
            typed["text"] == contribution.comment
            and typed["kind"] in ("", contribution.kind)
            and typed["place"] == contribution.place
            and contribution.link in (typed["link"], f"https://{typed['link']}")
        )

    def begin_again(self):
        """Print the form with a new mark: sent once more, it makes another contribution."""
        self.stamp = make_stamp(self.user, self.target)


class EditForm(ContributionForm):
    """The same for a text that was sent: the files that it has can be taken away."""

    remove_attachments = forms.MultipleChoiceField(
        label=_("Files to take away"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are deleted as soon as you send the form."),
    )

    def __init__(self, *args, stamp, held=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.stamp = stamp
        self.fields["remove_attachments"].choices = [(str(one.pk), one.name) for one in held]
        if not held:
            del self.fields["remove_attachments"]

    @property
    def submission_key(self):
        return read_stamp(self.stamp)["key"]

    def shown_fields(self):
        more = [self["remove_attachments"]] if "remove_attachments" in self.fields else []
        return [*super().shown_fields(), *more]

    def files_sent(self):
        return {
            **super().files_sent(),
            "remove_attachments": self.cleaned_data.get("remove_attachments") or [],
        }


def target_of(page=None, in_reply_to=None, builds_on=None):
    """The name of what a form contributes to: "page-12", "reply-34" or "build-34"."""
    if in_reply_to:
        return f"reply-{in_reply_to.pk}"
    return f"build-{builds_on.pk}" if builds_on else f"page-{page.pk}"


#: What helps to write each kind: what it is, and questions to answer.
WRITING_HELP = {
    Kind.IDEA: (
        _("An idea: what could be done."),
        (
            _("What would you begin with, and with whom?"),
            _("What does it need: a place, skills, time, money?"),
            _("Whom would it help, and how would one see it?"),
        ),
    ),
    Kind.EXPERIENCE: (
        _("An experience: what you have tried or lived."),
        (
            _("Where and when was it, and what was your part in it?"),
            _("What worked, and what did not?"),
            _("What would you do again, and what differently?"),
        ),
    ),
    Kind.INSPIRATION: (
        _("An inspiration: what exists elsewhere. Say where, with a place or a link."),
        (
            _("Who does it, and since when?"),
            _("Why does it work there?"),
            _("What would have to be adapted here?"),
        ),
    ),
}
