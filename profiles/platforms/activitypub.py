"""Mastodon and other ActivityPub servers, which can have any host: told by their paths."""

import re
from typing import Final

from profiles.platforms.addresses import WebAddress
from profiles.platforms.declaring import words
from profiles.platforms.handles import SERVER, USER
from profiles.platforms.verdicts import Verdict

# Sites whose addresses have /@name although they are no ActivityPub servers.
AT_NAMES_ELSEWHERE: Final = words(
    "medium.com substack.com odysee.com steemit.com hive.blog peakd.com note.com mail.ru "
    "dailymotion.com t.me telegram.me telegra.ph hackernoon.com vk.com ko-fi.com linktr.ee "
    "hashnode.com npmjs.com google.com maps.google.com rumble.com lemon8-app.com likee.video "
    "capcut.com replit.com unsplash.com producthunt.com zhihu.com velog.io foursquare.com "
    "beacons.ai carrd.co bio.link scratch.mit.edu jsfiddle.net"
)
# What websites have behind /users/ that is no name.
NO_USERS: Final = words("sign_in sign_up sign_out login logout register new me edit password auth")
_AT: Final = rf"(?:web/|deck/)?@{USER}(?:@{SERVER})?"
_FORMS: Final = tuple(
    (re.compile(path, re.IGNORECASE | re.ASCII), verdict)
    for path, verdict in (
        (
            rf"{_AT}(?:/(?:with_replies|media|following|followers|featured|about|tagged/[^/]+))?",
            Verdict.PROFILE,
        ),
        (rf"users/{USER}(?:/(?:following|followers|outbox|inbox))?", Verdict.PROFILE),
        (rf"{_AT}/(?:posts/|statuses/)?(?:\d+|\w{{8,}})(?:/.*)?", Verdict.POST),
        (rf"users/{USER}/statuses/.+", Verdict.POST),
    )
)


def find_account(address: WebAddress) -> tuple[Verdict, str, str] | None:
    """Verdict, name and server of an account whose page or post this can be.

    The server is the one that the account lives on, not the one on which it is looked at.
    """
    if address.host in AT_NAMES_ELSEWHERE or address.port or address.path is None:
        return None
    for pattern, verdict in _FORMS:
        if (match := pattern.fullmatch(address.path)) and match["user"].lower() not in NO_USERS:
            server = match.groupdict().get("server") or address.host
            return verdict, match["user"].lower(), server
    return None
