"""The register as a list for a spreadsheet, a few profiles at a time.

The list can be brought in again as it is: see `importing.columns`.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from accounts.models import Department
from profiles.importing.cells import defused, printable, protected
from profiles.importing.choices import LANGUAGES, choices
from profiles.importing.columns import COLUMNS, SEPARATOR
from profiles.models import Profile
from profiles.models.profile import ProfileQuerySet

CHUNK: Final = 500
# Excel takes a file without it for Windows' Western alphabet.
BYTE_ORDER_MARK: Final = "\ufeff"
# Excel in Norwegian has the comma for decimals, and so lists with semicolons.
DELIMITER: Final = ";"
STEPS_DOWN: Final = " › "
# As much as Excel takes in a cell.
LONGEST: Final = 32_767


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(profiles: ProfileQuerySet) -> Iterator[str]:
    """The profiles as CSV, line by line."""
    return csv_of(chain([HEADINGS], _lines(profiles)))


def csv_of(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines as spreadsheets read them, with no formula among them."""
    writer = csv.writer(_Echo(), delimiter=DELIMITER)
    yield BYTE_ORDER_MARK
    for line in lines:
        yield writer.writerow([defused(printable(text)) for text in line])


def as_workbook(profiles: ProfileQuerySet) -> IO[bytes]:
    """The profiles as an Excel workbook, in a file that is gone when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Profiler")
    sheet.freeze_panes = "A2"
    for line in chain([HEADINGS], _lines(profiles)):
        sheet.append([_text_cell(sheet, text) for text in line])
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, protected(printable(text))[:LONGEST])
    # Never a formula, whatever it begins with.
    cell.data_type = "s"
    return cell


def _lines(profiles: ProfileQuerySet) -> Iterator[list[str]]:
    words, paths = _words(), paths_of_departments()
    for profile in _in_chunks(profiles.select_related("owner").prefetch_related(*_AS_LISTS)):
        yield [
            _VALUES[column.code](profile, paths)
            if column.code in _VALUES
            else _chosen(profile, column.code, words)
            for column in COLUMNS
        ]


def _in_chunks(profiles: ProfileQuerySet) -> Iterator[Profile]:
    """The profiles by name, each chunk going on where the last one ended.

    However many there are, the first come at once, and nothing is held open in the database
    for somebody who downloads slowly.
    """
    profiles, beyond = profiles.order_by("name", "pk"), Q()
    while chunk := list(profiles.filter(beyond)[:CHUNK]):
        yield from chunk
        last = chunk[-1]
        further = Q(name__gt=last.name) | Q(pk__gt=last.pk)
        beyond = Q(name__gte=last.name) & further


def paths_of_departments() -> dict[int, str]:
    """What each department is called with those above it: “Sel kommune › Kultur”."""
    names = dict(Department.objects.values_list("pk", "name"))
    paths = Department.objects.values_list("pk", "path")
    return {
        pk: STEPS_DOWN.join(names[int(key)] for key in (path or "").split("/") if key)
        for pk, path in paths
    }


def _words() -> Mapping[str, Mapping[Any, str]]:
    """What is chosen from, in the language of the list."""
    fields = ("platform", "state", "language", "areas", "rhythm", "reply_time", "for_crisis")
    with override(LANGUAGES[0]):
        return {
            field: {code: str(label) for code, label in choices(field).items()} for field in fields
        }


def _chosen(profile: Profile, field: str, words: Mapping[str, Mapping[Any, str]]) -> str:
    if field == "areas":
        marked = {area.area for area in _listed(profile, "areas")}
        return SEPARATOR.join(word for code, word in words[field].items() if code in marked)
    value = getattr(profile, "status" if field == "state" else field)
    return words[field].get(value, "" if value is None else str(value))


def _listed(profile: Profile, name: str) -> list[Any]:
    """What was read beside the profiles; a manager for each of them would take its time."""
    found: list[Any] = getattr(profile, f"listed_{name}")
    return found


def _main_address(profile: Profile, paths: Mapping[int, str]) -> str:
    return next((each.url for each in _listed(profile, "addresses") if each.is_main), "")


def _more_addresses(profile: Profile, paths: Mapping[int, str]) -> str:
    more = (each.url for each in _listed(profile, "addresses") if not each.is_main)
    return SEPARATOR.join(more)


def _department(profile: Profile, paths: Mapping[int, str]) -> str:
    return paths[profile.department_id]


def _owner(profile: Profile, paths: Mapping[int, str]) -> str:
    return profile.owner.email if profile.owner else ""


def _owner_name(profile: Profile, paths: Mapping[int, str]) -> str:
    return profile.owner.name if profile.owner else ""


def _backups(profile: Profile, paths: Mapping[int, str]) -> str:
    return SEPARATOR.join(sorted(person.email for person in _listed(profile, "backups")))


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return value.isoformat() if value else ""


_VALUES: Final[Mapping[str, Callable[[Profile, Mapping[int, str]], str]]] = {
    "name": lambda profile, paths: profile.name,
    "address": _main_address,
    "addresses": _more_addresses,
    "department": _department,
    "owner": _owner,
    "owner_name": _owner_name,
    "backups": _backups,
    "need": lambda profile, paths: profile.need,
    "website": lambda profile, paths: profile.website,
    "registered": lambda profile, paths: _day(profile.registered_at),
    "assessed": lambda profile, paths: _day(profile.assessed_at),
    "next_evaluation": lambda profile, paths: _day(profile.next_evaluation_on),
}
_AS_LISTS: Final = [
    Prefetch(name, to_attr=f"listed_{name}") for name in ("addresses", "areas", "backups")
]
HEADINGS: Final = [column.heading for column in COLUMNS]
