"""What can be said of an address."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """`profile`: an account on a known platform; `post`: something that an account has
    published; `reserved`: a page of the platform's own; `lookalike`: a host that passes
    itself off as a platform; `other`: a sound address of no known platform; `invalid`:
    no web address that we accept.
    """

    PROFILE = "profile"
    POST = "post"
    RESERVED = "reserved"
    LOOKALIKE = "lookalike"
    OTHER = "other"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Message:
    """Plain words: an English text with %(name)s places, to be translated by who shows it."""

    template: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Identification:
    """What `input` stands for. `key` is unique for an account within `platform`; `url` is
    the canonical address built from the key; both are None where no account can be read off.
    """

    input: str
    verdict: Verdict
    platform: str | None
    key: str | None
    url: str | None
    message: Message


@dataclass(frozen=True, slots=True)
class Form:
    """One form that addresses take on a platform: a path, perhaps a query parameter.

    `path` is a regular expression for the whole path without slashes at its ends; its
    groups fill `key`: `name` folded as the platform folds names, `slug` in lower case, `id`
    as it stands. A form without `key` belongs to no account that can be read off.
    """

    path: re.Pattern[str]
    key: str | None
    verdict: Verdict = Verdict.PROFILE
    query: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: its hosts, the forms of its addresses and how an address is built.

    `hosts` are matched exactly, `subdomains` (a regular expression) in front of the first
    host too; any other subdomain of `owns` is the platform's own page.
    """

    code: str
    name: str
    hosts: tuple[str, ...] = ()
    subdomains: str = ""
    owns: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    reserved: frozenset[str] = frozenset()
    fold: Callable[[str], str] = str.lower
    # From key to address, without the scheme.
    urls: tuple[tuple[str, str], ...] = ()
    # The path of a bare handle, where the platform has handles.
    handle: str | None = None
    discontinued: bool = False
