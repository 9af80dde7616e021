"""Evaluating a profile (D2): writing it, sending it, and what its outcome does to the profile."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.standing import leaders_of
from profiles import deadlines, flags, history, lifecycle, notices, policies, policy
from profiles.history import Conflict
from profiles.models import Condition, Evaluation, Event, Notice, Profile

State, Outcome, Kind = Evaluation.State, Evaluation.Outcome, Event.Kind

# What the department fills in, in the order in which it is asked.
FIELDS: Final = (
    "purpose_met",
    "purpose_note",
    "reaches",
    "followers",
    "posts",
    "replies",
    "reply_time",
    "kept_up",
    "counterpart_kept",
    "access_kept",
    "two_step",
    "privacy_note",
    "learnt",
    "outcome",
    "outcome_reason",
    "change",
    "change_by",
    "reopens_on",
)
# What has to be said before it can be sent, whatever comes out of it.
REQUIRED: Final = (
    "purpose_met",
    "purpose_note",
    "reaches",
    "kept_up",
    "counterpart_kept",
    "access_kept",
    "two_step",
    "privacy_note",
    "outcome",
)
# What has to be said besides, by outcome.
REQUIRED_FOR: Final[Mapping[str, Sequence[str]]] = {
    Outcome.CONTINUE: (),
    Outcome.CHANGE: ("change", "change_by"),
    Outcome.PAUSE: ("outcome_reason", "reopens_on"),
    Outcome.CLOSE: ("outcome_reason",),
}
# How long the department has for closing what is to be closed.
CLOSING_DAYS: Final = 30


class Overtaken(Exception):
    """Somebody else has changed the evaluation since the person saw it."""

    def __init__(self, evaluation: Evaluation) -> None:
        super().__init__(f"evaluation {evaluation.pk} has moved on")
        self.evaluation = evaluation


class Incomplete(Exception):
    """The evaluation cannot be sent yet: `missing` are the fields that say nothing."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"{len(missing)} answers are missing")
        self.missing = missing


def open_of(profile: Profile) -> Evaluation | None:
    """The evaluation that is being written, or waits for the administration."""
    return profile.evaluations.open().select_related("begun_by", "sent_by").first()


def earlier(profile: Profile) -> list[Evaluation]:
    """Those that are confirmed, newest first."""
    over = profile.evaluations.filter(state=State.CONFIRMED)
    return list(over.select_related("sent_by", "answered_by").order_by("-answered_at", "-pk"))


@transaction.atomic
def begin(profile: Profile, *, by: User, at: datetime | None = None) -> Evaluation:
    """The profile's open evaluation, or a new draft with what the portal knows filled in.

    Raises `Conflict` if the profile is not in use.
    """
    at = at or timezone.now()
    history.hold(profile.pk)
    if not Profile.objects.living().filter(pk=profile.pk).exists():
        raise Conflict(profile, profile.version)
    if begun := open_of(profile):
        return begun
    return Evaluation.objects.create(
        profile=profile,
        due_on=profile.next_evaluation_on,
        begun_by=by,
        begun_at=at,
        changed_at=at,
        **filled_in(profile),
    )


