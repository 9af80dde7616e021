"""What can be said of an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """`profile`: an account on a known platform; `post`: something that an account has
    published; `reserved`: a page of the platform's own, or no account that we register;
    `lookalike`: a host that passes itself off as a platform; `other`: a sound address of
    no known platform; `invalid`: no web address that we accept, or a name that the
    platform cannot have given.
    """

    PROFILE = "profile"
    POST = "post"
    RESERVED = "reserved"
    LOOKALIKE = "lookalike"
    OTHER = "other"
    INVALID = "invalid"


def gettext_noop(text: str) -> str:
    """Mark a text for translation; the translating is left to who shows it."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """Plain words: an English text with %(name)s places, to be translated by who shows it."""

    template: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Identification:
    """What `input` stands for.

    `key` is unique for an account within `platform`, and `url` is the canonical address
    built from the key; both are None where no account can be read off. `platform` is None
    only where nothing of the web is meant at all.
    """

    input: str
    verdict: Verdict
    platform: str | None
    key: str | None
    url: str | None
    message: Message
