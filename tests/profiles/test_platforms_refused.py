"""Addresses that are no profile: posts, pages of the platform's own, bad names, no addresses."""

import pytest

from profiles.platforms import PLATFORMS, Verdict, identify

CHANNEL = "UCabcdefghijklmnopqrstuv"
WHATSAPP = "0029VaABCDEFGHIJKLMN"

# Address → the account that can be read off.
POSTS = {
    "https://www.facebook.com/selkommune/posts/pfbid02": "selkommune",
    "https://www.facebook.com/selkommune/photos/a.1/2": "selkommune",
    "https://www.facebook.com/selkommune/videos/123": "selkommune",
    "https://www.facebook.com/groups/selbygda/posts/1": "groups/selbygda",
    "https://www.facebook.com/permalink.php?story_fbid=1&id=100064123456789": "id/100064123456789",
    "https://www.facebook.com/photo/?fbid=1": None,
    "https://www.facebook.com/watch/?v=1": None,
    "https://www.facebook.com/events/123": None,
    "https://www.facebook.com/events/s/konsert/123/": None,
    "https://www.facebook.com/reel/123": None,
    "https://www.facebook.com/share/p/abc": None,
    "https://www.facebook.com/selkommune/posts/tittel/pfbid02/": "selkommune",
    "https://m.facebook.com/story.php?story_fbid=1&id=100064123456789": "id/100064123456789",
    "https://www.facebook.com/selkommune/a-tab-of-their-own": "selkommune",
    "https://www.facebook.com/100064123456789/posts/1": "id/100064123456789",
    "https://www.facebook.com/groups/selbygda/permalink/1/": "groups/selbygda",
    "https://m.me/selkommune": "selkommune",
    "https://www.messenger.com/t/selkommune": "selkommune",
    "https://fb.watch/abc": None,
    "https://www.instagram.com/p/abc/": None,
    "https://www.instagram.com/reel/abc/": None,
    "https://www.instagram.com/selkommune/p/abc/": "selkommune",
    "https://www.instagram.com/stories/selkommune/1/": "selkommune",
    "https://www.threads.net/@selkommune/post/abc": "selkommune",
    "https://x.com/selkommune/status/1": "selkommune",
    "https://twitter.com/SelKommune/statuses/1/photo/1": "selkommune",
    "https://x.com/selkommune/lists/abc": "selkommune",
    "https://x.com/i/web/status/1": None,
    "https://www.youtube.com/watch?v=abc": None,
    "https://m.youtube.com/watch?app=desktop&v=abc": None,
    "https://youtu.be/abc?si=x": None,
    "https://www.youtube.com/embed/abc": None,
    f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}": f"channel/{CHANNEL}",
    "https://www.youtube.com/shorts/abc": None,
    "https://www.youtube.com/live/abc": None,
    "https://www.youtube.com/playlist?list=PL1": None,
    "https://www.linkedin.com/posts/sel-kommune_x-activity-1": None,
    "https://www.linkedin.com/feed/update/urn:li:activity:1": None,
    "https://www.tiktok.com/@selkommune/video/1": "selkommune",
    "https://www.snapchat.com/spotlight/abc": None,
    "https://bsky.app/profile/sel.bsky.social/post/3k": "sel.bsky.social",
    "https://snabelen.no/@sel/112233445566": "sel@snabelen.no",
    "https://snabelen.no/users/sel/statuses/1": "sel@snabelen.no",
    "https://www.flickr.com/photos/selkommune/123/": "selkommune",
    "https://vimeo.com/123456": None,
    "https://vimeo.com/123456/abcdef": None,
    "https://player.vimeo.com/video/1": None,
    "https://www.linkedin.com/company/sel-kommune/a-page-of-theirs": "company/sel-kommune",
    "https://mastodon.social/@sel@snabelen.no/112233445566": "sel@snabelen.no",
    "https://mastodon.social/@user@threads.net/112233445566": "user",
    "https://www.reddit.com/r/u_selkommune/comments/a/b": "user/selkommune",
    "https://www.instagram.com/selkommune/reel/abc": "selkommune",
    "https://no.wikipedia.org/wiki/Bruker:Selkommune/Sandkasse": "no:Selkommune",
    "https://www.pinterest.com/pin/1/": None,
    "https://www.pinterest.com/selbibliotek/boker/": "selbibliotek",
    "https://www.reddit.com/r/norge/comments/a/b/": "r/norge",
    "https://redd.it/abc": None,
    "https://www.twitch.tv/videos/1": None,
    "https://www.twitch.tv/selungdom/clip/x": "selungdom",
    "https://open.spotify.com/episode/x": None,
    f"https://whatsapp.com/channel/{WHATSAPP}/12": f"channel/{WHATSAPP}",
}

