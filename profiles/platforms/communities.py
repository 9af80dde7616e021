"""Platforms for organisations and groups: LinkedIn, Reddit, WhatsApp, Discord, and two that
are known for something else: Spotify, Wikipedia.
"""

import re
from typing import Final

from profiles.platforms.declaring import (
    Platform,
    account,
    misnamed,
    own,
    post,
    short_link,
)
from profiles.platforms.verdicts import gettext_noop

A_PERSON = gettext_noop(
    "This is the page of a person. Register the page of the municipality or the department."
)
AN_ARTICLE = gettext_noop(
    "This is a page that anybody can write on. Only a user page on Wikipedia can be registered."
)
A_CHAT = gettext_noop("This is a chat or a group chat, not a channel that can be followed.")

_LI = r"(?P<slug>[^/?#\s]{1,100})"
_LI_TABS = (
    "about|posts|jobs|people|life|life/.*|videos|events|products|insights|mycompany|"
    "mycompany/.*|admin|admin/.*|home|alumni|careers|pages|ads|feed|verification|newsletters"
)

LINKEDIN: Final = Platform(
    code="linkedin",
    name="LinkedIn",
    brand="linkedin",
    hosts=("linkedin.com",),
    subdomains=r"m|touch|[a-z]{2,3}",
    owns=("lnkd.in", "licdn.com", "linkedin.cn"),
    looks=gettext_noop(
        "No page on LinkedIn can have this address. One looks like "
        "https://www.linkedin.com/company/name, or has school or showcase instead of company."
    ),
    handles=((r"@?(.+)", r"company/\1"),),
    forms=(
        short_link(r".+", host=r"lnkd\.in"),
        account(rf"(?:organization-guest/)?company/{_LI}(?:/(?:{_LI_TABS}))?", "company/{slug}"),
        account(rf"(?:edu/)?school/{_LI}(?:/(?:{_LI_TABS}))?", "school/{slug}"),
        account(rf"showcase/{_LI}(?:/(?:{_LI_TABS}))?", "showcase/{slug}"),
        post(rf"(?:organization-guest/)?company/{_LI}/.+", "company/{slug}"),
        post(rf"(?:edu/)?school/{_LI}/.+", "school/{slug}"),
        post(rf"showcase/{_LI}/.+", "showcase/{slug}"),
        misnamed(r"(?:company|school|showcase)/.+"),
        post(r"(?:posts|pulse|video|events|embed|newsletters)/.+|feed/(?:update|hashtag)/.+"),
        # Private accounts are never registered.
        own(r"(?:in|pub|profile)(?:/.*)?", A_PERSON),
    ),
    urls=((r"(.+)", r"www.linkedin.com/\1"),),
)

_SUB = r"r/(?P<slug>(?!_)\w{2,21})"
_USER = r"(?:u|user)/(?P<slug>[\w-]{3,20})"

REDDIT: Final = Platform(
    code="reddit",
    name="Reddit",
    hosts=("reddit.com",),
    subdomains=r"old|new|np|m|i|amp|sh|ssl|[a-z]{2}",
    owns=("redd.it", "redditmedia.com", "redditstatic.com", "redditinc.com"),
    looks=gettext_noop(
        "Nothing on Reddit can have this name. An address there looks like "
        "https://www.reddit.com/user/name or https://www.reddit.com/r/name."
    ),
    handles=((r"@?(.+)", r"user/\1"),),
    forms=(
        post(r".+", host=r"(?:[iv]\.)?redd\.it"),
        own(r"r/(?:all|popular|random|randnsfw|mod|friends)(?:/.*)?|(?:u|user)/me(?:/.*)?"),
        # The page of a user is a community, too.
        account(r"r/u_(?P<slug>[\w-]{3,20})", "user/{slug}"),
        post(r"r/u_(?P<slug>[\w-]{3,20})/.+", "user/{slug}"),
        account(
            rf"{_SUB}(?:/(?:new|hot|top|rising|controversial|about|wiki|submit|best))?", "r/{slug}"
        ),
        post(rf"{_SUB}/.+", "r/{slug}"),
        account(
            rf"{_USER}(?:/(?:overview|submitted|comments|posts|gilded|upvoted|saved|about))?",
            "user/{slug}",
        ),
        post(rf"{_USER}/.+", "user/{slug}"),
        post(r"(?:comments|gallery|tb|poll)/.+"),
        misnamed(r"(?:r|u|user)/.+"),
    ),
    urls=((r"(.+)", r"www.reddit.com/\1"),),
)

_CHANNEL = r"channel/(?P<id>[a-z0-9]{16,40})"

