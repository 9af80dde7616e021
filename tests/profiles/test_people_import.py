"""Bringing in people and departments: looked through first, then whole or not at all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import lists
from accounts.models import Department, Invitation, Membership, Record, User
from tests.cast import Municipality, person

SignedIn = Callable[[User], Client]
URL = "/folk/hent-inn/"
HEADER = "navn;e-post;telefon;språk;virksomhet;rolle;fra;til\n"
TWO = (
    HEADER
    + "Pia Ny;pia@sel.example;900 00 000;nynorsk;Kultur > Otta kulturhus;redaktør;01.11.2026;\n"
    + "Per Åsen;PER@sel.example;;;;innsyn;;31.12.2026\n"
)


def look(client: Client, content: str | bytes) -> HttpResponse:
    """Choose a file: the rows as they are shown."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"file": SimpleUploadedFile("liste.csv", raw)})  # type: ignore[return-value]


def seen(client: Client, content: str) -> str:
    """What was looked at, as the page sends it back."""
    plan = look(client, content).context["plan"]  # type: ignore[attr-defined]
    return plan.digest if plan else ""


def confirm(client: Client, content: str, **more: str) -> HttpResponse:
    if "seen" not in more:
        more["seen"] = seen(client, content)
    return client.post(URL, {"text": content, "confirm": "1"} | more)  # type: ignore[return-value]


def what(client: Client, content: str) -> list[str]:
    return [str(row.what) for row in look(client, content).context["plan"].rows]  # type: ignore[attr-defined]


