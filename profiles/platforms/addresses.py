"""Taking a web address apart as a browser would, and refusing what only looks like one."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from profiles.platforms import refusals
from profiles.platforms.hosts import ascii_host, without_www
from profiles.platforms.refusals import NotAnAddressError, refuse_spaces, refuse_what_hides

MAX_LENGTH: Final = 2048
# What is left at the ends when one copies: blanks, and what has no width.
BLANKS: Final = " \t\r\n\f\v\xa0\u200b\u2060\ufeff"
# What tells who sent the link or in which dress it is shown, never which account it is.
TRACKING: Final = re.compile(
    rb"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|"
    rb"yclid|twclid|ttclid|li_fat_id|igsh|igshid|ig_\w+|mc_[ce]id|si|ref|refid|ref_src|ref_url|"
    rb"referrer|hl|locale|__tn__|__cft__.*|__xts__.*|mibextid|_rdr|_rdc|rdid|share_url|sfnsn|"
    rb"_ga|_gl|trk|trackingid|xmt|feature",
    re.IGNORECASE,
)
_IN_PATH: Final = "-._~!$&'()*+,;=:@"
_IN_QUERY: Final = "-._~!$'()*,;:@/?"


@dataclass(frozen=True)
class WebAddress:
    """An address taken apart: `host` in ASCII and lower case without `www.`, `port` None
    where it is the usual one, `segments` of the path and `query` as bytes without percent
    signs, `fragment` as it stands.
    """

    host: str
    port: int | None
    segments: tuple[bytes, ...]
    query: tuple[tuple[bytes, bytes], ...]
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
        wanted = name.encode()
        found = next((value for key, value in self.query if key.lower() == wanted), b"")
        return found.decode(errors="replace")

    @property
    def behind_hashbang(self) -> "WebAddress":
        """Old addresses have path and query behind `#!`: those, where there is one."""
        if not self.fragment.startswith("!/"):
            return self
        path, _, query = self.fragment[1:].partition("?")
        return replace(self, segments=_segments(path), query=_parameters(query), fragment="")

    @cached_property
    def key(self) -> str:
        """Host, port, path and what the query says beside tracking, in one spelling."""
        port = f":{self.port}" if self.port else ""
        path = "".join(f"/{quote_from_bytes(part, safe=_IN_PATH)}" for part in self.segments)
        kept = sorted((it for it in self.query if not TRACKING.fullmatch(it[0])), key=_name)
        query = "&".join(
            "=".join(quote_from_bytes(part, safe=_IN_QUERY) for part in pair if part)
            for pair in kept
        )
        return f"{self.host}{port}{path or '/'}?{query}" if query else f"{self.host}{port}{path}"


def parse(text: str) -> WebAddress:
    """Take apart an address as it was typed, with or without its scheme.

    Raises NotAnAddressError. Refuses before parsing what a browser would read in another
    way than Python does: backslashes, and characters that are not seen.
    """
    text = text.strip(BLANKS)
    if not text:
        raise NotAnAddressError(refusals.EMPTY)
    if len(text) > MAX_LENGTH:
        raise NotAnAddressError(refusals.TOO_LONG)
    refuse_what_hides(text)
    refuse_spaces(text)
    authority, rest = _split(text)
    path, _, fragment = rest.partition("#")
    path, _, query = path.partition("?")
    host, port = _host_and_port(authority)
    address = WebAddress(host, port, _segments(path), _parameters(query), fragment)
    # Percent signs may have made it longer than what was typed.
    if len(address.key) + len("https://") > MAX_LENGTH:
        raise NotAnAddressError(refusals.TOO_LONG)
    return address


def _split(text: str) -> tuple[str, str]:
    """The part that names host and port, and all behind it."""
    if match := re.match(r"https?://+", text, re.IGNORECASE):
        text = text[match.end() :]
    elif text.startswith("//"):
        text = text[2:]
    elif re.match(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", text, re.IGNORECASE):
        raise NotAnAddressError(refusals.OTHER_SCHEME)
    authority = re.split(r"[/?#]", text, maxsplit=1)[0]
    if "@" in authority or "%40" in authority:
        raise NotAnAddressError(refusals.CREDENTIALS)
    return authority, text[len(authority) :]


def _host_and_port(authority: str) -> tuple[str, int | None]:
    if authority.startswith("["):
        raise NotAnAddressError(refusals.NUMBER)
    name, _, number = authority.partition(":")
    host = without_www(ascii_host(name))
    if not number:
        return host, None
    if not re.fullmatch(r"[0-9]{1,5}", number) or not 0 < int(number) < 65536:
        raise NotAnAddressError(refusals.BAD_PORT)
    return host, None if int(number) in (80, 443) else int(number)


def _segments(path: str) -> tuple[bytes, ...]:
    """The path's parts: no empty ones, `.` and `..` followed as a browser follows them."""
    found: list[bytes] = []
    for part in path.split("/"):
        segment = _decoded(part)
        if segment == b"..":
            del found[-1:]
        elif segment not in (b"", b"."):
            found.append(segment)
    return tuple(found)


def _parameters(query: str) -> tuple[tuple[bytes, bytes], ...]:
    pairs = (pair.partition("=") for pair in query.replace("+", " ").split("&"))
    return tuple((_decoded(name), _decoded(value)) for name, _, value in pairs if name)


def _decoded(text: str) -> bytes:
    """Without percent signs, and nothing unseen behind them."""
    found = unquote_to_bytes(text)
    if "%" in text:
        refuse_what_hides(found.decode(errors="ignore"))
    return found


def _name(pair: tuple[bytes, bytes]) -> bytes:
    return pair[0]
