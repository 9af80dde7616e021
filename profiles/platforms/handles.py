"""Bare handles, such as @name: the address that each stands for."""

import re
from typing import Final

from profiles.platforms.catalogue import owner_of
from profiles.platforms.declaring import Platform
from profiles.platforms.microblogs import MASTODON
from profiles.platforms.refusals import NotAnAddressError
from profiles.platforms.verdicts import Message, gettext_noop

E_MAIL = Message(gettext_noop("This is an e-mail address. Give the address of the profile."))
WHICH_PLATFORM = Message(
    gettext_noop("Choose the platform too, or give the whole address, beginning with https://.")
)
WHICH_SERVER = Message(gettext_noop("Give the server as well, as in @name@server.example."))

USER: Final = r"(?P<user>\w(?:[\w.-]{0,98}\w)?)"
SERVER: Final = r"(?P<server>(?=[^@/]*\.)[^@/\s:?#\\]{3,253})"
# Ends of hosts, for telling "sel.kommune", a name on Instagram, from "sel.no", a website.
_HOST_END: Final = re.compile(
    r"[a-z]{2}|com|org|net|edu|gov|info|biz|name|app|social|blog|online|site|page|club|news|art|"
    r"museum|world|life|live|today|media|community|oslo|youtube|watch|link|cloud|dev|xyz|games|"
    r"shop|store|design|church|school|events|guide|travel|health|care",
    re.IGNORECASE,
)


def as_address(typed: str, platform: Platform | None) -> str:
    """The address that a handle stands for, read on `platform`; what is none comes back.

    Raises NotAnAddressError for a handle that tells too little.
    """
    if re.fullmatch(r"acct:[^@]+@[^@]+", typed):
        typed = "@" + typed.removeprefix("acct:")
    if match := re.fullmatch(rf"@?{USER}@{SERVER}", typed, re.ASCII):
        if platform is MASTODON or typed.startswith("@"):
            return f"https://{match['server']}/@{match['user']}"
        raise NotAnAddressError(E_MAIL)
    if re.fullmatch(r"did:(?:plc|web):\S+", typed):
        return f"https://bsky.app/profile/{typed}"
    if platform and platform.handles and _is_bare(typed, platform):
        return _on_platform(typed.replace(" ", "%20"), platform)
    if re.fullmatch(r"@[\w-]+(?:\.[\w-]+)*\.bsky\.social", typed):
        return f"https://bsky.app/profile/{typed[1:]}"
    if re.fullmatch(r"@[\w.·-]+", typed) or (platform is MASTODON and re.fullmatch(r"\w+", typed)):
        raise NotAnAddressError(WHICH_SERVER if platform is MASTODON else WHICH_PLATFORM)
    return typed


def _is_bare(typed: str, platform: Platform) -> bool:
    """Whether this is a name, or a path on the platform, with no host in front."""
    if not typed or typed.startswith("//") or re.match(r"[a-z]+:", typed, re.IGNORECASE):
        return False
    if typed.startswith("@"):
        return True
    front, slash, _ = typed.lstrip("/").partition("/")
    if "." not in front:
        return True
    if slash or owner_of(front.lower().removeprefix("www.")):
        return False
    return platform.hostlike_handles or not _HOST_END.fullmatch(front.rpartition(".")[2])


def _on_platform(typed: str, platform: Platform) -> str:
    """A name goes where the platform has its names; a path is one already."""
    path = typed.strip("/")
    if typed.startswith("@") or "/" not in path:
        for pattern, template in platform.handles:
            if match := re.fullmatch(pattern, path, re.DOTALL):
                path = match.expand(template)
                break
    return f"https://{platform.hosts[0]}/{path}"
