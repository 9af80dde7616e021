"""From a text to the account that it stands for, and back."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from profiles.platforms import addresses, lookalikes
from profiles.platforms.addresses import NotAnAddress, WebAddress, gettext_noop
from profiles.platforms.catalogue import MASTODON, PLATFORMS, WEBSITE
from profiles.platforms.forms import words
from profiles.platforms.major import SHORT_LINK
from profiles.platforms.verdicts import Form, Identification, Message, Platform, Verdict

IN_ADDRESS: Final = "-._~!$&'()*+,;=:@/?"

A_PROFILE = gettext_noop("This is a profile on %(platform)s.")
CLOSED_DOWN = gettext_noop(
    "%(platform)s has closed down. What is registered there is no longer on the web."
)
A_POST = gettext_noop("This is a post on %(platform)s, not a profile. The profile is %(url)s.")
A_POST_OF_NOBODY = gettext_noop(
    "This is a post on %(platform)s, not a profile. Open the profile and copy its address."
)
OWN_PAGE = gettext_noop(
    "This is a page of %(platform)s itself, not a profile. Open the profile and copy its address."
)
NO_NAME = gettext_noop(
    "We find no profile on %(platform)s in this address. Open the profile and copy its address."
)
LOOKALIKE = gettext_noop(
    "Be careful: the address looks like %(platform)s, but leads to %(host)s, which is not "
    "%(platform)s."
)
A_WEBSITE = gettext_noop("This is a website of its own: %(url)s.")
E_MAIL = Message(gettext_noop("This is an e-mail address. Give the address of the profile."))
WHICH_PLATFORM = Message(
    gettext_noop("Choose the platform too, or give the whole address, beginning with https://.")
)
WHICH_SERVER = Message(gettext_noop("Give the server as well, as in @name@server.example."))
# Sites whose addresses have /@name although they are no ActivityPub servers.
AT_NAMES_ELSEWHERE: Final = words(
    "medium.com substack.com odysee.com steemit.com hive.blog peakd.com flipboard.com note.com "
    "dailymotion.com t.me telegram.me telegra.ph hackernoon.com vk.com ko-fi.com linktr.ee "
    "hashnode.com npmjs.com google.com maps.google.com rumble.com lemon8-app.com likee.video "
    "capcut.com replit.com unsplash.com producthunt.com zhihu.com velog.io foursquare.com"
)
_PARAMETER: Final = {
    "id": re.compile(r"[0-9]{1,30}"),
    "screen_name": re.compile(r"@?\w{1,15}", re.ASCII),
    "v": re.compile(r"[\w-]+", re.ASCII),
    "list": re.compile(r"[\w-]+", re.ASCII),
}
_USER = r"(?P<user>\w(?:[\w.-]*\w)?)"
_SERVER = r"(?P<server>[^@/\s:]+\.[^@/\s:]+)"
_AT = rf"(?:web/|deck/)?@{_USER}(?:@{_SERVER})?"
_SERVER_TABS = "with_replies|media|following|followers|featured|about|tagged/.+"
_ON_SERVER: Final = tuple(
    (re.compile(path, re.IGNORECASE | re.ASCII), verdict)
    for path, verdict in (
        (rf"{_AT}(?:/(?:{_SERVER_TABS}))?", Verdict.PROFILE),
        (rf"users/{_USER}(?:/(?:following|followers|outbox))?", Verdict.PROFILE),
        (rf"{_AT}/\w{{8,}}(?:/.*)?", Verdict.POST),
        (rf"{_AT}/(?:posts/)?\d+(?:/.*)?", Verdict.POST),
        (rf"users/{_USER}/statuses/.+", Verdict.POST),
    )
)


def identify(text: str, platform: str | None = None) -> Identification:
    """What `text`, an address or a handle, stands for; never raises.

    `platform` is the code of the platform on which a bare handle is read; an address tells
    its own, and the hint does not change that.
    """
    typed = text.strip()
    try:
        as_address = _from_handle(typed, PLATFORMS.get(platform or ""))
        address = addresses.parse(as_address)
        return _read(text, address, platform)
    except NotAnAddress as refused:
        return Identification(text, Verdict.INVALID, None, None, None, refused.problem)


def url_of(platform: str, key: str) -> str:
    """The canonical https address of the account with `key` on `platform`.

    Raises KeyError for a platform that is not known.
    """
    for pattern, template in PLATFORMS[platform].urls:
        if match := re.fullmatch(pattern, key):
            return "https://" + quote(match.expand(template), safe=IN_ADDRESS)
    return f"https://{key}"


def _from_handle(typed: str, platform: Platform | None) -> str:
    """The address that a bare handle stands for; what is none is given back as it is."""
    if match := re.fullmatch(rf"@{_USER}@{_SERVER}", typed, re.ASCII):
        return f"https://{match['server']}/@{match['user']}"
    if match := re.fullmatch(rf"(?:acct:)?{_USER}@{_SERVER}", typed, re.ASCII):
        if platform is MASTODON or typed.startswith("acct:"):
            return f"https://{match['server']}/@{match['user']}"
        raise NotAnAddress(E_MAIL)
    if re.fullmatch(r"did:(?:plc|web):\S+", typed):
        return f"https://bsky.app/profile/{typed}"
    if re.fullmatch(r"@[\w-]+(?:\.[\w-]+)*\.bsky\.social", typed):
        return f"https://bsky.app/profile/{typed[1:]}"
    bare = re.fullmatch(r"@?([\w.·-]+)", typed)
    if not bare or (platform is None and not typed.startswith("@")):
        return typed
    return _on_platform(bare[1], typed, platform)


def _on_platform(handle: str, typed: str, platform: Platform | None) -> str:
    if platform is None:
        raise NotAnAddress(WHICH_PLATFORM)
    if platform is MASTODON and "." not in handle:
        raise NotAnAddress(WHICH_SERVER)
    if platform.handle is None:
        return typed
    if platform.code == "bluesky":
        handle = handle if "." in handle else f"{handle}.bsky.social"
    elif "." in handle and not typed.startswith("@"):
        return typed
    return f"https://{platform.hosts[0]}/{platform.handle.format(handle=handle)}"


def _read(text: str, address: WebAddress, hint: str | None) -> Identification:
    for platform in PLATFORMS.values():
        special = _SPECIAL_HOSTS.get(platform.code)
        if special and (found := special(text, address, platform)):
            return found
        if address.port is None and _is_host(platform, address.host):
            return _on_known(text, address, platform)
        if lookalikes.is_owned(platform, address.host):
            return _own_page(text, address, platform)
    if imitated := lookalikes.imitated(address.host):
        names = {"platform": PLATFORMS[imitated].name, "host": address.host}
        return Identification(
            text, Verdict.LOOKALIKE, imitated, None, None, Message(LOOKALIKE, names)
        )
    if hint != WEBSITE.code and (found := _on_server(text, address)):
        return found
    url = f"https://{address.key}"
    message = Message(A_WEBSITE, {"url": url})
    return Identification(text, Verdict.OTHER, WEBSITE.code, address.key, url, message)


def _is_host(platform: Platform, host: str) -> bool:
    if host in platform.hosts:
        return True
    if not platform.subdomains:
        return False
    front, _, rest = host.partition(".")
    return rest in platform.hosts and bool(re.fullmatch(platform.subdomains, front))


def _on_known(text: str, address: WebAddress, platform: Platform) -> Identification:
    path = address.path
    if path is None:
        return _reserved(text, platform, NO_NAME)
    for form in platform.forms:
        if not (match := form.path.fullmatch(path)):
            continue
        if form.query and not _PARAMETER[form.query].fullmatch(address.parameter(form.query)):
            continue
        if _names_a_reserved_page(match, platform):
            continue
        return _by_form(text, address, platform, form, match)
    first = path.partition("/")[0].lower()
    return _reserved(text, platform, OWN_PAGE if first in {*platform.reserved, ""} else NO_NAME)


def _names_a_reserved_page(match: re.Match[str], platform: Platform) -> bool:
    name = match.groupdict().get("name")
    return name is not None and name.lower().removeprefix("@") in platform.reserved


def _by_form(
    text: str, address: WebAddress, platform: Platform, form: Form, match: re.Match[str]
) -> Identification:
    if form.verdict == Verdict.RESERVED:
        return _reserved(text, platform, form.message or OWN_PAGE)
    key = _key(address, platform, form, match) if form.key else None
    return _found(text, form.verdict, platform, key)


def _key(address: WebAddress, platform: Platform, form: Form, match: re.Match[str]) -> str:
    groups = {name: value or "" for name, value in match.groupdict().items()}
    if form.query:
        value = address.parameter(form.query).removeprefix("@")
        groups.setdefault("id", value)
        groups.setdefault("name", value)
    if "name" in groups:
        groups["name"] = platform.fold(groups["name"])
    if "slug" in groups:
        groups["slug"] = groups["slug"].lower()
    return (form.key or "").format(**groups)


def _found(text: str, verdict: Verdict, platform: Platform, key: str | None) -> Identification:
    url = url_of(platform.code, key) if key else None
    params = {"platform": platform.name, "url": url or ""}
    template = CLOSED_DOWN if platform.discontinued else A_PROFILE
    if verdict == Verdict.POST:
        template = A_POST if key else A_POST_OF_NOBODY
    return Identification(text, verdict, platform.code, key, url, Message(template, params))


def _reserved(text: str, platform: Platform, template: str) -> Identification:
    message = Message(template, {"platform": platform.name})
    return Identification(text, Verdict.RESERVED, platform.code, None, None, message)


def _own_page(text: str, address: WebAddress, platform: Platform) -> Identification:
    """On a host of the platform's that has no profiles: some of them have posts."""
    first = address.path or ""
    if address.host in _POST_HOSTS and first:
        return _found(text, Verdict.POST, platform, None)
    return _reserved(text, platform, SHORT_LINK if address.host in _SHORT_HOSTS else OWN_PAGE)


