"""Reminding people of what is due: once for each step, in one e-mail a person and day.

First what is due today is found and written down, a row for each person, matter and step;
then the rows of each person become one notice, which the outbox sends. Both in batches, each
a transaction of its own; safe to run twice, at once, and to kill: a row without a notice is
found anew, and a person has one digest a day.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.standing import nearest_leaders
from profiles import matters, notices, policies, policy, runs
from profiles.failures import UNWELL, Spared
from profiles.matters import Due
from profiles.models import Notice, Profile, Reminder, Run
from profiles.policy import Policy

logger = logging.getLogger("selsome.reminders")

# The hour in Oslo from which the day's reminders are due.
HOUR: Final = 7
# Rows that are written, and people whose digest is composed, in one transaction.
ROWS: Final = 2000
PEOPLE: Final = 200

# What makes a reminder the same one.
STEP: Final = ("recipient_id", "profile_id", "matter", "subject", "due_on", "step")
step_of: Final = attrgetter(*STEP)

Capacity = Reminder.Capacity
T = TypeVar("T")


def run_daily(now: datetime | None = None) -> Counter[str] | None:
    """Remind, unless today's date in Oslo is done or another worker is at it (then None).

    Not before the day's sweep is done, and not when people are off work: what fell on such a
    day comes on the next working day, the newest step of it alone.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    swept = Run.objects.filter(job=Run.Job.SWEEP, day=today, ended_at__isnull=False)
    if not (runs.is_due(now, HOUR) and policy.is_working_day(today) and swept.exists()):
        return None
    run = runs.claim(Run.Job.REMIND, today, now)
    if run is None:
        return None
    counts = remind(today, at=now)
    runs.end(run, counts)
    logger.info("reminded people %d matters %d", counts["people"], counts["matters"])
    return counts


def remind(today: date, *, at: datetime | None = None) -> Counter[str]:
    """Write the digest of `today` to each who has not had one.

    The counts: "people" and "matters", and "matters_evaluation" and so on for each kind; "failed"
    is for how many profiles and people something could not be done.
    """
    at = at or timezone.now()
    # What a run of another day has left when it was cut off: it is found anew, if it is so still.
    Reminder.objects.untold().exclude(day=today).delete()
    spared = Spared.of(Run.Job.REMIND, "profile", today, at)
    for rows in _in_batches(_found(today, at, spared)):
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    spared.settle()
    counts = _compose(today, at)
    counts["failed"] += len(spared.failed)
    return counts


def preview(today: date) -> Counter[str]:
    """What `remind` would do on `today`, counted in the same way; nothing is written."""
    counts: Counter[str] = Counter(people=0, matters=0)
    people: set[int] = set()
    at = timezone.now()
    spared = Spared.of(Run.Job.REMIND, "profile", today, at)
    spared.dry = True
    for rows in _in_batches(_found(today, at, spared)):
        about = Reminder.objects.told().filter(profile__in={each.profile_id for each in rows})
        told = set(about.values_list(*STEP))
        new = [each for each in rows if step_of(each) not in told]
        people.update(each.recipient_id for each in new)
        counts["matters"] += len(new)
        counts.update(f"matters_{each.matter}" for each in new)
    counts["people"] = len(people)
    return counts


def answering(due: Sequence[Due], today: date) -> Iterator[tuple[Due, dict[int, str]]]:
    """Who is reminded of each from its first step on, by their keys, and as what."""
    crowd, backups = _Crowd.of(today, policies.municipality()), _backups(due)
    for each in due:
        asked = crowd.asked(matters.BY_MATTER[each.matter], each, backups)
        people: dict[int, str] = {}
        for person, capacity, begins in asked:
            if begins is None:
                people.setdefault(person, capacity)
        yield each, people


