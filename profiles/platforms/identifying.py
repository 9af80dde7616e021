"""From a text to the account that it stands for, and back."""

import re
from typing import Final
from urllib.parse import quote

from profiles.platforms import activitypub, addresses, lookalikes
from profiles.platforms.addresses import MAX_LENGTH, WebAddress
from profiles.platforms.catalogue import PLATFORMS, WEBSITE, owner_of
from profiles.platforms.declaring import Form, Platform, words
from profiles.platforms.handles import as_address
from profiles.platforms.microblogs import MASTODON
from profiles.platforms.refusals import NotAnAddressError
from profiles.platforms.verdicts import Identification, Message, Verdict, gettext_noop

A_PROFILE = gettext_noop("This is a profile on %(platform)s.")
CLOSED_DOWN = gettext_noop(
    "%(platform)s has closed down. What is registered there is no longer on the web."
)
A_POST = gettext_noop(
    "This is a single post or page on %(platform)s, not a profile. The profile is %(url)s."
)
A_POST_OF_NOBODY = gettext_noop(
    "This is a single post or page on %(platform)s, not a profile. Open the profile and copy "
    "its address."
)
OWN_PAGE = gettext_noop(
    "This is a page of %(platform)s itself, not a profile. Open the profile and copy its address."
)
LOOKALIKE = gettext_noop(
    "Be careful: the address looks like %(platform)s, but leads to %(host)s, which we do not "
    "know as an address of %(platform)s."
)
A_WEBSITE = gettext_noop("This is a website of its own: %(url)s.")
A_SHORTENED = gettext_noop(
    "This is a short link that does not say where it leads. Open it, and give the address that "
    "your browser shows then."
)
SHORTENERS: Final = words(
    "bit.ly tinyurl.com goo.gl ow.ly buff.ly is.gd t.ly rb.gy cutt.ly shorturl.at tiny.cc s.id "
    "bl.ink rebrand.ly dlvr.it ift.tt trib.al v.gd shorte.st soo.gd lnk.bio bitly.com short.io "
    "youtu.page qr.io qrco.de me-qr.com urlz.fr u.nu x.gd da.gd snip.ly kortlink.dk kort.nu"
)
_IN_ADDRESS: Final = "-._~!$&'()*+,;=:@/?"


def identify(text: str, platform: str | None = None) -> Identification:
    """What `text`, an address or a handle, stands for; never raises.

    `platform` is the code of the platform on which a bare handle is read. The address of a
    known platform tells its own, and the hint does not change that; "website" (or "other")
    keeps any other address from being taken for an account on an ActivityPub server.
    """
    hint = WEBSITE if platform == "other" else PLATFORMS.get(platform or "")
    try:
        typed = text.strip(addresses.BLANKS)
        # What is too long is not looked at, only refused.
        if len(typed) <= MAX_LENGTH:
            typed = as_address(typed, hint)
        return _read(text, addresses.parse(typed), hint)
    except NotAnAddressError as refused:
        return Identification(text, Verdict.INVALID, None, None, None, refused.problem)


def url_of(platform: str, key: str) -> str:
    """The canonical https address of the account with `key` on `platform`.

    Raises KeyError for a platform that is not known.
    """
    for pattern, template in PLATFORMS[platform].urls:
        if match := re.fullmatch(pattern, key, re.DOTALL):
            return "https://" + quote(match.expand(template), safe=_IN_ADDRESS)
    return f"https://{key}"


def _read(text: str, address: WebAddress, hint: Platform | None) -> Identification:
    if platform := owner_of(address.host):
        return _on_platform(text, address, platform)
    if imitated := lookalikes.imitated(address.host):
        names = {"platform": PLATFORMS[imitated].name, "host": address.host}
        message = Message(LOOKALIKE, names)
        return Identification(text, Verdict.LOOKALIKE, imitated, None, None, message)
    if hint is not WEBSITE and (found := _on_server(text, address)):
        return found
    return _website(text, address)


