"""What is thought of the rows of a list, a batch at a time.

What a row says is read into values; what is wrong with it, or worth a look, is noted as
remarks, and the gravest of them decides its verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts.models.user import single_line
from profiles import platforms
from profiles.importing import columns
from profiles.importing.columns import SEPARATOR
from profiles.importing.directory import Directory
from profiles.models import Address, Import, ImportRow, Profile
from profiles.platforms import Identification
from profiles.platforms import Verdict as Kind

Verdict = ImportRow.Verdict
Remark = dict[str, Any]

BATCH: Final = 400
# Remarks that do not make a row wrong, and what they make it; the gravest verdict last.
VERDICTS: Final[Mapping[str, ImportRow.Verdict]] = {
    "name_from_address": Verdict.WARNING,
    "platform_from_address": Verdict.WARNING,
    "discontinued": Verdict.WARNING,
    "no_owner": Verdict.WARNING,
    "no_backup": Verdict.WARNING,
    "cannot_sign_in": Verdict.WARNING,
    "was_paused": Verdict.WARNING,
    "too_many_cells": Verdict.WARNING,
    "other_language": Verdict.WARNING,
    "known": Verdict.KNOWN,
    "left_out": Verdict.SKIPPED,
    "not_in_use": Verdict.SKIPPED,
}
# What is not brought in at all needs no mending.
GRAVITY: Final = (Verdict.GOOD, Verdict.WARNING, Verdict.WRONG, Verdict.SKIPPED, Verdict.KNOWN)
TO_REGISTER: Final = (Verdict.GOOD, Verdict.WARNING)
# A profile that lives: nothing else is brought in as one that does.
IN_USE: Final = (Profile.Status.ACTIVE, Profile.Status.PAUSED)
LONGEST: Final = {"name": 120, "need": 2000, "website": 500}
LONGEST_KEY: Final = Address._meta.get_field("key").max_length or 0
_is_url: Final = URLValidator(schemes=["http", "https"])


def verdict_of(remarks: Iterable[Remark]) -> ImportRow.Verdict:
    """The gravest that any of the remarks comes to."""
    verdicts = {VERDICTS.get(remark["code"], Verdict.WRONG) for remark in remarks}
    return max(verdicts | {Verdict.GOOD}, key=GRAVITY.index)


def check(
    rows: Sequence[ImportRow], of: Import, directory: Directory, *, save: bool = True
) -> None:
    """Read the rows anew and judge them, in a fixed number of queries."""
    for row in rows:
        _Reader(row, of, directory).read()
    _find_known(rows)
    for row in rows:
        row.verdict = verdict_of(row.remarks)
    if save:
        save_rows(rows, "verdict", "remarks", "values", "platform", "key", "profile")


def save_rows(rows: Sequence[ImportRow], *fields: str) -> None:
    """Save the fields of rows that are there, which takes half as long as `bulk_update`."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def mark_twice(of: Import) -> None:
    """Tell the rows that are of the same account as one before them, and only those."""
    first: dict[tuple[str, str], int] = {}
    changed = []
    rows = of.rows.exclude(key="").order_by("number")
    for row in rows.defer("cells").iterator(chunk_size=BATCH):
        others = [each for each in row.remarks if each["code"] != "twice"]
        verdict = verdict_of(others)
        if verdict in TO_REGISTER:
            accounts = [(platform, key) for platform, key, _url, _given in row.values["accounts"]]
            if before := min((first[each] for each in accounts if each in first), default=0):
                others = [*others, {"field": "address", "code": "twice", "row": before}]
                verdict = verdict_of(others)
            else:
                first |= dict.fromkeys(accounts, row.number)
        if others != row.remarks:
            row.remarks, row.verdict = others, verdict
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["remarks", "verdict"], batch_size=BATCH)


