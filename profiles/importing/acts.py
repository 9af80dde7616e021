"""What the administration does with a list, each step in one transaction.

Every step is possible from certain states only, which the database is asked again as it is
taken: of two people with the same list, the second gets `NotPossible`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, User
from profiles.importing import cells, columns, directory, kinds, spreading
from profiles.importing.checking import TO_REGISTER, check, mark_twice
from profiles.importing.directory import Directory
from profiles.importing.reading import Sheet
from profiles.models import Import, ImportRow

State = Import.State
Verdict = ImportRow.Verdict

CHUNK: Final = 1000
UNKNOWN: Final = {"unknown_department": "departments", "unknown_person": "people"}


Named = tuple[str, int, int | None]


class NotPossible(Exception):
    """The list is no longer in a state in which this can be done."""


@transaction.atomic
def start(sheet: Sheet, *, by: User, file_name: str, at: datetime | None = None) -> Import:
    """Keep what was read of a file, with a guess of what its columns are."""
    started = Import.objects.create(
        uploaded_by=by,
        uploaded_at=at or timezone.now(),
        file_name=file_name,
        headings=list(sheet.headings),
        mapping=columns.guess(sheet.headings, (cells for _number, cells in sheet.rows)),
        rows_count=len(sheet.rows),
        notes={"sheet": sheet.name, "others": list(sheet.others)} if sheet.others else {},
    )
    ImportRow.objects.bulk_create(
        (
            ImportRow(import_of=started, number=number, line=number, cells=cells)
            for number, cells in sheet.rows
        ),
        batch_size=CHUNK,
    )
    return started


@transaction.atomic
def choose_columns(of: Import, *, mapping: Mapping[str, int], department: int | None) -> None:
    """Say what the columns are, and have the rows checked; raises `spreading.TooMany`.

    Where a line becomes several rows, the worker writes them.
    """
    defaults = {**of.defaults, "department": department}
    _move(
        of,
        (State.MAPPING, State.CHECKED),
        State.CHECKING,
        mapping=dict(mapping),
        defaults=defaults,
        problem={},
    )
    spread = spreading.spread_of(of, mapping)
    counts = {"is_to_spread": spread.is_new, "rows_count": len(spread.rows)}
    Import.objects.filter(pk=of.pk).update(**counts)
    _start_over(of)


@transaction.atomic
def choose_names(
    of: Import,
    *,
    by: User,
    chosen: Mapping[str, Mapping[str, int]],
    choices: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    new: Collection[str] = (),
    under: Department | None = None,
    without_strangers: bool = False,
) -> None:
    """Say what is meant by names that nobody knows; check again.

    `chosen` are departments and people, `choices` the codes of what is chosen from, by field.
    `new` are names of departments that there shall be from now on, right below `under`.
    `without_strangers` brings the rows in without the people whom nobody knows.
    """
    defaults = dict(of.defaults)
    if without_strangers:
        defaults["without_strangers"] = True
    told = dict(defaults.get("choices", {}))
    for field, codes in choices.items():
        told[field] = {**told.get(field, {}), **{cells.folded(text): codes[text] for text in codes}}
    defaults["choices"] = told
    if under:
        departments = organisation.add_departments(by=by, names=new, parent=under)
        added = {name: department.pk for name, department in departments.items()}
        chosen = {**chosen, "departments": {**chosen.get("departments", {}), **added}}
    for kind, names in chosen.items():
        keys = {directory.folded(name): key for name, key in names.items()}
        defaults[kind] = {**defaults.get(kind, {}), **keys}
    _move(of, (State.CHECKED,), State.CHECKING, defaults=defaults)
    _start_over(of)


@transaction.atomic
def change_row(row: ImportRow, *, texts: Sequence[str]) -> None:
    """Mend what stands in a row, and judge it anew."""
    of = _hold(row.import_of)
    row.cells = list(texts)
    row.remarks = []
    row.save(update_fields=["cells"])
    _judge([row], of)


@transaction.atomic
def leave_out(row: ImportRow) -> None:
    """Do not bring this row in."""
    of = _hold(row.import_of)
    row.remarks = [{"field": "", "code": "left_out"}]
    _judge([row], of)


@transaction.atomic
def take_back(row: ImportRow) -> None:
    """Bring a row that was left out in after all."""
    of = _hold(row.import_of)
    row.remarks = []
    _judge([row], of)


@transaction.atomic
def leave_out_wrong(of: Import, *, kind: str = "") -> int:
    """Leave out what is wrong, or what is wrong in one way; how many rows that are."""
    _hold(of)
    wrong = list(kinds.only(of.rows.filter(verdict=Verdict.WRONG), kind))
    for row in wrong:
        row.remarks = [*row.remarks, {"field": "", "code": "left_out"}]
        row.verdict = Verdict.SKIPPED
    ImportRow.objects.keep(wrong, "remarks", "verdict")
    return len(wrong)


@transaction.atomic
def use_profiles(of: Import) -> int:
    """Take the profile's address wherever that of a post stands, and check again."""
    _move(of, (State.CHECKED,), State.CHECKING)
    rows = list(kinds.only(of.rows.filter(verdict=Verdict.WRONG), kinds.POST))
    changed = [row for row in rows if use_profile(row, of)]
    ImportRow.objects.keep(changed, "cells")
    _start_over(of)
    return len(changed)


