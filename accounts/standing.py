"""What a person may act for: the question that every permission begins with."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from accounts.models.department import Department
from accounts.models.membership import Appointment

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
    """The user's standing on `today` (a date in Europe/Oslo), in three queries.

    The web editor is head for what belongs to the municipality itself (C4), not for the
    departments below it.
    """
    roles = Appointment.objects.roles_of(user, today)
    leads = set(Department.objects.led_by(user, today).values_list("pk", flat=True))
    if Appointment.Role.WEB_EDITOR in roles:
        municipality = Department.objects.filter(parent__isnull=True)
        leads.update(municipality.values_list("pk", flat=True))
    works_in = Department.objects.worked_in_by(user, today).values_list("pk", flat=True)
    return Standing(frozenset(leads), frozenset(works_in), frozenset(roles))
