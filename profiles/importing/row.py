"""What a row says, read into values, with remarks on what is wrong or worth a look."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts.models.user import single_line
from profiles import platforms
from profiles.importing.cells import folded, unlinked
from profiles.importing.choices import code_of
from profiles.importing.columns import SEPARATOR, address_columns, column_of
from profiles.importing.directory import STEPS, Directory
from profiles.importing.spreading import addresses_in, is_nothing
from profiles.models import Address, Import, ImportRow, Profile
from profiles.platforms import Identification
from profiles.platforms import Verdict as Kind

Remark = dict[str, Any]

# A profile that lives: nothing else is brought in as one that does.
IN_USE: Final = (Profile.Status.ACTIVE, Profile.Status.PAUSED)
LONGEST: Final = {"name": 120, "need": 2000, "website": 500}
LONGEST_KEY: Final = Address._meta.get_field("key").max_length or 0
# Cells in which an address below a text is not what the text was linked to, or more than that.
AS_THEY_STAND: Final = ("address", "addresses", "need")
_is_url: Final = URLValidator(schemes=["http", "https"])


class Reader:
    """Reads one row: its cells into values, and what is to be said of them into remarks."""

    def __init__(self, row: ImportRow, of: Import, directory: Directory) -> None:
        self.row, self.of, self.directory = row, of, directory
        # What somebody decided stays decided.
        self.remarks: list[Remark] = [each for each in row.remarks if each["code"] == "left_out"]

    def read(self) -> None:
        """Set values, remarks and account of the row."""
        accounts = self._accounts()
        if self._has_no_account():
            self.row.platform, self.row.key, self.row.values = "", "", {"accounts": []}
            self.row.remarks = [*self.remarks, {"field": "", "code": "no_account"}]
            return
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
        index = column_of(self.of.mapping, field, self.row.cells)
        cells: list[str] = self.row.cells
        cell = cells[index] if index is not None and index < len(cells) else ""
        if field == "website":
            return unlinked(cell)[1] or cell
        return cell if field in AS_THEY_STAND else unlinked(cell)[0]

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
        self._measure(field, text)
        return text

    def _measure(self, field: str, text: str) -> None:
        if len(text) > LONGEST[field]:
            self._note(field, "too_long", most=LONGEST[field])

    def _choice(self, field: str) -> Any:
        text = self._cell(field)
        if not text:
            return None
        code, is_known = self._coded(field, text)
        if not is_known:
            self._note(field, "unknown_choice", text=text)
        return code

    def _coded(self, field: str, text: str) -> tuple[Any, bool]:
        """The code of what is chosen, and whether it is known what is meant."""
        told = self.of.defaults.get("choices", {}).get(field, {})
        if folded(text) in told:
            return told[folded(text)], True
        code = code_of(field, text)
        return code, code is not None

    def _language(self) -> str:
        text = self._cell("language")
        if text and code_of("language", text) is None:
            self._note("language", "other_language", text=text)
            return Profile.Language.OTHER
        return self._choice("language") or ""

    def _areas(self) -> list[str]:
        # Others write several with commas between.
        parts = [part.strip() for cell in self._cells("areas") for part in _parts(cell)]
        areas = {part: self._coded("areas", part) for part in parts if part}
        for text, (_code, is_known) in areas.items():
            if not is_known:
                self._note("areas", "unknown_choice", text=text)
        return sorted({code for code, _is_known in areas.values() if code})

    # --- The account ---------------------------------------------------------------------

    def _accounts(self) -> list[tuple[str, str, str, str]]:
        """Platform, key, address and what was given of each account, the main one first."""
        main = self._main()
        platform = self._platform(main)
        found = [self._account(main, platform, "address")]
        # Several addresses of one account: an account on another platform is another profile.
        platform = found[0][0] if found[0] else platform
        found += [self._account(given, platform, "addresses") for given in self._cells("addresses")]
        accounts = {each[:2]: each for each in found if each}
        return list(accounts.values()) if found[0] else []

    def _main(self) -> str:
        """The address or user name of the row, without what stands round it."""
        cell = self._cell("address")
        text, target = unlinked(cell)
        if target or is_nothing(cell):
            return target
        found = addresses_in(text)
        if len(found) == 1 and found[0] != text and any(map(str.isspace, text)):
            self._note("address", "taken_out", text=text, url=found[0])
            return found[0]
        return text

    def _has_no_account(self) -> bool:
        """Whether this is a line with nothing in it for any of the platforms, as there may be."""
        return "address" not in self.of.mapping and is_nothing(self._cell("address"))

    def _platform(self, main: str) -> str:
        """The code of the platform that the row names; empty where its address says it better."""
        places = address_columns(self.of.mapping)
        index = column_of(self.of.mapping, "address", self.row.cells)
        if index is not None and places[index]:
            return places[index]
        text = self._cell("platform")
        code, is_known = self._coded("platform", text)
        if text and not is_known:
            found = platforms.identify(main)
            known = found.platform if found.verdict in (Kind.PROFILE, Kind.OTHER) else None
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
        if not name and self.of.mapping.get("name") is None:
            name = self._name_elsewhere()
        if not name and key:
            name = key.rpartition("/")[2].rpartition(":")[2].removeprefix("@")
            name = name[: LONGEST["name"]]
            self._note("name", "name_from_address", name=name)
        try:
            single_line(name)
        except ValidationError:
            self._note("name", "not_one_line")
        return name

    def _name_elsewhere(self) -> str:
        """The text of a link; or, of a line with all accounts of a department, its name."""
        if "address" in self.of.mapping:
            text, target = unlinked(self._cell("address"))
            name = text if target else ""
        else:
            name = STEPS.split(self._cell("department"))[-1]
        return " ".join(name.split())[: LONGEST["name"]]

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
        elif self.of.defaults.get("without_strangers"):
            self._note(field, "stranger", text=text)
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
        text = self._cell("website")
        if text and "://" not in text:
            text = f"https://{text}"
        self._measure("website", text)
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
