"""Daily jobs: each is done once for each date in Oslo, by whichever worker looks first."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from profiles.models import Run

# After so long a run that has not ended is taken for dead, and its day is done anew.
LEASE: Final = timedelta(minutes=15)


def claim(job: Run.Job, day: date, now: datetime, lease: timedelta = LEASE) -> Run | None:
    """The day's run, if it is ours to do; None if it is done, or somebody is at it.

    By a unique constraint and by an UPDATE of the row's own columns, so that of two that ask
    at once one gets it.
    """
    run, is_new = Run.objects.get_or_create(job=job, day=day, defaults={"started_at": now})
    if is_new:
        return run
    dead = Run.objects.filter(pk=run.pk, ended_at__isnull=True, started_at__lte=now - lease)
    if not dead.update(started_at=now, attempts=F("attempts") + 1):
        return None
    return Run.objects.get(pk=run.pk)


def end(run: Run, counts: Mapping[str, int]) -> None:
    """Note that the run went through, and what it did; `attempts` says whose run it was."""
    mine = Run.objects.filter(pk=run.pk, attempts=run.attempts)
    mine.update(ended_at=timezone.now(), counts=dict(counts))


def is_due(now: datetime, hour: int) -> bool:
    """Whether the hour of the day has come in Oslo."""
    return timezone.localtime(now).hour >= hour
