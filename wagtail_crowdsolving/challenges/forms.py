"""The forms of a challenge's life: for the animator on the site, and in Wagtail's admin.

Both give a door the same things; the site's take an upload where the admin's choose from the library.
"""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from wagtail_crowdsolving import text
from wagtail_crowdsolving.challenges.actions.life import TEXT_LENGTH, TITLE_LENGTH
from wagtail_crowdsolving.challenges.brief import clean_html
from wagtail_crowdsolving.challenges.editing import offer_team
from wagtail_crowdsolving.challenges.life import DATES
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.contributions import attachments
from wagtail_crowdsolving.fields import (
    DayInput,
    MarkupField,
    PlainTextField,
    TypedEmailField,
    TypedField,
    TypedLineField,
)
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.wagtail_admin import policy_of

#: The longest text that is read of a field of an address.
EMAIL_LENGTH = 254
DESCRIPTION_LENGTH = attachments.DESCRIPTION_LENGTH


class DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DatesForm(forms.Form):
    use_required_attribute = False
    date_widget = None

    def __init__(self, data=None, *, page, **kwargs):
        initial = {name: getattr(page, name) for name in DATES}
        super().__init__(data, initial=initial, **kwargs)
        for name in DATES:
            model_field = page._meta.get_field(name)
            self.fields[name] = DateField(
                label=capfirst(str(model_field.verbose_name)),
                help_text=model_field.help_text,
                required=False,
                **({"widget": self.date_widget()} if self.date_widget else {}),
            )

    def door(self):
        return dict(self.cleaned_data)


class AdminDatesForm(DatesForm):
    date_widget = DayInput