def _on_platform(text: str, address: WebAddress, platform: Platform) -> Identification:
    """What the first form that fits says; what fits none is a page of the platform's own."""
    address = address.behind_hashbang
    if address.path is None or address.port:
        return _refused(text, Verdict.RESERVED, platform, OWN_PAGE)
    for form in platform.forms:
        if (groups := _groups(form, address, platform)) is None:
            continue
        key = _key(form, platform, groups)
        if form.key and not key:
            continue
        if form.verdict == Verdict.RESERVED:
            return _refused(text, form.verdict, platform, form.message or OWN_PAGE)
        if form.verdict != Verdict.INVALID:
            return _found(text, form.verdict, platform, key)
        if not _is_reserved(platform, address.path.partition("/")[0]):
            return _refused(text, form.verdict, platform, platform.looks)
    return _refused(text, Verdict.RESERVED, platform, OWN_PAGE)


def _is_main(platform: Platform, host: str) -> bool:
    """Whether the platform has its accounts on this host."""
    if host in platform.hosts:
        return True
    front, _, rest = host.partition(".")
    return rest in platform.hosts and bool(re.fullmatch(platform.subdomains, front))


def _groups(form: Form, address: WebAddress, platform: Platform) -> dict[str, str] | None:
    """What the form's patterns find in the address, None if they do not fit."""
    if not form.host and not _is_main(platform, address.host):
        return None
    matches = [form.path.fullmatch(address.path or "")]
    if form.host:
        matches.append(form.host.fullmatch(address.host))
    if form.query:
        name, pattern = form.query
        matches.append(pattern.fullmatch(address.parameter(name)))
    found: dict[str, str] = {}
    for match in matches:
        if not match:
            return None
        found |= {name: value or "" for name, value in match.groupdict().items()}
    return found


def _key(form: Form, platform: Platform, groups: dict[str, str]) -> str | None:
    """The key of the account, None if the platform has no account of such a name."""
    if not form.key:
        return None
    if name := groups.get("name"):
        folded = platform.fold(name)
        if not folded or _is_reserved(platform, name):
            return None
        groups["name"] = folded
    if "slug" in groups:
        groups["slug"] = groups["slug"].lower()
    return form.key.format(**groups)


def _is_reserved(platform: Platform, name: str) -> bool:
    return not platform.reserved.isdisjoint({name.lower(), platform.fold(name)})


def _found(text: str, verdict: Verdict, platform: Platform, key: str | None) -> Identification:
    url = url_of(platform.code, key) if key else None
    template = CLOSED_DOWN if platform.discontinued else A_PROFILE
    if verdict == Verdict.POST:
        template = A_POST if key else A_POST_OF_NOBODY
    message = Message(template, {"platform": platform.name, "url": url or ""})
    return Identification(text, verdict, platform.code, key, url, message)


def _refused(text: str, verdict: Verdict, platform: Platform, template: str) -> Identification:
    message = Message(template, {"platform": platform.name})
    return Identification(text, verdict, platform.code, None, None, message)


def _on_server(text: str, address: WebAddress) -> Identification | None:
    found = activitypub.find_account(address)
    if not found:
        return None
    verdict, user, server = found
    home = addresses.parse(f"https://{server}/@{user}")
    if home.host == address.host:
        return _found(text, verdict, MASTODON, f"{user}@{home.host}")
    # Looked at from another server: what it is there is for its own address to say.
    there = _read(text, home, MASTODON)
    if there.verdict != Verdict.PROFILE or not there.platform:
        return there
    return _found(text, verdict, PLATFORMS[there.platform], there.key)


def _website(text: str, address: WebAddress) -> Identification:
    url = url_of(WEBSITE.code, address.key)
    template = A_SHORTENED if address.host in SHORTENERS else A_WEBSITE
    message = Message(template, {"url": url})
    return Identification(text, Verdict.OTHER, WEBSITE.code, address.key, url, message)
