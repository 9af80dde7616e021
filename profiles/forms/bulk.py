"""What is chosen in the register, and what an act on many at once asks."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from profiles.forms.people_admin import DepartmentField, reason_field
from profiles.forms.requests import message_field
from profiles.models import Profile

# More digits than a key has.
_DIGITS = 18


class AskManyForm(forms.Form):
    """The same message goes to all."""

    use_required_attribute = False
    message = message_field(
        label=_("Message (optional)"),
        help_text=_("Goes to all of them. Stands on the timeline of each."),
    )
    # Asking needs no choice before it can be shown what will happen.
    department: Department | None = None


class MoveManyForm(forms.Form):
    """Where they belong from now on, and why."""

    use_required_attribute = False
    to = DepartmentField(label=_("New department"), empty_label=_("Choose a department"))
    reason = reason_field()

    @property
    def department(self) -> Department | None:
        """The one that is chosen, if it can be."""
        if not self.is_bound or not self.is_valid():
            return None
        chosen: Department = self.cleaned_data["to"]
        return chosen


def keys_in(values: list[str]) -> set[int]:
    """The keys that stand in what was sent, one or several to a field; nonsense is passed over."""
    words = ",".join(values).split(",")
    return {
        int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= _DIGITS
    }


def as_text(profiles: Iterable[Profile]) -> str:
    """The keys of the profiles for one hidden field."""
    return ",".join(str(profile.pk) for profile in profiles)
