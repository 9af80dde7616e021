"""Who has access to a profile's account: looking, keeping the list, and checking it (C2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from profiles import accesses, permissions
from profiles.accesses import CHECKED, HeldAlready
from profiles.forms.access import FactsForm, HolderForm
from profiles.models import Access, Event, Holder, Profile
from profiles.models.access import YesNo
from profiles.permissions import require
from profiles.views import sheets
from profiles.views.access_words import label_of, lines_of
from profiles.views.asking import Values
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.judgements import judgement_of
from profiles.views.sheets import Sheet

# So many of the latest changes are shown.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the access, in words, with the day on which it was last checked."""

    label: str
    value: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """A line of what was changed or checked: who, when and what."""

    event: Event
    lines: Sequence[str]


@require_safe
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has access, what is known of it, and what to mend."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_see_access(user, profile))
    kept, holders = accesses.access_of(profile), _holders(profile)
    can_change = permissions.can_check_access(user, profile) and profile.status in accesses.OPEN
    context = {
        "profile": profile,
        "access": kept,
        "holders": [(holder, accesses.has_left(holder)) for holder in holders],
        "missing": _missing(profile, holders) if can_change else [],
        "facts": [_fact(kept, fact) for fact in CHECKED],
        "judgement": judgement_of(accesses.resilience_of(kept, holders, timezone.localdate())),
        "can_change": can_change,
        "told": [Told(event, lines_of(event)) for event in _events(profile)],
    }
    return render(request, "profiles/access/access.html", context)


@takes_a_form
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the facts, and tick those that were checked today."""
    profile, user = _to_change(request, pk)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    if request.method == "POST":
        return _save_facts(request, profile, user)
    kept = accesses.access_of(profile)
    form = FactsForm(access=kept)
    sheets.begin(_facts_sheet(form, kept))
    return render(request, "profiles/access/facts.html", {"profile": profile, "form": form})


@takes_a_form
def holder_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the list; `?person=` is suggested from the list itself."""
    profile, user = _to_change(request, pk)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    typed = request.POST if request.method == "POST" else None
    suggested = request.GET.get("person", "")
    initial = {
        "person": int(suggested) if suggested.isascii() and suggested.isdigit() else None,
        "role": Holder.Role.ADMINISTRATOR
        if suggested == str(profile.owner_id)
        else Holder.Role.EDITOR,
    }
    form = HolderForm(typed, profile=profile, initial=initial)
    if form.is_valid():
        try:
            accesses.add_holder(profile, by=user, terms=form.terms)
        except HeldAlready:
            form.add_held()
        else:
            messages.success(request, _("The list of those with access is saved."))
            return redirect("profiles:access", pk=pk)
    return render(request, "profiles/access/holder.html", {"profile": profile, "form": form})


@takes_a_form
def holder_edit(request: HttpRequest, pk: int, holder: int) -> HttpResponse:
    """Change what is kept of somebody on the list."""
    profile, user = _to_change(request, pk)
    kept = _holder(profile, holder)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    if request.method == "POST":
        return _save_holder(request, profile, user, holder)
    form = HolderForm(profile=profile, holder=kept)
    sheets.begin(_holder_sheet(form, kept))
    context = {"profile": profile, "form": form, "holder": kept}
    return render(request, "profiles/access/holder.html", context)


@takes_a_form
def holder_remove(request: HttpRequest, pk: int, holder: int) -> HttpResponse:
    """Take somebody off the list, after a question: is the access on the platform gone?"""
    profile, user = _to_change(request, pk)
    kept = _holder(profile, holder)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    if request.method == "POST":
        accesses.remove_holder(kept, by=user)
        messages.success(request, _("%(who)s is off the list.") % {"who": kept})
        return redirect("profiles:access", pk=pk)
    return render(request, "profiles/access/remove.html", {"profile": profile, "holder": kept})


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that everything on the list holds today."""
    profile, user = _to_change(request, pk)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    accesses.confirm(profile, by=user)
    messages.success(request, _("Who has access is checked as of today."))
    return redirect("profiles:access", pk=pk)


def judgement_about(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of the access, to those who may see it."""
    if profile.status not in accesses.OPEN or not permissions.can_see_access(user, profile):
        return {}
    kept, today = accesses.access_of(profile), timezone.localdate()
    resilience = accesses.resilience_of(kept, _holders(profile), today)
    return {"judgement": judgement_of(resilience), "access": kept}


