"""Profiles that should have been reopened by now (D4)."""

from datetime import date

from accounts.models import User
from profiles.models import Pause, Profile
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Paused profiles whose day has come, for owner, backup editors and the nearest head."""
    paused = Profile.objects.filter(status=Profile.Status.PAUSED).order_by()
    mine = paused.answered_for_by(user).values("pk")
    if user.standing.leads:
        mine = mine.union(paused.filter(department__in=user.leads_nearest).values("pk"))
    due = Pause.objects.running().filter(profile__in=mine, reopens_on__lte=today)
    return [
        Item(
            Kind.REOPEN,
            pause.profile,
            since=pause.starts_on,
            due_on=pause.reopens_on,
            is_overdue=pause.reopens_on < today,
        )
        for pause in due.select_related("profile__department").order_by("reopens_on", "pk")[:MOST]
    ]
