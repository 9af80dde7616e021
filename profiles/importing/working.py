"""The worker's part: checking and registering the lists that wait for it.

A list belongs to who has claimed it, and a claim is renewed with every batch. Where a worker
dies, the next one goes on with the rows that wait when the claim has run out.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from profiles.importing.checking import BATCH, check, mark_twice
from profiles.importing.directory import Directory
from profiles.importing.registering import register
from profiles.importing.spreading import spread
from profiles.importing.undoing import undo
from profiles.models import Import, ImportRow

logger = logging.getLogger("selsome.importing")

State = Import.State

# A batch takes seconds; registering holds the list's row for as long as it takes.
LEASE: Final = timedelta(minutes=1)
ROWS_KEPT: Final = timedelta(days=30)
# Where a list goes back to when the work on it has failed: where a person can go on.
BACK: Final = {
    State.CHECKING: State.MAPPING,
    State.REGISTERING: State.CHECKED,
    State.UNDOING: State.DONE,
}


def work(*, at: datetime | None = None) -> None:
    """Check, register and take back what waits; harmless to run twice or at once.

    The clock is read anew for each list: the one before it may have taken minutes.
    """
    waiting = Import.objects.to_work_on(at or timezone.now(), LEASE)
    for key in list(waiting.values_list("pk", flat=True)):
        try:
            claimed = claim(key, at=at or timezone.now())
        except OperationalError:
            # Another worker holds its row, perhaps until it has registered all of it.
            logger.warning("import_held %d", key)
            continue
        if claimed:
            work_on(claimed, at=at or timezone.now())


def claim(key: int, *, at: datetime) -> Import | None:
    """Take the list as it is now; None if another was faster, or it does not wait any more."""
    free = Import.objects.to_work_on(at, LEASE).filter(pk=key)
    if not free.order_by().update(claimed_at=at):
        return None
    return Import.objects.select_related("uploaded_by", "registered_by").get(pk=key)


def work_on(of: Import, *, at: datetime) -> None:
    """Do what the list waits for; if it cannot be done, a person gets it back."""
    try:
        if of.state == State.CHECKING:
            check_all(of)
        elif of.state == State.REGISTERING:
            register(of, at=at)
        else:
            undo(of, at=at)
    except OperationalError:
        # Of the moment, not of the list: it is tried again when the claim has run out.
        logger.warning("import_put_off %d", of.pk, exc_info=True)
    except Exception:
        logger.exception("import_failed %d", of.pk)
        mine = Import.objects.filter(pk=of.pk, state=of.state, claimed_at=of.claimed_at)
        problem = {"code": "failed", "while": of.state}
        mine.update(state=BACK[State(of.state)], claimed_at=None, problem=problem)


def check_all(of: Import) -> None:
    """Check the rows that wait, batch by batch, each of them kept."""
    if of.is_to_spread and not spread_rows(of):
        return
    directory = Directory.read(of.defaults)
    while check_batch(of, directory):
        pass


@transaction.atomic
def spread_rows(of: Import) -> bool:
    """Write the rows that the columns make; False if the list is no longer this worker's."""
    now = timezone.now()
    mine = Import.objects.filter(pk=of.pk, state=State.CHECKING, claimed_at=of.claimed_at)
    # First of all, as below.
    if not mine.update(is_to_spread=False, claimed_at=now):
        return False
    spread(of)
    of.claimed_at = now
    return True


@transaction.atomic
def check_batch(of: Import, directory: Directory) -> bool:
    """Check the next rows that wait; False when there is nothing more for this worker."""
    mine = Import.objects.filter(pk=of.pk, state=State.CHECKING, claimed_at=of.claimed_at)
    rows = list(of.rows.filter(verdict=ImportRow.Verdict.WAITING).order_by("number")[:BATCH])
    now = timezone.now()
    # First of all: it holds the list until what is found out is kept.
    if not mine.update(done_count=F("done_count") + len(rows), claimed_at=now):
        return False
    if rows:
        check(rows, of, directory)
        # Not before: where the batch comes to nothing, so does the new claim.
        of.claimed_at = now
        return True
    mark_twice(of)
    Import.objects.filter(pk=of.pk).update(state=State.CHECKED, claimed_at=None)
    return False


def clean_up(*, at: datetime | None = None) -> None:
    """Forget what stood in old lists: what came of them stands in the register."""
    before = (at or timezone.now()) - ROWS_KEPT
    old = Import.objects.filter(uploaded_at__lte=before)
    old.exclude(state__in=(State.DONE, State.UNDONE, State.CANCELLED)).update(
        state=State.CANCELLED, claimed_at=None
    )
    ImportRow.objects.filter(import_of__in=old).delete()
