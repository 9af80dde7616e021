"""Filling in a draft: one step's values at a time, in any order, by several people.

What is approved is changed by `changing`, which writes the same values.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Department, User
from profiles import history, platforms
from profiles.history import Change, Conflict
from profiles.models import Address, AreaOfUse, Event, Profile, Responsibility


class Values(TypedDict, total=False):
    """What a step may set; what is left out stays as it is.

    `address` is the address as given (or empty), `areas` and `responsibilities` are codes.
    """

    department: Department
    platform: str
    address: str
    name: str
    language: str
    in_use: bool
    need: str
    areas: list[str]
    owner: User | None
    backups: list[User]
    website: str
    rhythm: int | None
    reply_time: int | None
    responsibilities: list[str]
    for_crisis: bool


class AddressTaken(Exception):
    """The account stands in the register already, as `address` says."""

    def __init__(self, address: Address | None) -> None:
        super().__init__("the account is registered already")
        self.address = address


COLUMNS: Final = (
    "department",
    "platform",
    "name",
    "language",
    "in_use",
    "need",
    "owner",
    "website",
    "rhythm",
    "reply_time",
    "for_crisis",
)


@transaction.atomic
def change(
    profile: Profile, *, by: User, version: int, values: Values, at: datetime | None = None
) -> Event | None:
    """Set `values` on a draft that is still at `version`; None if nothing was different.

    Raises `Conflict` if the draft has moved on, `AddressTaken` if the account is another's.
    """
    at = at or timezone.now()
    claim(profile, version)
    changes = apply(profile, values, by=by, at=at)
    if not changes:
        unclaim(profile)
        return None
    return history.record(profile, Event.Kind.EDITED, by=by, at=at, changes=changes)


def claim(profile: Profile, version: int, *states: Profile.Status) -> None:
    """Take the profile's next version, or raise `Conflict` if somebody else has.

    It must be in one of `states`, or else a draft.
    """
    wanted = states or (Profile.Status.DRAFT,)
    seen = Profile.objects.filter(pk=profile.pk, version=version, status__in=wanted)
    if not seen.update(version=F("version") + 1):
        raise Conflict(profile, version)
    profile.version = version + 1


def unclaim(profile: Profile) -> None:
    """Give the version back within the same transaction: nothing was changed after all."""
    Profile.objects.filter(pk=profile.pk).update(version=F("version") - 1)
    profile.version -= 1


def apply(profile: Profile, values: Values, *, by: User, at: datetime) -> list[Change]:
    """Write `values` to the profile and say what was different."""
    changes = _set_columns(profile, values)
    if "address" in values:
        changes += _set_address(profile, values["address"].strip())
    if any(change["field"] == "platform" for change in changes):
        changes += _let_go_of_other_platforms(profile)
    for field, setter in _SETTERS.items():
        if field in values:
            changes += setter(profile, values[field], by, at)  # type: ignore[literal-required]
    return changes


def values_of(profile: Profile, fields: Iterable[str]) -> dict[str, Any]:
    """What stands in those fields now, as `apply` would be given it."""
    readers: dict[str, Callable[[], Any]] = {
        "address": lambda: _main_address(profile),
        "areas": lambda: list(profile.areas.values_list("area", flat=True)),
        "backups": lambda: list(profile.backups.order_by("name", "pk")),
        "responsibilities": lambda: list(profile.responsibilities.values_list("kind", flat=True)),
    }
    return {
        field: readers[field]() if field in readers else getattr(profile, field) for field in fields
    }


def find_holder(platform: str, key: str) -> Address | None:
    """The address under which the account stands in the register, if it does."""
    held = Address.objects.filter(platform=platform, key=key, released_at__isnull=True)
    return held.select_related("profile__department").first()


def hold_addresses(profile: Profile) -> None:
    """Take the profile's released addresses back; AddressTaken if another has one now."""
    for address in profile.addresses.filter(released_at__isnull=False):
        address.released_at = None
        save_address(address)


