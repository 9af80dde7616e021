"""The language follows the browser, and the person who signs in."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import SIGN_IN, sign_in


def language_of(client: Client, path: str = SIGN_IN, **headers: str) -> str:
    return client.get(path, headers=headers).headers["Content-Language"]


def test_a_stranger_is_spoken_to_in_bokmal_whatever_the_browser_asks(db: None) -> None:
    assert language_of(Client(), **{"Accept-Language": "en-US,en;q=0.9"}) == "nb"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_stranger_can_choose_and_stays_on_the_page(
    client: Client, db: None, language: str
) -> None:
    here = f"{SIGN_IN}?next=/profiler/"
    response = client.post("/sprak/", {"language": language, "next": here})
    assert response["Location"] == here
    assert f'lang="{language}"' in client.get(here).content.decode()


def test_a_persons_choice_follows_to_another_browser(client: Client, gro: User) -> None:
    sign_in(client)
    client.post("/sprak/", {"language": "nn"})
    elsewhere = Client()
    sign_in(elsewhere)
    assert language_of(elsewhere, "/profiler/") == "nn"
    elsewhere.post("/konto/logout/")
    assert language_of(elsewhere) == "nn"


def test_a_language_that_we_do_not_speak_is_no_choice(client: Client, gro: User) -> None:
    sign_in(client)
    client.post("/sprak/", {"language": "xx"})
    gro.refresh_from_db()
    assert gro.language == "nb"
    client.cookies["language"] = "../../etc"
    assert language_of(client, "/profiler/") == "nb"


def test_choosing_takes_a_post_and_leads_nowhere_else(client: Client, db: None) -> None:
    assert client.get("/sprak/?language=en&next=/").status_code == 405
    response = client.post("/sprak/", {"language": "en", "next": "https://evil.example/"})
    assert response["Location"] == "/"
