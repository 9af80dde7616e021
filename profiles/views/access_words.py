"""What is known of the access to an account, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.models import Access, Event, Holder
from profiles.models.access import YesNo


def label_of(fact: str) -> str:
    """What a fact is called."""
    return capfirst(str(getattr(Access._meta.get_field(fact), "verbose_name", fact)))


def lines_of(event: Event) -> list[str]:
    """What a check of the access changed, a line each."""
    changes = event.data.get("access", [])
    if not changes:
        return [_("Checked: all is as it was.")]
    return [_line(change["field"], change["old"], change["new"]) for change in changes]


def _line(field: str, old: Any, new: Any) -> str:
    if field != "holder":
        return f"{label_of(field)}: {_said(field, old)} → {_said(field, new)}"
    if old and new and old["name"] == new["name"]:
        return f"{new['name']}: {_role(old)} → {_role(new)}"
    removed = [_("%(who)s was taken off the list") % {"who": _who(old)}] if old else []
    added = [_("%(who)s was put on the list") % {"who": _who(new)}] if new else []
    return "; ".join(removed + added)


def _said(field: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    return str(YesNo(value).label) if field in ("two_step", "private_only") else str(value)


def _who(told: Mapping[str, Any]) -> str:
    return f"{told['name']} ({_role(told)})"


def _role(told: Mapping[str, Any]) -> str:
    parts = [str(Holder.Role(told["role"]).label)]
    if told["is_private"]:
        parts.append(_("by a private profile"))
    if told["two_step"]:
        parts.append(f"{_('two-step sign-in')}: {YesNo(told['two_step']).label}")
    return ", ".join(parts)
