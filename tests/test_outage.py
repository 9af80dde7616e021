"""A database that is really locked, and one that is really away."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AccountMail, User

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SIGN_IN = "/konto/login/"
RESET = "/konto/password/reset/"
PASSWORD = "fem glade reinsdyr i fjellet"


@pytest.fixture(autouse=True)
def nobody_has_guessed(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def visitor() -> Client:
    """A browser that is shown the error page instead of the test seeing the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def locked() -> Iterator[Callable[[], None]]:
    """Somebody else is writing, and we wait for a moment only; call it to let them finish."""
    other = connection.copy()
    with other.cursor() as theirs, connection.cursor() as ours:
        if connection.vendor == "sqlite":
            theirs.execute("BEGIN IMMEDIATE")
            ours.execute("PRAGMA busy_timeout = 50")
        else:
            other.set_autocommit(False)
            theirs.execute("LOCK TABLE accounts_accountmail, django_session IN EXCLUSIVE MODE")
            ours.execute("SET lock_timeout = '50ms'")
    yield other.close
    other.close()
    connection.close()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Call it to take the database away."""

    def take_away() -> None:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", "/finnes-ikke/selsome")
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    yield take_away
    monkeypatch.undo()
    connection.close()


def test_what_is_sent_while_others_write_too_long_can_be_sent_once_more(
    visitor: Client, locked: Callable[[], None]
) -> None:
    response = visitor.post(RESET, {"email": "gro@sel.example"})
    assert response.status_code == 503
    assert response["Retry-After"]
    page = response.content.decode()
    assert f'action="{RESET}"' in page
    assert 'name="email" value="gro@sel.example"' in page
    locked()
    assert visitor.post(RESET, {"email": "gro@sel.example"}).status_code == 302
    assert AccountMail.objects.count() == 1


def test_pages_can_be_read_while_others_write_too_long(
    visitor: Client, locked: Callable[[], None]
) -> None:
    assert visitor.get(SIGN_IN).status_code == 200


def test_a_password_that_could_not_be_used_is_not_written_into_the_page(
    visitor: Client, settings: Settings, away: Callable[[], None]
) -> None:
    away()
    response = visitor.post(SIGN_IN, {"login": "gro@sel.example", "password": PASSWORD})
    assert response.status_code == 503
    assert PASSWORD not in response.content.decode()


def test_without_a_database_who_is_signed_in_is_told_so_and_stays_signed_in(
    visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
    away: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    gro = User.objects.create_user("gro@sel.example", PASSWORD, name="Gro Testperson")
    visitor.force_login(gro)
    before = visitor.cookies["sessionid"].value
    away()
    for address in ("/", "/profiler/", "/finnes-ikke/", "/konto/logout/", SIGN_IN):
        response = visitor.get(address)
        assert response.status_code == 503, address
        assert response["Retry-After"]
        assert response["X-Request-ID"] in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Language"] == "nb"
        assert "database_unavailable" in caplog.messages
    monkeypatch.undo()
    connection.close()
    assert visitor.cookies["sessionid"].value == before
    assert visitor.get("/profiler/").status_code == 200
