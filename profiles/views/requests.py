"""Asking whether what stands in the register holds, and answering that it does."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from profiles import permissions, requests
from profiles.forms.requests import AnswerUpdateForm, AskForm
from profiles.history import Conflict
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of


@takes_a_form
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those who answer for the profile to look at what stands in the register."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_ask_for_update(user))
    if profile.update_requests.open().exists():
        messages.info(request, _("Somebody has asked already, and waits for the answer."))
        return redirect(profile)
    typed = request.POST if request.method == "POST" else None
    form = AskForm(typed, initial={"version": profile.version})

    def do(version: int) -> None:
        message = form.cleaned_data["message"]
        asked = requests.ask_for_update([profile], by=user, message=message)
        if asked.not_in_use:
            raise Conflict(profile, version)
        if asked.events:
            told = _("You have asked for an update. The answer comes among your notices.")
            messages.success(request, told)
        else:
            messages.info(request, _("Somebody has asked already, and waits for the answer."))
            _give_back(request, message)

    act = Act(Event.Kind.UPDATE_ASKED, "profiles/ask_for_update.html", do, "", requests.LIVING)
    return perform(request, profile, form, act)


@takes_a_form
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what stands in the register, change what is wrong, and say that it holds."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_answer_update(user, profile))
    asked = requests.open_request(profile)
    if asked is None:
        messages.info(request, _("Nobody waits for an answer about this profile."))
        return redirect(profile)
    typed = request.POST if request.method == "POST" else None
    form = AnswerUpdateForm(typed, initial={"version": profile.version})

    def do(version: int) -> None:
        message = form.cleaned_data["message"]
        if requests.answer_update(profile, by=user, version=version, message=message):
            told = _("Thank you. Who asked is told that it is up to date.")
            messages.success(request, told)
        else:
            messages.info(request, _("Somebody has answered already."))
            _give_back(request, message)

    act = Act(Event.Kind.UPDATE_ANSWERED, "profiles/answer_update.html", do, "", requests.LIVING)
    prefetch_related_objects(
        [profile], "addresses", "areas", "backups", "responsibilities__accepted_by"
    )
    can_change = permissions.can_change(user, profile)
    return perform(request, profile, form, act, asked=asked, can_change=can_change)


def _give_back(request: HttpRequest, message: str) -> None:
    """Keep what was typed along from being lost."""
    if message:
        told = _("This was not sent to anybody. Copy it if you need it: “%(text)s”")
        messages.warning(request, told % {"text": message})


def request_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of an open request."""
    if profile.status not in requests.LIVING:
        return {}
    asked = requests.open_request(profile)
    return {"asked": asked, "can_answer_update": permissions.can_answer_update(user, profile)}
