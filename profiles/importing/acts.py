"""What the administration does with a list, each step in one transaction.

Every step is possible from certain states only, which the database is asked again as it is
taken: of two people with the same list, the second gets `NotPossible`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, User
from profiles.importing import columns, directory
from profiles.importing.checking import TO_REGISTER, check, mark_twice
from profiles.importing.directory import Directory
from profiles.importing.reading import Sheet
from profiles.models import Import, ImportRow

State = Import.State
Verdict = ImportRow.Verdict

CHUNK: Final = 1000
UNKNOWN: Final = {"unknown_department": "departments", "unknown_person": "people"}


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
    )
    ImportRow.objects.bulk_create(
        (ImportRow(import_of=started, number=number, cells=cells) for number, cells in sheet.rows),
        batch_size=CHUNK,
    )
    return started


@transaction.atomic
def choose_columns(of: Import, *, mapping: Mapping[str, int], department: int | None) -> None:
    """Say what the columns are, and have the rows checked."""
    defaults = {**of.defaults, "department": department}
    _move(
        of, (State.MAPPING, State.CHECKED), State.CHECKING, mapping=dict(mapping), defaults=defaults
    )
    _start_over(of)


@transaction.atomic
def choose_names(
    of: Import,
    *,
    by: User,
    chosen: Mapping[str, Mapping[str, int]],
    new: Collection[str] = (),
    under: Department | None = None,
) -> None:
    """Say which departments and people are meant by names that nobody knows; check again.

    `new` are names of departments that there shall be from now on, right below `under`.
    """
    defaults = dict(of.defaults)
    if under:
        added = {name: _department(name, by=by, under=under).pk for name in new}
        chosen = {**chosen, "departments": {**chosen.get("departments", {}), **added}}
    for kind, names in chosen.items():
        told = {directory.folded(name): key for name, key in names.items()}
        defaults[kind] = {**defaults.get(kind, {}), **told}
    _move(of, (State.CHECKED,), State.CHECKING, defaults=defaults)
    _start_over(of)


@transaction.atomic
def change_row(row: ImportRow, *, cells: Sequence[str]) -> None:
    """Mend what stands in a row, and judge it anew."""
    of = _hold(row.import_of)
    row.cells = list(cells)
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
def leave_out_wrong(of: Import) -> int:
    """Bring in only what is right; how many rows that leaves out."""
    _hold(of)
    wrong = list(of.rows.filter(verdict=Verdict.WRONG))
    for row in wrong:
        row.remarks = [*row.remarks, {"field": "", "code": "left_out"}]
        row.verdict = Verdict.SKIPPED
    ImportRow.objects.bulk_update(wrong, ["remarks", "verdict"], batch_size=CHUNK)
    return len(wrong)


@transaction.atomic
def ask_to_register(of: Import) -> None:
    """Have everything registered that can be; nothing may be wrong then."""
    _move(of, (State.CHECKED,), State.REGISTERING, problem={})
    if of.rows.filter(verdict__in=(Verdict.WRONG, Verdict.WAITING)).exists():
        raise NotPossible
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


def unknown_names(of: Import) -> dict[str, list[tuple[str, int, int | None]]]:
    """The departments and people that nobody knows: name, how often, and who may be meant.

    All of them, what stands most often first.
    """
    often: dict[str, Counter[str]] = {kind: Counter() for kind in UNKNOWN.values()}
    like: dict[str, int | None] = {}
    wrong = of.rows.filter(verdict=Verdict.WRONG).order_by().values_list("remarks", flat=True)
    for remarks in wrong.iterator(chunk_size=CHUNK):
        for kind, text, meant in _unknown(remarks):
            often[kind][text] += 1
            like[text] = meant
    return {
        kind: [(text, count, like[text]) for text, count in names.most_common()]
        for kind, names in often.items()
    }


def _department(name: str, *, by: User, under: Department) -> Department:
    # Two spellings that differ in case alone are the same department.
    same = Department.objects.open().filter(parent=under, name__iexact=name).first()
    return same or organisation.add_department(by=by, name=name, parent=under)


def _unknown(remarks: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str, int | None]]:
    for remark in remarks:
        if kind := UNKNOWN.get(remark["code"]):
            yield kind, remark["text"], remark["like"]


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
