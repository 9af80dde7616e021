"""Platforms for short messages: X, Threads, Bluesky, Mastodon."""

from typing import Final

from profiles.platforms.declaring import Platform, account, misnamed, post, short_link, words
from profiles.platforms.pictures import INSTAGRAM_NAME
from profiles.platforms.verdicts import gettext_noop

_X = r"@?(?P<name>[a-z0-9_]{1,15})"

X: Final = Platform(
    code="x",
    name="X",
    brand="twitter",
    hosts=("x.com", "twitter.com"),
    subdomains="m|mobile",
    owns=("t.co", "twimg.com", "twitterinc.com", "twittercommunity.com"),
    looks=gettext_noop(
        "No profile on X can have this name. Names there have up to 15 letters a–z, digits "
        "and underscores, as in https://x.com/name."
    ),
    handles=((r"@?(.+)", r"\1"),),
    forms=(
        short_link(r".+", host=r"t\.co"),
        account(r"intent/(?:user|follow|profile)", "{name}", query=("screen_name", _X)),
        account(r"intent/(?:user|follow)", "id/{id}", query=("user_id", r"(?P<id>\d{1,20})")),
        account(r"i/user/(?P<id>\d{1,20})", "id/{id}"),
        post(r"i/(?:web/)?(?:status|events|moments|broadcasts|spaces|communities|lists)/.+"),
        account(
            rf"{_X}(?:/(?:with_replies|media|likes|lists|followers|following|highlights|articles|"
            r"topics|moments|photo|header_photo|about|verified_followers|affiliates|superfollows|"
            r"followers_you_follow|favorites|reposts|communities))?",
            "{name}",
        ),
        post(rf"{_X}/.+", "{name}"),
        misnamed(r".+"),
    ),
    reserved=words(
        "i home search intent hashtag explore messages notifications settings compose login "
        "logout signup tos privacy about jobs download account share who_to_follow oauth help "
        "bookmarks lists communities premium verified-choose grok moments trends following "
        "followers search-advanced search-home connect_people topics spaces widgets statuses "
        "status rules security blog developers events everywhere invitations mentions favorites "
        "personalization similar_to sessions translate twitter_error welcome goodies articles "
        "account_suspended accessibility business careers logged_out robots.txt favicon.ico cards "
        "i_am_not_a_robot keyboard_shortcuts newtwitter opensearch.xml safety tweetbutton"
    ),
    urls=((r"id/(\d+)", r"x.com/i/user/\1"), (r"(.+)", r"x.com/\1")),
)

_THREADS = rf"@{INSTAGRAM_NAME}"

THREADS: Final = Platform(
    code="threads",
    name="Threads",
    hosts=("threads.com", "threads.net"),
    looks=gettext_noop(
        "No profile on Threads can have this address. One looks like "
        "https://www.threads.com/@name, and names have up to 30 letters a–z, digits, "
        "underscores and full stops."
    ),
    handles=((r"@?(.+)", r"@\1"),),
    forms=(
        account(rf"{_THREADS}(?:/(?:replies|media|reposts|about))?", "{name}"),
        post(rf"{_THREADS}/.+", "{name}"),
        post(r"t/.+"),
        misnamed(r"@.*"),
    ),
    urls=((r"(.+)", r"www.threads.com/@\1"),),
)

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ACTOR = (
    rf"(?:@?(?P<name>{_LABEL}(?:\.{_LABEL})+)|"
    r"(?P<id>(?-i:did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.:%-]+))))"
)

BLUESKY: Final = Platform(
    code="bluesky",
    name="Bluesky",
    hosts=("bsky.app",),
    subdomains="m|main|staging",
    owns=("bsky.social", "bsky.network"),
    looks=gettext_noop(
        "No profile on Bluesky can have this name. Names there look like name.bsky.social, "
        "and addresses like https://bsky.app/profile/name.bsky.social."
    ),
    hostlike_handles=True,
    handles=(
        (r"did:.+", r"profile/\g<0>"),
        (r"@?([^.]+)", r"profile/\1.bsky.social"),
        (r"@?(.+)", r"profile/\1"),
    ),
    forms=(
        account(r"", "{name}", host=rf"(?P<name>{_LABEL}\.bsky\.social)"),
        account(
            rf"profile/{_ACTOR}(?:/(?:known-followers|followers|follows|search))?", "{name}{id}"
        ),
        post(rf"profile/{_ACTOR}/.+", "{name}{id}"),
        post(rf"starter-pack/{_ACTOR}/.+", "{name}{id}"),
        post(r"(?:starter-pack|starter-pack-short|start)/.+"),
        misnamed(r"profile/.+"),
    ),
    urls=((r"(.+)", r"bsky.app/profile/\1"),),
)

# An ActivityPub server can have any name, so accounts there are known by the path alone.
MASTODON: Final = Platform(
    code="mastodon",
    name="Mastodon",
    urls=((r"(?P<user>[^@]+)@(?P<host>.+)", r"\g<host>/@\g<user>"),),
)
