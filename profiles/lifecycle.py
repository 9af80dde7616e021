"""A profile's life: the only place that changes a status.

Each act is one transaction that writes the state, one event on the timeline and the
notices. An act rests on the version of the profile that the person saw; if somebody was
faster, `history.Conflict` is raised and nothing is written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import organisation
from accounts.models import Appointment, Department, User
from profiles import (
    assessments,
    deadlines,
    editing,
    flags,
    history,
    notices,
    policies,
    policy,
    readiness,
)
from profiles.follower_texts import NO_TEXTS, Texts
from profiles.history import Conflict
from profiles.models import (
    Address,
    Closing,
    Condition,
    Evaluation,
    Event,
    Notice,
    Pause,
    Profile,
)
from profiles.snapshots import content_of

Status = Profile.Status
Kind = Event.Kind

# act → the states it starts from, and the one it leads to.
TRANSITIONS: Final[Mapping[Event.Kind, tuple[frozenset[Profile.Status], Profile.Status]]] = {
    Kind.NOTIFIED: (frozenset({Status.DRAFT}), Status.NOTIFIED),
    Kind.WITHDRAWN: (frozenset({Status.NOTIFIED}), Status.DRAFT),
    Kind.APPROVED: (frozenset({Status.NOTIFIED}), Status.ACTIVE),
    Kind.SENT_BACK: (frozenset({Status.NOTIFIED}), Status.DRAFT),
    Kind.REJECTED: (frozenset({Status.NOTIFIED}), Status.REJECTED),
    Kind.RECONSIDERED: (frozenset({Status.REJECTED}), Status.DRAFT),
    Kind.DISCARDED: (frozenset({Status.DRAFT}), Status.DISCARDED),
    Kind.RESTORED: (frozenset({Status.DISCARDED}), Status.DRAFT),
    Kind.PAUSED: (frozenset({Status.ACTIVE}), Status.PAUSED),
    Kind.REOPENED: (frozenset({Status.PAUSED}), Status.ACTIVE),
    Kind.CLOSED: (frozenset({Status.ACTIVE, Status.PAUSED}), Status.CLOSED),
}


class Incomplete(Exception):
    """The profile cannot be notified yet; `gaps` says what is missing."""

    def __init__(self, gaps: Sequence[readiness.Gap]) -> None:
        super().__init__(f"{len(gaps)} things are missing")
        self.gaps = gaps


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition as the administration sets it: what, by which day, and who meets it."""

    text: str
    due_on: date
    responsible: User


class Overlap(Exception):
    """The time shares a day with `pause`, which is planned already."""

    def __init__(self, pause: Pause) -> None:
        super().__init__(f"overlaps with pause {pause.pk}")
        self.pause = pause


class UnfitSuccessor(Exception):
    """What is to take over is the profile itself, or not in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What the checklist of closing says: why, since when, who takes over, what became of it."""

    closed_on: date
    reason: str
    archiving: Closing.Archiving
    fate: Closing.Fate
    handed_to: str = ""
    successor: Profile | None = None
    successor_page: str = ""
    texts: Texts = NO_TEXTS


def is_open(profile: Profile, kind: Event.Kind) -> bool:
    """Whether the act is possible in the profile's present state."""
    return profile.status in TRANSITIONS[kind][0]


@transaction.atomic
def register(
    *, by: User, department: Department, values: editing.Values, at: datetime | None = None
) -> Profile:
    """A new draft with what the first step asks (B5, B2).

    Raises `editing.AddressTaken` if the account stands in the register already, and
    `organisation.Closed` if the department is no more.
    """
    at = at or timezone.now()
    organisation.hold_open(department)
    profile = Profile.objects.create(department=department, registered_by=by, registered_at=at)
    changes = editing.apply(profile, values, by=by, at=at)
    history.record(profile, Kind.REGISTERED, by=by, at=at, changes=changes)
    return profile