def save_address(address: Address) -> None:
    """Save an address; AddressTaken if the account is in the register already."""
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError as error:
        raise AddressTaken(find_holder(address.platform, address.key)) from error


def swap_main(old: Address | None, new: Address) -> None:
    """Let `new` be the main address of its profile instead of `old`, which stays on it."""
    if old:
        old.is_main = False
        old.save(update_fields=["is_main"])
    new.is_main = True
    new.save(update_fields=["is_main"])


def _set_columns(profile: Profile, values: Values) -> list[Change]:
    changes: list[Change] = []
    for field in COLUMNS:
        if field not in values:
            continue
        old, new = getattr(profile, field), values[field]
        if old != new:
            setattr(profile, field, new)
            changes.append(_difference(field, old, new))
    if changes:
        profile.save(update_fields=[change["field"] for change in changes])
    return changes


def _set_address(profile: Profile, given: str) -> list[Change]:
    found = platforms.identify(given, profile.platform or None) if given else None
    old = profile.addresses.filter(is_main=True).first()
    if (old.given if old else "") == given:
        return []
    if found is None or found.key is None or found.platform is None or found.url is None:
        if old:
            old.delete()
        return [_difference("address", old and old.url, None)] if old else []
    before = old.url if old else None
    own = profile.addresses.filter(is_main=False, platform=found.platform, key=found.key).first()
    if own:
        swap_main(old, own)
        return [_difference("address", before, own.url)]
    address = old or Address(profile=profile)
    address.given, address.platform, address.key = given, found.platform, found.key
    address.url = found.url
    save_address(address)
    return [_difference("address", before, address.url)] if before != address.url else []


def _let_go_of_other_platforms(profile: Profile) -> list[Change]:
    """Take away the other addresses where the profile is not: they are other accounts."""
    others = profile.addresses.filter(is_main=False)
    before = list(others.values_list("url", flat=True))
    others.exclude(platform=profile.platform).delete()
    after = list(others.values_list("url", flat=True))
    return [_difference("addresses", before, after)] if before != after else []


def _main_address(profile: Profile) -> str:
    address = profile.addresses.filter(is_main=True).first()
    return address.given if address else ""


def _set_areas(profile: Profile, areas: Iterable[str], by: User, at: datetime) -> list[Change]:
    old, new = sorted(area.area for area in profile.areas.all()), sorted(areas)
    if old == new:
        return []
    profile.areas.exclude(area__in=new).delete()
    AreaOfUse.objects.bulk_create(
        AreaOfUse(profile=profile, area=area) for area in new if area not in old
    )
    return [_difference("areas", old, new)]


def _set_backups(profile: Profile, people: Iterable[User], by: User, at: datetime) -> list[Change]:
    old, new = set(profile.backups.all()), set(people)
    if old == new:
        return []
    profile.backups.set(new)
    return [_difference("backups", sorted(p.name for p in old), sorted(p.name for p in new))]


def _set_responsibilities(
    profile: Profile, kinds: Iterable[str], by: User, at: datetime
) -> list[Change]:
    old, new = {r.kind for r in profile.responsibilities.all()}, set(kinds)
    if old == new:
        return []
    profile.responsibilities.exclude(kind__in=new).delete()
    Responsibility.objects.bulk_create(
        Responsibility(profile=profile, kind=kind, accepted_by=by, accepted_at=at)
        for kind in Responsibility.Kind.values
        if kind in new - old
    )
    return [_difference("responsibilities", sorted(old), sorted(new))]


_SETTERS: Final[dict[str, Callable[[Profile, Any, User, datetime], list[Change]]]] = {
    "areas": _set_areas,
    "backups": _set_backups,
    "responsibilities": _set_responsibilities,
}


def _difference(field: str, old: Any, new: Any) -> Change:
    """A change as the timeline keeps it: people and departments by name, the rest by code."""
    named = (User, Department)
    return {
        "field": field,
        "old": old.name if isinstance(old, named) else old,
        "new": new.name if isinstance(new, named) else new,
    }