def _on_server(text: str, address: WebAddress) -> Identification | None:
    """An account or a post on an ActivityPub server, told by its path."""
    if address.host in AT_NAMES_ELSEWHERE or address.port or address.path is None:
        return None
    for pattern, verdict in _ON_SERVER:
        if match := pattern.fullmatch(address.path):
            server = match.groupdict().get("server")
            host = addresses.ascii_host(server) if server else address.host
            key = f"{match['user'].lower()}@{host.removeprefix('www.')}"
            return _found(text, verdict, MASTODON, key)
    return None


def _bluesky(text: str, address: WebAddress, platform: Platform) -> Identification | None:
    """name.bsky.social leads to the profile of that name."""
    if re.fullmatch(r"[a-z0-9-]+\.bsky\.social", address.host) and not address.segments:
        return _found(text, Verdict.PROFILE, platform, address.host)
    return None


def _discord(text: str, address: WebAddress, platform: Platform) -> Identification | None:
    """discord.gg has the code of the invitation right behind it."""
    if address.host == "discord.gg" and re.fullmatch(r"[\w-]{2,100}", address.path or ""):
        return _found(text, Verdict.PROFILE, platform, address.path)
    return None


def _x(text: str, address: WebAddress, platform: Platform) -> Identification | None:
    """Old addresses have the name behind a hash mark: twitter.com/#!/name."""
    match = re.fullmatch(r"!/@?(\w{1,15})/?", address.fragment, re.ASCII)
    if match and not address.segments and _is_host(platform, address.host):
        return _found(text, Verdict.PROFILE, platform, match[1].lower())
    return None


