"""The page of everything that is due, for who follows up the whole register."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import lifecycle, months, runs, tasks
from profiles.models import Profile, Run
from tests.cast import Municipality

SignedIn = Callable[[User], Client]
# A Wednesday.
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
URL = "/frister/"


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved on TODAY; nothing is due for long."""
    with time_machine.travel(NOW, tick=False):
        lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 1))
    far = date(2029, 1, 1)
    Profile.objects.filter(pk=notified.pk).update(
        next_activity_on=far, next_evaluation_on=far, access_due_on=far
    )
    return notified


def groups(client: Client, **query: object) -> dict[str, list[str]]:
    """What stands in each group, by the matter."""
    with time_machine.travel(NOW, tick=False):
        shown = client.get(URL, query).context["groups"]
    return {group.code: [entry.due.matter for entry in group.entries] for group in shown}


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (TODAY - DAY, "overdue"),
        (TODAY, "week"),
        (date(2026, 11, 29), "week"),
        (date(2026, 11, 30), "month"),
        (date(2026, 12, 1), "later"),
    ],
)
def test_a_deadline_stands_in_its_group(
    active: Profile, wilma: User, signed_in: SignedIn, due_on: date, group: str
) -> None:
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=due_on)
    found = groups(signed_in(wilma))
    assert found.pop(group)[0] == "evaluation"
    assert all("evaluation" not in others for others in found.values())


def test_narrowed_by_department_owner_and_matter(
    active: Profile, sel: Municipality, ola: User, siri: User, anne: User, signed_in: SignedIn
) -> None:
    client, everything = signed_in(anne), {"evaluation", "activity", "access"}

    def later(**query: object) -> set[str]:
        return set(groups(client, **query)["later"])

    assert later() == everything
    assert later(department=sel.culture.pk) == everything
    assert later(department=sel.technical.pk) == set()
    assert later(person=ola.pk) == everything
    assert later(matter="access") == {"access"}
    # Not an owner, and no matter: passed over.
    assert later(person=siri.pk, matter="nothing") == everything
    assert groups(client, when="week") == {"week": []}


def test_it_says_what_the_portal_did_and_warns_when_it_did_not(
    active: Profile, wilma: User, signed_in: SignedIn
) -> None:
    def page(now: datetime) -> str:
        with time_machine.travel(now, tick=False):
            return signed_in(wilma).get(URL).content.decode()

    warning = "En daglig jobb er forsinket"
    assert warning not in page(NOW)
    with time_machine.travel(NOW, tick=False):
        tasks.sweep_today()
        tasks.remind_today()
    told = page(NOW)
    assert "merknader reist" in told
    assert warning not in told
    assert warning not in page(NOW + timedelta(hours=21))
    assert warning in page(NOW + timedelta(hours=26))


def test_a_weekend_makes_no_reminder_late(active: Profile) -> None:
    friday = date(2026, 11, 27)
    at = datetime(2026, 11, 27, 9, tzinfo=UTC)
    Run.objects.create(job=Run.Job.REMIND, day=friday, started_at=at, ended_at=at)
    assert runs.late(datetime(2026, 11, 29, 20, tzinfo=UTC)) == []
    assert Run.Job.REMIND in runs.late(datetime(2026, 11, 30, 10, tzinfo=UTC))


