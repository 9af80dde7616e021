"""The platforms in the order in which they are shown."""

from collections.abc import Mapping
from typing import Final

from profiles.platforms.closed import CLOSED
from profiles.platforms.communities import (
    DISCORD,
    LINKEDIN,
    REDDIT,
    SPOTIFY,
    WHATSAPP,
    WIKIPEDIA,
)
from profiles.platforms.declaring import Platform
from profiles.platforms.facebook import FACEBOOK
from profiles.platforms.microblogs import BLUESKY, MASTODON, THREADS, X
from profiles.platforms.pictures import FLICKR, INSTAGRAM, PINTEREST, SNAPCHAT
from profiles.platforms.verdicts import gettext_noop
from profiles.platforms.video import TIKTOK, TWITCH, VIMEO, YOUTUBE

# Takes what no other platform does. There is but one such, so that the same address has one
# key whether somebody calls it a blog, a website or something else.
WEBSITE: Final = Platform(code="website", name=gettext_noop("Website, blog or other"))

PLATFORMS: Final[Mapping[str, Platform]] = {
    platform.code: platform
    for platform in (
        *(FACEBOOK, INSTAGRAM, YOUTUBE, LINKEDIN, TIKTOK, SNAPCHAT, X, THREADS, MASTODON),
        *(BLUESKY, FLICKR, VIMEO, PINTEREST, REDDIT, TWITCH, SPOTIFY, WHATSAPP, DISCORD),
        *(WIKIPEDIA, WEBSITE, *CLOSED),
    )
}


def owner_of(host: str) -> Platform | None:
    """The platform whose host this is, or is below; never told by a bare end of the name."""
    while host:
        if platform := _OWNERS.get(host):
            return platform
        host = host.partition(".")[2]
    return None


_OWNERS: Final = {
    host: platform for platform in PLATFORMS.values() for host in (*platform.hosts, *platform.owns)
}
