from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import AccountMail, User
from accounts.models.user import single_line

ADVICE = _(
    "At least 12 characters. A few words that you remember and nobody guesses are better than "
    "a short one with odd signs."
)


def _plain(form: forms.Form, **labels: Any) -> None:
    """Give the fields our labels, and nothing that goes away as one types."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class SameTwice(forms.Form):
    """A new password, written twice."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = forms.Form.clean(self)
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("This is not the same as above."))
        return cleaned


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login=_("E-mail"), password=_("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Writes down who asked; who that is, if anybody, is found out later and elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=_("E-mail"))
        self.fields["email"] = forms.EmailField(
            label=_("E-mail"),
            max_length=254,
            widget=forms.EmailInput({"autocomplete": "username"}),
        )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        mail.queue(AccountMail.Kind.PASSWORD_RESET, email)
        return email


class UserTokenForm(allauth_forms.UserTokenForm):
    """Whom a link lets choose a new password: only who has had one."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        knows_one = user and user.is_active and user.has_usable_password()
        return user if knows_one else None


class ResetPasswordKeyForm(SameTwice, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password1=_("New password"), password2=_("New password once more"))
        self.fields["password1"].help_text = ADVICE


class ChangePasswordForm(SameTwice, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self,
            oldpassword=_("Your password now"),
            password1=_("New password"),
            password2=_("New password once more"),
        )
        self.fields["password1"].help_text = ADVICE


class InvitationForm(SameTwice, forms.Form):
    """The first time: the name as it is shown, and a password."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[single_line],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password1 = allauth_forms.SetPasswordField(label=_("Password"), help_text=ADVICE)
    password2 = allauth_forms.PasswordField(label=_("Password once more"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = person.name
        self.fields["password1"].user = person  # type: ignore[attr-defined]
        for name in ("password1", "password2"):
            attrs = self.fields[name].widget.attrs
            attrs.pop("placeholder", None)
            attrs["autocomplete"] = "new-password"