@transaction.atomic
def save(
    evaluation: Evaluation,
    *,
    by: User,
    version: int,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Evaluation:
    """Keep `values` (some of FIELDS) in a draft that is still at `version`.

    Raises `Overtaken`.
    """
    known = {name: value for name, value in values.items() if name in FIELDS}
    _step(evaluation, State.DRAFT, version, changed_at=at or timezone.now(), **known)
    return evaluation


@transaction.atomic
def send(evaluation: Evaluation, *, by: User, version: int, at: datetime | None = None) -> Event:
    """Send it to the administration, with what the portal knows of the time since the last one.

    Raises `Overtaken`, `Incomplete` with what is not answered, and `Conflict` if the profile is
    no longer in use.
    """
    at = at or timezone.now()
    profile = _held(evaluation)
    evaluation.refresh_from_db()
    if missing := missing_in(evaluation):
        raise Incomplete(missing)
    _step(
        evaluation,
        State.DRAFT,
        version,
        state=State.SENT,
        sent_by=by,
        sent_at=at,
        answer="",
        known=known_of(profile, since_of(profile), timezone.localdate(at)),
    )
    event = history.record(profile, Kind.EVALUATED, by=by, at=at, **_told(evaluation))
    notices.tell(Notice.Kind.EVALUATED, event, lifecycle.administration(at))
    return event


@transaction.atomic
def confirm(
    evaluation: Evaluation,
    *,
    by: User,
    version: int,
    next_on: date,
    message: str = "",
    at: datetime | None = None,
) -> Event:
    """Confirm the outcome and let it happen: the next evaluation is on `next_on`.

    A change becomes a condition, a pause begins, and closing waits for the checklist, with a
    month to do it in. Raises `Overtaken`, and `Conflict` if the profile is no longer in use.
    """
    at = at or timezone.now()
    profile = _held(evaluation)
    _step(
        evaluation,
        State.SENT,
        version,
        state=State.CONFIRMED,
        answered_by=by,
        answered_at=at,
        answer=message,
        next_on=next_on,
    )
    in_force = policies.of(profile.department)
    columns = deadlines.next_evaluation(next_on, timezone.localdate(at), in_force)
    Profile.objects.filter(pk=profile.pk).update(**columns)
    event = history.record(
        profile,
        Kind.EVALUATION_CONFIRMED,
        by=by,
        at=at,
        reason=message,
        next_on=next_on.isoformat(),
        **_told(evaluation),
    )
    _carry_out(evaluation, profile, by=by, at=at)
    flags.review(profile, by=by, at=at)
    notices.tell(Notice.Kind.EVALUATION_CONFIRMED, event, _concerned(evaluation, profile, at))
    return event


@transaction.atomic
def send_back(
    evaluation: Evaluation, *, by: User, version: int, reason: str, at: datetime | None = None
) -> Event:
    """Ask the department to say more; it becomes a draft again. Raises `Overtaken`."""
    at = at or timezone.now()
    profile = _held(evaluation)
    _step(evaluation, State.SENT, version, state=State.DRAFT, answer=reason)
    event = history.record(profile, Kind.EVALUATION_RETURNED, by=by, at=at, reason=reason)
    notices.tell(Notice.Kind.EVALUATION_RETURNED, event, _concerned(evaluation, profile, at))
    return event


@transaction.atomic
def ask(
    profile: Profile,
    *,
    by: User,
    version: int,
    due_on: date,
    reason: str = "",
    at: datetime | None = None,
) -> Event | None:
    """Ask for an evaluation by `due_on`, before it would have been due.

    None if the person has just done the same. Raises `Conflict`.
    """
    kind, told = Kind.EVALUATION_ASKED, Notice.Kind.EVALUATION_ASKED
    return _set_deadline(
        profile, kind, told, by=by, version=version, due_on=due_on, reason=reason, at=at
    )


@transaction.atomic
def extend(
    profile: Profile,
    *,
    by: User,
    version: int,
    due_on: date,
    reason: str,
    at: datetime | None = None,
) -> Event | None:
    """Give the department until `due_on`.

    None if the person has just done the same. Raises `Conflict`.
    """
    kind, told = Kind.DEADLINE_EXTENDED, Notice.Kind.DEADLINE_EXTENDED
    return _set_deadline(
        profile, kind, told, by=by, version=version, due_on=due_on, reason=reason, at=at
    )


def ask_all(
    told: Sequence[tuple[Profile, Sequence[User]]],
    *,
    by: User,
    due_on: date,
    reason: str = "",
    at: datetime,
) -> list[Event]:
    """The same for many that the caller holds and has looked at, with whom to tell of each."""
    kind, notice = Kind.EVALUATION_ASKED, Notice.Kind.EVALUATION_ASKED
    return _set_deadlines(told, kind, notice, by=by, due_on=due_on, reason=reason, at=at)


def extend_all(
    told: Sequence[tuple[Profile, Sequence[User]]],
    *,
    by: User,
    due_on: date,
    reason: str,
    at: datetime,
) -> list[Event]:
    """The same for many that the caller holds and has looked at, with whom to tell of each."""
    kind, notice = Kind.DEADLINE_EXTENDED, Notice.Kind.DEADLINE_EXTENDED
    return _set_deadlines(told, kind, notice, by=by, due_on=due_on, reason=reason, at=at)


def missing_in(evaluation: Evaluation) -> list[str]:
    """The fields that have to be filled in before it can be sent, and are not."""
    wanted = (*REQUIRED, *REQUIRED_FOR.get(evaluation.outcome, ()))
    return [name for name in wanted if getattr(evaluation, name) in ("", None)]


def since_of(profile: Profile) -> datetime:
    """From when on an evaluation looks back: the last one, or else the registration."""
    last = profile.evaluations.filter(state=State.CONFIRMED).order_by("-answered_at").first()
    return last.answered_at if last and last.answered_at else profile.registered_at


def known_of(profile: Profile, since: datetime, today: date) -> dict[str, Any]:
    """What the portal knows of the profile since then, JSON-able; see the evaluation's page."""
    raised = profile.flags.filter(raised_at__gte=since).order_by("raised_at")
    reports = profile.activities.filter(reported_at__gte=since).order_by("reported_at")
    told = reports.exclude(followers=None).values_list("followers", flat=True)
    pauses = profile.pauses.filter(started_at__gte=since).order_by("starts_on")
    return {
        "since": timezone.localdate(since).isoformat(),
        "until": today.isoformat(),
        "activities": reports.count(),
        "followers": [told.first(), told.last()] if told else [],
        "flags": list(raised.values_list("kind", flat=True)),
        "pauses": [pause.days for pause in pauses],
        "hijackings": profile.hijackings.filter(reported_at__gte=since).count(),
        "open_conditions": profile.conditions.filter(met_at=None).count(),
    }


def suggested_next(evaluation: Evaluation, today: date) -> date:
    """The day that the administration is offered for the next evaluation."""
    if evaluation.outcome == Outcome.CLOSE:
        return date.fromordinal(today.toordinal() + CLOSING_DAYS)
    return policy.next_evaluation(today, policies.of(evaluation.profile.department))


def values_of(evaluation: Evaluation) -> dict[str, Any]:
    """What the department has filled in, by field."""
    return {name: getattr(evaluation, name) for name in FIELDS}


def filled_in(profile: Profile) -> dict[str, Any]:
    """What an evaluation begins with: the newest number of followers, and the last answers."""
    last = profile.evaluations.filter(state=State.CONFIRMED).order_by("-answered_at").first()
    told = profile.activities.exclude(followers=None).values_list("followers", flat=True).first()
    begun: dict[str, Any] = {"followers": told}
    if last:
        begun["reply_time"] = last.reply_time
    return begun


def _held(evaluation: Evaluation) -> Profile:
    """The profile's row, before that of the evaluation, as every act takes them."""
    rows = Profile.objects.living().select_for_update(of=("self",))
    profile = rows.select_related("department", "owner").filter(pk=evaluation.profile_id).first()
    if profile is None:
        raise Conflict(evaluation.profile, evaluation.profile.version)
    return profile


def _step(evaluation: Evaluation, source: str, version: int, **columns: Any) -> None:
    """Change the row if it is still as it was seen; else raise `Overtaken`."""
    seen = Evaluation.objects.filter(pk=evaluation.pk, version=version, state=source)
    if not seen.update(version=F("version") + 1, **columns):
        raise Overtaken(evaluation)
    evaluation.refresh_from_db()


def _carry_out(evaluation: Evaluation, profile: Profile, *, by: User, at: datetime) -> None:
    if evaluation.outcome == Outcome.CHANGE and evaluation.change_by:
        responsible = profile.owner or evaluation.sent_by
        if responsible:
            Condition.objects.create(
                profile=profile,
                text=evaluation.change,
                due_on=evaluation.change_by,
                responsible=responsible,
                created_at=at,
            )
    today = timezone.localdate(at)
    if (
        evaluation.outcome == Outcome.PAUSE
        and profile.status == Profile.Status.ACTIVE
        and evaluation.reopens_on
        and evaluation.reopens_on > today
    ):
        lifecycle.pause(
            profile,
            by=evaluation.sent_by or by,
            version=profile.version,
            reopens_on=evaluation.reopens_on,
            reason=evaluation.outcome_reason,
            at=at,
        )


def _set_deadline(
    profile: Profile,
    kind: Event.Kind,
    told: Notice.Kind,
    *,
    by: User,
    version: int,
    due_on: date,
    reason: str,
    at: datetime | None,
) -> Event | None:
    at = at or timezone.now()
    rows = Profile.objects.living().select_for_update(of=("self",))
    held = rows.select_related("department", "owner").filter(pk=profile.pk).first()
    if held is None or held.version != version:
        raise Conflict(profile, version)
    old, last = held.next_evaluation_on, held.events.last()
    if old == due_on and last and (last.kind, last.actor, last.reason) == (kind, by, reason):
        return None
    people = [each for each in _evaluating(held, at) if each != by]
    (event,) = _set_deadlines(
        [(held, people)], kind, told, by=by, due_on=due_on, reason=reason, at=at
    )
    return event


def _set_deadlines(
    told: Sequence[tuple[Profile, Sequence[User]]],
    kind: Event.Kind,
    notice: Notice.Kind,
    *,
    by: User,
    due_on: date,
    reason: str,
    at: datetime,
) -> list[Event]:
    held = [profile for profile, _people in told]
    events = [
        history.build(
            each,
            kind,
            by=by,
            at=at,
            reason=reason,
            old_due_on=each.next_evaluation_on and each.next_evaluation_on.isoformat(),
            due_on=due_on.isoformat(),
        )
        for each in held
    ]
    columns = deadlines.chosen_evaluation(due_on, timezone.localdate(at))
    Profile.objects.filter(pk__in=[each.pk for each in held]).update(**columns)
    history.keep(events)
    flags.review(*held, by=by, at=at)
    people = (people for _profile, people in told)
    notices.tell_together(notice, list(zip(events, people, strict=True)))
    return events


def _told(evaluation: Evaluation) -> dict[str, Any]:
    """What the timeline says of an evaluation."""
    change_by, reopens_on = evaluation.change_by, evaluation.reopens_on
    said: dict[str, Any] = {"evaluation": evaluation.pk, "outcome": evaluation.outcome}
    if evaluation.outcome == Outcome.CHANGE and change_by:
        said |= {"change": evaluation.change, "change_by": change_by.isoformat()}
    if evaluation.outcome == Outcome.PAUSE and reopens_on:
        said["paused_until"] = reopens_on.isoformat()
    return said


def _evaluating(profile: Profile, at: datetime) -> list[User]:
    """Who evaluates: the owner, or those who lead where there is none."""
    owner = profile.owner
    if owner and owner.is_active:
        return [owner]
    return leaders_of(profile.department, timezone.localdate(at))


def _concerned(evaluation: Evaluation, profile: Profile, at: datetime) -> list[User]:
    """Who hears what became of an evaluation: who sent it, and who evaluates."""
    sender = evaluation.sent_by
    people = [*_evaluating(profile, at)]
    if sender and sender.is_active:
        people.append(sender)
    return list(dict.fromkeys(people))
