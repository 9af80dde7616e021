"""How a platform is declared: its hosts, the forms of its addresses, the names it gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from profiles.platforms.verdicts import Verdict, gettext_noop

SHORT_LINK = gettext_noop(
    "This is a short link that does not say whose it is. Open it, and copy the address that "
    "your browser shows then."
)


@dataclass(frozen=True, slots=True)
class Form:
    """One form that addresses take on a platform.

    `path` is a pattern for the whole path without slashes at its ends; `host` one for the
    whole host, where the form does not belong to the platform's main hosts; `query` a
    parameter with a pattern for its value. Their groups fill `key`: `name` as the platform
    folds names, `slug` in lower case, any other as it stands. A form without `key` belongs
    to no account that can be read off.
    """

    verdict: Verdict
    path: re.Pattern[str]
    key: str | None = None
    host: re.Pattern[str] | None = None
    query: tuple[str, re.Pattern[str]] | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform, complete: declaring one is all that it takes to add it.

    `hosts` are matched exactly, alone or with `subdomains` (a pattern) in front; whatever
    else stands below them or below `owns` is the platform's own, save for forms that name it.
    The first of `forms` that fits tells what an address is, so the order counts.
    """

    code: str
    # As the platform writes it; only "website" has a name to be translated.
    name: str
    hosts: tuple[str, ...] = ()
    subdomains: str = ""
    owns: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    # First parts of paths that are never the name of an account.
    reserved: frozenset[str] = frozenset()
    # From a name as written to the one spelling of it, None if there can be no such name.
    fold: Callable[[str], str | None] = str.lower
    # From key to address without its scheme; the first pattern that fits the whole key.
    urls: tuple[tuple[str, str], ...] = ()
    # From a bare handle to the path of its address, likewise.
    handles: tuple[tuple[str, str], ...] = ()
    # Whether handles look like hosts, as sel.kommune.no does on Bluesky.
    hostlike_handles: bool = False
    # What an address looks like there, for those whose address cannot be one.
    looks: str = ""
    # A word that is the platform's brand and nothing else in any language.
    brand: str = ""
    discontinued: bool = False


def account(
    path: str, key: str, *, host: str | None = None, query: tuple[str, str] | None = None
) -> Form:
    """Addresses of this form are an account's."""
    return _form(Verdict.PROFILE, path, key, host=host, query=query)


def post(
    path: str,
    key: str | None = None,
    *,
    host: str | None = None,
    query: tuple[str, str] | None = None,
) -> Form:
    """Addresses of this form are something published, perhaps with the account in them."""
    return _form(Verdict.POST, path, key, host=host, query=query)


def own(path: str, message: str | None = None, *, host: str | None = None) -> Form:
    """Addresses of this form are the platform's own pages, or no account that we register."""
    return _form(Verdict.RESERVED, path, host=host, message=message)


def short_link(path: str, *, host: str | None = None) -> Form:
    """Addresses of this form lead on to another that only the platform knows."""
    return own(path, SHORT_LINK, host=host)


def misnamed(path: str) -> Form:
    """Addresses of this form have a name where none like it can be."""
    return _form(Verdict.INVALID, path)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _form(
    verdict: Verdict,
    path: str,
    key: str | None = None,
    *,
    host: str | None = None,
    query: tuple[str, str] | None = None,
    message: str | None = None,
) -> Form:
    return Form(
        verdict,
        _compiled(path),
        key,
        _compiled(host) if host else None,
        (query[0], _compiled(query[1])) if query else None,
        message,
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII | re.DOTALL)
