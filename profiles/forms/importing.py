"""What is asked when a list is brought in: the file, its columns, single rows."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from profiles.forms.account import indented
from profiles.forms.register import LongSelect
from profiles.importing import words
from profiles.importing.cells import as_read
from profiles.importing.checking import verdict_of
from profiles.importing.columns import ON, READ, column_of, for_platform, platform_columns
from profiles.importing.reading import LARGEST, Sheet, Unreadable, read
from profiles.importing.spreading import MOST
from profiles.importing.workbooks import LONGEST_CELL, MIB
from profiles.models import Import, ImportRow
from profiles.platforms import PLATFORMS

# So much of a value shows what stands in a column.
SHOWN_OF_VALUE: Final = 60
# A cell that is longer is written in a field of several lines.
LONG: Final = 100
# What a column can be in a list that has one for each platform.
ON_PLATFORMS: Final = [
    (
        f"{ON}{code}",
        format_lazy(gettext_lazy("Address on {platform}"), platform=gettext_lazy(each.name)),
    )
    for code, each in PLATFORMS.items()
]


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
        choices = [
            ("", _("Is not used")),
            *((code, each.label) for code, each in READ.items()),
            (_("In a list with a column for each platform"), ON_PLATFORMS),
        ]
        chosen = {index: code for code, index in of.mapping.items()}
        chosen |= {index: f"{ON}{code}" for index, code in platform_columns(of.mapping).items()}
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
        chosen = [(self.cleaned_data.get(name), n) for n, name in enumerate(self.columns)]
        return {
            for_platform(code.removeprefix(ON), index) if code.startswith(ON) else code: index
            for code, index in chosen
            if code
        }

    @property
    def chosen_department(self) -> int | None:
        chosen = self.cleaned_data["department"]
        return int(chosen) if chosen else None

    def refuse_so_many(self, count: int) -> None:
        """Say that the columns chosen have more accounts than can be brought in."""
        facts = {"count": count, "most": MOST}
        text = _(
            "There are %(count)s addresses in the list. At most %(most)s can be brought in at a "
            "time: divide it."
        )
        self.add_error(None, text % facts)

    def clean(self) -> dict[str, Any]:
        seen: set[str] = set()
        for name in self.columns:
            code = self.cleaned_data.get(name)
            if code in seen and code in READ:
                self.add_error(
                    name,
                    _("Another column is “%(column)s” already.") % {"column": words.label_of(code)},
                )
            seen.add(code or "")
        has_address = any(code == "address" or code.startswith(ON) for code in seen)
        if not has_address and not self.errors:
            self.add_error(None, _("Say which column has the address: a profile is known by that."))
        return self.cleaned_data


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
                index = column_of(of.mapping, remark["field"], row.cells)
                form.add_error(None if index is None else f"cell_{index}", words.said(remark))
        return form

    @property
    def cells(self) -> list[str]:
        """What was typed, by column."""
        return [as_read(self.cleaned_data[f"cell_{index}"]) for index in range(self.width)]


def department_choices() -> list[tuple[str, str]]:
    """The departments that there are, as they lie under each other."""
    departments = Department.objects.open().order_by("path")
    return [(str(department.pk), indented(department)) for department in departments]
