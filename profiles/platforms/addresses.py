"""Taking a web address apart as a browser would, and refusing what only looks like one."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

import idna

from profiles.platforms.verdicts import Message

MAX_LENGTH: Final = 2048
# Names that lead into somebody's own network, or nowhere.
LOCAL: Final = frozenset(
    {
        "localhost",
        "local",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "arpa",
        "invalid",
        "onion",
    }
)
# What tells who sent the link or in which dress it is shown, never which account it is.
TRACKING: Final = re.compile(
    r"utm_\w+|mtm_\w+|hsa_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|ttclid|li_fat_id|"
    r"igsh|igshid|mc_[ce]id|si|ref|refid|ref_src|ref_url|referrer|hl|locale|__tn__|__cft__.*|"
    r"__xts__.*|mibextid|_rdr|_rdc|rdid|share_url|sfnsn|_ga|_gl|trk|trackingid",
    re.IGNORECASE,
)
IN_PATH: Final = "-._~!$&'()*+,;=:@"
IN_QUERY: Final = "-._~!$'()*,;:@/?"
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})


def gettext_noop(text: str) -> str:
    """Mark a text for translation; the translating is left to who shows it."""
    return text


EMPTY = Message(gettext_noop("Give the address of the profile."))
TOO_LONG = Message(gettext_noop("The address is too long. Copy it again from your browser."))
UNSEEN_CHARACTER = Message(
    gettext_noop(
        "There are spaces, invisible characters or a backslash in the address. "
        "Copy it again from your browser."
    )
)
OTHER_SCHEME = Message(gettext_noop("An address on the web begins with https://."))
CREDENTIALS = Message(
    gettext_noop(
        "There is an @ before the name of the website. Such addresses hide where they lead, "
        "so we do not accept them."
    )
)
NUMBER = Message(
    gettext_noop("The address leads to a number, not to a website with a name of its own.")
)
NO_WEBSITE = Message(
    gettext_noop(
        "This is not the address of a website. It looks like https://www.example.com/name."
    )
)
NOT_PUBLIC = Message(gettext_noop("The address leads into a private network, not to the web."))
BAD_PORT = Message(gettext_noop("The number after the colon in the address is not valid."))


class NotAnAddress(ValueError):
    """The text is no web address; `problem` says why, for who typed it."""

    def __init__(self, problem: Message) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class WebAddress:
    """An address taken apart: `host` in ASCII and lower case without `www.`, `port` None
    where it is the usual one, `segments` of the path as bytes without percent signs, `query`
    as pairs in the order they came, `fragment` as it stands.
    """

    host: str
    port: int | None
    segments: tuple[bytes, ...]
    query: tuple[tuple[str, str], ...]
    fragment: str

    @cached_property
    def path(self) -> str | None:
        """The path as text, without slashes at its ends; None where it is no text."""
        try:
            parts = [segment.decode() for segment in self.segments]
        except UnicodeDecodeError:
            return None
        return None if any("/" in part for part in parts) else "/".join(parts)

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, empty where there is none."""
        return next((value for key, value in self.query if key.lower() == name), "")

    @property
    def key(self) -> str:
        """Host, port, path and what the query says beside tracking, in one spelling."""
        port = f":{self.port}" if self.port else ""
        path = "".join(f"/{quote_from_bytes(part, safe=IN_PATH)}" for part in self.segments)
        kept = sorted(
            (quote(name, safe=IN_QUERY), quote(value, safe=IN_QUERY))
            for name, value in self.query
            if not TRACKING.fullmatch(name)
        )
        query = "&".join(f"{name}={value}" if value else name for name, value in kept)
        return f"{self.host}{port}{path}{'?' if query else ''}{query}"


