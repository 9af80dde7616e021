"""What else is worth knowing of a profile: all of it optional, none of it to be approved.

It is told on the timeline, and to nobody.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import changing, editing, history
from profiles.history import Change
from profiles.models import Details, Event, Profile

# In which it can be filled in.
OPEN: Final = (Profile.Status.DRAFT, *changing.LIVING)
FIELDS: Final = (
    "comments",
    "takes_messages",
    "opening_hours",
    "house_rules",
    "parent",
    "parent_page",
    "why_not_main",
    "addresses_children",
    "addresses_vulnerable",
    "risk_assessment",
    "risk_assessed_on",
    "branding_checked_on",
    "archiving",
)
# How far up it is looked for the top.
DEEPEST: Final = 50


class Circle(Exception):
    """A profile cannot lie under itself, nor under one that lies under it."""


@transaction.atomic
def change(
    profile: Profile, *, by: User, version: int, values: dict[str, Any], at: datetime | None = None
) -> Event | None:
    """Set `values`, some of FIELDS, on a profile at `version`; None if all stood there already.

    Raises `Conflict` if the profile has moved on, and `Circle`.
    """
    parent = values.get("parent")
    if parent:
        _hold(profile, parent, *above(parent))
        # Not before: what somebody else has put under the profile meanwhile is seen now.
        if profile in (parent, *above(parent)):
            raise Circle
    editing.claim(profile, version, *OPEN)
    details = details_of(profile)
    changes = [
        _change(field, getattr(details, field), value)
        for field, value in values.items()
        if getattr(details, field) != value
    ]
    if not changes:
        editing.unclaim(profile)
        return None
    for change in changes:
        setattr(details, change["field"], values[change["field"]])
    details.save()
    is_draft = profile.status == Profile.Status.DRAFT
    kind = Event.Kind.EDITED if is_draft else Event.Kind.CHANGED
    return history.record(profile, kind, by=by, at=at or timezone.now(), changes=changes)


def details_of(profile: Profile) -> Details:
    """What is kept of the profile, or a new row that holds nothing yet."""
    kept = Details.objects.select_related("parent").filter(profile=profile).first()
    return kept or Details(profile=profile)


def above(profile: Profile) -> Iterator[Profile]:
    """What the profile lies under, the nearest first."""
    for _step in range(DEEPEST):
        parent = details_of(profile).parent
        if parent is None:
            return
        yield parent
        profile = parent


def _hold(*profiles: Profile) -> None:
    """Let nobody change these before the end, or two at once could put each under the other."""
    rows = Profile.objects.filter(pk__in=[each.pk for each in profiles])
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def _change(field: str, old: Any, new: Any) -> Change:
    return {"field": field, "old": _kept(old), "new": _kept(new)}


def _kept(value: Any) -> Any:
    """A value as history keeps it: profiles by name, days as in JSON."""
    if isinstance(value, Profile):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
