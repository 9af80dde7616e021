from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.models.department import DepartmentQuerySet
from profiles.models import Profile
from profiles.models.profile import ProfileQuerySet


class RegisterForm(forms.Form):
    """What the register is narrowed down to; what makes no sense narrows nothing."""

    use_required_attribute = False
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=gettext_lazy("Department"),
        required=False,
        empty_label=gettext_lazy("All departments"),
    )
    status = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, departments: DepartmentQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = departments
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("All states")),
            *(choice for choice in Profile.Status.choices if choice[0] != Profile.Status.DISCARDED),
        ]

    def narrow(self, profiles: ProfileQuerySet) -> ProfileQuerySet:
        """Those that fit: in the department or below it, and in the state."""
        chosen = self.chosen
        if department := chosen.get("department"):
            profiles = profiles.filter(department__in=Department.objects.under(department))
        if status := chosen.get("status"):
            profiles = profiles.filter(status=status)
        return profiles

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set and could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
