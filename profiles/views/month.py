"""The month beside the list of deadlines: how many fall on each day, with a way to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.http import QueryDict

from profiles import matters, months
from profiles.models.profile import ProfileQuerySet
from profiles.months import Month


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, and where its deadlines stand."""

    date: date
    count: int
    holiday: str
    is_today: bool
    is_chosen: bool
    url: str

    @property
    def is_free(self) -> bool:
        """Whether people are off work."""
        return bool(self.holiday) or self.date.weekday() >= 5


@dataclass(frozen=True, slots=True)
class Row:
    """A week of the month."""

    number: int
    days: Sequence[Day | None]


@dataclass(frozen=True, slots=True)
class Page:
    """The month that is shown, and the ways to the ones beside it."""

    month: Month
    rows: Sequence[Row]
    before: str
    after: str
    # Back to the month that it is, from another one.
    today: str

    @property
    def weekdays(self) -> list[date]:
        """A Monday and the days after it, for their names."""
        monday = self.month.first - timedelta(days=self.month.first.weekday())
        return [monday + timedelta(days=offset) for offset in range(7)]

    @property
    def holidays(self) -> list[Day]:
        """The public holidays in it, to be named below."""
        days = (day for row in self.rows for day in row.days)
        return [day for day in days if day and day.holiday]


def page_of(
    month: Month,
    kinds: Sequence[matters.Declaration],
    profiles: ProfileQuerySet | None,
    query: QueryDict,
    *,
    chosen: date | None,
    today: date,
) -> Page:
    """The month with the deadlines of these kinds; one query for each kind."""
    counts: Counter[date] = Counter()
    for kind in kinds:
        rows = kind.between(month.first, month.last, profiles).order_by()
        counts.update(dict(rows.values_list("matter_due").annotate(Count("pk"))))

    def day_of(day: date | None) -> Day | None:
        if day is None:
            return None
        url = _address(query, month=str(month), day=day.isoformat())
        return Day(day, counts[day], months.holiday_on(day), day == today, day == chosen, url)

    return Page(
        month,
        [Row(week.number, [day_of(day) for day in week.days]) for week in month.weeks],
        before=_address(query, month=str(month.before)) if month.before else "",
        after=_address(query, month=str(month.after)) if month.after else "",
        today="" if month == Month.of(today) else _address(query, month=""),
    )


def _address(query: QueryDict, **changed: str) -> str:
    """The same list, otherwise; without a day it is the whole list again."""
    copied = query.copy()
    for name in ("month", "day", "when"):
        copied.pop(name, None)
    for name, value in changed.items():
        if value:
            copied[name] = value
    return f"?{copied.urlencode()}"
