"""The administration's answers to what the departments have notified (C1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.standing import leaders_of
from profiles import assessments, lifecycle, permissions, policies, policy, timeline
from profiles.forms.answering import ApprovalForm, ReasonForm
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notification in the queue."""

    profile: Profile
    sent: Event | None
    working_days: int
    is_overdue: bool
    warnings: int
    is_own: bool


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What has been notified and waits for an answer, longest waiting first."""
    user = user_of(request)
    require(permissions.can_answer(user))
    waiting = assessments.with_answers(
        Profile.objects.awaiting_answer().select_related("department")
    )
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = _rows(list(page.object_list), user, timezone.localdate())
    return render(request, "profiles/queue.html", {"page": page, "rows": rows})


@takes_a_form
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, perhaps on conditions; with the day of the first evaluation."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_approve(user, profile))
    today = timezone.localdate()
    in_force = policies.of(profile.department)
    people = _people(profile, today)
    form = ApprovalForm(_typed(request), people=people, today=today, in_force=in_force)
    form.fields["version"].initial = profile.version

    def do(version: int) -> None:
        lifecycle.approve(
            profile,
            by=user,
            version=version,
            evaluate_on=form.cleaned_data["evaluate_on"],
            demands=form.demands,
            message=form.cleaned_data["message"],
        )

    done = _("The profile is approved. The department has been told.")
    act = Act(Event.Kind.APPROVED, "profiles/approve.html", do, done)
    return perform(request, profile, form, act, **_notified(profile))


@takes_a_form
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Something has to be mended before there is an answer."""
    hint = _("Say what has to be mended. The department gets your words as they stand.")
    return _with_reason(
        request,
        pk,
        hint,
        Event.Kind.SENT_BACK,
        "profiles/send_back.html",
        _("The notification is sent back. The department has been told why."),
    )


@takes_a_form
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """No, and why."""
    hint = _("Say why, and what the department can do instead. It gets your words as they stand.")
    return _with_reason(
        request,
        pk,
        hint,
        Event.Kind.REJECTED,
        "profiles/reject.html",
        _("The profile is rejected. The department has been told why."),
    )


def _with_reason(
    request: HttpRequest, pk: int, hint: str, kind: Event.Kind, template: str, done: str
) -> HttpResponse:
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_answer(user, profile))
    form = ReasonForm(_typed(request), hint=hint, initial={"version": profile.version})
    answer = lifecycle.send_back if kind == Event.Kind.SENT_BACK else lifecycle.reject
    do = partial(_answer, answer, profile, user, form)
    return perform(request, profile, form, Act(kind, template, do, done), **_notified(profile))


def _answer(answer: Any, profile: Profile, user: User, form: ReasonForm, version: int) -> None:
    answer(profile, by=user, version=version, reason=form.cleaned_data["reason"])


def _typed(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _notified(profile: Profile) -> dict[str, Any]:
    """What was notified, to have in sight while answering."""
    return {
        "snapshot": profile.snapshots.select_related("event").first(),
        "answered": assessments.read(profile),
        "today": timezone.localdate(),
    }


def _people(profile: Profile, today: date) -> list[User]:
    """Who can be asked to meet a condition: owner, backups and heads, each once."""
    people = [profile.owner, *profile.backups.all(), *leaders_of(profile.department, today)]
    return list(dict.fromkeys(person for person in people if person and person.is_active))


def _rows(profiles: list[Profile], user: User, today: date) -> list[Waiting]:
    own, turns = permissions.own_among(user, profiles), timeline.last_turns(profiles)
    return [
        Waiting(
            profile=profile,
            sent=turns.get(profile.pk),
            working_days=policy.working_days_after(timezone.localdate(profile.notified_at), today),
            is_overdue=profile.answer_due_on is not None and profile.answer_due_on < today,
            warnings=sum(len(answered.warning) for answered in assessments.read(profile)),
            is_own=profile.pk in own,
        )
        for profile in profiles
    ]
