"""One row that cannot be dealt with does not keep a daily job from all the others."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from profiles.models import Failure, Run

logger = logging.getLogger("selsome.failures")

# Not the row's fault: the database is away, or there is no time left. The run ends, and the
# next one goes on.
UNWELL: Final = (InterfaceError, OperationalError, SoftTimeLimitExceeded)
# It is tried again a day later, then after two, four and so on, but not later than this.
LONGEST: Final = timedelta(days=16)


@dataclass(slots=True)
class Spared:
    """What one part of a job leaves out, and what fails in it.

    `about` is "profile" or "person": whose keys are meant.
    """

    job: Run.Job
    about: str
    today: date
    at: datetime
    part: str = ""
    # Those that failed lately, and are not tried today.
    waiting: frozenset[int] = frozenset()
    failed: set[int] = field(default_factory=set)
    # Whether it is only looked at what would be done: then nothing is written.
    dry: bool = False

    @classmethod
    def of(cls, job: Run.Job, about: str, today: date, at: datetime, part: str = "") -> "Spared":
        """One query."""
        spared = cls(job, about, today, at, part)
        waiting = spared._rows().filter(next_on__gt=today)
        spared.waiting = frozenset(waiting.values_list(about, flat=True))
        return spared

    def to_try(self, keys: Sequence[int]) -> list[int]:
        """The keys without those that wait."""
        return [key for key in keys if key not in self.waiting]

    def apart(self, keys: Sequence[int], act: Callable[[Sequence[int]], int]) -> int:
        """Do the act to all of them at once; where that fails to the halves, and so on.

        What `act` gives back, summed up. Where it fails for a single one, that is noted.
        """
        try:
            with transaction.atomic():
                return act(keys)
        except UNWELL:
            raise
        except Exception as error:
            if len(keys) == 1:
                self.note(keys[0], error)
                return 0
        half = len(keys) // 2
        return self.apart(keys[:half], act) + self.apart(keys[half:], act)

    def note(self, key: int, error: Exception) -> None:
        """Remember that it failed for this one, and when to try again: once a run."""
        if key in self.failed:
            return
        self.failed.add(key)
        if self.dry:
            return
        logger.error("failed %s %s %s %d", self.job, self.part, self.about, key, exc_info=error)
        before = self._rows().filter(**{self.about: key}).first()
        attempts = before.attempts + 1 if before else 1
        delay = min(timedelta(days=2 ** min(attempts - 1, 10)), LONGEST)
        Failure.objects.update_or_create(
            job=self.job,
            part=self.part,
            **{f"{self.about}_id": key},
            defaults={
                "error": type(error).__name__[:100],
                "last_at": self.at,
                "attempts": attempts,
                "next_on": self.today + delay,
            },
            create_defaults={
                "error": type(error).__name__[:100],
                "first_at": self.at,
                "last_at": self.at,
                "next_on": self.today + delay,
            },
        )

    def settle(self) -> None:
        """At the end: what was tried and did not fail again is over. One statement."""
        tried = self._rows().filter(next_on__lte=self.today)
        tried.exclude(**{f"{self.about}__in": self.failed}).delete()

    def _rows(self) -> QuerySet[Failure]:
        about = {f"{self.about}__isnull": False}
        return Failure.objects.filter(job=self.job, part=self.part, **about)
