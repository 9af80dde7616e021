"""Bad configuration is told, each time with what to do about it."""

from types import SimpleNamespace

import pytest

from selsome import checks
from selsome.checks import configuration

SOUND = {
    "DEVELOPMENT": False,
    "DEBUG": False,
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://selsome.example",
    "ALLOWED_HOSTS": ["selsome.example"],
    "TRUSTED_PROXY_COUNT": 1,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis.example/0",
    "EMAIL_URL": "smtp://mail.example:25",
    "EMAIL_HOST": "mail.example",
}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Settings that the checks look at instead of the real ones."""
    settings = SimpleNamespace(**SOUND)
    monkeypatch.setattr(checks, "settings", settings)
    return settings


def test_a_sound_production_has_nothing_to_be_told(given: SimpleNamespace) -> None:
    assert configuration() == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "short", "selsome.E002"),
        ("SECRET_KEY", "", "selsome.E002"),
        ("DEBUG", True, "selsome.E003"),
        ("SITE_URL", "http://selsome.example", "selsome.E004"),
        ("ALLOWED_HOSTS", ["other.example"], "selsome.E005"),
        ("ALLOWED_HOSTS", ["*"], "selsome.E006"),
        ("TRUSTED_PROXY_COUNT", 0, "selsome.W001"),
        ("DATABASES", SQLITE, "selsome.W002"),
        ("REDIS_URL", "", "selsome.W003"),
        ("EMAIL_HOST", "localhost", "selsome.W004"),
        ("EMAIL_URL", "filemail://", "selsome.W004"),
    ],
)
def test_each_fault_is_told_with_what_to_do(
    given: SimpleNamespace, name: str, value: object, told: str
) -> None:
    setattr(given, name, value)
    (found,) = configuration()
    assert found.id == told
    assert found.hint


def test_the_embedded_mode_is_for_this_machine_only(given: SimpleNamespace) -> None:
    given.DEVELOPMENT = True
    (found,) = configuration()
    assert found.id == "selsome.E001"
    given.SITE_URL = "http://127.0.0.1:8000"
    assert configuration() == []
