"""The platforms that some profiles of a municipality are on."""

from typing import Final

from profiles.platforms.addresses import gettext_noop
from profiles.platforms.forms import account, own, post, words
from profiles.platforms.verdicts import Platform

AN_ARTICLE = gettext_noop(
    "This is an article that anybody can write in. Only a user page can be registered."
)
A_CHAT = gettext_noop("This is a chat or a group chat, not a channel that can be followed.")

_ACTOR = (
    r"(?:@?(?P<name>[a-z0-9-]+(?:\.[a-z0-9-]+)+)|(?P<id>did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.:-]+)))"
)

BLUESKY: Final = Platform(
    code="bluesky",
    name="Bluesky",
    hosts=("bsky.app",),
    subdomains="m|main",
    owns=("bsky.app", "bsky.social"),
    handle="profile/{handle}",
    forms=(
        post(rf"profile/{_ACTOR}/(?:post|feed|lists?)/.+", "{name}{id}"),
        account(
            rf"profile/{_ACTOR}(?:/(?:known-followers|followers|follows|search))?", "{name}{id}"
        ),
        post(r"starter-pack/.+|start/.+"),
    ),
    urls=((r"(.+)", r"bsky.app/profile/\1"),),
)

_NSID = r"(?P<id>\d+@N\d{2})"
_ALIAS = r"(?P<name>[\w-]{1,64})"
_ALBUMS = (
    r"albums|sets|galleries|collections|groups|favorites|faves|tags|archives|map|with|page\d+|"
    r"alltags|stats|about"
)

FLICKR: Final = Platform(
    code="flickr",
    name="Flickr",
    hosts=("flickr.com",),
    subdomains="m|secure",
    owns=("flickr.com", "flic.kr", "staticflickr.com"),
    handle="photos/{handle}",
    forms=(
        account(rf"(?:photos|people)/{_NSID}(?:/(?:{_ALBUMS}))?", "id/{id}"),
        post(rf"photos/{_NSID}/.+", "id/{id}"),
        own(r"photos/(?:tags|upload|organize|friends|me)(?:/.*)?"),
        account(rf"(?:photos|people)/{_ALIAS}(?:/(?:{_ALBUMS}))?", "{name}"),
        post(rf"photos/{_ALIAS}/.+", "{name}"),
    ),
    urls=((r"id/(.+)", r"www.flickr.com/photos/\1"), (r"(.+)", r"www.flickr.com/photos/\1")),
)

VIMEO: Final = Platform(
    code="vimeo",
    name="Vimeo",
    hosts=("vimeo.com",),
    subdomains="m",
    owns=("vimeo.com", "vimeopro.com"),
    handle="{handle}",
    forms=(
        post(r"\d+(?:/.*)?|video/.+|(?:album|showcase|event|ondemand|manage|groups)/.+"),
        post(r"channels/(?P<slug>[\w-]+)/\d+.*", "channels/{slug}"),
        account(r"channels/(?P<slug>[\w-]+)(?:/(?:videos|about))?", "channels/{slug}"),
        account(
            r"(?P<name>[a-z0-9_-]*[a-z_-][a-z0-9_-]*)(?:/(?:videos|about|albums|likes|following|"
            r"followers|collections|channels|groups|profile))?",
            "{name}",
        ),
    ),
    reserved=words(
        "about album api apps blog business categories channels create customers enterprise "
        "explore features for-hire forums groups guidelines help home jobs join live log_in "
        "login manage ondemand partners password pricing privacy professionals search settings "
        "showcase site_map solutions sign_up signup staffpicks stock store terms upgrade upload "
        "video videos watch watchnow cookie_policy dmca careers press everywhere screen-recorder"
    ),
    urls=((r"(.+)", r"vimeo.com/\1"),),
)

_PINTEREST_TLDS = sorted(
    words(
        "ca co.uk de fr es it pt se dk at ch ie nz no com.au com.mx jp co.kr ph cl ru nl be fi "
        "pl com.uy com.pe com.bo com.ec com.py co.nz co.in co.at hu id in info uk vn th tw ec"
    )
)

PINTEREST: Final = Platform(
    code="pinterest",
    name="Pinterest",
    hosts=("pinterest.com", *(f"pinterest.{tld}" for tld in _PINTEREST_TLDS)),
    subdomains=r"m|[a-z]{2}|[a-z]{2}-[a-z]{2}",
    owns=("pinterest.com", "pin.it"),
    handle="{handle}",
    forms=(
        post(r"pin/.+"),
        account(
            r"(?P<name>[a-z0-9_]{3,30})(?:/(?:_created|_saved|_profile|pins|boards|followers|"
            r"following|_shop|_tools))?",
            "{name}",
        ),
        post(r"(?P<name>[a-z0-9_]{3,30})/.+", "{name}"),
    ),
    reserved=words(
        "pin pins search ideas today categories business explore settings about help login signup "
        "join password topics discover resource homefeed news_hub shopping tv videos policy "
        "privacy terms careers press logout board boards source convert invited me settings"
    ),
    urls=((r"(.+)", r"www.pinterest.com/\1"),),
)