def _to_change(request: HttpRequest, pk: int) -> tuple[Profile, User]:
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_check_access(user, profile))
    return profile, user


def _holder(profile: Profile, pk: int) -> Holder:
    return get_object_or_404(profile.holders.select_related("person", "profile"), pk=pk)


@transaction.atomic
def _save_facts(request: HttpRequest, profile: Profile, user: User) -> HttpResponse:
    kept = accesses.hold(profile)
    form = FactsForm(request.POST, access=kept)
    if not form.is_valid():
        return render(request, "profiles/access/facts.html", {"profile": profile, "form": form})
    sheet = _facts_sheet(form, kept)
    settled = sheets.settle(request, sheet)
    if settled.clashes:
        return sheets.decide(request, sheet, settled)
    # What somebody else has changed meanwhile is not what this person has looked up.
    confirmed = [fact for fact in form.confirmed if fact not in settled.theirs]
    accesses.change_facts(profile, by=user, values=settled.values, confirmed=confirmed)
    sheets.tell(request, settled, _("What is known of the access is saved."))
    return redirect("profiles:access", pk=profile.pk)


@transaction.atomic
def _save_holder(request: HttpRequest, profile: Profile, user: User, pk: int) -> HttpResponse:
    accesses.hold(profile)
    kept = _holder(profile, pk)
    form = HolderForm(request.POST, profile=profile, holder=kept)
    if form.is_valid():
        sheet = _holder_sheet(form, kept)
        settled = sheets.settle(request, sheet)
        if settled.clashes:
            return sheets.decide(request, sheet, settled)
        try:
            terms = accesses.terms_of(sheet.stands | settled.values)
            accesses.change_holder(kept, by=user, terms=terms)
        except HeldAlready:
            form.add_held()
        else:
            sheets.tell(request, settled, _("The list of those with access is saved."))
            return redirect("profiles:access", pk=profile.pk)
    context = {"profile": profile, "form": form, "holder": kept}
    return render(request, "profiles/access/holder.html", context)


def _facts_sheet(form: FactsForm, kept: Access) -> Sheet:
    stands = {fact: getattr(kept, fact) for fact in CHECKED}
    return _sheet(form, stands, kept.profile, lambda change, name: change["field"] == name)


def _holder_sheet(form: HolderForm, kept: Holder) -> Sheet:
    # One line of the list is changed as a whole.
    who = str(kept)
    stands = {name: getattr(kept, name) for name in accesses.Terms.__annotations__}
    return _sheet(
        form, stands, kept.profile, lambda change, _name: (change["new"] or {}).get("name") == who
    )


def _sheet(
    form: forms.Form, stands: Values, profile: Profile, tells: Callable[[Any, str], bool]
) -> Sheet:
    back = reverse("profiles:access", args=[profile.pk])

    def last(name: str) -> Event | None:
        changes = ((event, each) for event in _events(profile) for each in event.data["access"])
        return next((event for event, each in changes if tells(each, name)), None)

    return Sheet(form, stands, profile, back, last)


def _over(request: HttpRequest, profile: Profile) -> HttpResponse:
    message = _("This is no longer possible: the profile is now %(state)s.")
    messages.info(request, message % {"state": profile.get_status_display()})
    return redirect(profile)


def _holders(profile: Profile) -> list[Holder]:
    return list(profile.holders.select_related("person").order_by("role", "pk"))


def _missing(profile: Profile, holders: Sequence[Holder]) -> list[User]:
    """Who answers for the profile and stands nowhere on the list."""
    listed = {holder.person_id for holder in holders}
    owner = [profile.owner] if profile.owner else []
    people = [*owner, *profile.backups.all()]
    return [each for each in people if each.is_active and each.pk not in listed]


def _fact(kept: Access, fact: str) -> Fact:
    value = getattr(kept, fact)
    words = YesNo(value).label if fact in ("two_step", "private_only") and value else value
    return Fact(label_of(fact), "" if words is None else str(words), getattr(kept, CHECKED[fact]))


def _events(profile: Profile) -> list[Event]:
    events = profile.events.filter(kind=Event.Kind.ACCESS_CHECKED)
    return list(events.order_by("-at", "-pk")[:SHOWN])
