"""When people leave and departments change: what becomes of the profiles.

Each act here is about many profiles at once. It takes the same few statements however many
they are; handing over takes one more for the notice of each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, Membership, Record, User
from accounts.standing import leaders_of
from profiles import deciding, flags, history, leading, notices
from profiles.history import Change
from profiles.models import Condition, Event, Flag, Notice, Pause, Profile
from profiles.models.profile import ProfileQuerySet

# Nobody answers for these any more; their history keeps the names.
OVER: Final = (Profile.Status.CLOSED, Profile.Status.DISCARDED)


@dataclass(frozen=True, slots=True)
class Taking:
    """What becomes of one profile when somebody takes over what a person answers for."""

    profile: Profile
    # Whether the person is owner, or is among the backup editors.
    as_owner: bool
    as_backup: bool
    conditions: Sequence[Condition]
    backups: Sequence[User]
    # The backup editors after it.
    backups_after: Sequence[User]
    # They stay as they are; who takes over had better know of them.
    pauses: Sequence[Pause]

    @property
    def lacks_backup(self) -> bool:
        """Whether no active backup editor is left (C2)."""
        return not any(person.is_active for person in self.backups_after)


def answered_for(person: User, *, to: User | None = None) -> list[Taking]:
    """All that the person answers for, and what becomes of each when `to` takes over.

    Without `to` it is what would be left behind. A fixed number of queries.
    """
    open_conditions: dict[int, list[Condition]] = {}
    unmet = Condition.objects.filter(responsible=person, met_at__isnull=True)
    for condition in unmet.exclude(profile__status__in=OVER):
        open_conditions.setdefault(condition.profile_id, []).append(condition)
    mine = Profile.objects.answered_for_by(person) | Profile.objects.filter(
        pk__in=list(open_conditions)
    )
    profiles = mine.exclude(status__in=OVER).select_related("department", "owner")
    planned = Prefetch("pauses", Pause.objects.planned(), "planned_pauses")
    return [
        _taking(profile, person, to, open_conditions.get(profile.pk, []))
        for profile in profiles.distinct()
        .prefetch_related("backups", planned)
        .order_by("name", "pk")
    ]


@transaction.atomic
def hand_over(
    person: User,
    *,
    to: User,
    by: User,
    with_roles: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> list[Event]:
    """Let `to` take over all that the person answers for: as owner, as backup, conditions.

    With the roles, `to` also becomes head and deputy in the person's place, from today.
    """
    at = at or timezone.now()
    organisation.hold_departments()
    organisation.hold_roles(person, to)
    if with_roles:
        leading.hand_over(person, to=to, by=by, reason=reason, at=at)
    keys = {taking.profile.pk for taking in answered_for(person, to=to)}
    _next_version(keys)
    # Read again, now that nobody else can change them.
    takings = [each for each in answered_for(person, to=to) if each.profile.pk in keys]
    profiles = [taking.profile for taking in takings]
    by_key = {taking.profile.pk: taking for taking in takings}

    def told(profile: Profile) -> dict[str, Any]:
        taking = by_key[profile.pk]
        changes = _changes(taking, to)
        if taking.as_owner:
            profile.owner = to
        return {
            "changes": changes,
            "person": person.name,
            "to": to.name,
            "conditions_taken": [condition.text for condition in taking.conditions],
        }

    events = _record(profiles, Event.Kind.HANDED_OVER, told, by=by, at=at, reason=reason)
    Profile.objects.bulk_update(profiles, ["owner"])
    _move_backups(takings, person)
    Condition.objects.filter(
        responsible=person, met_at__isnull=True, profile__in=[p.pk for p in profiles]
    ).update(responsible=to)
    flags.review(*profiles, by=by, at=at)
    for event in events:
        notices.tell(Notice.Kind.HANDED_OVER, event, [to])
    if events:
        organisation.note(
            Record.Kind.HANDED_OVER,
            by=by,
            at=at,
            person=person,
            reason=reason,
            to=to.name,
            profiles=[profile.name for profile in profiles],
        )
    return events


@transaction.atomic
def move_department(
    department: Department,
    *,
    parent: Department,
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Let it lie under another one, whose stricter deadlines hold for it from then on.

    Raises what `organisation.move_department` does.
    """
    at = at or timezone.now()
    organisation.move_department(department, by=by, parent=parent, reason=reason, at=at)
    below = Department.objects.under(department).order_by()
    deciding.settle(list(below.values_list("pk", flat=True)), at=at)


