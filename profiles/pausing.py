"""Pauses that are planned: planning, changing and taking them back, and starting them (D4).

That a profile is paused, and open again, is `lifecycle`'s to write.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import editing, flags, history, lifecycle, notices
from profiles.follower_texts import NO_TEXTS, Texts, in_norwegian
from profiles.history import Change, Conflict
from profiles.lifecycle import Overlap
from profiles.models import Event, Notice, Pause, Profile

logger = logging.getLogger("selsome.pausing")

Kind, Status = Event.Kind, Profile.Status


@dataclass(slots=True)
class Result:
    """What a run did: how many pauses were started, came to nothing, and could not be started."""

    started: int = 0
    lapsed: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        return bool(self.started or self.lapsed or self.failed)


@transaction.atomic
def plan_pause(
    profile: Profile,
    *,
    by: User,
    version: int,
    starts_on: date,
    reopens_on: date,
    reason: str,
    texts: Texts = NO_TEXTS,
    at: datetime | None = None,
) -> Event | None:
    """Let the profile be closed for a while, from a later day on.

    None if the person has planned just this already. Raises `Conflict`, and `Overlap` if
    another pause is planned for a part of the time.
    """
    at = at or timezone.now()
    same = {"starts_on": starts_on, "reopens_on": reopens_on, "reason": reason}
    if profile.pauses.planned().filter(planned_by=by, **same).exists():
        return None
    editing.claim(profile, version, Status.ACTIVE)
    if planned := profile.pauses.overlapping(starts_on, reopens_on).first():
        raise Overlap(planned)
    pause = Pause.objects.create(
        profile=profile,
        **same,
        text_nb=texts.nb,
        text_nn=texts.nn,
        planned_by=by,
        planned_at=at,
    )
    return history.record(profile, Kind.PAUSE_PLANNED, by=by, at=at, reason=reason, **pause.days)


@transaction.atomic
def cancel_pause(pause: Pause, *, by: User, at: datetime | None = None) -> Event | None:
    """Take a planned pause back; None if it has begun or was taken back already."""
    at = at or timezone.now()
    history.hold(pause.profile_id)
    if not Pause.objects.planned().filter(pk=pause.pk).update(cancelled_at=at):
        return None
    return history.record(pause.profile, Kind.PAUSE_CANCELLED, by=by, at=at, **pause.days)


@transaction.atomic
def change_pause(
    pause: Pause,
    *,
    by: User,
    version: int,
    starts_on: date,
    reopens_on: date,
    reason: str,
    texts: Texts,
    at: datetime | None = None,
) -> Event | None:
    """Plan a pause otherwise, in one's own name; one from today on begins at once.

    None if it stands so already. Raises `Conflict` if it has begun or was taken back, and
    `Overlap` if it would share a day with another one.
    """
    at, profile = at or timezone.now(), pause.profile
    new: dict[str, date | str] = {
        "starts_on": starts_on,
        "reopens_on": reopens_on,
        "reason": reason,
        "text_nb": texts.nb,
        "text_nn": texts.nn,
    }
    changes = [
        _change(field, getattr(pause, field), value)
        for field, value in new.items()
        if getattr(pause, field) != value
    ]
    if not changes:
        return None
    begins = starts_on <= timezone.localdate(at)
    editing.claim(profile, version, Status.ACTIVE, *([] if begins else [Status.PAUSED]))
    mine = Pause.objects.planned().filter(pk=pause.pk)
    if not mine.update(**new, planned_by=by, planned_at=at):
        raise Conflict(profile, version)
    waiting = profile.pauses.overlapping(starts_on, reopens_on).exclude(pk=pause.pk)
    running = profile.pauses.running().filter(reopens_on__gte=starts_on)
    if other := waiting.first() or running.first():
        raise Overlap(other)
    event = history.record(profile, Kind.CHANGED, by=by, at=at, changes=changes)
    if begins:
        pause.refresh_from_db()
        lifecycle.start_pause(pause, version=profile.version, at=at)
    return event


@transaction.atomic
def extend(
    profile: Profile,
    *,
    by: User,
    version: int,
    reopens_on: date,
    reason: str = "",
    at: datetime | None = None,
) -> Event | None:
    """Expect the reopening on another day, and let the followers' texts say so; None if it is
    expected then already.

    Raises `Conflict`, and `Overlap` if the next pause would begin before it.
    """
    at = at or timezone.now()
    pause = profile.pauses.running().first()
    if pause is None:
        raise Conflict(profile, version)
    if pause.reopens_on == reopens_on:
        return None
    editing.claim(profile, version, Status.PAUSED)
    if planned := profile.pauses.overlapping(pause.starts_on, reopens_on).first():
        raise Overlap(planned)
    change = _change("reopens_on", pause.reopens_on, reopens_on)
    days = in_norwegian(pause.reopens_on), in_norwegian(reopens_on)
    pause.reopens_on = reopens_on
    pause.text_nb, pause.text_nn = pause.text_nb.replace(*days), pause.text_nn.replace(*days)
    pause.save(update_fields=["reopens_on", "text_nb", "text_nn"])
    event = history.record(profile, Kind.CHANGED, by=by, at=at, reason=reason, changes=[change])
    flags.review(profile, by=by, at=at)
    return event


def start_due(now: datetime | None = None) -> Result:
    """Start the planned pauses whose day has come in Oslo, each in a transaction of its own.

    Safe to run twice, at once, and to kill: a pause is claimed by an UPDATE of its own row.
    One whose profile is paused already, or whose time is over, comes to nothing: the timeline
    says so, and who planned it and the owner are told. What somebody changes meanwhile, or
    what fails, waits for the next run.
    """
    now, result = now or timezone.now(), Result()
    today = timezone.localdate(now)
    due = Pause.objects.due(today).select_related("profile", "planned_by", "profile__owner")
    for pause in due.order_by("starts_on", "pk"):
        fits = pause.profile.status == Status.ACTIVE and pause.reopens_on > today
        try:
            if not fits:
                result.lapsed += bool(lapse(pause, at=now))
            elif lifecycle.start_pause(pause, version=pause.profile.version, at=now):
                result.started += 1
        except Conflict:
            continue
        except Exception:
            # One that cannot be started must not keep the others from it.
            logger.exception("pause_failed %d", pause.pk)
            result.failed += 1
    if result:
        counts = (result.started, result.lapsed, result.failed)
        logger.info("pauses_started %d lapsed %d failed %d", *counts)
    return result


@transaction.atomic
def lapse(pause: Pause, *, at: datetime) -> Event | None:
    """Note that a planned pause came to nothing, in the name of who planned it.

    None if somebody has started or cancelled it. Raises `Conflict` if the profile has moved on.
    """
    profile, by = pause.profile, pause.planned_by
    history.hold(profile.pk)
    if not Profile.objects.filter(pk=profile.pk, version=profile.version).exists():
        raise Conflict(profile, profile.version)
    if not Pause.objects.planned().filter(pk=pause.pk).update(cancelled_at=at):
        return None
    why = "over" if profile.status == Status.ACTIVE else "paused"
    event = history.record(profile, Kind.PAUSE_LAPSED, by=by, at=at, **pause.days, why=why)
    people = {person for person in (by, profile.owner) if person and person.is_active}
    notices.tell(Notice.Kind.PAUSE_LAPSED, event, people)
    return event


def _change(field: str, old: date | str, new: date | str) -> Change:
    """A changed field as history keeps it."""
    kept = [each.isoformat() if isinstance(each, date) else each for each in (old, new)]
    return {"field": field, "old": kept[0], "new": kept[1]}
