"""Eight people at work at once: nobody is told that the database is locked."""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, User
from accounts.organisation import Role, roles
from profiles import bulk, editing, hijackings, history, lifecycle, pausing, reorganising
from profiles.models import Closing, Event, Profile, UpdateRequest
from tests.cast import Municipality, ready
from tests.profiles.test_requests import is_whole

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 8
ACTS = 50
ROUNDS = 8
IN_A_YEAR = {
    "starts_on": timezone.localdate() + timedelta(days=365),
    "reopens_on": timezone.localdate() + timedelta(days=370),
}
ENDING = lifecycle.Ending(
    closed_on=timezone.localdate(),
    reason="Slutt",
    archiving=Closing.Archiving.DONE,
    fate=Closing.Fate.KEPT,
)


def work(sel: Municipality, kari: User, number: int, slowest: list[float]) -> None:
    """One person's day: a draft is registered, changed many times, discarded and restored."""

    def timed(act: object, *args: object, **options: object) -> object:
        began = time.monotonic()
        result = act(*args, **options)  # type: ignore[operator]
        slowest.append(time.monotonic() - began)
        return result

    try:
        values: editing.Values = {"name": f"Profil {number}"}
        profile = timed(lifecycle.register, by=kari, department=sel.house, values=values)
        assert isinstance(profile, Profile)
        for turn in range(ACTS - 3):
            changed: editing.Values = {"need": f"Behov {turn}"}
            timed(editing.change, profile, by=kari, version=profile.version, values=changed)
        timed(lifecycle.discard, profile, by=kari, version=profile.version)
        timed(lifecycle.restore, profile, by=kari, version=profile.version)
    finally:
        connections.close_all()


def test_eight_writers_do_four_hundred_acts(sel: Municipality, kari: User) -> None:
    slowest: list[float] = []
    threads = [
        threading.Thread(target=work, args=(sel, kari, number, slowest))
        for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slowest) == Event.objects.count() == WRITERS * ACTS
    assert max(slowest) < 10


def test_several_who_ask_at_once_leave_one_request_on_each(
    sel: Municipality, anne: User, ola: User
) -> None:
    profiles = [
        Profile.objects.create(
            name=f"Profil {number}",
            department=sel.house,
            owner=ola,
            registered_by=ola,
            status=Profile.Status.ACTIVE,
            next_evaluation_on=date(2027, 5, 23),
        )
        for number in range(20)
    ]
    asked: list[int] = []

    def ask(mine: list[Profile]) -> None:
        try:
            asked.append(len(bulk.ask_for_update(mine, by=anne).fit))
        finally:
            connections.close_all()

    # In different orders: nobody waits for somebody who waits for him or her.
    threads = [
        threading.Thread(target=ask, args=(profiles[:: 1 if number % 2 else -1],))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked) == [0, 0, 0, 20]
    assert UpdateRequest.objects.count() == Event.objects.count() == 20
    assert all(is_whole(profile) for profile in profiles)


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Do all of them at the same moment; what was refused."""
    refused: list[Exception] = []
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.parametrize("act", ["deactivate", "end"])
def test_of_two_administrators_who_end_each_other_one_stays(
    anne: User, arne: User, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def slowly(given: Role, day: date) -> None:
        check(given, day)
        time.sleep(0.2)

    check = roles.keep_an_administrator
    for place in ("roles", "people"):
        monkeypatch.setattr(f"accounts.organisation.{place}.keep_an_administrator", slowly)

    def end(person: User, by: User) -> None:
        if act == "deactivate":
            return organisation.deactivate(User.objects.get(pk=person.pk), by=by)
        return organisation.end_role(person.appointments.get(), by=by)

    (refused,) = at_once(lambda: end(anne, arne), lambda: end(arne, anne))
    assert isinstance(refused, organisation.LastAdministrator)


def test_two_departments_are_not_merged_into_each_other(sel: Municipality, anne: User) -> None:
    def merge(one: Department, other: Department) -> None:
        reorganising.merge(
            Department.objects.get(pk=one.pk), into=Department.objects.get(pk=other.pk), by=anne
        )

    (refused,) = at_once(
        lambda: merge(sel.culture, sel.technical), lambda: merge(sel.technical, sel.culture)
    )
    assert isinstance(refused, organisation.Closed)
    assert Department.objects.filter(closed_on__isnull=False).count() == 1


def test_sqlite_queues_its_writers_instead_of_refusing_them(db: None) -> None:
    if connection.vendor != "sqlite":
        return
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert settings.DATABASES["default"]["OPTIONS"]["timeout"] >= 5
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_closing_beside_taking_a_pause_back_makes_nobody_wait_for_the_other(
    sel: Municipality, kari: User, ola: User, siri: User, anne: User
) -> None:
    failed: list[Exception] = []

    def at_once(act: Callable[[], object], start: threading.Barrier) -> None:
        try:
            start.wait()
            act()
        except history.Conflict:
            pass
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    for number in range(ROUNDS):
        address = f"https://www.facebook.com/otta{number}"
        profile = active_profile(sel, kari, ola, siri, anne, address)
        pausing.plan_pause(profile, by=ola, version=profile.version, reason="Ferie", **IN_A_YEAR)
        planned = profile.pauses.get()
        hijackings.report(profile, by=ola, version=profile.version, description="Borte")
        mine = profile.hijackings.get()
        start = threading.Barrier(3)
        acts: list[Callable[[], object]] = [
            partial(lifecycle.close, profile, by=kari, version=profile.version, ending=ENDING),
            partial(pausing.cancel_pause, planned, by=ola),
            partial(hijackings.solve, mine, by=siri, outcome="Tilbake"),
        ]
        threads = [threading.Thread(target=at_once, args=(act, start)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert is_whole(profile)
    assert failed == []


def active_profile(
    sel: Municipality, kari: User, ola: User, siri: User, anne: User, address: str
) -> Profile:
    profile = ready(sel, kari, ola, siri, address=address)
    lifecycle.notify(profile, by=kari, version=profile.version)
    lifecycle.approve(profile, by=anne, version=profile.version, evaluate_on=date(2099, 1, 1))
    return profile
