"""Which account an address stands for: spellings that meet, and those that must not."""

import pytest

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
        https://www.facebook.com/#!/selkommune
        https://www.facebook.com/home.php#!/selkommune?sk=info
        https://www.facebook.com/@selkommune
        HTTPS://WWW.FACEBOOK.COM/SELKOMMUNE
        https://facebook.com:80/selkommune
        https://www.facebook.com/selkommune?sk=about
        https://www.facebook.com/selkommune/?locale=nb_NO
        https://nn-no.facebook.com/selkommune
        https://www.www.facebook.com/selkommune
        https://facebook。com/selkommune
        https://ｆａｃｅｂｏｏｋ.com/selkommune
        https:///www.facebook.com/selkommune
        https://face%62ook.com/selkommune
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
        https://www.facebook.com/profile.php?id=100064123456789&sk=about
        https://www.facebook.com/profile.php?id=00100064123456789
        https://www.facebook.com/100064123456789/photos
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
        https://www.instagram.com/sel.kommune/channel/
        https://instagram.com/sel%2Ekommune
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
        https://www.x.com/selkommune/likes
        twitter.com/#!/@selkommune
        https://x.com/selkommune/photo
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
        https://snabelen.no/deck/@sel
        https://snabelen.no/@sel/tagged/kultur
        https://mastodon.social/@sel@www.snabelen.no
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
    ("vimeo", "channels/selkino"): "https://vimeo.com/channels/SelKino",
    ("x", "id/123456"): "https://x.com/i/user/123456 https://x.com/intent/user?user_id=123456",
    ("facebook", "nrk"): "facebook.com/nrk https://www.facebook.com/N.R.K",
    ("linkedin", "company/1234567"): "https://www.linkedin.com/company/1234567/admin/",
    ("threads", "user"): "@user@threads.net https://mastodon.social/@user@threads.net",
    ("youtube", "@σασ"): "https://www.youtube.com/@ΣΑΣ",
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
        https://www.reddit.com/r/u_selkommune/
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
        https://nb.wikipedia.org/wiki/Bruker:Selkommune
        https://no.wikipedia.org/wiki/Bruker:_selkommune_
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


@pytest.mark.parametrize(("spelling", "account"), MEETING)
def test_every_spelling_of_an_account_meets(spelling: str, account: tuple[str, str]) -> None:
    found = identify(spelling)
    assert (found.platform, found.key) == account
    assert found.verdict in (Verdict.PROFILE, Verdict.OTHER)
    assert found.url == url_of(*account)
    assert found.input == spelling


def test_every_platform_has_spellings_here() -> None:
    assert {platform for platform, _key in SPELLINGS} == set(PLATFORMS)


def test_no_two_accounts_have_one_address() -> None:
    urls = [url_of(*account) for account in SPELLINGS]
    assert len(set(urls)) == len(SPELLINGS)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("instagram.com/sel.kommune", "instagram.com/selkommune"),
        ("instagram.com/sel_kommune", "instagram.com/selkommune"),
        (f"youtube.com/channel/{CHANNEL}", f"youtube.com/channel/{CHANNEL.replace('a', 'A')}"),
        ("youtube.com/@sel", "youtube.com/user/sel"),
        ("youtube.com/@sel", "youtube.com/c/sel"),
        ("youtube.com/c/sel", "youtube.com/user/sel"),
        ("youtube.com/@s.el", "youtube.com/@sel"),
        ("youtube.com/@sel", "youtube.com/@s\N{CYRILLIC SMALL LETTER IE}l"),
        ("facebook.com/groups/sel", "facebook.com/sel"),
        ("facebook.com/12345678", "facebook.com/groups/12345678"),
        ("facebook.com/profile.php?id=1", "facebook.com/profile.php?id=10"),
        ("linkedin.com/company/sel", "linkedin.com/showcase/sel"),
        ("linkedin.com/company/sel", "linkedin.com/school/sel"),
        ("reddit.com/user/sel", "reddit.com/r/sel"),
        ("discord.gg/abcdef", "discord.gg/ABCDEF"),
        (f"open.spotify.com/show/{SHOW}", f"open.spotify.com/show/{SHOW.swapcase()}"),
        (f"whatsapp.com/channel/{WHATSAPP}", f"whatsapp.com/channel/{WHATSAPP.swapcase()}"),
        ("no.wikipedia.org/wiki/User:Sel", "nn.wikipedia.org/wiki/User:Sel"),
        ("no.wikipedia.org/wiki/User:SelK", "no.wikipedia.org/wiki/User:Selk"),
        ("vimeo.com/sel", "vimeo.com/channels/sel"),
        ("flickr.com/photos/12345678@N02", "flickr.com/photos/12345678"),
        ("bsky.app/profile/sel.no", "bsky.app/profile/sel.bsky.social"),
        ("sel.no/Kultur", "sel.no/kultur"),
        ("sel.no/?p=1", "sel.no/?p=2"),
        ("sel.no/?a=%E5", "sel.no/?a=%E6"),
        ("sel.no/%E5", "sel.no/%E6"),
        ("sel.no/a%2Fb", "sel.no/a/b"),
        ("sel.no:8443/x", "sel.no/x"),
        ("bibliotek.sel.no", "sel.no"),
        ("snabelen.no/@sel", "mastodon.social/@sel"),
        ("instagram.com/sel", "threads.net/@sel"),
        ("twitch.tv/sel_", "twitch.tv/sel"),
    ],
)
def test_what_identifies_an_account_is_kept(one: str, another: str) -> None:
    first, second = identify(one), identify(another)
    assert first.key
    assert second.key
    assert (first.platform, first.key) != (second.platform, second.key)
    assert first.url != second.url