RESERVED = """
    https://www.facebook.com https://www.facebook.com/pages https://facebook.com/groups
    https://www.facebook.com/login.php https://www.facebook.com/marketplace
    https://www.facebook.com/watch https://www.facebook.com/profile.php
    https://www.facebook.com/profile.php?id=abc https://www.facebook.com/help
    https://business.facebook.com/selkommune https://developers.facebook.com
    https://fb.me/selkommune https://l.facebook.com/l.php?u=https%3A%2F%2Fsel.no
    https://www.instagram.com/p https://www.instagram.com/explore/ https://instagram.com/accounts/login
    https://about.instagram.com https://help.instagram.com/1
    https://x.com/home https://x.com/search?q=sel https://twitter.com/i https://x.com/hashtag/sel
    https://x.com/explore https://x.com/messages https://t.co/abc https://help.x.com/en
    https://www.youtube.com https://www.youtube.com/watch https://www.youtube.com/feed/trending
    https://www.youtube.com/results?search_query=sel
    https://blog.youtube/news https://studio.youtube.com/channel/x
    https://www.linkedin.com/in/ola-nordmann https://www.linkedin.com/feed/ https://lnkd.in/x
    https://www.facebook.com/groups%2Fsel https://www.facebook.com/share/abc https://www.facebook.com/share/g/abc
    https://www.facebook.com/groups/feed https://www.facebook.com/Log.in https://facebook.com:8080/sel
    https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fselkommune
    https://www.linkedin.com/company/ https://www.linkedin.com https://x.com
    https://instagram.com/ https://www.tiktok.com https://open.spotify.com https://vm.tiktok.com
    https://graph.facebook.com/selkommune https://selkommune.facebook.com https://i.instagram.com/sel
    https://www.reddit.com/user/me https://pin.it/abc https://vt.tiktok.com/abc
    https://vimeo.com/channels/staffpicks https://no.wikipedia.org/wiki/Brukerdiskusjon:Sel
    https://no.wikipedia.org/w/index.php?title=Sel https://careers.pinterest.com
    https://www.tiktok.com/foryou https://vm.tiktok.com/abc https://www.tiktok.com/tag/sel
    https://www.snapchat.com/t/abc https://bsky.app/search https://bsky.social
    https://flickr.com/explore https://vimeo.com/watch https://www.pinterest.com/ideas/
    https://www.reddit.com/r/all https://www.reddit.com/r/popular/ https://www.twitch.tv/directory
    https://open.spotify.com/artist/4rOoJ6Egrf8K2IrywzwOMk https://wa.me/4761700000
    https://chat.whatsapp.com/abc https://discord.com/login https://discord.gg
    https://no.wikipedia.org/wiki/Sel https://www.wikipedia.org https://no.wikipedia.org
""".split()

