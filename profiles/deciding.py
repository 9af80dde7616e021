"""Changing the policy: what that would do to the register, and doing it.

The deadlines that stand on the profiles are reckoned anew at once, and what is late by them
is flagged at once. Promises already given to somebody stay: the day by which a notification
is answered, and a day for an evaluation that somebody has chosen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, User
from profiles import deadlines, flags, policies
from profiles.flags import Hand
from profiles.models import Flag, PolicyChange, Profile
from profiles.models.profile import ProfileQuerySet
from profiles.policies import Decided
from profiles.policy import Policy
from profiles.rules import BY_KIND, DAYS

# So many of the profiles that would be flagged are named.
NAMED: Final = 100


class Overtaken(Exception):
    """Somebody else has changed the department's policy since it was read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A profile that would be flagged, and for what."""

    profile: Profile
    kinds: Sequence[Flag.Kind]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change would do at once: how many profiles get other deadlines, how many would
    be flagged that are not, and the first of these by name.
    """

    moved: int
    flagged: int
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class _Group:
    """Departments with the same policy."""

    policy: Policy
    departments: Collection[int]

    def profiles(self) -> ProfileQuerySet:
        """Those in use, with each of their deadlines as it is by this policy."""
        living = Profile.objects.living().filter(department__in=self.departments)
        return living.order_by().annotate(
            **{f"new_{name}": day for name, day in deadlines.anew(self.policy).items()}
        )

    def moved(self) -> ProfileQuerySet:
        """Those on which another day stands."""
        names = deadlines.anew(self.policy)
        differs = Q()
        for name in names:
            differs |= Q(**{f"new_{name}__lt": F(name)}) | Q(**{f"new_{name}__gt": F(name)})
        return self.profiles().filter(differs)

    def newly_late(self, kind: Flag.Kind, today: date) -> ProfileQuerySet:
        """Those that break the rule by this policy, and have no flag that says so."""
        counts, column = DAYS[kind]
        flagged = Flag.objects.open().filter(profile=OuterRef("pk"), kind=kind)
        late = self.profiles().filter(**{f"new_{column}__lt": today})
        return late.filter(~Exists(flagged), pk__in=counts().order_by().values("pk"))


def foresee(department: Department, *, values: Mapping[str, Any], today: date) -> Outlook:
    """What it would do if the department (the root for the municipality) decided this today."""
    decided = policies.in_force()
    groups = _changed(decided, {**decided, department.pk: values})
    found = {kind: _together([each.newly_late(kind, today) for each in groups]) for kind in DAYS}
    flagged = Q()
    for profiles in found.values():
        flagged |= Q(pk__in=profiles.values("pk"))
    late = Profile.objects.filter(flagged) if groups else Profile.objects.none()
    named = list(late.select_related("department").order_by("name", "pk")[:NAMED])
    keys = [profile.pk for profile in named]
    by_kind = {
        kind: set(profiles.filter(pk__in=keys).values_list("pk", flat=True))
        for kind, profiles in found.items()
    }
    hits = [Hit(each, [kind for kind in DAYS if each.pk in by_kind[kind]]) for each in named]
    moved = sum(group.moved().count() for group in groups)
    return Outlook(moved, late.count(), hits)


@transaction.atomic
def decide(
    department: Department,
    *,
    values: Mapping[str, Any],
    number: int,
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> PolicyChange | None:
    """Let this be the department's policy from now on, and everything move with it.

    `values` are all that the department (the root for the municipality) has decided, by name;
    `number` is how many changes it had when they were read. None if it says so already.
    Raises `Overtaken`, and `organisation.Closed` if the department is no more.
    """
    at = at or timezone.now()
    organisation.hold_departments(department)
    last = department.policy_changes.order_by("-number").first()
    if (last.number if last else 0) != number:
        if last and last.actor_id == by.pk and last.values == values:
            return None
        raise Overtaken
    before = policies.in_force()
    if before.get(department.pk, {}) == values:
        return None
    change = PolicyChange.objects.create(
        department=department,
        number=number + 1,
        values=dict(values),
        at=at,
        actor=by,
        actor_name=by.name,
        reason=reason,
    )
    _settle(_changed(before, {**before, department.pk: values}), at)
    return change


@transaction.atomic
def settle(departments: Collection[int], *, at: datetime | None = None) -> None:
    """Reckon the deadlines anew of what belongs to the departments, since it has moved.

    The caller holds the departments.
    """
    after = policies.by_department()
    _settle(list(_grouped({key: after[key] for key in departments})), at or timezone.now())


def _changed(before: Decided, after: Decided) -> list[_Group]:
    """The departments whose deadlines the change is about, by the policy they get."""
    old, new = policies.by_department(before), policies.by_department(after)
    return list(
        _grouped({key: policy for key, policy in new.items() if _days(policy) != _days(old[key])})
    )


def _days(policy: Policy) -> tuple[Any, ...]:
    return tuple(getattr(policy, name) for name in deadlines.VALUES)


def _grouped(by_department: Mapping[int, Policy]) -> Iterator[_Group]:
    groups: dict[tuple[Any, ...], dict[int, Policy]] = {}
    for key, policy in by_department.items():
        groups.setdefault(_days(policy), {})[key] = policy
    for members in groups.values():
        yield _Group(next(iter(members.values())), list(members))


def _together(found: Sequence[ProfileQuerySet]) -> ProfileQuerySet:
    """Profiles that are among any of these."""
    among = Q(pk__in=())
    for profiles in found:
        among |= Q(pk__in=profiles.values("pk"))
    return Profile.objects.filter(among)


def _settle(groups: Sequence[_Group], at: datetime) -> None:
    # All of them are held before any is looked at: who acts on one now waits, reads the policy
    # after that, and reckons by the new one.
    keys = [key for group in groups for key in group.departments]
    rows = Profile.objects.living().filter(department__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    for group in groups:
        moved = sorted(group.moved().values_list("pk", flat=True))
        Profile.objects.filter(pk__in=moved).update(**deadlines.anew(group.policy))
        _flag(moved, at)


def _flag(moved: Sequence[int], at: datetime) -> None:
    """Raise and clear what rests on the days that have moved, in the portal's name."""
    hand, today = Hand(at), timezone.localdate(at)
    for rule in (BY_KIND[kind] for kind in DAYS if moved):
        flags.clear(rule, today, hand, moved)
        flags.raise_(rule, today, hand, moved)
