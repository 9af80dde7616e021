"""Closing a profile for a while, and opening it again (D4)."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from profiles import lifecycle, pausing, permissions
from profiles.follower_texts import Texts, with_marks
from profiles.forms.pausing import ExtendForm, PauseForm, ReopenForm, ReopeningForm
from profiles.history import Conflict
from profiles.lifecycle import Overlap
from profiles.models import Event, Pause, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.conflicts import conflict, is_done_already
from profiles.views.fetching import get_profile, takes_a_form, user_of

Status = Profile.Status
PAUSED: Final = gettext_lazy("The profile is paused. The text to its followers is below.")


@takes_a_form
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause at once, or plan it for a later day."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_pause(user, profile))
    form = PauseForm(
        _typed(request),
        profile=profile,
        today=timezone.localdate(),
        initial={"version": profile.version},
    )
    is_later = form.is_bound and form.is_valid() and form.cleaned_data["starts_on"] > form.today

    def do(version: int) -> None:
        given = form.cleaned_data
        terms = {"reopens_on": given["reopens_on"], "reason": given["reason"], "texts": form.texts}
        if is_later:
            days = {"starts_on": given["starts_on"]}
            pausing.plan_pause(profile, by=user, version=version, **days, **terms)
        else:
            lifecycle.pause(profile, by=user, version=version, **terms)

    kind, done = Event.Kind.PAUSED, str(PAUSED)
    if is_later:
        kind, first = Event.Kind.PAUSE_PLANNED, date_format(form.cleaned_data["starts_on"])
        done = _("The pause is planned. It begins by itself on %(day)s.") % {"day": first}
    act = Act(kind, "profiles/pause.html", do, done, {Status.ACTIVE})
    return _perform(request, profile, form, act, field="starts_on")


@takes_a_form
def change(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """Plan a pause that has not begun otherwise."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_pause(user, profile))
    planned = get_object_or_404(profile.pauses.select_related("profile"), pk=pause)
    form = PauseForm(
        _typed(request), profile=profile, today=timezone.localdate(), initial=_kept(planned)
    )
    if planned.started_at or planned.cancelled_at:
        return _gone(request, planned, form)

    def do(version: int) -> None:
        given = form.cleaned_data
        terms = {name: given[name] for name in ("starts_on", "reopens_on", "reason")}
        pausing.change_pause(planned, by=user, version=version, texts=form.texts, **terms)

    begins = form.is_bound and form.is_valid() and form.cleaned_data["starts_on"] == form.today
    done = str(PAUSED) if begins else _("The planned pause is changed.")
    states = {Status.ACTIVE, Status.PAUSED}
    act = Act(Event.Kind.CHANGED, "profiles/change_pause.html", do, done, states)
    return _perform(request, profile, form, act, field="starts_on")


@takes_a_form
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the day on which a paused profile is expected to open again."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_pause(user, profile))
    running = profile.pauses.running().first()
    initial = {"version": profile.version, "reopens_on": running and running.reopens_on}
    form = ExtendForm(_typed(request), today=timezone.localdate(), initial=initial)

    def do(version: int) -> None:
        given = form.cleaned_data
        days = {"reopens_on": given["reopens_on"], "reason": given["reason"]}
        pausing.extend(profile, by=user, version=version, **days)

    done = _("The day is changed, also in the texts to the followers. Remember to post them.")
    act = Act(Event.Kind.CHANGED, "profiles/extend_pause.html", do, done, {Status.PAUSED})
    return _perform(request, profile, form, act, field="reopens_on")


@takes_a_form
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a paused profile again."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_pause(user, profile))
    form = ReopenForm(_typed(request), initial={"version": profile.version})

    def do(version: int) -> None:
        lifecycle.reopen(profile, by=user, version=version, reason=form.cleaned_data["reason"])

    done = _("The profile is open again. The administration has been told.")
    return perform(
        request, profile, form, Act(Event.Kind.REOPENED, "profiles/reopen.html", do, done)
    )


@require_POST
def cancel(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """Take a planned pause back."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_pause(user, profile))
    planned = get_object_or_404(profile.pauses.select_related("profile"), pk=pause)
    if pausing.cancel_pause(planned, by=user):
        messages.success(request, _("The planned pause is taken back."))
    else:
        messages.info(request, _("This pause has begun, or is taken back already."))
    return redirect(profile)


def pauses_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of its pauses; from what is prefetched, if it is."""
    pauses: list[Pause] = list(profile.pauses.all())
    planned = [each for each in pauses if not each.started_at and not each.cancelled_at]
    return {
        "pause": next((each for each in pauses if each.started_at and not each.ended_at), None),
        "planned": sorted(planned, key=lambda each: each.starts_on),
        "can_pause": permissions.can_pause(user, profile),
    }


def _kept(planned: Pause) -> dict[str, Any]:
    """What the form shows of a planned pause, with marks where its days stand in the texts."""
    days = planned.starts_on, planned.reopens_on
    texts = with_marks(Texts(planned.text_nb, planned.text_nn), *days)
    return {
        "version": planned.profile.version,
        "starts_on": planned.starts_on,
        "reopens_on": planned.reopens_on,
        "reason": planned.reason,
        "text_nb": texts.nb,
        "text_nn": texts.nn,
    }


def _gone(request: HttpRequest, planned: Pause, form: PauseForm) -> HttpResponse:
    """It has begun or was taken back: what was typed is kept to be copied."""
    profile = planned.profile
    if form.is_bound:
        form.full_clean()
    if form.is_bound and not is_done_already(request, profile, Event.Kind.PAUSED, form):
        return conflict(request, Conflict(profile, profile.version - 1), form)
    messages.info(request, _("This pause has begun, or is taken back already."))
    return redirect(profile)


def _perform(
    request: HttpRequest, profile: Profile, form: ReopeningForm, act: Act, *, field: str
) -> HttpResponse:
    try:
        return perform(request, profile, form, act)
    except Overlap as overlap:
        form.add_overlap(overlap.pause, field)
        return render(request, act.template, {"profile": profile, "form": form})


def _typed(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None