@transaction.atomic
def change_department(
    profiles: Iterable[Profile],
    *,
    department: Department,
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> list[Event]:
    """Let the profiles belong to another department; those that do already stay as they are.

    The administration does it, so there is nothing for it to note: owners and the heads of
    both departments are told. Raises `organisation.Closed` if it is no more.
    """
    at = at or timezone.now()
    organisation.hold_departments(department)
    wanted = Profile.objects.filter(pk__in=[profile.pk for profile in profiles])
    keys = list(wanted.exclude(department=department).values_list("pk", flat=True))
    _next_version(keys)
    moved = list(_in_order(Profile.objects.filter(pk__in=keys)))
    before = {profile.pk: profile.department for profile in moved}

    def told(profile: Profile) -> dict[str, Any]:
        old, profile.department = profile.department, department
        change: Change = {"field": "department", "old": old.name, "new": department.name}
        return {"changes": [change]}

    events = _record(moved, Event.Kind.DEPARTMENT_CHANGED, told, by=by, at=at, reason=reason)
    Profile.objects.bulk_update(moved, ["department"])
    deciding.settle([department.pk], at=at)
    flags.review(*moved, by=by, at=at)
    _tell_of_department(events, before, department, by=by, at=at)
    return events


@transaction.atomic
def deactivate(
    person: User,
    *,
    by: User,
    to: User | None = None,
    with_roles: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Keep the person out from now on; `to` takes over, or else what is left waits for others.

    Raises `organisation.LastAdministrator` if nobody would be left who can manage people.
    """
    at = at or timezone.now()
    if to:
        hand_over(person, to=to, by=by, with_roles=with_roles, reason=reason, at=at)
    organisation.deactivate(person, by=by, reason=reason, at=at)
    answering = Profile.objects.living().answered_for_by(person)
    flags.raise_at_once((Flag.Kind.OWNER_GONE, Flag.Kind.NO_BACKUP), answering, at=at)


@transaction.atomic
def merge(
    department: Department,
    *,
    into: Department,
    by: User,
    keeps_heads: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> list[Event]:
    """Let a department become part of another: profiles, people and what lies under it.

    Its people get the same role in the other one at once. Heads and deputies become
    editors there, unless `keeps_heads`. It stays as a closed one that points to the other.
    Raises `organisation.Cycle` or `organisation.NameTaken` (of something under it), and
    `organisation.Closed` if one of the two is no more.
    """
    at = at or timezone.now()
    organisation.hold_departments(department, into)
    if department.is_municipality or (into.path or "").startswith(department.path or "/"):
        raise organisation.Cycle
    _hold_people(department)
    children = list(department.children.open())
    for child in children:
        move_department(child, by=by, parent=into, reason=reason, at=at)
    profiles = list(Profile.objects.filter(department=department))
    events = change_department(profiles, department=into, by=by, reason=reason, at=at)
    people = _move_people(department, into, keeps_heads, by=by, reason=reason, at=at)
    organisation.close_department(
        department,
        by=by,
        merged_into=into,
        reason=reason,
        at=at,
        profiles=[event.profile.name for event in events],
        departments=[child.name for child in children],
        people=people,
    )
    return events


def _move_people(
    department: Department,
    into: Department,
    keeps_heads: bool,
    *,
    by: User,
    reason: str,
    at: datetime,
) -> list[str]:
    """End the roles in the one today and give them in the other; says whose they are.

    They begin today: the profiles have moved, and nobody shall lose sight of them.
    """
    today = timezone.localdate(at)
    moved: list[str] = []
    standing = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    for membership in department.memberships.filter(standing).select_related("user", "department"):
        starts_on, ends_on = max(membership.starts_on, today), membership.ends_on
        organisation.end_role(membership, by=by, reason=reason, at=at)
        if not membership.user.is_active:
            continue
        leads = membership.role in Membership.LEADING
        role = membership.role if keeps_heads or not leads else Membership.Role.EDITOR
        moved.append(membership.user.name)
        organisation.fill_role(
            membership.user,
            by=by,
            role=role,
            department=into,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            at=at,
        )
    return sorted(set(moved))


@transaction.atomic
def close(
    department: Department, *, by: User, reason: str = "", at: datetime | None = None
) -> None:
    """Close a department without profiles; the roles in it end.

    Raises `organisation.NotEmpty`, or `organisation.Closed` if it is no more.
    """
    at = at or timezone.now()
    organisation.hold_departments(department)
    _hold_people(department)
    if department.profiles.going_on().exists() or department.children.open().exists():
        raise organisation.NotEmpty
    ending = Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate(at))
    for membership in department.memberships.filter(ending).select_related("user", "department"):
        organisation.end_role(membership, by=by, reason=reason, at=at)
    organisation.close_department(department, by=by, reason=reason, at=at)


def _hold_people(department: Department) -> None:
    organisation.hold_roles(*User.objects.filter(memberships__department=department))


def _tell_of_department(
    events: Iterable[Event],
    before: dict[int, Department],
    department: Department,
    *,
    by: User,
    at: datetime,
) -> None:
    today = timezone.localdate(at)
    places = {place.pk: place for place in [*before.values(), department]}
    heads = {key: set(leaders_of(place, today)) for key, place in places.items()}

    def concerned(profile: Profile) -> set[User]:
        people = heads[before[profile.pk].pk] | heads[department.pk]
        if profile.owner and profile.owner.is_active:
            people.add(profile.owner)
        return people - {by}

    living = (event for event in events if event.profile.status not in OVER)
    notices.tell_each(
        Notice.Kind.DEPARTMENT_CHANGED, ((event, concerned(event.profile)) for event in living)
    )


def _next_version(keys: Iterable[int]) -> None:
    """Give the profiles their next version, which also holds their rows."""
    held = list(keys)
    history.hold(*held)
    Profile.objects.filter(pk__in=held).update(version=F("version") + 1)


def _in_order(profiles: ProfileQuerySet) -> ProfileQuerySet:
    return profiles.select_related("department", "owner").order_by("pk")


def _record(
    profiles: Sequence[Profile],
    kind: Event.Kind,
    told: Callable[[Profile], dict[str, Any]],
    *,
    by: User,
    at: datetime,
    reason: str,
) -> list[Event]:
    """A line on the timeline of each, whose rows the caller holds."""
    events = [
        history.build(profile, kind, by=by, at=at, reason=reason, **told(profile))
        for profile in profiles
    ]
    Event.objects.bulk_create(events)
    Profile.objects.bulk_update(profiles, ["history_length", "history_digest"])
    return events


def _taking(
    profile: Profile, person: User, to: User | None, conditions: Sequence[Condition]
) -> Taking:
    backups = sorted(profile.backups.all(), key=lambda each: (each.name, each.pk))
    as_owner, as_backup = profile.owner_id == person.pk, person in backups
    after = [each for each in backups if each != person]
    owner_after = (to.pk if to else None) if as_owner else profile.owner_id
    if to and as_backup:
        after.append(to)
    after = [each for each in dict.fromkeys(after) if each.pk != owner_after]
    pauses: list[Pause] = profile.planned_pauses  # type: ignore[attr-defined]
    return Taking(profile, as_owner, as_backup, conditions, backups, after, pauses)


def _changes(taking: Taking, to: User) -> list[Change]:
    changes: list[Change] = []
    owner = taking.profile.owner
    if taking.as_owner:
        changes.append({"field": "owner", "old": owner.name if owner else None, "new": to.name})
    old = sorted(person.name for person in taking.backups)
    new = sorted(person.name for person in taking.backups_after)
    if old != new:
        changes.append({"field": "backups", "old": old, "new": new})
    return changes


def _move_backups(takings: Iterable[Taking], person: User) -> None:
    """Write the backup editors of all in two statements."""
    through = Profile.backups.through
    gone: list[int] = []
    new: list[Any] = []
    rows = through.objects.filter(profile__in=[taking.profile.pk for taking in takings])
    stored = {(row.profile_id, row.user_id): row.pk for row in rows}
    for taking in takings:
        before = {each.pk for each in taking.backups}
        after = {each.pk for each in taking.backups_after}
        gone += [stored[taking.profile.pk, key] for key in before - after]
        new += [through(profile_id=taking.profile.pk, user_id=key) for key in after - before]
    through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(new)
