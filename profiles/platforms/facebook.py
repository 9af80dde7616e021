"""Facebook: pages and people by name or number, groups."""

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


def _name(name: str) -> str | None:
    """Facebook does not tell names apart by dots or case; digits alone are a number."""
    name = name.replace(".", "").lower()
    return name if 0 < len(name) <= 60 and not name.isdigit() else None


_TABS = (
    "about|about_[a-z_]+|photos|photos_[a-z]+|videos|posts|events|community|reviews|followers|"
    "following|likes|friends|mentions|reels|reels_tab|live|live_videos|services|shop|notes|"
    "groups|map|menu|directory|jobs|offers|fundraisers|past_hosted_events|upcoming_hosted_events|"
    "timeline|info|sports|music|photos_stream|home|app|inbox|directory_[a-z_]+"
)
_NAME = r"@?(?P<name>[a-z0-9.]{1,100})"
_ID = r"0*(?P<id>\d{1,30})"
_GROUP = r"groups/(?P<slug>[\w.-]{1,100})"
_GROUPS_OWN = r"groups/(?:feed|discover|joins?|create|search|notifications|you|category)(?:/.*)?"

FACEBOOK: Final = Platform(
    code="facebook",
    name="Facebook",
    brand="facebook",
    hosts=("facebook.com", "fb.com"),
    subdomains=r"m|mbasic|mobile|touch|web|free|d|h|p|0|iphone|x|beta|[a-z]{2,3}-[a-z]{2}",
    owns=(
        *("fb.me", "fb.watch", "fb.gg", "messenger.com", "m.me", "fbcdn.net", "facebook.net"),
        *("facebookbrand.com", "facebookcareers.com", "facebookblueprint.com"),
    ),
    fold=_name,
    looks=gettext_noop(
        "No profile on Facebook can have this name. Names there have only the letters a–z, "
        "digits and full stops, as in https://www.facebook.com/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        short_link(r".+", host=r"fb\.me|(?:l|lm)\.facebook\.com"),
        post(r".+", host=r"fb\.watch|fb\.gg"),
        post(_ID, "id/{id}", host=r"m\.me"),
        post(rf"(?:t/)?{_NAME}", "{name}", host=r"m\.me|messenger\.com"),
        account(r"(?:profile|home|timeline)\.php", "id/{id}", query=("id", _ID)),
        account(rf"people/[^/]+/{_ID}(?:/.*)?", "id/{id}"),
        account(r"pages/(?:category/)?(?:[^/]+/)?(?:[^/]*-)?(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
        account(r"p/[^/]*-(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
        own(_GROUPS_OWN),
        account(
            rf"{_GROUP}(?:/(?:about|members|media|files|events|buy_sell_discussion))?",
            "groups/{slug}",
        ),
        post(rf"{_GROUP}/.+", "groups/{slug}"),
        post(r"(?:permalink|story|photo)\.php|photo|media/set", "id/{id}", query=("id", _ID)),
        post(r"watch", query=("v", r"\d+")),
        post(r"(?:permalink|story|photo|video)\.php|photo|media/set"),
        post(r"share/(?:p|v|r)/.+"),
        short_link(r"share/.+"),
        post(
            r"(?:watch|video|reel|reels|stories|videos|live|notes|marketplace/item|story|posts|"
            r"photos|photo)/.+|events/(?:s/[^/]+/)?\d+.*"
        ),
        account(rf"pg/{_NAME}(?:/.*)?", "{name}"),
        account(rf"{_ID}(?:/(?:{_TABS}))?", "id/{id}"),
        post(rf"{_ID}/.+", "id/{id}"),
        account(rf"{_NAME}(?:/(?:{_TABS})(?:/[a-z_]*)?)?", "{name}"),
        account(r"[^/]*-(?P<id>\d{5,})(?:/.*)?", "id/{id}"),
        post(rf"{_NAME}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "pages page groups group events event watch marketplace login login.php logout help "
        "logout.php helpers hashtag home home.php gaming games stories reel reels share sharer "
        "sharer.php share.php policies policy privacy terms settings notifications messages "
        "messenger friends people search saved memories bookmarks ads business developers dialog "
        "directory legal careers about live places photo photo.php photos video video.php videos "
        "story.php permalink.php profile.php timeline.php media plugins l.php flx recover "
        "checkpoint ajax r.php reg signup signup.php fundraisers donate jobs offers weather "
        "crisisresponse communitystandards cookie cookies lite mobile ad_campaign adsmanager "
        "business_help latest feed feeds find-friends me public apps instagram whatsapp meta "
        "meta_verified notes pg tr creators payments pay oculus portal safety security support "
        "translations browse index.php campaign badges blog contact invite language join "
        "professional_dashboard latest pages_feed settings.php help.php search.php pokes "
        "onthisday wallet dating news sports local nearby shops bookmark creatorstudio "
        "audiencenetwork unsupportedbrowser robots.txt favicon.ico sitemap.php"
    ),
    urls=(
        (r"id/(\d+)", r"www.facebook.com/profile.php?id=\1"),
        (r"(.+)", r"www.facebook.com/\1"),
    ),
)