@transaction.atomic
def notify(
    profile: Profile, *, by: User, version: int, message: str = "", at: datetime | None = None
) -> Event:
    """Tell the administration of the profile (C1): snapshot, receipt and notices.

    Raises `Incomplete` if anything that a notification needs is missing.
    """
    at = at or timezone.now()
    if gaps := readiness.gaps(profile):
        if profile.version != version or not is_open(profile, Kind.NOTIFIED):
            raise Conflict(profile, version)
        raise Incomplete(gaps)
    _step(
        profile,
        Kind.NOTIFIED,
        version=version,
        notified_at=at,
        first_notified_at=profile.first_notified_at or at,
        assessed_at=at,
        for_crisis=assessments.is_for_crisis(profile),
        answer_due_on=policy.answer_due(timezone.localdate(at), policies.municipality()),
    )
    content = content_of(profile, by=by, at=at, message=message)
    proof = history.digest_of(content)
    event = history.record(profile, Kind.NOTIFIED, by=by, at=at, reason=message, snapshot=proof)
    history.take_snapshot(profile, event, content)
    notices.tell(Notice.Kind.NOTIFICATION, event, administration(at))
    notices.tell(Notice.Kind.RECEIPT, event, [by])
    notices.tell(Notice.Kind.RESPONSIBLE, event, _newly_responsible(profile, besides=by))
    return event


@transaction.atomic
def withdraw(
    profile: Profile, *, by: User, version: int, reason: str = "", at: datetime | None = None
) -> Event:
    """The department takes its notification back, to change it."""
    at = at or timezone.now()
    event = _move(profile, Kind.WITHDRAWN, by=by, version=version, at=at, reason=reason)
    notices.tell(Notice.Kind.WITHDRAWN, event, administration(at))
    return event


@transaction.atomic
def approve(
    profile: Profile,
    *,
    by: User,
    version: int,
    evaluate_on: date,
    demands: Sequence[Demand] = (),
    message: str = "",
    at: datetime | None = None,
) -> Event:
    """The administration approves, perhaps on conditions, and sets the first evaluation."""
    at = at or timezone.now()
    # Before the policy is read, so that a change of it waits, or is seen.
    history.hold(profile.pk)
    today, in_force = timezone.localdate(at), policies.of(profile.department)
    event = _move(
        profile,
        Kind.APPROVED,
        by=by,
        version=version,
        at=at,
        reason=message,
        data={
            "evaluate_on": evaluate_on.isoformat(),
            "conditions": [
                {"text": d.text, "due_on": d.due_on.isoformat(), "who": d.responsible.name}
                for d in demands
            ],
        },
        **deadlines.in_use_from(profile, today, in_force),
        **deadlines.first_evaluation(evaluate_on, today, in_force),
    )
    Condition.objects.bulk_create(
        Condition(
            profile=profile,
            text=demand.text,
            due_on=demand.due_on,
            responsible=demand.responsible,
            created_at=at,
        )
        for demand in demands
    )
    concerned = [*_concerned(profile), *(demand.responsible for demand in demands)]
    notices.tell(Notice.Kind.APPROVED, event, concerned)
    return event


@transaction.atomic
def send_back(
    profile: Profile, *, by: User, version: int, reason: str, at: datetime | None = None
) -> Event:
    """The administration asks the department to mend something and notify again."""
    at = at or timezone.now()
    event = _move(profile, Kind.SENT_BACK, by=by, version=version, at=at, reason=reason)
    notices.tell(Notice.Kind.SENT_BACK, event, _concerned(profile))
    return event


@transaction.atomic
def reject(
    profile: Profile, *, by: User, version: int, reason: str, at: datetime | None = None
) -> Event:
    """The administration says no, and why."""
    at = at or timezone.now()
    event = _move(profile, Kind.REJECTED, by=by, version=version, at=at, reason=reason)
    notices.tell(Notice.Kind.REJECTED, event, _concerned(profile))
    return event


@transaction.atomic
def reconsider(
    profile: Profile, *, by: User, version: int, reason: str = "", at: datetime | None = None
) -> Event:
    """A rejected profile becomes a draft again."""
    at = at or timezone.now()
    event = _move(profile, Kind.RECONSIDERED, by=by, version=version, at=at, reason=reason)
    notices.tell(Notice.Kind.RECONSIDERED, event, [p for p in _concerned(profile) if p != by])
    return event


@transaction.atomic
def discard(
    profile: Profile, *, by: User, version: int, reason: str = "", at: datetime | None = None
) -> Event:
    """Throw a draft away; its addresses are free for others."""
    at = at or timezone.now()
    event = _move(profile, Kind.DISCARDED, by=by, version=version, at=at, reason=reason)
    profile.addresses.filter(released_at__isnull=True).update(released_at=at)
    return event


