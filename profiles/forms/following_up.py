"""What an act on many deadlines asks."""

from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.following_up import Act
from profiles.forms.answering import ActForm
from profiles.forms.evaluation import AskForm, ExtendForm

Typed = QueryDict | None


class WriteForm(ActForm):
    """The same message to all of them."""

    reason = forms.CharField(
        label=gettext_lazy("Message"),
        help_text=gettext_lazy("Stands on the timeline of each profile."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


# The acts that set a date: what they do cannot be shown before it is there.
DATED: Final = (Act.EXTEND, Act.ASK)


def form_for(act: Act, typed: Typed, today: date) -> forms.Form:
    """What has to be filled in for the act."""
    match act:
        case Act.EXTEND:
            hint = _("Stands on the timeline of each profile, and goes to those who are told.")
            return ExtendForm(typed, today=today, hint=hint)
        case Act.ASK:
            return AskForm(typed, today=today)
        case Act.WRITE:
            return WriteForm(typed)
        case _:
            return ActForm(typed)


def day_in(form: forms.Form) -> date | None:
    """The day that is chosen, if it can be."""
    if not form.is_bound or "due_on" not in form.fields:
        return None
    form.is_valid()
    day: Any = form.cleaned_data.get("due_on")
    return day if isinstance(day, date) else None
