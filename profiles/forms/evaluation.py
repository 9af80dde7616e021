"""What an evaluation asks (D2), and what the administration answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import evaluations, policy
from profiles.forms.answering import MONTHS_AHEAD, ActForm, ReasonForm
from profiles.forms.pausing import day_field
from profiles.forms.sheet import SheetForm
from profiles.models import Evaluation
from profiles.wording import Label

GROUPS: Final[tuple[tuple[Label, tuple[str, ...]], ...]] = (
    (
        gettext_lazy("Purpose and target group"),
        ("purpose_met", "purpose_note", "reaches"),
    ),
    (
        gettext_lazy("In numbers, as far as you know them"),
        ("followers", "posts", "replies", "reply_time"),
    ),
    (gettext_lazy("Follow-up"), ("kept_up", "counterpart_kept")),
    (
        gettext_lazy("Access, privacy and security"),
        ("access_kept", "two_step", "privacy_note"),
    ),
    (gettext_lazy("What was learnt"), ("learnt",)),
    (
        gettext_lazy("What is to become of it"),
        ("outcome", "outcome_reason", "change", "change_by", "reopens_on"),
    ),
)
LABELS: Final[Mapping[str, Label]] = {
    "purpose_met": gettext_lazy("Is the purpose met?"),
    "purpose_note": gettext_lazy("How can you tell?"),
    "reaches": gettext_lazy("Does it reach the target group?"),
    "posts": gettext_lazy("Posts since last time"),
    "replies": gettext_lazy("Replies from the municipality since last time"),
    "kept_up": gettext_lazy("Is the profile kept up as promised?"),
    "counterpart_kept": gettext_lazy("Does the page on the website still say the same?"),
    "access_kept": gettext_lazy("Do owner and backup editors still have access?"),
    "two_step": gettext_lazy("Do all of them sign in with two steps?"),
    "privacy_note": gettext_lazy("Privacy and security since last time"),
    "learnt": gettext_lazy("What have you learnt?"),
    "outcome": gettext_lazy("Outcome"),
    "outcome_reason": gettext_lazy("Why?"),
    "change": gettext_lazy("What is to be changed?"),
    "change_by": gettext_lazy("By when is it changed?"),
    "reopens_on": gettext_lazy("When is it expected to open again?"),
}
HINTS: Final[Mapping[str, Label]] = {
    "purpose_note": gettext_lazy("What came of it: who used it, what they asked, what changed."),
    "reply_time": gettext_lazy("For instance: the same day, or two days."),
    "counterpart_kept": gettext_lazy("Also with texts for pictures, and captions for videos."),
    "privacy_note": gettext_lazy(
        "Incidents, comments with personal information, new terms. If there is nothing, say so."
    ),
    "learnt": gettext_lazy("What others in the municipality could make use of."),
    "outcome_reason": gettext_lazy("Has to be said if it is paused or closed."),
    "change": gettext_lazy("Only if something is to be changed."),
    "change_by": gettext_lazy("Only if something is to be changed."),
    "reopens_on": gettext_lazy("Only if it is paused."),
}
DEGREES: Final = (
    "purpose_met",
    "reaches",
    "kept_up",
    "counterpart_kept",
    "access_kept",
    "two_step",
)
LONG: Final = ("purpose_note", "privacy_note", "learnt", "outcome_reason")
DAYS: Final = ("change_by", "reopens_on")
NUMBERS: Final = ("followers", "posts", "replies")
COLUMNS: Final = {field.name: field for field in Evaluation._meta.fields}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together."""

    heading: Label
    fields: list[forms.BoundField]


class EvaluationForm(SheetForm):
    """The whole evaluation: saved as it is, so nothing is compulsory before it is sent."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in evaluations.FIELDS:
            self.fields[name] = _field(name)

    @property
    def groups(self) -> Iterator[Group]:
        """The fields as they are asked."""
        for heading, names in GROUPS:
            yield Group(heading, [self[name] for name in names])

    def clean_change_by(self) -> date | None:
        return self._ahead("change_by")

    def clean_reopens_on(self) -> date | None:
        return self._ahead("reopens_on")

    def add_missing(self, names: list[str]) -> None:
        """Say what has to be answered before it can be sent."""
        for name in names:
            self.add_error(name, _("Answer this before you send it."))

    def _ahead(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day and day > policy.add_months(self.today, MONTHS_AHEAD):
            message = _("Choose a day within %(months)s months.")
            raise forms.ValidationError(message % {"months": MONTHS_AHEAD})
        return day


class ConfirmForm(ActForm):
    """Confirming an evaluation: when the next one is due."""

    next_on = day_field(label=gettext_lazy("Next evaluation"))
    message = forms.CharField(
        label=gettext_lazy("Message to the department (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_next_on(self) -> date:
        return ahead(self.cleaned_data["next_on"], self.today)


class DeadlineForm(ActForm):
    """A new day for the evaluation."""

    due_on = day_field(label=gettext_lazy("Evaluated by"))
    field_order = ("version", "due_on", "reason")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        return ahead(self.cleaned_data["due_on"], self.today)


class AskForm(DeadlineForm):
    """Asking for an evaluation now."""

    reason = forms.CharField(
        label=gettext_lazy("Message (optional)"),
        help_text=gettext_lazy("Why it is asked for now. Stands on the timeline."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtendForm(DeadlineForm, ReasonForm):
    """Giving the department more time; the reason stands on the timeline."""


def ahead(day: date, today: date) -> date:
    """The day, if it is to come and not too far away."""
    if day <= today:
        raise forms.ValidationError(_("Choose a day after today."))
    if day > policy.add_months(today, MONTHS_AHEAD):
        message = _("Choose a day within %(months)s months.")
        raise forms.ValidationError(message % {"months": MONTHS_AHEAD})
    return day


def _field(name: str) -> forms.Field:
    field = _kind_of(name)
    field.required = False
    field.label = str(LABELS.get(name, "")) or capfirst(str(COLUMNS[name].verbose_name))
    field.help_text = str(HINTS.get(name, ""))
    return field


def _kind_of(name: str) -> forms.Field:
    if name in DEGREES:
        return forms.ChoiceField(choices=Evaluation.Degree.choices, widget=forms.RadioSelect)
    if name == "outcome":
        return forms.ChoiceField(choices=Evaluation.Outcome.choices, widget=forms.RadioSelect)
    if name in DAYS:
        return day_field()
    if name in NUMBERS:
        return forms.IntegerField(min_value=0, max_value=2_000_000_000)
    if name in LONG:
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    return forms.CharField(max_length=COLUMNS[name].max_length)
