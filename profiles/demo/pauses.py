"""Which of the demo's profiles have a pause, behind them or before them, and which is closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from profiles import lifecycle, pausing
from profiles.follower_texts import (
    for_closing,
    for_pause,
    suggested_for_closing,
    suggested_for_pause,
)
from profiles.lifecycle import Ending
from profiles.models import Closing, Profile


def pause_and_close(people: Mapping[str, User], now: datetime) -> None:
    """Play it through the acts of the departments, all of it before `now`."""
    volunteers = _profile("Sel frivilligsentral", "facebook")
    _pause(volunteers, people["frode"], now, -100, -80, "Frivilligsentralen pusses opp.")
    _reopen(volunteers, people["fatima"], now, -81)
    _plan(volunteers, people["frode"], now, -40, 15, 25, "Vi flytter til nye lokaler.")
    planned = volunteers.pauses.planned().get()
    pausing.cancel_pause(planned, by=people["fatima"], at=now - timedelta(days=20))

    school = _profile("Sel kulturskole", "youtube")
    _pause(school, people["marte"], now, -12, 25, "Marte er i permisjon, og ingen tar vaktene.")
    newcomers = _profile("Flytt til Sel", "instagram")
    _pause(newcomers, people["nina"], now, -50, -6, "Vi venter på nye bilder fra fotografen.")
    village = _profile("Heidal skule", "facebook")
    _plan(village, people["sindre"], now, -5, 30, 75, "Skulen har ferie, og ingen svarar.")

    _close(
        _profile("Lesehjørnet", "spotify"),
        people["bjorn"],
        now - timedelta(days=9),
        successor=_profile("Sel bibliotek", "facebook"),
    )


def _profile(name: str, platform: str) -> Profile:
    return Profile.objects.get(name=name, platform=platform, status=Profile.Status.ACTIVE)


def _pause(
    profile: Profile, by: User, now: datetime, begins_in: int, reopens_in: int, reason: str
) -> None:
    at = now + timedelta(days=begins_in)
    first, last = timezone.localdate(at), timezone.localdate(now + timedelta(days=reopens_in))
    texts = for_pause(suggested_for_pause(profile.name, profile.website), first, last)
    lifecycle.pause(
        profile,
        by=by,
        version=profile.version,
        reopens_on=last,
        reason=reason,
        texts=texts,
        at=at,
    )


def _reopen(profile: Profile, by: User, now: datetime, in_days: int) -> None:
    at = now + timedelta(days=in_days)
    lifecycle.reopen(profile, by=by, version=profile.version, reason="Vi er tilbake.", at=at)


def _plan(
    profile: Profile,
    by: User,
    now: datetime,
    planned_in: int,
    begins_in: int,
    reopens_in: int,
    reason: str,
) -> None:
    first, last = (timezone.localdate(now + timedelta(days=n)) for n in (begins_in, reopens_in))
    pausing.plan_pause(
        profile,
        by=by,
        version=profile.version,
        starts_on=first,
        reopens_on=last,
        reason=reason,
        texts=for_pause(suggested_for_pause(profile.name, profile.website), first, last),
        at=now + timedelta(days=planned_in),
    )


def _close(profile: Profile, by: User, at: datetime, *, successor: Profile) -> None:
    day, address = timezone.localdate(at), successor.main_address
    where = address.url if address else ""
    ending = Ending(
        closed_on=day,
        reason="Få hører på, og de som gjør det, følger også biblioteket på Facebook.",
        archiving=Closing.Archiving.DONE,
        fate=Closing.Fate.KEPT,
        successor=successor,
        texts=for_closing(suggested_for_closing(profile.name), day, where),
    )
    lifecycle.close(profile, by=by, version=profile.version, ending=ending, at=at)
