"""What is thought of the rows of a list, a batch at a time.

What a row says is read into values; what is wrong with it, or worth a look, is noted as
remarks, and the gravest of them decides its verdict.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from profiles.importing.directory import Directory
from profiles.importing.row import Reader, Remark
from profiles.models import Address, Import, ImportRow

logger = logging.getLogger("selsome.importing")

Verdict = ImportRow.Verdict

BATCH: Final = 400
# Remarks that do not make a row wrong, and what they make it; the gravest verdict last.
VERDICTS: Final[Mapping[str, ImportRow.Verdict]] = {
    "name_from_address": Verdict.WARNING,
    "platform_from_address": Verdict.WARNING,
    "taken_out": Verdict.WARNING,
    "discontinued": Verdict.WARNING,
    "no_owner": Verdict.WARNING,
    "no_backup": Verdict.WARNING,
    "stranger": Verdict.WARNING,
    "cannot_sign_in": Verdict.WARNING,
    "was_paused": Verdict.WARNING,
    "too_many_cells": Verdict.WARNING,
    "other_language": Verdict.WARNING,
    "known": Verdict.KNOWN,
    "left_out": Verdict.SKIPPED,
    "not_in_use": Verdict.SKIPPED,
    "no_account": Verdict.SKIPPED,
}
# What is not brought in at all needs no mending.
GRAVITY: Final = (Verdict.GOOD, Verdict.WARNING, Verdict.WRONG, Verdict.SKIPPED, Verdict.KNOWN)
TO_REGISTER: Final = (Verdict.GOOD, Verdict.WARNING)


def verdict_of(remarks: Iterable[Remark]) -> ImportRow.Verdict:
    """The gravest that any of the remarks comes to."""
    verdicts = {VERDICTS.get(remark["code"], Verdict.WRONG) for remark in remarks}
    return max(verdicts | {Verdict.GOOD}, key=GRAVITY.index)


def check(
    rows: Sequence[ImportRow], of: Import, directory: Directory, *, save: bool = True
) -> None:
    """Read the rows anew and judge them, in a fixed number of queries."""
    for row in rows:
        _read(row, of, directory)
    _find_known(rows)
    for row in rows:
        row.verdict = verdict_of(row.remarks)
    if save:
        ImportRow.objects.keep(rows, "verdict", "remarks", "values", "platform", "key", "profile")


def mark_twice(of: Import) -> None:
    """Tell the rows that are of the same account as one before them, and only those."""
    first: dict[tuple[str, str], int] = {}
    changed = []
    rows = of.rows.exclude(key="").order_by("number")
    for row in rows.defer("cells").iterator(chunk_size=BATCH):
        others = [each for each in row.remarks if each["code"] != "twice"]
        verdict = verdict_of(others)
        if verdict in TO_REGISTER:
            accounts = [(platform, key) for platform, key, _url, _given in row.values["accounts"]]
            if before := min((first[each] for each in accounts if each in first), default=0):
                others = [*others, {"field": "address", "code": "twice", "row": before}]
                verdict = verdict_of(others)
            else:
                first |= dict.fromkeys(accounts, row.line)
        if others != row.remarks:
            row.remarks, row.verdict = others, verdict
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["remarks", "verdict"], batch_size=BATCH)


def _read(row: ImportRow, of: Import, directory: Directory) -> None:
    """Read a row; one that cannot be read must not keep the others from being checked."""
    try:
        Reader(row, of, directory).read()
    except Exception:
        logger.exception("import_row_failed %d", row.pk)
        row.platform, row.key, row.values = "", "", {"accounts": []}
        left_out = [each for each in row.remarks if each["code"] == "left_out"]
        row.remarks = [*left_out, {"field": "", "code": "failed"}]


def _find_known(rows: Iterable[ImportRow]) -> None:
    """Note which accounts stand in the register already."""
    keys = [key for row in rows for _platform, key, _url, _given in row.values["accounts"]]
    held = Address.objects.filter(key__in=keys, released_at__isnull=True)
    holders = {
        (platform, key): profile
        for platform, key, profile in held.values_list("platform", "key", "profile")
    }
    for row in rows:
        accounts = [(platform, key) for platform, key, _url, _given in row.values["accounts"]]
        row.profile_id = next((holders[each] for each in accounts if each in holders), None)
        if row.profile_id:
            row.remarks.append({"field": "address", "code": "known"})