class AnimatorForm(forms.Form):
    """The team is offered; any other member is named by their address, which is listed nowhere."""

    use_required_attribute = False
    animator = forms.ModelChoiceField(
        label=_("Animator"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        help_text=_("They change the life of this challenge, and may moderate its discussion."),
    )
    email = TypedEmailField(
        label=_("Or another member, by their e-mail address"),
        required=False,
        max_length=EMAIL_LENGTH,
        help_text=_(
            "For somebody who has no access to this admin: they find the challenge in their space on "
            "the site."
        ),
    )

    def __init__(self, data=None, *, page, **kwargs):
        super().__init__(data, initial={"animator": page.animator_id}, **kwargs)
        users = get_user_model()._default_manager.filter(is_active=True)
        self.fields["animator"].queryset = users
        offer_team(self.fields["animator"])
        animators = Q(pk=page.animator_id)
        for model in page_types(Challenge):
            animators |= Q(pk__in=model._base_manager.exclude(animator=None).values("animator"))
        team = self.fields["animator"].queryset
        self.fields["animator"].queryset = users.filter(Q(pk__in=team.values("pk")) | animators)

    def clean(self):
        data = super().clean()
        if (email := data.get("email")) and "email" not in self.errors:
            model = get_user_model()
            found = list(
                model._default_manager.filter(
                    is_active=True, **{f"{model.get_email_field_name()}__iexact": email}
                )[:2]
            )
            if len(found) == 1:
                data["animator"] = found[0]
            else:
                self.add_error("email", _("No member has this address."))
        return data

    def door(self):
        return {"animator": self.cleaned_data["animator"]}


class UploadMixin:
    """Reads an upload into an image or a document of Wagtail's library that is not saved yet."""

    def _read(self, name, upload, description=""):
        if upload is None:
            return None
        found, errors = attachments.read([(upload, description)])
        if errors:
            self.add_error(name, errors[0])
            return None
        return found[0]


class UploadInput(forms.FileInput):
    """A file input that says what is kept since its form came back (``kept``, a ``KeptFile``)."""

    template_name = "wagtail_crowdsolving/challenges/upload.html"
    kept = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["kept"] = self.kept
        return context


class PictureFields(UploadMixin, forms.Form):
    """An upload, what it shows, and a box that takes the present picture away."""

    use_required_attribute = False
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=UploadInput(attrs={"accept": attachments.ACCEPT_PICTURES}),
        help_text=_(
            "JPEG, PNG, WebP or HEIC; a large one is made smaller. What the file tells of its place and camera is taken out. Be sure "
            "that you may publish it."
        ),
    )
    description = PlainTextField(
        label=_("What the picture shows"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        help_text=_("In a few words, for those who do not see it."),
    )

    def __init__(self, *args, present=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.present = present
        if present:
            self.fields["no_picture"] = forms.BooleanField(
                label=_("Take the picture away"), required=False
            )

    def clean(self):
        data = super().clean()
        if data.get("picture") and not data.get("description") and "description" not in self.errors:
            self.add_error("description", _("Say what the picture shows."))
        if data.get("picture") and not self.errors:
            data["picture"] = self.image(data["picture"], data["description"])
        return data

    def image(self, upload, description):
        read = self._read("picture", upload, description)
        if read is None:
            return None
        if read.width is None:
            self.add_error("picture", _("This is a document. Choose a picture."))
            return None
        file = ImageFile(ContentFile(read.file.read()), name=read.name)
        image = get_image_model()(title=description, file=file)
        if hasattr(image, "description"):
            image.description = description
        image.file_size = read.size
        return image

    def chosen(self):
        if self.cleaned_data.get("picture"):
            return self.cleaned_data["picture"]
        return None if self.cleaned_data.get("no_picture") else self.present


class PictureForm(PictureFields):
    def door(self):
        return {"picture": self.chosen()}


class LibraryField(forms.ModelChoiceField):
    """A form that comes back says nothing of what one may not choose, its title neither."""

    def bound_data(self, data, initial):
        try:
            self.to_python(data)
        except ValidationError:
            return None
        return super().bound_data(data, initial)


class AdminPictureForm(forms.Form):
    picture = LibraryField(label=_("Picture"), queryset=None, required=False)

    def __init__(self, data=None, *, user, present=None, **kwargs):
        kwargs.setdefault("initial", {"picture": present and present.pk})
        super().__init__(data, **kwargs)
        choose_picture(self.fields["picture"], user, present)

    def door(self):
        return {"picture": self.cleaned_data["picture"]}


def choose_picture(field, user, present=None):
    field.queryset = choosable(get_image_model(), user, present)
    field.widget = AdminImageChooser()
    field.widget.choices = ()


class UpdateForm(PictureFields):
    """A key moment, in the small markup that members type."""

    date = DateField(label=_("Date"))
    title = PlainTextField(label=_("Title"), max_length=TITLE_LENGTH)
    text = MarkupField(
        label=_("Text"),
        rows=8,
        help_text=_(
            "An empty line begins a paragraph, “- ” a line of a list; **two stars** make bold."
        ),
    )
    field_order = ["date", "title", "text", "picture", "description", "no_picture"]

    def __init__(self, data=None, files=None, *, value=None, **kwargs):
        self.value = value
        if value is not None:
            kwargs["initial"] = {
                "date": value["date"],
                "title": value["title"],
                "text": clean_html(value["text"].source),
            }
            kwargs["present"] = value["picture"]
        super().__init__(data, files, **kwargs)

    def door(self):
        typed = self.cleaned_data["text"]
        if self.value is not None and typed == clean_html(self.value["text"].source):
            # What was not touched keeps what the markup cannot say: links to pages.
            html = self.value["text"].source
        else:
            html = text.to_html(typed)
        return {
            "date": self.cleaned_data["date"],
            "title": self.cleaned_data["title"],
            "text": html,
            "picture": self.chosen(),
        }


class AdminUpdateForm(forms.Form):
    use_required_attribute = False
    date = forms.DateField(label=_("Date"), widget=DayInput)
    title = TypedLineField(label=_("Title"), max_length=TITLE_LENGTH)
    text = TypedField(label=_("Text"), max_length=TEXT_LENGTH)
    picture = LibraryField(label=_("Picture"), queryset=None, required=False)

    def __init__(self, data=None, files=None, *, user, value=None, **kwargs):
        if value is not None:
            kwargs["initial"] = {
                "date": value["date"],
                "title": value["title"],
                "text": value["text"].source,
                "picture": value["picture"] and value["picture"].pk,
            }
        super().__init__(data, **kwargs)
        self.fields["text"].widget = get_rich_text_editor_widget(features=text.RICH_TEXT_FEATURES)
        choose_picture(self.fields["picture"], user, value and value["picture"])

    def door(self):
        return dict(self.cleaned_data)


class DocumentForm(UploadMixin, forms.Form):
    use_required_attribute = False
    title = PlainTextField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("What one finds in it: “Summary of the study, 2019”."),
    )
    document = forms.FileField(
        label=_("Document"),
        widget=UploadInput(attrs={"accept": ".pdf"}),
        help_text=_("PDF. The coordination can add other kinds."),
    )

    def clean(self):
        data = super().clean()
        if not self.errors and (read := self._read("document", data["document"])):
            if read.width is not None:
                self.add_error("document", _("This is a picture. Choose a PDF document."))
            else:
                file = ContentFile(read.file.read(), name=read.name)
                data["document"] = get_document_model()(
                    title=data["title"], file=file, file_size=read.size
                )
        return data

    def door(self):
        return dict(self.cleaned_data)


class AdminDocumentForm(forms.Form):
    use_required_attribute = False
    title = TypedLineField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("What one finds in it: “Summary of the study, 2019”."),
    )
    document = LibraryField(label=_("Document"), queryset=None)

    def __init__(self, data=None, files=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["document"].queryset = choosable(get_document_model(), user)
        self.fields["document"].widget = AdminDocumentChooser()

    def door(self):
        return dict(self.cleaned_data)


def choosable(model, user, present=None):
    """What ``user`` may choose of the library, and what is shown already: others are private to some."""
    mine = policy_of(model).instances_user_has_permission_for(user, "choose")
    return model._default_manager.filter(Q(pk__in=mine.values("pk")) | Q(pk=present and present.pk))
