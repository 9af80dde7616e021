"""Asking for an update, and answering that what stands in the register holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.forms.answering import ActForm
from profiles.models import UpdateRequest


def message_field(**kwargs: Any) -> forms.CharField:
    """A few words that go along."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        max_length=UpdateRequest._meta.get_field("message").max_length,
        required=False,
        widget=widget,
        **kwargs,
    )


class AskForm(ActForm):
    """What to look at especially."""

    message = message_field(
        label=_("Message (optional)"),
        help_text=_("What they should look at especially. Stands on the timeline."),
    )


class AnswerUpdateForm(ActForm):
    """A word about what was looked at or changed."""

    message = message_field(
        label=_("Message (optional)"),
        help_text=_("Goes to who asked. Stands on the timeline."),
    )
