"""Telephone numbers that the crisis page lacks, or that may have changed (B4)."""

from datetime import date

from django.utils import timezone

from accounts import phones
from accounts.models import User
from profiles import policies, policy
from profiles.models import Profile
from profiles.worklist.item import Item, Kind


def items(user: User, today: date) -> list[Item]:
    """One's own number, where one answers for a crisis channel: if none is given, or nobody has
    said for a long time that it is right.
    """
    last = user.phone_checked_on or timezone.localdate(user.date_joined)
    if user.phone:
        months = policies.municipality().phone_review_months
        if today < policy.add_months(last, months):
            return []
    channels = Profile.objects.living().filter(for_crisis=True).answered_for_by(user)
    first = channels.select_related("department").order_by("name", "pk").first()
    if first is None:
        return []
    since = last if user.phone else timezone.localdate(first.registered_at)
    return [Item(Kind.PHONE, first, since=since, subject=phones.to_read(user.phone))]
