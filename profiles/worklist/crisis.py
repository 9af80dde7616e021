"""Telephone numbers that the crisis page lacks (B4)."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from profiles.models import Profile
from profiles.worklist.item import Item, Kind


def items(user: User, today: date) -> list[Item]:
    """One's own number, where one answers for a crisis channel and has given none."""
    if user.phone:
        return []
    channels = Profile.objects.living().filter(for_crisis=True).answered_for_by(user)
    first = channels.select_related("department").order_by("name", "pk").first()
    if first is None:
        return []
    return [Item(Kind.PHONE, first, since=timezone.localdate(first.registered_at))]
