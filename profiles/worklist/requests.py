"""Profiles that somebody is asked to look at: does what stands in the register hold?"""

from datetime import date

from django.utils import timezone

from accounts.models import User
from profiles.models import Profile, UpdateRequest
from profiles.models.profile import without_owner
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Open requests, for owner and backup editors; and for the nearest head where nobody has
    the main responsibility.
    """
    living = Profile.objects.living().order_by()
    mine = living.answered_for_by(user).values("pk")
    if user.standing.leads:
        orphaned = living.filter(without_owner(), department__in=user.leads_nearest)
        mine = mine.union(orphaned.values("pk"))
    asked = UpdateRequest.objects.open().filter(profile__in=mine)
    return [
        Item(Kind.UPDATE, each.profile, since=timezone.localdate(each.asked_at), subject=each)
        for each in asked.select_related("profile__department", "asked_by").order_by(
            "asked_at", "pk"
        )[:MOST]
    ]
