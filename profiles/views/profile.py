"""A profile's own page, and the pages that it leads to for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Department, User
from profiles import (
    assessments,
    hijackings,
    history,
    lifecycle,
    permissions,
    readiness,
    requests,
    timeline,
    wording,
)
from profiles.models import Condition, Event, Profile, Reminder
from profiles.readiness import Gap
from profiles.views.accesses import judgement_about
from profiles.views.activities import activity_of
from profiles.views.changing import changes_of
from profiles.views.closing import closing_of
from profiles.views.details import details_about
from profiles.views.evaluations import evaluations_of
from profiles.views.fetching import get_profile, user_of
from profiles.views.flags import flags_of
from profiles.views.hijackings import hijacking_of
from profiles.views.pausing import pauses_of
from profiles.views.requests import request_of

Kind = Event.Kind
# So many reminders are shown.
REMINDERS: Final = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the person may do with the profile now: the first one is the likeliest."""

    label: str
    url: str


@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a profile, with what the person can do next on top."""
    profile, user = get_profile(request, pk), user_of(request)
    _fetch_related(profile)
    events = list(profile.events.all())
    is_draft = profile.status == Profile.Status.DRAFT
    gaps = readiness.gaps(profile) if is_draft else []
    context = {
        "profile": profile,
        "above": _above(profile.department),
        "choices": choices(user, profile, gaps),
        "can_manage_people": permissions.can_manage_people(user),
        "is_own": permissions.can_answer(user) and not permissions.can_approve(user, profile),
        "can_restore": permissions.can_discard(user, profile),
        "can_edit": permissions.can_edit(user, profile),
        "is_editable": is_draft and permissions.can_edit(user, profile),
        "gaps": gaps,
        "turn": timeline.last_turn(events),
        "discarded": events[-1] if profile.status == Profile.Status.DISCARDED else None,
        "conditions": _conditions(user, profile),
        "answered": assessments.read(profile),
        "entries": timeline.entries(events),
        "today": timezone.localdate(),
        **pauses_of(user, profile),
        **hijacking_of(user, profile),
        **request_of(user, profile),
        **changes_of(user, profile),
        **judgement_about(user, profile),
        **flags_of(user, profile),
        **details_about(user, profile),
        "reminders": _reminders(user, profile),
    }
    if profile.is_living:
        context |= activity_of(user, profile) | evaluations_of(user, profile)
    if profile.status == Profile.Status.CLOSED:
        context |= closing_of(user, profile)
    return render(request, "profiles/profile.html", context)


@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The purpose assessment in full, to read and to print."""
    profile = get_profile(request, pk)
    current = assessments.current(profile)
    answered = assessments.read(profile)
    context = {"profile": profile, "assessment": current, "answered": answered}
    return render(request, "profiles/assessed.html", context)


@require_safe
def snapshot(request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
    """What was notified, as it stood: the proof that it was (C1)."""
    profile = get_profile(request, pk)
    kept = get_object_or_404(profile.snapshots.select_related("event"), pk=snapshot)
    context = {
        "profile": profile,
        "snapshot": kept,
        "facts": wording.facts_of(kept.content),
        "answers": wording.answers_of(kept.content),
        "is_intact": history.digest_of(kept.content) == kept.digest,
    }
    return render(request, "profiles/snapshot.html", context)


def choices(user: User, profile: Profile, gaps: Sequence[Gap]) -> list[Choice]:
    """What the person may do and what is possible now, most likely first."""
    if profile.status == Profile.Status.DRAFT and permissions.can_edit(user, profile):
        onwards = _url(gaps[0].step if gaps else "review", profile)
        label = _("Continue") if gaps else _("Review and notify")
        return [Choice(label, onwards), Choice(_("Throw the draft away"), _url("discard", profile))]
    possible = (
        (Kind.APPROVED, permissions.can_approve, _("Approve"), "approve"),
        (Kind.SENT_BACK, permissions.can_answer, _("Send back"), "send_back"),
        (Kind.REJECTED, permissions.can_answer, _("Reject"), "reject"),
        (Kind.WITHDRAWN, permissions.can_withdraw, _("Withdraw the notification"), "withdraw"),
        (Kind.RECONSIDERED, permissions.can_reconsider, _("Take it up again"), "reconsider"),
        (Kind.REOPENED, permissions.can_pause, _("Reopen"), "reopen"),
        (Kind.PAUSED, permissions.can_pause, _("Pause"), "pause"),
        (Kind.CLOSED, permissions.can_close, _("Close for good"), "close"),
    )
    found = [
        Choice(label, _url(name, profile))
        for kind, may, label, name in possible
        if lifecycle.is_open(profile, kind) and may(user, profile)
    ]
    if permissions.can_ask_for_update(user) and requests.can_be_asked_about(profile):
        found.append(Choice(_("Ask for an update"), _url("ask_for_update", profile)))
    if permissions.can_follow_hijacking(user, profile) and hijackings.can_be_reported(profile):
        found.append(Choice(_("Report that it is in other hands"), _url("hijacked", profile)))
    return found


def _url(name: str, profile: Profile) -> str:
    return reverse(f"profiles:{name}", args=(profile.pk,))


def _fetch_related(profile: Profile) -> None:
    prefetch_related_objects(
        [profile],
        "addresses",
        "areas",
        "backups",
        "responsibilities__accepted_by",
        "conditions__responsible",
        "conditions__met_by",
        "snapshots__event",
        "events",
        "pauses",
    )


def _conditions(user: User, profile: Profile) -> list[tuple[Condition, bool]]:
    """The conditions, open ones first, and whether the person may say that they are met."""
    ordered = sorted(profile.conditions.all(), key=lambda each: each.met_at is not None)
    is_over = profile.status == Profile.Status.CLOSED
    return [
        (each, not each.met_at and not is_over and permissions.can_meet(user, each))
        for each in ordered
    ]


def _reminders(user: User, profile: Profile) -> list[Reminder]:
    """Who was reminded of what, the newest first, for those who follow up."""
    if not permissions.can_see_reminders(user):
        return []
    told = profile.reminders.told().select_related("recipient", "notice", "sent_by")
    return list(told[:REMINDERS])


def _above(department: Department) -> list[Department]:
    """The departments that this one lies under, the municipality first."""
    keys = [int(key) for key in (department.path or "").split("/") if key]
    return list(Department.objects.filter(pk__in=keys[:-1]).order_by("path"))
