"""Registering a profile in four steps, each saved as it is left."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.organisation import Closed
from accounts.standing import leaders_of
from profiles import assessments, editing, lifecycle, permissions, platforms, readiness
from profiles.assessments import Given
from profiles.editing import AddressTaken
from profiles.forms.account import AccountForm, meant_by, problem_with
from profiles.forms.assessment import AssessmentForm
from profiles.forms.notification import NotificationForm
from profiles.forms.people import PeopleForm
from profiles.forms.step import StepForm
from profiles.history import Conflict
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views import saving
from profiles.views.conflicts import conflict, is_done_already, version_seen
from profiles.views.departments import closed_meanwhile
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.saving import Answers, Edit

# A button that is pressed twice is pressed again within this time.
TWICE_WITHIN = timedelta(seconds=30)
STEPS = ("account", "assessment", "people", "review")


@takes_a_form
def new(request: HttpRequest) -> HttpResponse:
    """The first step of a profile that does not exist yet."""
    user = user_of(request)
    require(permissions.can_register(user))
    form = AccountForm(typed_in(request), user=user)
    if request.method == "POST":
        complete = form.is_valid()
        if just_made := _just_made(user, form):
            return _onwards(request, just_made, default="assessment")
        if complete and (profile := _registered(user, form)):
            return _onwards(request, profile, default="assessment")
    return _step(request, "account", form, profile=None)


@takes_a_form
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Which account it is, and what it is needed for."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_edit(user, profile))
    if not _is_draft(request, profile):
        return redirect(profile)
    initial = AccountForm.initial_of(profile)
    form = AccountForm(typed_in(request), user=user, profile=profile, initial=initial)
    edit = Edit(form, partial(_write, user))
    if request.method != "POST":
        saving.begin(edit, profile)
        return _step(request, "account", form, profile)
    try:
        return _save(request, "account", profile, edit)
    except AddressTaken as taken:
        form.add_taken(taken.address)
        return _saved(request, "account", form, saving.Saved(profile))


@takes_a_form
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for it, and what is promised."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_edit(user, profile))
    if not _is_draft(request, profile):
        return redirect(profile)
    initial = PeopleForm.initial_of(profile)
    form = PeopleForm(typed_in(request), user=user, profile=profile, initial=initial)
    edit = Edit(form, partial(_write, user))
    if request.method != "POST":
        saving.begin(edit, profile)
        return _step(request, "people", form, profile)
    return _save(request, "people", profile, edit)


@takes_a_form
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The purpose assessment's questions."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_edit(user, profile))
    if not _is_draft(request, profile):
        return redirect(profile)
    answered = assessments.read(profile)
    initial = {"version": profile.version, **AssessmentForm.initial_of(answered)}
    form = AssessmentForm(typed_in(request), answered=answered, initial=initial)

    def write(profile: Profile, version: int, given: dict[str, Given]) -> None:
        assessments.answer(profile, by=user, version=version, given=given)

    edit = Answers(form, write)
    if request.method != "POST":
        saving.begin(edit, profile)
        return _step(request, "assessment", form, profile)
    return _save(request, "assessment", profile, edit)


@takes_a_form
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on one page, what is missing, and the button that notifies (C1)."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_notify(user, profile))
    if request.method != "POST" and not _is_draft(request, profile):
        return redirect(profile)
    form = NotificationForm(typed_in(request), initial={"version": profile.version})
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.notify(
                profile,
                by=user,
                version=version_seen(request, profile, form),
                message=form.cleaned_data["message"],
            )
        except Conflict as moved:
            profile.refresh_from_db()
            if is_done_already(request, profile, Event.Kind.NOTIFIED, form):
                return redirect(profile)
            return conflict(request, moved, form)
        except lifecycle.Incomplete:
            messages.warning(request, _("Something is missing before you can notify."))
        else:
            messages.success(request, _("The administration is notified. You have a receipt."))
            return redirect(profile)
    return _review_page(request, form, profile)


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """What an address that is being typed stands for; a fragment of the first step."""
    user = user_of(request)
    given = request.POST.get("address", "").replace("\x00", " ").strip()[:4000]
    chosen = request.POST.get("platform", "")
    chosen = chosen if chosen in platforms.PLATFORMS else ""
    found = platforms.identify(given, chosen or None) if given else None
    holder = editing.find_holder(found.platform or "", found.key or "") if found else None
    known = holder and Profile.objects.visible_to(user).filter(pk=holder.profile_id).first()
    context = {
        "found": found,
        "problem": problem_with(found, chosen) if found else "",
        "meant": meant_by(found) if found else None,
        "platform": platforms.PLATFORMS.get(found.platform) if found and found.platform else None,
        "holder": holder,
        "holder_profile": known,
        "is_own": known and str(known.pk) == request.POST.get("profile"),
    }
    return render(request, "profiles/registration/_address_check.html", context)


def _registered(user: User, form: AccountForm) -> Profile | None:
    """A new draft; None if somebody was faster, which the form then says."""
    values = form.clean_values
    try:
        return lifecycle.register(by=user, department=values["department"], values=values)  # type: ignore[arg-type]
    except AddressTaken as taken:
        form.add_taken(taken.address)
    except Closed as closed:
        form.add_error("department", closed_meanwhile(closed))
    return None


def _just_made(user: User, form: AccountForm) -> Profile | None:
    """The draft that the same button, pressed twice, has made already."""
    typed = {name: form.data.get(name, "").strip() for name in ("name", "need", "address")}
    same = Profile.objects.filter(
        registered_by=user,
        status=Profile.Status.DRAFT,
        department=form.cleaned_data.get("department"),
        name=typed["name"],
        need=typed["need"],
        registered_at__gte=timezone.now() - TWICE_WITHIN,
    )
    given = (each.main_address.given if each.main_address else "" for each in same)
    return next(
        (each for each, its in zip(same, given, strict=True) if its == typed["address"]), None
    )


def typed_in(request: HttpRequest) -> Mapping[str, Any] | None:
    """What was posted; a button beside the address may offer a better one."""
    if request.method != "POST":
        return None
    if "use_address" not in request.POST:
        return request.POST
    typed = request.POST.copy()
    typed["address"] = request.POST.get("use_address", "")
    return typed


def _is_draft(request: HttpRequest, profile: Profile) -> bool:
    if profile.status == Profile.Status.DRAFT or request.method == "POST":
        return True
    messages.info(request, _("Only a draft can be changed. Withdraw the notification first."))
    return False


def _write(user: User, profile: Profile, version: int, values: editing.Values) -> None:
    editing.change(profile, by=user, version=version, values=values)


def _save(request: HttpRequest, step: str, profile: Profile, edit: Edit) -> HttpResponse:
    """Save what could be understood, unless somebody has changed the same meanwhile."""
    edit.form.is_valid()
    try:
        saved = saving.save(request, profile, edit)
    except Conflict as moved:
        return conflict(request, moved, edit.form)
    if saved.clashes and not request.headers.get("HX-Request"):
        return saving.decide(request, edit, saved)
    return _saved(request, step, edit.form, saved)


def _saved(request: HttpRequest, step: str, form: StepForm, saved: saving.Saved) -> HttpResponse:
    """After a save: a word to htmx, the step again if something is to be mended, or onwards."""
    profile = saved.profile
    if request.headers.get("HX-Request"):
        context = {
            "form": form,
            "profile": profile,
            "saved": saved,
            "answered": _warnings(step, profile),
        }
        return render(request, "profiles/registration/_saved.html", context)
    for line in saved.others:
        messages.info(request, line)
    if form.errors:
        return _step(request, step, form, profile)
    return _onwards(request, profile, default=STEPS[STEPS.index(step) + 1])


def _onwards(request: HttpRequest, profile: Profile, *, default: str) -> HttpResponse:
    target = request.POST.get("to", "")
    if target == "tasks":
        messages.success(request, _("The draft is saved. You find it among your tasks."))
        return redirect("profiles:tasks")
    # The browser would carry "#field-…" over to the next step if nothing stood there.
    step = reverse(f"profiles:{target if target in STEPS else default}", args=[profile.pk])
    return redirect(f"{step}#")


def _warnings(step: str, profile: Profile) -> list[assessments.Answered]:
    return assessments.read(profile) if step == "assessment" else []


def _step(
    request: HttpRequest,
    step: str,
    form: StepForm,
    profile: Profile | None,
) -> HttpResponse:
    context = {
        "form": form,
        "profile": profile,
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": STEPS,
        "leaders": leaders_of(profile.department, timezone.localdate()) if profile else [],
    }
    return render(request, f"profiles/registration/{step}.html", context)


def _review_page(request: HttpRequest, form: NotificationForm, profile: Profile) -> HttpResponse:
    gaps = readiness.gaps(profile)
    context = {
        "form": form,
        "profile": profile,
        "gaps": gaps,
        "needs_head": any(gap.field == "responsibilities" for gap in gaps)
        and not permissions.can_accept_responsibilities(user_of(request), profile),
        "leaders": leaders_of(profile.department, timezone.localdate()),
        "answered": assessments.read(profile),
        "step": "review",
        "number": 4,
        "steps": STEPS,
    }
    return render(request, "profiles/registration/review.html", context)
