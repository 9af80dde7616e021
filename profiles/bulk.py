"""One act on many profiles of the register: what it would do to each, and doing it.

What cannot be done to a profile leaves it out, with the reason; the others are done all or
none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import organisation
from accounts.models import Department, User
from profiles import reorganising, requests
from profiles.models import Profile

# So many at once.
MOST: Final = 1000


class Act(models.TextChoices):
    ASK = "ask", _("Ask for an update")
    MOVE = "move", _("Change department")


class Why(models.TextChoices):
    """Why a profile is left out."""

    CLOSED = "closed", _("is closed")
    NOT_APPROVED = "not_approved", _("is not approved")
    ASKED = "asked", _("somebody has asked already")
    THERE = "there", _("belongs there already")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A profile to which nothing is done."""

    profile: Profile
    why: models.TextChoices


@dataclass(frozen=True, slots=True)
class Sorted:
    """To which profiles an act is done, and which are left out."""

    fit: Sequence[Profile]
    left_out: Sequence[LeftOut]


def chosen(user: User, keys: Collection[int]) -> list[Profile]:
    """Those of the register that the user sees, by name; others do not exist."""
    seen = Profile.objects.visible_to(user).in_register().filter(pk__in=keys)
    return list(seen.select_related("department").order_by("name", "pk"))


def sort(act: Act, profiles: Sequence[Profile], department: Department | None = None) -> Sorted:
    """What the act would do to each; moving them nowhere yet, only what is closed stays."""
    asked = requests.with_open_request(profiles) if act == Act.ASK else set()
    fit: list[Profile] = []
    left_out: list[LeftOut] = []
    for profile in profiles:
        if why := _why_not(act, profile, asked, department):
            left_out.append(LeftOut(profile, why))
        else:
            fit.append(profile)
    return Sorted(fit, left_out)


@transaction.atomic
def ask_for_update(
    profiles: Iterable[Profile], *, by: User, message: str = "", at: datetime | None = None
) -> Sorted:
    """Ask about each, and say what was done."""
    done = sort(Act.ASK, _held(profiles))
    requests.ask_for_update(done.fit, by=by, message=message, at=at)
    return done


@transaction.atomic
def change_department(
    profiles: Iterable[Profile],
    *,
    department: Department,
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> Sorted:
    """Move each to the department, and say what was done; raises `organisation.Closed`."""
    organisation.hold_departments(department)
    done = sort(Act.MOVE, _held(profiles), department)
    reorganising.change_department(done.fit, department=department, by=by, reason=reason, at=at)
    return done


def _held(profiles: Iterable[Profile]) -> list[Profile]:
    """The profiles as they are now, which nobody else can change meanwhile."""
    rows = Profile.objects.select_for_update().in_register()
    # Taken in the order of their keys, as everywhere: nobody waits for who waits for them.
    held = list(rows.filter(pk__in=[each.pk for each in profiles]).order_by("pk"))
    return sorted(held, key=lambda each: (each.name, each.pk))


def _why_not(
    act: Act, profile: Profile, asked: Collection[int], department: Department | None
) -> Why | None:
    if profile.status == Profile.Status.CLOSED:
        return Why.CLOSED
    if act == Act.ASK and profile.status not in requests.LIVING:
        return Why.NOT_APPROVED
    if act == Act.ASK and profile.pk in asked:
        return Why.ASKED
    if department and profile.department_id == department.pk:
        return Why.THERE
    return None
