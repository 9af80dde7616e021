from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.user import single_line
from accounts.phones import telephone
from profiles.forms.sheet import SheetForm


class PreferencesForm(SheetForm):
    """What everybody decides for him- or herself."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As colleagues see it."),
        max_length=120,
        validators=[single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone (optional)"),
        help_text=gettext_lazy(
            "Shown to the crisis staff for those who answer for crisis channels."
        ),
        max_length=30,
        required=False,
        validators=[single_line, telephone],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=User._meta.get_field("language").choices or ()
    )
    digest = forms.ChoiceField(
        label=gettext_lazy("Reminders by e-mail"),
        help_text=gettext_lazy(
            "What you answer for and is due comes in one e-mail. Once a week is on the first"
            " working day, with what is due until the week is over."
        ),
        choices=User._meta.get_field("digest").choices or (),
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=User._meta.get_field("theme").choices or (),
        widget=forms.RadioSelect,
    )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """What the form shows of the person."""
        names = ("name", "phone", "language", "digest", "theme")
        return {name: getattr(user, name) for name in names}
