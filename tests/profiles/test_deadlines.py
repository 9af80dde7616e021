"""The page of everything that is due, for who follows up the whole register."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import lifecycle, runs, tasks
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
    assert runs.late(datetime(2026, 11, 29, 20, tzinfo=UTC)) == [Run.Job.SWEEP]
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
