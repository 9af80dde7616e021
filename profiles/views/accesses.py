"""Who has access to a profile's account: looking, keeping the list, and checking it (C2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from profiles import accesses, permissions
from profiles.accesses import CHECKED, HeldAlready
from profiles.forms.access import FactsForm, HolderForm
from profiles.models import Access, Event, Holder, Profile
from profiles.models.access import YesNo
from profiles.permissions import require
from profiles.resilience import Level, Resilience, Weakness
from profiles.views import saving
from profiles.views.access_saving import FactsEdit, HolderEdit
from profiles.views.access_words import label_of, lines_of
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.saving import Saved
from profiles.wording import Label

LEVELS: Final[Mapping[Level, tuple[Label, str]]] = {
    Level.UNKNOWN: (gettext_lazy("Not known: nobody has checked who has access"), "neutral"),
    Level.ONE: (gettext_lazy("Hangs on one person"), "danger"),
    Level.WEAK: (gettext_lazy("Weak"), "warning"),
    Level.FAIR: (gettext_lazy("Would survive it, but something should be mended"), "info"),
    Level.GOOD: (gettext_lazy("Would survive it well"), "success"),
}
WEAKNESSES: Final[Mapping[Weakness, Label]] = {
    Weakness.NOBODY: gettext_lazy("Nobody who is still here can manage the account."),
    Weakness.ONLY_ONE: gettext_lazy(
        "Only one person can manage the account. Two or three are best."
    ),
    Weakness.PRIVATE: gettext_lazy("All access hangs on private profiles."),
    Weakness.NOT_CENTRAL: gettext_lazy(
        "Nobody outside the department has access for the municipality."
    ),
    Weakness.NO_TWO_STEP: gettext_lazy("Not everybody signs in in two steps."),
    Weakness.TWO_STEP_UNKNOWN: gettext_lazy(
        "It is not known that everybody signs in in two steps."
    ),
    Weakness.NO_RECOVERY: gettext_lazy(
        "It is not known where the recovery address and codes are kept."
    ),
    Weakness.TOO_MANY: gettext_lazy(
        "More than three can manage the account. Take away those who need it least."
    ),
    Weakness.COUNT_DIFFERS: gettext_lazy(
        "The list and the number of administrators say different things."
    ),
    Weakness.HAS_LEFT: gettext_lazy("Somebody who has left still stands on the list."),
    Weakness.NEVER_CHECKED: gettext_lazy("The list has never been checked against the platform."),
    Weakness.CHECKED_LONG_AGO: gettext_lazy(
        "It is long since the list was checked against the platform."
    ),
}
# So many of the latest changes are shown.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well the profile would survive losing one person, in words."""

    words: Label
    color: str
    left: int | None
    weaknesses: Sequence[Label]


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
    typed = request.POST if request.method == "POST" else None
    form = FactsForm(typed, access=accesses.access_of(profile))

    def write(profile: Profile, version: int, values: Mapping[str, Any]) -> None:
        confirmed = form.confirmed({**accesses.facts_of(profile), **values})
        accesses.change_facts(profile, by=user, values=values, confirmed=confirmed)

    facts = FactsEdit(form, write, accesses.OPEN)
    if request.method == "POST" and form.is_valid():
        saved = saving.save(request, profile, facts)
        if saved.clashes:
            return saving.decide(request, facts, saved)
        if not saved.written:
            write(profile, profile.version, {})
        return _saved(request, profile, saved, _("What is known of the access is saved."))
    saving.begin(facts, profile)
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
    kept = get_object_or_404(profile.holders.select_related("person", "profile"), pk=holder)
    if profile.status not in accesses.OPEN:
        return _over(request, profile)
    typed = request.POST if request.method == "POST" else None
    form = HolderForm(typed, profile=profile, holder=kept)

    def write(profile: Profile, version: int, values: Mapping[str, Any]) -> None:
        accesses.change_holder(kept, by=user, values=values)

    terms = HolderEdit(form, write, accesses.OPEN, kept)
    if request.method == "POST" and form.is_valid():
        try:
            saved = saving.save(request, profile, terms)
            if saved.clashes:
                return saving.decide(request, terms, saved)
            if not saved.written:
                write(profile, profile.version, {})
        except HeldAlready:
            form.add_held()
        except Holder.DoesNotExist as taken_off:
            raise Http404 from taken_off
        else:
            return _saved(request, profile, saved, _("The list of those with access is saved."))
    saving.begin(terms, profile)
    context = {"profile": profile, "form": form, "holder": kept}
    return render(request, "profiles/access/holder.html", context)


@takes_a_form
def holder_remove(request: HttpRequest, pk: int, holder: int) -> HttpResponse:
    """Take somebody off the list, after a question: is the access on the platform gone?"""
    profile, user = _to_change(request, pk)
    kept = get_object_or_404(profile.holders.select_related("person", "profile"), pk=holder)
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


def judgement_of(resilience: Resilience) -> Judgement:
    """The judgement in words."""
    words, color = LEVELS[resilience.level]
    weaknesses = [WEAKNESSES[each] for each in resilience.weaknesses]
    return Judgement(words, color, resilience.left, weaknesses)


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


def _saved(request: HttpRequest, profile: Profile, saved: Saved, done: str) -> HttpResponse:
    for line in saved.others:
        messages.info(request, line)
    messages.success(request, done)
    return redirect("profiles:access", pk=profile.pk)


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
