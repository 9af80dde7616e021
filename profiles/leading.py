"""What somebody leads, who leads it without him or her, and how the role goes to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, Membership, User
from accounts.standing import leading_in
from profiles.models import Profile


@dataclass(frozen=True, slots=True)
class Leading:
    """A department that somebody heads or deputises for, and who leads it besides."""

    membership: Membership
    besides: Sequence[Membership]

    @property
    def has_own(self) -> bool:
        """Whether it is led from within, and not from the department above."""
        return any(each.department_id == self.membership.department_id for each in self.besides)


def led_by(person: User, today: date) -> list[Leading]:
    """What the person leads on `today`; three queries for each of these few."""
    return [
        Leading(given, leading_in(given.department, today, besides=person))
        for given in leading_roles(person, today)
    ]


def leading_roles(person: User, today: date) -> list[Membership]:
    """The roles by which the person leads something on `today`; what is closed has no head."""
    mine = person.memberships.current(today).leading().select_related("department")
    return list(mine.filter(department__closed_on=None).order_by("department__path", "pk"))


def profiles_under(departments: Sequence[Department], most: int) -> int:
    """How many profiles that are not over lie in or under the departments, up to `most`."""
    under = Department.objects.none()
    for department in departments:
        under |= Department.objects.under(department)
    going_on = Profile.objects.going_on().filter(department__in=under)
    return going_on.order_by()[:most].count()


@transaction.atomic
def hand_over(
    person: User, *, to: User, by: User, reason: str = "", at: datetime | None = None
) -> list[Membership]:
    """Let `to` be head and deputy in the person's place from today; what was handed over.

    Who becomes head is no longer deputy or editor beside it.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    leading = [
        given
        for given in organisation.roles_of(person, today)
        if isinstance(given, Membership)
        and given.role in Membership.LEADING
        and given.department.closed_on is None
    ]
    for given in leading:
        role, department, ends_on = given.role, given.department, given.ends_on
        starts_on = max(given.starts_on, today)
        organisation.end_role(given, by=by, reason=reason, at=at)
        if starts_on == today:
            _end_lesser(to, role, department, by=by, reason=reason, at=at)
        organisation.fill_role(
            to,
            by=by,
            role=role,
            department=department,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            at=at,
        )
    return leading


def _end_lesser(
    person: User, role: str, department: Department, *, by: User, reason: str, at: datetime
) -> None:
    rank = Membership.Role.values.index(role)
    lesser = Membership.Role.values[rank + 1 :]
    held = person.memberships.current(timezone.localdate(at)).select_related("department", "user")
    for given in held.filter(department=department, role__in=lesser):
        organisation.end_role(given, by=by, reason=reason, at=at)
