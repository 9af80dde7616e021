"""What waits for a person, most urgent first, in a fixed number of queries.

Each module knows one concern and has `items(user, today)`; each kind of item has a template
of its own in `profiles/tasks/`.
"""

from datetime import date
from typing import Final

from accounts.models import User
from profiles.worklist import (
    accesses,
    activities,
    changes,
    crisis,
    evaluations,
    hijackings,
    owners,
    pausing,
    registration,
    requests,
)
from profiles.worklist.item import Item, Kind

CONCERNS: Final = (
    registration,
    owners,
    pausing,
    activities,
    evaluations,
    requests,
    crisis,
    hijackings,
    changes,
    accesses,
)

__all__ = ["Item", "Kind", "items"]


def items(user: User, today: date) -> list[Item]:
    """Everything that waits for the user on `today` (a date in Europe/Oslo)."""
    found = [item for concern in CONCERNS for item in concern.items(user, today)]
    return sorted(found, key=lambda item: item.urgency)
