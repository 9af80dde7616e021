"""Profiles on which there has to be something new (D1)."""

from datetime import date

from accounts.models import User
from profiles.models import Profile
from profiles.models.profile import without_owner
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Profiles that are due today or overdue, for owner and backup editors; and for the nearest
    head where nobody has the main responsibility.
    """
    due = Profile.objects.filter(status=Profile.Status.ACTIVE, next_activity_on__lte=today)
    mine = due.order_by().answered_for_by(user).values("pk")
    if user.standing.leads:
        orphaned = due.order_by().filter(without_owner(), department__in=user.leads_nearest)
        mine = mine.union(orphaned.values("pk"))
    found = Profile.objects.filter(pk__in=mine).select_related("department")
    return [
        Item(
            Kind.STALE,
            profile,
            since=profile.last_active_on or today,
            due_on=profile.next_activity_on,
            is_overdue=_is_past(profile.next_activity_on, today),
        )
        for profile in found.order_by("next_activity_on", "pk")[:MOST]
    ]


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today
