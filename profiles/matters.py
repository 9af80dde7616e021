"""What has a deadline: one declaration for each kind of matter that people are reminded of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncDate

from profiles.models import Condition, Evaluation, Flag, Pause, Profile, Reminder
from profiles.models.profile import ProfileQuerySet

Matter, Capacity = Reminder.Matter, Reminder.Capacity
NO_SUBJECT: Final = Value(0, output_field=BigIntegerField())
NOBODY: Final = Cast(Value(None), BigIntegerField())
# Rows that are read at a time.
BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Due:
    """One matter of one profile: by when it is due, since when, and whose it is."""

    matter: str
    profile: int
    department: int
    owner: int | None
    due_on: date
    since_on: date
    # The condition and who is to meet it, where it is one.
    subject: int = 0
    responsible: int | None = None

    @property
    def key(self) -> str:
        """What it is called where it is chosen among others."""
        return f"{self.matter}-{self.profile}-{self.subject}"

    @property
    def interval(self) -> int:
        """How many days there were to do it in."""
        return (self.due_on - self.since_on).days


@dataclass(frozen=True, slots=True)
class Declaration:
    """A kind of matter: the rows that are due, and where their facts stand.

    `turns` is who is reminded in turn: as what, and which value of the policy says how many
    days overdue it has to be (None is from the first step on). Where nobody of the first can
    sign in, the heads stand in.
    """

    matter: str
    rows: Callable[[], QuerySet[Any]]
    due_on: Combinable
    since_on: Combinable
    turns: Sequence[tuple[str, str | None]]
    # The way from a row to its profile.
    profile: str = ""
    subject: Combinable = NO_SUBJECT
    responsible: Combinable = NOBODY

    def until(self, day: date) -> Iterator[Due]:
        """What is due on that day or before, read in batches of their keys."""
        found = self._facts().filter(matter_due__lte=day).order_by("pk")
        after = 0
        while batch := list(self._read(found.filter(pk__gt=after)[:BATCH])):
            yield from (due for _key, due in batch)
            after = batch[-1][0]

    def between(self, first: date, last: date, of: ProfileQuerySet | None = None) -> QuerySet[Any]:
        """The rows that are due from the one day to the other, of some profiles or of all."""
        found = self._facts().filter(matter_due__gte=first, matter_due__lte=last)
        if of is not None:
            found = found.filter(**{f"{self._way}pk__in": of.order_by().values("pk")})
        return found

    def soonest(self, rows: QuerySet[Any], most: int) -> list[Due]:
        """Of what `between` has found the most urgent ones."""
        return [due for _key, due in self._read(rows.order_by("matter_due", "pk")[:most])]

    @property
    def _way(self) -> str:
        return f"{self.profile}__" if self.profile else ""

    def _facts(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.rows().annotate(
            matter_due=self.due_on,
            matter_since=self.since_on,
            matter_subject=self.subject,
            matter_responsible=self.responsible,
        )
        return rows

    def _read(self, rows: QuerySet[Any]) -> Iterator[tuple[int, Due]]:
        """Each row's key with what is due."""
        facts = ("matter_due", "matter_since", "matter_subject", "matter_responsible")
        names = [f"{self._way}{name}" for name in ("pk", "department", "owner")]
        for key, *values in rows.values_list("pk", *names, *facts):
            yield key, Due(self.matter, *values)


def _to_evaluate() -> QuerySet[Any]:
    """In use, and the department has not sent its evaluation yet."""
    sent = Evaluation.objects.to_confirm().filter(profile=OuterRef("pk"))
    return Profile.objects.living().filter(~Exists(sent))


def _flagged(kind: Flag.Kind) -> Callable[[], QuerySet[Any]]:
    return lambda: Flag.objects.open().filter(kind=kind)


def _paused() -> QuerySet[Any]:
    return Pause.objects.running().filter(profile__status=Profile.Status.PAUSED)


def _conditions() -> QuerySet[Any]:
    living = Profile.objects.living().order_by().values("pk")
    return Condition.objects.filter(met_at__isnull=True, profile__in=living)


_ESCALATED: Final = (
    (Capacity.HEAD, "head_after_days"),
    (Capacity.ADMINISTRATION, "administration_after_days"),
)
_OWNER: Final = ((Capacity.OWNER, None), *_ESCALATED)
_EDITORS: Final = ((Capacity.OWNER, None), (Capacity.BACKUP, None), *_ESCALATED)

DECLARATIONS: Final = (
    Declaration(
        Matter.OWNER,
        _flagged(Flag.Kind.OWNER_GONE),
        due_on=TruncDate("raised_at"),
        since_on=TruncDate("raised_at"),
        turns=(
            (Capacity.HEAD, None),
            (Capacity.ADMINISTRATION, "administration_after_days"),
        ),
        profile="profile",
    ),
    Declaration(
        Matter.BACKUP,
        _flagged(Flag.Kind.NO_BACKUP),
        due_on=TruncDate("raised_at"),
        since_on=TruncDate("raised_at"),
        turns=_OWNER,
        profile="profile",
    ),
    Declaration(
        Matter.REOPENING,
        _paused,
        due_on=F("reopens_on"),
        since_on=F("starts_on"),
        turns=_EDITORS,
        profile="profile",
    ),
    Declaration(
        Matter.ANSWER,
        lambda: Profile.objects.filter(status=Profile.Status.NOTIFIED),
        due_on=F("answer_due_on"),
        since_on=TruncDate("notified_at"),
        turns=((Capacity.ADMINISTRATION, None),),
    ),
    Declaration(
        Matter.ACTIVITY,
        lambda: Profile.objects.filter(status=Profile.Status.ACTIVE, last_active_on__isnull=False),
        due_on=F("next_activity_on"),
        since_on=F("last_active_on"),
        turns=_EDITORS,
    ),
    Declaration(
        Matter.EVALUATION,
        _to_evaluate,
        due_on=F("next_evaluation_on"),
        since_on=Coalesce("evaluation_set_on", TruncDate("registered_at")),
        turns=_OWNER,
    ),
    Declaration(
        Matter.CONDITION,
        _conditions,
        due_on=F("due_on"),
        since_on=TruncDate("created_at"),
        turns=((Capacity.RESPONSIBLE, None), *_ESCALATED),
        profile="profile",
        subject=F("pk"),
        responsible=F("responsible"),
    ),
    Declaration(
        Matter.ACCESS,
        lambda: Profile.objects.living(),
        due_on=F("access_due_on"),
        since_on=Coalesce("access_set_on", TruncDate("registered_at")),
        turns=_OWNER,
    ),
)
BY_MATTER: Final = {each.matter: each for each in DECLARATIONS}