def parse(text: str) -> WebAddress:
    """Take apart an address as it was typed, with or without its scheme.

    Raises NotAnAddress. Refuses before parsing what a browser would read in another way
    than Python does: backslashes, and characters that are not seen.
    """
    text = text.strip()
    if not text:
        raise NotAnAddress(EMPTY)
    if len(text) > MAX_LENGTH:
        raise NotAnAddress(TOO_LONG)
    _refuse_unseen(text)
    authority, rest = _split(text)
    path, _, fragment = rest.partition("#")
    path, _, query = path.partition("?")
    host, port = _host_and_port(authority)
    return WebAddress(host, port, _segments(path), _parameters(query), fragment)


def ascii_host(name: str) -> str:
    """A host name as it is looked up: ASCII, lower case, no dot at its end.

    Raises NotAnAddress for numbers in any spelling, and for names that are not on the web.
    """
    name = unquote_to_bytes(name).decode(errors="replace") if "%" in name else name
    _refuse_unseen(name)
    try:
        host = idna.encode(name.removesuffix("."), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        host = ""
        if not re.search(r"[^\x00-\x7f]", name):
            host = _plain_host(name.lower().removesuffix("."))
    labels = host.split(".")
    if not host or len(host) > 253 or not all(labels):
        raise NotAnAddress(NO_WEBSITE)
    # What ends in a number is an IP address to a browser, however odd the number looks.
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        raise NotAnAddress(NUMBER)
    if len(labels) < 2 or labels[-1] in LOCAL:
        raise NotAnAddress(NO_WEBSITE if len(labels) < 2 and host not in LOCAL else NOT_PUBLIC)
    if not re.fullmatch(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", labels[-1]):
        raise NotAnAddress(NO_WEBSITE)
    return host


def _plain_host(name: str) -> str:
    """A host of letters, digits, hyphens and underscores that IDNA is too strict for."""
    label = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
    return name if re.fullmatch(rf"{label}(?:\.{label})*", name) and "xn--" not in name else ""


def _refuse_unseen(text: str) -> None:
    if "\\" in text or any(unicodedata.category(character) in UNSEEN for character in text):
        raise NotAnAddress(UNSEEN_CHARACTER)


def _split(text: str) -> tuple[str, str]:
    """The part that names host and port, and all behind it."""
    if match := re.match(r"https?://", text, re.IGNORECASE):
        text = text[match.end() :]
    elif text.startswith("//"):
        text = text[2:]
    elif re.match(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", text, re.IGNORECASE):
        raise NotAnAddress(OTHER_SCHEME)
    match = re.match(r"[^/?#]*", text)
    authority = match[0] if match else ""
    if "@" in authority or "%40" in authority:
        raise NotAnAddress(CREDENTIALS)
    return authority, text[len(authority) :]


def _host_and_port(authority: str) -> tuple[str, int | None]:
    if authority.startswith("["):
        raise NotAnAddress(NUMBER)
    name, colon, number = authority.partition(":")
    host = ascii_host(name)
    while host.startswith("www.") and "." in host.removeprefix("www."):
        host = host.removeprefix("www.")
    if not colon or not number:
        return host, None
    if not re.fullmatch(r"[0-9]{1,5}", number) or not 0 < int(number) < 65536:
        raise NotAnAddress(BAD_PORT)
    return host, None if int(number) in (80, 443) else int(number)


def _segments(path: str) -> tuple[bytes, ...]:
    """The path's parts: no empty ones, `.` and `..` followed as a browser follows them."""
    found: list[bytes] = []
    for part in path.split("/"):
        segment = unquote_to_bytes(part)
        _refuse_unseen_bytes(segment)
        if segment == b"..":
            del found[-1:]
        elif segment not in (b"", b"."):
            found.append(segment)
    return tuple(found)


def _refuse_unseen_bytes(segment: bytes) -> None:
    text = segment.decode(errors="ignore").replace(" ", "")
    _refuse_unseen(text)


def _parameters(query: str) -> tuple[tuple[str, str], ...]:
    found = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name:
            found.append((_decoded(name), _decoded(value)))
    return tuple(found)


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode(errors="replace")
