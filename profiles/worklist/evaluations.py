"""Evaluations that are due, that wait for an answer, and what they came to (D2)."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from profiles import permissions, policies
from profiles.models import Evaluation, Profile
from profiles.worklist.item import MOST, Item, Kind


def items(user: User, today: date) -> list[Item]:
    """To write: for the owner and the nearest head, from a month before it is due. To confirm:
    for the administration. To close: for the nearest head.
    """
    return [*_to_write(user, today), *_to_confirm(user), *_to_close(user, today)]


def _to_write(user: User, today: date) -> list[Item]:
    soon = today + timedelta(days=policies.municipality().first_reminder_days)
    due = Profile.objects.living().filter(next_evaluation_on__lte=soon).order_by()
    due = due.exclude(evaluations__state=Evaluation.State.SENT)
    mine = due.filter(owner=user).values("pk")
    if user.standing.leads:
        mine = mine.union(due.filter(department__in=user.leads_nearest).values("pk"))
    found = Profile.objects.filter(pk__in=mine).select_related("department")
    profiles = list(found.order_by("next_evaluation_on", "pk")[:MOST])
    drafts = Evaluation.objects.filter(profile__in=profiles, state=Evaluation.State.DRAFT)
    begun = {draft.profile_id: draft for draft in drafts}
    return [
        Item(
            Kind.EVALUATE,
            profile,
            since=today,
            due_on=profile.next_evaluation_on,
            is_overdue=profile.next_evaluation_on is not None
            and profile.next_evaluation_on < today,
            subject=begun.get(profile.pk),
        )
        for profile in profiles
    ]


def _to_confirm(user: User) -> list[Item]:
    waiting = permissions.evaluations_to_confirm(user)
    waiting = waiting.select_related("profile__department", "sent_by")
    return [
        Item(
            Kind.CONFIRM_EVALUATION,
            each.profile,
            since=timezone.localdate(each.sent_at),
            subject=each,
        )
        for each in waiting[:MOST]
    ]


def _to_close(user: User, today: date) -> list[Item]:
    if not user.standing.leads:
        return []
    living = Profile.objects.living().filter(department__in=user.leads_nearest).order_by()
    found = Evaluation.objects.filter(profile__in=living.values("pk")).newest_confirmed()
    found = found.filter(outcome=Evaluation.Outcome.CLOSE)
    return [
        Item(Kind.CLOSE_EVALUATED, each.profile, since=today, due_on=each.next_on, subject=each)
        for each in found.select_related("profile__department").order_by("next_on", "pk")[:MOST]
    ]