def _in_batches(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while batch := list(islice(left, ROWS)):
        yield batch


def _found(today: date, at: datetime, spared: Spared) -> Iterator[Reminder]:
    """Every reminder whose step has come, told already or not, for those who get a digest."""
    in_force = policies.municipality()
    crowd = _Crowd.of(today, in_force)
    last = max(crowd.until.values(), default=today)
    for declaration in matters.DECLARATIONS:
        due = declaration.until(last + timedelta(days=in_force.first_reminder_days))
        for batch in _in_batches(due):
            backups = _backups(batch) if _asks_backups(declaration) else {}
            for each in batch:
                if each.profile in spared.waiting:
                    continue
                try:
                    yield from list(_steps(declaration, each, backups, crowd, today, at))
                except UNWELL:
                    raise
                except Exception as error:
                    spared.note(each.profile, error)


def _steps(
    declaration: matters.Declaration,
    due: Due,
    backups: Mapping[int, Sequence[int]],
    crowd: "_Crowd",
    today: date,
    at: datetime,
) -> Iterator[Reminder]:
    """The reminder of one matter for each person whose step has come."""
    for person, capacity, begins in crowd.turns(declaration, due, backups):
        days = (crowd.until[person] - due.due_on).days
        step = policy.reminder_step(days, due.interval, begins, crowd.policy)
        if step is not None:
            yield Reminder(
                recipient_id=person,
                profile_id=due.profile,
                matter=due.matter,
                subject=due.subject,
                due_on=due.due_on,
                step=step,
                capacity=capacity,
                day=today,
                created_at=at,
            )


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Who can be reminded today, and in the place of whom.

    `until` has, for each who gets a digest today, the last day that it looks to: who gets one
    a week is told of what comes until the week is over.
    """

    active: frozenset[int]
    until: Mapping[int, date]
    heads: Mapping[int, frozenset[int]]
    administration: Sequence[int]
    policy: Policy

    @classmethod
    def of(cls, today: date, in_force: Policy) -> "_Crowd":
        monday = today - timedelta(days=today.weekday())
        had_one = Notice.objects.filter(kind=Notice.Kind.DIGEST).filter(
            Q(day=today) | Q(day__gte=monday, recipient__digest="weekly")
        )
        told = set(had_one.values_list("recipient", flat=True))
        chosen = dict(User.objects.filter(is_active=True).values_list("pk", "digest"))
        sunday = monday + timedelta(days=6)
        until = {
            person: sunday if digest == "weekly" else today
            for person, digest in chosen.items()
            if person not in told
        }
        appointed = Appointment.objects.current(today).filter(
            role=Appointment.Role.ADMINISTRATION, user__is_active=True
        )
        administration = sorted(set(appointed.values_list("user", flat=True)))
        return cls(frozenset(chosen), until, nearest_leaders(today), administration, in_force)

    def turns(
        self, declaration: matters.Declaration, due: Due, backups: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, str, int | None]]:
        """Each person once, as what, and from how many days overdue on."""
        seen: set[int] = set()
        for person, capacity, begins in self.asked(declaration, due, backups):
            if person not in seen:
                seen.add(person)
                if person in self.until:
                    yield person, capacity, begins

    def asked(
        self, declaration: matters.Declaration, due: Due, backups: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, str, int | None]]:
        first = True
        for capacity, waits in declaration.turns:
            begins = getattr(self.policy, waits) if waits else None
            people = [each for each in self._who(capacity, due, backups) if each in self.active]
            if first and not people:
                # Whose it is has left: the heads have it from the first step on.
                capacity, people = Capacity.HEAD, list(self.heads.get(due.department, ()))
            first = False
            for person in people:
                yield person, capacity, begins

    def _who(self, capacity: str, due: Due, backups: Mapping[int, Sequence[int]]) -> Sequence[int]:
        match capacity:
            case Capacity.OWNER:
                return () if due.owner is None else (due.owner,)
            case Capacity.RESPONSIBLE:
                return () if due.responsible is None else (due.responsible,)
            case Capacity.BACKUP:
                return backups.get(due.profile, ())
            case Capacity.HEAD:
                return sorted(self.heads.get(due.department, ()))
            case _:
                return self.administration


def _asks_backups(declaration: matters.Declaration) -> bool:
    return any(capacity == Capacity.BACKUP for capacity, _ in declaration.turns)


def _backups(batch: Sequence[Due]) -> dict[int, list[int]]:
    """The backup editors of the profiles, by the profile's key."""
    found: dict[int, list[int]] = {}
    named = Profile.backups.through.objects.filter(profile__in=[each.profile for each in batch])
    for profile, person in named.order_by("pk").values_list("profile", "user"):
        found.setdefault(profile, []).append(person)
    return found


def _compose(today: date, at: datetime) -> Counter[str]:
    """Make one notice of what each person is to be told of."""
    counts: Counter[str] = Counter(people=0, matters=0, failed=0)
    untold = Reminder.objects.untold().filter(day=today).order_by()
    spared = Spared.of(Run.Job.REMIND, "person", today, at)
    after = 0
    while people := list(
        untold.filter(recipient__gt=after)
        .order_by("recipient")
        .values_list("recipient", flat=True)
        .distinct()[:PEOPLE]
    ):
        if to_do := spared.to_try(people):

            def compose(keys: Sequence[int]) -> int:
                done = _compose_for(keys, today, at)
                counts.update(done)
                return done["people"]

            spared.apart(to_do, compose)
        after = people[-1]
    spared.settle()
    counts["failed"] += len(spared.failed)
    return counts


@transaction.atomic
def _compose_for(keys: Sequence[int], today: date, at: datetime) -> Counter[str]:
    # Held, so that of two who compose at once the second finds nothing more to tell.
    held = User.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    people = {person.pk: person for person in held}
    had_one = Notice.objects.filter(kind=Notice.Kind.DIGEST, day=today, recipient__in=keys)
    rows = Reminder.objects.untold().filter(day=today, recipient__in=keys)
    rows = rows.exclude(recipient__in=had_one.order_by().values("recipient"))
    ordered = rows.select_related("profile__department").order_by("recipient", "due_on", "pk")
    counts: Counter[str] = Counter()
    for person, found in groupby(ordered, key=lambda each: each.recipient_id):
        told = list(found)
        notice = notices.tell_of_due(people[person], told, day=today, at=at)
        Reminder.objects.filter(pk__in=[each.pk for each in told]).update(notice=notice)
        counts["people"] += 1
        counts["matters"] += len(told)
        counts.update(f"matters_{each.matter}" for each in told)
    return counts
