"""What is asked when a list is brought in: the file, its columns, unknown names, single rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Department, User
from profiles.forms.account import indented
from profiles.forms.register import LongSelect
from profiles.importing import words
from profiles.importing.cells import as_read
from profiles.importing.checking import verdict_of
from profiles.importing.columns import READ
from profiles.importing.reading import LARGEST, LONGEST_CELL, MIB, Sheet, Unreadable, read
from profiles.models import Import, ImportRow

# So much of a value shows what stands in a column.
SHOWN_OF_VALUE: Final = 60
# A cell that is longer is written in a field of several lines.
LONG: Final = 100
# So many names that nobody knows are asked about at once.
MOST_NAMES: Final = 50
# Stands for a department that is not there yet.
NEW: Final = "new"

Named = tuple[str, int, int | None]


class UploadForm(forms.Form):
    """The file with the list."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("List of profiles"),
        help_text=gettext_lazy(
            "A CSV file or an Excel workbook (.xlsx), at most 5 MB and 20 000 rows. "
            "The first line says what the columns are."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    # What was read; there once the form is valid.
    sheet: Sheet

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Divide it into several.")
                % {"most": LARGEST // MIB}
            )
        try:
            self.sheet = read(file.read())
        except Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        return file


class ColumnsForm(forms.Form):
    """What each column of a list is, and the department of the rows that do not say."""

    use_required_attribute = False
    department = forms.ChoiceField(
        label=gettext_lazy("Department where the list says none"),
        required=False,
        widget=LongSelect,
    )

    def __init__(self, *args: Any, of: Import, rows: Sequence[Sequence[str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Is not used")), *((code, each.label) for code, each in READ.items())]
        chosen = {index: code for code, index in of.mapping.items()}
        self.columns: list[str] = []
        for index, heading in enumerate(of.headings):
            values = dict.fromkeys(row[index][:SHOWN_OF_VALUE] for row in rows if index < len(row))
            shown = ", ".join(_("“%(value)s”") % {"value": value} for value in values if value)
            self.columns.append(f"column_{index}")
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": index + 1},
                # A help text is drawn as it is, and this one comes from a file.
                help_text=escape(_("For example %(values)s") % {"values": shown}) if shown else "",
                choices=choices,
                required=False,
                initial=chosen.get(index, ""),
            )
        department = self.fields["department"]
        department.choices = [  # type: ignore[attr-defined]
            ("", _("None: then the row is wrong")),
            *department_choices(),
        ]
        department.initial = of.defaults.get("department")

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]

    @property
    def mapping(self) -> dict[str, int]:
        """Which column gives which field."""
        return {
            self.cleaned_data[name]: index
            for index, name in enumerate(self.columns)
            if self.cleaned_data.get(name)
        }

    @property
    def chosen_department(self) -> int | None:
        chosen = self.cleaned_data["department"]
        return int(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        seen: set[str] = set()
        for name in self.columns:
            code = self.cleaned_data.get(name)
            if code and code in seen:
                self.add_error(
                    name,
                    _("Another column is “%(column)s” already.") % {"column": words.label_of(code)},
                )
            seen.add(code or "")
        if "address" not in seen and not self.errors:
            self.add_error(None, _("Say which column has the address: a profile is known by that."))
        return self.cleaned_data


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
                asked: dict[str, Any] = {
                    "label": name,
                    "required": False,
                    "help_text": ngettext("In one row", "In %(count)s rows", count)
                    % {"count": count},
                }
                if kind == "departments":
                    self.fields[field] = forms.ChoiceField(
                        choices=choices, initial=meant, widget=LongSelect, **asked
                    )
                else:
                    self.fields[field] = forms.EmailField(
                        initial=emails.get(meant or 0, ""),
                        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                        **asked,
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
    def new(self) -> set[str]:
        """Names that are to be departments from now on."""
        if self.cleaned_data.get("all_new"):
            chosen = self.chosen["departments"]
            names = [name for name, _count, _meant in self.unknown["departments"]]
            return {name for name in names if name not in chosen and can_name_department(name)}
        return {name for field, (_, name) in self.names.items() if self.cleaned_data[field] == NEW}

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
            if value and value != NEW:
                chosen[kind][name] = int(value) if kind == "departments" else self.people[value]
        return chosen

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


class RowForm(forms.Form):
    """The cells of a row, with what is wrong beside them."""

    use_required_attribute = False

    def __init__(self, *args: Any, of: Import, row: ImportRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        self.width = max(len(of.headings), len(row.cells))
        for index in range(self.width):
            text = row.cells[index] if index < len(row.cells) else ""
            heading = of.headings[index] if index < len(of.headings) else ""
            is_long = len(text) > LONG or "\n" in text
            self.fields[f"cell_{index}"] = forms.CharField(
                label=heading or _("Column %(number)s") % {"number": index + 1},
                max_length=LONGEST_CELL,
                required=False,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput(),
            )

    @classmethod
    def judged(cls, of: Import, row: ImportRow) -> "RowForm":
        """The row as it stands, with what has to be mended as errors of its fields."""
        cells = {f"cell_{index}": cell for index, cell in enumerate(row.cells)}
        form = cls(cells, of=of, row=row)
        for remark in row.remarks:
            if verdict_of([remark]) == ImportRow.Verdict.WRONG:
                index = of.mapping.get(remark["field"])
                form.add_error(None if index is None else f"cell_{index}", words.said(remark))
        return form

    @property
    def cells(self) -> list[str]:
        """What was typed, by column."""
        return [as_read(self.cleaned_data[f"cell_{index}"]) for index in range(self.width)]


def can_name_department(name: str) -> bool:
    """Whether a department can be called this."""
    try:
        Department(name=name).clean_fields(exclude=["parent"])
    except ValidationError:
        return False
    return True


def department_choices() -> list[tuple[str, str]]:
    """The departments that there are, as they lie under each other."""
    departments = Department.objects.open().order_by("path")
    return [(str(department.pk), indented(department)) for department in departments]
