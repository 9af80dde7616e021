"""Profiles that should have been reopened by now (D4)."""

from datetime import date

from django.db.models import Q

from accounts.models import User
from profiles.models import Pause, Profile
from profiles.worklist.item import Item, Kind
from profiles.worklist.registration import nearest


def items(user: User, today: date) -> list[Item]:
    """Paused profiles whose day has come, for owner, backup editors and the nearest head."""
    mine = Q(profile__in=Profile.objects.answered_for_by(user))
    if user.standing.leads:
        mine |= Q(profile__department__in=nearest(user, today))
    due = Pause.objects.running().filter(
        mine, reopens_on__lte=today, profile__status=Profile.Status.PAUSED
    )
    return [
        Item(
            Kind.REOPEN,
            pause.profile,
            since=pause.starts_on,
            due_on=pause.reopens_on,
            is_overdue=pause.reopens_on < today,
        )
        for pause in due.select_related("profile__department")
    ]
