"""Saying that a profile is kept up: the day that staleness is reckoned from (D1)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import deadlines, flags, history, policies
from profiles.history import Conflict
from profiles.models import Activity, Event, Profile

# So many reports are shown on a profile's page.
SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class Point:
    """A report on the way that a profile has taken: its day, and what was told."""

    day: date
    last_post_on: date
    followers: int | None
    who: str


@transaction.atomic
def confirm(
    profile: Profile,
    *,
    by: User,
    last_post_on: date,
    followers: int | None = None,
    at: datetime | None = None,
) -> Event | None:
    """Say that the profile is kept up today, and when it last had something new.

    None if the person has said just this today already. It changes nothing that others may be
    working on, so it gives no new version. Raises `Conflict` if the profile is not in use (any
    more).
    """
    at = at or timezone.now()
    history.hold(profile.pk)
    in_force = policies.of(profile.department)
    columns = deadlines.active_on(profile, timezone.localdate(at), in_force)
    if not Profile.objects.filter(pk=profile.pk, status=Profile.Status.ACTIVE).update(**columns):
        raise Conflict(profile, profile.version)
    said = {"reported_by": by, "last_post_on": last_post_on, "followers": followers}
    last = profile.activities.filter(**said).first()
    if last and timezone.localdate(last.reported_at) == timezone.localdate(at):
        return None
    Activity.objects.create(
        profile=profile,
        reported_at=at,
        **said,
    )
    event = history.record(
        profile,
        Event.Kind.ACTIVE,
        by=by,
        at=at,
        last_post_on=last_post_on.isoformat(),
        followers=followers,
    )
    flags.review(profile, by=by, at=at)
    return event


def points(profile: Profile) -> list[Point]:
    """The newest reports of a profile, oldest first."""
    newest = profile.activities.select_related("reported_by")[:SHOWN]
    return [
        Point(
            day=timezone.localdate(each.reported_at),
            last_post_on=each.last_post_on,
            followers=each.followers,
            who=each.reported_by.name if each.reported_by else each.get_source_display(),
        )
        for each in reversed(newest)
    ]
