"""What can be wrong with a profile on a day: one declaration for each kind of flag.

Whatever is asked for its flags, one profile or a million, goes through these QuerySets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from accounts.models import Membership
from profiles.models import Assessment, Checklist, Flag, Pause, Profile
from profiles.models.profile import ProfileQuerySet, without_owner

Kind, Status = Flag.Kind, Profile.Status

NO_DAY: Final = Cast(Value(None), DateField())
NOTHING: Final = Cast(Value(None), BigIntegerField())


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of flag: the rule behind it (see docs/demands.md), the profiles that break it on a
    day (a date in Europe/Oslo), and the facts to keep, as expressions on such a profile.
    """

    kind: Flag.Kind
    demand: str
    broken: Callable[[date], ProfileQuerySet]
    due_on: Combinable = NO_DAY
    since_on: Combinable = NO_DAY
    subject: Combinable = NOTHING


def owner_gone(today: date) -> ProfileQuerySet:
    """The owner has left, was never named, or has no role any more where the profile belongs."""
    living = Profile.objects.living()
    # Only who has ended something somewhere can have left anything.
    leavers = Membership.objects.filter(ends_on__lt=today).order_by().values("user")
    moved = Q(owner__in=leavers) & Exists(_roles_here(ends_on__lt=today))
    return living.filter(without_owner() | (moved & ~Exists(_roles_here_on(today))))


def _roles_here(**conditions: object) -> QuerySet[Membership]:
    """The owner's roles in the profile's department, or in one above it."""
    roles = Membership.objects.filter(user=OuterRef("owner"), **conditions)
    own = roles.annotate(path=ExpressionWrapper(OuterRef("department__path"), CharField()))
    return own.filter(path__startswith=F("department__path"))


def _roles_here_on(today: date) -> QuerySet[Membership]:
    return _roles_here(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gte=today))


def no_backup(today: date) -> ProfileQuerySet:
    """No backup editor who can sign in, besides the owner."""
    active = Profile.backups.through.objects.filter(profile=OuterRef("pk"), user__is_active=True)
    return Profile.objects.living().filter(~Exists(active.exclude(user=OuterRef("owner"))))


def not_reopened(today: date) -> ProfileQuerySet:
    """Paused, and the day on which it was to open again has passed."""
    late = Pause.objects.running().filter(reopens_on__lt=today).order_by().values("profile")
    return Profile.objects.filter(status=Status.PAUSED, pk__in=late)


def unanswered(today: date) -> ProfileQuerySet:
    return Profile.objects.filter(status=Status.NOTIFIED, answer_due_on__lt=today)


def stale(today: date) -> ProfileQuerySet:
    """In use, and nothing new within what was promised; what is paused is not stale."""
    return _late(Kind.STALE, today)


def unevaluated(today: date) -> ProfileQuerySet:
    return _late(Kind.UNEVALUATED, today)


def access_due(today: date) -> ProfileQuerySet:
    return _late(Kind.ACCESS_DUE, today)


# Kinds that rest on a day which the policy gives: the profiles for which it counts, its column.
DAYS: Final[Mapping[Flag.Kind, tuple[Callable[[], ProfileQuerySet], str]]] = {
    Kind.STALE: (lambda: Profile.objects.filter(status=Status.ACTIVE), "next_activity_on"),
    Kind.UNEVALUATED: (lambda: Profile.objects.living(), "next_evaluation_on"),
    Kind.ACCESS_DUE: (lambda: Profile.objects.living(), "access_due_on"),
}


def _late(kind: Flag.Kind, today: date) -> ProfileQuerySet:
    profiles, column = DAYS[kind]
    return profiles().filter(**{f"{column}__lt": today})


def old_checklist(today: date) -> ProfileQuerySet:
    """To be evaluated, and assessed on a version of the checklist that is not the newest."""
    newest = Checklist.objects.filter(published_at__isnull=False).order_by("-version")
    return (
        Profile.objects.living()
        .filter(next_evaluation_on__lte=today)
        .annotate(assessed_on=_checklist())
        .filter(assessed_on__lt=Subquery(newest.values("version")[:1]))
    )


def _checklist() -> Subquery:
    """The version of the checklist that the profile was last assessed on."""
    own = Assessment.objects.filter(profile=OuterRef("pk")).order_by()
    return Subquery(own.values("profile").annotate(last=Max("checklist__version")).values("last"))


def _reopens_on() -> Subquery:
    return Subquery(Pause.objects.running().filter(profile=OuterRef("pk")).values("reopens_on")[:1])


def _paused_on() -> Subquery:
    return Subquery(Pause.objects.running().filter(profile=OuterRef("pk")).values("starts_on")[:1])


# In the order of their gravity.
RULES: Final = (
    Rule(Kind.OWNER_GONE, "C2", owner_gone, subject=F("owner_id")),
    Rule(Kind.NO_BACKUP, "C2", no_backup),
    Rule(Kind.NOT_REOPENED, "D4", not_reopened, due_on=_reopens_on(), since_on=_paused_on()),
    Rule(Kind.UNANSWERED, "C1", unanswered, due_on=F("answer_due_on")),
    Rule(Kind.STALE, "D1", stale, due_on=F("next_activity_on"), since_on=F("last_active_on")),
    Rule(Kind.UNEVALUATED, "D2", unevaluated, due_on=F("next_evaluation_on")),
    Rule(Kind.ACCESS_DUE, "C2", access_due, due_on=F("access_due_on")),
    Rule(
        Kind.OLD_CHECKLIST,
        "B4",
        old_checklist,
        due_on=F("next_evaluation_on"),
        subject=_checklist(),
    ),
)
BY_KIND: Final[Mapping[str, Rule]] = {rule.kind: rule for rule in RULES}
