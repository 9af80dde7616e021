"""Everything that is due, for who follows up the whole register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from profiles import matters, permissions, runs
from profiles.following_up import Act
from profiles.forms.deadlines import DeadlinesForm
from profiles.matters import Due
from profiles.models import Failure, Profile, Reminder, Run
from profiles.models.profile import ProfileQuerySet
from profiles.months import Month
from profiles.permissions import require
from profiles.views.fetching import user_of
from profiles.views.month import page_of
from profiles.wording import Label

# So many are shown of each group; of one that is asked for by name, so many.
MOST: Final = 25
MOST_OF_ONE: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline in the list, with how many days it is overdue (less than 0 before)."""

    due: Due
    profile: Profile
    overdue: int

    @property
    def what(self) -> str:
        return str(Reminder.Matter(self.due.matter).label)

    @property
    def is_evaluation(self) -> bool:
        return self.due.matter == Reminder.Matter.EVALUATION

    @property
    def left(self) -> int:
        return -self.overdue


@dataclass(frozen=True, slots=True)
class Group:
    """The deadlines of a span of days: how many, and the most urgent of them."""

    code: str
    heading: Label
    count: int
    entries: Sequence[Entry]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.entries)


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """What is overdue, due this week, this month and later."""
    require(permissions.can_see_deadlines(user_of(request)))
    form, today = DeadlinesForm(request.GET), timezone.localdate()
    kinds = [each for each in matters.DECLARATIONS if _is_meant(form, each)]
    only, day = request.GET.get("when", ""), _day(request.GET.get("day", ""))
    spans = [span for span in _spans(today) if only in ("", span[0])] or _spans(today)
    if day:
        spans = [("day", _("On this day"), day, day)]
    most = MOST if len(spans) > 1 else MOST_OF_ONE
    profiles = form.profiles()
    query = request.GET.copy()
    for name in ("when", "day"):
        query.pop(name, None)
    month = Month.read(request.GET.get("month", "")) or Month.of(day or today)
    groups = [_group(*span, kinds, profiles, most, today) for span in spans]
    context = {
        "form": form,
        "query": query.urlencode(),
        "narrowed": request.GET.urlencode(),
        "day": day,
        "acts": Act,
        "page": page_of(month, kinds, profiles, request.GET, chosen=day, today=today),
        "is_narrowed": bool(form.chosen) or len(spans) == 1,
        "groups": groups,
        "has_any": any(group.entries for group in groups),
        "runs": [runs.last_ended(job) for job in Run.Job],
        "failures": Failure.objects.select_related("profile", "person")[:MOST],
    }
    return render(request, "profiles/deadlines.html", context)


def _day(text: str) -> date | None:
    """The day that the list is about; None if it is about all of them."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _spans(today: date) -> list[tuple[str, Label, date, date]]:
    """The groups, each from a day to a day."""
    sunday = today + timedelta(days=6 - today.weekday())
    next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    # In its last days a month is over before the week is.
    end = max(next_month - timedelta(days=1), sunday)
    day = timedelta(days=1)
    return [
        ("overdue", _("Overdue"), date.min, today - day),
        ("week", _("This week"), today, sunday),
        ("month", _("This month"), sunday + day, end),
        ("later", _("Later"), end + day, date.max),
    ]


def _is_meant(form: DeadlinesForm, declaration: matters.Declaration) -> bool:
    return form.chosen.get("matter", declaration.matter) == declaration.matter


def _group(
    code: str,
    heading: Label,
    first: date,
    last: date,
    kinds: Sequence[matters.Declaration],
    profiles: ProfileQuerySet | None,
    most: int,
    today: date,
) -> Group:
    found = [(each, each.between(first, last, profiles)) for each in kinds]
    count = sum(rows.count() for _each, rows in found)
    due = [each for kind, rows in found for each in kind.soonest(rows, most)]
    due = sorted(due, key=lambda each: (each.due_on, each.profile))[:most]
    known = Profile.objects.select_related("department", "owner")
    by_key = known.in_bulk([each.profile for each in due])
    entries = [Entry(each, by_key[each.profile], (today - each.due_on).days) for each in due]
    return Group(code, heading, count, entries)
