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

from accounts import guards
from accounts.models import Department, Record, User
from profiles import history, tasks
from profiles.importing import working
from profiles.importing.checking import BATCH
from profiles.importing.columns import platform_columns
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
    codes = {index: code for code, index in of.mapping.items()}
    on = {index: f"on_{platform}" for index, platform in platform_columns(of.mapping).items()}
    return {f"column_{index}": code for index, code in (codes | on).items()} | more


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
    assert "Registrert (1)" in page(browser, of)
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


def test_what_the_list_lacks_altogether_is_told_once(sel: Municipality, browser: Client) -> None:
    row = "Otta kulturhus;https://www.facebook.com/ottakulturhus;Kultur"
    of = checked(browser, a_list(row, headings="Navn;Adresse;Virksomhet"))
    assert verdicts(of) == ["good"]
    assert "Listen sier ikke hvem som har hovedansvaret" in page(browser, of)
    of = checked(
        browser, a_list(f"{row};ola@sel.example", headings="Navn;Adresse;Virksomhet;Hovedansvarlig")
    )
    assert verdicts(of) == ["good"]
    assert "Listen sier ikke hvem som er reserveredaktører" in page(browser, of)
    of = checked(browser, a_list(OTTA))
    assert "Listen sier ikke" not in page(browser, of)


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


def test_rows_of_what_is_not_in_use_are_not_brought_in(sel: Municipality, browser: Client) -> None:
    states = ["avviklet", "utkast", "midlertidig stengt", "aktiv", ""]
    rows = [f"{OTTA.replace('ottakulturhus', f'otta{n}')};{s}" for n, s in enumerate(states)]
    of = checked(browser, a_list(*rows, headings=HEADINGS + ";Tilstand"))
    assert verdicts(of) == ["skipped", "skipped", "warning", "good", "good"]
    registered(browser, of)
    assert Profile.objects.count() == 3


def test_an_account_twice_in_the_list_is_wrong_the_second_time(
    sel: Municipality, browser: Client
) -> None:
    again = OTTA.replace("https://www.facebook.com/", "fb.com/").replace("Otta", "Den samme")
    of = checked(browser, a_list(OTTA, again, OTTA))
    assert verdicts(of) == ["good", "wrong", "wrong"]
    assert of.rows.get(number=3).remarks == [{"field": "address", "code": "twice", "row": 2}]
    # When the first is left out, the second is the first.
    send(browser, of, "rad/2", {"do": "leave_out"})
    assert verdicts(of) == ["skipped", "good", "wrong"]
    send(browser, of, "rad/2", {"do": "take_back"})
    assert verdicts(of) == ["good", "wrong", "wrong"]


def test_what_stands_in_the_register_is_known_and_left_as_it_is(
    sel: Municipality, browser: Client, kari: User
) -> None:
    profile = draft(sel, kari)
    of = checked(browser, a_list(OTTA, OTTA.replace("ottakulturhus", "ny")))
    assert verdicts(of) == ["known", "good"]
    assert f"/profiler/{profile.pk}/" in page(browser, of)
    registered(browser, of)
    assert Profile.objects.count() == 2
    assert profile.events.count() == 1


def test_the_rows_can_be_shown_by_what_is_thought_of_them(
    sel: Municipality, browser: Client
) -> None:
    rows = [OTTA.replace("ottakulturhus", f"otta{number}") for number in range(60)]
    of = checked(browser, a_list(*rows, "Uten adresse"))
    assert "?verdict=wrong" in page(browser, of)
    assert "Uten adresse" not in page(browser, of)
    assert "Uten adresse" in page(browser, of, "?page=2")
    shown = page(browser, of, "?verdict=wrong")
    assert "Uten adresse" in shown
    assert "otta59" not in shown
    for nonsense in ("?verdict=%00", "?verdict=x&page=-1", "?page=abc"):
        assert page(browser, of, nonsense)


