"""The sheets of an Excel workbook as lines of text; nothing in it is trusted."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from posixpath import basename, dirname
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.xml.functions import fromstring, iterparse

from profiles.importing.cells import as_read, as_typed, linked

MIB: Final = 1024 * 1024
MOST_COLUMNS: Final = 100
# How far rows are read, whatever more there may be: a workbook unpacks slowly.
MOST_LINES: Final = 40_000
# What a workbook may be unpacked; and what it may be so packed that it was made to do harm.
LARGEST_UNPACKED: Final = 100 * MIB
UNPACKED_FREELY: Final = 10 * MIB
MOST_PACKED: Final = 150
LONGEST_CELL: Final = 5000
# So many sheets are looked at, and so many cells may be merged or have one link.
MOST_SHEETS: Final = 50
LARGEST_RANGE: Final = 5000
MERGED: Final = b"<mergeCell "
LINKS: Final = (b"<hyperlink ", b"HYPERLINK(")

Line = tuple[int, list[str]]
Cells = dict[str, str]


class TooLarge(Exception):
    """The workbook was made to fill the memory when it is unpacked."""


def sheets(content: bytes) -> Iterator[tuple[str, Iterator[Line]]]:
    """The sheets that can be seen, by name, with their lines; raises whatever is wrong."""
    packed = ZipFile(io.BytesIO(content))
    _refuse_bombs(packed, len(content))
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        if sheet.sheet_state == "visible":
            yield sheet.title, _lines(sheet, packed)


def _lines(sheet: Any, packed: ZipFile) -> Iterator[Line]:
    links, merged = _beside_the_cells(packed, sheet._worksheet_path)
    rows: Iterable[Sequence[Any]] = sheet.iter_rows(
        max_col=MOST_COLUMNS + 1, max_row=MOST_LINES, values_only=True
    )
    # What stands in the uppermost of cells that are merged holds for those below it.
    above: Cells = {}
    for number, cells in enumerate(rows, start=1):
        texts = [as_read(_as_text(cell)[:LONGEST_CELL]) for cell in cells]
        if links or merged:
            for index in range(len(texts)):
                place = f"{get_column_letter(index + 1)}{number}"
                if place in links:
                    texts[index] = linked(texts[index], links[place][:LONGEST_CELL])
                if place in merged:
                    texts[index] = above.setdefault(merged[place], texts[index])
        yield number, texts


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


def _beside_the_cells(packed: ZipFile, path: str) -> tuple[Cells, Cells]:
    """Where the cells of a sheet lead, and the first of those with which each is merged."""
    marks = _marks(packed, path)
    if not marks:
        return {}, {}
    targets = _targets(packed, path)
    links: Cells = {}
    merged: Cells = {}
    with packed.open(path) as file:
        for _event, element in iterparse(file):
            match element.tag.rpartition("}")[2]:
                case "c":
                    formula = next((e.text or "" for e in element if e.tag.endswith("}f")), "")
                    if formula.upper().startswith("HYPERLINK("):
                        links[element.get("r", "")] = as_typed(f"={formula}").split("\n")[-1]
                case "hyperlink":
                    keys = element.attrib.values()
                    target = next((targets[key] for key in keys if key in targets), "")
                    links |= dict.fromkeys(_places(element.get("ref", "")), target)
                case "mergeCell":
                    places = list(_places(element.get("ref", "")))
                    merged |= dict.fromkeys(places, places[0]) if places else {}
                case "row" | "sheetData":
                    element.clear()
    return links, merged


def _marks(packed: ZipFile, path: str) -> bool:
    """Whether the sheet has links or merged cells at all: most have not, and are read once."""
    with packed.open(path) as file:
        before = b""
        while part := file.read(MIB):
            text = before[-20:] + part
            if MERGED in text or any(link in text for link in LINKS):
                return True
            before = part
    return False


def _targets(packed: ZipFile, path: str) -> Mapping[str, str]:
    """The addresses of links outside the workbook, by the key that the sheet has for them."""
    name = f"{dirname(path)}/_rels/{basename(path)}.rels"
    if name not in packed.namelist():
        return {}
    return {
        each.get("Id", ""): each.get("Target", "")
        for each in fromstring(packed.read(name))
        if each.get("Type", "").endswith("/hyperlink")
    }


def _places(reference: str) -> Iterator[str]:
    """The cells of a range that lie in one column, from the top."""
    left, top, right, bottom = (bound or 0 for bound in range_boundaries(reference))
    if left and left == right and 0 < top <= bottom < top + LARGEST_RANGE:
        for row in range(top, bottom + 1):
            yield f"{get_column_letter(left)}{row}"


def _refuse_bombs(packed: ZipFile, size: int) -> None:
    """Raise `TooLarge` for a workbook that is made to fill the memory when unpacked."""
    unpacked = sum(part.file_size for part in packed.infolist())
    is_bomb = unpacked > UNPACKED_FREELY and unpacked > MOST_PACKED * size
    if unpacked > LARGEST_UNPACKED or is_bomb:
        raise TooLarge
