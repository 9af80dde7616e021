"""Bringing in people and departments from a list (CSV): read, looked through, then done whole.

A list of departments has the columns department and parent; a list of people has name,
e-mail, telephone, language, department, role, from and to. What stands here already is
left as it is, so the same list can be brought in again.
"""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import organisation
from accounts.models import Appointment, Department, Membership, User
from accounts.models.user import single_line
from accounts.organisation import Closed, NameTaken, RoleHeld
from accounts.phones import telephone

MOST_ROWS: Final = 2000
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "navn", "namn"),
    "email": ("e-mail", "email", "e-post", "epost"),
    "phone": ("telephone", "phone", "telefon", "tlf"),
    "language": ("language", "språk", "sprak", "mål", "målform"),
    "department": ("department", "virksomhet", "verksemd", "avdeling"),
    "parent": ("parent", "part of", "under", "del av"),
    "role": ("role", "rolle"),
    "starts_on": ("from", "fra", "frå", "fra dato"),
    "ends_on": ("to", "til", "til dato"),
}
ROLES: Final[dict[str, str]] = {
    "head": "head",
    "head of department": "head",
    "leder": "head",
    "leiar": "head",
    "virksomhetsleder": "head",
    "verksemdsleiar": "head",
    "deputy": "deputy",
    "stedfortreder": "deputy",
    "stadfortredar": "deputy",
    "editor": "editor",
    "redaktør": "editor",
    "administration": "administration",
    "administrasjonen": "administration",
    "administrasjon": "administration",
    "web editor": "web_editor",
    "webredaktør": "web_editor",
    "nettredaktør": "web_editor",
    "reader": "reader",
    "innsyn": "reader",
    "crisis staff": "crisis_staff",
    "kriseledelse": "crisis_staff",
    "kriseleiing": "crisis_staff",
    "elected representative": "elected",
    "folkevalgt": "elected",
    "folkevald": "elected",
}
LANGUAGES: Final[dict[str, str]] = {
    "nb": "nb",
    "bokmål": "nb",
    "nn": "nn",
    "nynorsk": "nn",
    "en": "en",
    "english": "en",
    "engelsk": "en",
}
TEMPLATES: Final = {
    "people": "navn;e-post;telefon;språk;virksomhet;rolle;fra;til\n"
    "Kari Nordmann;kari.nordmann@kommunen.example;900 00 000;bokmål;Kultur > Kulturhuset;"
    "virksomhetsleder;01.01.2026;\n",
    "departments": "virksomhet;del av\nKultur;\nKulturhuset;Kultur\n",
}


class Unreadable(Exception):
    """The file is no list that can be understood; the message says why."""


class Overtaken(Exception):
    """Something has become different since the list was looked through."""


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    ROLE = "role"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(slots=True)
class Row:
    """A row of the list: what stands in it, what becomes of it, and what is wrong."""

    number: int
    cells: dict[str, str]
    what: What = What.UNCHANGED
    errors: list[str] = field(default_factory=list)
    # Found out while it is looked through.
    role: str = ""
    path: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    changes: dict[str, str] = field(default_factory=dict)
    gives_role: bool = False

    def refuse(self, message: str) -> None:
        """Note what is wrong."""
        self.errors.append(message)
        self.what = What.WRONG


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole list, looked through."""

    is_people: bool
    rows: list[Row]

    @property
    def is_right(self) -> bool:
        return not any(row.errors for row in self.rows)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return all(row.what is What.UNCHANGED for row in self.rows)

    @property
    def digest(self) -> str:
        """Another text if something else becomes of a row."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()[:32]


