"""What else is worth knowing of a profile: where it is filled in, and how it is told."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles import detailing, permissions, wording
from profiles.forms.details import GROUPS, DetailsForm, label_of
from profiles.history import Conflict
from profiles.models import Details, Profile
from profiles.permissions import require
from profiles.views import saving
from profiles.views.asking import Values
from profiles.views.conflicts import conflict
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.saving import Edit

# So many that lie under a profile are named on its page.
NAMED: Final = 20
LINKS: Final = frozenset({"house_rules", "parent_page"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A field that says something, in words; with `url` it leads somewhere."""

    label: str
    text: str
    url: str = ""


class DetailsEdit(Edit):
    """The form's fields are columns of the details."""

    def read(self, profile: Profile) -> Values:
        kept = detailing.details_of(profile)
        return {field: getattr(kept, field) for field in detailing.FIELDS}


@takes_a_form
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in what is known; all of it is optional."""
    profile, user = get_profile(request, pk), user_of(request)
    require(can_fill_in(user, profile))
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        user=user,
        details=detailing.details_of(profile),
        today=timezone.localdate(),
        initial={"version": profile.version},
    )

    def write(profile: Profile, version: int, values: Values) -> None:
        detailing.change(profile, by=user, version=version, values=values)

    edit = DetailsEdit(form, write, detailing.OPEN)
    if request.method != "POST":
        if profile.status not in edit.states:
            message = _("This is no longer possible: the profile is now %(state)s.")
            messages.info(request, message % {"state": profile.get_status_display()})
            return redirect(profile)
        saving.begin(edit, profile)
        return _page(request, form, profile)
    if not form.is_valid() and profile.status in edit.states:
        return _page(request, form, profile)
    try:
        saved = saving.save(request, profile, edit)
    except Conflict as moved:
        return conflict(request, moved, form)
    except detailing.Circle:
        form.add_circle()
        return _page(request, form, profile)
    if saved.clashes:
        return saving.decide(request, edit, saved)
    for line in saved.others:
        messages.info(request, line)
    if saved.written:
        messages.success(request, _("The change is saved."))
    else:
        messages.success(request, _("What you sent stands there already."))
    return redirect(profile)


def can_fill_in(user: User, profile: Profile) -> bool:
    """Who may: as with everything else that stands about a draft, or about what is approved."""
    is_draft = profile.status == Profile.Status.DRAFT
    return (permissions.can_edit if is_draft else permissions.can_change)(user, profile)


def details_about(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells: groups of facts, and what lies under the profile."""
    kept, visible = detailing.details_of(profile), Profile.objects.visible_to(user)
    groups = [(heading, _facts(kept, names, visible)) for heading, names in GROUPS]
    lying_under = visible.in_register().filter(details__parent=profile).order_by("name", "pk")
    below = list(lying_under[: NAMED + 1])
    return {
        "details": [(heading, facts) for heading, facts in groups if facts],
        "below": below[:NAMED],
        "are_more_below": len(below) > NAMED,
        "can_detail": profile.status in detailing.OPEN and can_fill_in(user, profile),
    }


def _facts(kept: Details, names: tuple[str, ...], visible: Any) -> list[Fact]:
    said = {name: getattr(kept, name) for name in names}
    return [_fact(name, value, visible) for name, value in said.items() if value not in (None, "")]


def _fact(name: str, value: Any, visible: Any) -> Fact:
    if isinstance(value, Profile):
        is_seen = visible.filter(pk=value.pk).exists()
        return Fact(label_of(name), str(value), value.get_absolute_url() if is_seen else "")
    text = wording.value_of(name, value)
    return Fact(label_of(name), text, text if name in LINKS else "")


def _page(request: HttpRequest, form: DetailsForm, profile: Profile) -> HttpResponse:
    return render(request, "profiles/details.html", {"form": form, "profile": profile})