@transaction.atomic
def take_back_import(keys: Collection[int], *, by: User, at: datetime) -> int:
    """Discard those of the profiles that nothing has happened to since they were brought in.

    Their addresses are free again; how many they were.
    """
    untouched = Profile.objects.filter(pk__in=keys, status=Status.ACTIVE, history_length=1)
    profiles = list(untouched.select_for_update().order_by("pk"))
    events = []
    for profile in profiles:
        profile.status, profile.next_evaluation_on = Status.DISCARDED, None
        profile.version += 1
        events.append(history.build(profile, Kind.IMPORT_UNDONE, by=by, at=at))
    fields = ["status", "next_evaluation_on", "version", "history_length", "history_digest"]
    Profile.objects.bulk_update(profiles, fields)
    Event.objects.bulk_create(events)
    held = Address.objects.filter(profile__in=profiles, released_at__isnull=True)
    held.update(released_at=at)
    return len(profiles)


@transaction.atomic
def restore(profile: Profile, *, by: User, version: int, at: datetime | None = None) -> Event:
    """Take a discarded draft back.

    Raises `editing.AddressTaken` if somebody has registered its account meanwhile.
    """
    at = at or timezone.now()
    event = _move(profile, Kind.RESTORED, by=by, version=version, at=at)
    editing.hold_addresses(profile)
    return event


@transaction.atomic
def meet_condition(condition: Condition, *, by: User, at: datetime | None = None) -> Event | None:
    """Say that a condition of the approval is met; None if somebody has said so already."""
    at = at or timezone.now()
    history.hold(condition.profile_id)
    met = Condition.objects.filter(pk=condition.pk, met_at__isnull=True)
    if not met.update(met_at=at, met_by=by):
        return None
    profile = condition.profile
    event = history.record(profile, Kind.CONDITION_MET, by=by, at=at, condition=condition.text)
    notices.tell(Notice.Kind.CONDITION_MET, event, administration(at))
    return event


