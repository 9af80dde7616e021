"""From a file that somebody chose to headings and rows of text; nothing in it is trusted."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from django.utils.translation import gettext as _

from accounts import lists
from profiles.importing import columns, workbooks
from profiles.importing.cells import as_typed, is_address
from profiles.importing.workbooks import LONGEST_CELL, MIB, MOST_COLUMNS, MOST_LINES, Line

LARGEST: Final = 5 * MIB
MOST_ROWS: Final = 20_000
# How far the lines of a text that is too long are counted.
COUNTED: Final = 200_000
LONGEST_FIELD: Final = 200_000
DELIMITERS: Final = ";,\t|"
LOOKED_AT: Final = 20
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"

csv.field_size_limit(LONGEST_FIELD)


class Unreadable(Exception):
    """The file is no list that can be brought in; the message says why, and what helps."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it was read: its headings, and its rows with their numbers in the file."""

    headings: Sequence[str]
    rows: Sequence[Line]
    # Which sheet of a workbook it is, and which others have something in them too.
    name: str = ""
    others: Sequence[str] = ()


def read(content: bytes) -> Sheet:
    """The list in a file, CSV or an Excel workbook; raises `Unreadable`."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is an old or a locked workbook. Save it as .xlsx without a password.")
        )
    name, lines, others = _list_in(content)
    filled = ((number, cells) for number, cells in lines if any(cells))
    first = list(islice(filled, LOOKED_AT))
    if not first:
        raise Unreadable(_("The file is empty."))
    at = _heading_line(first)
    headings = _headings(first, at)
    rows = [*first[at + 1 :], *islice(filled, MOST_ROWS)]
    if more := max(0, len(rows) - MOST_ROWS) + sum(1 for _line in filled):
        counted = MOST_LINES if content.startswith(ZIP) else COUNTED
        raise Unreadable(_too_many(MOST_ROWS + more, counted))
    if not rows:
        raise Unreadable(_("There is nothing in the list but its first line."))
    headings = _without_empty_end(headings)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            _("The list has more than %(most)s columns. Remove those that are not needed.")
            % {"most": MOST_COLUMNS}
        )
    rows = [(number, _without_empty_end(cells)) for number, cells in rows]
    return Sheet(headings, rows, name, others)


def _list_in(content: bytes) -> tuple[str, Iterable[Line], list[str]]:
    """The list in the file; of a workbook the sheet that looks most like one, and the others."""
    if not content.startswith(ZIP):
        return "", _of_text(content), []
    with _as_unreadable():
        sheets = []
        for name, lines in workbooks.sheets(content):
            filled = (line for line in lines if any(line[1]))
            head = list(islice(filled, LOOKED_AT))
            known = _known(head[_heading_line(head)][1]) if head else 0
            # A list has more in it than its headings, or a sheet with notes would do.
            sheets.append(((len(head) > 1, known), name, chain(head, filled)))
        if not sheets:
            return "", [], []
        _rank, name, lines = max(sheets, key=lambda sheet: sheet[0])
    others = [other for rank, other, _lines in sheets if rank[0] and other != name]
    return name, _guarded(lines), others


def _guarded(lines: Iterable[Line]) -> Iterator[Line]:
    with _as_unreadable():
        yield from lines


@contextmanager
def _as_unreadable() -> Iterator[None]:
    try:
        yield
    except workbooks.TooLarge as error:
        raise Unreadable(
            _("The workbook is too large when it is unpacked. Save it as CSV.")
        ) from error
    # The library says in dozens of ways that a workbook is not as it should be.
    except Exception as error:
        raise Unreadable(_not_a_list()) from error


def _heading_line(lines: Sequence[Line]) -> int:
    """Which of the first lines names the columns: a title and a date may stand above it."""
    known = [
        0 if any(map(is_address, cells)) else _known(_headings(lines, at))
        for at, (_number, cells) in enumerate(lines)
    ]
    if best := max(known):
        return known.index(best)
    wide = [index for index, (_number, cells) in enumerate(lines) if sum(map(bool, cells)) > 1]
    return wide[0] if wide and len(lines) > wide[0] + 1 else 0


def _known(cells: Sequence[str]) -> int:
    return len(columns.guess(cells, []))


def _headings(lines: Sequence[Line], at: int) -> list[str]:
    """The names of the columns; those that are merged over two lines stand in the upper one."""
    cells = lines[at][1]
    above = lines[at - 1][1] if at and lines[at - 1][0] == lines[at][0] - 1 else []
    if sum(map(bool, above)) < 2:
        return cells
    return [cell or (above[n] if n < len(above) else "") for n, cell in enumerate(cells)]


def _too_many(count: int, counted: int) -> str:
    facts = {"count": count, "most": MOST_ROWS}
    if count >= counted - LOOKED_AT:
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
            yield number, [as_typed(cell[:LONGEST_CELL]) for cell in cells]
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
            lines = [line for line in islice(_parsed(text, delimiter), LOOKED_AT) if line]
        except csv.Error:
            return 0, 0, 0
        if not lines:
            return 0, 0, 0
        headings = lines[_heading_line(list(enumerate(lines)))]
        width = len(headings)
        alike = sum(len(line) == width for line in lines) if width > 1 else 0
        return _known(headings), alike, width

    return max(DELIMITERS, key=likelihood)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return list(cells[:end])
