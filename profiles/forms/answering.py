"""What an act on a profile asks: a reason, a message, a first evaluation, conditions."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from profiles import policy
from profiles.lifecycle import Demand
from profiles.policy import Policy

# How far ahead an approval may set a date.
MONTHS_AHEAD: Final = 24
DEMANDS: Final = 3


class ActForm(forms.Form):
    """Something done to a profile that rests on the version that the person saw."""

    use_required_attribute = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(ActForm):
    """Sending back and rejecting: the reason is what the sender gets."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class OptionalReasonForm(ActForm):
    """Withdrawing, taking up again and throwing away: a reason is welcome."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(ActForm):
    """Approving: the first evaluation, and up to three conditions."""

    evaluate_on = forms.DateField(
        label=gettext_lazy("First evaluation"),
        help_text=gettext_lazy("The department is asked then whether the profile does its job."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    message = forms.CharField(
        label=gettext_lazy("Message to the department (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, people: Iterable[User], today: date, in_force: Policy, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.latest = today, policy.add_months(today, MONTHS_AHEAD)
        self.people = {str(person.pk): person for person in people}
        self.fields["evaluate_on"].initial = policy.first_evaluation(today, in_force)
        for number in range(1, DEMANDS + 1):
            self._add_demand(number)

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each condition, by its number."""
        return [(number, [self[name] for name in _names(number)]) for number in _numbers()]

    @property
    def has_demands(self) -> bool:
        """Whether something is typed for a condition, so that the page shows it."""
        return any(self[name].data for number in _numbers() for name in _names(number)[:2])

    @property
    def demands(self) -> list[Demand]:
        """The conditions that are filled in."""
        cleaned = self.cleaned_data
        return [
            Demand(cleaned[text], cleaned[due], self.people[cleaned[who]])
            for text, due, who in map(_names, _numbers())
            if cleaned.get(text)
        ]

    def clean_evaluate_on(self) -> date:
        day: date = self.cleaned_data["evaluate_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > self.latest:
            raise forms.ValidationError(self._too_late())
        return day

    def clean(self) -> dict[str, Any]:
        for text, due, who in map(_names, _numbers()):
            self._check_demand(text, due, who)
        return self.cleaned_data

    def _add_demand(self, number: int) -> None:
        text, due, who = _names(number)
        self.fields[text] = forms.CharField(
            label=_("What has to be done"), max_length=500, required=False
        )
        self.fields[due] = forms.DateField(
            label=_("By when"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        choices = [(key, person.name) for key, person in self.people.items()]
        self.fields[who] = forms.ChoiceField(
            label=_("By whom"), choices=choices, required=False, initial=next(iter(self.people), "")
        )

    def _check_demand(self, text: str, due: str, who: str) -> None:
        """A condition is whole or not there; what is wrong already is not told twice."""
        if self.errors.keys() & {text, due, who}:
            return
        day = self.cleaned_data[due]
        if not self.cleaned_data[text]:
            if day:
                self.add_error(text, _("Say what has to be done, or remove the date."))
            return
        if not self.cleaned_data[who]:
            self.add_error(who, _("Choose who is to do it."))
        if not day:
            self.add_error(due, _("Set a date."))
        elif day < self.today:
            self.add_error(due, _("This day has passed."))
        elif day > self.latest:
            self.add_error(due, self._too_late())

    def _too_late(self) -> str:
        return _("Choose a day within %(months)s months.") % {"months": MONTHS_AHEAD}


def _numbers() -> Iterator[int]:
    return iter(range(1, DEMANDS + 1))


def _names(number: int) -> tuple[str, str, str]:
    row = f"condition_{number}"
    return f"{row}_text", f"{row}_due", f"{row}_who"
