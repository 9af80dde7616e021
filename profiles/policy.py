"""The deadlines that the municipality has set, and their arithmetic.

Pure: dates in and dates out, calendar days of Europe/Oslo; the clock is never read here. A
deadline is the last day in time: what is due on it is overdue on the day after.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import holidays


@dataclass(frozen=True, slots=True)
class Policy:
    """The values that the municipality decides.

    `answer_working_days`: working days within which a notification is answered (C1).
    `first_evaluation_months`: months from approval to the first evaluation (D2).
    `evaluation_months`: months from one evaluation to the next (D2).
    `stale_days`: days without anything new, at most, whatever was promised (D1).
    `access_review_months`: months between two checks of who has access (C2).
    `phone_review_months`: months after which people of crisis channels are asked whether their
    number is right still (B4).
    `first_reminder_days`, `second_reminder_days`: days before a deadline on which people are
    reminded of it; an evaluation becomes a task at the first.
    `reminder_every_days`: days between two reminders of what is overdue.
    `head_after_days`: days overdue after which the head of department is reminded, too.
    `administration_after_days`: days overdue after which the administration is.
    `four_eyes`: nobody approves what he or she registered, owns or leads (C1).
    """

    answer_working_days: int = 10
    first_evaluation_months: int = 6
    evaluation_months: int = 12
    stale_days: int = 30
    access_review_months: int = 12
    phone_review_months: int = 12
    first_reminder_days: int = 30
    second_reminder_days: int = 7
    reminder_every_days: int = 7
    head_after_days: int = 14
    administration_after_days: int = 30
    four_eyes: bool = True


# As it comes; what the municipality has decided since stands in the database (see `policies`).
POLICY: Final = Policy()

# The lowest and the highest that a value can be.
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "answer_working_days": (1, 60),
    "first_evaluation_months": (1, 24),
    "evaluation_months": (1, 36),
    "stale_days": (1, 365),
    "access_review_months": (1, 36),
    "phone_review_months": (1, 36),
    "first_reminder_days": (2, 90),
    "second_reminder_days": (1, 60),
    "reminder_every_days": (1, 30),
    "head_after_days": (1, 90),
    "administration_after_days": (1, 180),
}
# What a department can decide for itself and those below it: to be stricter, never laxer.
# Of all of these less is stricter.
BY_DEPARTMENT: Final = (
    "first_evaluation_months",
    "evaluation_months",
    "stale_days",
    "access_review_months",
)


def narrowed(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """The policy where a department has values of its own: the stricter of the two each."""
    own = {
        name: min(values[name], getattr(policy, name)) for name in BY_DEPARTMENT if name in values
    }
    return replace(policy, **own)


def reminder_step(days: int, interval: int, begins: int | None, policy: Policy) -> int | None:
    """The newest step of reminding, counted in days from the deadline; None before the first.

    `days` have gone since the deadline (less than 0 before it), and `interval` is how long
    there was until it: a step that would come before anybody had done anything is left out.
    Who is reminded only of what is `begins` days overdue has no steps before that.
    """
    if begins is not None:
        first = begins
    elif days < 0:
        leads = (policy.second_reminder_days, policy.first_reminder_days)
        fit = (-lead for lead in leads if -lead <= days and lead < interval)
        return next(fit, None)
    else:
        first = 0
    if days < first:
        return None
    return first + (days - first) // policy.reminder_every_days * policy.reminder_every_days


def answer_due(notified_on: date, policy: Policy) -> date:
    """The last day on which a notification sent on `notified_on` is answered in time."""
    return add_working_days(notified_on, policy.answer_working_days)


def first_evaluation(approved_on: date, policy: Policy) -> date:
    """The day on which a profile approved on `approved_on` is first evaluated (D2)."""
    return add_months(approved_on, policy.first_evaluation_months)


def next_evaluation(evaluated_on: date, policy: Policy) -> date:
    """The day on which a profile evaluated on `evaluated_on` is evaluated again (D2)."""
    return add_months(evaluated_on, policy.evaluation_months)


def activity_days(rhythm: int | None, policy: Policy) -> int:
    """How many days may pass without anything new: the promise, but no more than the policy."""
    return min(rhythm or policy.stale_days, policy.stale_days)


def activity_due(active_on: date, rhythm: int | None, policy: Policy) -> date:
    """The last day by which a profile active on `active_on` has something new in time (D1)."""
    return active_on + timedelta(days=activity_days(rhythm, policy))


def access_review_due(checked_on: date, policy: Policy) -> date:
    """The day on which who has access is to be checked again (C2)."""
    return add_months(checked_on, policy.access_review_months)


def is_working_day(day: date) -> bool:
    """Whether people are at work: neither weekend nor a Norwegian public holiday."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The `days`-th working day after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def working_days_after(start: date, end: date) -> int:
    """How many working days have begun after `start`, up to and with `end`."""
    span = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=offset)) for offset in span)


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of a month that has no such day."""
    years, month0 = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month0 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))
