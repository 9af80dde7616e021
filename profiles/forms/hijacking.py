"""What is written when somebody else holds an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from profiles import hijacking_routine
from profiles.forms.answering import ActForm


def _text_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class ReportForm(ActForm):
    """Reporting it."""

    description = _text_field(
        label=gettext_lazy("What has happened?"),
        help_text=gettext_lazy(
            "What you have seen, and since when. Write no passwords here: colleagues can read it."
        ),
    )


class StepForm(forms.Form):
    """One step of the routine is taken."""

    step = forms.ChoiceField(
        choices=[(step.code, step.title) for step in hijacking_routine.STEPS],
        widget=forms.HiddenInput,
    )


class NoteForm(forms.Form):
    """A line of the log."""

    use_required_attribute = False
    text = _text_field(
        label=gettext_lazy("Write in the log"),
        help_text=gettext_lazy("Whom you have spoken to, references, what you have found."),
    )


class SolvedForm(forms.Form):
    """The account is in our hands again."""

    use_required_attribute = False
    outcome = _text_field(
        label=gettext_lazy("How did it end?"),
        help_text=gettext_lazy("Stands on the timeline, and goes to everybody who was told."),
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("We have signed in ourselves, and only our own people have access"),
        error_messages={"required": gettext_lazy("Check this first.")},
    )