@pytest.fixture
def client(anne: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


def test_looking_changes_nothing_and_confirming_brings_in(
    sel: Municipality, client: Client
) -> None:
    page = look(client, TWO)
    assert [str(row.what) for row in page.context["plan"].rows] == ["new", "new"]  # type: ignore[attr-defined]
    assert not User.objects.filter(email="pia@sel.example").exists()
    assert confirm(client, TWO).status_code == 302
    pia, per = User.objects.get(email="pia@sel.example"), User.objects.get(email="per@sel.example")
    assert (pia.name, pia.phone, pia.language) == ("Pia Ny", "900 00 000", "nn")
    role = pia.memberships.get()
    assert (role.department, role.role, role.starts_on) == (sel.house, "editor", date(2026, 11, 1))
    assert per.appointments.get().ends_on == date(2026, 12, 31)
    assert not Invitation.objects.exists()
    assert set(pia.records.values_list("kind", flat=True)) == {"person_added", "role_given"}


def test_invitations_follow_if_they_are_asked_for(sel: Municipality, client: Client) -> None:
    confirm(client, TWO, invite="on")
    assert Invitation.objects.count() == 2


def test_the_same_list_again_changes_nothing(sel: Municipality, client: Client) -> None:
    confirm(client, TWO)
    assert what(client, TWO) == ["unchanged", "unchanged"]
    before = Record.objects.count()
    confirm(client, TWO)
    assert Record.objects.count() == before
    changed = TWO.replace("900 00 000", "911 11 111")
    assert what(client, changed) == ["changed", "unchanged"]
    confirm(client, changed)
    assert User.objects.get(email="pia@sel.example").phone == "911 11 111"


def test_one_wrong_row_stops_the_whole_list(sel: Municipality, client: Client) -> None:
    wrong = TWO + "Tre;ikke-en-adresse;;;;;;\n"
    page = look(client, wrong)
    assert [len(row.errors) for row in page.context["plan"].rows] == [0, 0, 1]  # type: ignore[attr-defined]
    assert confirm(client, wrong).status_code == 200
    assert not User.objects.filter(email="pia@sel.example").exists()


@pytest.mark.parametrize(
    "row",
    [
        ";pia@sel.example;;;;;;",
        "Pia;pia@sel.example;;klingon;;;;",
        "Pia;pia@sel.example;;;Finnes ikke;redaktør;;",
        "Pia;pia@sel.example;;;;redaktør;;",
        "Pia;pia@sel.example;;;Kultur;keiser;;",
        "Pia;pia@sel.example;;;Kultur;;;",
        "Pia;pia@sel.example;;;Kultur;innsyn;;",
        "Pia;pia@sel.example;;;Kultur;redaktør;32.13.2026;",
        "Pia;pia@sel.example;;;Kultur;redaktør;01.01.0001;",
        "Pia;pia@sel.example;;;Kultur;redaktør;02.11.2026;01.11.2026",
        f"{'P' * 121};pia@sel.example;;;;;;",
        f"Pia;pia@sel.example;{'1' * 31};;;;;",
        "Pia;" + "x" * 300 + "@sel.example;;;;;;",
        "Kari;kari@sel.example;;;Kultur;virksomhetsleder;01.01.2010;",
        "Pia;pia@sel.example;ring meg;;;;;",
        "=1+1;pia@sel.example;;;;;;",
        "Pia;pia@sel.example;;;=Kultur;redaktør;;",
    ],
)
def test_what_is_wrong_stands_beside_the_row(
    sel: Municipality, kari: User, client: Client, row: str
) -> None:
    page = look(client, HEADER + row + "\n")
    (read,) = page.context["plan"].rows  # type: ignore[attr-defined]
    assert read.errors
    assert read.errors[0] in page.content.decode().replace("&#x27;", "'")
    assert confirm(client, HEADER + row + "\n").status_code == 200
    assert not User.objects.filter(email="pia@sel.example").exists()


def test_who_stands_on_two_rows_is_the_same_on_both(sel: Municipality, client: Client) -> None:
    first = "Pia;pia@sel.example;900 00 000;nynorsk;Kultur;redaktør;;\n"
    same = "Pia;pia@sel.example;;;Teknisk drift;redaktør;;\n"
    assert what(client, HEADER + first + same) == ["new", "role"]
    for other in (
        "Pia B;pia@sel.example;;",
        "Pia;pia@sel.example;911 11 111;",
        "Pia;pia@sel.example;;bokmål",
    ):
        other += ";Teknisk drift;redaktør;;\n"
        assert what(client, HEADER + first + other) == ["new", "wrong"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_lists_are_read_as_spreadsheets_save_them(
    sel: Municipality, client: Client, encoding: str
) -> None:
    page = look(client, TWO.encode(encoding))
    names = [row.cells["name"] for row in page.context["plan"].rows]  # type: ignore[attr-defined]
    assert names == ["Pia Ny", "Per Åsen"]


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02",
        b"PK\x03\x04" + bytes(range(256)) * 20,
        b"\xff\xfe\x00",
        b"navn;e-post\n",
        b"a;b\nc;d\n",
        b'navn;e-post\n"' + b"x" * 200_000,
        b"\n".join(b"Pia;pia%d@sel.example" % n for n in range(3000)),
        b"x" * 600_000,
    ],
)
def test_junk_gets_a_clear_answer(sel: Municipality, client: Client, junk: bytes) -> None:
    page = look(client, junk)
    assert page.status_code == 200
    plan = page.context["plan"]  # type: ignore[attr-defined]
    assert plan is None or not plan.is_right
    assert confirm(client, junk.decode("latin-1")[:1000]).status_code == 200


def test_departments_are_brought_in_under_each_other(sel: Municipality, client: Client) -> None:
    content = (
        "virksomhet;del av\nOppvekst;\nOtta skole;Oppvekst\nKultur;Sel kommune\nSFO;Otta skole\n"
    )
    assert what(client, content) == ["new", "new", "unchanged", "new"]
    confirm(client, content)
    club = Department.objects.get(name="SFO")
    assert club.parent
    assert club.parent.parent == Department.objects.get(name="Oppvekst", parent=sel.root)
    assert what(client, content) == ["unchanged"] * 4