@pytest.mark.parametrize(
    ("handle", "platform", "account"),
    [
        ("@selkommune", "instagram", ("instagram", "selkommune")),
        ("sel.kommune", "instagram", ("instagram", "sel.kommune")),
        ("@selkommune.no", "instagram", ("instagram", "selkommune.no")),
        ("selkommune.no", "instagram", ("website", "selkommune.no")),
        ("selkommune", "facebook", ("facebook", "selkommune")),
        ("@Sel.Kommune", "facebook", ("facebook", "selkommune")),
        ("/selkommune", "facebook", ("facebook", "selkommune")),
        ("groups/selbygda", "facebook", ("facebook", "groups/selbygda")),
        ("SelKommune", "youtube", ("youtube", "@selkommune")),
        ("@selkommune/videos", "youtube", ("youtube", "@selkommune")),
        (CHANNEL, "youtube", ("youtube", f"channel/{CHANNEL}")),
        ("@selkommune", "tiktok", ("tiktok", "selkommune")),
        ("@selkommune", "threads", ("threads", "selkommune")),
        ("selkommune", "snapchat", ("snapchat", "selkommune")),
        ("sel", "bluesky", ("bluesky", "sel.bsky.social")),
        ("sel.kommune.no", "bluesky", ("bluesky", "sel.kommune.no")),
        ("@sel.kommune.no", "bluesky", ("bluesky", "sel.kommune.no")),
        (DID, "bluesky", ("bluesky", DID)),
        ("sel@snabelen.no", "mastodon", ("mastodon", "sel@snabelen.no")),
        ("sel-kommune", "linkedin", ("linkedin", "company/sel-kommune")),
        ("school/otta-vgs", "linkedin", ("linkedin", "school/otta-vgs")),
        ("r/norge", "reddit", ("reddit", "r/norge")),
        ("u/selkommune", "reddit", ("reddit", "user/selkommune")),
        ("12345678@N02", "flickr", ("flickr", "id/12345678@N02")),
        ("selkommune", "flickr", ("flickr", "selkommune")),
        (SHOW, "spotify", ("spotify", f"show/{SHOW}")),
        (WHATSAPP, "whatsapp", ("whatsapp", f"channel/{WHATSAPP}")),
        ("AbCdEf", "discord", ("discord", "AbCdEf")),
        ("https://x.com/sel", "facebook", ("x", "sel")),
        ("instagram.com/sel", "facebook", ("instagram", "sel")),
        ("sel.kommune.no/@kultur", "website", ("website", "sel.kommune.no/@kultur")),
        ("sel.kommune.no/@kultur", "other", ("website", "sel.kommune.no/@kultur")),
        ("https://sel.no/x", "facebook", ("website", "sel.no/x")),
        ("x.com", "bluesky", ("x", None)),
    ],
)
def test_a_handle_is_read_on_the_platform_that_is_chosen(
    handle: str, platform: str, account: tuple[str, str | None]
) -> None:
    found = identify(handle, platform)
    assert (found.platform, found.key) == account


@pytest.mark.parametrize("end", ["\xa0", "\u200b", "\ufeff", " \u2060\n"], ids=ascii)
def test_what_copying_leaves_at_the_ends_is_no_part_of_it(end: str) -> None:
    found = identify(f"{end}https://www.facebook.com/selkommune{end}")
    assert (found.verdict, found.key) == (Verdict.PROFILE, "selkommune")


@pytest.mark.parametrize("code", [code for code, each in PLATFORMS.items() if each.discontinued])
def test_a_platform_that_has_closed_down_is_known(code: str) -> None:
    key = next(key for platform, key in SPELLINGS if platform == code)
    found = identify(url_of(code, key))
    assert found.verdict == Verdict.PROFILE
    assert "closed down" in str(found.message)


def test_a_short_link_of_any_website_is_taken_with_a_word_of_warning() -> None:
    found = identify("https://bit.ly/3abcDE")
    assert (found.verdict, found.platform, found.key) == (
        Verdict.OTHER,
        "website",
        "bit.ly/3abcDE",
    )
    assert "short link" in str(found.message)
