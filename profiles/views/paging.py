"""Pages of a long list, found by the key of the row where the last one ended.

Counting rows, or skipping those before, takes longer the longer the list is; going on from
a key in an index does not.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import Q
from django.http import QueryDict

from profiles.models import Profile
from profiles.models.profile import ProfileQuerySet

PAGE_SIZE: Final = 50
AFTER: Final = "etter"
BEFORE: Final = "for"
# Longer than any name; and as large as a key can be.
_LONGEST: Final = 500
_LARGEST: Final = 2**63 - 1


class BrokenCursor(ValueError):
    """Not a place in this list."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or "\x00" in value:
        raise BrokenCursor
    value.encode()
    return value


def _key(value: Any) -> int:
    if type(value) is not int or not 0 < value <= _LARGEST:
        raise BrokenCursor
    return value


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise BrokenCursor
    try:
        return instant.astimezone(UTC)
    except OverflowError as beyond:
        raise BrokenCursor from beyond


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that settle an order, each with how its value is read back; the last is unique."""

    columns: Mapping[str, Callable[[Any], Any]]
    is_descending: bool = False

    def place_of(self, profile: Profile) -> str:
        """Where the profile stands, for an address."""
        values = [_value(profile, column) for column in self.columns]
        as_text = json.dumps(values, default=lambda value: value.isoformat())
        return base64.urlsafe_b64encode(as_text.encode()).decode().rstrip("=")

    def read(self, place: str) -> list[Any]:
        """The values of `place_of`; raises BrokenCursor."""
        try:
            padded = place + "=" * (-len(place) % 4)
            values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if not isinstance(values, list):
                raise BrokenCursor
            pairs = zip(self.columns.values(), values, strict=True)
            return [as_value(value) for as_value, value in pairs]
        except (binascii.Error, ValueError, RecursionError) as broken:
            raise BrokenCursor from broken

    def after(self, values: list[Any], *, backwards: bool) -> Q:
        """What stands beyond the place; told so that an index on the columns is used."""
        names = list(self.columns)
        beyond = "lt" if self.is_descending != backwards else "gt"
        condition = Q(**{f"{names[-1]}__{beyond}": values[-1]})
        for name, value in reversed(list(zip(names[:-1], values[:-1], strict=True))):
            further = Q(**{f"{name}__{beyond}": value})
            condition = Q(**{f"{name}__{beyond}e": value}) & (further | condition)
        return condition

    def names(self, *, backwards: bool) -> list[str]:
        sign = "-" if self.is_descending != backwards else ""
        return [sign + name for name in self.columns]


def _value(profile: Profile, column: str) -> Any:
    value: Any = profile
    for name in column.split("__"):
        value = getattr(value, name)
    return value


BY_NAME: Final = Order({"name": _text, "pk": _key})
BY_DEPARTMENT: Final = Order(
    {"department__name": _text, "department_id": _key, "name": _text, "pk": _key}
)
BY_STATE: Final = Order({"status": _text, "name": _text, "pk": _key})
BY_EVALUATION: Final = Order({"evaluated_by": _day, "pk": _key})
NEWEST_FIRST: Final = Order({"registered_at": _instant, "pk": _key}, is_descending=True)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the list, and the places where the pages around it begin."""

    profiles: list[Profile]
    before: str | None
    after: str | None


def page_of(
    found: ProfileQuerySet, order: Order, query: QueryDict, *, shown: ProfileQuerySet
) -> Page:
    """The page of `found` that the query string asks for; the first where it makes no sense.

    `shown` says what is read of each profile on the page.
    """
    for parameter in (AFTER, BEFORE):
        if place := query.get(parameter):
            try:
                page = _beyond(found, order, place, parameter == BEFORE, shown)
            except BrokenCursor:
                break
            if page:
                return page
    rows = _read(found, order, shown)
    return _page(order, rows[:PAGE_SIZE], before=False, after=len(rows) > PAGE_SIZE)


def _beyond(
    found: ProfileQuerySet, order: Order, place: str, backwards: bool, shown: ProfileQuerySet
) -> Page | None:
    """The page on one side of a place; None if the first page had better be shown."""
    beyond = found.filter(order.after(order.read(place), backwards=backwards))
    rows = _read(beyond, order, shown, backwards=backwards)
    has_more = len(rows) > PAGE_SIZE
    if not backwards:
        return _page(order, rows[:PAGE_SIZE], before=True, after=has_more) if rows else None
    if not has_more and len(rows) < PAGE_SIZE:
        return None
    return _page(order, rows[PAGE_SIZE - 1 :: -1], before=has_more, after=True)


def _read(
    found: ProfileQuerySet, order: Order, shown: ProfileQuerySet, *, backwards: bool = False
) -> list[Profile]:
    """The first of `found` and one more.

    They are found by what stands in the indexes alone, and only then read: profiles that
    are next to each other in a list are far from each other in the table.
    """
    names = order.names(backwards=backwards)
    keys = found.order_by(*names).values("pk")[: PAGE_SIZE + 1]
    return list(shown.filter(pk__in=keys).order_by(*names))


def _page(order: Order, rows: list[Profile], *, before: bool, after: bool) -> Page:
    return Page(
        profiles=rows,
        before=order.place_of(rows[0]) if before and rows else None,
        after=order.place_of(rows[-1]) if after and rows else None,
    )
