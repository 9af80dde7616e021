"""What the administration fills in about departments."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.models.department import DepartmentQuerySet
from accounts.models.user import single_line
from profiles.forms.people_admin import DepartmentField, reason_field
from profiles.forms.sheet import SheetForm


class DepartmentForm(SheetForm):
    """What it is called and what it is part of; the municipality itself is part of nothing."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, validators=[single_line])
    parent = DepartmentField(
        label=gettext_lazy("Part of"), empty_label=gettext_lazy("Choose a department")
    )

    def __init__(self, *args: Any, department: Department | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if department is None:
            return
        self.fields["reason"] = reason_field()
        if department.is_municipality:
            del self.fields["parent"]
        else:
            below = Department.objects.under(department)
            parent = self.fields["parent"]
            assert isinstance(parent, forms.ModelChoiceField)  # noqa: S101
            parent.queryset = _open_ones().exclude(pk__in=below.values("pk"))

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def add_taken(self) -> None:
        """Say beside the name that another one has it."""
        self.add_error("name", _("There is a department of this name already."))


class MergeForm(forms.Form):
    """Which department it becomes part of; `seen` is the preview that was agreed to."""

    use_required_attribute = False
    into = DepartmentField(
        label=gettext_lazy("Becomes part of"), empty_label=gettext_lazy("Choose a department")
    )
    heads = forms.ChoiceField(
        label=gettext_lazy("Its head and deputies become"),
        choices=[
            ("editors", gettext_lazy("editors: the head of the other department stays alone")),
            ("heads", gettext_lazy("head and deputies there too")),
        ],
        initial="editors",
        required=False,
        widget=forms.RadioSelect,
    )
    reason = reason_field()
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Department.objects.under(department)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101
        into.queryset = _open_ones().exclude(pk__in=below.values("pk"))


class CloseForm(forms.Form):
    """Why a department is no more."""

    use_required_attribute = False
    reason = reason_field()


def _open_ones() -> DepartmentQuerySet:
    return Department.objects.open().order_by("path")
