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


def leaders_of(department: Department, today: date) -> "list[User]":
    """Heads and deputies of the department on `today`, or else of the nearest one above."""
    above = [int(key) for key in (department.path or "").split("/") if key]
    leading = (
        Membership.objects.current(today)
        .leading()
        .filter(department__in=above, user__is_active=True)
    )
    found = list(leading.select_related("user", "department").order_by("role", "pk"))
    nearest = max((membership.department.depth for membership in found), default=0)
    return [member.user for member in found if member.department.depth == nearest]
