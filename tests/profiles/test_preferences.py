"""What everybody decides for him- or herself."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Record, User

URL = "/innstillinger/"
SignedIn = Callable[[User], Client]


def save(client: Client, **values: str) -> str:
    sent = {
        "name": "Kari Testperson",
        "phone": "",
        "language": "nb",
        "digest": "daily",
        "theme": "auto",
    } | values
    return client.post(URL, sent, follow=True).content.decode()


def test_name_telephone_language_and_colours_are_kept(kari: User, signed_in: SignedIn) -> None:
    save(signed_in(kari), name="Kari Kulturleder", phone="+47 900 00 000", language="nn")
    kari.refresh_from_db()
    assert (kari.name, kari.phone, kari.language) == ("Kari Kulturleder", "+47 900 00 000", "nn")


def test_the_answer_is_in_the_new_language(kari: User, signed_in: SignedIn) -> None:
    page = save(signed_in(kari), language="en")
    assert "Your preferences are saved." in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "dark"), ("light", "light")])
def test_the_colours_hold_on_every_page(
    kari: User, signed_in: SignedIn, theme: str, scheme: str
) -> None:
    client = signed_in(kari)
    assert 'data-color-scheme="auto"' in client.get("/").content.decode()
    save(client, theme=theme)
    page = client.get("/").content.decode()
    assert f'data-color-scheme="{scheme}"' in page
    assert f'<meta name="color-scheme" content="{scheme}">' in page
    assert 'data-color-scheme="auto"' in Client().get("/konto/login/").content.decode()


def test_a_new_name_stands_in_the_log_and_colours_do_not(kari: User, signed_in: SignedIn) -> None:
    client = signed_in(kari)
    save(client, theme="dark")
    assert not kari.records.exists()
    save(client, theme="dark", name="Kari Ny")
    record = kari.records.get()
    assert (record.kind, record.actor) == (Record.Kind.PERSON_CHANGED, kari)
    assert record.data["changes"] == [{"field": "name", "old": "Kari Testperson", "new": "Kari Ny"}]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "Kari\x00"},
        {"name": "Kari\nBcc: alle"},
        {"name": "K" * 121},
        {"phone": "1" * 31},
        {"language": "xx"},
        {"theme": "pink"},
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(
    kari: User, signed_in: SignedIn, bad: dict[str, str]
) -> None:
    page = save(signed_in(kari), **({"name": "Kari Ny"} | bad))
    assert 'aria-invalid="true"' in page
    kari.refresh_from_db()
    assert kari.name == "Kari Testperson"


def test_nobody_changes_address_or_rights_here(kari: User, signed_in: SignedIn) -> None:
    save(signed_in(kari), email="evil@sel.example", is_staff="1", is_superuser="1")
    kari.refresh_from_db()
    assert (kari.email, kari.is_staff, kari.is_superuser) == ("kari@sel.example", False, False)
