"""The platforms that most profiles of a municipality are on."""

import unicodedata
from typing import Final

from profiles.platforms.addresses import gettext_noop
from profiles.platforms.forms import account, own, post, words
from profiles.platforms.verdicts import Platform

SHORT_LINK = gettext_noop(
    "This is a short link that does not say whose it is. Open it, and copy the address that "
    "your browser shows then."
)
A_PERSON = gettext_noop(
    "This is the page of a person. Register the page of the municipality or the department."
)


def _facebook_name(name: str) -> str:
    """Facebook does not tell names apart by dots or case."""
    return name.replace(".", "").lower()


def _youtube_name(name: str) -> str:
    """YouTube has letters of any script, and does not tell names apart by case."""
    return unicodedata.normalize("NFC", name).lower()


_TABS = (
    "about|about_[a-z_]+|photos|photos_[a-z]+|videos|posts|events|community|reviews|followers|"
    "following|likes|friends|mentions|reels|reels_tab|live|live_videos|services|shop|notes|"
    "groups|map|menu|directory|jobs|offers|fundraisers|past_hosted_events|upcoming_hosted_events|"
    "timeline|info|sports|music|media_set|photos_stream|home|app|messages|inbox"
)
_FB = r"(?P<name>[a-z0-9.]*[a-z0-9][a-z0-9.]*)"

