"""An account in other hands: reporting it, and the routine until it is back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from profiles import hijacking_routine, hijackings, lifecycle, permissions
from profiles.crisis import Contact
from profiles.follower_texts import suggested_for_hijacking
from profiles.forms.hijacking import NoteForm, ReportForm, SolvedForm, StepForm
from profiles.hijacking_routine import Step
from profiles.models import Event, Hijacking, HijackingNote, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of

# As much as a form takes.
MOST_KEPT: Final = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the routine, and the line of the log that says that it is taken."""

    step: Step
    note: HijackingNote | None


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the log, with the step in words."""

    note: HijackingNote
    step: Step | None


@takes_a_form
def hijacked(request: HttpRequest, pk: int) -> HttpResponse:
    """The routine while somebody else holds the account; otherwise the form to report it."""
    profile, user = _mine(request, pk)
    running = hijackings.open_hijacking(profile)
    if running:
        if request.method == "POST":
            return _reported_already(request, profile)
        return _routine(request, profile, running)
    typed = request.POST if request.method == "POST" else None
    form = ReportForm(typed, initial={"version": profile.version})

    reported: list[Hijacking | None] = []

    def do(version: int) -> None:
        description = form.cleaned_data["description"]
        act = hijackings.report(profile, by=user, version=version, description=description)
        reported.append(act)

    states = {profile.status} if hijackings.is_in_use(profile) else hijackings.LIVING
    act = Act(Event.Kind.HIJACKED, "profiles/hijacking/report.html", do, "", states)
    earlier = profile.hijackings.exclude(solved_at=None).select_related("solved_by")
    response = perform(request, profile, form, act, earlier=earlier)
    if reported == [None]:
        return _reported_already(request, profile)
    if response.status_code == 302 and hijackings.open_hijacking(profile):
        messages.success(request, _("Everybody concerned is told. Go on with the steps below."))
        return redirect("profiles:hijacked", pk=pk)
    return response


@require_POST
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a step is taken; a second press says who was first."""
    profile, user = _mine(request, pk)
    running = hijackings.open_hijacking(profile)
    form = StepForm(request.POST)
    if running is None:
        return _over(request, profile)
    if not form.is_valid():
        messages.error(request, _("There is no such step."))
    elif hijackings.take_step(running, by=user, step=form.cleaned_data["step"]):
        messages.success(request, _("The step is noted."))
    else:
        first = running.notes.filter(step=form.cleaned_data["step"]).first()
        if first is None:
            return _over(request, profile)
        if first.by_id != user.pk:
            told = _("%(who)s has taken this step already.") % {"who": first.by_name}
            messages.info(request, told)
    return _back_to(pk, f"step-{form.cleaned_data['step']}" if form.is_valid() else "")


@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in the log."""
    profile, user = _mine(request, pk)
    running = hijackings.open_hijacking(profile)
    if running is None:
        return _over(request, profile)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _routine(request, profile, running, note_form=form)
    written = hijackings.add_note(running, by=user, text=form.cleaned_data["text"])
    if written is None and hijackings.open_hijacking(profile) is None:
        return _over(request, profile)
    # Otherwise it stood there already: a second press.
    messages.success(request, _("It stands in the log."))
    return _back_to(pk, "log")


@require_POST
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the account is back."""
    profile, user = _mine(request, pk)
    running = hijackings.open_hijacking(profile)
    if running is None:
        return _over(request, profile)
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return _routine(request, profile, running, solved_form=form)
    if not hijackings.solve(running, by=user, outcome=form.cleaned_data["outcome"]):
        return _over(request, profile)
    messages.success(request, _("The account is back, and everybody who was told knows it."))
    return redirect(profile)


def hijacking_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of it."""
    return {
        "hijacking": hijackings.open_hijacking(profile),
        "can_follow_hijacking": permissions.can_follow_hijacking(user, profile),
    }


def _mine(request: HttpRequest, pk: int) -> tuple[Profile, User]:
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_follow_hijacking(user, profile))
    return profile, user


def _back_to(pk: int, part: str) -> HttpResponse:
    """The routine is long, on a phone above all: go on where one was."""
    address = reverse("profiles:hijacked", args=[pk])
    return redirect(f"{address}#{part}" if part else address)


def _reported_already(request: HttpRequest, profile: Profile) -> HttpResponse:
    messages.info(request, _("It is reported already. Here is what to do."))
    _give_back(request, profile, "description")
    return redirect("profiles:hijacked", pk=profile.pk)


def _over(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Say that there is nothing to write it to any more, and give back what was typed."""
    messages.info(request, _("This is solved already, or it was never reported."))
    _give_back(request, profile, "text", "outcome")
    return redirect(profile)


def _give_back(request: HttpRequest, profile: Profile, *fields: str) -> None:
    """Keep a text that could not be written from being lost; after a second press it stands."""
    typed = "".join(request.POST.get(field, "") for field in fields).strip()[:MOST_KEPT]
    if typed and not hijackings.is_written(profile, typed):
        told = _("This was not written anywhere. Copy it if you need it: “%(text)s”")
        messages.warning(request, told % {"text": typed})


def _routine(
    request: HttpRequest,
    profile: Profile,
    hijacking: Hijacking,
    *,
    note_form: forms.Form | None = None,
    solved_form: forms.Form | None = None,
) -> HttpResponse:
    notes = list(hijacking.notes.all())
    taken = {note.step: note for note in notes if note.step}
    user, now = user_of(request), timezone.now()
    context = {
        "profile": profile,
        "hijacking": hijacking,
        "form": note_form or solved_form,
        "steps": [Taken(step, taken.get(step.code)) for step in hijacking_routine.STEPS],
        "taken": len(taken),
        "next_step": next((s.code for s in hijacking_routine.STEPS if s.code not in taken), ""),
        "log": [Written(note, hijacking_routine.BY_CODE.get(note.step)) for note in notes],
        "contacts": _contacts(profile, now),
        "help": hijacking_routine.HELP.get(profile.platform, ""),
        "texts": suggested_for_hijacking(profile.name, profile.platform_name, profile.website),
        "breach_due": hijacking_routine.breach_due(hijacking.reported_at),
        "breach_page": hijacking_routine.BREACH_PAGE,
        "police_page": hijacking_routine.POLICE_PAGE,
        "now": now,
        "note_form": note_form or NoteForm(),
        "solved_form": solved_form or SolvedForm(),
        "can_close": lifecycle.is_open(profile, Event.Kind.CLOSED)
        and permissions.can_close(user, profile),
    }
    return render(request, "profiles/hijacking/routine.html", context)


def _contacts(profile: Profile, at: datetime) -> list[Contact]:
    people = hijackings.whom_to_contact(profile, at)
    return [Contact(person, ", ".join(roles)) for person, roles in people]
