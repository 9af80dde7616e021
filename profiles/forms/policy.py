"""The values that the municipality decides, and a department more strictly."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.policy import BOUNDS, BY_DEPARTMENT, POLICY, Policy
from profiles.wording import Label

# What is asked of each, and the rule behind it (see docs/demands.md).
LABELS: Final[Mapping[str, Label]] = {
    "answer_working_days": gettext_lazy("Working days to answer a notification in"),
    "first_evaluation_months": gettext_lazy("Months until the first evaluation"),
    "evaluation_months": gettext_lazy("Months from one evaluation to the next"),
    "stale_days": gettext_lazy("Days without anything new, at most"),
    "access_review_months": gettext_lazy("Months between two checks of who has access"),
    "phone_review_months": gettext_lazy("Months between two checks of crisis telephone numbers"),
    "first_reminder_days": gettext_lazy("Days before a deadline: first reminder"),
    "second_reminder_days": gettext_lazy("Days before a deadline: second reminder"),
    "reminder_every_days": gettext_lazy("Days between reminders of what is overdue"),
    "head_after_days": gettext_lazy("Days overdue: the head of department is reminded, too"),
    "administration_after_days": gettext_lazy("Days overdue: the administration is reminded, too"),
    "four_eyes": gettext_lazy("Nobody approves what he or she registered, owns or leads"),
}
HELP: Final[Mapping[str, Label]] = {
    "answer_working_days": gettext_lazy(
        "Public holidays do not count. Notifications that are sent already keep their deadline."
    ),
    "first_evaluation_months": gettext_lazy("Reckoned from the day of approval."),
    "evaluation_months": gettext_lazy(
        "Evaluations whose day somebody has chosen stay on that day."
    ),
    "stale_days": gettext_lazy(
        "A profile that promises to be updated more often has the shorter time."
    ),
}
DEMANDS: Final[Mapping[str, str]] = {
    "answer_working_days": "C1",
    "first_evaluation_months": "D2",
    "evaluation_months": "D2",
    "stale_days": "D1",
    "access_review_months": "C2",
    "phone_review_months": "B4",
    "four_eyes": "C1",
}
GROUPS: Final[tuple[tuple[Label, tuple[str, ...]], ...]] = (
    (gettext_lazy("Notifications"), ("answer_working_days", "four_eyes")),
    (
        gettext_lazy("Following up"),
        (
            "first_evaluation_months",
            "evaluation_months",
            "stale_days",
            "access_review_months",
            "phone_review_months",
        ),
    ),
    (
        gettext_lazy("Reminders"),
        (
            "first_reminder_days",
            "second_reminder_days",
            "reminder_every_days",
            "head_after_days",
            "administration_after_days",
        ),
    ),
)


class PolicyForm(forms.Form):
    """What the municipality decides."""

    use_required_attribute = False
    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why (optional)"),
        help_text=gettext_lazy("It stands in the history, with your name."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    names: tuple[str, ...] = tuple(LABELS)

    def __init__(self, *args: Any, limits: Policy | None = None, **kwargs: Any) -> None:
        """`limits` is what a department can be no laxer than; None for the municipality."""
        super().__init__(*args, **kwargs)
        self.limits = limits
        for name in self.names:
            self.fields[name] = self._field(name)
        self.order_fields([*self.names, "reason", "number"])

    def _field(self, name: str) -> forms.Field:
        if isinstance(getattr(POLICY, name), bool):
            return forms.BooleanField(label=str(LABELS[name]), required=False)
        lowest, highest = BOUNDS[name]
        return forms.IntegerField(
            label=str(LABELS[name]),
            help_text=str(HELP.get(name, "")),
            min_value=lowest,
            max_value=highest,
        )

    @property
    def groups(self) -> list[tuple[Label, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    @property
    def values(self) -> dict[str, Any]:
        """What was decided, by name."""
        return {name: self.cleaned_data[name] for name in self.names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("first_reminder_days"), cleaned.get("second_reminder_days")
        if first is not None and second is not None and second >= first:
            self.add_error("second_reminder_days", _("It has to be later than the first one."))
        head, last = cleaned.get("head_after_days"), cleaned.get("administration_after_days")
        if head is not None and last is not None and last < head:
            message = _("The administration cannot be reminded before the head of department.")
            self.add_error("administration_after_days", message)
        return cleaned


class DepartmentPolicyForm(PolicyForm):
    """What a department decides for itself; what it leaves open is as above it."""

    names = BY_DEPARTMENT

    def _field(self, name: str) -> forms.Field:
        highest = getattr(self.limits, name)
        return forms.IntegerField(
            label=str(LABELS[name]),
            help_text=_("Without a number: %(above)s, as above it. Stricter is less.")
            % {"above": highest},
            min_value=BOUNDS[name][0],
            max_value=highest,
            required=False,
            error_messages={
                "max_value": _("A department can be stricter than %(limit_value)s, not laxer.")
            },
        )

    @property
    def groups(self) -> list[tuple[Label, list[forms.BoundField]]]:
        return [(gettext_lazy("Following up"), [self[name] for name in self.names])]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if value is not None}
