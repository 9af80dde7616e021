"""What is asked once of names and words in a list that nobody here knows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, User
from profiles.forms.importing import department_choices
from profiles.forms.register import LongSelect
from profiles.importing import words
from profiles.importing.acts import Named
from profiles.importing.choices import choices as choices_of

# So many names that nobody knows are asked about at once.
MOST_NAMES: Final = 50
# Stands for a department that is not there yet.
NEW: Final = "new"
# Stands for leaving open what a word in the list means.
OPEN: Final = "open"


class NamesForm(forms.Form):
    """Which departments and people are meant by names that nobody here has."""

    use_required_attribute = False

    def __init__(self, *args: Any, unknown: Mapping[str, Sequence[Named]], **kwargs: Any) -> None:
        """`unknown` are all such names, by their kind; the first of each are asked about."""
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        self.names: dict[str, tuple[str, str]] = {}
        departments = department_choices()
        choices = [("", _("Leave it as it is")), (NEW, _("A new department")), *departments]
        like = {meant for _name, _count, meant in unknown["people"][:MOST_NAMES] if meant}
        emails = dict(User.objects.filter(pk__in=like).values_list("pk", "email"))
        for kind, names in unknown.items():
            for number, (name, count, meant) in enumerate(names[:MOST_NAMES]):
                field = f"{kind}_{number}"
                self.names[field] = (kind, name)
                often = ngettext("In one row", "In %(count)s rows", count) % {"count": count}
                asked: dict[str, Any] = {"label": name, "required": False, "help_text": often}
                if kind == "departments":
                    self.fields[field] = forms.ChoiceField(
                        choices=choices, initial=meant, widget=LongSelect, **asked
                    )
                elif kind == "people":
                    self.fields[field] = forms.EmailField(
                        initial=emails.get(meant or 0, ""),
                        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                        **asked,
                    )
                else:
                    asked["help_text"] = f"{words.label_of(kind)}. {often}"
                    self.fields[field] = forms.ChoiceField(choices=_meanings(kind), **asked)
        if unknown["people"]:
            self.fields["without_strangers"] = forms.BooleanField(
                label=_("Bring the rows in without the others"),
                help_text=_("Also without those that do not stand on this page."),
                required=False,
            )
        if not unknown["departments"]:
            return
        self.fields["all_new"] = forms.BooleanField(
            label=_("Add every other name as a new department"),
            help_text=_("Also those that do not stand on this page."),
            required=False,
        )
        self.fields["under"] = forms.ChoiceField(
            label=_("New departments lie under"),
            choices=departments,
            widget=LongSelect,
            required=False,
        )

    @property
    def department_fields(self) -> list[forms.BoundField]:
        return self._fields_of("departments")

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return self._fields_of("people")

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        return [self[field] for field, (kind, _name) in self.names.items() if _is_choice(kind)]

    @property
    def without_strangers(self) -> bool:
        """Whether people whom nobody knows are left out of the rows."""
        return bool(self.cleaned_data.get("without_strangers"))

    @property
    def new(self) -> list[str]:
        """Names that are to be departments from now on, in the order of the page."""
        if self.cleaned_data.get("all_new"):
            chosen = self.chosen["departments"]
            names = [name for name, _count, _meant in self.unknown["departments"]]
            return [name for name in names if name not in chosen and can_name_department(name)]
        return [name for field, (_, name) in self.names.items() if self.cleaned_data[field] == NEW]

    @property
    def under(self) -> Department | None:
        """What new departments lie under; None if there shall be none."""
        chosen = self.cleaned_data.get("under")
        return Department.objects.get(pk=chosen) if chosen else None

    @property
    def chosen(self) -> dict[str, dict[str, int]]:
        """The names with the keys of what they mean, by their kind."""
        chosen: dict[str, dict[str, int]] = {"departments": {}, "people": {}}
        for field, (kind, name) in self.names.items():
            value = self.cleaned_data.get(field)
            if value and value != NEW and kind in chosen:
                chosen[kind][name] = int(value) if kind == "departments" else self.people[value]
        return chosen

    @property
    def choices(self) -> dict[str, dict[str, Any]]:
        """The texts that stand for a choice with its code, by field; None leaves it open."""
        choices: dict[str, dict[str, Any]] = {}
        for field, (kind, text) in self.names.items():
            value = self.cleaned_data.get(field)
            if value and _is_choice(kind):
                codes = {str(code): code for code in choices_of(kind)}
                choices.setdefault(kind, {})[text] = codes.get(value)
        return choices

    def clean(self) -> dict[str, Any]:
        emails = {
            self.cleaned_data[field]: self.cleaned_data[field].lower()
            for field, (kind, _name) in self.names.items()
            if kind == "people" and self.cleaned_data.get(field)
        }
        known = dict(User.objects.filter(email__in=emails.values()).values_list("email", "pk"))
        self.people = {typed: known[email] for typed, email in emails.items() if email in known}
        for field, (kind, name) in self.names.items():
            typed = self.cleaned_data.get(field)
            if kind == "people" and typed and typed not in self.people:
                self.add_error(field, _("Nobody here has this e-mail address."))
            if typed == NEW and not can_name_department(name):
                self.add_error(field, _("No department can be called this."))
        wants_new = self.cleaned_data.get("all_new") or NEW in self.cleaned_data.values()
        if wants_new and not self.cleaned_data.get("under"):
            self.add_error("under", _("Choose a department"))
        return self.cleaned_data

    def _fields_of(self, wanted: str) -> list[forms.BoundField]:
        return [self[field] for field, (kind, _name) in self.names.items() if kind == wanted]


def _is_choice(kind: str) -> bool:
    return kind not in ("departments", "people")


def _meanings(field: str) -> list[tuple[str, Any]]:
    """What a word that nobody knows may mean."""
    choices = [(str(code), label) for code, label in choices_of(field).items()]
    return [("", _("Leave it as it is")), (OPEN, _("Leave it open")), *choices]


def can_name_department(name: str) -> bool:
    """Whether a department can be called this."""
    try:
        Department(name=name).clean_fields(exclude=["parent"])
    except ValidationError:
        return False
    return True