def test_a_page_of_rows_needs_as_many_queries_whatever_stands_on_it(
    sel: Municipality, browser: Client
) -> None:
    few = checked(browser, a_list(OTTA))
    rows = [OTTA.replace("ottakulturhus", f"otta{number}") for number in range(40)]
    many = checked(browser, a_list(*rows, *[f"Uten adresse {n}" for n in range(9)]))
    with CaptureQueriesContext(connection) as before:
        page(browser, few)
    with CaptureQueriesContext(connection) as after:
        page(browser, many)
    assert len(after) == len(before)


# --- Mending -------------------------------------------------------------------------------


def test_a_row_is_mended_where_it_stands(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(OTTA.replace("ola@", "olga@")))
    shown = page(browser, of, "rad/2/")
    assert "ds-error-summary" in shown
    assert "olga@sel.example" in shown
    cells = OTTA.split(";")
    still = {f"cell_{n}": cell for n, cell in enumerate(cells)} | {"cell_3": "oline@sel.example"}
    assert send(browser, of, "rad/2", still)["Location"].endswith("/rad/2/")
    assert verdicts(of) == ["wrong"]
    right = still | {"cell_3": "ola@sel.example"}
    assert send(browser, of, "rad/2", right)["Location"] == f"/profiler/import/{of.pk}/"
    assert verdicts(of) == ["good"]
    for hostile in ({"cell_0": "\x00"}, {"cell_1": "x" * 6000}):
        assert send(browser, of, "rad/2", right | hostile).status_code == 200
    assert verdicts(of) == ["good"]
    assert browser.get(f"/profiler/import/{of.pk}/rad/99/").status_code == 404


def test_the_profile_behind_a_post_is_offered(sel: Municipality, browser: Client) -> None:
    post = OTTA.replace("facebook.com/ottakulturhus", "facebook.com/ottakulturhus/posts/12345")
    of = checked(browser, a_list(post))
    assert 'value="use_meant"' in page(browser, of, "rad/2/")
    send(browser, of, "rad/2", {"do": "use_meant"})
    assert verdicts(of) == ["good"]
    assert of.rows.get().cells[1] == "https://www.facebook.com/ottakulturhus"


def test_a_name_that_nobody_knows_is_told_once_for_all_rows(
    sel: Municipality, browser: Client, ola: User
) -> None:
    row = OTTA.replace("Kultur;", "Kulltur;").replace("ola@sel.example", "Oline O.")
    rows = [row.replace("ottakulturhus", f"otta{number}") for number in range(5)]
    of = checked(browser, a_list(*rows))
    shown = page(browser, of, "navn/")
    assert f'value="{sel.culture.pk}" selected' in shown
    stranger = {"departments_0": sel.culture.pk, "people_0": "fremmed@sel.example"}
    assert send(browser, of, "navn", stranger).status_code == 200
    told = {"departments_0": sel.culture.pk, "people_0": "Ola@sel.example"}
    assert send(browser, of, "navn", told).status_code == 302
    tasks.work_on_imports()
    assert verdicts(of) == ["good"] * 5
    assert {row.values["owner"] for row in of.rows.all()} == {ola.pk}
    assert "ds-error-summary" not in page(browser, of, "navn/")