# Where a name is expected, but none like it can be.
MISNAMED = {
    "https://www.facebook.com/sel-kommune": "facebook",
    "https://www.facebook.com/s%C3%B8l": "facebook",
    "https://www.facebook.com/1.2.3": "facebook",
    "https://www.facebook.com/...": "facebook",
    "https://www.instagram.com/sel..kommune": "instagram",
    "https://www.instagram.com/.sel": "instagram",
    "https://www.instagram.com/sel-kommune": "instagram",
    "https://www.instagram.com/" + "a" * 31: "instagram",
    "https://www.threads.net/@sel-kommune": "threads",
    "https://x.com/navn_som_er_altfor_langt": "x",
    "https://x.com/sel-kommune": "x",
    "https://x.com/sel%20kommune": "x",
    "https://www.youtube.com/channel/UCshort": "youtube",
    "https://www.youtube.com/channel/" + CHANNEL.lower(): "youtube",
    "https://www.youtube.com/@" + "a" * 31: "youtube",
    "https://www.youtube.com/@sel%F0%9F%98%80": "youtube",
    "https://www.tiktok.com/@sel-kommune": "tiktok",
    "https://www.tiktok.com/@sel.": "tiktok",
    "https://www.snapchat.com/add/1sel": "snapchat",
    "https://www.snapchat.com/add/se": "snapchat",
    "https://bsky.app/profile/sel": "bluesky",
    "https://bsky.app/profile/DID:PLC:abcdefghijklmnopqrstuvwx": "bluesky",
    "https://www.flickr.com/photos/12345678@n02": "flickr",
    "https://bsky.app/profile/did:plc:short": "bluesky",
    "https://www.reddit.com/user/se": "reddit",
    "https://www.twitch.tv/sel-ungdom": "twitch",
    "https://open.spotify.com/show/short": "spotify",
    "https://whatsapp.com/channel/short": "whatsapp",
    "https://vimeo.com/s%C3%B8l": "vimeo",
    "https://www.flickr.com/photos/sel%20kommune": "flickr",
    "https://discord.com/invite/%C3%B8": "discord",
}

INVALID = [
    "",
    "   ",
    "sel",
    "Sel kommune",
    "facebook",
    "localhost",
    "localhost:8000/x",
    "https://",
    "https:///selkommune",
    "http://x",
    "https://sel",
    "https://sel.local/x",
    "https://intranett.sel.internal",
    "https://printer.lan",
    "ftp://sel.no/x",
    "javascript:alert(1)",
    "JavaScript:alert(1)//facebook.com/selkommune",
    "data:text/html,x",
    "mailto:post@sel.kommune.no",
    "file:///etc/passwd",
    "post@sel.kommune.no",
    "https://user:pass@facebook.com/selkommune",
    "https://facebook.com@evil.example/",
    "https://facebook.com%40evil.example/",
    "https://evil.example\\@facebook.com/",
    "https://facebook.com\\@evil.example/",
    "https://facebook.com/sel\\kommune",
    "https://facebook.com/sel\u202ekommune",
    "https://facebook.com/sel\u200bkommune",
    "https://face\u00adbook.com/sel",
    "https://facebook.com/%E2%80%AEsel",
    "https://facebook.com/sel%00",
    "https://facebook.com/sel\x00",
    "https://facebook.com/sel\nkommune",
    "https://127.0.0.1/",
    "https://127.1",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001",
    "https://[::1]/",
    "https://[::ffff:7f00:1]/",
    "https://①②⑦.0.0.1/",
    "https://１２７.0.0.1/",
    "https://facebook.com:99999/sel",
    "https://facebook.com:abc/sel",
    "https://facebook..com/sel",
    "https://-sel.no",
    "https://" + "a" * 64 + ".no",
    "https://sel.no/" + "a" * 2048,
    "@selkommune",
    "...",
    "https://\u3164.no",
    "https://sel.no/\ufe0f",
    "https://sel.no/?q=%00",
    "https://sel.no/?q=%E2%80%8B",
    "https://sel\u00a0.no",
    "https://sel.no\x1f",
    "https://017700000001/",
    "https://1.2.3.4.5",
    "https://3232235521.",
    "https://127.0.0.1.:8000/",
    "https://0x7f.0.0.0x1/",
    "https://xn--/",
    "https://xn--a\u00e5.no",
    "https://sel.no:0/",
    "https://sel.no:-1/",
    "https://sel.no:\u0661/",
    "https://evil.example\uff03.facebook.com/",
    "https://facebook.com%2F.evil.example/",
    "https://facebook.com%00.evil.example/",
    "https://" + "a." * 130 + "no",
    "ws://sel.no",
    "https:sel.no",
    "http:/sel.no",
    "view-source:https://sel.no",
    "https://localhost.",
    "https://router.home",
    "https://abc.onion",
    "https://.",
    "://sel.no",
]


