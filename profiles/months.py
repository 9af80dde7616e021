"""A month on a page: weeks from Monday, their numbers, and the days on which nobody works.

Pure: dates in and dates out; the clock is never read here.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays
from django.utils.translation import gettext, gettext_noop

# As the package names them in English, so that they can be translated.
NAMES: Final = (
    gettext_noop("New Year's Day"),
    gettext_noop("Maundy Thursday"),
    gettext_noop("Good Friday"),
    gettext_noop("Easter Sunday"),
    gettext_noop("Easter Monday"),
    gettext_noop("Labor Day"),
    gettext_noop("Constitution Day"),
    gettext_noop("Ascension Day"),
    gettext_noop("Pentecost"),
    gettext_noop("Pentecost Monday"),
    gettext_noop("Christmas Day"),
    gettext_noop("Second Day of Christmas"),
)
# Months that can be leafed through, so that no date falls off either end.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True)
class Week:
    """Its number, and its seven days; None for those of another month."""

    number: int
    days: Sequence[date | None]


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """What "2026-11" means; None if nothing."""
        year, dash, month = text.partition("-")
        if not (dash and year.isdecimal() and month.isdecimal() and len(text) == len("2026-11")):
            return None
        if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12):
            return None
        return cls(date(int(year), int(month), 1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        _weekday, days = calendar.monthrange(self.first.year, self.first.month)
        return self.first.replace(day=days)

    @property
    def before(self) -> "Month | None":
        return Month.read(f"{self.first - timedelta(days=1):%Y-%m}")

    @property
    def after(self) -> "Month | None":
        return Month.read(f"{self.last + timedelta(days=1):%Y-%m}")

    @property
    def weeks(self) -> list[Week]:
        """From the Monday of the first day on."""
        monday = self.first - timedelta(days=self.first.weekday())
        found = []
        while monday <= self.last:
            days = [monday + timedelta(days=offset) for offset in range(7)]
            own = [day if day.month == self.first.month else None for day in days]
            found.append(Week(monday.isocalendar().week, own))
            monday += timedelta(days=7)
        return found


def holiday_on(day: date) -> str:
    """What the public holiday of the day is called, or nothing."""
    names = _holidays(day.year).get(day, "")
    return ", ".join(gettext(name) for name in names.split("; ") if name)


@cache
def _holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NO", years=year, language="en_US"))
