from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from profiles.models import Condition, Event, Profile
from profiles.readiness import Gap, Step

# So much is asked for because of one thing: what comes after it waits until that is done.
MOST: Final = 25


class Kind(StrEnum):
    """Why something waits; in the order of urgency, after what is overdue."""

    HIJACKED = "hijacked"
    OWNER_GONE = "owner_gone"
    REOPEN = "reopen"
    PHONE = "phone"
    SENT_BACK = "sent_back"
    STALE = "stale"
    CLOSE_EVALUATED = "close_evaluated"
    EVALUATE = "evaluate"
    CONFIRM_EVALUATION = "confirm_evaluation"
    UPDATE = "update"
    ACCESS_GONE = "access_gone"
    NO_BACKUP = "no_backup"
    ACCEPT = "accept"
    ANSWER = "answer"
    CHANGE = "change"
    CONDITION = "condition"
    ACCESS_DUE = "access_due"
    DRAFT = "draft"
    REJECTED = "rejected"
    # A notification of one's own, which a colleague has to approve.
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person."""

    kind: Kind
    profile: Profile
    since: date
    due_on: date | None = None
    is_overdue: bool = False
    # The event that brought it here: the notification, or the answer to it.
    event: Event | None = None
    condition: Condition | None = None
    gaps: Sequence[Gap] = field(default_factory=list)
    # The row that is to be dealt with, where it is none of the above: a change notice, say.
    subject: Any = None

    @property
    def steps(self) -> list[Step]:
        """Where in the registration something is missing."""
        return list(dict.fromkeys(gap.step for gap in self.gaps))

    @property
    def template(self) -> str:
        return f"profiles/tasks/{self.kind}.html"

    @property
    def urgency(self) -> tuple[bool, int, date, int]:
        order = list(Kind).index(self.kind)
        # An account in other hands does harm every hour: nothing goes before it.
        waits = not self.is_overdue and self.kind != Kind.HIJACKED
        return (waits, order, self.due_on or self.since, self.profile.pk)
