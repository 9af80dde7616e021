"""From a file that somebody chose to headings and rows of text; nothing in it is trusted."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts import lists
from profiles.importing import columns
from profiles.importing.cells import as_read

MIB: Final = 1024 * 1024
LARGEST: Final = 5 * MIB
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
# How far the rows of a list that is too long are counted.
COUNTED: Final = 200_000
# What a workbook may be unpacked; and what it may be so packed that it was made to do harm.
LARGEST_UNPACKED: Final = 100 * MIB
UNPACKED_FREELY: Final = 10 * MIB
MOST_PACKED: Final = 150
LONGEST_CELL: Final = 5000
LONGEST_FIELD: Final = 200_000
DELIMITERS: Final = ";,\t|"
LOOKED_AT: Final = 20
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"

csv.field_size_limit(LONGEST_FIELD)

Line = tuple[int, list[str]]


class Unreadable(Exception):
    """The file is no list that can be brought in; the message says why, and what helps."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it was read: its headings, and its rows with their numbers in the file."""

    headings: Sequence[str]
    rows: Sequence[Line]


def read(content: bytes) -> Sheet:
    """The list in a file, CSV or an Excel workbook; raises `Unreadable`."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is an old or a locked workbook. Save it as .xlsx without a password.")
        )
    lines = _of_workbook(content) if content.startswith(ZIP) else _of_text(content)
    filled = ((number, cells) for number, cells in lines if any(cells))
    number, headings = next(filled, (0, []))
    if not number:
        raise Unreadable(_("The file is empty."))
    rows = list(islice(filled, MOST_ROWS))
    if more := sum(1 for _line in filled):
        raise Unreadable(_too_many(MOST_ROWS + more))
    if not rows:
        raise Unreadable(_("There is nothing in the list but its first line."))
    headings = _without_empty_end(headings)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            _("The list has more than %(most)s columns. Remove those that are not needed.")
            % {"most": MOST_COLUMNS}
        )
    return Sheet(headings, [(number, _without_empty_end(cells)) for number, cells in rows])


def _too_many(count: int) -> str:
    facts = {"count": count, "most": MOST_ROWS}
    if count >= COUNTED - MOST_ROWS:
        return (
            _("The list is far too long: at most %(most)s rows can be brought in at a time.")
            % facts
        )
    return (
        _("The list has %(count)s rows. At most %(most)s can be brought in at a time: divide it.")
        % facts
    )


def _of_text(content: bytes) -> Iterator[Line]:
    text = lists.decode(content).lstrip("\ufeff")
    if "\x00" in text:
        raise Unreadable(_not_a_list())
    delimiter = ""
    first, _newline, rest = text.partition("\n")
    # How Excel itself says which sign stands between the cells.
    if first.casefold().startswith("sep=") and len(first.rstrip()) == len("sep=;"):
        delimiter, text = first[4], rest
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    try:
        for number, cells in enumerate(_parsed(text, delimiter or _delimiter_of(text)), start=1):
            if number > COUNTED:
                return
            yield number, [as_read(cell[:LONGEST_CELL]) for cell in cells]
    except csv.Error as error:
        raise Unreadable(_not_a_list()) from error


def _not_a_list() -> str:
    return _("This is no list that we can read: save it as CSV or as an Excel workbook (.xlsx).")


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter_of(text: str) -> str:
    """The sign between the cells: what makes known headings, and rows as long as they are."""

    def likelihood(delimiter: str) -> tuple[int, int, int]:
        try:
            lines = [line for line in islice(_parsed(text, delimiter), LOOKED_AT) if any(line)]
        except csv.Error:
            return 0, 0, 0
        if not lines:
            return 0, 0, 0
        width = len(lines[0])
        alike = sum(len(line) == width for line in lines) if width > 1 else 0
        return len(columns.guess(lines[0], [])), alike, width

    return max(DELIMITERS, key=likelihood)


def _of_workbook(content: bytes) -> Iterator[Line]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            lines = _of_sheet(sheet)
            if first := next((line for line in lines if any(line[1])), None):
                yield from chain([first], lines)
                return
    # The library says in dozens of ways that a workbook is not as it should be.
    except Exception as error:
        raise Unreadable(_not_a_list()) from error


def _of_sheet(sheet: Any) -> Iterator[Line]:
    rows: Iterable[Sequence[Any]] = sheet.iter_rows(
        max_col=MOST_COLUMNS + 1, max_row=COUNTED, values_only=True
    )
    for number, cells in enumerate(rows, start=1):
        yield number, [as_read(_as_text(cell)[:LONGEST_CELL]) for cell in cells]


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _refuse_bombs(content: bytes) -> None:
    """Raise `Unreadable` for a workbook that is made to fill the memory when unpacked."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(_not_a_list()) from error
    is_bomb = unpacked > UNPACKED_FREELY and unpacked > MOST_PACKED * len(content)
    if unpacked > LARGEST_UNPACKED or is_bomb:
        raise Unreadable(_("The workbook is too large when it is unpacked. Save it as CSV."))


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return list(cells[:end])
