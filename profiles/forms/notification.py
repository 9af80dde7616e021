from django import forms
from django.utils.translation import gettext_lazy

from profiles.forms.step import StepForm


class NotificationForm(StepForm):
    """The last step: a word to the administration, if one likes (C1)."""

    message = forms.CharField(
        label=gettext_lazy("Message to the administration (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