@transaction.atomic
def pause(
    profile: Profile,
    *,
    by: User,
    version: int,
    reopens_on: date,
    reason: str,
    texts: Texts = NO_TEXTS,
    at: datetime | None = None,
) -> Event:
    """Close the profile for a while, from now on (D4).

    Raises `Overlap` if a pause is planned for a part of the time.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    row = Pause(
        profile=profile,
        starts_on=today,
        reopens_on=reopens_on,
        reason=reason,
        text_nb=texts.nb,
        text_nn=texts.nn,
        planned_by=by,
        planned_at=at,
        started_at=at,
    )
    event = _begin(row, version=version, at=at)
    if planned := profile.pauses.overlapping(today, reopens_on).first():
        raise Overlap(planned)
    row.save(force_insert=True)
    return event


@transaction.atomic
def start_pause(pause: Pause, *, version: int, at: datetime) -> Event | None:
    """Close the profile, since the day of a planned pause has come; as who planned it.

    None if somebody else has started or cancelled it.
    """
    history.hold(pause.profile_id)
    if not Pause.objects.planned().filter(pk=pause.pk).update(started_at=at):
        return None
    return _begin(pause, version=version, at=at)


@transaction.atomic
def reopen(
    profile: Profile, *, by: User, version: int, reason: str = "", at: datetime | None = None
) -> Event:
    """The profile is followed up again."""
    at = at or timezone.now()
    history.hold(profile.pk)
    in_force = policies.of(profile.department)
    columns = deadlines.active_on(profile, timezone.localdate(at), in_force)
    event = _move(profile, Kind.REOPENED, by=by, version=version, at=at, reason=reason, **columns)
    profile.pauses.running().update(ended_at=at)
    flags.review(profile, by=by, at=at)
    notices.tell(Notice.Kind.REOPENED, event, _involved(profile, at, besides=by))
    return event


@transaction.atomic
def close(
    profile: Profile, *, by: User, version: int, ending: Ending, at: datetime | None = None
) -> Event:
    """Close the profile for good (D4): what was planned for it falls away, its account is free.

    Raises `UnfitSuccessor`.
    """
    at = at or timezone.now()
    if ending.successor and not _can_succeed(ending.successor, profile):
        raise UnfitSuccessor
    data = {
        "closed_on": ending.closed_on.isoformat(),
        "successor": ending.successor.name if ending.successor else "",
        "successor_page": ending.successor_page,
        "archiving": ending.archiving.value,
        "fate": ending.fate.value,
        "handed_to": ending.handed_to,
    }
    event = _move(
        profile,
        Kind.CLOSED,
        by=by,
        version=version,
        at=at,
        reason=ending.reason,
        data=data,
        next_evaluation_on=None,
    )
    Closing.objects.create(
        profile=profile,
        closed_on=ending.closed_on,
        reason=ending.reason,
        successor=ending.successor,
        successor_page=ending.successor_page,
        text_nb=ending.texts.nb,
        text_nn=ending.texts.nn,
        archiving=ending.archiving,
        links_removed=True,
        fate=ending.fate,
        handed_to=ending.handed_to,
    )
    profile.pauses.running().update(ended_at=at)
    profile.pauses.planned().update(cancelled_at=at)
    evaluations_open = profile.evaluations.open()
    evaluations_open.update(state=Evaluation.State.DROPPED, version=F("version") + 1)
    # What is closed for good is no longer ours to get back.
    profile.hijackings.open().update(solved_at=at, solved_by=by, outcome=ending.reason)
    profile.addresses.filter(released_at__isnull=True).update(released_at=at)
    notices.tell(Notice.Kind.CLOSED, event, _involved(profile, at, besides=by))
    return event


def _begin(pause: Pause, *, version: int, at: datetime) -> Event:
    """Change the status for a pause and tell of it, in the name of who wanted the pause."""
    profile, by = pause.profile, pause.planned_by
    event = _move(
        profile, Kind.PAUSED, by=by, version=version, at=at, reason=pause.reason, data=pause.days
    )
    notices.tell(Notice.Kind.PAUSED, event, _involved(profile, at, besides=by))
    return event


def _can_succeed(successor: Profile, profile: Profile) -> bool:
    return Profile.objects.living().exclude(pk=profile.pk).filter(pk=successor.pk).exists()


def _move(
    profile: Profile,
    kind: Event.Kind,
    *,
    by: User,
    version: int,
    at: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **columns: Any,
) -> Event:
    """Change the status if the profile is still as it was seen, and say so on the timeline."""
    _step(profile, kind, version=version, **columns)
    event = history.record(profile, kind, by=by, at=at, reason=reason, **(data or {}))
    flags.review(profile, by=by, at=at)
    return event


def _step(profile: Profile, kind: Event.Kind, *, version: int, **columns: Any) -> None:
    """Change the status if the profile is still as it was seen; else raise `Conflict`.

    The condition stands in the UPDATE itself, since SQLite has no row locks.
    """
    sources, target = TRANSITIONS[kind]
    seen = Profile.objects.filter(pk=profile.pk, version=version, status__in=sources)
    if not seen.update(status=target, version=F("version") + 1, **columns):
        raise Conflict(profile, version)
    profile.refresh_from_db()


def administration(at: datetime) -> list[User]:
    """Those who have the role of the administration at the time, and can sign in."""
    today = timezone.localdate(at)
    appointed = Appointment.objects.current(today).filter(role=Appointment.Role.ADMINISTRATION)
    return list(User.objects.filter(is_active=True, pk__in=appointed.values("user")))


def _involved(profile: Profile, at: datetime, *, besides: User) -> list[User]:
    """The administration, owner and backups, but not who did it."""
    people = {*administration(at), *profile.backups.filter(is_active=True)}
    if profile.owner and profile.owner.is_active:
        people.add(profile.owner)
    return list(people - {besides})


def _concerned(profile: Profile) -> list[User]:
    """Who hears what became of a notification: sender, registrar and owner."""
    sent = profile.events.filter(kind=Kind.NOTIFIED).select_related("actor").last()
    people = [sent.actor if sent else None, profile.registered_by, profile.owner]
    return [person for person in people if person is not None]


def _newly_responsible(profile: Profile, *, besides: User) -> list[User]:
    """Owner and backups who have not been told that they answer for the profile."""
    told = profile.notices.filter(kind=Notice.Kind.RESPONSIBLE).values_list("recipient", flat=True)
    people = {profile.owner, *profile.backups.all()} - {None, besides}
    return [person for person in people if person is not None and person.pk not in set(told)]
