"""When bringing a list in fails, or others hold it: a person can go on, and so can the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from profiles import tasks
from profiles.importing import working
from profiles.importing.row import Reader
from profiles.models import Import, Profile
from tests.cast import Municipality
from tests.profiles.test_importing import (
    HEADINGS,
    OTTA,
    SignedIn,
    a_list,
    as_guessed,
    checked,
    codes,
    page,
    registered,
    send,
    uploaded,
    verdicts,
)

WEBSITE = f"{HEADINGS};Nettside"


@pytest.fixture
def browser(anne: User, ola: User, siri: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


def fail(*args: object, **options: object) -> Any:
    raise RuntimeError("the disk is full")


def test_a_website_is_measured_as_it_will_be_kept(sel: Municipality, browser: Client) -> None:
    def row(length: int) -> str:
        return f"{OTTA.replace('ottakulturhus', f'otta{length}')};sel.example/{'x' * (length - 12)}"

    of = checked(browser, a_list(row(492), row(493), headings=WEBSITE))
    assert [len(each.values["website"]) for each in of.rows.all()] == [500, 501]
    assert verdicts(of) == ["good", "wrong"]
    assert codes(of, 3) == {"too_long"}


def test_what_cannot_be_registered_comes_back_and_can_be_tried_again(
    sel: Municipality,
    browser: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    of = checked(browser, a_list(OTTA))
    with monkeypatch.context() as broken:
        broken.setattr("profiles.importing.registering.history.build", fail)
        assert registered(browser, of).state == Import.State.CHECKED
    assert f"import_failed {of.pk}" in caplog.messages
    assert of.claimed_at is None
    assert not Profile.objects.exists()
    assert "Ingenting ble registrert: Noe gikk galt i Selsome." in page(browser, of)
    assert registered(browser, of).state == Import.State.DONE
    assert "gikk galt" not in page(browser, of)


def test_what_cannot_be_checked_comes_back_and_can_be_cancelled(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = uploaded(browser, a_list(OTTA))
    send(browser, of, "kolonner", as_guessed(of))
    monkeypatch.setattr("profiles.importing.working.check", fail)
    tasks.work_on_imports()
    of.refresh_from_db()
    assert (of.state, of.claimed_at) == (Import.State.MAPPING, None)
    assert "Radene kunne ikke kontrolleres" in page(browser, of, "kolonner/")
    assert send(browser, of, "avbryt").status_code == 302
    assert "gikk galt" not in page(browser, of)


def test_what_cannot_be_taken_back_comes_back(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = registered(browser, checked(browser, a_list(OTTA)))
    with monkeypatch.context() as broken:
        broken.setattr("profiles.lifecycle.take_back_import", fail)
        send(browser, of, "angre")
        tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.DONE
    assert "Ingenting ble trukket tilbake" in page(browser, of)
    send(browser, of, "angre")
    tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.UNDONE
    assert "gikk galt" not in page(browser, of)


def test_a_row_that_cannot_be_read_does_not_stop_the_others(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reader.read

    def stumble(reader: Reader) -> None:
        if reader.row.line == 2:
            fail()
        read(reader)

    with monkeypatch.context() as broken:
        broken.setattr(Reader, "read", stumble)
        of = checked(browser, a_list(OTTA, OTTA.replace("ottakulturhus", "otta2")))
    assert verdicts(of) == ["wrong", "good"]
    assert "Denne raden kunne ikke leses" in page(browser, of, "?kind=failed")
    send(browser, of, "rad/2", {"do": "leave_out"})
    assert registered(browser, of).state == Import.State.DONE


def test_a_list_is_taken_as_it_is_when_its_turn_comes(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list before it took minutes, in which somebody cancelled it and another came."""
    first, second = (uploaded(browser, a_list(OTTA)) for _number in range(2))
    for of in (first, second):
        send(browser, of, "kolonner", as_guessed(of))
    check_all, claims = working.check_all, []

    def slowly(of: Import) -> None:
        if of == first:
            send(browser, second, "avbryt")
            Import.objects.filter(pk=second.pk).update(
                state=Import.State.CHECKING, file_name="ny.csv"
            )
            later = timezone.now() + timedelta(minutes=5)
            monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        claims.append((of.file_name, of.claimed_at, timezone.now()))
        check_all(of)

    monkeypatch.setattr(working, "check_all", slowly)
    tasks.work_on_imports()
    assert [name for name, _claimed, _now in claims] == ["liste.csv", "ny.csv"]
    _name, claimed, now = claims[1]
    assert claimed == now
    second.refresh_from_db()
    assert second.state == Import.State.CHECKED


def test_a_list_that_another_holds_does_not_stop_those_behind_it(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, behind = (uploaded(browser, a_list(OTTA)) for _number in range(2))
    for of in (held, behind):
        send(browser, of, "kolonner", as_guessed(of))
    claim = working.claim

    def wait(key: int, **options: Any) -> Import | None:
        if key == held.pk:
            raise OperationalError("canceling statement due to lock timeout")
        return claim(key, **options)

    monkeypatch.setattr(working, "claim", wait)
    tasks.work_on_imports()
    held.refresh_from_db()
    behind.refresh_from_db()
    assert (held.state, behind.state) == (Import.State.CHECKING, Import.State.CHECKED)


def test_work_that_the_database_puts_off_is_tried_again(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = checked(browser, a_list(OTTA))
    send(browser, of, "registrer")

    def locked(*args: object, **options: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr("profiles.importing.registering.history.build", locked)
        tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.REGISTERING
    working.work(at=timezone.now() + working.LEASE)
    of.refresh_from_db()
    assert of.state == Import.State.DONE


def test_who_had_it_registered_is_named_not_who_brought_the_file(
    sel: Municipality, browser: Client, anne: User, arne: User, signed_in: SignedIn
) -> None:
    of = registered(signed_in(arne), checked(browser, a_list(OTTA)))
    assert (of.uploaded_by, of.registered_by) == (anne, arne)
    profile = Profile.objects.get()
    assert profile.registered_by == arne
    assert profile.events.get().actor == arne
    shown = page(browser, of)
    assert f"Lastet opp av {anne.name}" in shown
    assert f"Registrert av {arne.name}" in shown


def test_the_rows_of_a_wide_list_are_written_by_the_worker(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    headings = "Virksomhet;Facebook;Instagram;YouTube"
    wide = [f"Kultur;facebook.com/o{n};instagram.com/o{n};youtube.com/@o{n}" for n in range(20)]
    of = uploaded(browser, a_list(*wide, headings=headings))
    with CaptureQueriesContext(connection) as asked:
        send(browser, of, "kolonner", as_guessed(of))
    assert not [each for each in asked if 'INTO "profiles_importrow"' in each["sql"]]
    of.refresh_from_db()
    assert (of.rows_count, of.rows.count()) == (60, 20)
    assert "0 av 60 rader" in page(browser, of)
    with monkeypatch.context() as broken:
        broken.setattr("profiles.importing.working.check", fail)
        tasks.work_on_imports()
    assert of.rows.count() == 60
    send(browser, of, "kolonner", as_guessed(of))
    tasks.work_on_imports()
    of.refresh_from_db()
    assert (of.state, of.done_count) == (Import.State.CHECKED, 60)
    assert set(verdicts(of)) == {"good"}
