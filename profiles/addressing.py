"""The several addresses of one account: a handle and a number, a user name and a channel.

Whichever a resident has, it is the same profile's; one of them is the main one.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import changing, editing, history, platforms
from profiles.history import Change
from profiles.models import Address, Event, Profile

# In which addresses can be added and taken away.
OPEN: Final = (Profile.Status.DRAFT, *changing.LIVING)
MOST: Final = 10


class TooMany(Exception):
    """The profile has as many addresses as it can have."""


@transaction.atomic
def add(
    profile: Profile, *, by: User, version: int, given: str, at: datetime | None = None
) -> Event | None:
    """Add an address of the profile's account; None if it is on the list already.

    Raises `Conflict` if the profile has moved on, `TooMany` if it has MOST of them,
    `editing.AddressTaken` if the account is another's, and `ValueError` if `given` is no
    account on the profile's platform.
    """
    found = platforms.identify(given, profile.platform or None)
    if not (found.platform and found.key and found.url) or found.platform != profile.platform:
        raise ValueError(given)
    editing.claim(profile, version, *OPEN)
    if profile.addresses.filter(platform=found.platform, key=found.key).exists():
        editing.unclaim(profile)
        return None
    if profile.addresses.count() >= MOST:
        raise TooMany
    before = _others(profile)
    editing.save_address(
        Address(
            profile=profile,
            given=given,
            platform=found.platform,
            key=found.key,
            url=found.url,
            is_main=False,
        )
    )
    return _record(profile, "addresses", before, _others(profile), by=by, at=at)


@transaction.atomic
def make_main(
    address: Address, *, by: User, version: int, at: datetime | None = None
) -> Event | None:
    """Let an address on the profile's platform be the one shown first; None if it is so already.

    Raises `Conflict` if the profile has moved on.
    """
    profile = address.profile
    editing.claim(profile, version, *OPEN)
    main = profile.addresses.filter(is_main=True).first()
    if main == address:
        editing.unclaim(profile)
        return None
    editing.swap_main(main, address)
    return _record(profile, "address", main.url if main else None, address.url, by=by, at=at)


@transaction.atomic
def remove(address: Address, *, by: User, version: int, at: datetime | None = None) -> Event:
    """Take one of the other addresses off the profile; others may register it then.

    Raises `Conflict` if the profile has moved on, and `ValueError` for the main address.
    """
    profile = address.profile
    editing.claim(profile, version, *OPEN)
    if address.is_main:
        raise ValueError(address.url)
    before = _others(profile)
    address.delete()
    return _record(profile, "addresses", before, _others(profile), by=by, at=at)


def _others(profile: Profile) -> list[str]:
    return list(profile.addresses.filter(is_main=False).values_list("url", flat=True))


def _record(
    profile: Profile,
    field: str,
    old: str | Collection[str] | None,
    new: str | Collection[str],
    *,
    by: User,
    at: datetime | None,
) -> Event:
    """Tell of it: on the timeline, and the administration where the profile is in use (C1)."""
    at = at or timezone.now()
    changes: list[Change] = [{"field": field, "old": old, "new": new}]
    is_draft = profile.status == Profile.Status.DRAFT
    kind = Event.Kind.EDITED if is_draft else Event.Kind.CHANGED
    event = history.record(profile, kind, by=by, at=at, changes=changes)
    if not is_draft:
        changing.notify_administration(event, changes)
    return event
