"""People who can sign in, and browsers on networks of their own."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User

PASSWORD = "fem glade reinsdyr i fjellet"

SIGN_IN = "/konto/login/"
RESET = "/konto/password/reset/"
CHANGE = "/konto/password/change/"
LOGOUT = "/konto/logout/"
# A page for which one must be signed in.
HOME = "/"

Network = Callable[[str], Client]


@pytest.fixture(autouse=True)
def nobody_has_guessed(settings: Settings) -> Iterator[None]:
    """Each test counts failed sign-ins from nothing, and checks passwords in a hurry."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def gro(db: None) -> User:
    return User.objects.create_user("gro@sel.example", PASSWORD, name="Gro Testperson")


@pytest.fixture
def per(db: None) -> User:
    return User.objects.create_user("per@sel.example", PASSWORD, name="Per Testperson")


@pytest.fixture
def browser_at() -> Network:
    """A new browser at an address of the internet."""
    return lambda address: Client(REMOTE_ADDR=address)


def sign_in(
    client: Client, email: str = "gro@sel.example", password: str = PASSWORD, **more: str
) -> int:
    """Try to sign in; 302 when one gets in, 200 when asked once more, 429 when stopped."""
    return client.post(SIGN_IN, {"login": email, "password": password, **more}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200
