"""Changing what stands of an approved profile, and noting that somebody has."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from profiles import changing, editing, lifecycle, permissions
from profiles.editing import AddressTaken
from profiles.forms.account import AccountForm
from profiles.forms.changing import SECTIONS
from profiles.history import Conflict
from profiles.models import ChangeNotice, Profile
from profiles.permissions import require
from profiles.views import saving
from profiles.views.conflicts import conflict
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.registration import typed_in
from profiles.views.saving import Edit


@takes_a_form
def change(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Change one concern of a profile in use: the account, the purpose, the people, the plan."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_change(user, profile))
    if section not in SECTIONS:
        raise Http404
    kind = SECTIONS[section]
    form = kind(typed_in(request), user=user, profile=profile, initial=kind.initial_of(profile))  # type: ignore[attr-defined]

    def write(profile: Profile, version: int, values: editing.Values) -> None:
        reason = form.cleaned_data["reason"]
        changing.change(profile, by=user, version=version, values=values, reason=reason)

    edit = Edit(form, write, changing.LIVING)
    if request.method != "POST":
        if profile.status not in changing.LIVING:
            message = _("This is no longer possible: the profile is now %(state)s.")
            messages.info(request, message % {"state": profile.get_status_display()})
            return redirect(profile)
        saving.begin(edit, profile)
        return _page(request, form, profile)
    return _save(request, profile, edit)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Note, for the administration, that a change is seen."""
    user = user_of(request)
    known = ChangeNotice.objects.filter(profile__in=Profile.objects.visible_to(user))
    notice = get_object_or_404(known.select_related("profile", "event__actor"), pk=pk)
    require(permissions.can_acknowledge(user) and not permissions.is_own_change(user, notice))
    if changing.acknowledge(notice, by=user):
        messages.success(request, _("The change is noted, and who made it is told."))
    else:
        messages.info(request, _("Somebody has noted this change already."))
    return redirect("profiles:tasks" if "tasks" in request.POST else notice.profile)


def changes_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of changes, and which of them the user may note."""
    waiting = profile.change_notices.open().select_related("event__actor")
    may = permissions.can_acknowledge(user)
    return {
        "can_change": profile.status in changing.LIVING and permissions.can_change(user, profile),
        "change_notices": [
            (notice, may and not permissions.is_own_change(user, notice)) for notice in waiting
        ],
    }


def _save(request: HttpRequest, profile: Profile, edit: Edit) -> HttpResponse:
    form = edit.form
    # What is no longer in use is told so before anything that has to be mended.
    if not form.is_valid() and profile.status in edit.states:
        return _page(request, form, profile)
    try:
        saved = saving.save(request, profile, edit)
    except Conflict as moved:
        return conflict(request, moved, form)
    except AddressTaken as taken:
        assert isinstance(form, AccountForm)  # noqa: S101
        form.add_taken(taken.address)
        return _page(request, form, profile)
    except lifecycle.Incomplete as lost:
        for gap in lost.gaps:
            form.add_error(gap.field if gap.field in form.fields else None, gap.text)
        return _page(request, form, profile)
    if saved.clashes:
        return saving.decide(request, edit, saved)
    for line in saved.others:
        messages.info(request, line)
    messages.success(request, _said(saved.written))
    return redirect(profile)


def _said(written: frozenset[str]) -> str:
    if not written:
        return _("What you sent stands there already.")
    if written & changing.NOTIFIED:
        return _("The change is saved, and the administration is told.")
    return _("The change is saved.")


def _page(request: HttpRequest, form: Any, profile: Profile) -> HttpResponse:
    context = {"form": form, "profile": profile}
    return render(request, "profiles/change.html", context)