FACEBOOK: Final = Platform(
    code="facebook",
    name="Facebook",
    hosts=("facebook.com", "fb.com"),
    subdomains=r"m|mbasic|mobile|touch|web|free|d|h|iphone|x|beta|[a-z]{2,3}-[a-z]{2}",
    owns=("facebook.com", "fb.com", "fb.me", "fb.watch", "fb.gg", "messenger.com", "m.me"),
    fold=_facebook_name,
    handle="{handle}",
    forms=(
        account(r"profile\.php|home\.php|timeline\.php", "id/{id}", query="id"),
        account(r"people/[^/]+/(?P<id>\d+)(?:/.*)?", "id/{id}"),
        account(r"pages/(?:category/)?(?:[^/]+/)?[^/]*?-?(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
        account(r"p/[^/]*-(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
        post(
            r"groups/(?P<slug>[\w.-]+)/(?:posts|permalink|pending_posts|user|photos|media)/.+",
            "groups/{slug}",
        ),
        account(r"groups/(?P<slug>[\w.-]+)(?:/[^/]*)?", "groups/{slug}"),
        account(rf"pg/{_FB}(?:/.*)?", "{name}"),
        post(r"(?:permalink|story|photo|photos)\.php|photo|media/set", "id/{id}", query="id"),
        post(
            r"(?:permalink|story|photo|video)\.php|photo|media/set|watch/.+|video/.*|"
            r"reel/.+|reels/.+|events/\d+.*|share/.+|share\.php|sharer(?:\.php|/.*)?|"
            r"stories/.+|videos/.+|live/.+|notes/.+|marketplace/item/.+|story/.*|posts/.+"
        ),
        post(r"watch", query="v"),
        account(r"(?P<id>\d{5,})", "id/{id}"),
        post(r"(?P<id>\d{5,})/(?:posts|photos|videos|reels?|events)/.+", "id/{id}"),
        account(rf"(?P<id>\d{{5,}})/(?:{_TABS})", "id/{id}"),
        post(rf"{_FB}/(?:posts|photos|videos|reels?|events|notes|media_set|live)/.+", "{name}"),
        account(rf"{_FB}(?:/(?:{_TABS})(?:/[^/]*)?)?", "{name}"),
        account(r"[^/]*-(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
    ),
    reserved=words(
        "pages page groups group events event watch marketplace login login.php logout help "
        "helpers hashtag home home.php gaming games stories reel reels share sharer sharer.php "
        "policies policy privacy terms settings notifications messages messenger friends people "
        "search saved memories bookmarks ads business developers dialog directory legal "
        "careers about live places photo photo.php photos video videos story.php permalink.php "
        "profile.php media plugins l.php flx recover checkpoint ajax r.php reg signup signup.php "
        "fundraisers donate jobs offers weather crisisresponse communitystandards cookie cookies "
        "lite mobile ad_campaign adsmanager business_help latest feed feeds find-friends me "
        "public apps instagram whatsapp meta meta_verified notes pg pages_manage tr "
        "creators payments pay oculus portal safety security support translations browse index.php"
    ),
    urls=(
        (r"id/(\d+)", r"www.facebook.com/profile.php?id=\1"),
        (r"(.+)", r"www.facebook.com/\1"),
    ),
)

_IG = r"@?(?P<name>[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?)"

INSTAGRAM: Final = Platform(
    code="instagram",
    name="Instagram",
    hosts=("instagram.com", "instagr.am"),
    subdomains="m",
    owns=("instagram.com", "instagr.am", "ig.me"),
    handle="{handle}",
    forms=(
        post(r"(?:p|reel|reels|tv|share)/.+"),
        post(rf"stories/(?!highlights/){_IG}(?:/.*)?", "{name}"),
        post(r"stories/.+|s/.+"),
        account(rf"_u/{_IG}", "{name}"),
        post(rf"{_IG}/(?:p|reel|tv)/.+", "{name}"),
        account(
            rf"{_IG}(?:/(?:reels|tagged|channel|guides|feed|saved|followers|following|live|"
            r"igtv|profilecard))?",
            "{name}",
        ),
    ),
    reserved=words(
        "p reel reels tv stories explore accounts account direct about developer developers "
        "legal press web api challenge emails session archive ar oauth static graphql download "
        "directory help privacy terms blog jobs business safety login signup nametag create "
        "your_activity locations tags topics lite threads s share ads hashtag invites legal "
        "language_preferences qr push settings notifications data fragment favicon.ico"
    ),
    urls=((r"(.+)", r"www.instagram.com/\1"),),
)

THREADS: Final = Platform(
    code="threads",
    name="Threads",
    hosts=("threads.net", "threads.com"),
    owns=("threads.net", "threads.com"),
    handle="@{handle}",
    forms=(
        post(rf"{_IG}/post/.+", "{name}"),
        post(r"t/.+"),
        account(rf"@{_IG.removeprefix('@?')}(?:/(?:replies|media|reposts|about))?", "{name}"),
    ),
    urls=((r"(.+)", r"www.threads.com/@\1"),),
)

_X = r"@?(?P<name>[a-z0-9_]{1,15})"

X: Final = Platform(
    code="x",
    name="X",
    hosts=("x.com", "twitter.com"),
    subdomains="m|mobile",
    owns=("x.com", "twitter.com", "t.co", "twimg.com"),
    handle="{handle}",
    forms=(
        account(r"intent/(?:user|follow|profile)", "{name}", query="screen_name"),
        account(r"i/user/(?P<id>\d+)", "id/{id}"),
        post(r"i/(?:web/)?(?:status|events|moments|broadcasts|spaces)/.+"),
        post(rf"(?!i/){_X}/(?:status|statuses|moments|timelines|article)/.+", "{name}"),
        account(
            rf"{_X}(?:/(?:with_replies|media|likes|lists|followers|following|highlights|articles|"
            r"topics|moments|photo|header_photo|about|verified_followers|affiliates|superfollows|"
            r"followers_you_follow|favorites|reposts|communities))?",
            "{name}",
        ),
    ),
    reserved=words(
        "i home search intent hashtag explore messages notifications settings compose login "
        "logout signup tos privacy about jobs download account share who_to_follow oauth help "
        "bookmarks lists communities premium verified-choose grok moments trends following "
        "followers search-advanced search-home connect_people topics spaces widgets statuses "
        "status rules security blog developers events everywhere invitations mentions favorites "
        "personalization similar_to sessions translate twitter_error welcome"
    ),
    urls=((r"id/(\d+)", r"x.com/i/user/\1"), (r"(.+)", r"x.com/\1")),
)

# Letters of any script, so what a handle cannot have is said instead.
_YT = r"[^\s/@?#&:;,+%\"'<>]"
_YT_HANDLE = rf"(?P<name>@{_YT}{{3,100}})"
_YT_TABS = (
    "featured|videos|shorts|live|streams|playlists|community|posts|channels|about|podcasts|"
    "releases|store|courses|search|join|membership|discussion|feed|null|sub_confirmation"
)

YOUTUBE: Final = Platform(
    code="youtube",
    name="YouTube",
    fold=_youtube_name,
    hosts=("youtube.com", "youtube-nocookie.com"),
    subdomains="m|music|gaming|kids|web|tv",
    owns=("youtube.com", "youtube-nocookie.com", "youtu.be", "blog.youtube", "about.youtube"),
    handle="@{handle}",
    forms=(
        account(rf"channel/(?P<id>(?-i:UC)[\w-]{{22}})(?:/(?:{_YT_TABS}))?", "channel/{id}"),
        own(r"channel/.*"),
        account(rf"{_YT_HANDLE}(?:/(?:{_YT_TABS}))?", "{name}"),
        account(rf"c/(?P<name>{_YT}+)(?:/(?:{_YT_TABS}))?", "c/{name}"),
        account(rf"user/(?P<name>[\w.-]+)(?:/(?:{_YT_TABS}))?", "user/{name}"),
        post(r"watch", query="v"),
        post(r"playlist", query="list"),
        post(r"(?:watch|shorts|live|embed|v|e|clip|post|vi|podcast)/.+"),
        post(rf"{_YT_HANDLE}/(?:community|posts?|search)/.*", "{name}"),
        # Names from before the handles stand without anything in front of them, too.
        account(rf"(?P<name>[a-z0-9][\w.-]{{2,}})(?:/(?:{_YT_TABS}))?", "c/{name}"),
    ),
    reserved=words(
        "feed results gaming premium trending account ads creators about t howyoutubeworks kids "
        "music redirect attribution_link hashtag playlists upload signin logout channels oops "
        "static paid_memberships watch_videos shorts live watch playlist embed post clip "
        "account_notifications account_privacy movies sports news fashion learning podcasts "
        "youtubei iframe_api yt channel user c select_site supported_browsers help press jobs "
        "creatoracademy trends originals index login index.html view_all_playlists "
        "profile my_videos dashboard editor comment testtube show shows storefront source"
    ),
    urls=((r"(.+)", r"www.youtube.com/\1"),),
)

_LI = r"(?P<slug>[^/?#\s]{1,100})"
_LI_TABS = (
    "about|posts|jobs|people|life|life/.*|videos|events|products|insights|mycompany|"
    "mycompany/.*|admin|admin/.*|home|alumni|careers|pages|ads|feed|verification|newsletters"
)

LINKEDIN: Final = Platform(
    code="linkedin",
    name="LinkedIn",
    hosts=("linkedin.com",),
    subdomains=r"m|touch|[a-z]{2,3}",
    owns=("linkedin.com", "lnkd.in"),
    handle="company/{handle}",
    forms=(
        account(rf"(?:organization-guest/)?company/{_LI}(?:/(?:{_LI_TABS}))?", "company/{slug}"),
        account(rf"(?:edu/)?school/{_LI}(?:/(?:{_LI_TABS}))?", "school/{slug}"),
        account(rf"showcase/{_LI}(?:/(?:{_LI_TABS}))?", "showcase/{slug}"),
        post(r"(?:posts|pulse|video|events|embed|newsletters)/.+|feed/(?:update|hashtag)/.+"),
        own(r"(?:in|pub|profile)/.+", A_PERSON),
    ),
    urls=((r"(.+)", r"www.linkedin.com/\1"),),
)

_TT = r"@(?P<name>[\w.]{2,24})"

TIKTOK: Final = Platform(
    code="tiktok",
    name="TikTok",
    hosts=("tiktok.com",),
    subdomains="m|us|lite",
    owns=("tiktok.com", "tiktokv.com"),
    handle="@{handle}",
    forms=(
        post(rf"{_TT}/(?:video|photo|collection|playlist|story)/.+", "{name}"),
        account(rf"{_TT}(?:/(?:live|video|playlist|liked|reposts))?", "{name}"),
        post(r"(?:v|video|embed|share/video|music|story)/.+"),
        own(r"t/.+", SHORT_LINK),
    ),
    urls=((r"(.+)", r"www.tiktok.com/@\1"),),
)

_SC = r"(?P<name>[a-z][\w.-]{1,28}\w)"

SNAPCHAT: Final = Platform(
    code="snapchat",
    name="Snapchat",
    hosts=("snapchat.com",),
    subdomains="story|m|web",
    owns=("snapchat.com", "snap.com"),
    handle="add/{handle}",
    forms=(
        account(rf"(?:add|s|u|p)/@?{_SC}", "{name}"),
        post(rf"(?:add/)?@{_SC}/(?:spotlight|highlight|highlights|story|lens)/.+", "{name}"),
        account(rf"@{_SC}(?:/(?:spotlight|stories|lenses|about|highlights))?", "{name}"),
        post(r"(?:spotlight|discover|story)/.+"),
        own(r"t/.+", SHORT_LINK),
    ),
    urls=((r"(.+)", r"www.snapchat.com/add/\1"),),
)

MAJOR: Final = (
    FACEBOOK,
    INSTAGRAM,
    YOUTUBE,
    LINKEDIN,
    TIKTOK,
    SNAPCHAT,
    X,
    THREADS,
)
