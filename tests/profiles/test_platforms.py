"""Which account an address stands for: spellings that meet, and those that must not."""

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.platforms import PLATFORMS, Verdict, identify, url_of

CHANNEL = "UCabcdefghijklmnopqrstuv"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
SHOW = "4rOoJ6Egrf8K2IrywzwOMk"
WHATSAPP = "0029VaABCDEFGHIJKLMN"

# (platform, key) → spellings of that one account.
SPELLINGS: dict[tuple[str, str], str] = {
    ("facebook", "selkommune"): """
        https://www.facebook.com/selkommune
        http://facebook.com/selkommune/
        FACEBOOK.com/SelKommune
        https://www.facebook.com/Sel.Kommune
        https://www.facebook.com/s.e.l.kommune?ref=page_internal
        https://m.facebook.com/selkommune
        https://mbasic.facebook.com/selkommune/?_rdr
        https://mobile.facebook.com/selkommune
        https://touch.facebook.com/selkommune
        https://web.facebook.com/selkommune?_rdc=1&_rdr
        https://nb-no.facebook.com/selkommune
        https://en-gb.facebook.com/selkommune/about
        https://fb.com/selkommune
        https://www.facebook.com/pg/selkommune/posts/?ref=page_internal
        https://www.facebook.com/selkommune/about/
        https://www.facebook.com/selkommune/about_contact_and_basic_info
        https://www.facebook.com/selkommune/photos
        https://www.facebook.com/selkommune/photos_by
        https://www.facebook.com/selkommune/videos/
        https://www.facebook.com/selkommune/events
        https://www.facebook.com/selkommune/reviews/?ref=1
        https://www.facebook.com/selkommune?fbclid=IwAR0&mibextid=LQQJ4d
        https://www.facebook.com/selkommune#posts
        https://www.facebook.com:443/selkommune
        https://www.facebook.com./selkommune
        https://www.facebook.com//selkommune//
        https://www.facebook.com/%73elkommune
        https://www.facebook.com/x/../selkommune
        //www.facebook.com/selkommune
    """,
    ("facebook", "id/100064123456789"): """
        https://www.facebook.com/profile.php?id=100064123456789
        https://m.facebook.com/profile.php?id=100064123456789&ref=bookmarks
        https://www.facebook.com/people/Otta-Kulturhus/100064123456789/
        https://www.facebook.com/p/Otta-kulturhus-100064123456789/
        https://www.facebook.com/pages/Otta-kulturhus/100064123456789
        https://www.facebook.com/pages/category/Theater/Otta-kulturhus-100064123456789/
        https://www.facebook.com/100064123456789
        https://www.facebook.com/Otta-kulturhus-100064123456789/
    """,
    ("facebook", "groups/selbygda"): """
        https://www.facebook.com/groups/selbygda
        https://m.facebook.com/groups/SelBygda/?ref=share
        https://www.facebook.com/groups/selbygda/about
        https://www.facebook.com/groups/selbygda/members/
    """,
    ("instagram", "sel.kommune"): """
        https://www.instagram.com/sel.kommune/
        instagram.com/Sel.Kommune
        https://instagram.com/sel.kommune?igsh=MzRlODBiNWFlZA==
        https://www.instagram.com/sel.kommune/?hl=nb&utm_source=qr
        https://www.instagram.com/sel.kommune/reels/
        https://www.instagram.com/sel.kommune/tagged
        https://www.instagram.com/_u/sel.kommune
        https://instagr.am/sel.kommune
        https://m.instagram.com/sel.kommune
        https://www.instagram.com/@sel.kommune
    """,
    ("threads", "sel.kommune"): """
        https://www.threads.net/@sel.kommune
        https://www.threads.com/@Sel.Kommune?xmt=abc
        threads.com/@sel.kommune/replies
    """,
    ("x", "selkommune"): """
        https://x.com/selkommune
        https://twitter.com/SelKommune
        https://www.twitter.com/selkommune/
        https://mobile.twitter.com/selkommune?s=20&t=abc
        https://m.twitter.com/selkommune
        https://x.com/@selkommune
        https://x.com/selkommune/with_replies
        https://x.com/selkommune/media
        https://twitter.com/#!/selkommune
        https://twitter.com/intent/user?screen_name=selkommune
        https://twitter.com/intent/follow?screen_name=SelKommune
    """,
    ("youtube", "@selkommune"): """
        https://www.youtube.com/@selkommune
        youtube.com/@SelKommune/videos
        https://m.youtube.com/@selkommune?si=abc
        https://youtube.com/@selkommune/featured
        https://www.youtube.com/%40selkommune
        https://music.youtube.com/@selkommune
        https://www.youtube.com/@selkommune/streams
    """,
    (
        "youtube",
        "@блог",
    ): "https://www.youtube.com/@БЛОГ https://youtube.com/@%D0%B1%D0%BB%D0%BE%D0%B3",
    ("youtube", f"channel/{CHANNEL}"): f"""
        https://www.youtube.com/channel/{CHANNEL}
        https://m.youtube.com/channel/{CHANNEL}/videos?view=0
        http://youtube.com/channel/{CHANNEL}/about
    """,
    ("youtube", "c/selkommune"): """
        https://www.youtube.com/c/SelKommune
        https://www.youtube.com/c/selkommune/videos
        https://www.youtube.com/SelKommune
    """,
    ("youtube", "user/selkommune"): """
        https://www.youtube.com/user/selkommune
        https://www.youtube.com/user/SelKommune/featured
    """,
    ("linkedin", "company/sel-kommune"): """
        https://www.linkedin.com/company/sel-kommune
        https://no.linkedin.com/company/Sel-Kommune/
        https://www.linkedin.com/company/sel-kommune/about/?originalSubdomain=no
        https://www.linkedin.com/company/sel-kommune/posts/?feedView=all
        linkedin.com/organization-guest/company/sel-kommune?trk=x
    """,
    ("linkedin", "school/nord-gudbrandsdal-vgs"): """
        https://www.linkedin.com/school/nord-gudbrandsdal-vgs/
        https://no.linkedin.com/school/nord-gudbrandsdal-vgs/people
    """,
    ("linkedin", "showcase/sel-kultur"): "https://www.linkedin.com/showcase/sel-kultur/",
    ("tiktok", "selkommune"): """
        https://www.tiktok.com/@selkommune
        https://m.tiktok.com/@SelKommune?lang=nb&is_from_webapp=1
        tiktok.com/@selkommune/live
    """,
    ("snapchat", "selkommune"): """
        https://www.snapchat.com/add/selkommune
        https://snapchat.com/@SelKommune?share_id=x
        https://www.snapchat.com/add/selkommune?locale=nb
        https://story.snapchat.com/@selkommune
    """,
    ("bluesky", "sel.bsky.social"): """
        https://bsky.app/profile/sel.bsky.social
        https://bsky.app/profile/Sel.Bsky.Social/followers
        https://sel.bsky.social
        @sel.bsky.social
    """,
    ("bluesky", DID): f"https://bsky.app/profile/{DID} {DID}",
    ("mastodon", "sel@snabelen.no"): """
        @sel@snabelen.no
        acct:sel@snabelen.no
        https://snabelen.no/@sel
        https://snabelen.no/@Sel/
        https://SNABELEN.no/users/sel
        https://snabelen.no/@sel/with_replies
        https://mastodon.social/@sel@snabelen.no
        https://snabelen.no/web/@sel
    """,
    ("flickr", "selkommune"): """
        https://www.flickr.com/photos/selkommune/
        https://flickr.com/people/SelKommune
        https://www.flickr.com/photos/selkommune/albums
    """,
    ("flickr", "id/12345678@N02"): """
        https://www.flickr.com/photos/12345678@N02/
        https://www.flickr.com/people/12345678%40N02
    """,
    ("vimeo", "selkommune"): "https://vimeo.com/selkommune https://vimeo.com/SelKommune/videos",
    ("vimeo", "user123456"): "https://vimeo.com/user123456",
    ("pinterest", "selbibliotek"): """
        https://www.pinterest.com/selbibliotek/
        https://no.pinterest.com/SelBibliotek/_saved/
        https://www.pinterest.co.uk/selbibliotek
        https://pinterest.se/selbibliotek/boards
    """,
    ("reddit", "user/selkommune"): """
        https://www.reddit.com/user/selkommune/
        https://old.reddit.com/u/SelKommune
        https://reddit.com/user/selkommune/submitted/
    """,
    ("reddit", "r/norge"): "https://www.reddit.com/r/norge/ https://old.reddit.com/r/Norge/new",
    ("twitch", "selungdom"): """
        https://www.twitch.tv/selungdom
        https://m.twitch.tv/SelUngdom/videos?filter=all
        https://twitch.tv/popout/selungdom/chat
    """,
    ("spotify", f"show/{SHOW}"): f"""
        https://open.spotify.com/show/{SHOW}
        https://open.spotify.com/show/{SHOW}?si=abc
        https://open.spotify.com/intl-no/show/{SHOW}
        https://open.spotify.com/embed/show/{SHOW}
    """,
    ("whatsapp", f"channel/{WHATSAPP}"): f"""
        https://whatsapp.com/channel/{WHATSAPP}
        https://www.whatsapp.com/channel/{WHATSAPP}/
    """,
    ("discord", "AbCdEf"): """
        https://discord.gg/AbCdEf
        https://discord.com/invite/AbCdEf
        https://www.discordapp.com/invite/AbCdEf?event=1
    """,
    ("wikipedia", "no:Selkommune"): """
        https://no.wikipedia.org/wiki/Bruker:Selkommune
        https://no.wikipedia.org/wiki/bruker:selkommune
        https://no.m.wikipedia.org/wiki/User:Selkommune
        https://no.wikipedia.org/w/index.php?title=Bruker:Selkommune
    """,
    ("wikipedia", "nn:Sel_kommune"): """
        https://nn.wikipedia.org/wiki/Brukar:Sel_kommune
        https://nn.wikipedia.org/wiki/Brukar:Sel%20kommune
    """,
    ("website", "sel.kommune.no/kulturhus"): """
        https://www.sel.kommune.no/kulturhus
        http://sel.kommune.no/kulturhus/
        SEL.kommune.NO/kulturhus?utm_source=facebook&fbclid=x#program
        https://sel.kommune.no:443/./kulturhus
        sel.kommune.no//kulturhus
    """,
    (
        "website",
        "sel.kommune.no",
    ): "https://www.sel.kommune.no https://sel.kommune.no/ sel.kommune.no.",
    ("website", "blogg.no/Kultur?p=3"): "https://blogg.no/Kultur?p=3&utm_medium=x",
    ("myspace", "selungdom"): "https://myspace.com/selungdom https://www.myspace.com/SelUngdom",
    ("google_plus", "+selkommune"): """
        https://plus.google.com/+SelKommune
        https://plus.google.com/+selkommune/posts
        https://plus.google.com/u/0/+selkommune
    """,
    ("msn", "selungdom"): "https://selungdom.spaces.live.com http://spaces.msn.com/selungdom/",
}

