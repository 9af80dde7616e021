"""What goes wrong is said in plain words, to people and not to attackers."""

import re
from contextlib import AbstractContextManager
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import User
from selsome import urls
from tests.cast import Municipality

Breaking = AbstractContextManager[object]

SECRET = "hemmelig-tilkobling-til-databasen"


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError(SECRET)


def gone(request: HttpRequest) -> HttpResponse:
    raise OperationalError(SECRET)


def redis_gone(request: HttpRequest) -> HttpResponse:
    raise RedisConnectionError(SECRET)


def full(request: HttpRequest) -> HttpResponse:
    raise OSError(28, SECRET)


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET)


for view in (broken, gone, redis_gone, full, forbidden):
    view.login_required = False  # type: ignore[attr-defined]

urlpatterns = [
    *urls.urlpatterns,
    *(path(f"{view.__name__}/", view) for view in (broken, gone, redis_gone, full, forbidden)),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500


@pytest.fixture(autouse=True)
def with_broken_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor() -> Client:
    """A browser that is shown the error page instead of the test seeing the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def no_database() -> Breaking:
    """The database is away: every question fails, in whichever layer it is asked."""
    return patch.object(SQLCompiler, "execute_sql", side_effect=OperationalError(SECRET))


@pytest.mark.parametrize(
    ("page", "status"),
    [("broken", 500), ("gone", 503), ("redis_gone", 503), ("full", 503), ("forbidden", 403)],
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_error_has_a_page_and_tells_no_secret(
    visitor: Client, db: None, page: str, status: int, language: str
) -> None:
    visitor.cookies["language"] = language
    response = visitor.get(f"/{page}/")
    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in text
    assert response["Content-Language"] == language
    assert text.count("<h1") == 1
    assert response["X-Request-ID"] in text
    for telling in (SECRET, "Traceback", "ValueError", "selsome/", "site-packages"):
        assert telling not in text


def test_without_a_database_every_page_says_not_just_now(
    sel: Municipality,
    emil: User,
    visitor: Client,
    no_database: Breaking,
) -> None:
    visitor.force_login(emil)
    with no_database:
        for address in ("/", "/profiler/", "/finnes-ikke/", "/konto/login/"):
            response = visitor.get(address)
            assert response.status_code == 503, address
            assert SECRET not in response.content.decode()


def test_without_a_database_a_stranger_still_gets_the_sign_in_page(
    visitor: Client,
    db: None,
    no_database: Breaking,
    settings: Settings,
) -> None:
    settings.DEVELOPMENT = False
    with no_database:
        assert visitor.get("/konto/login/").status_code == 200


def test_what_was_typed_is_kept_while_the_database_is_away(
    sel: Municipality,
    emil: User,
    visitor: Client,
    no_database: Breaking,
) -> None:
    visitor.force_login(emil)
    with no_database:
        response = visitor.post("/profiler/ny/?a=1", {"name": ["Otta <kulturhus>", "to"], "x": "y"})
    text = response.content.decode()
    assert response.status_code == 503
    assert 'action="/profiler/ny/?a=1"' in text
    assert 'name="name" value="Otta &lt;kulturhus&gt;"' in text
    assert 'name="name" value="to"' in text
    assert text.count('name="csrfmiddlewaretoken"') == 1


def test_a_password_is_never_written_into_a_page(
    visitor: Client,
    db: None,
    no_database: Breaking,
    settings: Settings,
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with no_database:
        response = visitor.post("/konto/login/", {"login": "a@sel.example", "password": "skogsti"})
    assert response.status_code == 503
    assert "skogsti" not in response.content.decode()


def test_a_session_that_cannot_be_saved_is_no_error_of_ours(
    sel: Municipality, visitor: Client
) -> None:
    with patch("django.contrib.sessions.backends.db.SessionStore.save") as save:
        save.side_effect = OperationalError(SECRET)
        user = User.objects.create_user("a@sel.example", "fem glade reinsdyr", name="A")
        visitor.cookies.clear()
        response = visitor.post(
            "/konto/login/", {"login": user.email, "password": "fem glade reinsdyr"}
        )
    assert response.status_code == 503


def test_another_error_of_the_database_is_an_error(
    sel: Municipality, emil: User, visitor: Client
) -> None:
    visitor.force_login(emil)
    with patch.object(SQLCompiler, "execute_sql", side_effect=DatabaseError(SECRET)):
        assert visitor.get("/profiler/").status_code == 500


# --- What is sent to us -------------------------------------------------------------------


def test_a_foreign_host_is_refused_without_a_trace(visitor: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    response = visitor.get("/konto/login/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert "<h1" in response.content.decode()


def test_too_much_at_once_is_said_to_be_too_much(visitor: Client, db: None) -> None:
    response = visitor.post("/konto/login/", {"login": "x" * (1024 * 1024 + 1)})
    assert response.status_code == 413
    assert "<h1" in response.content.decode()


def test_too_many_fields_are_too_much_as_well(visitor: Client, db: None) -> None:
    response = visitor.post("/konto/login/", {f"f{n}": "" for n in range(1001)})
    assert response.status_code == 413


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_form_without_its_token_is_refused_in_the_readers_language(
    sel: Municipality, emil: User, language: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(emil)
    User.objects.update(language=language)
    for address in ("/konto/logout/", "/sprak/", "/varsler/lest/", "/konto/login/"):
        response = client.post(address, {"language": "nn"})
        assert response.status_code == 403
        assert f'<html lang="{language}"' in response.content.decode()
    emil.refresh_from_db()
    assert emil.language == language


def test_a_form_from_a_foreign_page_is_refused_though_it_has_the_token(
    sel: Municipality, emil: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(emil)
    page = client.get("/profiler/").content.decode()
    (token, *_others) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    sent = {"csrfmiddlewaretoken": token}
    foreign = client.post("/konto/logout/", sent, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/konto/logout/", sent).status_code == 302


def test_a_request_id_is_taken_over_only_if_it_is_one(visitor: Client, db: None) -> None:
    taken = visitor.get("/konto/login/", headers={"X-Request-ID": "abcdef-0123456789"})
    assert taken["X-Request-ID"] == "abcdef-0123456789"
    for forged in ("a b", "x\r\nSet-Cookie: a=b", "<script>", "x" * 65, "kort"):
        response = visitor.get("/konto/login/", headers={"X-Request-ID": forged})
        assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_the_mail_of_developers_is_there_only_for_them(visitor: Client, db: None) -> None:
    assert visitor.get("/utvikling/post/").status_code == 200
    for odd in ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "finnes-ikke"):
        assert visitor.get(f"/utvikling/post/{odd}/").status_code == 404
