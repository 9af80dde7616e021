"""System checks: bad configuration is told before anything runs, with what to do about it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

SHORTEST_KEY: Final = 50
HERE: Final = ("localhost", "127.0.0.1", "::1")


@register(Tags.security)
def configuration(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if settings.DEVELOPMENT:
        return list(_development())
    return [*_secrets(), *_addresses(), *_embedded()]


def _development() -> Iterator[CheckMessage]:
    if urlsplit(settings.SITE_URL).hostname not in HERE:
        yield Error(
            "DEVELOPMENT is on, but SITE_URL is not this machine.",
            hint="Where real people sign in, leave DEVELOPMENT out: with it anyone can read "
            "the mail, and cookies go over plain http.",
            id="selsome.E001",
        )


def _secrets() -> Iterator[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if len(key) < SHORTEST_KEY:
        yield Error(
            f"SECRET_KEY is missing, or shorter than {SHORTEST_KEY} characters.",
            hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="selsome.E002",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: errors show settings and what people typed to anyone.",
            hint="Leave DEBUG out of the environment.",
            id="selsome.E003",
        )


def _addresses() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        yield Error(
            "SITE_URL does not begin with https://.",
            hint="Set SITE_URL to the address that people type, such as "
            "https://selsome.kommune.no. The links in e-mails begin with it.",
            id="selsome.E004",
        )
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        yield Error(
            "The host of SITE_URL is not among ALLOWED_HOSTS.",
            hint="Set ALLOWED_HOSTS to the portal's host names, with commas between.",
            id="selsome.E005",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS lets any host name in.",
            hint="Name the portal's own host names.",
            id="selsome.E006",
        )
    if not settings.TRUSTED_PROXY_COUNT:
        yield checks.Warning(
            "TRUSTED_PROXY_COUNT is 0: all visitors behind a proxy look like one.",
            hint="Set it to the number of your proxies in front (mostly 1). Without it, "
            "somebody's failed sign-ins count against everybody, and https is not seen.",
            id="selsome.W001",
        )


def _embedded() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield checks.Warning(
            "The database is SQLite, which lets one write at a time and lives on one machine.",
            hint="Set DATABASE_URL=postgres://user:password@host/name. Until then, keep the "
            "file on a local disk, never on a shared one.",
            id="selsome.W002",
        )
    if not settings.REDIS_URL:
        yield checks.Warning(
            "Without REDIS_URL, background jobs and the limits on guessing are kept in files.",
            hint="Set REDIS_URL=redis://host/0. Files serve one machine, and a job that is "
            "stopped in the middle waits for its next turn.",
            id="selsome.W003",
        )
    if settings.EMAIL_URL.startswith("filemail:") or settings.EMAIL_HOST in HERE:
        yield checks.Warning(
            "EMAIL_URL names no mail server: e-mail goes to files, or to this machine.",
            hint="Set EMAIL_URL=smtp+tls://user:password@mail.kommune.no:587.",
            id="selsome.W004",
        )
