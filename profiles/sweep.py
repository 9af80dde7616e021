"""Finding what has become wrong, and what was mended: once a day, over the whole register.

In batches, each a transaction of its own; safe to run twice, at once, and to kill: what is
done stays done, and the next run goes on.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from profiles import flags, runs
from profiles.failures import Spared
from profiles.flags import Hand
from profiles.models import Run
from profiles.models.profile import ProfileQuerySet
from profiles.rules import RULES, Rule

logger = logging.getLogger("selsome.sweep")

# Profiles in a batch.
BATCH: Final = 10_000
# The hour in Oslo from which the day's sweep is due.
HOUR: Final = 5

Act = Callable[[Rule, date, Hand, Sequence[int]], int]
# Called after each batch with the rule, and how many flags were raised and cleared by it.
Progress = Callable[[Rule, int], None]


def run_daily(now: datetime | None = None) -> Counter[str] | None:
    """Sweep, unless today's date in Oslo is done or another worker is at it (then None)."""
    now = now or timezone.now()
    if not runs.is_due(now, HOUR):
        return None
    today = timezone.localdate(now)
    run = runs.claim(Run.Job.SWEEP, today, now)
    if run is None:
        return None
    counts = sweep(today, at=now)
    runs.end(run, counts)
    logger.info("swept raised %d cleared %d", counts["raised"], counts["cleared"])
    return counts


def sweep(
    today: date, *, at: datetime | None = None, progress: Progress | None = None
) -> Counter[str]:
    """Raise and clear every flag as it should be on `today`.

    The counts: "raised" and "cleared", and "raised_stale" and so on for each kind; "failed" is
    how often something could not be done for a profile.
    """
    hand = Hand(at or timezone.now())
    counts: Counter[str] = Counter(raised=0, cleared=0, failed=0)
    for rule in RULES:
        spared = Spared.of(Run.Job.SWEEP, "profile", today, hand.at, part=rule.kind)
        for name, found, act in (
            ("cleared", flags.to_clear, flags.clear),
            ("raised", flags.to_raise, flags.raise_),
        ):
            for done in _batches(rule, today, hand, found, act, spared):
                counts[name] += done
                counts[f"{name}_{rule.kind}"] += done
                if progress:
                    progress(rule, done)
        spared.settle()
        counts["failed"] += len(spared.failed)
    return counts


def preview(today: date) -> Counter[str]:
    """What a sweep would do on `today`, counted as `sweep` does; nothing is written."""
    counts: Counter[str] = Counter(raised=0, cleared=0)
    for rule in RULES:
        for name, found in (("raised", flags.to_raise), ("cleared", flags.to_clear)):
            number = found(rule, today).count()
            counts[name] += number
            counts[f"{name}_{rule.kind}"] += number
    return counts


def last_run() -> Run | None:
    """The newest day's sweep, whether it ended or not."""
    return Run.objects.filter(job=Run.Job.SWEEP).order_by("-day").first()


def _batches(
    rule: Rule,
    today: date,
    hand: Hand,
    found: Callable[[Rule, date], ProfileQuerySet],
    act: Act,
    spared: Spared,
) -> Iterator[int]:
    """Do the act to all that are found, in the order of their keys; how many, batch by batch."""
    after = 0
    while True:
        with transaction.atomic():
            rows = found(rule, today).filter(pk__gt=after).order_by("pk")
            # Held before anything is written, as every act holds the profile first.
            held = rows.select_for_update(of=("self",)).values_list("pk", flat=True)
            keys = list(held[:BATCH])
            done = 0
            if to_do := spared.to_try(keys):
                done = spared.apart(to_do, lambda some: act(rule, today, hand, some))
        if not keys:
            return
        yield done
        after = keys[-1]
        if len(keys) < BATCH:
            return
