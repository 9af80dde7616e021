"""Signing in and out: with the right words, and back to where one was."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.conftest import HOME, LOGOUT, PASSWORD, SIGN_IN, is_signed_in, sign_in


def test_with_the_right_password_one_gets_in(client: Client, gro: User) -> None:
    assert sign_in(client) == 302
    assert is_signed_in(client)


def test_the_e_mail_may_be_written_in_any_case(client: Client, gro: User) -> None:
    assert sign_in(client, " GRO@Sel.Example ") == 302


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Client, gro: User) -> None:
    asked = client.get("/profiler/?sok=otta")
    assert asked["Location"] == "/konto/login/?next=/profiler/%3Fsok%3Dotta"
    page = client.get(asked["Location"]).content.decode()
    back = re.findall(r'name="next" value="([^"]+)"', page)[0]
    response = client.post(SIGN_IN, {"login": gro.email, "password": PASSWORD, "next": back})
    assert response["Location"] == "/profiler/?sok=otta"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        r"\\evil.example",
        r"/\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        " https://evil.example",
        "https://testserver@evil.example",
        "http://testserver/",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, gro: User, elsewhere: str) -> None:
    response = client.post(SIGN_IN, {"login": gro.email, "password": PASSWORD, "next": elsewhere})
    assert response["Location"] == HOME


def test_what_only_looks_like_another_site_stays_a_path(client: Client, gro: User) -> None:
    response = client.post(SIGN_IN, {"login": gro.email, "password": PASSWORD, "next": "/%09/evil"})
    assert response["Location"].startswith("/%09/")


def without_what_was_typed(page: bytes) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode())
    return re.sub(r"\w+@sel\.example", "", text)


def test_a_wrong_password_and_an_unknown_e_mail_look_the_same(
    client: Client, gro: User, settings: Settings
) -> None:
    settings.DEVELOPMENT = False
    known = client.post(SIGN_IN, {"login": gro.email, "password": "skogsstien"})
    unknown = client.post(SIGN_IN, {"login": "ukjent@sel.example", "password": "skogsstien"})
    assert known.status_code == unknown.status_code == 200
    assert without_what_was_typed(known.content) == without_what_was_typed(unknown.content)
    assert "skogsstien" not in known.content.decode()


def test_a_closed_account_is_told_so_only_with_the_right_password(
    client: Client, gro: User
) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client, password="feil") == 200
    response = client.post(SIGN_IN, {"login": gro.email, "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/konto/inactive/"
    assert not is_signed_in(client)


def test_signing_out_takes_a_post(client: Client, gro: User) -> None:
    sign_in(client)
    assert client.get(LOGOUT).status_code == 200
    assert is_signed_in(client)
    assert client.post(LOGOUT)["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_nobody_can_sign_up_or_add_an_address() -> None:
    for name in ("account_signup", "account_email", "account_confirm_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    client = Client()
    for path in ("signup/", "email/", "login/code/", "reauthenticate/"):
        assert client.get(f"/konto/{path}").status_code == 404


def test_no_second_list_of_e_mail_addresses_comes_about(client: Client, gro: User) -> None:
    sign_in(client)
    assert not EmailAddress.objects.exists()


def test_json_gets_no_other_answer_than_a_browser(client: Client, gro: User) -> None:
    response = client.post(
        SIGN_IN,
        {"login": gro.email, "password": "skogsstien"},
        headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"},
    )
    assert response["Content-Type"].startswith("text/html")


def test_the_demos_people_stand_on_a_developers_sign_in_page(client: Client, gro: User) -> None:
    page = client.get(SIGN_IN, {"epost": gro.email}).content.decode()
    assert "sommer i otta 2026" in page
    assert f'value="{gro.email}"' in page


def test_no_demo_person_is_shown_in_production(
    client: Client, gro: User, settings: Settings
) -> None:
    settings.DEVELOPMENT = False
    page = client.get(SIGN_IN).content.decode()
    assert "sommer i otta 2026" not in page
    assert gro.email not in page


def test_every_field_of_every_page_has_its_words_from_us(client: Client, gro: User) -> None:
    pages = [SIGN_IN, "/konto/password/reset/"]
    sign_in(client)
    assert "placeholder" not in client.get("/konto/password/change/").content.decode()
    for page in pages:
        assert "placeholder" not in Client().get(page).content.decode()


def test_no_template_of_allauths_own_is_shown() -> None:
    ours = {path.name for path in Path("templates/account").glob("*.html")}
    assert ours >= {
        "login.html",
        "logout.html",
        "account_inactive.html",
        "password_change.html",
        "password_reset.html",
        "password_reset_done.html",
        "password_reset_from_key.html",
        "password_reset_from_key_done.html",
    }
