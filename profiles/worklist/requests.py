"""Profiles that somebody is asked to look at: does what stands in the register hold?"""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from profiles.models import Profile, UpdateRequest
from profiles.worklist.item import Item, Kind
from profiles.worklist.registration import nearest


def items(user: User, today: date) -> list[Item]:
    """Open requests, for owner and backup editors; and for the nearest head where nobody has
    the main responsibility.
    """
    mine = Q(profile__in=Profile.objects.answered_for_by(user))
    if user.standing.leads:
        is_gone = Q(profile__owner__isnull=True) | Q(profile__owner__is_active=False)
        mine |= is_gone & Q(profile__department__in=nearest(user, today))
    asked = UpdateRequest.objects.open().filter(mine, profile__in=Profile.objects.living())
    return [
        Item(Kind.UPDATE, each.profile, since=timezone.localdate(each.asked_at), subject=each)
        for each in asked.select_related("profile__department", "asked_by")
    ]
