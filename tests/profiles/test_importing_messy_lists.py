"""Bringing in lists as others keep them: titles above, a column for each platform, links."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from accounts.models import User
from profiles import tasks
from profiles.importing import spreading
from profiles.models import Import, Profile
from tests.cast import Municipality
from tests.profiles.test_importing import (
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

WIDE = "Virksomhet;Nettside;Facebook;Twitter;Instagram-side"


@pytest.fixture
def browser(anne: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


@pytest.fixture(autouse=True)
def people(ola: User, siri: User) -> None:
    """Those that the lists name."""


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def accounts(of: Import) -> list[str]:
    rows = of.rows.order_by("number")
    return [f"{row.platform}:{row.key}" if row.key else row.verdict for row in rows]


# --- Where the list begins -------------------------------------------------------------------


@pytest.mark.parametrize(
    "above",
    [
        "Sosiale medier i kommunen\n\n",
        "Profiler\nSist endret;1.3.2026\n",
        "Liste;;;\n;;;\n",
        "\n\n",
    ],
)
def test_a_title_may_stand_above_the_headings(
    above: str, sel: Municipality, browser: Client
) -> None:
    of = checked(browser, above.encode() + a_list(OTTA))
    assert verdicts(of) == ["good"]
    assert of.headings[0] == "Navn"
    # The number is that of the line in the file.
    assert of.rows.get().line == above.count("\n") + 2


def test_headings_that_are_merged_over_two_lines_are_one(
    sel: Municipality, browser: Client
) -> None:
    content = "Virksomhet;Sosiale medier;\n;Facebook;Instagram\nKultur;fb.com/otta;@otta\n"
    of = checked(browser, content.encode())
    assert accounts(of) == ["facebook:otta", "instagram:otta"]


@pytest.mark.parametrize(
    "headings",
    [
        "Navn på siden;Kanal;Lenke til siden;Ansvarlig enhet",
        "Namn på konto;Type;Lenkje;Tenesteområde",
        "Account;Service Key;Service URL;Agency",
        "Kanal;Some;Brukernavn;Kommunalområde",
    ],
)
def test_columns_are_known_by_what_others_call_them(
    headings: str, sel: Municipality, browser: Client
) -> None:
    row = "Otta;Facebook Page;https://facebook.com/otta;Kultur"
    of = uploaded(browser, a_list(row, headings=headings))
    assert of.mapping == {"name": 0, "platform": 1, "address": 2, "department": 3}


# --- Several addresses in a line -----------------------------------------------------------------


def test_each_address_of_a_list_with_a_column_for_each_platform_is_a_profile(
    sel: Municipality, browser: Client
) -> None:
    rows = [
        "Kultur;www.sel.example/kultur;https://www.facebook.com/otta/;@otta;nei",
        "Otta kulturhus;;;;https://www.instagram.com/ottahus/?hl=nb",
        "Teknisk drift;;-;;",
        "Kultur;;https://facebook.com/otta2 og facebook.com/otta3;@ein, @to;",
    ]
    of = uploaded(browser, a_list(*rows, headings=WIDE))
    assert "en kolonne for hver plattform" in page(browser, of, "kolonner/")
    of = checked(browser, a_list(*rows, headings=WIDE))
    assert accounts(of) == [
        *("facebook:otta", "x:otta", "instagram:ottahus", "skipped"),
        *("facebook:otta2", "facebook:otta3", "x:ein", "x:to"),
    ]
    assert [row.line for row in of.rows.order_by("number")] == [2, 2, 3, 4, 5, 5, 5, 5]
    assert registered(browser, of).state == Import.State.DONE
    first = Profile.objects.get(platform="x", addresses__key="otta")
    assert (first.name, first.department) == ("Kultur", sel.culture)
    assert first.website == "https://www.sel.example/kultur"
    assert first.events.get().data["row"] == 2


def test_a_row_of_one_platform_is_mended_by_itself(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list("Kultur;;fb.com/otta;x.com/otta/status/1;", headings=WIDE))
    assert verdicts(of) == ["good", "wrong"]
    assert "ds-error-summary" in page(browser, of, "rad/3/")
    send(browser, of, "rad/3", {"do": "use_meant"})
    assert accounts(of) == ["facebook:otta", "x:otta"]
    assert verdicts(of) == ["good", "good"]


def test_columns_can_be_chosen_anew_whatever_they_were(sel: Municipality, browser: Client) -> None:
    rows = ["Kultur;;fb.com/otta;@otta;", "Kultur;;fb.com/otta2;;"]
    of = checked(browser, a_list(*rows, headings=WIDE))
    assert len(accounts(of)) == 3
    chosen: dict[str, Any] = {"column_0": "department", "column_2": "address"}
    for typed, found in [
        (chosen, ["facebook:otta", "facebook:otta2"]),
        (chosen | {"column_3": "on_x"}, ["facebook:otta", "x:otta", "facebook:otta2"]),
        ({"column_0": "department", "column_3": "on_x"}, ["x:otta", "skipped"]),
    ]:
        assert send(browser, of, "kolonner", typed).status_code == 302
        tasks.work_on_imports()
        of.refresh_from_db()
        assert accounts(of) == found
        assert of.rows_count == of.done_count == len(found)


def test_more_accounts_than_can_be_brought_in_are_refused(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST", 2)
    of = uploaded(browser, a_list("Kultur;;fb.com/a;@a;", "Kultur;;fb.com/b;;", headings=WIDE))
    typed = {"column_0": "department", "column_2": "on_facebook", "column_3": "on_x"}
    response = send(browser, of, "kolonner", typed)
    assert response.status_code == 200
    assert "ds-error-summary" in response.content.decode()
    of.refresh_from_db()
    assert (of.state, of.rows.count()) == (Import.State.MAPPING, 2)


def test_addresses_stand_among_other_words(sel: Municipality, browser: Client) -> None:
    rows = [
        OTTA.replace("https://www.facebook.com/ottakulturhus", text)
        for text in (
            "https://www.facebook.com/otta (ikke i bruk)",
            "Facebook: <https://www.facebook.com/otta2>.",
            '"=HYPERLINK(""https://www.facebook.com/otta3"";""Åpne"")"',
            "https://www.facebook.com/otta4 https://www.instagram.com/otta4",
            "n/a",
        )
    ]
    of = checked(browser, a_list(*rows))
    assert accounts(of) == [
        *("facebook:otta", "facebook:otta2", "facebook:otta3"),
        *("facebook:otta4", "instagram:otta4", "wrong"),
    ]
    assert codes(of) == {"taken_out"}
    assert verdicts(of)[:3] == ["warning", "warning", "good"]


# --- Workbooks -----------------------------------------------------------------------------------


def test_links_and_merged_cells_of_a_workbook_are_followed(
    sel: Municipality, browser: Client
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Sosiale medier"])
    sheet.merge_cells("A1:C1")
    sheet.append(["Avdeling", "Navn", "Lenke"])
    sheet.append(["Kultur", "Otta", "Åpne"])
    sheet["C3"].hyperlink = "https://www.facebook.com/otta"
    sheet.append([None, "Otta på Instagram", '=HYPERLINK("https://www.instagram.com/otta","Åpne")'])
    sheet.merge_cells("A3:A4")
    sheet.append([None, "Skriv til oss", "post"])
    sheet["C5"].hyperlink = "mailto:post@sel.example"
    of = checked(browser, saved(book), "liste.xlsx")
    assert accounts(of) == ["facebook:otta", "instagram:otta", "wrong"]
    assert verdicts(of) == ["good", "good", "wrong"]
    assert of.rows.get(number=4).values["department"] == sel.culture.pk


def test_the_sheet_with_the_list_is_read_and_the_others_are_told_of(
    sel: Municipality, browser: Client
) -> None:
    book = Workbook()
    notes: Any = book.active
    notes.title = "Les meg"
    notes.append(["Dette er en liste"])
    notes.append(["Den ble laget i 2026"])
    for title in ("Profiler", "Nedlagte"):
        sheet: Any = book.create_sheet(title)
        sheet.append(["Navn", "Lenke", "Virksomhet"][: 3 if title == "Profiler" else 2])
        sheet.append([title, f"https://www.facebook.com/{title.lower()}", "Kultur"])
    hidden: Any = book.create_sheet("Skjult")
    hidden.append(["Navn", "Lenke", "Virksomhet", "Plattform"])
    hidden.append(["x", "fb.com/skjult", "Kultur", "Facebook"])
    hidden.sheet_state = "hidden"
    of = uploaded(browser, saved(book), "liste.xlsx")
    shown = page(browser, of, "kolonner/")
    assert "Les meg, Nedlagte" in shown
    assert "Skjult" not in shown
    assert of.rows.get().cells[0] == "Profiler"


# --- Many rows that are wrong in the same way ---------------------------------------------------


def test_a_word_that_nobody_knows_is_told_once_for_all_rows(
    sel: Municipality, browser: Client
) -> None:
    rows = [
        f"{OTTA.replace('ottakulturhus', f'otta{number}')};{state};{area}"
        for number, (state, area) in enumerate(
            [("in_review", "news"), ("in_review", "news, water"), ("gone", "")]
        )
    ]
    of = checked(browser, a_list(*rows, headings="N;A;V;H;R;Status;Bruksområder".replace(
        "N;A;V;H;R", "Navn;Adresse;Virksomhet;Hovedansvarlig;Reserveredaktører"
    )))  # fmt: skip
    assert verdicts(of) == ["wrong"] * 3
    shown = page(browser, of, "navn/")
    assert "in_review" in shown
    told = {"state_0": "active", "state_1": "closed", "areas_0": "open", "areas_1": "open"}
    assert send(browser, of, "navn", told | {"state_0": "nonsense"}).status_code == 200
    assert send(browser, of, "navn", told).status_code == 302
    tasks.work_on_imports()
    assert verdicts(of) == ["good", "good", "skipped"]


def test_rows_come_in_without_people_whom_nobody_knows(
    sel: Municipality, browser: Client, ola: User
) -> None:
    of = checked(browser, a_list(OTTA.replace("siri@sel.example", "Fremmed F.")))
    assert verdicts(of) == ["wrong"]
    send(browser, of, "navn", {"without_strangers": "on"})
    tasks.work_on_imports()
    assert verdicts(of) == ["warning"]
    assert "Fremmed F." in page(browser, of)
    registered(browser, of)
    assert Profile.objects.get().owner == ola
    assert not Profile.objects.get().backups.exists()


def test_rows_that_are_wrong_in_one_way_are_shown_and_left_out_together(
    sel: Municipality, browser: Client
) -> None:
    rows = [
        *(OTTA, OTTA.replace("Otta", "En gang til"), OTTA.replace("ottakulturhus", "a/posts/1")),
        OTTA.replace("ottakulturhus", "b").replace("Kultur;", "Kulltur;"),
    ]
    of = checked(browser, a_list(*rows))
    assert verdicts(of) == ["good", "wrong", "wrong", "wrong"]
    shown = page(browser, of, "?kind=twice")
    assert "En gang til" in shown
    assert "Kulltur" not in shown
    assert page(browser, of, "?kind=nonsense")
    send(browser, of, "utelat-feil", {"kind": "twice"})
    assert verdicts(of) == ["good", "skipped", "wrong", "wrong"]
    assert "facebook.com/a/posts/1" in page(browser, of, "?kind=post")
    assert send(browser, of, "bruk-profilene").status_code == 302
    tasks.work_on_imports()
    assert verdicts(of) == ["good", "skipped", "good", "wrong"]
    assert accounts(of)[2] == "facebook:a"


def test_a_wide_list_asks_for_its_columns_as_they_were_guessed(
    sel: Municipality, browser: Client
) -> None:
    of = uploaded(browser, a_list("Kultur;;fb.com/otta;;", headings=WIDE))
    assert set(as_guessed(of)) == {f"column_{index}" for index in range(5)}
    assert 'value="on_facebook" selected' in page(browser, of, "kolonner/")
