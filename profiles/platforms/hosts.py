"""The name of a website, as it is looked up."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

import idna

from profiles.platforms.refusals import (
    NO_WEBSITE,
    NOT_PUBLIC,
    NUMBER,
    NotAnAddressError,
    refuse_what_hides,
)

# Names that lead into somebody's own network, or nowhere.
LOCAL: Final = frozenset(
    "localhost local localdomain internal intranet lan home corp private arpa invalid onion".split()
)
# No host is longer, and the time that IDNA takes grows with the square of the length.
LONGEST: Final = 253
_LABEL: Final = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_TOP: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")


def ascii_host(name: str) -> str:
    """A host name as it is looked up: ASCII, lower case, no dot at its end.

    Raises NotAnAddressError for numbers in any spelling, and for names that are not on the
    web.
    """
    if "%" in name:
        name = unquote_to_bytes(name).decode(errors="replace")
        refuse_what_hides(name)
    host = _looked_up(name.removesuffix("."))
    labels = host.split(".")
    if not host or len(host) > LONGEST:
        raise NotAnAddressError(NO_WEBSITE)
    # What ends in a number is an IP address to a browser, however odd the number looks.
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        raise NotAnAddressError(NUMBER)
    if labels[-1] in LOCAL:
        raise NotAnAddressError(NOT_PUBLIC)
    if len(labels) < 2 or not _TOP.fullmatch(labels[-1]):
        raise NotAnAddressError(NO_WEBSITE)
    return host


def without_www(host: str) -> str:
    """The host without `www.`, unless nothing but a public suffix would be left."""
    while host.startswith("www.") and "." in host.removeprefix("www."):
        host = host.removeprefix("www.")
    return host


def readable(host: str) -> str:
    """The host in the letters that people see; as it stands if it has no such letters."""
    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def _looked_up(name: str) -> str:
    if len(name) > LONGEST:
        return ""
    if name.isascii():
        plain = name.lower()
        # IDNA is too strict for the underscores and double hyphens that hosts do have.
        if "xn--" not in plain:
            return plain if _NAME.fullmatch(plain) else ""
    try:
        return idna.encode(name, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return ""
