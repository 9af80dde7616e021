"""Departments: added, renamed, moved, closed and opened again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import Department, Record, User
from accounts.organisation.holding import hold_departments
from accounts.organisation.records import line, note
from accounts.organisation.refusals import Cycle, NameTaken, NotEmpty
from accounts.organisation.roles import end_role


@transaction.atomic
def add_department(
    *, by: User, name: str, parent: Department, at: datetime | None = None
) -> Department:
    """A new department under another; raises `NameTaken` or `Closed`."""
    at = at or timezone.now()
    hold_departments(parent)
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
    any number of names. Raises `Closed` if the one above is no more.
    """
    at, names = at or timezone.now(), sorted(names)
    hold_departments(parent)
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
        line(
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
    hold_departments()
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
    """Put it under another, with all that lies under it.

    Raises `Cycle`, `NameTaken`, or `Closed` if one of the two is no more.
    """
    at = at or timezone.now()
    # One move at a time, or two could put two departments under each other.
    hold_departments(department, parent)
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
    """It is no more from today; raises `NotEmpty` if people or departments are left in it.

    Raises `Closed` if that has been so already, or if what it was to become part of is no more.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    hold_departments(department, *([merged_into] if merged_into else []))
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
    """Open it again, empty as it was left, if it is closed; raises `NameTaken` or `NotEmpty`.

    `NotEmpty` here says that the one above it is closed.
    """
    at = at or timezone.now()
    hold_departments()
    department.refresh_from_db()
    if not department.closed_on:
        return
    if department.parent and department.parent.closed_on:
        raise NotEmpty
    _keep_names_apart(department.name, department.parent, besides=department)
    department.closed_on = department.merged_into = None
    department.save(update_fields=["closed_on", "merged_into"])
    note(Record.Kind.DEPARTMENT_REOPENED, by=by, at=at, department=department, reason=reason)


def _keep_names_apart(
    name: str, parent: Department | None, besides: Department | None = None
) -> None:
    if any(other != besides for other in _of_name(name, parent)):
        raise NameTaken


def _of_name(name: str, parent: Department | None) -> list[Department]:
    # Compared here: SQLite knows small and capital letters only of the English alphabet.
    beside = Department.objects.open().filter(parent=parent)
    return [each for each in beside if each.name.casefold() == name.casefold()]
