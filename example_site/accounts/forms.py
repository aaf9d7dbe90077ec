from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from accounts.models import User
from wagtail_crowdsolving import signs
from wagtail_crowdsolving.fields import TypedLineField

NAME_LENGTH = 60
#: More than any address has, with what nobody sees in it.
MAIL_LENGTH = 1000
name_validators = [
    # Names stand in mails and under texts: no address, no markup.
    RegexValidator(
        r"^[^<>@/\\{}\[\]|]*$", _("A name has letters, spaces, hyphens and apostrophes.")
    ),
]


def _name_field(label, autocomplete):
    return TypedLineField(
        label=label,
        max_length=NAME_LENGTH,
        validators=name_validators,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class WithoutPlaceholders:
    """allauth repeats each label as a placeholder, in a grey that is hard to read.

    Addresses are read without what a paste brought and nobody sees.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            # A browser cuts what is pasted without a word.
            field.widget.attrs.pop("maxlength", None)
            if self.is_bound and isinstance(field.widget, forms.EmailInput):
                self.data = self.data.copy()
                key = self.add_prefix(name)
                self.data[key] = signs.clean_code(self.data.get(key, "")[:MAIL_LENGTH])


class LoginForm(WithoutPlaceholders, allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The page has the link to the reset beside its button.
        self.fields["password"].help_text = ""


class AddEmailForm(WithoutPlaceholders, allauth_forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")


class ChangePasswordForm(WithoutPlaceholders, allauth_forms.ChangePasswordForm):
    pass


class ResetPasswordForm(WithoutPlaceholders, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(WithoutPlaceholders, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(WithoutPlaceholders, allauth_forms.ReauthenticateForm):
    pass


class SignupForm(WithoutPlaceholders, allauth_forms.SignupForm):
    """E-mail, password and the name under which one contributes, with consent to the charter."""

    first_name = _name_field(_("First name"), "given-name")
    last_name = _name_field(_("Last name"), "family-name")
    charter = forms.BooleanField(
        label=_("I have read the charter of contributions and accept it."),
        error_messages={"required": _("An account needs your agreement to the charter.")},
    )
    field_order = ["first_name", "last_name", "email", "password1", "charter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_name"].help_text = _("Your first and last name stand beside your texts.")
        self.fields["email"].help_text = _("Never shown. We send a link to it to open the account.")


class ProfileForm(forms.ModelForm):
    """The name that the public reads, and the language of mails and of the administration."""

    first_name = _name_field(_("First name"), "given-name")
    last_name = _name_field(_("Last name"), "family-name")
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The one of the e-mails that we send you."),
        choices=[
            (code, get_language_info(code)["name_local"].capitalize())
            for code, name in settings.LANGUAGES
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile = UserProfile.get_for_user(self.instance)
        self.fields["language"].initial = self.profile.preferred_language or settings.LANGUAGE_CODE

    def save(self, commit=True):
        self.profile.preferred_language = self.cleaned_data["language"]
        self.profile.save(update_fields=["preferred_language"])
        return super().save(commit)


class DeleteAccountForm(forms.Form):
    """Confirms by the password that an account is to be deleted."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password."), code="wrong")
        return ""

    def clean(self):
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.user.pk)
        if self.user.is_superuser and not others.exists():
            raise ValidationError(
                _("You are the last administrator: name another one before you leave."),
                code="last_administrator",
            )
        return super().clean()
