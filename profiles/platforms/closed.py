"""Platforms that have closed down. Their addresses are known, so that old lists can be read."""

from typing import Final

from profiles.platforms.forms import account, post
from profiles.platforms.verdicts import Platform

MYSPACE: Final = Platform(
    code="myspace",
    name="MySpace",
    hosts=("myspace.com",),
    subdomains="m|new|old|profile",
    owns=("myspace.com",),
    handle="{handle}",
    forms=(
        account(
            r"(?P<name>[\w.-]{2,64})(?:/(?:music|videos|photos|mixes|connections|bio).*)?", "{name}"
        ),
    ),
    reserved=frozenset({"discover", "search", "pages", "signin", "signup", "browse", "music"}),
    urls=((r"(.+)", r"myspace.com/\1"),),
    discontinued=True,
)
MSN: Final = Platform(
    code="msn",
    name="MSN Spaces",
    hosts=("spaces.msn.com", "groups.msn.com"),
    owns=("spaces.live.com",),
    forms=(account(r"(?:members/)?(?P<name>[\w.-]{2,64})(?:/.*)?", "{name}"),),
    urls=((r"(.+)", r"spaces.msn.com/\1"),),
    discontinued=True,
)
GOOGLE_PLUS: Final = Platform(
    code="google_plus",
    name="Google+",
    hosts=("plus.google.com",),
    forms=(
        post(r"(?:u/\d+/)?(?:b/\d+/)?(?P<name>\d{15,25}|\+[^/?#%]+)/posts/.+", "{name}"),
        account(
            r"(?:u/\d+/)?(?:b/\d+/)?(?P<name>\d{15,25}|\+[^/?#%]+)(?:/(?:posts|about|photos|videos))?",
            "{name}",
        ),
        account(r"(?:u/\d+/)?communities/(?P<id>\d+)", "communities/{id}"),
    ),
    urls=((r"(.+)", r"plus.google.com/\1"),),
    discontinued=True,
)

CLOSED: Final = (MYSPACE, MSN, GOOGLE_PLUS)
