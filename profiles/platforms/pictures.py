"""Platforms for pictures: Instagram, Snapchat, Flickr, Pinterest."""

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

# No full stop at an end, nor two together. Threads has the same names.
INSTAGRAM_NAME: Final = r"(?P<name>(?!\.)(?![^/]*\.\.)[a-z0-9_.]{1,30}(?<!\.))"
_IG = rf"@?{INSTAGRAM_NAME}"

INSTAGRAM: Final = Platform(
    code="instagram",
    name="Instagram",
    brand="instagram",
    hosts=("instagram.com", "instagr.am"),
    subdomains="m|l",
    owns=("ig.me", "cdninstagram.com", "instagram-engineering.com", "instagram-brand.com"),
    looks=gettext_noop(
        "No profile on Instagram can have this name. Names there have up to 30 letters a–z, "
        "digits, underscores and full stops, as in https://www.instagram.com/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        post(rf"(?:m/)?{_IG}", "{name}", host=r"ig\.me"),
        short_link(r".*", host=r"ig\.me|l\.instagram\.com"),
        post(r"(?:p|reel|reels|tv|s|share|channel|j)/.+"),
        post(r"stories/highlights/.+"),
        post(rf"stories/{_IG}(?:/.*)?", "{name}"),
        account(rf"_u/{_IG}", "{name}"),
        account(
            rf"{_IG}(?:/(?:reels|tagged|channel|guides|feed|saved|followers|following|live|"
            r"igtv|profilecard|reposts))?",
            "{name}",
        ),
        post(rf"{_IG}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "p reel reels tv stories explore accounts account direct about developer developers "
        "legal press web api challenge emails session archive ar oauth static graphql download "
        "directory help privacy terms blog jobs business safety login signup nametag create "
        "your_activity locations tags topics lite threads s share ads hashtag invites _u _n j "
        "language_preferences qr push settings notifications data fragment favicon.ico channel "
        "popular community creators contact support robots.txt index.php logout meta_verified "
        "branded_content fxcal media user users shop shopping sitemap.xml"
    ),
    urls=((r"(.+)", r"www.instagram.com/\1"),),
)

_SC = r"(?P<name>[a-z][\w.-]{1,13}[a-z0-9])"

SNAPCHAT: Final = Platform(
    code="snapchat",
    name="Snapchat",
    brand="snapchat",
    hosts=("snapchat.com",),
    subdomains="story|m|web",
    owns=("snap.com", "snapchatforbusiness.com"),
    looks=gettext_noop(
        "No profile on Snapchat can have this name. Names there have 3 to 15 letters a–z, "
        "digits, underscores, hyphens and full stops, and begin with a letter, as in "
        "https://www.snapchat.com/add/name."
    ),
    handles=((r"@?(.+)", r"add/\1"),),
    forms=(
        short_link(r"t/.+"),
        post(r"(?:spotlight|discover|story|lens|p)/.+"),
        account(rf"(?:add|s|u)/@?{_SC}", "{name}"),
        account(rf"(?:add/)?@{_SC}(?:/(?:spotlight|stories|lenses|about|highlights?))?", "{name}"),
        post(rf"(?:add/)?@{_SC}/.+", "{name}"),
        misnamed(r"(?:@|(?:add|s|u)/).*"),
    ),
    urls=((r"(.+)", r"www.snapchat.com/add/\1"),),
)

_NSID = r"(?P<id>\d{1,12}@(?-i:N)\d{2})"
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
    owns=("flic.kr", "staticflickr.com"),
    looks=gettext_noop(
        "No profile on Flickr can have this name. Names there have letters a–z, digits, "
        "underscores and hyphens, as in https://www.flickr.com/photos/name."
    ),
    handles=((r"@?(.+)", r"photos/\1"),),
    forms=(
        post(r"(?:p/)?.+", host=r"flic\.kr"),
        own(r"photos/(?:tags|upload|organize|friends|me|search|recent)(?:/.*)?"),
        account(rf"(?:photos|people)/{_NSID}(?:/(?:{_ALBUMS}))?", "id/{id}"),
        post(rf"photos/{_NSID}/.+", "id/{id}"),
        account(rf"(?:photos|people)/{_ALIAS}(?:/(?:{_ALBUMS}))?", "{name}"),
        post(rf"(?:photos|people)/{_ALIAS}/.+", "{name}"),
        misnamed(r"(?:photos|people)/.+"),
    ),
    urls=((r"id/(.+)", r"www.flickr.com/photos/\1"), (r"(.+)", r"www.flickr.com/photos/\1")),
)

_TOPS = (
    "ca co.uk de fr es it pt se dk at ch ie nz no com.au com.mx jp co.kr ph cl ru nl be fi pl "
    "com.uy com.pe com.bo com.ec com.py co.nz co.in co.at hu id in info uk vn th tw ec mx"
)
_PIN = r"@?(?P<name>[a-z0-9_-]{3,30})"

PINTEREST: Final = Platform(
    code="pinterest",
    name="Pinterest",
    brand="pinterest",
    hosts=("pinterest.com", *(f"pinterest.{top}" for top in _TOPS.split())),
    subdomains=r"m|[a-z]{2}|[a-z]{2}-[a-z]{2}",
    owns=("pin.it", "pinimg.com", "pinterestcareers.com", "pinterestmail.com"),
    looks=gettext_noop(
        "No profile on Pinterest can have this name. Names there have 3 to 30 letters a–z, "
        "digits and underscores, as in https://www.pinterest.com/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        short_link(r".*", host=r"pin\.it"),
        post(r"pin/.+"),
        account(
            rf"{_PIN}(?:/(?:_created|_saved|_profile|_pins|pins|boards|followers|following|_shop|"
            r"_tools|_community))?",
            "{name}",
        ),
        post(rf"{_PIN}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "pin pins search ideas today categories business explore settings about help login signup "
        "join password topics discover resource homefeed news_hub shopping tv videos policy me "
        "privacy terms careers press logout board boards source convert invited video create "
        "pin-builder pin-creation-tool edit email offsite oauth _ robots.txt user ads analytics"
    ),
    urls=((r"(.+)", r"www.pinterest.com/\1"),),
)
