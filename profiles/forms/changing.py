"""Changing what stands of an approved profile, one concern at a time."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from profiles.changing import NOTIFIED
from profiles.forms.account import AccountForm, offer_departments
from profiles.forms.people import PeopleForm
from profiles.forms.step import StepForm
from profiles.models import Profile


class ChangeForm(StepForm):
    """Some of the fields that are filled in at the registration, with a word about why."""

    heading: ClassVar[Any]
    # The fields of the concern; what is not among them is left out.
    only: ClassVar[tuple[str, ...]]

    reason = forms.CharField(
        label=gettext_lazy("Why? (optional)"),
        help_text=gettext_lazy("Stands on the timeline."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    apart: ClassVar[frozenset[str]] = PeopleForm.apart | {"reason"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = ("version", "base", *self.only, "reason")
        self.fields = {name: self.fields[name] for name in wanted if name in self.fields}

    @property
    def told(self) -> list[str]:
        """The fields that the administration is told of, as the page calls them."""
        return [str(field.label) for name, field in self.fields.items() if name in NOTIFIED]


class AccountChange(ChangeForm, AccountForm):
    """Which account it is."""

    heading = gettext_lazy("Change the account")
    only = ("address", "platform", "name", "language")


class PurposeChange(ChangeForm, AccountForm):
    """What it is needed and used for (B2, B5)."""

    heading = gettext_lazy("Change the purpose")
    only = ("need", "areas", "for_crisis")

    for_crisis = forms.BooleanField(
        label=gettext_lazy("Used in a crisis"),
        help_text=gettext_lazy(
            "The profile stands on the crisis page, with the telephone numbers of its people."
        ),
        required=False,
    )

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        return AccountForm.initial_of(profile) | {"for_crisis": profile.for_crisis}


class PeopleChange(ChangeForm, PeopleForm):
    """Who answers for it (C2, C3); which department, for those who lead several."""

    heading = gettext_lazy("Change who answers for it")
    only = ("owner", "backups", "other_backup", "department")

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=gettext_lazy("Department"), empty_label=None
    )

    def __init__(self, *args: Any, user: User, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, user=user, profile=profile, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        if offer_departments(field, user, profile) < 2:
            del self.fields["department"]

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        return PeopleForm.initial_of(profile) | {"department": profile.department_id}


class PlanChange(ChangeForm, PeopleForm):
    """What is promised (B1, B4, D1)."""

    heading = gettext_lazy("Change what is promised")
    only = ("website", "rhythm", "reply_time")


# By the last part of the page's address.
SECTIONS: Final[Mapping[str, type[ChangeForm]]] = {
    "konto": AccountChange,
    "formal": PurposeChange,
    "folk": PeopleChange,
    "plan": PlanChange,
}
