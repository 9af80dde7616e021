from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from profiles.models import Profile, Reminder
from profiles.models.profile import ProfileQuerySet


class DeadlinesForm(forms.Form):
    """Which deadlines are shown; what cannot be understood narrows nothing down."""

    department = forms.ModelChoiceField(
        Department.objects.open(),
        label=gettext_lazy("Department, with those below"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Owner"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("What is due"),
        choices=[("", gettext_lazy("All")), *Reminder.Matter.choices],
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        owners = Profile.objects.going_on().order_by().values("owner")
        self.fields["person"].queryset = User.objects.filter(pk__in=owners)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, object]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def profiles(self) -> ProfileQuerySet | None:
        """Whose deadlines are meant; None is everybody's."""
        chosen = self.chosen
        found = Profile.objects.all()
        if isinstance(department := chosen.get("department"), Department):
            below = Department.objects.under(department).order_by()
            found = found.filter(department__in=below.values("pk"))
        if isinstance(person := chosen.get("person"), User):
            found = found.filter(owner=person)
        return found if "department" in chosen or "person" in chosen else None
