"""Closing a profile for good (D4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles import lifecycle, permissions
from profiles.forms.closing import CloseForm
from profiles.models import Closing, Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of


@takes_a_form
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist; when it is filled in, the profile is closed."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_close(user, profile))
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        profile=profile,
        user=user,
        today=timezone.localdate(),
        initial={"version": profile.version},
    )

    def do(version: int) -> None:
        lifecycle.close(profile, by=user, version=version, ending=form.ending)

    done = _("The profile is closed. Its page stays in the register.")
    act = Act(Event.Kind.CLOSED, "profiles/close.html", do, done)
    try:
        return perform(request, profile, form, act)
    except lifecycle.UnfitSuccessor:
        form.add_unfit()
        return render(request, act.template, {"profile": profile, "form": form})


def closing_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the page of a closed profile tells of its end."""
    closing = Closing.objects.select_related("successor").filter(profile=profile).first()
    successor = closing.successor if closing else None
    known = successor and Profile.objects.visible_to(user).filter(pk=successor.pk).exists()
    return {"closing": closing, "can_see_successor": bool(known)}