def test_departments_that_nobody_has_can_be_added_in_passing(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("profiles.forms.import_names.MOST_NAMES", 3)
    names = ["Bad", "BAD", "Park", "Veg", "x" * 121, "Kultur og idrett"]
    rows = [
        OTTA.replace("Kultur;", f"{name};").replace("ottakulturhus", f"otta{number}")
        for number, name in enumerate(names)
    ]
    of = checked(browser, a_list(*rows))
    asked = {"departments_0": "new", "departments_1": "", "departments_2": sel.culture.pk}
    assert "Velg en virksomhet" in send(browser, of, "navn", asked).content.decode()
    assert not Department.objects.filter(name="Bad").exists()
    send(browser, of, "navn", asked | {"under": sel.root.pk})
    tasks.work_on_imports()
    assert verdicts(of) == ["good", "good", "good", "wrong", "wrong", "wrong"]
    send(browser, of, "navn", {"all_new": "on", "under": sel.technical.pk})
    tasks.work_on_imports()
    assert verdicts(of) == ["good", "good", "good", "good", "wrong", "good"]
    assert Department.objects.get(name="Bad").parent == sel.root
    assert Department.objects.get(name="Veg").parent == sel.technical
    added = Record.objects.filter(kind=Record.Kind.DEPARTMENT_ADDED)
    assert added.count() == 3


def test_many_new_departments_cost_no_more_statements(sel: Municipality, browser: Client) -> None:
    def added(count: int) -> int:
        names = [f"Enhet {count}-{number}" for number in range(count)]
        rows = [
            OTTA.replace("Kultur;", f"{name};").replace("ottakulturhus", f"otta{count}x{number}")
            for number, name in enumerate(names)
        ]
        of = checked(browser, a_list(*rows))
        told = {"all_new": "on", "under": sel.technical.pk}
        cost = statements(lambda: send(browser, of, "navn", told))
        tasks.work_on_imports()
        assert set(verdicts(of)) == {"good"}
        return cost

    assert added(3) == added(30)
    new = Department.objects.get(name="Enhet 30-7")
    assert new.path == f"{sel.technical.path}{new.pk}/"
    record = Record.objects.get(kind=Record.Kind.DEPARTMENT_ADDED, department=new)
    assert record.data == {"name": new.name, "parent": sel.technical.name}


def test_what_is_called_an_account_is_the_address_unless_another_column_is(
    sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, b"Account,URL,Language\nOtta,facebook.com/otta,Bilingual\n")
    assert of.mapping == {"name": 0, "address": 1, "language": 2}
    of = uploaded(browser, b"Account,Department\nfacebook.com/otta,Kultur\n")
    assert of.mapping == {"address": 0, "department": 1}


def test_a_platform_that_has_no_name_here_is_read_off_the_address(
    sel: Municipality, browser: Client
) -> None:
    rows = [
        "Otta;https://www.instagram.com/otta;Kultur;Intagram",
        "Otta;@otta;Kultur;Intagram",
    ]
    of = checked(browser, a_list(*rows, headings="Navn;Adresse;Virksomhet;Plattform"))
    assert verdicts(of) == ["warning", "wrong"]
    assert codes(of) == {"platform_from_address"}
    assert "Adressen er på Instagram." in page(browser, of)
    assert "unknown_choice" in codes(of, 3)


def test_a_language_that_has_no_name_here_is_another_language(
    sel: Municipality, browser: Client
) -> None:
    of = checked(browser, b"URL,Department,Language\nfacebook.com/otta,Kultur,Fran\xc3\xa7ais\n")
    assert "other_language" in codes(of)
    assert of.rows.get().values["language"] == Profile.Language.OTHER


def test_the_wrong_rows_are_taken_out_mended_and_brought_in_again(
    sel: Municipality, browser: Client
) -> None:
    wrong = OTTA.replace("Kultur;", "Kulltur;").replace("Otta kulturhus", "'=Otta")
    of = checked(browser, a_list(wrong, OTTA.replace("ottakulturhus", "otta2")))
    response: Any = browser.get(f"/profiler/import/{of.pk}/feil.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert lines[0][:5] == HEADINGS.split(";")
    assert lines[1][0] == "'=Otta"
    assert "Kulltur" in lines[1][5]
    assert len(lines) == 2
    again = checked(browser, text.replace("Kulltur;", "Kultur;").encode())
    assert verdicts(again) == ["good"]
    assert again.rows.get().values["name"] == "=Otta"


def test_wrong_rows_can_be_left_out_all_at_once(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(OTTA, "Uten adresse", OTTA))
    assert verdicts(of) == ["good", "wrong", "wrong"]
    assert registered(browser, of).state == Import.State.CHECKED
    assert not Profile.objects.exists()
    send(browser, of, "utelat-feil")
    assert verdicts(of) == ["good", "skipped", "skipped"]
    # What is left out stays so when the columns are chosen anew.
    send(browser, of, "kolonner", as_guessed(of))
    tasks.work_on_imports()
    assert verdicts(of) == ["good", "skipped", "skipped"]
    assert registered(browser, of).state == Import.State.DONE
    assert Profile.objects.count() == 1


# --- All or nothing --------------------------------------------------------------------------


def test_an_account_taken_meanwhile_stops_everything(
    sel: Municipality, browser: Client, kari: User
) -> None:
    rows = [OTTA.replace("ottakulturhus", f"otta{number}") for number in range(3)]
    of = checked(browser, a_list(*rows, OTTA))
    send(browser, of, "registrer")
    theirs = draft(sel, kari)
    tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.CHECKED
    assert list(Profile.objects.all()) == [theirs]
    assert not Event.objects.filter(kind=Event.Kind.IMPORTED).exists()
    assert verdicts(of) == ["good", "good", "good", "known"]
    assert of.rows.get(number=5).profile == theirs
    assert 'data-color="warning" role="status"' in page(browser, of)
    assert registered(browser, of).state == Import.State.DONE
    assert Profile.objects.count() == 4


def test_a_department_closed_meanwhile_stops_everything(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(OTTA, OTTA.replace("ottakulturhus", "ny")))
    send(browser, of, "registrer")
    sel.culture.closed_on = timezone.localdate()
    sel.culture.save()
    tasks.work_on_imports()
    of.refresh_from_db()
    assert (of.state, verdicts(of)) == (Import.State.CHECKED, ["wrong", "wrong"])
    assert not Profile.objects.exists()


def test_nothing_to_register_is_not_registered(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(OTTA))
    send(browser, of, "rad/2", {"do": "leave_out"})
    assert registered(browser, of).state == Import.State.CHECKED
    assert f"/profiler/import/{of.pk}/registrer/" not in page(browser, of)


def test_who_registers_twice_gets_the_profiles_once(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(OTTA))
    send(browser, of, "registrer")
    send(browser, of, "registrer")
    tasks.work_on_imports()
    tasks.work_on_imports()
    send(browser, of, "registrer")
    tasks.work_on_imports()
    assert Profile.objects.count() == 1


# --- The worker ------------------------------------------------------------------------------


def test_a_worker_that_died_half_way_is_followed_by_another(
    sel: Municipality, browser: Client
) -> None:
    rows = [OTTA.replace("ottakulturhus", f"otta{number}") for number in range(900)]
    of = uploaded(browser, a_list(*rows))
    send(browser, of, "kolonner", as_guessed(of))
    of.refresh_from_db()
    died = timezone.now() - timedelta(seconds=30)
    claimed = working.claim(of.pk, at=died)
    assert claimed
    assert working.check_batch(claimed, Directory.read(of.defaults))
    assert of.rows.filter(verdict="good").count() == BATCH
    first = of.rows.get(number=2)
    tasks.work_on_imports()
    assert of.rows.filter(verdict="waiting").count() == 900 - BATCH
    assert str(BATCH) in page(browser, of)
    working.work(at=timezone.now() + working.LEASE)
    of.refresh_from_db()
    assert (of.state, of.done_count) == (Import.State.CHECKED, 900)
    assert set(verdicts(of)) == {"good"}
    assert of.rows.get(number=2).values == first.values


def test_a_worker_that_was_slow_does_not_go_on_with_what_another_has(
    sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, a_list(OTTA))
    send(browser, of, "kolonner", as_guessed(of))
    now = timezone.now()
    slow = working.claim(of.pk, at=now - 2 * working.LEASE)
    assert slow
    assert working.claim(of.pk, at=now)
    assert not working.claim(of.pk, at=now)
    assert not working.check_batch(slow, Directory.read({}))
    assert verdicts(of) == ["waiting"]


def test_a_list_that_is_cancelled_while_it_is_checked_is_left_alone(
    sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, a_list(OTTA))
    send(browser, of, "kolonner", as_guessed(of))
    assert send(browser, of, "avbryt").status_code == 302
    tasks.work_on_imports()
    of.refresh_from_db()
    assert (of.state, verdicts(of)) == (Import.State.CANCELLED, ["waiting"])
    for act in ("registrer", "kolonner", "navn", "rad/2", "utelat-feil", "avbryt"):
        assert send(browser, of, act).status_code == 302
    of.refresh_from_db()
    assert of.state == Import.State.CANCELLED


def test_while_it_is_worked_on_the_page_asks_again_until_it_is_done(
    sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, a_list(OTTA))
    send(browser, of, "kolonner", as_guessed(of))
    shown = page(browser, of)
    assert "every 2s" in shown
    assert "<noscript>" in shown
    assert "HX-Refresh" not in browser.get(f"/profiler/import/{of.pk}/fremdrift/").headers
    tasks.work_on_imports()
    assert browser.get(f"/profiler/import/{of.pk}/fremdrift/")["HX-Refresh"] == "true"


def test_what_stood_in_old_lists_is_forgotten(sel: Municipality, browser: Client) -> None:
    done = registered(browser, checked(browser, a_list(OTTA)))
    left = uploaded(browser, a_list(OTTA))
    fresh = uploaded(browser, a_list(OTTA))
    old = timezone.now() - working.ROWS_KEPT
    Import.objects.filter(pk__in=(done.pk, left.pk)).update(uploaded_at=old)
    tasks.clean_up_imports()
    assert set(ImportRow.objects.values_list("import_of", flat=True)) == {fresh.pk}
    done.refresh_from_db()
    left.refresh_from_db()
    assert (done.state, left.state) == (Import.State.DONE, Import.State.CANCELLED)
    assert page(browser, done)
    assert Profile.objects.count() == 1


# --- Many rows -------------------------------------------------------------------------------


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_ten_thousand_rows_cost_so_many_statements_a_batch(
    sel: Municipality, browser: Client
) -> None:
    def of_size(size: int, begins: str) -> tuple[int, int]:
        rows = [OTTA.replace("ottakulturhus", f"{begins}{number}") for number in range(size)]
        of = uploaded(browser, a_list(*rows))
        send(browser, of, "kolonner", as_guessed(of))
        checking = statements(tasks.work_on_imports)
        send(browser, of, "registrer")
        return checking, statements(tasks.work_on_imports)

    one, two = of_size(BATCH, "en"), of_size(2 * BATCH, "to")
    many = of_size(10_000, "mange")
    assert Profile.objects.count() == 10_000 + 3 * BATCH
    for fewer, more, most in zip(one, two, many, strict=True):
        # So many more with each batch, of which there are 24 more; and no more than that.
        assert most - fewer <= (10_000 // BATCH - 1) * (more - fewer)
    assert Address.objects.count() == Profile.objects.count() == Event.objects.count()


# --- What comes in from outside ----------------------------------------------------------------


def bomb(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b" " * size)
    return file.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet expands without end."""
    content = workbook([["Adresse"], ["facebook.com/otta"]])
    file = io.BytesIO()
    evil = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, evil if is_sheet else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b";;;\n;;;",
        b"\xef\xbb\xbf",
        HEADINGS.encode(),
        b"Navn\x00;Adresse\nOtta;facebook.com/otta",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00",
        b"PK\x03\x04 and so on",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b'Adresse\n"' + b"x" * 300_000,
        ";".join(f"Kolonne {n}" for n in range(101)).encode() + b"\nx",
        a_list(*["x"] * 20_001),
        bomb(1000),
        bomb(30 * 1024 * 1024),
        bomb(101 * 1024 * 1024),
        with_entities(),
        workbook([]),
        workbook([["Adresse"]]),
        workbook([["Adresse"], *[["x"]] * 20_001]),
    ],
    ids="nothing,lines,separators,mark,headings,nul,picture,half a ZIP,old workbook,open quote,"
    "columns,rows,small ZIP,ZIP bomb,larger ZIP bomb,entities,empty workbook,workbook of headings,"
    "workbook of rows".split(","),
)
def test_what_is_no_list_is_refused_beside_the_field(
    content: bytes, sel: Municipality, browser: Client
) -> None:
    response = upload(browser, content)
    assert response.status_code == 200
    assert "ds-error-summary" in response.content.decode()
    assert not Import.objects.exists()


def test_how_many_rows_were_too_many_is_said(sel: Municipality, browser: Client) -> None:
    shown = upload(browser, a_list(*["x"] * 100_000)).content.decode()
    assert "100000" in "".join(shown.split()).replace("\xa0", "")


def test_no_file_at_all_is_asked_for(sel: Municipality, browser: Client) -> None:
    assert "ds-error-summary" in browser.post("/profiler/import/").content.decode()


def test_a_file_that_is_too_large_is_refused(sel: Municipality, browser: Client) -> None:
    beside_the_field = upload(browser, b"x" * (5 * 1024 * 1024 + 1))
    assert beside_the_field.status_code == 200
    assert "ds-error-summary" in beside_the_field.content.decode()
    assert upload(browser, b"x" * (7 * 1024 * 1024)).status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        b"Adresse;Adresse;Navn;Navn\nfacebook.com/a;b;c;d",
        b"Adresse\nfacebook.com/a;too;many;cells",
        b"Adresse;;;\n;x;y;z\nfacebook.com/otta",
        b"Adresse;Navn\n=1+1;=HYPERLINK(0)\n'@x;\t\x07\x1b",
        "Adresse;Navn\n\u202efacebook.com/otta;\ud7ff\uffff\U0001f600".encode(),
        b"Adresse;Navn;Plattform;Nettside\n" + b"x" * 4000 + b";" + b"y" * 4000 + b";zz;:::",
        b"<html><body><table><tr><td>Adresse</td></tr></table>\n<script>alert(1)</script>",
        b"Adresse;Virksomhet;Hovedansvarlig\nx;>>>> / / ;,,;;,\nfacebook.com/otta;\xa0;@",
        a_list(*["facebook.com/otta;" * 40] * 5),
        workbook([["Adresse", None, "Navn"], [None, "x", float("inf")], ["=1/0", True, "_x000D_"]]),
    ],
    ids="twice,cells,no headings,formulas,signs,long,HTML,separators,many,workbook".split(","),
)
def test_odd_lists_are_checked_like_others(
    content: bytes, sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, content, "<script>\x00'\"; drop.csv")
    shown = page(browser, of, "kolonner/")
    assert "<script>alert" not in shown
    typed = as_guessed(of) if "address" in of.mapping else {"column_0": "address"}
    send(browser, of, "kolonner", typed)
    tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.CHECKED
    assert "<script>" not in page(browser, of).partition("<main")[2]
    for number in of.rows.values_list("number", flat=True):
        page(browser, of, f"rad/{number}/")
    page(browser, of, "navn/")


# --- Out and in again --------------------------------------------------------------------------


def facts() -> list[tuple[object, ...]]:
    """What stands of each profile, without what importing itself decides."""
    return [
        (
            *(profile.name, profile.platform, profile.department_id, profile.owner_id),
            *(profile.language, profile.need, profile.website, profile.rhythm),
            *(profile.reply_time, profile.for_crisis),
            sorted(profile.backups.values_list("pk", flat=True)),
            sorted(profile.areas.values_list("area", flat=True)),
            sorted(profile.addresses.values_list("platform", "key", "url", "is_main")),
        )
        for profile in Profile.objects.order_by("name", "pk")
    ]


NAMES = ["Otta", "=1+1", "+47", "-kant", "@otta", "'=1", "''@x", 'Å;"ø", æ', "_x000D_ | a"]


def fill_register(sel: Municipality, kari: User, ola: User, siri: User) -> None:
    for number, name in enumerate(NAMES):
        profile = draft(sel, kari, address=f"https://www.facebook.com/otta.{number}x")
        Profile.objects.filter(pk=profile.pk).update(
            name=name,
            status=Profile.Status.ACTIVE,
            next_evaluation_on=timezone.localdate(),
            need=f'{name}\nFlere linjer; med "tegn"\n\n=SUM(A1)',
            owner=ola,
            website=f"https://www.sel.kommune.no/{number}",
            rhythm=Profile.Rhythm.values[number % 5],
            reply_time=Profile.ReplyTime.values[number % 4],
            language=Profile.Language.values[number % 5],
            for_crisis=number % 2 == 0,
            department=[sel.root, sel.culture, sel.house][number % 3],
        )
        profile.backups.set([siri, kari][: number % 3])
        AreaOfUse.objects.filter(profile=profile).delete()
        AreaOfUse.objects.bulk_create(
            AreaOfUse(profile=profile, area=area) for area in AreaOfUse.Area.values[: number % 6]
        )
        Address.objects.create(
            profile=profile,
            given="x",
            platform="facebook",
            key=f"id/{number + 1}",
            url=f"https://www.facebook.com/profile.php?id={number + 1}",
            is_main=False,
        )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_taken_out_comes_in_as_it_was(
    kind: str, sel: Municipality, browser: Client, kari: User, ola: User, siri: User
) -> None:
    fill_register(sel, kari, ola, siri)
    response: Any = browser.get(f"/profiler/eksport.{kind}")
    content = b"".join(response.streaming_content)
    exported = taken_out(browser, kind)

    unchanged = checked(browser, content, f"liste.{kind}")
    assert verdicts(unchanged) == ["known"] * len(NAMES)
    assert registered(browser, unchanged).state == Import.State.CHECKED
    assert Profile.objects.count() == len(NAMES)

    before = facts()
    ImportRow.objects.update(profile=None)
    for table in (Address, AreaOfUse, Profile.backups.through):
        table.objects.all().delete()
    with guards.lifted():
        Event.objects.all()._raw_delete("default")
    Profile.objects.all()._raw_delete("default")
    fresh = checked(browser, content, f"liste.{kind}")
    assert set(verdicts(fresh)) <= {"good", "warning"}
    assert registered(browser, fresh).state == Import.State.DONE
    assert facts() == before
    changed = {"Registrert", "Formålsvurdert", "Neste evaluering"}
    assert [
        {heading: text for heading, text in row.items() if heading not in changed}
        for row in taken_out(browser, kind)
    ] == [
        {heading: text for heading, text in row.items() if heading not in changed}
        for row in exported
    ]


# --- Who ---------------------------------------------------------------------------------------


def test_nobody_but_the_administration_brings_lists_in(
    sel: Municipality, browser: Client, kari: User, wilma: User, rune: User, signed_in: SignedIn
) -> None:
    of = checked(browser, a_list(OTTA))
    for person in (kari, wilma, rune):
        theirs = signed_in(person)
        assert upload(theirs, a_list(OTTA)).status_code == 403
        for what in ("kolonner", "navn", "rad/2", "utelat-feil", "registrer", "avbryt"):
            assert send(theirs, of, what, {"do": "leave_out"}).status_code == 403
        for what in ("", "feil.csv", "fremdrift/"):
            assert theirs.get(f"/profiler/import/{of.pk}/{what}").status_code == 403
    of.refresh_from_db()
    assert (of.state, verdicts(of)) == (Import.State.CHECKED, ["good"])
    assert Import.objects.count() == 1
