"""Changes of approved profiles that the administration has not noted yet (C1)."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from profiles import permissions
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """The open ones, longest waiting first, but for those that the user made."""
    if not permissions.can_acknowledge(user):
        return []
    waiting = permissions.changes_to_note(user).select_related("profile__department", "event")
    return [
        Item(
            Kind.CHANGE, notice.profile, since=timezone.localdate(notice.noticed_at), subject=notice
        )
        for notice in waiting[:MOST]
    ]
