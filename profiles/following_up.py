"""One act on many deadlines: whom it reaches, what is left out and why, and doing it.

What cannot be done to a profile leaves it out; the others are done all or none, and each who
is told gets one e-mail, however many profiles it is about.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.standing import nearest_leaders
from profiles import evaluations, history, matters, notices, policies, policy, reminders
from profiles.bulk import LeftOut
from profiles.matters import Due
from profiles.models import Evaluation, Event, Notice, Profile, Reminder
from profiles.policy import Policy

# So many profiles at once, and so many of their deadlines.
MOST: Final = 1000
MOST_DUE: Final = 10_000

Matter = Reminder.Matter


class Act(models.TextChoices):
    REMIND = "remind", _("Remind now")
    EXTEND = "extend", _("Extend the deadline")
    ASK = "ask", _("Ask for evaluation")
    WRITE = "write", _("Write to the owner")


class Why(models.TextChoices):
    """Why a profile, or one of its deadlines, is left out."""

    DONE = "done", _("this is done by now")
    TOLD = "told", _("reminded today already")
    YOURS = "yours", _("you answer for it yourself")
    NOBODY = "nobody", _("nobody who can sign in answers for it")
    NO_EVALUATION = "no_evaluation", _("what you chose is no evaluation")
    NOT_IN_USE = "not_in_use", _("is not in use")
    SENT = "sent", _("the evaluation is sent already")
    LATER = "later", _("has at least as much time already")
    SOONER = "sooner", _("is to be evaluated by then already")
    WRITTEN = "written", _("you have written this today already")


class Chosen(NamedTuple):
    """One deadline that is meant, as `Due.key` names it."""

    matter: str
    profile: int
    subject: int


@dataclass(frozen=True, slots=True)
class Part:
    """One profile to which it is done: who is told, and of which deadlines."""

    profile: Profile
    people: Sequence[User]
    reminders: Sequence[Reminder] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told."""

    person: User
    profiles: Sequence[Profile]
    reminders: Sequence[Reminder]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the act does, and what it leaves out."""

    parts: Sequence[Part] = field(default_factory=list)
    left_out: Sequence[LeftOut] = field(default_factory=list)

    @property
    def letters(self) -> list[Letter]:
        """One for each who gets an e-mail, by name."""
        profiles: dict[User, list[Profile]] = {}
        for part in self.parts:
            for person in part.people:
                profiles.setdefault(person, []).append(part.profile)
        rows = [each for part in self.parts for each in part.reminders]
        return [
            Letter(person, profiles[person], [row for row in rows if row.recipient == person])
            for person in sorted(profiles, key=lambda each: (each.name, each.pk))
        ]


def read(words: Iterable[str]) -> set[Chosen]:
    """The deadlines that are named in what was sent; nonsense is passed over."""
    found = set()
    for word in words:
        matter, *keys = word.split("-")
        if matter in Matter.values and len(keys) == 2 and all(map(_is_key, keys)):
            found.add(Chosen(matter, int(keys[0]), int(keys[1])))
    return found


def plan(
    act: Act,
    chosen: Collection[Chosen],
    *,
    by: User,
    at: datetime,
    due_on: date | None = None,
    message: str = "",
) -> Plan:
    """What the act would do now; without `due_on` as if every date would do."""
    known = Profile.objects.select_related("department", "owner")
    by_key = known.in_bulk({each.profile for each in chosen})
    profiles = sorted(by_key.values(), key=lambda each: (each.name, each.pk))
    match act:
        case Act.REMIND:
            return _to_remind(profiles, chosen, by, at)
        case Act.WRITE:
            return _to_write(profiles, by, at, message)
        case _:
            return _to_set(act, profiles, chosen, by, at, due_on)


@transaction.atomic
def remind(chosen: Collection[Chosen], *, by: User, at: datetime | None = None) -> Plan:
    """Tell those who answer for each at once, and say what was done."""
    at = at or timezone.now()
    _hold(chosen)
    done = plan(Act.REMIND, chosen, by=by, at=at)
    rows = [each for part in done.parts for each in part.reminders]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    # The day's run may have come first with some of them.
    written = Reminder.objects.untold().filter(sent_by=by, created_at=at)
    by_profile: dict[int, list[Reminder]] = {}
    by_person: dict[User, list[Reminder]] = {}
    for row in written.select_related("recipient", "profile__department").order_by("pk"):
        by_profile.setdefault(row.profile_id, []).append(row)
        by_person.setdefault(row.recipient, []).append(row)
    parts = [each for each in done.parts if each.profile.pk in by_profile]
    history.keep(
        [
            history.build(
                part.profile,
                Event.Kind.REMINDED,
                by=by,
                at=at,
                **_reminded(by_profile[part.profile.pk]),
            )
            for part in parts
        ]
    )
    notices.tell_of_reminding(by_person, by=by, day=timezone.localdate(at), at=at)
    return Plan(parts, done.left_out)


@transaction.atomic
def extend(
    chosen: Collection[Chosen],
    *,
    by: User,
    due_on: date,
    reason: str,
    at: datetime | None = None,
) -> Plan:
    """Give each evaluation among them until `due_on`, and say what was done."""
    at = at or timezone.now()
    _hold(chosen)
    done = plan(Act.EXTEND, chosen, by=by, at=at, due_on=due_on)
    told = [(part.profile, part.people) for part in done.parts]
    evaluations.extend_all(told, by=by, due_on=due_on, reason=reason, at=at)
    return done


@transaction.atomic
def ask_for_evaluation(
    chosen: Collection[Chosen],
    *,
    by: User,
    due_on: date,
    reason: str = "",
    at: datetime | None = None,
) -> Plan:
    """Ask for an evaluation of each profile by `due_on`, and say what was done."""
    at = at or timezone.now()
    _hold(chosen)
    done = plan(Act.ASK, chosen, by=by, at=at, due_on=due_on)
    told = [(part.profile, part.people) for part in done.parts]
    evaluations.ask_all(told, by=by, due_on=due_on, reason=reason, at=at)
    return done


@transaction.atomic
def write_to_owners(
    chosen: Collection[Chosen], *, by: User, message: str, at: datetime | None = None
) -> Plan:
    """Send the message to the owner of each profile, and say what was done."""
    at = at or timezone.now()
    _hold(chosen)
    done = plan(Act.WRITE, chosen, by=by, at=at, message=message)
    events = [
        history.build(
            part.profile,
            Event.Kind.WRITTEN_TO,
            by=by,
            at=at,
            reason=message,
            to=[person.name for person in part.people],
        )
        for part in done.parts
    ]
    history.keep(events)
    people = (part.people for part in done.parts)
    notices.tell_together(Notice.Kind.WRITTEN_TO, list(zip(events, people, strict=True)))
    return done


def _hold(chosen: Collection[Chosen]) -> None:
    history.hold(*{each.profile for each in chosen})


def _to_remind(
    profiles: Sequence[Profile], chosen: Collection[Chosen], by: User, at: datetime
) -> Plan:
    today, in_force = timezone.localdate(at), policies.municipality()
    due = {each.key: each for each in _due(chosen)}
    asked = {each.key: people for each, people in reminders.answering(list(due.values()), today)}
    people = User.objects.in_bulk({key for found in asked.values() for key in found})
    about = Reminder.objects.filter(profile__in=profiles)
    whom = ("recipient", "profile", "matter", "subject")
    told_today = set(about.filter(day=today).values_list(*whom))
    steps = set(about.values_list(*reminders.STEP))
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    for profile in profiles:
        rows: list[Reminder] = []
        for each in sorted(each for each in chosen if each.profile == profile.pk):
            key = "-".join(map(str, each))
            others = [person for person in asked.get(key, {}) if person != by.pk]
            fresh = [
                person
                for person in others
                if (person, profile.pk, each.matter, each.subject) not in told_today
            ]
            if fresh:
                rows += (
                    _row(
                        due[key],
                        profile,
                        people[person],
                        asked[key][person],
                        by,
                        at,
                        steps,
                        in_force,
                    )
                    for person in fresh
                )
            elif key not in due:
                left_out.append(LeftOut(profile, Why.DONE))
            elif others:
                left_out.append(LeftOut(profile, Why.TOLD))
            else:
                left_out.append(LeftOut(profile, Why.YOURS if asked[key] else Why.NOBODY))
        if rows:
            reached = list(dict.fromkeys(row.recipient for row in rows))
            parts.append(Part(profile, reached, rows))
    return Plan(parts, left_out)


def _due(chosen: Collection[Chosen]) -> Iterator[Due]:
    """Those of the chosen ones that are due still, or will be."""
    for declaration in matters.DECLARATIONS:
        keys = {each.profile for each in chosen if each.matter == declaration.matter}
        if keys:
            rows = declaration.between(date.min, date.max, Profile.objects.filter(pk__in=keys))
            for due in declaration.soonest(rows, MOST_DUE):
                if Chosen(due.matter, due.profile, due.subject) in chosen:
                    yield due


def _row(
    due: Due,
    profile: Profile,
    person: User,
    capacity: str,
    by: User,
    at: datetime,
    steps: Collection[tuple[Any, ...]],
    in_force: Policy,
) -> Reminder:
    """The reminder: of the step that has come, so that the day's run does not repeat it."""
    today = timezone.localdate(at)
    days = (today - due.due_on).days
    newest = policy.reminder_step(days, due.interval, None, in_force)
    row = Reminder(
        recipient=person,
        profile=profile,
        matter=due.matter,
        subject=due.subject,
        due_on=due.due_on,
        step=days if newest is None else newest,
        capacity=capacity,
        day=today,
        created_at=at,
        sent_by=by,
    )
    # That step is told already, so this is one more, of the day on which it is sent; or of the
    # next that is free, since a weekly e-mail tells of the days of its week before they come.
    if reminders.step_of(row) in steps:
        row.step = days
    while reminders.step_of(row) in steps:
        row.step += 1
    return row


