"""What the administration does with people, roles and departments; each act leaves a record."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts import mail, sessions
from accounts.invitations import LASTS
from accounts.models import (
    AccountMail,
    Appointment,
    Department,
    Invitation,
    Membership,
    Record,
    User,
)


class LastAdministrator(Exception):
    """Nobody would be left who can manage people."""


class HasAdministrator(Exception):
    """Somebody can manage people already."""


class RoleHeld(Exception):
    """The person has the role in some of the days already."""


class Cycle(Exception):
    """A department cannot lie under itself, nor under one that lies under it."""


class NotEmpty(Exception):
    """The department still has people, profiles or departments under it."""


class NameTaken(Exception):
    """There is an open department of this name in the same place."""


Role = Membership | Appointment


def note(
    kind: Record.Kind,
    *,
    by: User,
    at: datetime,
    person: User | None = None,
    department: Department | None = None,
    reason: str = "",
    **data: Any,
) -> Record:
    """Write a line of the log, within the transaction of what it tells."""
    line = _line(kind, by=by, at=at, person=person, department=department, reason=reason, data=data)
    line.save()
    return line


def _line(
    kind: Record.Kind,
    *,
    by: User,
    at: datetime,
    person: User | None = None,
    department: Department | None = None,
    reason: str = "",
    data: dict[str, Any],
) -> Record:
    return Record(
        kind=kind,
        at=at,
        actor=by,
        actor_name=by.name,
        person=person,
        department=department,
        reason=reason,
        data=data,
    )


# --- People -------------------------------------------------------------------------------


@transaction.atomic
def add_person(
    *,
    by: User | None,
    name: str,
    email: str,
    language: str = "nb",
    phone: str = "",
    at: datetime | None = None,
) -> User:
    """A person who cannot sign in before a password is chosen by invitation.

    Without `by`, the log names the person: before the first one there was nobody.
    """
    at = at or timezone.now()
    person = User(name=name, email=email.strip().lower(), language=language, phone=phone)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    note(Record.Kind.PERSON_ADDED, by=by or person, at=at, person=person, name=name)
    return person


@transaction.atomic
def change_person(
    person: User, *, by: User, values: dict[str, str], at: datetime | None = None
) -> list[str]:
    """Set what is different of name, e-mail, telephone, language and theme; say which."""
    at = at or timezone.now()
    stored = User.objects.get(pk=person.pk)
    changes = [
        {"field": field, "old": getattr(stored, field), "new": new}
        for field, new in values.items()
        if getattr(stored, field) != new
    ]
    fields = [str(change["field"]) for change in changes]
    for field in fields:
        setattr(person, field, values[field])
    if fields:
        moves = "email" in fields and _take_back(stored, at)
        if "email" in fields:
            person.email_refused_at = None
        if "phone" in fields:
            is_sure = person.phone and by == person
            person.phone_checked_on = timezone.localdate(at) if is_sure else None
        person.save(update_fields=[*fields, "email_refused_at", "phone_checked_on"])
        if moves:
            # The link went to an address that was perhaps somebody else's.
            invite(person, by=by, at=at)
    # Colours are nobody's business.
    told = [change for change in changes if change["field"] != "theme"]
    if told:
        note(Record.Kind.PERSON_CHANGED, by=by, at=at, person=person, changes=told)
    return fields


def confirm_phone(person: User, *, at: datetime | None = None) -> bool:
    """The person says that the number is right still; False if there is none."""
    today = timezone.localdate(at or timezone.now())
    known = User.objects.filter(pk=person.pk).exclude(phone="")
    return bool(known.update(phone_checked_on=today))


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

    Raises `RoleHeld` if the person has it in some of these days.
    """
    at = at or timezone.now()
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
    if ends_on:
        try:
            _keep_an_administrator(given, ends_on)
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


