"""Whether the history is whole: every line follows the one before it, and none is missing."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice, starmap
from operator import itemgetter
from typing import Any, Final

from accounts import guards
from profiles import history
from profiles.models import Event, Profile

logger = logging.getLogger("selsome.history")

CHUNK: Final = 2000


class Kind(StrEnum):
    """What can be wrong with a history."""

    NO_LINES = "there is no line, not even of its registration"
    BROKEN_LINE = "the line was changed, or is not the one that followed the line before it"
    LINES_MISSING = "lines were taken out or put in"
    END_MISSING = "the last line is not the last that was written"
    PROFILE_MISSING = "the profile is gone with its whole history"
    REWRITTEN = "the history is another one than that which was kept"
    SNAPSHOT_MISSING = "the snapshot of what was notified is gone"
    SNAPSHOT_PUT_IN = "there is a snapshot of what nobody notified"
    SNAPSHOT_CHANGED = "the snapshot is not what was notified"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the history of the profile of key `profile`.

    `event` is the key of the line in question; None where it is about the whole.
    """

    kind: Kind
    profile: int
    event: int | None = None


def faults(*, profile: int | None = None, counted: Counter[str] | None = None) -> Iterator[Fault]:
    """Walk the history of every profile, or of one, and tell what is wrong with it.

    In constant memory and one query, so that what is written meanwhile is either in or not.
    What was looked at is added to `counted`: "profiles", "lines" and "snapshots".
    """
    counted = Counter() if counted is None else counted
    profiles = Profile.objects.all() if profile is None else Profile.objects.filter(pk=profile)
    rows = profiles.order_by("pk", "events__pk").values(*_COLUMNS).iterator(chunk_size=CHUNK)
    for key, run in groupby(rows, key=itemgetter("pk")):
        counted["profiles"] += 1
        yield from _faults_of(key, run, counted)


@dataclass(frozen=True, slots=True)
class Head:
    """How long a profile's history was on some day, and the digest of its last line then."""

    profile: int
    length: int
    digest: str


def heads() -> Iterator[Head]:
    """What to keep somewhere else, so that not even a history reckoned anew passes for the old."""
    rows = Profile.objects.order_by("pk").values_list("pk", "history_length", "history_digest")
    return starmap(Head, rows.iterator(chunk_size=CHUNK))


def faults_against(kept: Iterable[Head]) -> Iterator[Fault]:
    """What has become of histories that were kept: they may have grown, and nothing else."""
    remaining = iter(kept)
    while batch := list(islice(remaining, CHUNK)):
        lengths = {head.profile: head.length for head in batch}
        digests = _digests_at(lengths)
        there = set(Profile.objects.filter(pk__in=lengths).values_list("pk", flat=True))
        for head in batch:
            if head.profile not in there:
                yield Fault(Kind.PROFILE_MISSING, head.profile)
            elif head.length and digests.get(head.profile) != head.digest:
                yield Fault(Kind.REWRITTEN, head.profile)


def _digests_at(lengths: Mapping[int, int]) -> dict[int, str]:
    """The digest of the line at which each of the histories then ended."""
    lines = Event.objects.filter(profile__in=lengths).order_by("profile", "pk")
    found = {}
    rows = lines.values_list("profile", "digest").iterator(chunk_size=CHUNK)
    for profile, run in groupby(rows, key=itemgetter(0)):
        for _profile, digest in islice(run, max(lengths[profile] - 1, 0), lengths[profile]):
            found[profile] = digest
    return found


def raise_alarm() -> None:
    """Look through everything; what is wrong is logged as an error, with how many it is about."""
    wrong = {fault.profile for fault in faults()}
    unguarded = guards.unguarded()
    if wrong or unguarded:
        logger.error("history_broken profiles %d unguarded %d", len(wrong), len(unguarded))


def _faults_of(
    profile: int, rows: Iterator[Mapping[str, Any]], counted: Counter[str]
) -> Iterator[Fault]:
    before, length, head = "", 0, ("", 0)
    for row in rows:
        head = row["history_digest"], row["history_length"]
        if row["events__pk"] is None:
            yield Fault(Kind.NO_LINES, profile)
            return
        length += 1
        event = Event(
            pk=row["events__pk"],
            profile_id=profile,
            **{name: row[f"events__{name}"] for name in _SAID},
        )
        if event.digest != history.link_of(event, before):
            yield Fault(Kind.BROKEN_LINE, profile, event.pk)
        before = event.digest
        yield from _faults_of_snapshot(event, row, counted)
    counted["lines"] += length
    if length != head[1]:
        yield Fault(Kind.LINES_MISSING, profile)
    elif before != head[0]:
        yield Fault(Kind.END_MISSING, profile)


def _faults_of_snapshot(
    event: Event, row: Mapping[str, Any], counted: Counter[str]
) -> Iterator[Fault]:
    digest, content = row["events__snapshot__digest"], row["events__snapshot__content"]
    if digest is None:
        if event.kind == Event.Kind.NOTIFIED:
            yield Fault(Kind.SNAPSHOT_MISSING, event.profile_id, event.pk)
        return
    counted["snapshots"] += 1
    if event.kind != Event.Kind.NOTIFIED:
        yield Fault(Kind.SNAPSHOT_PUT_IN, event.profile_id, event.pk)
    # Lines from before the chain do not say what their snapshot was.
    if not digest == history.digest_of(content) == event.data.get("snapshot", digest):
        yield Fault(Kind.SNAPSHOT_CHANGED, event.profile_id, event.pk)


_SAID: Final = ("kind", "at", "actor_name", "reason", "version", "data", "digest")
_COLUMNS: Final = (
    "pk",
    "history_length",
    "history_digest",
    "events__pk",
    *(f"events__{name}" for name in _SAID),
    "events__snapshot__digest",
    "events__snapshot__content",
)
