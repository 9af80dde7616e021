"""Profiles that somebody has left: another must have the main responsibility, be backup editor
or meet the condition (C2, C3).
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from profiles import permissions
from profiles.models import Condition, Profile
from profiles.models.profile import ProfileQuerySet, without_owner
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Profiles whose owner has left and conditions that waited for somebody who has, for the
    nearest head and for the administration; for owners, what no backup editor is left for.
    """
    return [*_gone(user, today), *_backups(user)]


def _gone(user: User, today: date) -> list[Item]:
    manages = permissions.can_manage_people(user)
    if not manages and not user.standing.leads:
        return []
    places = None if manages else user.leads_nearest
    return [*_owners(places), *_conditions(places, today)]


def _owners(places: Collection[int] | None) -> list[Item]:
    """In the departments given, or everywhere for who can hand over; what is not in use yet
    waits for the head anyway.
    """
    if places is None:
        coming = Q(status__in=(Profile.Status.DRAFT, Profile.Status.NOTIFIED))
        living = Q(status__in=(Profile.Status.ACTIVE, Profile.Status.PAUSED))
        gone = Profile.objects.filter(living | coming & Q(owner__isnull=False), without_owner())
    else:
        gone = Profile.objects.living().filter(without_owner(), department__in=places)
    found = gone.select_related("department", "owner").order_by("registered_at", "pk")[:MOST]
    return [
        Item(
            Kind.OWNER_GONE,
            profile,
            since=timezone.localdate(profile.registered_at),
            subject=profile.owner if places is None else None,
        )
        for profile in found
    ]


def _conditions(places: Collection[int] | None, today: date) -> list[Item]:
    left = User.objects.filter(is_active=False).order_by().values("pk")
    unmet = Condition.objects.filter(met_at__isnull=True, responsible__pk__among=left)
    unmet = unmet.filter(profile__in=Profile.objects.living().order_by().values("pk"))
    if places is None:
        # What the same person owned is handed over with it.
        unmet = unmet.exclude(profile__owner=F("responsible"))
    else:
        unmet = unmet.filter(profile__department__in=places)
    found = unmet.select_related("responsible", "profile__department")
    return [
        Item(
            kind=Kind.CONDITION,
            profile=condition.profile,
            since=condition.due_on,
            due_on=condition.due_on,
            is_overdue=condition.due_on < today,
            condition=condition,
            subject=condition.responsible if places is None else None,
        )
        for condition in found.order_by("due_on", "pk")[:MOST]
    ]


def _backups(user: User) -> list[Item]:
    here = Profile.backups.through.objects.filter(profile=OuterRef("pk"), user__is_active=True)
    mine: ProfileQuerySet = Profile.objects.living().filter(~Exists(here), owner=user)
    found = mine.select_related("department").order_by("registered_at", "pk")[:MOST]
    return [
        Item(Kind.NO_BACKUP, profile, since=timezone.localdate(profile.registered_at))
        for profile in found
    ]
