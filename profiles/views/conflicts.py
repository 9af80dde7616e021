"""Two at once: the second is told what happened, and keeps what was typed."""

from collections.abc import Iterator

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from profiles import history, timeline
from profiles.history import Conflict
from profiles.models import Event, Profile
from profiles.views.fetching import get_profile, user_of

# What is sent along with a form and was never typed.
UNTYPED = frozenset({"csrfmiddlewaretoken", "version", "base", "profile", "to"})


def version_seen(request: HttpRequest, profile: Profile, form: forms.Form) -> int:
    """The version that an act rests on: the one in the form, or else the newest.

    What the person did him- or herself since is no conflict. Raises `Conflict` if what
    stands in the form is no version at all.
    """
    if "version" in form.errors:
        raise Conflict(profile, 0)
    seen = form.cleaned_data.get("version")
    if seen is None:
        return profile.version
    since = history.since(profile, seen)
    others = [event for event in since if event.actor_id != user_of(request).pk]
    return profile.version if since and not others else int(seen)


def conflict(
    request: HttpRequest, moved: Conflict, form: forms.Form, *, again: bool = False
) -> HttpResponse:
    """The 409 page: who did what meanwhile, what stands now, and what was typed.

    With `again` the form is offered once more, resting on the new version.
    """
    profile = get_profile(request, moved.profile.pk)
    events = history.since(profile, moved.seen_version)
    if not events:
        turn = timeline.last_turn(list(profile.events.all())) or profile.events.last()
        events = [turn] if turn else []
    if again:
        typed = form.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(profile.version)
        form.data = typed
    context = {
        "profile": profile,
        "entries": timeline.entries(events),
        "form": form,
        "again": again,
        "typed": list(_typed(form)),
    }
    return render(request, "profiles/conflict.html", context, status=409)


def is_done_already(
    request: HttpRequest, profile: Profile, kind: Event.Kind, form: forms.Form
) -> bool:
    """Whether the same person has just done the same: a button pressed twice is no conflict."""
    last = profile.events.last()
    said = form.cleaned_data.get("reason") or form.cleaned_data.get("message") or ""
    return bool(
        last and last.kind == kind and last.actor_id == user_of(request).pk and last.reason == said
    )


def _typed(form: forms.Form) -> Iterator[tuple[str, str, str]]:
    """The texts that the person typed, with the names and labels of their fields."""
    for name, field in form.fields.items():
        value = form.data.get(form.add_prefix(name), "")
        if name not in UNTYPED and isinstance(field, forms.CharField) and value.strip():
            yield name, str(field.label or name), value
