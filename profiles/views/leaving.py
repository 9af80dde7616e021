"""When somebody leaves, or hands over: what is left behind, who takes it, and coming back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import organisation
from accounts.models import User
from accounts.organisation import LastAdministrator
from profiles import leading, logbook, reorganising
from profiles.forms.people_admin import TakeOverForm
from profiles.leading import Leading
from profiles.reorganising import Taking
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.people import get_managed, holdings_of, last_administrator

# How far the profiles under what somebody leads are counted.
COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Preview:
    """What is left behind, and what becomes of it when `to` takes over, if anybody does."""

    person: User
    to: User | None
    with_roles: bool
    takings: Sequence[Taking]
    leads: Sequence[Leading]

    @property
    def choice(self) -> str:
        """Who takes over how much."""
        return f"{self.to.pk if self.to else ''}{'+' if self.with_roles else ''}"

    @property
    def seen(self) -> str:
        """Another text if anything in it has changed since."""
        profiles = sorted((taking.profile.pk, taking.profile.version) for taking in self.takings)
        roles = [
            (each.membership.pk, [other.user_id for other in each.besides]) for each in self.leads
        ]
        digest = hashlib.sha256(repr((profiles, roles)).encode()).hexdigest()[:32]
        return f"{self.choice}:{digest}"


@takes_a_form
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody take over all that a person answers for, after a look at what that is."""
    user, person = user_of(request), get_managed(request, pk)
    form, preview = _take_over(request, person)
    if preview.to and _agreed(request, form, preview):
        events = reorganising.hand_over(
            person,
            to=preview.to,
            by=user,
            with_roles=preview.with_roles,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _told(preview, len(events)))
        return redirect("profiles:person", pk=pk)
    return render(request, "profiles/people/hand_over.html", _context(form, preview))


@takes_a_form
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a person out, after a look at what is left behind and who takes it over."""
    user, person = user_of(request), get_managed(request, pk)
    if not person.is_active:
        messages.info(request, _("This person cannot sign in already."))
        return redirect("profiles:person", pk=pk)
    form, preview = _take_over(request, person, optional=True)
    if request.method == "POST" and form.is_valid() and _agreed(request, form, preview):
        try:
            reorganising.deactivate(
                person,
                to=preview.to,
                by=user,
                with_roles=preview.with_roles,
                reason=form.cleaned_data["reason"],
            )
        except LastAdministrator:
            form.add_error(None, last_administrator())
        else:
            messages.success(request, _("%(name)s can no longer sign in.") % {"name": person.name})
            return redirect("profiles:person", pk=pk)
    today = timezone.localdate()
    context = {
        **_context(form, preview),
        "roles": organisation.roles_of(person, today),
        "holdings": holdings_of(user, person),
    }
    return render(request, "profiles/people/deactivate.html", context)


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in again, who chooses a new password."""
    person = get_managed(request, pk)
    if not person.is_active:
        organisation.activate(person, by=user_of(request))
        done = _(
            "%(name)s is let in again and gets a new invitation at %(email)s. "
            "Give the roles that are needed."
        )
        messages.success(request, done % {"name": person.name, "email": person.email})
    return redirect("profiles:person", pk=pk)


def _take_over(
    request: HttpRequest, person: User, *, optional: bool = False
) -> tuple[TakeOverForm, Preview]:
    """The form, and what becomes of everything with what has been chosen in it."""
    leads = leading.led_by(person, timezone.localdate())
    form = TakeOverForm(
        request.POST or None, person=person, optional=optional, leads_something=bool(leads)
    )
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    to = chosen.get("to")
    with_roles = bool(to and chosen.get("roles"))
    takings = reorganising.answered_for(person, to=to)
    return form, Preview(person, to, with_roles, takings, leads)


def _context(form: TakeOverForm, preview: Preview) -> dict[str, object]:
    departments = [each.membership.department for each in preview.leads]
    count = leading.profiles_under(departments, COUNTED + 1) if departments else 0
    return {
        "form": form,
        "person": preview.person,
        "to": preview.to,
        "with_roles": preview.with_roles,
        "takings": preview.takings,
        "leads": [
            {
                "department": each.membership.department,
                "role": logbook.role_name(each.membership.role),
                "besides": each.besides,
                "has_own": each.has_own,
            }
            for each in preview.leads
        ],
        "led_profiles": min(count, COUNTED),
        "led_more": count > COUNTED,
        "seen": preview.seen,
    }


def _told(preview: Preview, count: int) -> str:
    assert preview.to  # noqa: S101
    if not count:
        return _("%(name)s has taken over the roles.") % {"name": preview.to.name}
    done = ngettext(
        "%(name)s has taken over one profile.", "%(name)s has taken over %(count)s profiles.", count
    )
    return done % {"name": preview.to.name, "count": count}


def _agreed(request: HttpRequest, form: TakeOverForm, preview: Preview) -> bool:
    """Whether what is to be done is what the person has seen; if not, it is shown first."""
    seen = form.cleaned_data["seen"]
    if seen and seen != preview.seen and seen.partition(":")[0] == preview.choice:
        messages.warning(request, _("Something has changed meanwhile. Look through it once more."))
    return bool(seen == preview.seen)
