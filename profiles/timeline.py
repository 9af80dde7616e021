"""A profile's events as its page tells them: newest first, a day's edits as one entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles import hijacking_routine, wording
from profiles.history import Change
from profiles.models import Event, Flag, Profile, Reminder

EDITS: Final = frozenset({Event.Kind.EDITED, Event.Kind.ASSESSED})
# Of these, several by one person on a day are told as one.
IN_A_ROW: Final = (
    EDITS,
    frozenset({Event.Kind.ACCESS_CHECKED}),
    frozenset({Event.Kind.FLAGGED}),
    frozenset({Event.Kind.FLAG_CLEARED}),
)
# The events that hand the profile from one side to the other.
TURNS: Final = frozenset(
    {
        Event.Kind.NOTIFIED,
        Event.Kind.WITHDRAWN,
        Event.Kind.APPROVED,
        Event.Kind.SENT_BACK,
        Event.Kind.REJECTED,
        Event.Kind.RECONSIDERED,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A field or an answer that changed, in words."""

    name: str
    old: str
    new: str
    is_answer: bool = False

    @property
    def is_long(self) -> bool:
        """Whether old and new need lines of their own."""
        return len(self.old) + len(self.new) > 120


@dataclass(frozen=True, slots=True)
class Demanded:
    """A condition as the approval set it."""

    text: str
    due_on: date | None
    who: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that people were reminded of."""

    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event with what it tells, in words."""

    event: Event
    lines: Sequence[Line]

    @property
    def condition(self) -> str:
        return str(self.event.data.get("condition", ""))

    @property
    def step(self) -> str:
        """The step of the routine that was taken against a hijacking, in words."""
        code = self.event.data.get("step", "")
        known = hijacking_routine.BY_CODE.get(code)
        return str(known.title) if known else code

    @property
    def flag(self) -> str:
        """Which flag was raised or cleared, in words."""
        kinds = dict(Flag.Kind.choices)
        return str(kinds.get(self.event.data.get("flag", ""), ""))

    @property
    def reminded_of(self) -> list[Due]:
        """What people were reminded of by hand, in words."""
        labels = dict(Reminder.Matter.choices)
        return [
            Due(str(labels.get(each["matter"], "")), parse_date(each["due_on"]))
            for each in self.event.data.get("matters", ())
        ]

    @property
    def evaluate_on(self) -> date | None:
        return parse_date(self.event.data.get("evaluate_on", ""))

    @property
    def starts_on(self) -> date | None:
        return parse_date(self.event.data.get("starts_on", ""))

    @property
    def reopens_on(self) -> date | None:
        return parse_date(self.event.data.get("reopens_on", ""))

    @property
    def closed_on(self) -> date | None:
        return parse_date(self.event.data.get("closed_on", ""))

    @property
    def successor(self) -> str:
        """What took over from a closed profile: another one by name, or a page."""
        data = self.event.data
        return str(data.get("successor") or data.get("successor_page") or "")

    @property
    def fate(self) -> str:
        """What became of the account of a closed profile, in words."""
        return wording.fate_of(self.event.data)

    @property
    def demanded(self) -> list[Demanded]:
        return [
            Demanded(each["text"], parse_date(each["due_on"]), each["who"])
            for each in self.event.data.get("conditions", ())
        ]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline: an event, or the edits or checks that a person made in a row."""

    happenings: Sequence[Happening]

    @property
    def last(self) -> Event:
        return self.happenings[-1].event

    @property
    def first(self) -> Event:
        return self.happenings[0].event

    @property
    def is_edit(self) -> bool:
        return self.last.kind in EDITS

    @property
    def summary(self) -> str:
        """What the edits were about: the fields by name, the answers by their number."""
        names = [line.name for each in self.happenings for line in each.lines if not line.is_answer]
        told = list(dict.fromkeys(names))
        answers = {line.name for each in self.happenings for line in each.lines if line.is_answer}
        if answers:
            told.append(
                ngettext("%(count)s answer", "%(count)s answers", len(answers))
                % {"count": len(answers)}
            )
        return ", ".join(told)


def entries(events: Iterable[Event]) -> list[Entry]:
    """The timeline of `events` (oldest first, as they are stored), newest first."""
    runs: list[list[Event]] = []
    for event in events:
        if runs and _goes_on(runs[-1][-1], event):
            runs[-1].append(event)
        else:
            runs.append([event])
    return [Entry([Happening(each, lines_of(each)) for each in run]) for run in reversed(runs)]


def lines_of(event: Event) -> list[Line]:
    """What the event changed, in words."""
    return [
        *(in_words(change) for change in event.data.get("changes", ())),
        *(_answer(each) for each in event.data.get("answers", ())),
    ]


def in_words(change: Change) -> Line:
    """A stored change as people say it."""
    field, old, new = change["field"], change["old"], change["new"]
    return Line(wording.name_of(field), wording.value_of(field, old), wording.value_of(field, new))


def _answer(change: Change) -> Line:
    name = _("question %(number)s") % {"number": change["number"]}
    return Line(name, wording.answer_of(change["old"]), wording.answer_of(change["new"]), True)


def last_turn(events: Sequence[Event]) -> Event | None:
    """The latest event that handed the profile over, of those given oldest first."""
    return next((event for event in reversed(events) if event.kind in TURNS), None)


def last_turns(profiles: Iterable[Profile]) -> dict[int, Event]:
    """The same for many profiles at once, by their keys, in one query."""
    events = Event.objects.filter(profile__in=profiles, kind__in=TURNS).order_by("at", "pk")
    return {event.profile_id: event for event in events}


def _goes_on(before: Event, event: Event) -> bool:
    """Whether the event continues what the same person did on the same day."""
    return (
        any({before.kind, event.kind} <= kinds for kinds in IN_A_ROW)
        and _who(before) == _who(event)
        and timezone.localdate(before.at) == timezone.localdate(event.at)
    )


def _who(event: Event) -> tuple[Any, str]:
    return event.actor_id, event.actor_name
