"""What confirming that a profile is active asks (D1)."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.forms.answering import ActForm
from profiles.forms.pausing import day_field

# No platform that is still there is older.
EARLIEST: Final = date(2004, 1, 1)
MOST_FOLLOWERS: Final = 2_000_000_000


class ActivityForm(ActForm):
    """When there was something new, and for who likes to: how many follow."""

    last_post_on = day_field(
        label=gettext_lazy("The latest post"),
        help_text=gettext_lazy("The day of the newest post, picture or video on the profile."),
    )
    followers = forms.IntegerField(
        label=gettext_lazy("Followers (optional)"),
        help_text=gettext_lazy("How many follow the profile today. It is shown over time."),
        required=False,
        min_value=0,
        max_value=MOST_FOLLOWERS,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial = {"last_post_on": today, **self.initial}

    def clean_last_post_on(self) -> date:
        day: date = self.cleaned_data["last_post_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < EARLIEST:
            raise forms.ValidationError(_("Choose a day after 2003."))
        return day
