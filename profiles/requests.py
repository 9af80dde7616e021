"""Asking whether what the register says of profiles still holds, and answering it.

Neither changes a profile, so neither gives it a new version.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.standing import leaders_of
from profiles import history, notices
from profiles.history import Conflict
from profiles.models import Event, Notice, Profile, UpdateRequest

# What can be asked about: what the municipality speaks through.
LIVING: Final = (Profile.Status.ACTIVE, Profile.Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: a line on the timeline of each, and those that were left out."""

    events: Sequence[Event]
    # Those that somebody has asked about already, and those that are not in use.
    waiting: Sequence[Profile]
    not_in_use: Sequence[Profile]


@transaction.atomic
def ask_for_update(
    profiles: Iterable[Profile], *, by: User, message: str = "", at: datetime | None = None
) -> Asked:
    """Ask about those in use that nobody has asked about yet; who answers for each is told.

    The same few statements however many they are.
    """
    at = at or timezone.now()
    keys = [profile.pk for profile in profiles]
    rows = Profile.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    held = list(rows.select_related("department", "owner").order_by("pk"))
    # Asked on its own, now that nobody else can ask about them.
    waiting = with_open_request(held)
    fit = [each for each in held if each.status in LIVING and each.pk not in waiting]
    events = [
        history.build(each, Event.Kind.UPDATE_ASKED, by=by, at=at, reason=message) for each in fit
    ]
    UpdateRequest.objects.bulk_create(
        UpdateRequest(profile=each, message=message, asked_by=by, asked_at=at) for each in fit
    )
    Event.objects.bulk_create(events)
    Profile.objects.bulk_update(fit, ["history_length", "history_digest"])
    notices.tell_each(Notice.Kind.UPDATE_ASKED, _who_answers(events, at))
    return Asked(
        events,
        waiting=[each for each in held if each.status in LIVING and each.pk in waiting],
        not_in_use=[each for each in held if each.status not in LIVING],
    )


@transaction.atomic
def answer_update(
    profile: Profile, *, by: User, version: int, message: str = "", at: datetime | None = None
) -> Event | None:
    """Say that what stands in the register holds; None if somebody has said so already.

    Raises `Conflict` if it is no longer what the person saw.
    """
    at = at or timezone.now()
    history.hold(profile.pk)
    request = open_request(profile)
    if request is None:
        return None
    if not Profile.objects.living().filter(pk=profile.pk, version=version).exists():
        raise Conflict(profile, version)
    mine = UpdateRequest.objects.open().filter(pk=request.pk)
    if not mine.update(answered_at=at, answered_by=by):
        return None
    event = history.record(profile, Event.Kind.UPDATE_ANSWERED, by=by, at=at, reason=message)
    if request.asked_by.is_active and request.asked_by != by:
        notices.tell(Notice.Kind.UPDATE_ANSWERED, event, [request.asked_by])
    return event


def can_be_asked_about(profile: Profile) -> bool:
    """Whether it is in use and nobody waits for an answer about it already."""
    return profile.status in LIVING and not profile.update_requests.open().exists()


def open_request(profile: Profile) -> UpdateRequest | None:
    """What somebody waits for an answer about."""
    return profile.update_requests.open().select_related("asked_by").first()


def with_open_request(profiles: Iterable[Profile]) -> set[int]:
    """Keys of those that somebody waits for an answer about."""
    asked = UpdateRequest.objects.open().filter(profile__in=[each.pk for each in profiles])
    return set(asked.values_list("profile", flat=True))


def _who_answers(events: Iterable[Event], at: datetime) -> Iterator[tuple[Event, Iterable[User]]]:
    """The owner of each; where nobody has the main responsibility, those who lead."""
    leaders = cache(partial(leaders_of, today=timezone.localdate(at)))
    for event in events:
        owner = event.profile.owner
        yield event, [owner] if owner and owner.is_active else leaders(event.profile.department)
