"""Changing what stands of an approved profile, and telling the administration of it (C1).

Nothing has to be approved again; what the administration answers for is told to it, and it
notes that it has seen it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import deadlines, editing, flags, history, lifecycle, notices, policies, readiness
from profiles.history import Change
from profiles.models import ChangeNotice, Event, Notice, Profile

Status = Profile.Status
# What can be changed this way: what the municipality speaks through.
LIVING: Final = (Status.ACTIVE, Status.PAUSED)
# A change of the address, of who answers, or of the purpose is itself notified.
NOTIFIED: Final = frozenset(
    {"address", "addresses", "platform", "department", "owner", "need", "areas", "for_crisis"}
)


@transaction.atomic
def change(
    profile: Profile,
    *,
    by: User,
    version: int,
    values: editing.Values,
    reason: str = "",
    at: datetime | None = None,
) -> Event | None:
    """Set `values` on a profile in use that is still at `version`; None if all stood there.

    Raises `Conflict` if it has moved on, `editing.AddressTaken` if the account is another's,
    and `lifecycle.Incomplete` if it would lose what it was approved with.
    """
    at = at or timezone.now()
    editing.claim(profile, version, *LIVING)
    missing = readiness.gaps_in_facts(profile)
    answering = _answering(profile)
    old_owner = profile.owner
    changes = editing.apply(profile, values, by=by, at=at)
    if not changes:
        editing.unclaim(profile)
        return None
    profile = Profile.objects.select_related("owner", "department").get(pk=profile.pk)
    if lost := [gap for gap in readiness.gaps_in_facts(profile) if gap not in missing]:
        raise lifecycle.Incomplete(lost)
    if any(change["field"] == "rhythm" for change in changes):
        columns = deadlines.after_new_rhythm(profile, policies.of(profile.department))
        Profile.objects.filter(pk=profile.pk).update(**columns)
    event = history.record(
        profile, Event.Kind.CHANGED, by=by, at=at, reason=reason, changes=changes
    )
    flags.review(profile, by=by, at=at)
    notices.tell(Notice.Kind.RESPONSIBLE, event, _answering(profile) - answering - {by})
    released = {old_owner} - {profile.owner}
    notify_administration(event, changes, besides=[p for p in released if p and p.is_active])
    return event


def notify_administration(
    event: Event, changes: Iterable[Change], *, besides: Iterable[User] = ()
) -> ChangeNotice | None:
    """Let the administration note the change of a profile in use, if it is one to be told of.

    It is told, and so are the people `besides`, but never who did it.
    """
    told = set(besides)
    notice = None
    if is_to_be_told(changes):
        notice = ChangeNotice.objects.create(
            profile=event.profile, event=event, noticed_at=event.at
        )
        told.update(lifecycle.administration(event.at))
    notices.tell(Notice.Kind.CHANGED, event, [each for each in told if each != event.actor])
    return notice


def is_to_be_told(changes: Iterable[Change]) -> bool:
    """Whether any of the changes is one that the administration notes."""
    return any(change["field"] in NOTIFIED for change in changes)


@transaction.atomic
def acknowledge(notice: ChangeNotice, *, by: User, at: datetime | None = None) -> Event | None:
    """Note that the administration has seen a change; None if somebody has noted it already."""
    at = at or timezone.now()
    history.hold(notice.profile_id)
    mine = ChangeNotice.objects.open().filter(pk=notice.pk)
    if not mine.update(acknowledged_at=at, acknowledged_by=by):
        return None
    changed = notice.event
    event = history.record(
        notice.profile,
        Event.Kind.ACKNOWLEDGED,
        by=by,
        at=at,
        fields=[change["field"] for change in changed.data.get("changes", ())],
    )
    if changed.actor and changed.actor.is_active and changed.actor != by:
        notices.tell(Notice.Kind.ACKNOWLEDGED, event, [changed.actor])
    return event


def _answering(profile: Profile) -> set[User]:
    """Owner and backup editors who can sign in."""
    people = {*profile.backups.all(), profile.owner}
    return {person for person in people if person is not None and person.is_active}
