"""The departments and people that a list means, by what they are called in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from accounts.models import Department, User

STEPS: Final = re.compile(r"\s*[›>»→]\s*")
# How alike a name has to be, to be suggested: less, and a hasty eye takes a stranger for known.
ALIKE: Final = 0.7
# Looking for what is alike takes its time: in a list full of strangers it is given up.
MOST_ALIKE: Final = 200


def folded(text: str) -> str:
    """A name without what people write differently."""
    return " ".join(text.casefold().split())


@dataclass(slots=True)
class Directory:
    """Everybody and every department, read once for many rows.

    `departments` and `people` are what somebody has said that names in the list mean.
    """

    departments: Mapping[str, int]
    people: Mapping[str, int]
    open_departments: dict[int, str] = field(default_factory=dict)
    inactive: set[int] = field(default_factory=set)
    _departments: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _names: dict[int, str] = field(default_factory=dict)
    _alike: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def read(cls, defaults: Mapping[str, dict[str, int]]) -> "Directory":
        """As things are now, in two queries."""
        found = cls(defaults.get("departments", {}), defaults.get("people", {}))
        found._read_departments()
        found._read_people()
        return found

    def department(self, text: str) -> set[int]:
        """Those that the text may mean: by name, or by the path that leads there."""
        name = folded(text)
        chosen = self.departments.get(name)
        if chosen in self.open_departments:
            return {chosen}
        ways = (name, _path(STEPS.split(name)), _path(name.split("/")))
        return next((self._departments[way] for way in ways if way in self._departments), set())

    def person(self, text: str) -> set[int]:
        """Those who have this e-mail address, or this name."""
        chosen = self.people.get(folded(text))
        return {chosen} if chosen in self._names else self._people.get(folded(text), set())

    def department_like(self, text: str) -> int | None:
        """The one whose name is most like the text."""
        return self._nearest(STEPS.split(folded(text))[-1], self._departments)

    def person_like(self, text: str) -> int | None:
        """The one whose address or name is most like the text."""
        return self._nearest(folded(text), self._people)

    def _nearest(self, text: str, known: Mapping[str, set[int]]) -> int | None:
        if text not in self._alike and len(self._alike) < MOST_ALIKE:
            alike = get_close_matches(text, known, n=1, cutoff=ALIKE)
            self._alike[text] = min(known[alike[0]]) if alike else None
        return self._alike.get(text)

    def _read_departments(self) -> None:
        rows = list(Department.objects.values_list("pk", "name", "path", "closed_on"))
        names = {pk: folded(name) for pk, name, _path_of, _closed in rows}
        for pk, name, path, closed_on in rows:
            if closed_on:
                continue
            self.open_departments[pk] = name
            steps = [names[int(key)] for key in (path or "").split("/") if key]
            # “Otta kulturhus”, “Kultur › Otta kulturhus”, “Sel kommune › Kultur › …”.
            for start in range(len(steps)):
                self._departments[_path(steps[start:])].add(pk)

    def _read_people(self) -> None:
        for pk, email, name, is_active in User.objects.values_list(
            "pk", "email", "name", "is_active"
        ):
            self._names[pk] = name
            self._people[folded(email)].add(pk)
            if not is_active:
                self.inactive.add(pk)
        for pk, name in self._names.items():
            if pk not in self.inactive:
                self._people[folded(name)].add(pk)


def _path(steps: Iterable[str]) -> str:
    return " › ".join(step.strip() for step in steps)
