"""Who has access to the accounts: keeping the list, and checking that it holds (C2).

None of it changes the profile, so none gives it a new version. What was changed is kept
with the event, and read only by those who may see who has access.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypedDict

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from profiles import deadlines, flags, history, policies
from profiles.history import Change
from profiles.models import Access, Event, Holder, Profile
from profiles.models.access import YesNo
from profiles.resilience import Hand, Known, Resilience, assess

# Each fact with the column that holds the day on which it was last checked.
CHECKED: Final[Mapping[str, str]] = {
    "central_holder": "central_checked_on",
    "administrators": "administrators_checked_on",
    "two_step": "two_step_checked_on",
    "private_only": "private_checked_on",
    "recovery_place": "recovery_checked_on",
}
# In which there is an account to look after.
OPEN: Final = (
    Profile.Status.DRAFT,
    Profile.Status.NOTIFIED,
    Profile.Status.ACTIVE,
    Profile.Status.PAUSED,
)


class HeldAlready(Exception):
    """The person has a role on the account already."""


class Terms(TypedDict):
    """What is kept of somebody with a role: a person of the portal, or else a name."""

    person: User | None
    name: str
    role: str
    is_private: bool
    two_step: str


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """What is kept of somebody, from what two may have changed: a person needs no name."""
    person: User | None = kept["person"]
    return Terms(
        person=person,
        name="" if person else kept["name"],
        role=kept["role"],
        is_private=kept["is_private"],
        two_step=kept["two_step"],
    )


def access_of(profile: Profile) -> Access:
    """What is kept of the access, unsaved as long as nobody has said anything."""
    return Access.objects.filter(profile=profile).select_related("central_holder").first() or (
        Access(profile=profile)
    )


@transaction.atomic
def change_facts(
    profile: Profile,
    *,
    by: User,
    values: Mapping[str, Any],
    confirmed: Collection[str] = (),
    at: datetime | None = None,
) -> Event | None:
    """Set the facts in `values` (see CHECKED); what changed or is `confirmed` counts as checked.

    None if nothing was changed and nothing confirmed.
    """
    at = at or timezone.now()
    access = hold(profile)
    changes: list[Change] = []
    touched = set(confirmed)
    for fact in CHECKED:
        old, new = getattr(access, fact), values.get(fact, getattr(access, fact))
        if old != new:
            setattr(access, fact, new)
            changes.append({"field": fact, "old": _kept(old), "new": _kept(new)})
            touched.add(fact)
    if not touched:
        return None
    for fact in touched:
        day = timezone.localdate(at) if _is_told(access, fact) else None
        setattr(access, CHECKED[fact], day)
    access.save()
    return _record(profile, by, at, changes, touched)


@transaction.atomic
def add_holder(profile: Profile, *, by: User, terms: Terms, at: datetime | None = None) -> Holder:
    """Put somebody on the list of those with a role; raises `HeldAlready`."""
    at = at or timezone.now()
    hold(profile)
    try:
        with transaction.atomic():
            holder = Holder.objects.create(
                profile=profile, checked_on=timezone.localdate(at), **terms
            )
    except IntegrityError as error:
        raise HeldAlready from error
    _record(profile, by, at, [_holder_change(None, holder)], ["holders"])
    return holder


@transaction.atomic
def change_holder(holder: Holder, *, by: User, terms: Terms, at: datetime | None = None) -> Holder:
    """Set what is kept of somebody, which counts as checked; raises `HeldAlready`."""
    at = at or timezone.now()
    hold(holder.profile)
    before = _told(holder)
    for name, value in terms.items():
        setattr(holder, name, value)
    holder.checked_on = timezone.localdate(at)
    try:
        with transaction.atomic():
            holder.save()
    except IntegrityError as error:
        raise HeldAlready from error
    change: Change = {"field": "holder", "old": before, "new": _told(holder)}
    _record(holder.profile, by, at, [change] if before != _told(holder) else [], ["holders"])
    return holder


@transaction.atomic
def remove_holder(holder: Holder, *, by: User, at: datetime | None = None) -> Event | None:
    """Take somebody off the list, whose access is gone; None if that is done already."""
    at = at or timezone.now()
    hold(holder.profile)
    if not Holder.objects.filter(pk=holder.pk).delete()[0]:
        return None
    return _record(holder.profile, by, at, [_holder_change(holder, None)], ["holders"])


@transaction.atomic
def confirm(profile: Profile, *, by: User, at: datetime | None = None) -> Event:
    """Say that the whole list, and every fact that is filled in, holds today."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    access = hold(profile)
    told = [fact for fact in CHECKED if _is_told(access, fact)]
    for fact in told:
        setattr(access, CHECKED[fact], today)
    access.roster_checked_on = today
    access.save()
    profile.holders.update(checked_on=today)
    columns = deadlines.access_checked(today, policies.of(profile.department))
    Profile.objects.filter(pk=profile.pk).update(**columns)
    event = _record(profile, by, at, [], [*told, "roster"])
    flags.review(profile, by=by, at=at)
    return event


def resilience_of(access: Access, holders: Iterable[Holder], today: date) -> Resilience:
    """How well the profile would survive that one person falls away, as far as is known."""
    central = access.central_holder
    known = Known(
        hands=[
            Hand(
                who=holder.person_id or holder.name,
                is_administrator=holder.role == Holder.Role.ADMINISTRATOR,
                is_private=holder.is_private,
                two_step=_yes_or_no(holder.two_step),
                has_left=has_left(holder),
            )
            for holder in holders
        ],
        central=central.pk if central and central.is_active else None,
        administrators=access.administrators,
        two_step=_yes_or_no(access.two_step),
        private_only=_yes_or_no(access.private_only),
        has_recovery=bool(access.recovery_place),
        checked_on=access.roster_checked_on,
    )
    return assess(known, today, policies.of(access.profile.department))


def has_left(holder: Holder) -> bool:
    """Whether it is somebody who cannot sign in here any longer."""
    return bool(holder.person and not holder.person.is_active)


def hold(profile: Profile) -> Access:
    """What is kept of the profile's access; one at a time, within a transaction."""
    Access.objects.get_or_create(profile=profile)
    rows = Access.objects.select_for_update(of=("self",)).select_related("central_holder")
    return rows.get(profile=profile)


def _is_told(access: Access, fact: str) -> bool:
    return getattr(access, fact) not in (None, "")


def _yes_or_no(value: str) -> bool | None:
    return {YesNo.YES: True, YesNo.NO: False}.get(YesNo(value)) if value else None


def _record(
    profile: Profile, by: User, at: datetime, changes: list[Change], touched: Iterable[str]
) -> Event:
    # Not under "changes": the timeline shows those to everybody who sees the profile.
    kind = Event.Kind.ACCESS_CHECKED
    return history.record(profile, kind, by=by, at=at, access=changes, checked=sorted(touched))


def _holder_change(old: Holder | None, new: Holder | None) -> Change:
    return {"field": "holder", "old": old and _told(old), "new": new and _told(new)}


def _told(holder: Holder) -> dict[str, Any]:
    return {
        "name": str(holder),
        "role": holder.role,
        "is_private": holder.is_private,
        "two_step": holder.two_step,
    }


def _kept(value: Any) -> Any:
    return value.name if isinstance(value, User) else value
