"""The worker's part: checking and registering the lists that wait for it.

A list belongs to who has claimed it, and a claim is renewed with every batch. Where a worker
dies, the next one goes on with the rows that wait when the claim has run out.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from profiles.importing.checking import BATCH, check, mark_twice
from profiles.importing.directory import Directory
from profiles.importing.registering import register
from profiles.importing.undoing import undo
from profiles.models import Import, ImportRow

State = Import.State

# A batch takes seconds; registering holds the list's row for as long as it takes.
LEASE: Final = timedelta(minutes=1)
ROWS_KEPT: Final = timedelta(days=30)


def work(*, at: datetime | None = None) -> None:
    """Check, register and take back what waits; harmless to run twice or at once."""
    at = at or timezone.now()
    for waiting in Import.objects.to_work_on(at, LEASE).select_related("uploaded_by"):
        if not claim(waiting, at=at):
            continue
        if waiting.state == State.CHECKING:
            check_all(waiting)
        elif waiting.state == State.REGISTERING:
            register(waiting, at=at)
        else:
            undo(waiting, at=at)


def claim(waiting: Import, *, at: datetime) -> bool:
    """Take the list; False if another worker was faster, or it does not wait any more."""
    free = Import.objects.to_work_on(at, LEASE).filter(pk=waiting.pk, state=waiting.state)
    waiting.claimed_at = at
    return bool(free.order_by().update(claimed_at=at))


def check_all(of: Import) -> None:
    """Check the rows that wait, batch by batch, each of them kept."""
    directory = Directory.read(of.defaults)
    while check_batch(of, directory):
        pass


@transaction.atomic
def check_batch(of: Import, directory: Directory) -> bool:
    """Check the next rows that wait; False when there is nothing more for this worker."""
    mine = Import.objects.filter(pk=of.pk, state=State.CHECKING, claimed_at=of.claimed_at)
    rows = list(of.rows.filter(verdict=ImportRow.Verdict.WAITING).order_by("number")[:BATCH])
    of.claimed_at = timezone.now()
    # First of all: it holds the list until what is found out is kept.
    if not mine.update(done_count=F("done_count") + len(rows), claimed_at=of.claimed_at):
        return False
    if rows:
        check(rows, of, directory)
        return True
    mark_twice(of)
    Import.objects.filter(pk=of.pk).update(state=State.CHECKED, claimed_at=None)
    return False


def clean_up(*, at: datetime | None = None) -> None:
    """Forget what stood in old lists: what came of them stands in the register."""
    before = (at or timezone.now()) - ROWS_KEPT
    old = Import.objects.filter(uploaded_at__lte=before)
    old.exclude(state__in=(State.DONE, State.UNDONE, State.FAILED, State.CANCELLED)).update(
        state=State.CANCELLED, claimed_at=None
    )
    ImportRow.objects.filter(import_of__in=old).delete()
