"""Flags as a person reads them: why each was raised, by which rule, and what cures it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from profiles import permissions, policies, policy
from profiles.models import Flag, Profile
from profiles.rules import BY_KIND
from profiles.wording import Label

Kind = Flag.Kind

# What the guidelines say, in a sentence, by the rule's ID (see docs/demands.md).
DEMANDS: Final[Mapping[str, Label]] = {
    "B4": _("The purpose is assessed by the questions of the guidelines."),
    "C1": _("The department notifies the administration, and gets an answer."),
    "C2": _("One person has the main responsibility, and several can publish."),
    "D1": _("Profiles that are not updated are not wanted."),
    "D2": _("The department evaluates the use, and decides on further use."),
    "D4": _("Who cannot follow a profile up tells its users when it may open again."),
}


@dataclass(frozen=True, slots=True)
class Cure:
    """What to press, who may, and where it leads."""

    label: Label
    url: str
    may: Callable[[User, Profile], bool]
    arguments: Mapping[str, str]


CURES: Final[Mapping[str, Cure]] = {
    Kind.OWNER_GONE: Cure(
        _("Name a new owner"), "change", permissions.can_change, {"section": "folk"}
    ),
    Kind.NO_BACKUP: Cure(
        _("Name a backup editor"), "change", permissions.can_change, {"section": "folk"}
    ),
    Kind.NOT_REOPENED: Cure(_("Reopen"), "reopen", permissions.can_pause, {}),
    Kind.UNANSWERED: Cure(_("Read and answer"), "approve", permissions.can_answer, {}),
    Kind.STALE: Cure(_("Confirm activity"), "activity", permissions.can_confirm_activity, {}),
    Kind.UNEVALUATED: Cure(_("Evaluate"), "evaluate", permissions.can_evaluate, {}),
    Kind.ACCESS_DUE: Cure(_("Check who has access"), "access", permissions.can_check_access, {}),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A flag as it is shown to somebody, who may be the one to cure it."""

    flag: Flag
    demand: str
    days: int
    cure: Cure | None
    cure_url: str

    @property
    def template(self) -> str:
        return f"profiles/flags/{self.flag.kind}.html"

    @property
    def rule(self) -> Label:
        return DEMANDS[self.demand]


def flags_of(user: User, profile: Profile) -> dict[str, Any]:
    """The open flags of a profile, the gravest first."""
    order = list(BY_KIND)
    found = sorted(profile.flags.open(), key=lambda flag: order.index(flag.kind))
    if profile.owner is None or not profile.owner.is_active:
        # The page says so on top, and what to do about it.
        found = [flag for flag in found if flag.kind != Kind.OWNER_GONE]
    if not found:
        return {"flags": []}
    days = policy.activity_days(profile.rhythm, policies.of(profile.department))
    return {"flags": [_shown(user, profile, flag, days) for flag in found]}


def _shown(user: User, profile: Profile, flag: Flag, days: int) -> Shown:
    cure = CURES.get(flag.kind)
    if cure and not cure.may(user, profile):
        cure = None
    url = ""
    if cure:
        url = reverse(f"profiles:{cure.url}", kwargs={"pk": profile.pk, **cure.arguments})
    return Shown(
        flag=flag,
        demand=BY_KIND[flag.kind].demand,
        days=days,
        cure=cure,
        cure_url=url,
    )