@pytest.mark.parametrize(("address", "key"), POSTS.items())
def test_a_post_is_no_profile_but_may_name_one(address: str, key: str | None) -> None:
    found = identify(address)
    assert (found.verdict, found.key) == (Verdict.POST, key)
    assert found.platform in PLATFORMS
    if key:
        assert identify(found.url or "").key == key
        assert found.url in str(found.message)


@pytest.mark.parametrize("address", RESERVED)
def test_the_platforms_own_pages_are_no_profiles(address: str) -> None:
    found = identify(address)
    assert (found.verdict, found.key, found.url) == (Verdict.RESERVED, None, None)
    assert found.platform in PLATFORMS


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://www.linkedin.com/in/ola-nordmann", "page of a person"),
        ("https://no.wikipedia.org/wiki/Sel", "anybody can write"),
        ("https://fb.me/selkommune", "short link"),
        ("https://www.facebook.com/share/1AbC", "short link"),
        ("https://chat.whatsapp.com/abc", "group chat"),
        ("https://www.facebook.com", "page of Facebook itself"),
    ],
)
def test_why_it_is_no_profile_is_said(address: str, words: str) -> None:
    assert words in str(identify(address).message)


@pytest.mark.parametrize(
    ("code", "name"),
    [(code, name) for code, it in PLATFORMS.items() for name in sorted(it.reserved)],
)
def test_no_reserved_name_is_an_account(code: str, name: str) -> None:
    host = PLATFORMS[code].hosts[0]
    for address in (f"https://{host}/{name}", f"https://{host}/{name.upper()}/"):
        assert identify(address).key is None


@pytest.mark.parametrize(("address", "platform"), MISNAMED.items())
def test_a_name_that_cannot_be_is_refused_with_one_that_can(address: str, platform: str) -> None:
    found = identify(address)
    assert (found.verdict, found.platform, found.key) == (Verdict.INVALID, platform, None)
    assert PLATFORMS[platform].name in str(found.message)
    assert "looks like" in str(found.message) or "Names there" in str(found.message)


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_web_address_is_refused_in_words(text: str) -> None:
    found = identify(text)
    assert (found.verdict, found.platform, found.key) == (Verdict.INVALID, None, None)
    assert str(found.message)


@pytest.mark.parametrize(
    ("text", "platform", "words"),
    [
        ("", None, "Give the address"),
        ("https://sel.no/" + "a" * 2048, None, "too long"),
        ("https://facebook.com/sel kommune", None, "space"),
        ("https://facebook.com\\@evil.example/", None, "backslash"),
        ("https://facebook.com/sel\u202e", None, "invisible"),
        ("ftp://sel.no", None, "begins with https://"),
        ("https://facebook.com@evil.example/", None, "hide where they lead"),
        ("https://facebook.com%40evil.example/", None, "hide where they lead"),
        ("https://facebook.com%5C.evil.example/", None, "backslash"),
        ("https://127.1/", None, "a number"),
        ("https://127.0.0.0x1/", None, "a number"),
        ("https://intranett.local", None, "private network"),
        ("https://sel.no:99999", None, "after the colon"),
        ("post@sel.kommune.no", None, "e-mail"),
        ("@selkommune", None, "Choose the platform"),
        ("@selkommune", "mastodon", "Give the server"),
        ("Sel kommune", "facebook", "Names there have only"),
    ],
)
def test_what_is_wrong_is_said_exactly(text: str, platform: str | None, words: str) -> None:
    assert words in str(identify(text, platform).message)
