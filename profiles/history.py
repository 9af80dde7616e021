"""Writing the timeline: events and snapshots."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from profiles.models import Event, Profile, Snapshot

# One changed field: {"field": name, "old": what stood there, "new": what stands there now}.
Change = dict[str, Any]


class Conflict(Exception):
    """The profile is no longer as the person saw it: somebody else acted first."""

    def __init__(self, profile: Profile, seen_version: int) -> None:
        super().__init__(f"profile {profile.pk} has moved on from version {seen_version}")
        self.profile = profile
        self.seen_version = seen_version


def hold(*profiles: int) -> None:
    """Take the rows of the profiles with these keys, in the order of the keys.

    Every act takes a profile before what hangs on it, so that no two wait for each other.
    """
    rows = Profile.objects.filter(pk__in=profiles).order_by("pk")
    list(rows.select_for_update().values_list("pk"))


def record(
    profile: Profile,
    kind: Event.Kind,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    changes: Sequence[Change] = (),
    **data: Any,
) -> Event:
    """Add a line to the profile's timeline, within the transaction of what it tells."""
    row = Profile.objects.filter(pk=profile.pk)
    # One at a time, or two lines would follow the same one before them.
    head = row.select_for_update().values_list("history_length", "history_digest").get()
    profile.history_length, profile.history_digest = head
    event = build(profile, kind, by=by, at=at, reason=reason, changes=changes, **data)
    event.save(force_insert=True)
    row.update(history_length=profile.history_length, history_digest=profile.history_digest)
    return event


def build(
    profile: Profile,
    kind: Event.Kind,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    changes: Sequence[Change] = (),
    **data: Any,
) -> Event:
    """The next line of the profile's timeline, unsaved, and `profile` at the new head.

    For many at once: the caller holds the profiles' rows, inserts the lines in the order in
    which they were built and saves `history_length` and `history_digest` of the profiles.
    """
    if changes:
        data["changes"] = list(changes)
    event = Event(
        profile=profile,
        kind=kind,
        at=at,
        actor=by,
        actor_name=by.name,
        reason=reason,
        version=profile.version,
        data=data,
    )
    event.digest = link_of(event, profile.history_digest)
    profile.history_length += 1
    profile.history_digest = event.digest
    return event


def keep(events: Sequence[Event]) -> None:
    """Insert what `build` has made, one line for each profile, and move their heads on."""
    Event.objects.bulk_create(events)
    Profile.objects.bulk_update(
        [event.profile for event in events], ["history_length", "history_digest"]
    )


def link_of(event: Event, before: str) -> str:
    """SHA-256, in hex, of what the event says and of the digest `before` it.

    The actor's key is left out, since it goes when the person is forgotten; the name stays.
    """
    content = {
        "before": before,
        "profile": event.profile_id,
        "kind": str(event.kind),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": event.actor_name,
        "reason": event.reason,
        "version": event.version,
        "data": event.data,
    }
    return digest_of(content)


def since(profile: Profile, version: int) -> list[Event]:
    """What has happened to the profile after `version`, oldest first."""
    return list(profile.events.filter(version__gt=version).order_by("at", "pk"))


def take_snapshot(profile: Profile, event: Event, content: Mapping[str, Any]) -> Snapshot:
    """Keep `content` (JSON-able) as it stood at `event`, with its SHA-256."""
    return Snapshot.objects.create(
        profile=profile,
        event=event,
        taken_at=event.at,
        content=content,
        digest=digest_of(content),
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the content as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
