"""Platforms for video: YouTube, TikTok, Vimeo, Twitch."""

import unicodedata
from typing import Final

from profiles.platforms.declaring import (
    Platform,
    account,
    misnamed,
    own,
    post,
    short_link,
    words,
)
from profiles.platforms.verdicts import gettext_noop


def _youtube_name(name: str) -> str | None:
    """YouTube has letters of any script, and does not tell names apart by case."""
    name = unicodedata.normalize("NFC", name)
    if not all(it in "@_-.·" or unicodedata.category(it)[0] in "LMN" for it in name):
        return None
    # Letter by letter, since the case of a Greek sigma would hang on its neighbours.
    return unicodedata.normalize("NFC", "".join(letter.lower() for letter in name))


_TABS = (
    "featured|videos|shorts|live|streams|playlists|community|posts|channels|about|podcasts|"
    "releases|store|courses|search|join|membership|discussion|feed|null|sub_confirmation"
)
_CHANNEL = r"(?P<id>(?-i:UC)[\w-]{22})"
# In languages with many letters a handle may have a single one.
_HANDLE = r"(?P<name>@[^/@]{1,30})"
_CUSTOM = r"(?P<name>[^/@]{1,100})"

YOUTUBE: Final = Platform(
    code="youtube",
    name="YouTube",
    brand="youtube",
    hosts=("youtube.com", "youtube-nocookie.com"),
    subdomains="m|music|gaming|kids|web|tv",
    owns=(
        *("youtu.be", "yt.be", "ytimg.com", "blog.youtube", "about.youtube"),
        *("youtubekids.com", "youtubeeducation.com", "youtubego.com", "googlevideo.com"),
    ),
    fold=_youtube_name,
    looks=gettext_noop(
        "No channel on YouTube can have this address. One looks like "
        "https://www.youtube.com/@name, with up to 30 letters and digits, or like "
        "https://www.youtube.com/channel/ with 24 characters that begin with UC."
    ),
    handles=(
        (r"UC[\w-]{22}", r"channel/\g<0>"),
        (r"@?(.+)", r"@\1"),
    ),
    forms=(
        post(r".+", host=r"youtu\.be"),
        account(rf"channel/{_CHANNEL}(?:/(?:{_TABS}))?", "channel/{id}"),
        post(rf"channel/{_CHANNEL}/.+", "channel/{id}"),
        post(r"feeds/videos\.xml", "channel/{id}", query=("channel_id", _CHANNEL)),
        account(rf"{_HANDLE}(?:/(?:{_TABS}))?", "{name}"),
        post(rf"{_HANDLE}/.+", "{name}"),
        account(rf"c/{_CUSTOM}(?:/(?:{_TABS}))?", "c/{name}"),
        post(rf"c/{_CUSTOM}/.+", "c/{name}"),
        account(rf"user/(?P<name>[\w.-]{{1,100}})(?:/(?:{_TABS}))?", "user/{name}"),
        post(r"user/(?P<name>[\w.-]{1,100})/.+", "user/{name}"),
        misnamed(r"(?:channel|c|user)/.+|@.*"),
        own(r"channel|c|user"),
        post(r"watch", query=("v", r"[\w-]+")),
        post(r"playlist", query=("list", r"[\w-]+")),
        post(r"(?:watch|shorts|live|embed|v|e|clip|post|vi|podcast|source)/.+"),
        # Names from before there were handles stand without anything in front of them, too.
        account(rf"(?P<name>[a-z0-9][\w.-]{{1,99}})(?:/(?:{_TABS}))?", "c/{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "feed feeds results gaming premium trending account ads creators about t kids shorts "
        "howyoutubeworks music redirect attribution_link hashtag playlists upload signin logout "
        "oops static paid_memberships watch_videos live watch playlist embed post clip channels "
        "account_notifications account_privacy movies sports news fashion learning podcasts s "
        "youtubei iframe_api yt select_site supported_browsers help press jobs "
        "creatoracademy trends originals index login index.html view_all_playlists robots.txt "
        "profile my_videos dashboard editor comment testtube show shows storefront source v e vi "
        "api account_sharing account_billing account_playback family red tv browse new opensearch "
        "getpremium get_video_info player oembed reporthistory signup verify podcast stories "
        "img favicon.ico manifest.webmanifest sw.js sitemaps error handle purchases"
    ),
    urls=((r"(.+)", r"www.youtube.com/\1"),),
)

_TT = r"@(?P<name>[\w.]{1,23}\w)"

TIKTOK: Final = Platform(
    code="tiktok",
    name="TikTok",
    brand="tiktok",
    hosts=("tiktok.com",),
    subdomains="m|us|lite|t",
    owns=("tiktokv.com", "tiktokcdn.com", "tiktokshop.com"),
    looks=gettext_noop(
        "No profile on TikTok can have this address. One looks like "
        "https://www.tiktok.com/@name, and names have 2 to 24 letters a–z, digits, underscores "
        "and full stops."
    ),
    handles=((r"@?(.+)", r"@\1"),),
    forms=(
        short_link(r".+", host=r"(?:vm|vt)\.tiktok\.com"),
        short_link(r"t/.+"),
        account(rf"{_TT}(?:/(?:live|video|playlist|liked|reposts))?", "{name}"),
        post(rf"{_TT}/.+", "{name}"),
        post(r"embed/" + _TT, "{name}"),
        post(r"(?:v|video|embed|share/video|music|story|player)/.+"),
        misnamed(r"@.*"),
    ),
    urls=((r"(.+)", r"www.tiktok.com/@\1"),),
)

_VIMEO = r"@?(?P<name>(?=[^/]*[a-z_-])[a-z0-9_-]{1,60})"

VIMEO: Final = Platform(
    code="vimeo",
    name="Vimeo",
    hosts=("vimeo.com",),
    subdomains="m",
    owns=("vimeopro.com", "vimeocdn.com"),
    looks=gettext_noop(
        "No profile on Vimeo can have this name. Names there have letters a–z, digits, "
        "underscores and hyphens, as in https://vimeo.com/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        post(r".+", host=r"player\.vimeo\.com"),
        post(r"\d+(?:/.*)?"),
        post(r"(?:video|album|showcase|event|ondemand|manage|reviews)/.+"),
        own(r"channels/(?:staffpicks|all|page:\d+)"),
        account(r"channels/(?P<slug>[\w-]{1,60})(?:/(?:videos|about))?", "channels/{slug}"),
        post(r"channels/(?P<slug>[\w-]{1,60})/.+", "channels/{slug}"),
        account(
            rf"{_VIMEO}(?:/(?:videos|about|albums|likes|following|followers|collections|channels|"
            r"groups|profile|showcases))?",
            "{name}",
        ),
        post(rf"{_VIMEO}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "about album api apps blog business categories channels create customers enterprise "
        "explore features for-hire forums groups guidelines help home jobs join live log_in "
        "login manage ondemand partners password pricing privacy professionals search settings "
        "showcase site_map solutions sign_up signup staffpicks stock store terms upgrade upload "
        "video videos watch watchnow cookie_policy dmca careers press everywhere screen-recorder "
        "tag tags log_out logout user users me event events ott investors inbox stats goods "
        "accessibility cookie_list email_preferences forgot_password analytics library folders"
    ),
    urls=((r"(.+)", r"vimeo.com/\1"),),
)

_TWITCH = r"(?P<name>[a-z0-9]\w{2,24})"

TWITCH: Final = Platform(
    code="twitch",
    name="Twitch",
    hosts=("twitch.tv",),
    subdomains="m|go",
    owns=("twitch.com", "ttvnw.net", "jtvnw.net"),
    looks=gettext_noop(
        "No profile on Twitch can have this name. Names there have 3 to 25 letters a–z, digits "
        "and underscores, as in https://www.twitch.tv/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        post(r".+", host=r"clips\.twitch\.tv"),
        post(r"(?:videos|video|collections|clip|clips|events)/.+"),
        account(
            rf"(?:(?:popout|moderator|embed)/)?@?{_TWITCH}(?:/(?:videos|about|schedule|clips|chat|"
            r"home|followers|following|squad|collections|events|profile))?",
            "{name}",
        ),
        post(rf"@?{_TWITCH}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "directory downloads jobs p settings videos video subscriptions inventory wallet drops "
        "prime turbo store search login signup logout user team friends following messages "
        "broadcast creatorcamp bits blog press legal partner affiliate popout moderator embed "
        "products privacy dashboard manager activate redeem annual-recap clips clip collections "
        "events passport-callback security terms about help support robots.txt"
    ),
    urls=((r"(.+)", r"www.twitch.tv/\1"),),
)