def use_profile(row: ImportRow, of: Import) -> bool:
    """Put the profile's address in the row's place of a post's; whether there is one."""
    index = columns.column_of(of.mapping, "address", row.cells)
    meant = kinds.meant(row)
    if not meant or index is None:
        return False
    row.cells = [*row.cells[:index], meant, *row.cells[index + 1 :]]
    return True


@transaction.atomic
def ask_to_register(of: Import, *, by: User) -> None:
    """Have everything registered that can be, in one's own name; nothing may be wrong then."""
    _move(of, (State.CHECKED,), State.REGISTERING, problem={}, registered_by=by)
    if of.rows.filter(verdict__in=(Verdict.WRONG, Verdict.WAITING)).exists():
        raise NotPossible
    if not of.rows.filter(verdict__in=TO_REGISTER).exists():
        raise NotPossible


@transaction.atomic
def ask_to_undo(of: Import, *, by: User) -> None:
    """Have what came of the list taken back, for as long as its rows are known."""
    _move(of, (State.DONE,), State.UNDOING, problem={}, notes={**of.notes, "undone_by": by.pk})
    if not of.rows.filter(verdict__in=TO_REGISTER).exists():
        raise NotPossible


@transaction.atomic
def cancel(of: Import) -> None:
    """Bring nothing in. What is being registered just now cannot be stopped."""
    _move(of, (State.MAPPING, State.CHECKING, State.CHECKED), State.CANCELLED)
    Import.objects.filter(pk=of.pk).update(claimed_at=None, finished_at=timezone.now())


def counts(of: Import) -> Counter[str]:
    """How many rows there are of each verdict."""
    return Counter(of.rows.order_by().values_list("verdict", flat=True))


def unknown_names(of: Import) -> dict[str, list[Named]]:
    """What nobody knows in the rows that are wrong: departments, people, and choices by field.

    All of it, what stands most often first: name, how often, and who may be meant.
    """
    often: dict[str, Counter[str]] = {kind: Counter() for kind in UNKNOWN.values()}
    like: dict[str, int | None] = {}
    # In the list's own order: of names as frequent, and of spellings of one, the first leads.
    wrong = of.rows.filter(verdict=Verdict.WRONG).order_by("number")
    for remarks in wrong.values_list("remarks", flat=True).iterator(chunk_size=CHUNK):
        for remark in remarks:
            kind = UNKNOWN.get(remark["code"])
            if remark["code"] == "unknown_choice":
                kind = remark["field"]
            if kind:
                often.setdefault(kind, Counter())[remark["text"]] += 1
                like[remark["text"]] = remark.get("like")
    return {
        kind: [(text, count, like[text]) for text, count in names.most_common()]
        for kind, names in often.items()
    }


def _move(of: Import, sources: Iterable[State], target: State, **columns: Any) -> None:
    """Go from one state to another; the condition stands in the UPDATE itself."""
    here = Import.objects.filter(pk=of.pk, state__in=list(sources))
    if not here.update(state=target, **columns):
        raise NotPossible
    of.refresh_from_db()


def _hold(of: Import) -> Import:
    """Keep others from registering the list until the row is changed."""
    _move(of, (State.CHECKED,), State.CHECKED)
    return of


def _start_over(of: Import) -> None:
    of.rows.update(verdict=Verdict.WAITING)
    Import.objects.filter(pk=of.pk).update(done_count=0, claimed_at=None)


def _judge(rows: Sequence[ImportRow], of: Import) -> None:
    check(rows, of, Directory.read(of.defaults))
    mark_twice(of)
