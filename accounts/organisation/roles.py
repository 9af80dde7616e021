"""Roles in departments and for the whole municipality: given, changed, ended."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, Department, Membership, Record, User
from accounts.models.membership import AppointmentQuerySet
from accounts.organisation.holding import hold_open, hold_roles
from accounts.organisation.records import note
from accounts.organisation.refusals import LastAdministrator, RoleHeld

Role = Membership | Appointment


@transaction.atomic
def give_role(
    person: User,
    *,
    by: User,
    role: str,
    department: Department | None = None,
    starts_on: date,
    ends_on: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Role:
    """Give a role in a department, or without one a role for the whole municipality.

    Raises `RoleHeld` if the person has it in some of these days, and `Closed`.
    """
    at = at or timezone.now()
    if department:
        hold_open(department)
    hold_roles(person)
    given: Role
    if department:
        given = Membership(
            user=person, department=department, role=role, starts_on=starts_on, ends_on=ends_on
        )
    else:
        given = Appointment(user=person, role=role, starts_on=starts_on, ends_on=ends_on)
    if _overlaps(given):
        raise RoleHeld
    given.save()
    note(
        Record.Kind.ROLE_GIVEN,
        by=by,
        at=at,
        person=person,
        department=department,
        reason=reason,
        **_told(given),
    )
    return given


@transaction.atomic
def fill_role(
    person: User,
    *,
    by: User,
    role: str,
    department: Department,
    starts_on: date,
    ends_on: date | None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """See to it that the person has the role on all of these days, also where some are held.

    What is held is left as it is, but for the last day of the last, which can become later.
    """
    at = at or timezone.now()
    hold_open(department)
    hold_roles(person)
    held = Membership.objects.filter(user=person, department=department, role=role)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on:
        held = held.filter(starts_on__lte=ends_on)

    def give(first: date, last_day: date | None) -> None:
        give_role(
            person,
            by=by,
            role=role,
            department=department,
            starts_on=first,
            ends_on=last_day,
            reason=reason,
            at=at,
        )

    last: Membership | None = None
    for each in held.select_related("department", "user").order_by("starts_on"):
        if starts_on < each.starts_on:
            give(starts_on, each.starts_on - timedelta(days=1))
        if each.ends_on is None:
            return
        last, starts_on = each, each.ends_on + timedelta(days=1)
    if last is None:
        give(starts_on, ends_on)
    elif ends_on is None or starts_on <= ends_on:
        change_role(last, by=by, ends_on=ends_on, reason=reason, at=at)


@transaction.atomic
def change_role(
    given: Role,
    *,
    by: User,
    ends_on: date | None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Set another last day, or none.

    Raises `RoleHeld` if the person has the role again within it, `LastAdministrator` if
    nobody would be left who can manage people.
    """
    at = at or timezone.now()
    before, given.ends_on = given.ends_on, ends_on
    if before == ends_on:
        return
    if _overlaps(given):
        given.ends_on = before
        raise RoleHeld
    if ends_on and (before is None or ends_on < before):
        try:
            keep_an_administrator(given, ends_on + timedelta(days=1))
        except LastAdministrator:
            given.ends_on = before
            raise
    given.save(update_fields=["ends_on"])
    today = timezone.localdate(at)
    kind = Record.Kind.ROLE_ENDED if ends_on == today else Record.Kind.ROLE_CHANGED
    note(
        kind,
        by=by,
        at=at,
        person=given.user,
        department=_department_of(given),
        reason=reason,
        **_told(given),
    )


@transaction.atomic
def end_role(given: Role, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """End a role today, its last day; one that has not begun is taken back.

    Raises `LastAdministrator` if nobody would be left who can manage people.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    if given.starts_on <= today:
        change_role(given, by=by, ends_on=today, reason=reason, at=at)
        return
    keep_an_administrator(given, given.starts_on)
    note(
        Record.Kind.ROLE_ENDED,
        by=by,
        at=at,
        person=given.user,
        department=_department_of(given),
        reason=reason,
        **_told(given),
    )
    given.delete()


def end_at_once(given: Role, *, by: User, reason: str, at: datetime) -> None:
    """End a role so that it is in force no more today; the log says what it was.

    Its last day would count, and give it back to who is let in again on the same day.
    """
    today = timezone.localdate(at)
    told = _told(given)
    ends_today = given.starts_on < today and given.ends_on == today
    if given.starts_on < today:
        given.ends_on = today - timedelta(days=1)
        given.save(update_fields=["ends_on"])
        told = _told(given)
    else:
        given.delete()
    if not ends_today:
        department = _department_of(given)
        note(
            Record.Kind.ROLE_ENDED,
            by=by,
            at=at,
            person=given.user,
            department=department,
            reason=reason,
            **told,
        )


def roles_of(person: User, today: date) -> list[Role]:
    """The roles that are in force on `today` or begin later."""
    memberships = person.memberships.select_related("department")
    return [
        given
        for given in [*person.appointments.all(), *memberships]
        if given.ends_on is None or given.ends_on >= today
    ]


def keep_an_administrator(given: Role, day: date) -> None:
    """See to it that others manage people when the person no longer does, from `day` on.

    Somebody has to do so until further notice, and has to have been in: whose role ends some
    day, or who never came, can let nobody in then.
    """
    if given.role != Appointment.Role.ADMINISTRATION:
        return
    others = held_administration().exclude(user=given.user).current(day)
    if not others.filter(ends_on=None).who_come_in().exists():
        raise LastAdministrator


def held_administration() -> AppointmentQuerySet:
    """All who manage people, ever; of two who end each other the second sees the first's act."""
    administration = Appointment.objects.filter(role=Appointment.Role.ADMINISTRATION)
    list(administration.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return administration


def _overlaps(given: Role) -> bool:
    others: list[Membership] | list[Appointment]
    same = {"user": given.user, "role": given.role}
    if isinstance(given, Membership):
        held = Membership.objects.filter(**same, department=given.department)
        others = list(held.exclude(pk=given.pk))
    else:
        others = list(Appointment.objects.filter(**same).exclude(pk=given.pk))
    return any(
        (given.ends_on is None or other.starts_on <= given.ends_on)
        and (other.ends_on is None or other.ends_on >= given.starts_on)
        for other in others
    )


def _department_of(given: Role) -> Department | None:
    return given.department if isinstance(given, Membership) else None


def _told(given: Role) -> dict[str, Any]:
    department = _department_of(given)
    return {
        "role": given.role,
        "where": department.name if department else "",
        "who": given.user.name,
        "starts_on": given.starts_on.isoformat(),
        "ends_on": given.ends_on.isoformat() if given.ends_on else None,
    }
