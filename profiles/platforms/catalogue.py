"""The platforms, each as one declaration: adding a platform is adding a row here."""

from collections.abc import Mapping
from typing import Final

from profiles.platforms.closed import CLOSED
from profiles.platforms.major import MAJOR
from profiles.platforms.minor import MINOR
from profiles.platforms.verdicts import Platform

WEBSITE: Final = Platform(code="website", name="Website, blog or other")
# An ActivityPub server can have any name, so these are known by the path alone.
MASTODON: Final = Platform(
    code="mastodon",
    name="Mastodon",
    urls=((r"(?P<user>[^@]+)@(?P<host>.+)", r"\g<host>/@\g<user>"),),
)

PLATFORMS: Final[Mapping[str, Platform]] = {
    platform.code: platform for platform in (*MAJOR, MASTODON, *MINOR, WEBSITE, *CLOSED)
}
