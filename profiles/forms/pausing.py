"""What pausing asks: from when, until when, why, and what the followers are told (D4)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import policy
from profiles.follower_texts import Texts, for_pause, suggested_for_pause
from profiles.forms.answering import MONTHS_AHEAD, ActForm, OptionalReasonForm
from profiles.models import Pause, Profile


def day_field(**kwargs: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


def text_field(**kwargs: Any) -> forms.CharField:
    """What followers are told, in one language."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(max_length=2000, required=False, widget=widget, **kwargs)


class ReopeningForm(ActForm):
    """A day on which the profile is expected to open again."""

    reopens_on = day_field(label=gettext_lazy("Expected to reopen"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_reopens_on(self) -> date:
        day: date = self.cleaned_data["reopens_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > policy.add_months(self.today, MONTHS_AHEAD):
            message = _("Choose a day within %(months)s months.")
            raise forms.ValidationError(message % {"months": MONTHS_AHEAD})
        return day

    def add_overlap(self, planned: Pause, field: str) -> None:
        """Say that another pause is planned for a part of the time."""
        message = _("A pause is planned from %(first)s to %(last)s. Take that one back first.")
        days = {"first": date_format(planned.starts_on), "last": date_format(planned.reopens_on)}
        self.add_error(field, message % days)


class PauseForm(ReopeningForm):
    """Pausing, at once or from a later day on."""

    starts_on = day_field(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("With a later day the pause is planned, and begins by itself."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Stands on the timeline. The followers do not see it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text_nb = text_field(
        label=gettext_lazy("To the followers, in bokmål"),
        help_text=gettext_lazy("[fra] and [til] become the days that you have chosen."),
    )
    text_nn = text_field(
        label=gettext_lazy("To the followers, in nynorsk"),
        help_text=gettext_lazy("[fra] and [til] become the days that you have chosen."),
    )
    field_order = ("version", "starts_on", "reopens_on", "reason", "text_nb", "text_nn")

    def __init__(self, *args: Any, profile: Profile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        suggested = suggested_for_pause(profile.name, profile.website)
        texts = {"text_nb": suggested.nb, "text_nn": suggested.nn}
        self.initial = {"starts_on": today, **texts, **self.initial}

    @property
    def texts(self) -> Texts:
        """What followers are told, with the days in it."""
        given = Texts(self.cleaned_data["text_nb"], self.cleaned_data["text_nn"])
        days = self.cleaned_data["starts_on"], self.cleaned_data["reopens_on"]
        return for_pause(given, *days)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        starts_on = self.cleaned_data.get("starts_on")
        reopens_on = self.cleaned_data.get("reopens_on")
        if starts_on and reopens_on and reopens_on <= starts_on:
            self.add_error("reopens_on", _("Choose a day after the first day of the pause."))
        return self.cleaned_data


class ExtendForm(ReopeningForm, OptionalReasonForm):
    """A pause that lasts longer, or shorter, than was thought."""

    field_order = ("version", "reopens_on", "reason")


class ReopenForm(OptionalReasonForm):
    """Opening again; a word about it is welcome."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Message (optional)")
