"""The log of people and departments."""

from datetime import datetime
from typing import Any

from accounts.models import Department, Record, User


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
    written = line(
        kind, by=by, at=at, person=person, department=department, reason=reason, data=data
    )
    written.save()
    return written


def line(
    kind: Record.Kind,
    *,
    by: User,
    at: datetime,
    person: User | None = None,
    department: Department | None = None,
    reason: str = "",
    data: dict[str, Any],
) -> Record:
    """A line of the log that is not written yet."""
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