def _find_known(rows: Iterable[ImportRow]) -> None:
    """Note which accounts stand in the register already."""
    keys = [key for row in rows for _platform, key, _url, _given in row.values["accounts"]]
    held = Address.objects.filter(key__in=keys, released_at__isnull=True)
    holders = {
        (platform, key): profile
        for platform, key, profile in held.values_list("platform", "key", "profile")
    }
    for row in rows:
        accounts = [(platform, key) for platform, key, _url, _given in row.values["accounts"]]
        row.profile_id = next((holders[each] for each in accounts if each in holders), None)
        if row.profile_id:
            row.remarks.append({"field": "address", "code": "known"})


class _Reader:
    """Reads one row: its cells into values, and what is to be said of them into remarks."""

    def __init__(self, row: ImportRow, of: Import, directory: Directory) -> None:
        self.row, self.of, self.directory = row, of, directory
        # What somebody decided stays decided.
        self.remarks: list[Remark] = [each for each in row.remarks if each["code"] == "left_out"]

    def read(self) -> None:
        """Set values, remarks and account of the row."""
        accounts = self._accounts()
        owner, backups = self._owner(), self._people("backups")
        self._judge_people(owner, backups)
        self._judge_state()
        if any(self.row.cells[len(self.of.headings) :]):
            self._note("", "too_many_cells")
        platform, key, _url, _given = accounts[0] if accounts else ("", "", "", "")
        self.row.platform, self.row.key = platform, key
        self.row.values = {
            "accounts": accounts,
            "platform": platform,
            "name": self._name(key),
            "department": self._department(),
            "owner": owner,
            "backups": backups,
            "language": self._language(),
            "areas": self._areas(),
            "need": self._text("need"),
            "website": self._website(),
            "rhythm": self._choice("rhythm"),
            "reply_time": self._choice("reply_time"),
            "for_crisis": bool(self._choice("for_crisis")),
        }
        self.row.remarks = self.remarks

    def _cell(self, field: str) -> str:
        index = self.of.mapping.get(field)
        cells: list[str] = self.row.cells
        return cells[index] if index is not None and index < len(cells) else ""

    def _is_left_empty(self, field: str) -> bool:
        """In a list that has such a column: what it lacks altogether is told once, not here."""
        return self.of.mapping.get(field) is not None and not self._cell(field)

    def _cells(self, field: str) -> list[str]:
        parts = self._cell(field).replace("\n", SEPARATOR).split(SEPARATOR.strip())
        return [part.strip() for part in parts if part.strip()]

    def _note(self, field: str, code: str, **facts: Any) -> None:
        self.remarks.append({"field": field, "code": code, **facts})

    def _text(self, field: str) -> str:
        text = self._cell(field)
        if len(text) > LONGEST[field]:
            self._note(field, "too_long", most=LONGEST[field])
        return text

    def _choice(self, field: str) -> Any:
        text = self._cell(field)
        if not text:
            return None
        code = columns.code_of(field, text)
        if code is None:
            self._note(field, "unknown_choice", text=text)
        return code

    def _language(self) -> str:
        text = self._cell("language")
        if text and columns.code_of("language", text) is None:
            self._note("language", "other_language", text=text)
            return Profile.Language.OTHER
        return self._choice("language") or ""

    def _areas(self) -> list[str]:
        # Others write several with commas between.
        parts = [part.strip() for cell in self._cells("areas") for part in _parts(cell)]
        areas = {part: columns.code_of("areas", part) for part in parts if part}
        for text, code in areas.items():
            if code is None:
                self._note("areas", "unknown_choice", text=text)
        return sorted({code for code in areas.values() if code})

    # --- The account ---------------------------------------------------------------------

    def _accounts(self) -> list[tuple[str, str, str, str]]:
        """Platform, key, address and what was given of each account, the main one first."""
        platform = self._platform()
        main = self._cell("address")
        found = [self._account(main, platform, "address")]
        # Several addresses of one account: an account on another platform is another profile.
        platform = found[0][0] if found[0] else platform
        found += [self._account(given, platform, "addresses") for given in self._cells("addresses")]
        accounts = {each[:2]: each for each in found if each}
        return list(accounts.values()) if found[0] else []

    def _platform(self) -> str:
        """The code of the platform that the row names; empty where its address says it better."""
        text = self._cell("platform")
        code = columns.code_of("platform", text)
        if text and code is None:
            found = platforms.identify(self._cell("address"))
            known = found.platform if found.verdict == Kind.PROFILE else None
            said = "platform_from_address" if known else "unknown_choice"
            self._note("platform", said, text=text, platform=known)
        return code or ""

    def _account(self, given: str, platform: str, field: str) -> tuple[str, str, str, str] | None:
        found = platforms.identify(given, platform or None)
        if found.verdict not in (Kind.PROFILE, Kind.OTHER) or not (
            found.platform and found.key and found.url
        ):
            self._note(field, "address", **_said_of(found))
            return None
        if len(found.key) > LONGEST_KEY:
            self._note(field, "too_long", most=LONGEST_KEY)
            return None
        if platform and found.platform != platform:
            self._note(field, "other_platform", found=found.platform, chosen=platform)
            return None
        if platforms.PLATFORMS[found.platform].discontinued:
            self._note(field, "discontinued", **_said_of(found))
        return found.platform, found.key, found.url, given

    def _name(self, key: str) -> str:
        name = " ".join(self._text("name").split())
        if not name and key:
            name = key.rpartition("/")[2].rpartition(":")[2].removeprefix("@")
            name = name[: LONGEST["name"]]
            self._note("name", "name_from_address", name=name)
        try:
            single_line(name)
        except ValidationError:
            self._note("name", "not_one_line")
        return name

    # --- Who answers for it ---------------------------------------------------------------

    def _department(self) -> int | None:
        text = self._cell("department")
        if not text:
            chosen: int | None = self.of.defaults.get("department")
            if chosen not in self.directory.open_departments:
                self._note("department", "no_department")
                return None
            return chosen
        found = self.directory.department(text)
        if len(found) == 1:
            return next(iter(found))
        if found:
            self._note("department", "several_departments", text=text)
        else:
            like = self.directory.department_like(text)
            self._note("department", "unknown_department", text=text, like=like)
        return None

    def _owner(self) -> int | None:
        people = self._people("owner")
        if len(people) > 1:
            self._note("owner", "several_owners")
        return people[0] if people else None

    def _people(self, field: str) -> list[int]:
        parts = [
            part.strip()
            for cell in self._cells(field)
            # “Nordmann, Kari” is one person, if there is one of that name.
            for part in ([cell] if self.directory.person(cell) else _parts(cell))
        ]
        found = [self._person(part, field) for part in parts if part]
        return list(dict.fromkeys(each for each in found if each is not None))

    def _person(self, text: str, field: str) -> int | None:
        found = self.directory.person(text)
        if len(found) == 1:
            return next(iter(found))
        if found:
            self._note(field, "several_people", text=text)
        else:
            like = self.directory.person_like(text)
            self._note(field, "unknown_person", text=text, like=like)
        return None

    def _judge_people(self, owner: int | None, backups: Sequence[int]) -> None:
        # What no row of the list says is told once, not beside every row.
        if not owner and self._is_left_empty("owner"):
            self._note("owner", "no_owner")
        if not set(backups) - {owner} and self._is_left_empty("backups"):
            self._note("backups", "no_backup")
        if self.directory.inactive.intersection([owner or 0, *backups]):
            self._note("owner", "cannot_sign_in")

    def _judge_state(self) -> None:
        state = self._choice("state")
        if state == Profile.Status.PAUSED:
            self._note("state", "was_paused")
        elif state and state not in IN_USE:
            self._note("state", "not_in_use", state=state)

    def _website(self) -> str:
        text = self._text("website")
        if text and "://" not in text:
            text = f"https://{text}"
        try:
            if text:
                _is_url(text)
        except ValidationError:
            self._note("website", "no_website", text=text)
        return text


def _parts(cell: str) -> list[str]:
    return cell.replace(";", ",").split(",")


def _said_of(found: Identification) -> dict[str, Any]:
    """What an identification says, to be kept; and the profile's address for a post's."""
    said = {"template": found.message.template, "params": dict(found.message.params)}
    return said | ({"meant": found.url} if found.verdict == Kind.POST and found.url else {})
