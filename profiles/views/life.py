"""What a department does with its own profile, besides filling it in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles import lifecycle, permissions
from profiles.editing import AddressTaken
from profiles.forms.account import already_registered
from profiles.forms.answering import ActForm, OptionalReasonForm
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of


@takes_a_form
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notification back, to change it."""
    profile = get_profile(request, pk)
    require(permissions.can_withdraw(user_of(request), profile))
    done = _("The notification is withdrawn. You can change the draft now.")
    return _act(request, profile, lifecycle.withdraw, Event.Kind.WITHDRAWN, "withdraw", done)


@takes_a_form
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rejected profile up again."""
    profile = get_profile(request, pk)
    require(permissions.can_reconsider(user_of(request), profile))
    done = _("The profile is a draft again.")
    return _act(request, profile, lifecycle.reconsider, Event.Kind.RECONSIDERED, "reconsider", done)


@takes_a_form
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; the profile's page says so, and offers to undo it."""
    profile = get_profile(request, pk)
    require(permissions.can_discard(user_of(request), profile))
    return _act(request, profile, lifecycle.discard, Event.Kind.DISCARDED, "discard", "")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo: take a discarded draft back, unless somebody else has its account now."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_discard(user, profile))
    done = _("The draft is back.")

    def do(version: int) -> None:
        lifecycle.restore(profile, by=user, version=version)

    act = Act(Event.Kind.RESTORED, "profiles/profile.html", do, done)
    try:
        return perform(request, profile, ActForm(request.POST), act)
    except AddressTaken as taken:
        messages.error(request, already_registered(taken.address, user))
        return redirect("profiles:profile", pk=pk)


def _act(
    request: HttpRequest, profile: Profile, do: Any, kind: Event.Kind, template: str, done: str
) -> HttpResponse:
    initial = {"version": profile.version}
    form = OptionalReasonForm(_typed(request), initial=initial)

    def act(version: int) -> None:
        reason = form.cleaned_data["reason"]
        do(profile, by=user_of(request), version=version, reason=reason)

    return perform(request, profile, form, Act(kind, f"profiles/{template}.html", act, done))


def _typed(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None