def test_a_department_under_nothing_known_is_wrong(sel: Municipality, client: Client) -> None:
    assert what(client, "virksomhet;del av\nSFO;Finnes ikke\n") == ["wrong"]


def test_the_templates_can_be_brought_in_as_they_are(sel: Municipality, client: Client) -> None:
    departments = client.get(f"{URL}virksomheter.csv").content
    assert [str(r.what) for r in look(client, departments).context["plan"].rows] == [  # type: ignore[attr-defined]
        "unchanged",
        "new",
    ]
    confirm(client, departments.decode("utf-8-sig"))
    people = client.get(f"{URL}folk.csv").content
    assert [str(r.what) for r in look(client, people).context["plan"].rows] == ["new"]  # type: ignore[attr-defined]
    assert client.get(f"{URL}annet.csv").status_code == 404


def test_a_long_list_is_looked_through_in_a_fixed_number_of_queries(
    sel: Municipality, client: Client
) -> None:
    def cost(rows: int) -> int:
        lines = (f"Nr {n};nr{n}@sel.example;;;Kultur;redaktør;;\n" for n in range(rows))
        with CaptureQueriesContext(connection) as queries:
            look(client, HEADER + "".join(lines))
        return len(queries)

    cost(1)
    assert cost(2) == cost(2000)


def test_a_person_with_two_roles_stands_on_two_rows(sel: Municipality, client: Client) -> None:
    content = (
        HEADER
        + "Pia;pia@sel.example;;;Kultur;redaktør;;\n"
        + "Pia;pia@sel.example;;;Teknisk drift;leder;;\n"
    )
    assert what(client, content) == ["new", "role"]
    confirm(client, content)
    pia = User.objects.get(email="pia@sel.example")
    assert set(pia.memberships.values_list("role", flat=True)) == {"editor", "head"}
    assert {role.starts_on for role in pia.memberships.all()} == {timezone.localdate()}


def test_what_has_changed_since_it_was_looked_at_is_shown_again(
    sel: Municipality, client: Client
) -> None:
    before = seen(client, TWO)
    person("Pia")
    page = confirm(client, TWO, seen=before)
    assert page.status_code == 200
    assert "Noe har endret seg i mellomtiden" in page.content.decode()
    assert [str(row.what) for row in page.context["plan"].rows] == ["changed", "new"]  # type: ignore[attr-defined]
    assert not User.objects.filter(email="per@sel.example").exists()
    assert confirm(client, TWO, seen="").status_code == 200
    assert confirm(client, TWO).status_code == 302


def give(sel: Municipality, ola: User) -> None:
    Membership.objects.create(
        user=ola, department=sel.house, role="editor", starts_on=date(2026, 11, 1)
    )


def close(sel: Municipality, ola: User) -> None:
    Department.objects.filter(pk=sel.house.pk).update(closed_on=date(2026, 11, 1))


def add(sel: Municipality, ola: User) -> None:
    person("Pia")


@pytest.mark.parametrize("meanwhile", [give, close, add])
def test_what_others_do_at_the_same_moment_is_shown_and_not_a_failure(
    sel: Municipality,
    client: Client,
    ola: User,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[Municipality, User], None],
) -> None:
    content = HEADER + (
        "Ola Testperson;ola@sel.example;;;Kultur > Otta kulturhus;redaktør;01.11.2026;\n"
        "Pia Ny;pia@sel.example;;;;;;\n"
    )
    looked_at = seen(client, content)
    bring_in = lists.bring_in

    def late(*args: Any, **options: Any) -> list[User]:
        meanwhile(sel, ola)
        return bring_in(*args, **options)

    monkeypatch.setattr(lists, "bring_in", late)
    page = confirm(client, content, seen=looked_at)
    assert page.status_code == 200
    assert "Noe har endret seg i mellomtiden" in page.content.decode()
    assert not Record.objects.exists()