_SUB = r"r/(?P<slug>\w{2,21})"
_USER = r"(?:u|user)/(?P<slug>[\w-]{3,20})"

REDDIT: Final = Platform(
    code="reddit",
    name="Reddit",
    hosts=("reddit.com",),
    subdomains=r"old|new|np|m|i|amp|sh|ssl|[a-z]{2}",
    owns=("reddit.com", "redd.it"),
    handle="user/{handle}",
    forms=(
        own(r"r/(?:all|popular|random|mod|friends)(?:/.*)?"),
        own(r"(?:u|user)/me(?:/.*)?"),
        post(rf"{_SUB}/(?:comments|s|gallery|duplicates)/.+", "r/{slug}"),
        account(rf"{_SUB}(?:/[^/]*)?", "r/{slug}"),
        post(rf"{_SUB}/.+", "r/{slug}"),
        post(rf"{_USER}/(?:comments|s|m)/.+", "user/{slug}"),
        account(rf"{_USER}(?:/[^/]*)?", "user/{slug}"),
        post(r"(?:comments|gallery|tb|poll)/.+"),
    ),
    urls=((r"(.+)", r"www.reddit.com/\1"),),
)

_TWITCH = r"(?P<name>[a-z0-9]\w{2,24})"

TWITCH: Final = Platform(
    code="twitch",
    name="Twitch",
    hosts=("twitch.tv",),
    subdomains="m|go",
    owns=("twitch.tv", "twitch.com"),
    handle="{handle}",
    forms=(
        post(r"(?:videos|video|collections|clip|clips|events)/.+"),
        post(rf"{_TWITCH}/(?:video|v|clip|b|c)/.+", "{name}"),
        account(
            rf"(?:(?:popout|moderator|embed)/)?{_TWITCH}(?:/(?:videos|about|schedule|clips|chat|"
            r"home|followers|following|squad|collections|events|profile))?",
            "{name}",
        ),
    ),
    reserved=words(
        "directory downloads jobs p settings videos video subscriptions inventory wallet drops "
        "prime turbo store search login signup logout user team friends following messages "
        "broadcast creatorcamp bits blog press legal partner affiliate popout moderator embed "
        "products privacy dashboard manager activate redeem annual-recap"
    ),
    urls=((r"(.+)", r"www.twitch.tv/\1"),),
)

SPOTIFY: Final = Platform(
    code="spotify",
    name="Spotify",
    hosts=("open.spotify.com",),
    owns=("spotify.com", "spotify.link", "spoti.fi"),
    forms=(
        account(
            r"(?:intl-[a-z-]+/)?(?:embed(?:-podcast)?/)?show/(?P<id>[a-z0-9]{22})(?:/.*)?",
            "show/{id}",
        ),
        post(
            r"(?:intl-[a-z-]+/)?(?:embed(?:-podcast)?/)?"
            r"(?:episode|track|album|playlist|user/[^/]+/playlist)/.+"
        ),
    ),
    urls=((r"(.+)", r"open.spotify.com/\1"),),
)

WHATSAPP: Final = Platform(
    code="whatsapp",
    name="WhatsApp",
    hosts=("whatsapp.com",),
    subdomains="m|web",
    owns=("whatsapp.com", "wa.me", "whatsapp.net"),
    forms=(
        account(r"channel/(?P<id>[a-z0-9]{16,40})", "channel/{id}"),
        post(r"channel/(?P<id>[a-z0-9]{16,40})/.+", "channel/{id}"),
        own(r"(?:send|catalog|community|invite|message)(?:/.*)?", A_CHAT),
    ),
    urls=((r"(.+)", r"www.whatsapp.com/\1"),),
)

DISCORD: Final = Platform(
    code="discord",
    name="Discord",
    hosts=("discord.com", "discordapp.com", "discord.gg"),
    subdomains="ptb|canary",
    owns=("discord.com", "discordapp.com", "discord.gg", "dis.gd", "discord.new"),
    forms=(
        account(r"invite/(?P<id>[\w-]{2,100})", "{id}"),
        post(r"channels/.+"),
    ),
    urls=((r"(.+)", r"discord.gg/\1"),),
)

_NAMESPACE = (
    r"(?:user|bruker|brukar|benutzer|benutzerin|användare|bruger|utilisateur|utilisatrice|usuario|"
    r"usuaria|utente|gebruiker|käyttäjä|notandi|geavaheaddji|geavaheaddje)"
)

WIKIPEDIA: Final = Platform(
    code="wikipedia",
    name="Wikipedia",
    owns=("wikipedia.org", "wikipedia.com"),
    forms=(
        account(rf"wiki/{_NAMESPACE}:(?P<id>[^/#:?%]+)(?:/.*)?", "{lang}:{id}"),
        own(r"wiki/.+|w/.*", AN_ARTICLE),
    ),
    urls=((r"([a-z-]+):(.+)", r"\1.wikipedia.org/wiki/User:\2"),),
)

MINOR: Final = (
    BLUESKY,
    FLICKR,
    VIMEO,
    PINTEREST,
    REDDIT,
    TWITCH,
    SPOTIFY,
    WHATSAPP,
    DISCORD,
    WIKIPEDIA,
)
