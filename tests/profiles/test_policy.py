"""The arithmetic of deadlines."""

from datetime import date

import pytest

from profiles import policy


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 23), 10, date(2026, 12, 7)),  # Monday to Monday two weeks later
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 3, 31), 2, date(2026, 4, 7)),  # Easter: Wednesday is the 1st, then Tuesday
        (date(2026, 4, 30), 1, date(2026, 5, 4)),  # the 1st of May is a Friday
        (date(2026, 5, 15), 1, date(2026, 5, 18)),  # the 17th of May is a Sunday
        (date(2026, 12, 23), 2, date(2026, 12, 28)),  # Christmas Eve is a working day by law
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_working_days_leave_weekends_and_holidays_out(
    start: date, days: int, expected: date
) -> None:
    assert policy.add_working_days(start, days) == expected


def test_an_answer_is_due_ten_working_days_after_the_notification() -> None:
    assert policy.answer_due(date(2026, 11, 23), policy.POLICY) == date(2026, 12, 7)
    assert policy.answer_due(date(2026, 11, 23), policy.Policy(answer_working_days=1)) == date(
        2026, 11, 24
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 24), 1),
        (date(2026, 11, 27), date(2026, 11, 30), 1),
        (date(2026, 11, 23), date(2026, 12, 7), 10),
        (date(2026, 11, 24), date(2026, 11, 23), 0),
    ],
)
def test_age_counts_the_working_days_that_have_begun_since(
    start: date, end: date, expected: int
) -> None:
    assert policy.working_days_after(start, end) == expected


def test_counting_and_adding_working_days_agree() -> None:
    for day in range(1, 29):
        start = date(2026, 12, day)
        for days in range(25):
            end = policy.add_working_days(start, days)
            assert policy.working_days_after(start, end) == days


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 11, 23), 6, date(2027, 5, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_last_day_where_the_day_is_missing(
    start: date, months: int, expected: date
) -> None:
    assert policy.add_months(start, months) == expected


def test_the_first_evaluation_comes_half_a_year_after_the_approval() -> None:
    assert policy.first_evaluation(date(2026, 11, 23), policy.POLICY) == date(2027, 5, 23)


@pytest.mark.parametrize("holiday", [date(2026, 1, 1), date(2026, 4, 3), date(2026, 5, 14)])
def test_public_holidays_are_no_working_days(holiday: date) -> None:
    assert not policy.is_working_day(holiday)