MEETING = [(spelling, account) for account, text in SPELLINGS.items() for spelling in text.split()]

POSTS = {
    "https://www.facebook.com/selkommune/posts/pfbid02": "selkommune",
    "https://www.facebook.com/selkommune/photos/a.1/2": "selkommune",
    "https://www.facebook.com/selkommune/videos/123": "selkommune",
    "https://www.facebook.com/groups/selbygda/posts/1": "groups/selbygda",
    "https://www.facebook.com/permalink.php?story_fbid=1&id=100064123456789": "id/100064123456789",
    "https://www.facebook.com/photo/?fbid=1": None,
    "https://www.facebook.com/watch/?v=1": None,
    "https://www.facebook.com/events/123": None,
    "https://www.facebook.com/reel/123": None,
    "https://www.facebook.com/share/p/abc": None,
    "https://fb.watch/abc": None,
    "https://www.instagram.com/p/abc/": None,
    "https://www.instagram.com/reel/abc/": None,
    "https://www.instagram.com/selkommune/p/abc/": "selkommune",
    "https://www.instagram.com/stories/selkommune/1/": "selkommune",
    "https://www.threads.net/@selkommune/post/abc": "selkommune",
    "https://x.com/selkommune/status/1": "selkommune",
    "https://twitter.com/SelKommune/statuses/1/photo/1": "selkommune",
    "https://x.com/i/web/status/1": None,
    "https://www.youtube.com/watch?v=abc": None,
    "https://youtu.be/abc?si=x": None,
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
    https://www.tiktok.com/foryou https://vm.tiktok.com/abc https://www.tiktok.com/tag/sel
    https://www.snapchat.com/t/abc https://bsky.app/search https://bsky.social
    https://flickr.com/explore https://vimeo.com/watch https://www.pinterest.com/ideas/
    https://www.reddit.com/r/all https://www.reddit.com/r/popular/ https://www.twitch.tv/directory
    https://open.spotify.com/artist/4rOoJ6Egrf8K2IrywzwOMk https://wa.me/4761700000
    https://chat.whatsapp.com/abc https://discord.com/login https://discord.gg
    https://no.wikipedia.org/wiki/Sel https://www.wikipedia.org https://no.wikipedia.org
""".split()

LOOKALIKES = {
    "https://faceb\N{CYRILLIC SMALL LETTER O}ok.com/selkommune": "facebook",
    "https://faceb00k.com": "facebook",
    "https://facebok.com": "facebook",
    "https://faecbook.com": "facebook",
    "https://facebookk.com": "facebook",
    "https://notfacebook.com/selkommune": "facebook",
    "https://facebook-login.com": "facebook",
    "https://facebook.com.evil.example/selkommune": "facebook",
    "https://www-facebook-com.evil.example": "facebook",
    "https://facebook.no/selkommune": "facebook",
    "https://facébook.com": "facebook",
    "https://lnstagram.com/selkommune": "instagram",
    "https://1nstagram.com": "instagram",
    "https://instagrarn.com": "instagram",
    "https://instagram.com-profile.example": "instagram",
    "https://my-instagram.org": "instagram",
    "https://youtubee.com": "youtube",
    "https://y0utube.com": "youtube",
    "https://youtube.com.example.org": "youtube",
    "https://linkedln.com": "linkedin",
    "https://tikt0k.com": "tiktok",
    "https://tiktok-support.no": "tiktok",
    "https://twltter.com": "x",
    "https://\N{CYRILLIC SMALL LETTER HA}.com/selkommune": "x",
    "https://x.com.evil.example": "x",
    "https://whatsapp-verify.com": "whatsapp",
    "https://snapchatt.com": "snapchat",
    "https://vvikipedia.org": "wikipedia",
}
INNOCENTS = """
    https://face.no https://box.com https://ax.com https://xcom.no https://twister.no
    https://interest.com https://insta.no https://tube.no https://linked.no https://book.no
    https://sel.kommune.no https://bok.no https://credit.com https://switch.no https://witch.org
    https://discard.no https://flicker.no https://threads.no https://mastodon.no/blogg
    https://wikimedia.org https://blåbær.no https://snap.no https://app.no https://selkommune.no
    https://example.com/facebook.com https://sel.no/?next=facebook.com
""".split()

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
    "https://.",
    "://sel.no",
]


@pytest.mark.parametrize(("spelling", "account"), MEETING)
def test_every_spelling_of_an_account_meets(spelling: str, account: tuple[str, str]) -> None:
    found = identify(spelling)
    assert (found.platform, found.key) == account
    assert found.verdict in (Verdict.PROFILE, Verdict.OTHER)
    assert found.url == url_of(*account)
    assert found.input == spelling


def test_no_two_accounts_meet() -> None:
    urls = [url_of(*account) for account in SPELLINGS]
    assert len(set(urls)) == len(SPELLINGS)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("instagram.com/sel.kommune", "instagram.com/selkommune"),
        (f"youtube.com/channel/{CHANNEL}", f"youtube.com/channel/{CHANNEL.replace('a', 'A')}"),
        ("youtube.com/@sel", "youtube.com/user/sel"),
        ("facebook.com/groups/sel", "facebook.com/sel"),
        ("facebook.com/12345678", "facebook.com/groups/12345678"),
        ("linkedin.com/company/sel", "linkedin.com/showcase/sel"),
        ("reddit.com/user/sel", "reddit.com/r/sel"),
        ("discord.gg/abcdef", "discord.gg/ABCDEF"),
        ("no.wikipedia.org/wiki/User:Sel", "nn.wikipedia.org/wiki/User:Sel"),
        ("no.wikipedia.org/wiki/User:SelK", "no.wikipedia.org/wiki/User:Selk"),
        ("sel.no/Kultur", "sel.no/kultur"),
        ("sel.no/?p=1", "sel.no/?p=2"),
        ("sel.no:8443/x", "sel.no/x"),
        ("snabelen.no/@sel", "mastodon.social/@sel"),
        ("instagram.com/sel", "threads.net/@sel"),
    ],
)
def test_what_identifies_an_account_is_kept(one: str, another: str) -> None:
    first, second = identify(one), identify(another)
    assert first.key
    assert second.key
    assert (first.platform, first.key) != (second.platform, second.key)


@pytest.mark.parametrize(("address", "key"), POSTS.items())
def test_a_post_is_no_profile_but_may_name_one(address: str, key: str | None) -> None:
    found = identify(address)
    assert (found.verdict, found.key) == (Verdict.POST, key)
    assert found.platform in PLATFORMS
    if key:
        assert identify(found.url or "").key == key


@pytest.mark.parametrize("address", RESERVED)
def test_the_platforms_own_pages_are_no_profiles(address: str) -> None:
    found = identify(address)
    assert (found.verdict, found.key, found.url) == (Verdict.RESERVED, None, None)


@pytest.mark.parametrize(("address", "platform"), LOOKALIKES.items())
def test_a_host_that_imitates_a_platform_is_told(address: str, platform: str) -> None:
    found = identify(address)
    assert (found.verdict, found.platform, found.key) == (Verdict.LOOKALIKE, platform, None)


@pytest.mark.parametrize("address", INNOCENTS)
def test_no_wolf_is_cried_at_ordinary_websites(address: str) -> None:
    assert identify(address).verdict == Verdict.OTHER


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_web_address_is_refused_in_words(text: str) -> None:
    found = identify(text)
    assert (found.verdict, found.platform, found.key) == (Verdict.INVALID, None, None)
    assert str(found.message)


@pytest.mark.parametrize(
    ("handle", "platform", "account"),
    [
        ("@selkommune", "instagram", ("instagram", "selkommune")),
        ("selkommune", "facebook", ("facebook", "selkommune")),
        ("@Sel.Kommune", "facebook", ("facebook", "selkommune")),
        ("SelKommune", "youtube", ("youtube", "@selkommune")),
        ("@selkommune", "tiktok", ("tiktok", "selkommune")),
        ("sel", "bluesky", ("bluesky", "sel.bsky.social")),
        ("sel.kommune.no", "bluesky", ("bluesky", "sel.kommune.no")),
        ("sel@snabelen.no", "mastodon", ("mastodon", "sel@snabelen.no")),
        ("sel-kommune", "linkedin", ("linkedin", "company/sel-kommune")),
        ("https://x.com/sel", "facebook", ("x", "sel")),
        ("sel.kommune.no/@kultur", "website", ("website", "sel.kommune.no/@kultur")),
    ],
)
def test_a_handle_is_read_on_the_platform_that_is_chosen(
    handle: str, platform: str, account: tuple[str, str]
) -> None:
    found = identify(handle, platform)
    assert (found.platform, found.key) == account


def test_a_platform_that_has_closed_down_is_known() -> None:
    assert PLATFORMS["myspace"].discontinued
    assert "closed down" in str(identify("https://myspace.com/sel").message)


def _shouting(url: str) -> str:
    """The host in capitals."""
    scheme, mark, rest = url.partition("://") if "://" in url else ("", "", url)
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.upper()}{slash}{path}"


CHANGES: list[Callable[[str], str]] = [
    lambda url: url.replace("https://", "http://"),
    lambda url: url.replace("https://", ""),
    lambda url: url.replace("https://www.", "https://"),
    lambda url: url + "#fragment",
    lambda url: url + ("&" if "?" in url else "?") + "utm_source=x&fbclid=y",
    lambda url: url if "?" in url else url + "/",
    lambda url: url.replace("https://", "HTTPS://"),
    lambda url: _shouting(url),
]
HANDLED = [code for code, platform in PLATFORMS.items() if platform.handles]
handles = st.text(string.ascii_letters + string.digits, min_size=5, max_size=12).filter(
    lambda name: not name.isdigit() and name[0].isalpha()
)


@given(st.text())
@example("https://[")
@example("https://xn--")
@example("@\ud800")
def test_no_text_raises(text: str) -> None:
    for platform in (None, "facebook", "bluesky", "mastodon", "website", "nonsense"):
        assert identify(text, platform).input == text


@given(st.sampled_from(HANDLED), handles, st.lists(st.sampled_from(CHANGES), max_size=4))
def test_however_it_is_written_an_account_has_one_key(
    platform: str, handle: str, changes: list[Callable[[str], str]]
) -> None:
    found = identify(f"@{handle}", platform)
    if not found.key or not found.url:
        return
    written = found.url
    for change in changes:
        written = change(written)
    again = identify(f"  {written}\n")
    assert (again.platform, again.key, again.url) == (found.platform, found.key, found.url)


@given(st.sampled_from(HANDLED), handles, handles)
def test_two_names_are_two_accounts(platform: str, one: str, another: str) -> None:
    first, second = identify(f"@{one}", platform), identify(f"@{another}", platform)
    if first.key and second.key:
        assert (first.key == second.key) == (one.lower() == another.lower())


@given(
    st.sampled_from(sorted({host for each in PLATFORMS.values() for host in each.hosts})),
    st.lists(st.text(min_size=1, max_size=8), max_size=4),
)
def test_the_canonical_address_of_a_key_has_that_key(host: str, parts: list[str]) -> None:
    found = identify(f"https://{host}/" + "/".join(parts))
    if found.key and found.url:
        again = identify(found.url)
        assert (again.platform, again.key, again.url) == (found.platform, found.key, found.url)


@given(st.sampled_from(["facebook.com", "x.com", "youtube.com"]), handles)
def test_a_host_is_matched_whole_and_never_by_its_end(host: str, prefix: str) -> None:
    assert identify(f"https://{prefix.lower()}{host}/selkommune").verdict != Verdict.PROFILE
