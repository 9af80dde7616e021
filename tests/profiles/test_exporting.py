"""Taking the register out as a list: what stands in it, who gets what, and no formulas."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from profiles.models import Address, Profile
from tests.cast import Municipality, draft

SignedIn = Callable[[User], Client]
FORMULAS = ["=1+1", "+47 900", "-1", "@SUM(A1)", "'=1", "''@x", "=cmd|' /C calc'!A0"]


def taken_out(client: Client, kind: str = "csv", query: str = "") -> list[dict[str, str]]:
    """The rows of an export by their headings, as a spreadsheet reads them."""
    response: Any = client.get(f"/profiler/eksport.{kind}{query}")
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if kind == "csv":
        lines = list(
            csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        )
    else:
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        lines = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_everything_of_a_profile_stands_in_the_list(
    kind: str, ready_draft: Profile, anne: User, signed_in: SignedIn
) -> None:
    Address.objects.create(
        profile=ready_draft,
        given="fb",
        platform="facebook",
        key="id:1",
        url="https://www.facebook.com/profile.php?id=1",
        is_main=False,
    )
    [row] = taken_out(signed_in(anne), kind)
    assert row == {
        "Navn": "Otta kulturhus",
        "Plattform": "Facebook",
        "Adresse": "https://www.facebook.com/ottakulturhus",
        "Flere adresser": "https://www.facebook.com/profile.php?id=1",
        "Virksomhet": "Sel kommune › Kultur › Otta kulturhus",
        "Tilstand": "utkast",
        "Hovedansvarlig (e-post)": "ola@sel.example",
        "Hovedansvarlig (navn)": "Ola Testperson",
        "Reserveredaktører (e-post)": "siri@sel.example",
        "Språk": "Bokmål",
        "Bruksområder": "Nyheter og informasjon",
        "Behov": "The programme changes daily and our audience asks on Facebook",
        "Nettside": "https://www.sel.kommune.no/kulturhus",
        "Oppdateres minst": "hver uke",
        "Spørsmål besvares": "samme arbeidsdag",
        "Brukes i krise": "nei",
        "Registrert": timezone.localdate(ready_draft.registered_at).isoformat(),
        "Formålsvurdert": "",
        "Neste evaluering": "",
    }


def test_the_list_is_the_same_in_every_language(
    ready_draft: Profile, anne: User, signed_in: SignedIn
) -> None:
    browser = signed_in(anne)
    before = taken_out(browser)
    User.objects.filter(pk=anne.pk).update(language="en")
    assert taken_out(browser) == before


def test_the_list_holds_what_the_filters_leave_of_what_one_may_see(
    sel: Municipality,
    ready_draft: Profile,
    kari: User,
    nora: User,
    anne: User,
    signed_in: SignedIn,
) -> None:
    other = draft(sel, kari, address="https://www.instagram.com/ottakulturhus")
    Profile.objects.filter(pk=other.pk).update(name="Otta på Instagram", platform="instagram")
    assert len(taken_out(signed_in(anne))) == 2
    [row] = taken_out(signed_in(anne), query="?platform=instagram")
    assert row["Navn"] == "Otta på Instagram"
    assert taken_out(signed_in(nora)) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_calculates_nothing(
    text: str, ready_draft: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.filter(pk=ready_draft.pk).update(name=text)
    [row] = taken_out(signed_in(anne))
    assert row["Navn"] == f"'{text}"
    response: Any = signed_in(anne).get("/profiler/eksport.xlsx")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.worksheets[0]["A2"].data_type == "s"


def test_characters_that_a_workbook_cannot_hold_are_left_out(
    ready_draft: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.filter(pk=ready_draft.pk).update(need="A\x0bB\x01C\nD\ufffeE")
    for kind in ("csv", "xlsx"):
        [row] = taken_out(signed_in(anne), kind)
        assert row["Behov"] == "ABC\nDE"


def test_more_profiles_need_no_more_queries(
    sel: Municipality, ready_draft: Profile, kari: User, anne: User, signed_in: SignedIn
) -> None:
    browser = signed_in(anne)
    with CaptureQueriesContext(connection) as one:
        taken_out(browser)
    for number in range(20):
        draft(sel, kari, address=f"https://www.facebook.com/otta.{number}.x")
    with CaptureQueriesContext(connection) as many:
        assert len(taken_out(browser)) == 21
    assert len(many) == len(one)


def test_chunks_follow_each_other_without_a_gap(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["Ås", "Otta", "Otta", "Otta", "Berg", "Ås"]
    Profile.objects.bulk_create(
        Profile(name=name, department=sel.house, registered_by=kari) for name in names
    )
    client = signed_in(anne)
    whole = [row["Navn"] for row in taken_out(client)]
    monkeypatch.setattr("profiles.exporting.CHUNK", 2)
    assert [row["Navn"] for row in taken_out(client)] == whole
    assert sorted(whole) == sorted(names)


def test_there_is_no_other_kind_of_list(anne: User, signed_in: SignedIn) -> None:
    assert signed_in(anne).get("/profiler/eksport.exe").status_code == 404
    assert signed_in(anne).post("/profiler/eksport.csv").status_code == 405