WHATSAPP: Final = Platform(
    code="whatsapp",
    name="WhatsApp",
    brand="whatsapp",
    hosts=("whatsapp.com",),
    subdomains="m|web",
    owns=("wa.me", "whatsapp.net", "whatsappbrand.com", "wl.co"),
    looks=gettext_noop(
        "No channel on WhatsApp can have this address. One looks like "
        "https://whatsapp.com/channel/ with about 22 letters and digits behind."
    ),
    handles=((r"[A-Za-z0-9]{16,40}", r"channel/\g<0>"),),
    forms=(
        own(r".+", A_CHAT, host=r"wa\.me|(?:chat|api)\.whatsapp\.com"),
        account(_CHANNEL, "channel/{id}"),
        post(rf"{_CHANNEL}/.+", "channel/{id}"),
        own(r"(?:send|catalog|community|invite|message)(?:/.*)?", A_CHAT),
        misnamed(r"channel/.+"),
    ),
    urls=((r"(.+)", r"www.whatsapp.com/\1"),),
)

_CODE = r"(?P<id>[\w-]{2,100})"

DISCORD: Final = Platform(
    code="discord",
    name="Discord",
    hosts=("discord.com", "discordapp.com"),
    subdomains="ptb|canary",
    owns=("discord.gg", "dis.gd", "discord.new", "discord.gift", "discordapp.net", "discord.media"),
    looks=gettext_noop(
        "No invitation to Discord can have this address. One looks like "
        "https://discord.gg/ with a code of letters and digits behind."
    ),
    handles=((r"[\w-]{2,100}", r"invite/\g<0>"),),
    forms=(
        account(rf"(?:invite/)?{_CODE}", "{id}", host=r"discord\.gg"),
        account(rf"(?:servers/)?invite/{_CODE}", "{id}"),
        post(r"channels/.+|events/.+"),
        misnamed(r"invite/.+"),
    ),
    urls=((r"(.+)", r"discord.gg/\1"),),
)

_LOCALE = r"(?:intl-[a-z-]+/)?(?:embed(?:-podcast)?/)?"

SPOTIFY: Final = Platform(
    code="spotify",
    name="Spotify",
    brand="spotify",
    hosts=("open.spotify.com",),
    owns=("spotify.com", "spotify.link", "spoti.fi", "scdn.co", "spotifycdn.com", "spotify.design"),
    looks=gettext_noop(
        "No podcast on Spotify can have this address. One looks like "
        "https://open.spotify.com/show/ with 22 letters and digits behind."
    ),
    handles=((r"[A-Za-z0-9]{22}", r"show/\g<0>"),),
    forms=(
        short_link(r".+", host=r"spotify\.link|spoti\.fi"),
        account(rf"{_LOCALE}show/(?P<id>[a-z0-9]{{22}})", "show/{id}"),
        post(rf"{_LOCALE}show/(?P<id>[a-z0-9]{{22}})/.+", "show/{id}"),
        post(rf"{_LOCALE}(?:episode|track|album|playlist|user/[^/]+/playlist)/.+"),
        misnamed(rf"{_LOCALE}show/.+"),
    ),
    urls=((r"(.+)", r"open.spotify.com/\1"),),
)


def _wikipedia_name(name: str) -> str | None:
    """Spaces are underscores, and the first letter has no case."""
    name = re.sub(r"[\s_]+", "_", name).strip("_")
    first = name[:1].upper()
    # Some letters would become two, as ß does; those stay as they are.
    return (first if len(first) == 1 else name[:1]) + name[1:] or None


_USER_PAGE = (
    r"(?:user|bruker|brukar|benutzer|benutzerin|användare|bruger|utilisateur|utilisatrice|usuario|"
    r"usuaria|utente|gebruiker|käyttäjä|notandi|geavaheaddji|geavaheaddje)[ _]*:[ _]*"
    r"(?P<name>[^/#:?%|<>\[\]{}]{1,250})"
)
_LANGUAGE = r"(?!www\b|m\b)(?P<lang>[a-z]{2,3}(?:-[a-z]+)*)(?:\.m)?\.wikipedia\.org"
# The bokmål Wikipedia has two hosts, of which one leads to the other.
_BOKMAL = r"nb(?:\.m)?\.wikipedia\.org"

WIKIPEDIA: Final = Platform(
    code="wikipedia",
    name="Wikipedia",
    brand="wikipedia",
    owns=("wikipedia.org", "wikipedia.com", "wikipedia.no", "wikipedia.de"),
    fold=_wikipedia_name,
    forms=(
        account(rf"wiki/{_USER_PAGE}", "no:{name}", host=_BOKMAL),
        account(rf"wiki/{_USER_PAGE}", "{lang}:{name}", host=_LANGUAGE),
        account(r"w/index\.php|wiki|w", "no:{name}", host=_BOKMAL, query=("title", _USER_PAGE)),
        account(
            r"w/index\.php|wiki|w", "{lang}:{name}", host=_LANGUAGE, query=("title", _USER_PAGE)
        ),
        post(rf"wiki/{_USER_PAGE}/.+", "no:{name}", host=_BOKMAL),
        post(rf"wiki/{_USER_PAGE}/.+", "{lang}:{name}", host=_LANGUAGE),
        own(r"wiki/.+|w/.*", AN_ARTICLE, host=_LANGUAGE),
    ),
    urls=((r"([a-z-]+):(.+)", r"\1.wikipedia.org/wiki/User:\2"),),
)
