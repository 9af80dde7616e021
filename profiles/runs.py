"""Daily jobs: each is done once for each date in Oslo, by whichever worker looks first."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Max
from django.utils import timezone

from profiles import policy
from profiles.models import Run

# After so long a run that has not ended is taken for dead, and its day is done anew.
LEASE: Final = timedelta(minutes=15)
# So long after midnight in Oslo a day that is not done is late: the jobs begin at 5 and 7.
LATE: Final = timedelta(hours=9)


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


def last_ended(job: str) -> Run | None:
    """The newest day's run that went through."""
    return Run.objects.filter(job=job, ended_at__isnull=False).order_by("-day").first()


def late(now: datetime) -> list[Run.Job]:
    """The jobs that have not been done on the last day on which they were to be. One query.

    A day that has just begun is given time. Nothing is late where nothing has
    ever been done: the portal was set up just now.
    """
    ended = Run.objects.filter(ended_at__isnull=False).order_by()
    last = dict(ended.values_list("job").annotate(Max("day")))
    return [job for job in Run.Job if job in last and last[job] < _expected(job, now)]


def _expected(job: Run.Job, now: datetime) -> date:
    day = timezone.localdate(now - LATE)
    if job == Run.Job.REMIND:
        while not policy.is_working_day(day):
            day -= timedelta(days=1)
    return day
