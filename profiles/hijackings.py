"""Accounts in other hands: reporting it, the log of what is done about it, and the end of it.

None of it changes the profile, so none of it gives the profile a new version: somebody who
is in the middle of a form is not held up.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, User
from accounts.standing import leaders_of
from profiles import hijacking_routine, history, notices
from profiles.history import Conflict
from profiles.models import Event, Hijacking, HijackingNote, Notice, Profile

Role = Appointment.Role
# More at once than these are not shown.
MOST: Final = 100
# What the municipality speaks through, whatever becomes of it; see `is_in_use`.
LIVING: Final = frozenset({Profile.Status.ACTIVE, Profile.Status.PAUSED})


@transaction.atomic
def report(
    profile: Profile, *, by: User, version: int, description: str, at: datetime | None = None
) -> Hijacking | None:
    """Say that somebody else holds the account; None if somebody has said so already.

    Raises `Conflict` if the profile is not in use.
    """
    at = at or timezone.now()
    history.hold(profile.pk)
    stands = Profile.objects.filter(pk=profile.pk).first()
    if stands is None or not is_in_use(stands):
        raise Conflict(profile, version)
    try:
        with transaction.atomic():
            hijacking = Hijacking.objects.create(
                profile=profile, reported_by=by, reported_at=at, description=description
            )
    except IntegrityError:
        return None
    event = history.record(profile, Event.Kind.HIJACKED, by=by, at=at, reason=description)
    notices.tell(Notice.Kind.HIJACKED, event, _everybody(profile, at, besides=by))
    _write(hijacking, by=by, at=at, step=hijacking_routine.TELL)
    return hijacking


@transaction.atomic
def take_step(
    hijacking: Hijacking, *, by: User, step: str, at: datetime | None = None
) -> HijackingNote | None:
    """Note that a step of the routine is taken; None if it is already, or it is all over."""
    at = at or timezone.now()
    history.hold(hijacking.profile_id)
    if not _is_open(hijacking):
        return None
    try:
        with transaction.atomic():
            note = _write(hijacking, by=by, at=at, step=step)
    except IntegrityError:
        return None
    history.record(hijacking.profile, Event.Kind.HIJACKING_NOTED, by=by, at=at, step=step)
    return note


@transaction.atomic
def add_note(
    hijacking: Hijacking, *, by: User, text: str, at: datetime | None = None
) -> HijackingNote | None:
    """Write in the log; None if the person has just written the same, or it is all over."""
    at = at or timezone.now()
    history.hold(hijacking.profile_id)
    last = hijacking.notes.last()
    if not _is_open(hijacking) or (last and (last.by_id, last.text) == (by.pk, text)):
        return None
    note = _write(hijacking, by=by, at=at, text=text)
    history.record(hijacking.profile, Event.Kind.HIJACKING_NOTED, by=by, at=at, reason=text)
    return note


@transaction.atomic
def solve(
    hijacking: Hijacking, *, by: User, outcome: str, at: datetime | None = None
) -> Event | None:
    """Say that the account is in our hands again; None if somebody has said so already."""
    at = at or timezone.now()
    history.hold(hijacking.profile_id)
    mine = Hijacking.objects.open().filter(pk=hijacking.pk)
    if not mine.update(solved_at=at, solved_by=by, outcome=outcome):
        return None
    profile = hijacking.profile
    event = history.record(profile, Event.Kind.RECOVERED, by=by, at=at, reason=outcome)
    notices.tell(Notice.Kind.RECOVERED, event, _everybody(profile, at, besides=by))
    return event


def is_in_use(profile: Profile) -> bool:
    """Whether the municipality speaks through it, perhaps while it waits for its answer."""
    waits = profile.status == Profile.Status.NOTIFIED and profile.in_use
    return profile.status in LIVING or waits


def can_be_reported(profile: Profile) -> bool:
    """Whether it is in use and nobody has reported it already."""
    return is_in_use(profile) and not profile.hijackings.open().exists()


def open_hijacking(profile: Profile) -> Hijacking | None:
    """The one that is not solved."""
    return profile.hijackings.open().select_related("reported_by").first()


def is_written(profile: Profile, text: str) -> bool:
    """Whether the text stands somewhere in what was told of the latest one."""
    latest = profile.hijackings.order_by("-reported_at", "-pk").first()
    if latest is None:
        return False
    told = (latest.description, latest.outcome)
    return text in told or latest.notes.filter(text=text).exists()


def known_to(user: User) -> list[Hijacking]:
    """Those that are not solved, of profiles that the user may know of.

    It is asked on every page: as long as there are none, that is one query of an empty index.
    """
    running = list(Hijacking.objects.open()[:MOST])
    if not running:
        return []
    visible = Profile.objects.visible_to(user).in_bulk({each.profile_id for each in running})
    known = [each for each in running if each.profile_id in visible]
    for each in known:
        each.profile = visible[each.profile_id]
    return known


def whom_to_contact(profile: Profile, at: datetime) -> list[tuple[User, list[str]]]:
    """Each one to turn to, nearest to the profile first, with what he or she is."""
    today = timezone.localdate(at)
    leaders = leaders_of(profile.department, today)
    people: list[tuple[User | None, str]] = [(profile.owner, _("owner"))]
    people += [(person, _("backup editor")) for person in profile.backups.all()]
    people += [(person, _("leads the department")) for person in leaders]
    wanted = [Role.ADMINISTRATION, Role.WEB_EDITOR]
    if profile.for_crisis:
        wanted.append(Role.CRISIS_STAFF)
    appointed = Appointment.objects.current(today).filter(role__in=wanted).select_related("user")
    people += [
        (each.user, each.get_role_display())
        for each in sorted(appointed, key=lambda each: (wanted.index(each.role), each.user.name))  # type: ignore[arg-type]
    ]
    found: dict[User, list[str]] = {}
    for person, role in people:
        if person and person.is_active:
            found.setdefault(person, []).append(role)
    return list(found.items())


def _everybody(profile: Profile, at: datetime, *, besides: User) -> Iterable[User]:
    return [person for person, _roles in whom_to_contact(profile, at) if person != besides]


def _is_open(hijacking: Hijacking) -> bool:
    return Hijacking.objects.open().filter(pk=hijacking.pk).exists()


def _write(
    hijacking: Hijacking, *, by: User, at: datetime, step: str = "", text: str = ""
) -> HijackingNote:
    return HijackingNote.objects.create(
        hijacking=hijacking, step=step, text=text, by=by, by_name=by.name, at=at
    )
