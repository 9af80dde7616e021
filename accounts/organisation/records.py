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
    return Record.objects.create(
        kind=kind,
        at=at,
        actor=by,
        actor_name=by.name,
        person=person,
        department=department,
        reason=reason,
        data=data,
    )
