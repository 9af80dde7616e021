"""Hosts that pass themselves off as a platform.

Only brands that mean nothing else are looked for inside names and one slip away. Names such
as X, Threads or Discord are ordinary words, or so short that any host is one slip away from
them: of those, only a whole host that looks the same is told.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from profiles.platforms.catalogue import PLATFORMS
from profiles.platforms.declaring import Platform
from profiles.platforms.hosts import readable
from profiles.platforms.skeletons import one_slip, skeleton

# Words and names of their own, one slip away from a brand.
ORDINARY: Final = frozenset(
    "interest interests printerest twister titter twitcher jitter youtuber sportify spotlify "
    "tiktak ticktok tiktik wikipedian wikimedia".split()
)
# The first labels of public suffixes with two, as far as they matter for the name before them.
SECOND_LEVEL: Final = frozenset("co com org net ac gov edu kommune priv gs".split())
# What is put behind a brand to make a label look like an address or a service.
_DRESS: Final = "com|net|org|no|login|signin|secure|security|help|support|verify|account|page"
# Shorter names have too many ordinary names that look like them.
_SHORTEST: Final = 5


def imitated(host: str) -> str | None:
    """The code of the platform that `host` (ASCII, lower case) passes itself off as, or None.

    The platforms' own hosts must have been sorted out before.
    """
    if platform := _with_something_behind(host):
        return platform
    seen = readable(host)
    labels = seen.split(".")
    if platform := _same_to_the_eye(labels):
        return platform
    name = skeleton(_bought(labels))
    if name in _ordinary():
        return None
    for brand, platform in _brands():
        if _imitates(name, brand) or any(_poses(label, brand) for label in labels[:-1]):
            return platform
    return None


def _with_something_behind(host: str) -> str | None:
    """A platform's host with something behind it: facebook.com.example.org."""
    dotted = f".{host}"
    for known, platform in _hosts():
        _, dot, behind = dotted.partition(f".{known}.")
        # x.com.au is the x of somebody in Australia.
        if dot and (len(behind) > 2 or len(known.partition(".")[0]) >= _SHORTEST):
            return platform
        if f".{known}-" in dotted or f"-{known}." in dotted:
            return platform
    return None


def _same_to_the_eye(labels: list[str]) -> str | None:
    """A host whose end looks like a platform's, save that it is spelt in other characters."""
    for start in range(len(labels) - 1):
        end = ".".join(labels[start:])
        platform = _skeletons().get(skeleton(end))
        if platform and (not end.isascii() or len(labels[start]) >= _SHORTEST):
            return platform
    return None


def _bought(labels: list[str]) -> str:
    """The label that somebody has bought: the one before the public suffix."""
    if len(labels) > 2 and labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2:
        return labels[-3]
    return labels[-2]


def _imitates(name: str, brand: str) -> bool:
    """Whether a bought name has the brand in it, or is one slip away from it."""
    return brand in name or brand in name.replace("-", "") or one_slip(name, brand)


def _poses(label: str, brand: str) -> bool:
    """Whether any label dresses up as an address: www-facebook-com, facebook-login."""
    return bool(re.match(rf"(?:.*-)?{brand}-(?:{skeleton(_DRESS)})\b", skeleton(label)))


@cache
def _brands() -> tuple[tuple[str, str], ...]:
    return tuple(
        (skeleton(brand), platform.code) for platform in _open() for brand in platform.brand.split()
    )


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(map(skeleton, ORDINARY))


@cache
def _hosts() -> tuple[tuple[str, str], ...]:
    return tuple((host, platform.code) for platform in _open() for host in platform.hosts)


@cache
def _skeletons() -> dict[str, str]:
    return {
        skeleton(host): platform.code
        for platform in _open()
        for host in (*platform.hosts, *platform.owns)
    }


def _open() -> Iterator[Platform]:
    return (platform for platform in PLATFORMS.values() if not platform.discontinued)