def test_more_deadlines_cost_no_more_queries(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    few = count()
    for number in range(40):
        active.conditions.create(text=str(number), due_on=TODAY, responsible=ola)
    assert count() <= few + 1
    with time_machine.travel(NOW, tick=False):
        shown = client.get(URL, {"when": "week"}).context["groups"]
    assert (shown[0].count, len(shown[0].entries)) == (40, 40)


# --- The month beside the list ------------------------------------------------------------


def month(client: Client, **query: object) -> str:
    with time_machine.travel(NOW, tick=False):
        page = client.get(URL, query).content.decode()
    return re.sub(r"\s+", " ", page.partition('<section class="month"')[2].partition("</sec")[0])


def test_the_month_says_how_many_there_are_on_each_day(
    active: Profile, ola: User, wilma: User, signed_in: SignedIn
) -> None:
    client = signed_in(wilma)
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=TODAY + DAY)
    active.conditions.create(text="Husregler", due_on=TODAY + DAY, responsible=ola)
    shown = month(client)
    assert "November 2026" in shown
    (link,) = re.findall(r'<a href="(\?[^"]*day=2026-11-26)"', shown)
    assert re.search(r">26<.*?>2<span class=\"ds-sr-only\"> frister<", shown)
    assert shown.count('aria-current="date"') == 1
    assert '<caption class="ds-sr-only">Antall frister hver dag i november 2026</caption>' in shown
    assert shown.count('scope="col"') == 8
    # The list is about that day alone, and the month stays.
    with time_machine.travel(NOW, tick=False):
        page = client.get(URL + link.replace("&amp;", "&"))
    (group,) = page.context["groups"]
    assert {entry.due.matter for entry in group.entries} == {"evaluation", "condition"}
    assert "26. november 2026 (2)" in page.content.decode()
    assert 'aria-current="true">26<' in month(client, day="2026-11-26")


def test_the_month_begins_its_weeks_on_monday_with_their_numbers(
    active: Profile, wilma: User, signed_in: SignedIn
) -> None:
    shown = month(signed_in(wilma), month="2027-01")
    assert re.findall(r'title="(\w+)">(?:ma|sø)<', shown) == ["mandag", "søndag"]
    # The first of January is a Friday, in the last week of the year before.
    assert re.findall(r"Uke </span>(\d+)<", shown) == ["53", "1", "2", "3", "4"]
    first_week = shown.partition("<tbody>")[2].partition("</tr>")[0]
    assert first_week.count("<td></td>") == 4


def test_public_holidays_are_named(active: Profile, wilma: User, signed_in: SignedIn) -> None:
    shown = month(signed_in(wilma), month="2027-05")
    assert "(Arbeidernes dag)" in shown
    # Two on one day.
    assert "17. mai: Grunnlovsdagen, Andre pinsedag" in shown
    User.objects.filter(pk=wilma.pk).update(language="nn")
    assert "25. mars: Skjertorsdag" in month(signed_in(wilma), month="2027-03")


def test_every_public_holiday_has_a_name() -> None:
    names = {name for year in range(2020, 2040) for name in months._holidays(year).values()}
    assert {each for name in names for each in name.split("; ")} == set(months.NAMES)


def test_the_months_are_leafed_through_with_the_filters(
    active: Profile, wilma: User, signed_in: SignedIn
) -> None:
    client = signed_in(wilma)
    shown = month(client, month="2026-12", matter="access", when="week", day="2026-12-03")
    assert 'href="?matter=access&amp;month=2026-11"' in shown
    assert 'href="?matter=access&amp;month=2027-01"' in shown
    assert 'href="?matter=access">Denne måneden' in shown
    # What is no month is this one, and the first and the last lead nowhere else.
    for odd in ("2026-13", "1999-12", "x", "2026-1", "٢٠٢٦-١١", "99999-1"):
        assert "November 2026" in month(client, month=odd)
    assert "Forrige" not in month(client, month="2000-01")
    assert "Neste" not in month(client, month="2199-12")
    assert set(groups(client, day="rubbish")) == {"overdue", "week", "month", "later"}


def test_the_month_counts_what_the_filters_leave(
    active: Profile, sel: Municipality, wilma: User, signed_in: SignedIn
) -> None:
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=TODAY)
    client, link = signed_in(wilma), "day=2026-11-25"
    assert link in month(client)
    assert link in month(client, matter="evaluation", department=sel.culture.pk)
    assert link not in month(client, matter="access")
    assert link not in month(client, department=sel.technical.pk)
