"""Access that ought to be taken from somebody, and lists of it that nobody has checked (C2)."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from profiles.models import Holder, Profile
from profiles.models.profile import ProfileQuerySet
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """For owner, backup editors and the nearest head: whose access is to be taken; for owner and
    backup editors, on which profiles the access is to be checked again.
    """
    mine = Profile.objects.living().answered_for_by(user)
    return [*_gone(user, mine), *_due(mine, today)]


def _gone(user: User, mine: ProfileQuerySet) -> list[Item]:
    answering = mine.order_by().values("pk")
    if user.standing.leads:
        living = Profile.objects.living().filter(department__in=user.leads_nearest)
        answering = answering.union(living.order_by().values("pk"))
    left = User.objects.filter(is_active=False).order_by().values("pk")
    gone = Holder.objects.filter(profile__in=answering, person__pk__among=left)
    found = gone.select_related("person", "profile__department").order_by("pk")[:MOST]
    return [
        Item(Kind.ACCESS_GONE, holder.profile, since=holder.checked_on, subject=holder)
        for holder in found
    ]


def _due(mine: ProfileQuerySet, today: date) -> list[Item]:
    due = mine.filter(access_due_on__lte=today)
    found = due.select_related("department", "access").order_by("registered_at", "pk")[:MOST]
    return [_item(profile, today) for profile in found]


def _item(profile: Profile, today: date) -> Item:
    access = getattr(profile, "access", None)
    last = access and access.roster_checked_on
    # What was never checked was promised by nobody: it waits, but no deadline was missed.
    due_on = profile.access_due_on if last else None
    return Item(
        Kind.ACCESS_DUE,
        profile,
        since=last or timezone.localdate(profile.registered_at),
        due_on=due_on,
        is_overdue=due_on is not None and due_on < today,
        subject=last,
    )
