"""What a person may act for: the question that every permission begins with."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from accounts.models.department import Department
from accounts.models.membership import Appointment, Membership

if TYPE_CHECKING:
    from accounts.models.user import User


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's roles on one day: keys of departments, and municipality-wide roles."""

    leads: frozenset[int]
    works_in: frozenset[int]
    roles: frozenset[str]

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def standing_of(user: "User", today: date) -> Standing:
    """The user's standing on `today` (a date in Europe/Oslo), in three queries at most.

    A role holds for the department and all open ones below it. The web editor is head for
    what belongs to the municipality itself (C4), not for the departments below it.
    """
    roles = Appointment.objects.roles_of(user, today)
    held = Membership.objects.current(today).filter(user=user).select_related("department")
    leading = tuple(each.department.path or "" for each in held if each.role in Membership.LEADING)
    # What is closed gives nobody anything to act for.
    below = Department.objects.open().under(*(each.department for each in held)).order_by()
    works_in = dict(below.values_list("pk", "path"))
    leads = {key for key, path in works_in.items() if (path or "").startswith(leading)}
    if Appointment.Role.WEB_EDITOR in roles:
        municipality = Department.objects.filter(parent__isnull=True)
        leads.update(municipality.values_list("pk", flat=True))
    return Standing(frozenset(leads), frozenset(works_in), frozenset(roles))


def nearest_leaders(today: date) -> dict[int, frozenset[int]]:
    """Keys of those who lead each department on `today`, or else the nearest one above it.

    All departments, by key; who cannot sign in leads nothing. Three queries.
    """
    leaders: dict[int, set[int]] = {}
    leading = Membership.objects.current(today).leading().filter(user__is_active=True)
    for department, person in leading.values_list("department", "user"):
        leaders.setdefault(department, set()).add(person)
    editors = Appointment.objects.current(today).filter(
        role=Appointment.Role.WEB_EDITOR, user__is_active=True
    )
    # The web editor is head for what belongs to the municipality itself (C4).
    if keys := set(editors.values_list("user", flat=True)):
        for root in Department.objects.filter(parent__isnull=True).values_list("pk", flat=True):
            leaders.setdefault(root, set()).update(keys)
    paths = Department.objects.order_by().values_list("pk", "path")
    return {key: frozenset(_nearest(path, leaders)) for key, path in paths}


def leads_nearest(user: "User", today: date) -> frozenset[int]:
    """Keys of the departments whose nearest head or deputy the user is on `today`.

    A municipal director leads every department of the municipality, but what waits in them
    waits for the heads below as long as there are any.
    """
    paths = dict(Department.objects.filter(pk__in=user.standing.leads).values_list("pk", "path"))
    if not paths:
        return frozenset()
    leading = Membership.objects.current(today).leading().filter(user__is_active=True)
    leaders: dict[int, set[int]] = {}
    for department, person in leading.values_list("department", "user"):
        leaders.setdefault(department, set()).add(person)
    if user.standing.has(Appointment.Role.WEB_EDITOR):
        # The web editor is head for what belongs to the municipality itself (C4).
        for path in paths.values():
            leaders.setdefault(_keys(path)[0], set()).add(user.pk)
    return frozenset(pk for pk, path in paths.items() if user.pk in _nearest(path, leaders))


def _nearest(path: str | None, leaders: dict[int, set[int]]) -> set[int]:
    led = (leaders[key] for key in reversed(_keys(path)) if key in leaders)
    return next(led, set())


def _keys(path: str | None) -> list[int]:
    return [int(key) for key in (path or "").split("/") if key]


def leaders_of(department: Department, today: date) -> "list[User]":
    """Heads and deputies of the department on `today`, or else of the nearest one above."""
    return [membership.user for membership in leading_in(department, today)]


def leading_in(
    department: Department, today: date, *, besides: "User | None" = None
) -> list[Membership]:
    """By which roles the department is led on `today`, as if the one person were not there."""
    leading = (
        Membership.objects.current(today)
        .leading()
        .filter(department__in=_keys(department.path), user__is_active=True)
        .exclude(user=besides)
    )
    found = list(leading.select_related("user", "department").order_by("role", "pk"))
    nearest = max((membership.department.depth for membership in found), default=0)
    return [membership for membership in found if membership.department.depth == nearest]
