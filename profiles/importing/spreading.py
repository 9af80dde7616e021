"""From the lines of a list to its rows: a row for each account.

Most lists have an account a line. Others have a line for each department with a column for
each platform, or several addresses in one cell: of these each becomes a row of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Final

from profiles.importing.cells import ADDRESS, unlinked
from profiles.importing.columns import address_columns, platform_columns
from profiles.models import Import, ImportRow

CHUNK: Final = 1000
MOST: Final = 20_000
# What people write where there is nothing.
NOTHING: Final = frozenset(
    "-,–,—,?,/,0,nei,no,none,nil,n/a,na,#n/a,null,nan,ingen,ikkje,ikke,mangler,manglar,"
    "finnes ikke,finst ikkje,har ikke,har ikkje,not applicable,no account,ikke aktuelt".split(",")
)
_AFTER: Final = ".,;:)]}!»”’\"'"


class TooMany(Exception):
    """The list has more accounts than can be brought in at a time."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def addresses_in(text: str) -> list[str]:
    """The addresses of pages in a text, each once and without what stands round it."""
    shown, target = unlinked(text)
    found = [match.rstrip(_AFTER) for match in ADDRESS.findall(target or shown)]
    return list(dict.fromkeys(found))


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return not text or text.casefold().strip(" .()") in NOTHING


@dataclass(frozen=True, slots=True)
class Spread:
    """The rows that the lines of a list come to; `is_new` if others stand there now."""

    rows: Sequence[ImportRow]
    is_new: bool


def spread_of(of: Import, mapping: Mapping[str, int]) -> Spread:
    """One row of each account, unsaved; raises `TooMany`."""
    stored = of.rows.order_by("number").only("import_of", "line", "cells", "remarks", "verdict")
    lines = [_together(list(rows)) for _line, rows in groupby(stored, lambda row: row.line)]
    rows = [row for line in lines for row in _rows_of(line, mapping)]
    if len(rows) > MOST:
        raise TooMany(len(rows))
    # Rows have numbers of their own as soon as a line has several.
    first = rows[0].line if rows else 0
    for number, row in enumerate(rows, start=first):
        row.number = number if len(rows) > len(lines) else row.line
    return Spread(rows, is_new=not len(rows) == len(lines) == len(stored))


def spread(of: Import) -> None:
    """Make one row of each account, as the columns of the list say; for the worker."""
    rows = spread_of(of, of.mapping).rows
    of.rows.all().delete()
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                import_of=of, number=row.number, line=row.line, cells=row.cells, remarks=row.remarks
            )
            for row in rows
        ),
        batch_size=CHUNK,
    )


def _together(rows: Sequence[ImportRow]) -> ImportRow:
    """The line of which these rows were made."""
    line = rows[0]
    for row in rows[1:]:
        line.cells = [
            mine if mine == theirs or not theirs else f"{mine}\n{theirs}".strip()
            for mine, theirs in zip_longest(line.cells, row.cells, fillvalue="")
        ]
        # What somebody has left out is taken back: it cannot be told which of them it was.
        line.remarks = []
    return line


def _rows_of(line: ImportRow, mapping: Mapping[str, int]) -> Iterator[ImportRow]:
    columns = address_columns(mapping)
    accounts = [
        (index, account)
        for index in columns
        if index < len(line.cells)
        for account in _accounts_in(line.cells[index])
    ]
    if len(accounts) < 2 and not platform_columns(mapping):
        yield line
        return
    for index, account in accounts or [(-1, "")]:
        cells = [
            "" if place in columns and place != index else cell
            for place, cell in enumerate(line.cells)
        ]
        if accounts:
            cells[index] = account
        yield ImportRow(line=line.line, cells=cells, remarks=line.remarks)


def _accounts_in(cell: str) -> list[str]:
    """The addresses or user names in a cell; the cell itself where there is but one."""
    if is_nothing(cell):
        return []
    if len(found := addresses_in(cell)) > 1:
        return found
    parts = [part for part in re.split(r"[\s,;|]+", cell) if part]
    if len(parts) > 1 and all(part.startswith("@") for part in parts):
        return parts
    return [cell]