def _wikipedia(text: str, address: WebAddress, platform: Platform) -> Identification | None:
    """The language stands before the host, and the name's first letter has no case."""
    host = re.fullmatch(r"(?P<lang>[a-z]{2,3}(?:-[a-z]+)*)(?:\.m)?\.wikipedia\.org", address.host)
    if not host or host["lang"] in ("www", "m"):
        return None
    path = address.path or ""
    title = address.parameter("title")
    if title and path.lower() in ("w/index.php", "wiki", "w"):
        path = f"wiki/{title}"
    if not path:
        return _reserved(text, platform, OWN_PAGE)
    match = platform.forms[0].path.fullmatch(path.replace("_", " ").strip())
    if not match:
        return _reserved(text, platform, platform.forms[1].message or OWN_PAGE)
    name = re.sub(r"\s+", "_", match["id"].strip())
    first = name[:1].upper() if len(name[:1].upper()) == 1 else name[:1]
    return _found(text, Verdict.PROFILE, platform, f"{host['lang']}:{first}{name[1:]}")


def _msn(text: str, address: WebAddress, platform: Platform) -> Identification | None:
    """The name of a space stood before the host."""
    host = re.fullmatch(r"([a-z0-9-]{2,})\.spaces\.live\.com", address.host)
    return _found(text, Verdict.PROFILE, platform, host[1]) if host else None


Special = Callable[[str, WebAddress, Platform], Identification | None]
_SPECIAL_HOSTS: Final[dict[str, Special]] = {
    "bluesky": _bluesky,
    "discord": _discord,
    "x": _x,
    "wikipedia": _wikipedia,
    "msn": _msn,
}
_POST_HOSTS: Final = words(
    "youtu.be fb.watch redd.it flic.kr clips.twitch.tv player.twitch.tv player.vimeo.com"
)
_SHORT_HOSTS: Final = words(
    "fb.me t.co lnkd.in vm.tiktok.com vt.tiktok.com pin.it spotify.link spoti.fi ig.me "
    "l.facebook.com lm.facebook.com l.instagram.com"
)
