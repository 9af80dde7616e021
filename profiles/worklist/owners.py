"""Profiles whose owner has left: somebody else must have the main responsibility (C2, C3)."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from profiles import permissions
from profiles.models import Profile
from profiles.models.profile import without_owner
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Living profiles without an owner who can sign in, for the nearest head and for the
    administration.
    """
    manages = permissions.can_manage_people(user)
    if not manages and not user.standing.leads:
        return []
    gone = Profile.objects.living().filter(without_owner())
    if not manages:
        gone = gone.filter(department__in=user.leads_nearest)
    found = gone.select_related("department", "owner").order_by("registered_at", "pk")[:MOST]
    return [
        Item(
            Kind.OWNER_GONE,
            profile,
            since=timezone.localdate(profile.registered_at),
            subject=profile.owner if manages else None,
        )
        for profile in found
    ]
