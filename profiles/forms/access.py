"""What is asked about who has access to an account (C2); the place of secrets, never a secret."""

from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.user import single_line
from profiles.accesses import CHECKED, Terms
from profiles.forms.register import LongSelect
from profiles.forms.sheet import SheetForm
from profiles.models import Access, Holder, Profile
from profiles.models.access import YesNo

NOT_KNOWN: Final = ("", gettext_lazy("Not known"))
MOST_ADMINISTRATORS: Final = 999


class FactsForm(SheetForm):
    """The facts about an account's access, each with a tick that it was checked today."""

    central_holder = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Who holds the municipality’s central access?"),
        help_text=gettext_lazy(
            "Somebody outside the department who can get in if nobody else can: the web editor, "
            "or ICT."
        ),
        empty_label=gettext_lazy("Nobody, or not known"),
        widget=LongSelect,
    )
    administrators = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_ADMINISTRATORS,
        label=gettext_lazy("How many administrators does the account have?"),
        help_text=gettext_lazy("Two or three are best. Count those who stand on the platform."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    two_step = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Does everybody sign in in two steps?"),
        choices=[*YesNo.choices, NOT_KNOWN],
        widget=forms.RadioSelect,
    )
    private_only = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Does all access hang on private profiles?"),
        choices=[*YesNo.choices, NOT_KNOWN],
        widget=forms.RadioSelect,
    )
    recovery_place = forms.CharField(
        required=False,
        max_length=200,
        validators=[single_line],
        label=gettext_lazy("Where are the recovery address and codes kept?"),
        help_text=gettext_lazy(
            "The place, for instance “the archive’s safe”. Never write a password or a code here."
        ),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        central = self.fields["central_holder"]
        assert isinstance(central, forms.ModelChoiceField)  # noqa: S101
        central.queryset = _people(access.central_holder_id)
        for fact, column in CHECKED.items():
            self.initial.setdefault(fact, getattr(access, f"{fact}_id", getattr(access, fact)))
            day = getattr(access, column)
            self.fields[f"{fact}_checked"] = forms.BooleanField(
                required=False,
                label=_("Checked today (last time %(day)s)") % {"day": date_format(day)}
                if day
                else _("Checked today"),
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each fact with its tick."""
        return [(self[fact], self[f"{fact}_checked"]) for fact in CHECKED]

    @property
    def confirmed(self) -> list[str]:
        """The facts that were checked today."""
        return [fact for fact in CHECKED if self.cleaned_data[f"{fact}_checked"]]


class HolderForm(SheetForm):
    """Somebody with a role on the account: a person of the portal, or a name."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Person"),
        empty_label=gettext_lazy("Somebody who is not here"),
        widget=LongSelect,
    )
    name = forms.CharField(
        required=False,
        max_length=120,
        validators=[single_line],
        label=gettext_lazy("Name of somebody who is not here"),
        help_text=gettext_lazy("An agency, for instance. Leave it empty if you chose a person."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role on the platform"),
        choices=Holder.Role.choices,
        widget=forms.RadioSelect,
    )
    is_private = forms.BooleanField(
        required=False,
        label=gettext_lazy("Signs in with a private profile"),
        help_text=gettext_lazy("As everybody has to on some platforms."),
    )
    two_step = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Signs in in two steps"),
        choices=[*YesNo.choices, NOT_KNOWN],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, profile: Profile, holder: Holder | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.profile, self.holder = profile, holder
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)  # noqa: S101
        person.queryset = _people(holder.person_id if holder else None)
        if holder:
            names = ("name", "role", "is_private", "two_step")
            kept = {name: getattr(holder, name) for name in names}
            self.initial = {"person": holder.person_id, **kept, **self.initial}

    @property
    def terms(self) -> Terms:
        """What is kept of the person."""
        return Terms(
            person=self.cleaned_data["person"],
            name=self.cleaned_data["name"],
            role=self.cleaned_data["role"],
            is_private=self.cleaned_data["is_private"],
            two_step=self.cleaned_data["two_step"],
        )

    def clean(self) -> dict[str, Any]:
        person, name = self.cleaned_data.get("person"), self.cleaned_data.get("name")
        if person and name:
            self.add_error("name", _("Choose a person or write a name, not both."))
        elif not person and not name and not self.errors:
            self.add_error("person", _("Choose a person, or write a name below."))
        others = self.profile.holders.exclude(pk=self.holder.pk if self.holder else 0)
        if person and others.filter(person=person).exists():
            self.add_held()
        elif name and name.casefold() in (each.name.casefold() for each in others):
            self.add_error("name", _("This name stands on the list already."))
        return self.cleaned_data

    def add_held(self) -> None:
        """Say that the person has a role already."""
        self.add_error("person", _("This person stands on the list already."))


def _people(chosen: int | None) -> Any:
    """Those who can sign in, and who is chosen already."""
    return User.objects.filter(Q(is_active=True) | Q(pk=chosen)).order_by("name", "pk")
