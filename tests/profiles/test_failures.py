"""A row that cannot be dealt with, and a daily job that does not run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from profiles import policy, reminders, sweep
from profiles.models import Failure, Flag, Notice, Profile, Run
from profiles.models.profile import ProfileQuerySet
from tests.cast import Municipality, person

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
MANY = 40


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stale(sel: Municipality, kari: User) -> ProfileQuerySet:
    """Many profiles, each with an owner of its own, that are late by ten days."""
    late = TODAY - timedelta(days=10)
    for number in range(MANY):
        Profile.objects.create(
            name=f"Profil {number}",
            department=sel.house,
            registered_by=kari,
            owner=person(f"Eier {number}", department=sel.house, role="editor"),
            status=Profile.Status.ACTIVE,
            last_active_on=late - timedelta(days=30),
            next_activity_on=late,
            next_evaluation_on=TODAY + timedelta(days=200),
        )
    return Profile.objects.order_by("pk")


def refuse(table: str, column: str, key: int) -> Callable[[], None]:
    """Let the database refuse a row about this key; what comes back lets it in again."""
    if connection.vendor == "postgresql":
        create = f"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'poisoned' USING ERRCODE = '23000'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON {table}
            FOR EACH ROW WHEN (NEW.{column} = {key}) EXECUTE FUNCTION refuse()
        """
        drop = f"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()"
    else:
        create = f"""
            CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN NEW.{column} = {key}
            BEGIN SELECT RAISE(ABORT, 'poisoned'); END
        """
        drop = "DROP TRIGGER refuse"

    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    execute(create)
    return lambda: execute(drop)


def test_one_row_that_cannot_be_flagged_stops_no_other(
    stale: ProfileQuerySet, wilma: User, signed_in: SignedIn
) -> None:
    bad = stale[17]
    mend = refuse("profiles_flag", "profile_id", bad.pk)
    run = sweep.run_daily(NOW)
    assert run is not None
    flagged = Flag.objects.open().filter(kind=Flag.Kind.STALE)
    assert flagged.count() == MANY - 1
    failure = Failure.objects.get(part=Flag.Kind.STALE)
    assert (failure.profile, failure.error, failure.attempts) == (bad, "IntegrityError", 1)
    assert Run.objects.get().counts["failed"] == Failure.objects.count()
    page = signed_in(wilma).get("/frister/").content.decode()
    assert "Det som ikke lot seg gjøre" in page
    assert bad.name in page
    # Nothing that the error says is told: it may hold what people have typed.
    assert "poisoned" not in page
    mend()
    sweep.sweep(TODAY + timedelta(days=1), at=NOW + timedelta(days=1))
    assert flagged.count() == MANY
    assert not Failure.objects.exists()


def test_what_keeps_failing_is_tried_after_longer_and_longer(stale: ProfileQuerySet) -> None:
    refuse("profiles_flag", "profile_id", stale[0].pk)
    tried = []
    for days in range(60):
        sweep.sweep(TODAY + timedelta(days=days), at=NOW + timedelta(days=days))
        failure = Failure.objects.get(part=Flag.Kind.STALE)
        if failure.last_at == NOW + timedelta(days=days):
            tried.append(days)
    assert tried == [0, 1, 3, 7, 15, 31, 47]


def test_what_is_cured_otherwise_is_no_failure_any_more(stale: ProfileQuerySet) -> None:
    refuse("profiles_flag", "profile_id", stale[0].pk)
    sweep.sweep(TODAY, at=NOW)
    Profile.objects.filter(pk=stale[0].pk).update(status=Profile.Status.CLOSED)
    sweep.sweep(TODAY + timedelta(days=1), at=NOW + timedelta(days=1))
    assert not Failure.objects.exists()


def test_one_person_who_cannot_be_reminded_stops_no_other(stale: ProfileQuerySet) -> None:
    bad = stale[5].owner
    assert bad
    mend = refuse("profiles_notice", "recipient_id", bad.pk)
    counts = reminders.remind(TODAY, at=NOW)
    digests = Notice.objects.filter(kind=Notice.Kind.DIGEST)
    assert counts["failed"] == 1
    assert Failure.objects.get().person == bad
    assert digests.filter(recipient__name__startswith="Eier").count() == MANY - 1
    mend()
    reminders.remind(TODAY + timedelta(days=1), at=NOW + timedelta(days=1))
    assert digests.filter(recipient=bad).count() == 1
    assert not Failure.objects.exists()


def test_a_monitor_sees_that_a_job_is_dead(stale: ProfileQuerySet, ola: User) -> None:
    def status(now: datetime) -> tuple[int, Any]:
        with time_machine.travel(now, tick=False):
            answer = Client().get("/status")
        return answer.status_code, answer.json()

    assert status(NOW) == (200, {"status": "ok", "late": []})
    sweep.run_daily(NOW)
    reminders.run_daily(NOW)
    assert status(NOW + timedelta(hours=20)) == (200, {"status": "ok", "late": []})
    late = {"status": "late", "late": ["sweep", "remind"]}
    assert status(NOW + timedelta(hours=26)) == (503, late)
    with time_machine.travel(NOW + timedelta(hours=26), tick=False):
        sweep.run_daily()
        assert status(timezone.now()) == (503, late | {"late": ["remind"]})
        reminders.run_daily()
        assert status(timezone.now())[0] == 200


def test_who_follows_up_is_warned_on_every_page(
    stale: ProfileQuerySet, wilma: User, ola: User, signed_in: SignedIn
) -> None:
    sweep.run_daily(NOW)
    warning = "En daglig jobb er forsinket"
    assert warning not in signed_in(wilma).get("/profiler/").content.decode()
    with time_machine.travel(NOW + timedelta(hours=26), tick=False):
        assert warning in signed_in(wilma).get("/profiler/").content.decode()
        assert warning not in signed_in(ola).get("/profiler/").content.decode()


def test_a_matter_that_cannot_be_reckoned_stops_no_other(
    stale: ProfileQuerySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = stale[5]
    far = bad.next_activity_on
    reckon = policy.reminder_step

    # No data is known that does this: the step itself is made to fail, for one profile.
    def fails(days: int, interval: int, *args: Any) -> int | None:
        if interval == 31:
            raise OverflowError
        return reckon(days, interval, *args)

    assert far
    Profile.objects.filter(pk=bad.pk).update(last_active_on=far - timedelta(days=31))
    monkeypatch.setattr(policy, "reminder_step", fails)
    reminders.preview(TODAY)
    assert not Failure.objects.exists()
    counts = reminders.remind(TODAY, at=NOW)
    assert (counts["failed"], counts["matters"]) == (1, MANY - 1)
    failure = Failure.objects.get()
    assert (failure.profile, failure.error, failure.attempts) == (bad, "OverflowError", 1)