@transaction.atomic
def deactivate(person: User, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Keep the person out from the next request on, and end the roles; history stays.

    The password goes as well: no session of before comes to life again if the person returns.
    Raises `LastAdministrator` if nobody would be left who can manage people.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    if not another_administrator(person, today + timedelta(days=1)):
        raise LastAdministrator
    for given in roles_of(person, today):
        end_role(given, by=by, reason=reason, at=at)
    _take_back(person, at)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    sessions.end_all(person)
    note(Record.Kind.DEACTIVATED, by=by, at=at, person=person, reason=reason)


@transaction.atomic
def activate(person: User, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Let the person in again, without the roles of before, by a new invitation."""
    at = at or timezone.now()
    person.is_active = True
    person.save(update_fields=["is_active"])
    note(Record.Kind.ACTIVATED, by=by, at=at, person=person, reason=reason)
    invite(person, by=by, at=at)


def roles_of(person: User, today: date) -> list[Role]:
    """The roles that are in force on `today` or begin later."""
    memberships = person.memberships.select_related("department")
    return [
        given
        for given in [*person.appointments.all(), *memberships]
        if given.ends_on is None or given.ends_on >= today
    ]


def another_administrator(person: User, day: date) -> bool:
    """Whether somebody besides the person can manage people on `day`, or the person cannot."""
    administration = Appointment.objects.filter(
        role=Appointment.Role.ADMINISTRATION, user__is_active=True
    )
    if not administration.filter(user=person).current(day - timedelta(days=1)).exists():
        return True
    return administration.current(day).exclude(user=person).exists()


def _keep_an_administrator(given: Role, last_day: date) -> None:
    if given.role != Appointment.Role.ADMINISTRATION:
        return
    if not another_administrator(given.user, last_day + timedelta(days=1)):
        raise LastAdministrator


def hold_roles(person: User) -> None:
    """Let nobody else give the person a role, or change one, before the end of the transaction.

    The database cannot see by itself that two overlap.
    """
    User.objects.select_for_update().get(pk=person.pk)


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


# --- Invitations --------------------------------------------------------------------------


@transaction.atomic
def invite(person: User, *, by: User, at: datetime | None = None) -> Invitation:
    """Invite, or invite again: only the newest invitation counts."""
    at = at or timezone.now()
    _take_back(person, at)
    invitation = Invitation.objects.create(
        user=person, created_at=at, created_by=by, expires_at=at + LASTS
    )
    note(Record.Kind.PERSON_INVITED, by=by, at=at, person=person)
    mail.queue(AccountMail.Kind.INVITATION, person.email)
    return invitation


@transaction.atomic
def revoke_invitation(person: User, *, by: User, at: datetime | None = None) -> bool:
    """Take the invitation back; False if there is none to take."""
    at = at or timezone.now()
    if not _take_back(person, at):
        return False
    note(Record.Kind.PERSON_INVITED, by=by, at=at, person=person, revoked=True)
    return True


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, name: str, password: str, at: datetime | None = None
) -> User | None:
    """Let the person in with a name and a password; None if somebody has used the link."""
    at = at or timezone.now()
    usable = Invitation.objects.open(at).filter(pk=invitation.pk, user__is_active=True)
    if not usable.update(used_at=at):
        return None
    person = invitation.user
    change_person(person, by=person, values={"name": name}, at=at)
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


def _take_back(person: User, at: datetime) -> bool:
    """Take back what waits; an e-mail with its link is not to be sent any more either."""
    waiting = Invitation.objects.filter(user=person, used_at=None, revoked_at=None)
    letters = AccountMail.objects.filter(kind=AccountMail.Kind.INVITATION, email=person.email)
    letters.delete()
    return bool(waiting.update(revoked_at=at))


@transaction.atomic
def invite_first(
    *, municipality: str, name: str, email: str, at: datetime | None = None
) -> tuple[User, Invitation | None]:
    """Let somebody manage people where nobody can, and invite who has no password yet.

    Where there are no departments, the municipality itself becomes the first. Raises
    `HasAdministrator` if somebody can, and ValidationError for a name or address that is none.
    """
    at = at or timezone.now()
    administration = Appointment.objects.filter(role=Appointment.Role.ADMINISTRATION)
    if administration.current(timezone.localdate(at)).filter(user__is_active=True).exists():
        raise HasAdministrator
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    person = person or add_person(by=None, name=name, email=email, at=at)
    if not Department.objects.exists():
        Department.objects.create(name=municipality)
    give_role(
        person,
        by=person,
        role=Appointment.Role.ADMINISTRATION,
        starts_on=timezone.localdate(at),
        at=at,
    )
    return person, None if person.has_usable_password() else invite(person, by=person, at=at)


# --- Departments --------------------------------------------------------------------------


@transaction.atomic
def add_department(
    *, by: User, name: str, parent: Department, at: datetime | None = None
) -> Department:
    """A new department under another; raises `NameTaken`."""
    at = at or timezone.now()
    _keep_names_apart(name, parent)
    department = Department.objects.create(name=name, parent=parent)
    note(
        Record.Kind.DEPARTMENT_ADDED,
        by=by,
        at=at,
        department=department,
        name=name,
        parent=parent.name,
    )
    return department


@transaction.atomic
def add_departments(
    *, by: User, names: Iterable[str], parent: Department, at: datetime | None = None
) -> dict[str, Department]:
    """Have departments of these names under another; those that are there already stay.

    Two names that differ in case alone are the same department. The same few statements for
    any number of names.
    """
    at, names = at or timezone.now(), sorted(names)
    there = Department.objects.open().filter(parent=parent)
    known = {department.name.casefold(): department for department in there}
    missing = {name.casefold(): name for name in reversed(names) if name.casefold() not in known}
    added = Department.objects.bulk_create(
        Department(name=name, parent=parent) for name in missing.values()
    )
    # As `Department.save` would: the key is part of it.
    path = Concat(Value(parent.path), Cast("pk", CharField()), Value("/"))
    Department.objects.filter(parent=parent, path=None).update(path=path)
    Record.objects.bulk_create(
        _line(
            Record.Kind.DEPARTMENT_ADDED,
            by=by,
            at=at,
            department=department,
            data={"name": department.name, "parent": parent.name},
        )
        for department in added
    )
    known |= {department.name.casefold(): department for department in added}
    return {name: known[name.casefold()] for name in names}


@transaction.atomic
def rename_department(
    department: Department, *, by: User, name: str, reason: str = "", at: datetime | None = None
) -> None:
    """Give it another name; raises `NameTaken`."""
    at = at or timezone.now()
    old = Department.objects.get(pk=department.pk).name
    if old == name:
        return
    _keep_names_apart(name, department.parent, besides=department)
    department.name = name
    department.save(update_fields=["name"])
    note(
        Record.Kind.DEPARTMENT_RENAMED,
        by=by,
        at=at,
        department=department,
        reason=reason,
        old=old,
        new=name,
    )


@transaction.atomic
def move_department(
    department: Department,
    *,
    by: User,
    parent: Department,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Put it under another, with all that lies under it; raises `Cycle` or `NameTaken`."""
    at = at or timezone.now()
    # One move at a time, or two could put two departments under each other.
    hold_departments()
    parent.refresh_from_db()
    department.refresh_from_db()
    if (parent.path or "").startswith(department.path or "/"):
        raise Cycle
    old = department.parent
    if old == parent:
        return
    _keep_names_apart(department.name, parent, besides=department)
    department.parent = parent
    department.save()
    note(
        Record.Kind.DEPARTMENT_MOVED,
        by=by,
        at=at,
        department=department,
        reason=reason,
        old=old.name if old else None,
        new=parent.name,
    )


@transaction.atomic
def close_department(
    department: Department,
    *,
    by: User,
    merged_into: Department | None = None,
    reason: str = "",
    at: datetime | None = None,
    **data: Any,
) -> None:
    """It is no more from today; raises `NotEmpty` if people or departments are left in it."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if department.children.open().exists():
        raise NotEmpty
    for membership in department.memberships.filter(starts_on__gt=today):
        end_role(membership, by=by, reason=reason, at=at)
    if department.memberships.current(today + timedelta(days=1)).exists():
        raise NotEmpty
    department.closed_on, department.merged_into = today, merged_into
    department.save(update_fields=["closed_on", "merged_into"])
    kind = Record.Kind.DEPARTMENT_MERGED if merged_into else Record.Kind.DEPARTMENT_CLOSED
    if merged_into:
        data["into"] = merged_into.name
    note(kind, by=by, at=at, department=department, reason=reason, **data)


@transaction.atomic
def reopen_department(
    department: Department, *, by: User, reason: str = "", at: datetime | None = None
) -> None:
    """Open it again, empty as it was left; raises `NameTaken` or `NotEmpty`.

    `NotEmpty` here says that the one above it is closed.
    """
    at = at or timezone.now()
    if department.parent and department.parent.closed_on:
        raise NotEmpty
    _keep_names_apart(department.name, department.parent, besides=department)
    department.closed_on = department.merged_into = None
    department.save(update_fields=["closed_on", "merged_into"])
    note(Record.Kind.DEPARTMENT_REOPENED, by=by, at=at, department=department, reason=reason)


def hold_departments() -> None:
    """Let nobody else change departments before the end of the transaction."""
    list(Department.objects.select_for_update().order_by("pk").values_list("pk"))


def _keep_names_apart(
    name: str, parent: Department | None, besides: Department | None = None
) -> None:
    same = Department.objects.open().filter(parent=parent, name__iexact=name)
    if any(other != besides for other in same):
        raise NameTaken
