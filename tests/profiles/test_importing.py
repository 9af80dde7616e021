"""Bringing in a list of profiles: read, mapped, checked, looked through, registered."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from profiles import history, lifecycle, tasks
from profiles.importing import working
from profiles.importing.directory import Directory
from profiles.models import Address, AreaOfUse, Event, Import, ImportRow, Profile
from tests.cast import Municipality, draft
from tests.profiles.test_exporting import taken_out

SignedIn = Callable[[User], Client]
HEADINGS = "Navn;Adresse;Virksomhet;Hovedansvarlig;Reserveredaktører"
OTTA = (
    "Otta kulturhus;https://www.facebook.com/ottakulturhus;Kultur;ola@sel.example;siri@sel.example"
)


@pytest.fixture
def browser(anne: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


@pytest.fixture(autouse=True)
def people(ola: User, siri: User) -> None:
    """Those that the lists name."""


def a_list(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *rows]).encode()


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(browser: Client, content: bytes, name: str = "liste.csv") -> Any:
    return browser.post("/profiler/import/", {"file": SimpleUploadedFile(name, content)})


def uploaded(browser: Client, content: bytes, name: str = "liste.csv") -> Import:
    response = upload(browser, content, name)
    assert response.status_code == 302, response.content.decode()
    return Import.objects.latest("pk")


def page(browser: Client, of: Import, more: str = "") -> str:
    response = browser.get(f"/profiler/import/{of.pk}/{more}")
    assert response.status_code == 200
    return str(response.content.decode())


def send(browser: Client, of: Import, what: str, data: dict[str, Any] | None = None) -> Any:
    return browser.post(f"/profiler/import/{of.pk}/{what}/", data or {})


def as_guessed(of: Import, **more: Any) -> dict[str, Any]:
    """The form of the columns as it comes."""
    return {f"column_{index}": code for code, index in of.mapping.items()} | more


def checked(browser: Client, content: bytes, name: str = "liste.csv", **more: Any) -> Import:
    of = uploaded(browser, content, name)
    assert send(browser, of, "kolonner", as_guessed(of, **more)).status_code == 302
    tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.CHECKED
    return of


def registered(browser: Client, of: Import) -> Import:
    assert send(browser, of, "registrer").status_code == 302
    tasks.work_on_imports()
    of.refresh_from_db()
    return of


def verdicts(of: Import) -> list[str]:
    return list(of.rows.order_by("number").values_list("verdict", flat=True))


def codes(of: Import, number: int = 2) -> set[str]:
    return {remark["code"] for remark in of.rows.get(number=number).remarks}


# --- From the file to the register ---------------------------------------------------------


def test_a_list_becomes_profiles(
    sel: Municipality, browser: Client, anne: User, ola: User, siri: User
) -> None:
    of = checked(browser, a_list(OTTA))
    assert verdicts(of) == ["good"]
    assert not Profile.objects.exists()
    assert registered(browser, of).state == Import.State.DONE
    profile = Profile.objects.get()
    assert profile.status == Profile.Status.ACTIVE
    assert (profile.name, profile.platform) == ("Otta kulturhus", "facebook")
    assert profile.department == sel.culture
    assert (profile.owner, profile.registered_by) == (ola, anne)
    assert list(profile.backups.all()) == [siri]
    assert profile.imported_at
    assert profile.assessed_at is None
    assert profile.next_evaluation_on
    assert profile.next_evaluation_on > timezone.localdate()
    address = profile.addresses.get()
    assert (address.platform, address.key, address.is_main) == ("facebook", "ottakulturhus", True)
    event = profile.events.get()
    assert event.kind == Event.Kind.IMPORTED
    assert event.data == {"file": "liste.csv", "row": 2}
    assert event.digest == history.link_of(event, "") == profile.history_digest
    assert profile.history_length == 1
    told = browser.get(f"/profiler/{profile.pk}/").content.decode()
    assert "liste.csv" in told


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Account Name,Service URL,Agency", "Otta kulturhus,https://facebook.com/otta,Kultur"),
        ("Namn\tLenkje\tVerksemd", "Otta kulturhus\thttps://facebook.com/otta\tKultur"),
        ("Side|Plattform|Brukernavn|Avdeling", "Otta kulturhus|Facebook|@otta|Kultur"),
        ("sep=,\r\nName,Link,Department", "Otta kulturhus,fb.com/otta,Kultur"),
        ("Noe;Annet;Enhet", "x;https://www.facebook.com/otta;Kultur"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lists_as_others_write_them_are_understood(
    headings: str, row: str, encoding: str, sel: Municipality, browser: Client
) -> None:
    of = checked(browser, f"{headings}\r\n{row}\r\n".encode(encoding))
    values = of.rows.get().values
    assert values["accounts"][0][:2] == ["facebook", "otta"]
    assert values["department"] == sel.culture.pk


def test_a_workbook_is_read_as_well(sel: Municipality, browser: Client) -> None:
    rows = [HEADINGS.split(";"), [], OTTA.split(";"), ["Bare tall", 12, None, True, 1.5]]
    of = checked(browser, workbook(rows), "liste.xlsx")
    assert verdicts(of) == ["good", "wrong"]
    assert list(of.rows.values_list("number", flat=True)) == [3, 4]


def test_the_first_values_of_each_column_are_shown(sel: Municipality, browser: Client) -> None:
    of = uploaded(browser, a_list(OTTA, OTTA.replace("Otta", "Vågå")))
    shown = page(browser, of, "kolonner/")
    assert "Otta kulturhus" in shown
    assert "Vågå kulturhus" in shown
    assert not Profile.objects.exists()


def test_a_list_without_departments_gets_one_for_all(sel: Municipality, browser: Client) -> None:
    content = b"Lenke\nhttps://www.facebook.com/otta"
    assert codes(checked(browser, content)) >= {"no_department"}
    of = checked(browser, content, department=sel.technical.pk)
    assert verdicts(of) == ["warning"]
    assert registered(browser, of).state == Import.State.DONE
    assert Profile.objects.get().department == sel.technical
    assert Profile.objects.get().name == "otta"


def test_a_column_must_have_the_address(sel: Municipality, browser: Client) -> None:
    of = uploaded(browser, a_list(OTTA))
    for typed in ({}, {"column_0": "name"}, {"column_0": "address", "column_1": "address"}):
        response = send(browser, of, "kolonner", typed)
        assert response.status_code == 200
        assert "ds-error-summary" in response.content.decode()
    for typed in ({"column_0": "status"}, {"column_1": "address", "department": "99999999999999"}):
        assert send(browser, of, "kolonner", typed).status_code == 200


# --- What is said of the rows --------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "verdict", "code"),
    [
        (OTTA, "good", None),
        (OTTA.replace("Otta kulturhus", ""), "warning", "name_from_address"),
        (OTTA.replace("Otta kulturhus", "O" * 121), "wrong", "too_long"),
        (OTTA.replace("ola@sel.example", ""), "warning", "no_owner"),
        (OTTA.replace("siri@sel.example", "nn@sel.example"), "wrong", "unknown_person"),
        (OTTA.replace("ola@sel.example", "Ola Testperson"), "good", None),
        (OTTA.replace("ola@sel.example", "olga@sel.example"), "wrong", "unknown_person"),
        (OTTA.replace("Kultur;", "Kulltur;"), "wrong", "unknown_department"),
        (OTTA.replace("Kultur;", "Sel kommune › Kultur;"), "good", None),
        (OTTA.replace("Kultur;", "sel kommune / kultur;"), "good", None),
        (OTTA.replace("Kultur;", ";"), "wrong", "no_department"),
        (OTTA.replace("facebook.com/otta", "facebook.com/otta/posts/12345"), "wrong", "address"),
        (OTTA.replace("www.facebook.com", "www.faceb00k.com"), "wrong", "address"),
        (OTTA.replace("https://www.facebook.com/ottakulturhus", ""), "wrong", "address"),
        (OTTA + ";en celle til", "warning", "too_many_cells"),
        ("bare navn", "wrong", "address"),
    ],
)
def test_what_is_thought_of_a_row(
    row: str, verdict: str, code: str | None, sel: Municipality, browser: Client
) -> None:
    of = checked(browser, a_list(row))
    assert verdicts(of) == [verdict]
    assert code is None or code in codes(of)
    shown = page(browser, of)
    assert "ds-tag" in shown
    assert page(browser, of, "rad/2/")
