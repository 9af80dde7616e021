"""Guessing passwords fails, and keeps nobody out of what is theirs."""

import time

from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.conftest import PASSWORD, RESET, Network, sign_in

TRIES = 30


def guess(client: Client, email: str = "gro@sel.example") -> int:
    return sign_in(client, email, "feil")


def test_one_network_that_guesses_one_account_is_stopped(browser_at: Network, gro: User) -> None:
    answers = [guess(browser_at("203.0.113.7")) for _ in range(TRIES)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_one_network_that_guesses_many_accounts_is_stopped(browser_at: Network, db: None) -> None:
    answers = [guess(browser_at("203.0.113.7"), f"n{n}@sel.example") for n in range(TRIES)]
    assert answers[-1] == 429


def test_many_networks_that_guess_one_account_are_stopped(browser_at: Network, gro: User) -> None:
    answers = [guess(browser_at(f"203.0.113.{n}")) for n in range(TRIES)]
    assert answers[-1] == 429


def test_an_account_that_nobody_has_is_counted_just_the_same(
    browser_at: Network, gro: User
) -> None:
    known = [guess(browser_at(f"203.0.113.{n}")) for n in range(TRIES)]
    unknown = [guess(browser_at(f"198.51.100.{n}"), "ukjent@sel.example") for n in range(TRIES)]
    assert known == unknown


def test_an_account_that_nobody_has_takes_as_long(gro: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    gro.set_password(PASSWORD)
    gro.save()
    client = Client()

    def seconds(email: str) -> float:
        began = time.perf_counter()
        guess(client, email)
        return time.perf_counter() - began

    pairs = [(seconds(gro.email), seconds("ukjent@sel.example")) for _ in range(8)]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.2 * max(known, unknown)


def test_once_stopped_the_right_password_does_not_help_either(
    browser_at: Network, gro: User
) -> None:
    for _ in range(TRIES):
        guess(browser_at("203.0.113.7"))
    assert sign_in(browser_at("203.0.113.7")) == 429


def test_one_network_cannot_keep_the_owner_out(browser_at: Network, gro: User) -> None:
    for _ in range(TRIES):
        guess(browser_at("203.0.113.7"))
    assert sign_in(browser_at("198.51.100.1")) == 302


def test_many_networks_cannot_keep_the_owner_out_of_a_browser_known_to_us(
    browser_at: Network, gro: User
) -> None:
    own = browser_at("198.51.100.1")
    sign_in(own)
    own.post("/konto/logout/")
    for n in range(TRIES):
        guess(browser_at(f"203.0.113.{n}"))
    assert sign_in(browser_at("198.51.100.2")) == 429
    assert sign_in(own) == 302


def test_a_known_browser_may_not_guess_for_ever_either(browser_at: Network, gro: User) -> None:
    own = browser_at("198.51.100.1")
    sign_in(own)
    own.post("/konto/logout/")
    assert [guess(own) for _ in range(TRIES)][-1] == 429


def test_a_known_browser_is_known_for_its_own_account_only(
    browser_at: Network, gro: User, per: User
) -> None:
    own = browser_at("198.51.100.1")
    sign_in(own)
    own.post("/konto/logout/")
    for n in range(TRIES):
        guess(browser_at(f"203.0.113.{n}"), per.email)
    assert sign_in(own, per.email) == 429


def test_a_forged_sign_of_a_known_browser_is_worth_nothing(
    browser_at: Network, gro: User, settings: Settings
) -> None:
    for n in range(TRIES):
        guess(browser_at(f"203.0.113.{n}"))
    forger = browser_at("198.51.100.9")
    forger.cookies[settings.DEVICE_COOKIE_NAME] = "abc:1abcde:forged"
    assert sign_in(forger) == 429


def test_signing_in_rightly_counts_for_nothing(browser_at: Network, gro: User) -> None:
    assert {sign_in(browser_at("203.0.113.7")) for _ in range(TRIES)} == {302}


def test_a_made_up_forwarded_for_changes_nothing(gro: User) -> None:
    """Without a proxy of ours, nobody is believed about where they are."""
    answers = [
        sign_in(Client(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}"), password="x")
        for n in range(TRIES)
    ]
    assert answers[-1] == 429


def test_behind_a_proxy_the_address_that_it_adds_is_the_one_that_counts(
    gro: User, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        sign_in(
            Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.{n}, 203.0.113.7"),
            password="x",
        )
        for n in range(TRIES)
    ]
    assert answers[-1] == 429
    other = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.3")
    assert sign_in(other) == 302


def test_who_is_stopped_reads_a_page_of_ours(browser_at: Network, gro: User) -> None:
    for _ in range(TRIES):
        guess(browser_at("203.0.113.7"))
    response = browser_at("203.0.113.7").post(
        "/konto/login/", {"login": gro.email, "password": "x"}
    )
    assert response.status_code == 429
    assert response["Retry-After"]
    assert "<h1" in response.content.decode()


def test_asking_for_new_passwords_is_limited_for_known_and_unknown_alike(
    browser_at: Network, gro: User
) -> None:
    for email in (gro.email, "ukjent@sel.example"):
        answers = [
            browser_at(f"203.0.113.{n}").post(RESET, {"email": email}).status_code
            for n in range(TRIES)
        ]
        assert answers[0] == 302
        assert answers[-1] == 429