def _reminded(rows: Iterable[Reminder]) -> dict[str, Any]:
    """What the timeline says of reminding."""
    about = dict.fromkeys((row.matter, row.due_on.isoformat()) for row in rows)
    return {
        "matters": [{"matter": matter, "due_on": due_on} for matter, due_on in about],
        "to": list(dict.fromkeys(row.recipient.name for row in rows)),
    }


def _to_write(profiles: Sequence[Profile], by: User, at: datetime, message: str) -> Plan:
    answering = _answering(profiles, at)
    written: set[int] = set()
    if message:
        today = timezone.localdate(at)
        same = Event.objects.filter(profile__in=profiles, kind=Event.Kind.WRITTEN_TO, actor=by)
        told = same.filter(reason=message).values_list("profile", "at")
        written = {key for key, when in told if timezone.localdate(when) == today}
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    for profile in profiles:
        people = [each for each in answering[profile.pk] if each != by]
        if profile.pk in written:
            left_out.append(LeftOut(profile, Why.WRITTEN))
        elif people:
            parts.append(Part(profile, people))
        else:
            left_out.append(LeftOut(profile, Why.YOURS if answering[profile.pk] else Why.NOBODY))
    return Plan(parts, left_out)


def _to_set(
    act: Act,
    profiles: Sequence[Profile],
    chosen: Collection[Chosen],
    by: User,
    at: datetime,
    due_on: date | None,
) -> Plan:
    answering = _answering(profiles, at)
    waiting = Evaluation.objects.to_confirm().filter(profile__in=profiles)
    sent = set(waiting.values_list("profile", flat=True))
    evaluated = {each.profile for each in chosen if each.matter == Matter.EVALUATION}
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    for profile in profiles:
        why = _why_not(act, profile, due_on)
        if act == Act.EXTEND and profile.pk not in evaluated:
            why = Why.NO_EVALUATION
        elif profile.pk in sent:
            why = Why.SENT
        if why:
            left_out.append(LeftOut(profile, why))
        else:
            people = [each for each in answering[profile.pk] if each != by]
            parts.append(Part(profile, people))
    return Plan(parts, left_out)


