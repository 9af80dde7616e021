"""What every answer tells the browser: scored as Mozilla's Observatory does."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as real_settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from accounts.models import User
from selsome import urls
from tests.cast import Municipality


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError


def refused(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


broken.login_required = refused.login_required = False  # type: ignore[attr-defined]
urlpatterns = [*urls.urlpatterns, path("broken/", broken), path("refused/", refused)]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500

PRODUCTION = """
import json
from django.conf import settings
from django.urls import is_valid_path
names = ("SESSION", "CSRF", "LANGUAGE", "MESSAGE", "SEEN", "DEVICE")
print(json.dumps({
    "cookies": [getattr(settings, f"{name}_COOKIE_NAME")[:7] for name in names],
    "secure": all(
        (settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)
    ),
    "hsts": settings.SECURE_HSTS_SECONDS,
    "debug": settings.DEBUG,
    "mail": settings.EMAIL_BACKEND,
    "pages": {
        path: bool(is_valid_path(path))
        for path in ("/konto/login/", "/utvikling/post/", "/admin/")
    },
}))
"""

PAGES = {
    "sign-in": ("/konto/login/", 200),
    "a redirect": ("/", 302),
    "not found": ("/finnes-ikke/", 404),
    "an error": ("/broken/", 500),
    "a refusal": ("/refused/", 400),
    "a static file": ("/static/selsome.css", 200),
}


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings) -> None:
    """The settings that DEVELOPMENT turns off, so far as they can be turned on again."""
    settings.ROOT_URLCONF = __name__
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    settings.LANGUAGE_COOKIE_NAME = "__Host-language"
    settings.SEEN_COOKIE_NAME = "__Host-seen"
    settings.DEVICE_COOKIE_NAME = "__Host-device"


def policy_of(response: HttpResponseBase) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


def score(response: HttpResponseBase) -> int:
    """The Observatory's points, of those of its rules that can bear on us."""
    points = 100
    policy = policy_of(response)
    everything = " ".join(response["Content-Security-Policy"].split())
    points += 10 if policy["default-src"] == ["'none'"] else 0
    points -= 20 if "unsafe-" in everything or "data:" in policy["script-src"] else 0
    points -= 20 if policy.get("object-src") != ["'none'"] else 0
    points += 5 if policy.get("frame-ancestors") == ["'none'"] else -20
    hsts = response.headers.get("Strict-Transport-Security", "")
    age = re.search(r"max-age=(\d+)", hsts)
    points += 5 if "preload" in hsts and "includeSubDomains" in hsts else 0
    points -= 20 if not age or int(age[1]) < 15_768_000 else 0
    points -= 5 if response.headers.get("X-Content-Type-Options") != "nosniff" else 0
    points += 5 if response.headers.get("Referrer-Policy") == "same-origin" else -5
    points += 10 if response.headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    points -= 50 if response.headers.get("Access-Control-Allow-Origin") else 0
    for name, cookie in response.cookies.items():
        sound = cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
        prefixed = name.startswith("__Host-") and cookie["path"] == "/" and not cookie["domain"]
        points -= 0 if sound and prefixed else 40
    return points


@pytest.mark.parametrize("kind", PAGES)
def test_every_answer_scores_a_hundred_and_more(kind: str, db: None) -> None:
    address, status = PAGES[kind]
    client = Client(raise_request_exception=False)
    response = client.get(address, secure=True)
    response.close()
    assert response.status_code == status
    assert score(response) >= 100
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Request-ID"]


def test_a_page_of_who_is_signed_in_scores_so_too(sel: Municipality, emil: User) -> None:
    client = Client()
    client.force_login(emil)
    assert score(client.get("/profiler/", secure=True)) >= 100


def test_the_scorer_sees_what_is_missing(db: None, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 0
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False
    settings.SESSION_COOKIE_SECURE = False
    settings.CSRF_COOKIE_SECURE = False
    assert score(Client().get("/konto/login/", secure=True)) < 100


def test_the_policy_lets_nothing_in_from_elsewhere(db: None) -> None:
    policy = policy_of(Client().get("/konto/login/"))
    assert {tuple(values) for values in policy.values() if values} == {("'none'",), ("'self'",)}
    for name in ("object-src", "base-uri", "frame-ancestors", "default-src"):
        assert policy[name] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


def test_pages_of_who_is_signed_in_are_kept_nowhere(sel: Municipality, emil: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(emil)
    for address in ("/", "/profiler/", "/finnes-ikke/", "/broken/", "/konto/password/change/"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_a_static_file_may_be_kept_by_who_is_signed_in(sel: Municipality, emil: User) -> None:
    client = Client()
    client.force_login(emil)
    response = client.get("/static/selsome.css")
    response.close()
    assert "no-store" not in response.headers.get("Cache-Control", "")


def test_every_cookie_is_ours_alone(sel: Municipality, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    password = "fem glade reinsdyr i fjellet"
    User.objects.create_user("gro@sel.example", password, name="Gro")
    client = Client()
    client.get("/konto/login/", secure=True)
    client.post("/konto/login/", {"login": "gro@sel.example", "password": password}, secure=True)
    client.post("/sprak/", {"language": "nn"}, secure=True)
    assert len(client.cookies) >= 4
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


def test_production_has_these_settings_and_no_page_of_developers(tmp_path: Path) -> None:
    """Asked of a process of its own: here DEVELOPMENT is on."""
    environment = os.environ | {
        "DEVELOPMENT": "false",
        "SITE_URL": "https://selsome.example",
        "ALLOWED_HOSTS": "selsome.example",
        "DATA_DIR": str(tmp_path),
    }
    environment.pop("EMAIL_URL")
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", PRODUCTION]
    told = subprocess.run(
        command, cwd=real_settings.BASE_DIR, env=environment, capture_output=True, check=True
    )
    assert json.loads(told.stdout) == {
        "cookies": ["__Host-"] * 6,
        "secure": True,
        "hsts": 365 * 24 * 60 * 60,
        "debug": False,
        "mail": "django.core.mail.backends.smtp.EmailBackend",
        "pages": {"/konto/login/": True, "/utvikling/post/": False, "/admin/": False},
    }


def test_there_is_no_technical_administration(db: None) -> None:
    """Not without a second factor."""
    assert "django.contrib.admin" not in real_settings.INSTALLED_APPS
    for address in ("/admin/", "/admin/login/"):
        assert Client().get(address).status_code == 404
