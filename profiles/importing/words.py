"""What is said of a row, in the language of who reads it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import Department, User
from profiles import platforms
from profiles.importing.columns import READ
from profiles.models import Profile

Remark = Mapping[str, Any]


def label_of(field: str) -> str:
    """What a field is called above its column; empty for what is said of the whole row."""
    return str(READ[field].label) if field in READ else ""


def said(remark: Remark) -> str:
    """A remark as a sentence or two; what it means a suggestion for is named elsewhere."""
    return _SAID[remark["code"]](remark)


def names_like(kind: str, keys: set[int]) -> dict[int, str]:
    """What suggested departments or people are called."""
    if kind == "departments":
        return dict(Department.objects.filter(pk__in=keys).values_list("pk", "name"))
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))


def _address(remark: Remark) -> str:
    template = str(remark["template"])
    return _(template) % remark["params"] if template else ""


def platform(code: str) -> str:
    """What a platform is called."""
    return _(platforms.PLATFORMS[code].name)


_SAID: Final[Mapping[str, Callable[[Remark], str]]] = {
    "address": _address,
    "discontinued": _address,
    "other_platform": lambda it: (
        _("This is an address on %(found)s, but you have chosen %(chosen)s.")
        % {"found": platform(it["found"]), "chosen": platform(it["chosen"])}
    ),
    "known": lambda it: _("This account stands in the register already."),
    "taken_out": lambda it: _("Of “%(text)s” only the address is used: %(url)s.") % it,
    "no_account": lambda it: _("There is no address in this row."),
    "twice": lambda it: _("The same account stands in row %(row)s.") % it,
    "failed": lambda it: _("This row could not be read. Change it, or leave it out."),
    "left_out": lambda it: _("You have left this row out."),
    "not_in_use": lambda it: (
        _("Only profiles in use are brought in. Here it says: %(state)s.")
        % {"state": Profile.Status(it["state"]).label}
    ),
    "was_paused": lambda it: _("It was paused. It is brought in as active."),
    "too_many_cells": lambda it: _("The row has more cells than there are headings."),
    "too_long": lambda it: _("This is too long: at most %(most)s characters.") % it,
    "not_one_line": lambda it: _("This has to be on one line."),
    "name_from_address": lambda it: (
        _("There is no name. It will be called “%(name)s”, after its address.") % it
    ),
    "platform_from_address": lambda it: (
        _("“%(text)s” is not among what can be chosen. The address is on %(found)s.")
        % {**it, "found": platform(it["platform"])}
    ),
    "other_language": lambda it: (
        _("“%(text)s” is brought in as “%(other)s”.")
        % {**it, "other": Profile.Language.OTHER.label}
    ),
    "unknown_choice": lambda it: _("“%(text)s” is not among what can be chosen.") % it,
    "no_department": lambda it: _("There is no department."),
    "unknown_department": lambda it: _("There is no department called “%(text)s”.") % it,
    "several_departments": lambda it: (
        _("Several departments are called “%(text)s”. Write the one above it too, with › between.")
        % it
    ),
    "no_owner": lambda it: _("Nobody has the main responsibility."),
    "no_backup": lambda it: _("There is no backup editor besides the owner."),
    "several_owners": lambda it: _("Only one person can have the main responsibility."),
    "unknown_person": lambda it: _("There is nobody here called “%(text)s”.") % it,
    "stranger": lambda it: (
        _("There is nobody here called “%(text)s”. It is brought in without.") % it
    ),
    "several_people": lambda it: (
        _("Several people are called “%(text)s”. Write the e-mail address.") % it
    ),
    "cannot_sign_in": lambda it: _("Somebody who is named has left, and cannot sign in."),
    "no_website": lambda it: _("“%(text)s” is no web address.") % it,
}