def decode(content: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 or Windows' Western one."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str, today: date) -> Plan:
    """Look a list through, in a fixed number of queries; raises `Unreadable`."""
    rows = _rows(text)
    if "email" in rows[0].cells:
        _look_at_people(rows, today)
        return Plan(True, rows)
    if "department" in rows[0].cells:
        _look_at_departments(rows)
        return Plan(False, rows)
    raise Unreadable(_("The first line must name the columns, as in the template."))


def bring_in(
    plan: Plan, *, by: User, invite: bool = False, at: datetime | None = None
) -> list[User]:
    """Do what the plan says, whole or not at all; the people who are new.

    Raises `Overtaken` if others have done something meanwhile that does not go with it.
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            organisation.hold_departments()
            if plan.is_people:
                return _bring_in_people(plan, by, invite, at)
            _add_departments(plan, by, at)
            return []
    except (RoleHeld, NameTaken, Closed, ValidationError, IntegrityError) as error:
        raise Overtaken from error


def _bring_in_people(plan: Plan, by: User, invite: bool, at: datetime) -> list[User]:
    departments = _Departments()
    people = {person.email: person for person in User.objects.all()}
    new: list[User] = []
    for row in plan.rows:
        email = row.cells["email"].lower()
        if email not in people:
            people[email] = organisation.add_person(
                by=by,
                email=email,
                name=row.cells["name"],
                phone=row.cells.get("phone", ""),
                language=_language(row),
                at=at,
            )
            new.append(people[email])
        elif row.what is What.NEW:
            raise Overtaken
        elif row.changes:
            organisation.change_person(people[email], by=by, values=row.changes, at=at)
        if row.gives_role and row.starts_on:
            organisation.give_role(
                people[email],
                by=by,
                role=row.role,
                department=departments.at(row.path) if row.path else None,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                at=at,
            )
    if invite:
        for person in new:
            organisation.invite(person, by=by, at=at)
    return new


# --- Reading ------------------------------------------------------------------------------


def _rows(text: str) -> list[Row]:
    text = text.lstrip("\ufeff")
    if "\x00" in text:
        raise Unreadable(_("This is no list: save it as CSV and try again."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(_("This is no list: save it as CSV and try again.")) from error
    filled = [
        (number, [" ".join(cell.split()) for cell in line])
        for number, line in enumerate(lines, start=1)
        if any(cell.strip() for cell in line)
    ]
    if len(filled) < 2:
        raise Unreadable(_("There is nothing in the list but perhaps its first line."))
    if len(filled) - 1 > MOST_ROWS:
        raise Unreadable(
            _("The list is too long: at most %(most)s rows at a time.") % {"most": MOST_ROWS}
        )
    columns = [_column(cell) for cell in filled[0][1]]
    return [
        Row(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            | {name: "" for name in columns[len(cells):] if name})
        for number, cells in filled[1:]
    ]  # fmt: skip


def _column(cell: str) -> str:
    said = cell.casefold().strip(" *:")
    return next((name for name, words in COLUMNS.items() if said in words), "")


# --- Departments --------------------------------------------------------------------------


class _Departments:
    """The open departments by the names from below the municipality down, in any case."""

    def __init__(self) -> None:
        self.by_path: dict[tuple[str, ...], Department] = {}
        self.root: Department | None = None
        names: dict[int, tuple[str, ...]] = {}
        for department in Department.objects.open().order_by("path"):
            above = names.get(department.parent_id or 0)
            if department.parent_id is None:
                self.root = department
                names[department.pk] = ()
                self.by_path[(department.name.casefold(),)] = department
            elif above is not None:
                names[department.pk] = (*above, department.name.casefold())
                self.by_path[names[department.pk]] = department

    def at(self, path: tuple[str, ...]) -> Department:
        """The one of this path; raises `Overtaken` if it is there no more."""
        try:
            return self.by_path[path]
        except KeyError as error:
            raise Overtaken from error

    def find(self, said: str) -> tuple[str, ...] | None:
        """The path that is meant, whole or the end of only one; None if there is no such."""
        return find(set(self.by_path), said)


def find(paths: set[tuple[str, ...]], said: str) -> tuple[str, ...] | None:
    """The one of the paths that is meant by "Above > Below", or by its end."""
    asked = tuple(part.strip().casefold() for part in said.replace("›", ">").split(">"))
    if asked in paths:
        return asked
    ending = [path for path in paths if path[-len(asked) :] == asked]
    return ending[0] if len(ending) == 1 else None


def _look_at_departments(rows: list[Row]) -> None:
    departments = _Departments()
    paths = set(departments.by_path)
    for row in rows:
        name, said = row.cells["department"], row.cells.get("parent", "")
        _check_cells(row)
        if not name or len(name) > 120:
            row.refuse(_("Give a name of at most 120 characters."))
        if row.errors:
            continue
        above = find(paths, said) if said else ()
        if above is None:
            row.refuse(_("There is no department “%(name)s”, or several.") % {"name": said})
            continue
        if departments.root and above == (departments.root.name.casefold(),):
            above = ()
        row.path = (*above, name.casefold())
        if row.path not in paths:
            row.what = What.NEW
            paths.add(row.path)


def _add_departments(plan: Plan, by: User, at: datetime) -> None:
    departments = _Departments()
    assert departments.root  # noqa: S101
    for row in plan.rows:
        if row.what is What.NEW:
            above = departments.at(row.path[:-1]) if row.path[:-1] else departments.root
            added = organisation.add_department(
                by=by, name=row.cells["department"], parent=above, at=at
            )
            departments.by_path[row.path] = added


# --- People -------------------------------------------------------------------------------


def _look_at_people(rows: list[Row], today: date) -> None:
    departments = _Departments()
    people = {person.email: person for person in User.objects.all()}
    held = _held()
    seen: dict[str, Row] = {}
    for row in rows:
        _check_cells(row)
        email = row.cells["email"].lower()
        try:
            validate_email(email)
        except ValidationError:
            row.refuse(_("“%(email)s” is no e-mail address.") % {"email": email[:80]})
        _look_at_person(row, people.get(email), seen.get(email))
        seen.setdefault(email, row)
        _look_at_role(row, departments, today)
        if not row.errors and row.role:
            place = departments.by_path[row.path].pk if row.path else 0
            _compare_role(row, (email, row.role, place), held)


def _look_at_person(row: Row, person: User | None, before: Row | None) -> None:
    language = row.cells.get("language", "")
    if language and language.casefold() not in LANGUAGES:
        row.refuse(_("The language “%(name)s” is not known.") % {"name": language[:40]})
    if not row.cells.get("name") and person is None and before is None:
        row.refuse(_("Give a name."))
    if before is not None:
        _compare_person(row, before)
        return
    if person is None:
        if not row.errors:
            row.what = What.NEW
        return
    if not person.is_active:
        row.refuse(_("%(name)s has left: let the person in again first.") % {"name": person.name})
        return
    said = {name: row.cells.get(name, "") for name in ("name", "phone")}
    if language:
        said["language"] = LANGUAGES.get(language.casefold(), "")
    row.changes = {
        name: value for name, value in said.items() if value and value != getattr(person, name)
    }
    if row.changes and not row.errors:
        row.what = What.CHANGED


def _compare_person(row: Row, before: Row) -> None:
    """Whoever stands on several rows is the same on all; what is left open is not compared."""
    if row.cells.get("name", before.cells.get("name")) != before.cells.get("name"):
        row.refuse(_("Row %(number)s has another name.") % {"number": before.number})
    for name in ("phone", "language"):
        said = row.cells.get(name, "")
        if said and said.casefold() != before.cells.get(name, "").casefold():
            row.refuse(
                _("“%(text)s” is not what row %(number)s says of the same person.")
                % {"text": said[:40], "number": before.number}
            )


def _look_at_role(row: Row, departments: _Departments, today: date) -> None:
    said, where = row.cells.get("role", ""), row.cells.get("department", "")
    row.role = ROLES.get(said.casefold(), "")
    if said and not row.role:
        row.refuse(_("The role “%(name)s” is not known.") % {"name": said[:40]})
    if where and not said:
        row.refuse(_("Say which role in the department."))
    if row.role in Membership.Role.values:
        path = departments.find(where) if where else None
        if path is None:
            row.refuse(_("There is no department “%(name)s”, or several.") % {"name": where[:80]})
        else:
            row.path = path
    elif row.role and where:
        row.refuse(_("This role is for the whole municipality: leave the department open."))
    row.starts_on = _day(row, "starts_on") or today
    row.ends_on = _day(row, "ends_on")
    if row.ends_on and row.ends_on < row.starts_on:
        row.refuse(_("The last day cannot come before the first."))


Held = dict[tuple[str, str, int], list[tuple[date, date | None]]]


def _held() -> Held:
    """Who has which role where, and when: by e-mail, role and the department's key."""
    held: Held = {}
    for membership in Membership.objects.select_related("user"):
        key = membership.user.email, membership.role, membership.department_id
        held.setdefault(key, []).append((membership.starts_on, membership.ends_on))
    for appointment in Appointment.objects.select_related("user"):
        key = appointment.user.email, appointment.role, 0
        held.setdefault(key, []).append((appointment.starts_on, appointment.ends_on))
    return held


def _compare_role(row: Row, key: tuple[str, str, int], held: Held) -> None:
    """Give the role, unless the person has it on these days; half of them is refused."""
    assert row.starts_on  # noqa: S101
    for first, last in held.get(key, ()):
        apart = (row.ends_on and row.ends_on < first) or (last and last < row.starts_on)
        if apart:
            continue
        if (not row.cells.get("starts_on") or first <= row.starts_on) and last == row.ends_on:
            return
        row.refuse(_("The person has this role already on some of these days."))
        return
    held.setdefault(key, []).append((row.starts_on, row.ends_on))
    row.gives_role = True
    if row.what is What.UNCHANGED:
        row.what = What.ROLE


def _check_cells(row: Row) -> None:
    for name, cell in row.cells.items():
        most = {"name": 120, "email": 254, "phone": 30}.get(name, 1000)
        if len(cell) > most or not _is_single(cell):
            row.refuse(_("Something in the row is too long or has odd characters."))
        elif cell.startswith(("=", "@")):
            row.refuse(
                _("“%(text)s” is a formula: put what it shows there instead.") % {"text": cell[:40]}
            )
    if phone := row.cells.get("phone"):
        try:
            telephone(phone)
        except ValidationError as error:
            row.refuse(f"{phone[:40]}: {error.messages[0]}")


def _is_single(text: str) -> bool:
    try:
        single_line(text)
    except ValidationError:
        return False
    return True


def _language(row: Row) -> str:
    return LANGUAGES.get(row.cells.get("language", "").casefold(), "nb")


def _day(row: Row, name: str) -> date | None:
    said = row.cells.get(name, "")
    if not said:
        return None
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            day = datetime.strptime(said, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        if 1950 <= day.year <= timezone.localdate().year + 10:
            return day
    row.refuse(_("“%(day)s” is no day: write 31.12.2026.") % {"day": said[:40]})
    return None
