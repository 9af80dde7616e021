"""Hosts that pass themselves off as a platform.

A full table of confusable characters has six thousand rows, most of which IDNA refuses in a
host name anyway; those below are what is left and looks like a Latin letter in the fonts
that people read addresses in. Both sides are brought to one skeleton and compared.
"""

import re
from functools import cache
from typing import Final

import idna

from profiles.platforms.major import MAJOR
from profiles.platforms.minor import MINOR
from profiles.platforms.verdicts import Platform

# Brands that are no ordinary word in any language, so that a host which has one in its name,
# or is one letter off, wants to be taken for the platform.
BRANDS: Final = {
    "facebook": "facebook",
    "instagram": "instagram",
    "youtube": "youtube",
    "linkedin": "linkedin",
    "tiktok": "tiktok",
    "snapchat": "snapchat",
    "whatsapp": "whatsapp",
    "pinterest": "pinterest",
    "wikipedia": "wikipedia",
    "spotify": "spotify",
    "twitter": "x",
}
# Ordinary words one letter away from a brand.
ORDINARY: Final = frozenset({"interest", "pinterests", "twister", "titter", "tutube", "wikimedia"})
# Public suffixes of two labels, as far as they matter for finding the name before them.
SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "ac", "gov", "kommune", "priv", "gs"})

_SAME: Final = str.maketrans(
    {
        **dict(zip("аӓӑạąàáâãäåāăα", "a" * 14, strict=True)),
        **dict(zip("ьвḃƅ", "bbbb", strict=True)),
        **dict(zip("сҫçćčϲċ", "c" * 7, strict=True)),
        **dict(zip("ԁđďɗḋ", "d" * 5, strict=True)),
        **dict(zip("еёєҽẹęèéêëēėěε", "e" * 14, strict=True)),
        **dict(zip("ƒ", "f", strict=True)),
        **dict(zip("ɡğģġĝց", "g" * 6, strict=True)),
        **dict(zip("һнհḥħ", "h" * 5, strict=True)),
        **dict(zip("іїıìíîïīįιɩӏ", "i" * 12, strict=True)),
        **dict(zip("јĵ", "jj", strict=True)),
        **dict(zip("кķκӄқ", "k" * 5, strict=True)),
        **dict(zip("łĺľļḷŀ", "l" * 6, strict=True)),
        **dict(zip("мṃ", "mm", strict=True)),
        **dict(zip("пոńñňņṇη", "n" * 8, strict=True)),
        **dict(zip("оӧօọòóôõöøōőοσ", "o" * 14, strict=True)),
        **dict(zip("рρṗ", "ppp", strict=True)),
        **dict(zip("гŕřŗṛ", "r" * 5, strict=True)),
        **dict(zip("ѕśšşșṣ", "s" * 6, strict=True)),
        **dict(zip("тτţťțṭŧ", "t" * 7, strict=True)),
        **dict(zip("цսùúûüūůűụυ", "u" * 11, strict=True)),
        **dict(zip("ѵνṿ", "vvv", strict=True)),
        **dict(zip("ԝѡŵẁẃẅωɯ", "w" * 8, strict=True)),
        **dict(zip("хҳχẋ", "xxxx", strict=True)),
        **dict(zip("уүýÿŷγỵ", "y" * 7, strict=True)),
        **dict(zip("źžżẓᴢ", "z" * 5, strict=True)),
        "0": "o",
        "1": "l",
        "3": "e",
        "4": "a",
        "5": "s",
        "6": "b",
        "7": "t",
        "8": "b",
        "9": "g",
        "æ": "ae",
        "ß": "b",
    }
)
# What is put behind a brand to make a label look like an address or a service.
_DRESS: Final = r"(?:com|net|no|iogin|secure|heip|support|verify)"
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(text: str) -> str:
    """The text as it looks: characters that are hard to tell apart become the same."""
    text = text.lower().translate(_SAME)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    # i and l are told apart by nobody in "lnstagram".
    return text.replace("l", "i")


def imitated(host: str) -> str | None:
    """The code of the platform that `host` (ASCII, lower case) passes itself off as, or None.

    The platforms' own hosts must have been sorted out before.
    """
    seen = _unicode(host)
    labels = seen.split(".")
    if platform := _known_host_inside(host):
        return platform
    if not seen.isascii() and (platform := _known_skeletons().get(skeleton(seen))):
        return platform
    name = _own_name(labels)
    for brand, platform in BRANDS.items():
        if _imitates(name, brand) or any(_poses(label, brand) for label in labels[:-1]):
            return platform
    return None


def _known_host_inside(host: str) -> str | None:
    """A platform's host with something behind it: facebook.com.example.org."""
    dotted = f".{host}"
    for platform in (*MAJOR, *MINOR):
        for known in platform.hosts[:2] or platform.owns[:1]:
            if f".{known}." in dotted or f".{known}-" in dotted:
                return platform.code
    return None


def _own_name(labels: list[str]) -> str:
    """The label that somebody has bought: the one before the public suffix."""
    if len(labels) > 2 and labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2:
        return labels[-3]
    return labels[-2]


def _imitates(name: str, brand: str) -> bool:
    """Whether a bought name has the brand in it, or is one slip away from it."""
    if name in ORDINARY:
        return False
    looks, wanted = skeleton(name), skeleton(brand)
    return wanted in looks or wanted in looks.replace("-", "") or _one_slip(looks, wanted)


def _poses(label: str, brand: str) -> bool:
    """Whether any label dresses up as an address: www-facebook-com, facebook-login."""
    return bool(re.match(rf"(?:.*-)?{re.escape(skeleton(brand))}-{_DRESS}", skeleton(label)))


def _one_slip(text: str, wanted: str) -> bool:
    """Whether one letter is left out, put in, changed, or swapped with its neighbour."""
    if text == wanted or abs(len(text) - len(wanted)) > 1:
        return text == wanted
    start = 0
    while start < min(len(text), len(wanted)) and text[start] == wanted[start]:
        start += 1
    rest, wanted_rest = text[start:], wanted[start:]
    return (
        rest[1:] == wanted_rest
        or rest == wanted_rest[1:]
        or rest[1:] == wanted_rest[1:]
        or (rest[:2] == wanted_rest[1::-1] and rest[2:] == wanted_rest[2:])
    )


@cache
def _known_skeletons() -> dict[str, str]:
    found = {}
    for platform in (*MAJOR, *MINOR):
        for host in platform.hosts or platform.owns:
            found[skeleton(host)] = platform.code
    return found


def _unicode(host: str) -> str:
    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def is_owned(platform: Platform, host: str) -> bool:
    """Whether the host is one of the platform's own, or below one."""
    return any(host == own or host.endswith(f".{own}") for own in platform.owns)