def _why_not(act: Act, profile: Profile, due_on: date | None) -> Why | None:
    """What of the profile itself is in the way of another day for its evaluation."""
    stands = profile.next_evaluation_on
    if not profile.is_living:
        return Why.NOT_IN_USE
    if due_on is None or stands is None:
        return None
    if act == Act.EXTEND and stands >= due_on:
        return Why.LATER
    if act == Act.ASK and stands <= due_on:
        return Why.SOONER
    return None


def _answering(profiles: Sequence[Profile], at: datetime) -> Mapping[int, Sequence[User]]:
    """The owner of each, by the profile's key; the nearest heads where nobody is or can sign in."""
    without = [each for each in profiles if not (each.owner and each.owner.is_active)]
    leaders = nearest_leaders(timezone.localdate(at)) if without else {}
    keys = {key for each in without for key in leaders.get(each.department_id, ())}
    heads = User.objects.in_bulk(keys)
    found: dict[int, Sequence[User]] = {
        each.pk: [each.owner] for each in profiles if each.owner and each.owner.is_active
    }
    for each in without:
        found[each.pk] = [heads[key] for key in sorted(leaders.get(each.department_id, ()))]
    return found


def _is_key(word: str) -> bool:
    # More digits than a key has are no key.
    return word.isascii() and word.isdigit() and len(word) <= 18
