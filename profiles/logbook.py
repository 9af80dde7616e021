"""The log of people and departments in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Appointment, Membership, Record, User

ROLES: Final[dict[str, Any]] = dict([*Membership.Role.choices, *Appointment.Role.choices])
FIELDS: Final[dict[str, Any]] = {
    name: User._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    for name in ("name", "email", "phone", "language")
}
LANGUAGES: Final[dict[str, str]] = dict(User._meta.get_field("language").choices or ())  # type: ignore[arg-type]
# Of a long list of names only so many are told.
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: the record, what it says was done, and the particulars."""

    record: Record
    what: str
    details: list[str]


def lines(records: Iterable[Record]) -> list[Line]:
    """The records in words, in the order given."""
    return [Line(record, _what(record), list(filter(None, _details(record)))) for record in records]


def last_change(person: User, field: str) -> Record | None:
    """Where the log tells last that the field of the person was changed."""
    changed = person.records.filter(kind=Record.Kind.PERSON_CHANGED)
    told = (record for record in changed if field in _changed(record))
    return next(told, None)


def _changed(record: Record) -> set[str]:
    return {str(change["field"]) for change in record.data.get("changes", ())}


def role_name(role: str) -> str:
    """A role as people say it."""
    return str(ROLES.get(role, role))


def period(starts_on: date | None, ends_on: date | None) -> str:
    """From when to when, in words."""
    first = date_format(starts_on) if starts_on else ""
    if ends_on and not first:
        return _("to %(last)s") % {"last": date_format(ends_on)}
    if not ends_on:
        return _("from %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(ends_on)}


def _what(record: Record) -> str:
    if record.kind == Record.Kind.PERSON_INVITED and record.data.get("revoked"):
        return _("took the invitation back")
    return record.get_kind_display()


def _details(record: Record) -> list[str]:
    data = record.data
    if "role" in data:
        return [_role(data)]
    if "changes" in data:
        return [_change(change) for change in data["changes"]]
    if record.kind == Record.Kind.DEPARTMENT_MERGED:
        name = record.department.name if record.department else ""
        into = _("%(name)s is now part of %(into)s.") % {"name": name, "into": data.get("into", "")}
        return [into, _names(_("Profiles: %(names)s"), data.get("profiles")),
                _names(_("Departments under it: %(names)s"), data.get("departments")),
                _names(_("People: %(names)s"), data.get("people"))]  # fmt: skip
    if record.kind == Record.Kind.HANDED_OVER:
        to = _("To: %(names)s") % {"names": data.get("to", "")}
        return [to, _names(_("Profiles: %(names)s"), data.get("profiles"))]
    if "new" in data:
        return [_("%(old)s → %(new)s") % {"old": data.get("old") or "–", "new": data["new"]}]
    return []


def _role(data: dict[str, Any]) -> str:
    days = period(parse_date(data["starts_on"]), parse_date(data["ends_on"] or ""))
    where = f", {data['where']}" if data.get("where") else ""
    return f"{data.get('who', '')}: {role_name(data['role'])}{where}, {days}"


def _change(change: dict[str, Any]) -> str:
    field, old, new = change["field"], change["old"], change["new"]
    if field == "language":
        old, new = LANGUAGES.get(old, old), LANGUAGES.get(new, new)
    return f"{FIELDS.get(field, field)}: {old or '–'} → {new or '–'}"


def _names(text: str, names: list[str] | None) -> str:
    if not names:
        return ""
    told = ", ".join(names[:MOST])
    if len(names) > MOST:
        told = _("%(names)s and %(count)s more") % {"names": told, "count": len(names) - MOST}
    return text % {"names": told}
