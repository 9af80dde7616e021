"""Accounts in other hands, until they are back."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, User
from profiles.models import Hijacking, Profile
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """Those whose log the user keeps: who answers for the profile or leads its department, the
    administration and the web editor.
    """
    running = Hijacking.objects.open()
    if not user.standing.has(Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR):
        named = Profile.objects.answered_for_by(user)
        mine = Q(profile__in=named) | Q(profile__department__in=user.standing.leads)
        running = running.filter(mine)
    return [
        Item(
            Kind.HIJACKED,
            hijacking.profile,
            since=timezone.localdate(hijacking.reported_at),
            subject=hijacking,
        )
        for hijacking in running.select_related("profile__department", "reported_by")[:MOST]
    ]
