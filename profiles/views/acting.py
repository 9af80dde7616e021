"""What the pages of all acts have in common: is it possible, is it valid, do it, say so."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from profiles import lifecycle
from profiles.history import Conflict
from profiles.models import Event, Profile
from profiles.views.conflicts import conflict, is_done_already, version_seen


@dataclass(frozen=True, slots=True)
class Act:
    """An act on a profile: its kind, its page, how it is done from the form, and the word.

    `states` are those it is possible in, where it does not lead to another; `onwards` is where
    it leads, if not to the profile.
    """

    kind: Event.Kind
    template: str
    do: Callable[[int], object]
    done: str
    states: Collection[str] = ()
    onwards: str = ""

    def is_open(self, profile: Profile) -> bool:
        """Whether it is possible in the profile's present state."""
        if self.states:
            return profile.status in self.states
        return lifecycle.is_open(profile, self.kind)


def perform(
    request: HttpRequest, profile: Profile, form: forms.Form, act: Act, **context: Any
) -> HttpResponse:
    """Show the act's form, or do the act and go to the profile."""
    if not act.is_open(profile):
        return _closed(request, profile, form, act)
    if request.method == "POST" and form.is_valid():
        try:
            act.do(version_seen(request, profile, form))
        except Conflict as moved:
            return _overtaken(request, moved, form, act)
        if act.done:
            messages.success(request, act.done)
        return redirect(act.onwards or profile)
    return render(request, act.template, {"profile": profile, "form": form, **context})


def _closed(request: HttpRequest, profile: Profile, form: forms.Form, act: Act) -> HttpResponse:
    """The profile is in another state: a link from yesterday, or somebody was faster."""
    if request.method == "POST":
        form.is_valid()
        seen = form.cleaned_data.get("version")
        moved = Conflict(profile, profile.version if seen is None else seen)
        return _overtaken(request, moved, form, act)
    message = _("This is no longer possible: the profile is now %(state)s.")
    messages.info(request, message % {"state": profile.get_status_display()})
    return redirect(profile)


def _overtaken(request: HttpRequest, moved: Conflict, form: forms.Form, act: Act) -> HttpResponse:
    profile = Profile.objects.get(pk=moved.profile.pk)
    if is_done_already(request, profile, act.kind, form):
        return redirect(profile)
    return conflict(request, moved, form, again=act.is_open(profile))
