"""What waits while profiles are registered, notified and answered (C1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from profiles import assessments, permissions, readiness, timeline
from profiles.models import Condition, Event, Profile
from profiles.models.profile import ProfileQuerySet
from profiles.readiness import Gap
from profiles.worklist.item import MOST, Item, Kind

# How long a rejection is shown as something to read.
REJECTED_FOR: Final = timedelta(days=30)


def items(user: User, today: date) -> list[Item]:
    """Notifications to answer, conditions to meet, and the drafts of one's own department."""
    return [*_to_answer(user, today), *_conditions(user, today), *_own_department(user, today)]


def _to_answer(user: User, today: date) -> list[Item]:
    if not permissions.can_answer(user):
        return []
    waiting = list(Profile.objects.awaiting_answer().select_related("department")[:MOST])
    own, turns = permissions.own_among(user, waiting), timeline.last_turns(waiting)
    return [
        Item(
            kind=Kind.OWN if profile.pk in own else Kind.ANSWER,
            profile=profile,
            since=timezone.localdate(profile.notified_at),
            due_on=profile.answer_due_on,
            is_overdue=profile.pk not in own and _is_past(profile.answer_due_on, today),
            event=turns.get(profile.pk),
        )
        for profile in waiting
    ]


def _conditions(user: User, today: date) -> list[Item]:
    unmet = Condition.objects.filter(
        responsible=user,
        met_at__isnull=True,
        profile__in=Profile.objects.visible_to(user).living(),
    )
    return [
        Item(
            kind=Kind.CONDITION,
            profile=condition.profile,
            since=condition.due_on,
            due_on=condition.due_on,
            is_overdue=_is_past(condition.due_on, today),
            condition=condition,
        )
        for condition in unmet.select_related("profile__department", "responsible").order_by(
            "due_on", "pk"
        )[:MOST]
    ]


def _own_department(user: User, today: date) -> list[Item]:
    """Drafts and rejected profiles of those whom they wait for."""
    rejections = Event.objects.filter(profile=OuterRef("pk"), kind=Event.Kind.REJECTED)
    lately = Exists(rejections.filter(at__date__gte=today - REJECTED_FOR).order_by())
    waiting = Q(status=Profile.Status.DRAFT) | Q(lately, status=Profile.Status.REJECTED)
    found = _answered_for_by(user).filter(waiting)
    # Drafts first, which the alphabet happens to put before what is rejected.
    profiles = list(readiness.with_all(found).order_by("status", "registered_at", "pk")[:MOST])
    if not profiles:
        return []
    turns, unbegun = timeline.last_turns(profiles), assessments.newest()
    items = []
    for profile in profiles:
        turn = turns.get(profile.pk)
        if profile.status == Profile.Status.DRAFT:
            gaps = readiness.gaps(profile, unbegun)
            items.append(_draft(user, profile, turn, gaps))
        elif turn and _day_of(turn) >= today - REJECTED_FOR:
            items.append(Item(Kind.REJECTED, profile, _day_of(turn), event=turn))
    return items


def _draft(user: User, profile: Profile, turn: Event | None, gaps: Sequence[Gap]) -> Item:
    if turn and turn.kind == Event.Kind.SENT_BACK:
        return Item(Kind.SENT_BACK, profile, _day_of(turn), event=turn, gaps=gaps)
    lacks_head = [gap.field for gap in gaps] == ["responsibilities"]
    kind = Kind.ACCEPT if lacks_head and permissions.leads(user, profile) else Kind.DRAFT
    return Item(kind, profile, timezone.localdate(profile.registered_at), gaps=gaps)


def _answered_for_by(user: User) -> ProfileQuerySet:
    """Those that the user edits and that nobody is nearer to.

    A municipal director may edit every draft of the municipality, but they wait for the
    heads below as long as there are any.
    """
    mine = Q(owner=user) | Q(registered_by=user) | Q(department__in=user.leads_nearest)
    return Profile.objects.edited_by(user).filter(mine).select_related("department")


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _day_of(event: Event) -> date:
    return timezone.localdate(event.at)
