"""What the administration fills in about people: who they are, their roles, who takes over."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Appointment, Department, Membership, User
from accounts.models.user import single_line
from accounts.phones import telephone
from profiles.forms.sheet import SheetForm

# Days outside these are slips of the pen.
EARLIEST: Final = date(1950, 1, 1)
AHEAD: Final = timedelta(days=3653)


def indented(department: Department) -> str:
    """The department as a list of all shows where it lies."""
    return "\N{EM SPACE}" * department.depth + department.name


class DepartmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the departments that exist today, in the order of the tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Department.objects.open().order_by("path"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return indented(obj)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who can sign in; two of the same name are told apart by their addresses."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.filter(is_active=True), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class DayField(forms.DateField):
    """A day that somebody can mean."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not EARLIEST <= day <= timezone.localdate() + AHEAD:
            raise forms.ValidationError(_("Choose a day within ten years from now."))
        return day


def reason_field() -> forms.CharField:
    """Why it is done: it stands in the log."""
    return forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PersonForm(SheetForm):
    """Who somebody is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, validators=[single_line])
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    phone = forms.CharField(
        label=gettext_lazy("Telephone (optional)"),
        help_text=gettext_lazy(
            "Shown to the crisis staff for those who answer for crisis channels."
        ),
        max_length=30,
        required=False,
        validators=[single_line, telephone],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=User._meta.get_field("language").choices or ()
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    @staticmethod
    def initial_of(person: User) -> dict[str, Any]:
        """What the form shows of somebody."""
        return {name: getattr(person, name) for name in ("name", "email", "phone", "language")}

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        other = User.objects.filter(email__iexact=email).first()
        if other and other != self.person:
            told = (
                _('<a href="{}">{}</a> has this e-mail address already.')
                if other.is_active
                else _(
                    '<a href="{}">{}</a> had this e-mail address, and has left. Let in again there.'
                )
            )
            url = reverse("profiles:person", args=[other.pk])
            raise forms.ValidationError(format_html(told, url, other.name))
        return email


class RoleForm(forms.Form):
    """A role, in a department or for the whole municipality, from a day and perhaps to one."""

    use_required_attribute = False
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    department = DepartmentField(
        label=gettext_lazy("Department"),
        help_text=gettext_lazy("For heads, deputies and editors."),
        required=False,
        empty_label=gettext_lazy("Choose a department"),
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day (optional)"),
        help_text=gettext_lazy("Leave it open if the role goes on until further notice."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a role")),
            (_("In a department"), Membership.Role.choices),
            (_("For the whole municipality"), Appointment.Role.choices),
        ]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        role, department = cleaned.get("role"), cleaned.get("department")
        if role in Membership.Role.values and not department and "department" not in self.errors:
            self.add_error("department", _("Choose the department."))
        if role in Appointment.Role.values and department:
            self.add_error("department", _("This role is for the whole municipality."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day cannot come before the first."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """The role as `organisation.give_role` takes it."""
        return {name: self.cleaned_data[name] for name in ROLE_FIELDS}


ROLE_FIELDS: Final = ("role", "department", "starts_on", "ends_on")


class InviteForm(PersonForm, RoleForm):
    """A new person, with a first role if there is one."""

    field_order = ("name", "email", "phone", "language", *ROLE_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].required = False
        self.fields["role"].label = _("Role (optional)")
        self.fields["starts_on"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role") and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Set the first day."))
        return cleaned


class RoleEndForm(SheetForm):
    """Another last day for a role, or none."""

    ends_on = DayField(
        label=gettext_lazy("Last day (optional)"),
        help_text=gettext_lazy("Leave it open if the role goes on until further notice."),
        required=False,
    )
    reason = reason_field()

    def __init__(self, *args: Any, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < self.starts_on:
            raise forms.ValidationError(_("The last day cannot come before the first."))
        return day


class TakeOverForm(forms.Form):
    """Who takes over what a person answers for; `seen` is the preview that was agreed to."""

    use_required_attribute = False
    to = PersonField(
        label=gettext_lazy("Who takes over?"), empty_label=gettext_lazy("Choose a person")
    )
    roles = forms.BooleanField(
        label=gettext_lazy("Also becomes head and deputy in the person’s place, from today"),
        required=False,
    )
    reason = reason_field()
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        person: User,
        optional: bool = False,
        leads_something: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not leads_something:
            del self.fields["roles"]
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True).exclude(pk=person.pk)
        if optional:
            field.required = False
            field.empty_label = _("Nobody yet")


class PeopleFilterForm(forms.Form):
    """What the list of people is narrowed down to; what makes no sense narrows nothing."""

    use_required_attribute = False
    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        choices=[
            ("", gettext_lazy("Everybody")),
            ("active", gettext_lazy("can sign in")),
            ("invited", gettext_lazy("invited, not in yet")),
            ("out", gettext_lazy("invitation has run out")),
            ("undelivered", gettext_lazy("invitation not delivered")),
            ("uninvited", gettext_lazy("not invited")),
            ("left", gettext_lazy("has left")),
        ],
    )

    @property
    def chosen(self) -> Mapping[str, str]:
        """The filters that are set and could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
