"""Platforms that have closed down. Their addresses are known, so that old lists can be read."""

from typing import Final

from profiles.platforms.declaring import Platform, account, post, words

MYSPACE: Final = Platform(
    code="myspace",
    name="MySpace",
    hosts=("myspace.com",),
    subdomains="m|new|old|profile",
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        account(
            r"(?P<name>[\w.-]{2,64})(?:/(?:music|videos|photos|mixes|connections|bio).*)?", "{name}"
        ),
    ),
    reserved=words("discover search pages signin signup browse music video photos radio"),
    urls=((r"(.+)", r"myspace.com/\1"),),
    discontinued=True,
)
MSN: Final = Platform(
    code="msn",
    name="MSN Spaces",
    hosts=("spaces.msn.com", "groups.msn.com"),
    owns=("spaces.live.com",),
    forms=(
        # The name of a space stood before the host.
        account(r".*", "{name}", host=r"(?P<name>[a-z0-9-]{2,64})\.spaces\.live\.com"),
        account(r"(?:members/)?(?P<name>[\w.-]{2,64})(?:/.*)?", "{name}"),
    ),
    urls=((r"(.+)", r"spaces.msn.com/\1"),),
    discontinued=True,
)
_PLUS = r"(?:u/\d+/)?(?:b/\d+/)?(?P<name>\d{15,25}|\+[^/?#%]+)"
GOOGLE_PLUS: Final = Platform(
    code="google_plus",
    name="Google+",
    hosts=("plus.google.com",),
    forms=(
        post(rf"{_PLUS}/posts/.+", "{name}"),
        account(rf"{_PLUS}(?:/(?:posts|about|photos|videos))?", "{name}"),
        account(r"(?:u/\d+/)?communities/(?P<id>\d+)", "communities/{id}"),
    ),
    urls=((r"(.+)", r"plus.google.com/\1"),),
    discontinued=True,
)

CLOSED: Final = (MYSPACE, MSN, GOOGLE_PLUS)
