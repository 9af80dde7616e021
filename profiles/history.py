"""Writing the timeline: events and snapshots."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
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
    if changes:
        data["changes"] = list(changes)
    return Event.objects.create(
        profile=profile,
        kind=kind,
        at=at,
        actor=by,
        actor_name=by.name,
        reason=reason,
        version=profile.version,
        data=data,
    )


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
