"""Hosts that pass themselves off as a platform, and those that only resemble one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.platforms import PLATFORMS, Verdict, identify
from profiles.platforms.skeletons import one_slip, skeleton

LOOKALIKES = {
    "https://faceb\N{CYRILLIC SMALL LETTER O}ok.com/selkommune": "facebook",
    "https://xn--facebok-ejg.com/selkommune": "facebook",
    "https://m.faceb\N{CYRILLIC SMALL LETTER O}ok.com": "facebook",
    "https://f\N{GREEK SMALL LETTER ALPHA}cebook.com": "facebook",
    "https://faceb\N{ARMENIAN SMALL LETTER OH}ok.com": "facebook",
    "https://facebook.c\N{CYRILLIC SMALL LETTER O}m": "facebook",
    "https://faceb\N{LATIN SMALL LETTER O WITH STROKE}k.com": "facebook",
    "https://fb.com.evil.example": "facebook",
    "https://www.facebook.com-selkommune.example/login": "facebook",
    "https://secure-facebook.com.evil.example": "facebook",
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
    "https://redd1t.com/r/norge": "reddit",
    "https://v\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}meo.com": "vimeo",
    "https://vlmeo.com": "vimeo",
    "https://tvvitch.tv": "twitch",
    "https://thread5.com": "threads",
    "https://bsk\N{CYRILLIC SMALL LETTER U}.app": "bluesky",
    "https://disc0rd.com": "discord",
    "https://mobile.\N{CYRILLIC SMALL LETTER HA}.com/selkommune": "x",
    "https://spotlfy.com": "spotify",
    "https://pintrest.com": "pinterest",
    "https://snapchatt.com": "snapchat",
    "https://vvikipedia.org": "wikipedia",
}

INNOCENTS = """
    https://face.no https://box.com https://ax.com https://xcom.no https://twister.no
    https://interest.com https://insta.no https://tube.no https://linked.no https://book.no
    https://sel.kommune.no https://bok.no https://credit.com https://switch.no https://witch.org
    https://discard.no https://flicker.no https://threads.no https://mastodon.no/blogg
    https://wikimedia.org https://blåbær.no https://snap.no https://app.no https://selkommune.no
    https://x.com.au https://t.co.uk https://xx.com https://y.com https://x.no https://t.com
    https://sportify.no https://tiktak.no https://spot.no https://snap.kommune.no https://pin.no
    https://kjøkken.no https://фейсбук.рф https://μουσική.gr https://日本.jp https://ä.de
    https://reddit.no https://vimeografi.no https://discordia.no https://threadsandmore.com
    https://mastodon.social https://facebook.sel.no https://bok-ansikt.no https://tubebo.no
    https://medium.com/@sel https://t.me/@sel https://sel.no/users/sign_in https://sel.no/users/Login
    https://example.com/facebook.com https://sel.no/?next=facebook.com
""".split()


@pytest.mark.parametrize(("address", "platform"), LOOKALIKES.items())
def test_a_host_that_imitates_a_platform_is_told(address: str, platform: str) -> None:
    found = identify(address)
    assert (found.verdict, found.platform, found.key) == (Verdict.LOOKALIKE, platform, None)
    assert PLATFORMS[platform].name in str(found.message)


@pytest.mark.parametrize("address", INNOCENTS)
def test_no_wolf_is_cried_at_ordinary_websites(address: str) -> None:
    assert identify(address).verdict == Verdict.OTHER


@pytest.mark.parametrize("address", LOOKALIKES)
def test_a_lookalike_is_told_whatever_platform_is_chosen(address: str) -> None:
    for hint in ("facebook", "mastodon", "website", "bluesky"):
        assert identify(address, hint).verdict == Verdict.LOOKALIKE


@pytest.mark.parametrize(
    ("host", "wanted"),
    [(host, "facebook.com") for host in ("FACEB00K.com", "fасebооk.com", "fácebook.com")]
    + [("lnstagram.com", "instagram.com"), ("instagrarn.com", "instagram.com")],
)
def test_what_looks_the_same_has_one_skeleton(host: str, wanted: str) -> None:
    assert skeleton(host) == skeleton(wanted)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_slip_goes_both_ways_and_is_never_nothing(one: str, another: str) -> None:
    assert one_slip(one, another) == one_slip(another, one)
    assert not one_slip(one, one)


@given(st.text("abcdef", min_size=2, max_size=8), st.data())
def test_a_letter_less_more_other_or_swapped_is_a_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    assert one_slip(word[:at] + word[at + 1 :], word)
    assert one_slip(word[:at] + "z" + word[at:], word)
    assert one_slip(word[:at] + "z" + word[at + 1 :], word)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert one_slip(swapped, word) == (swapped != word)


HOSTS = sorted({host for each in PLATFORMS.values() for host in each.hosts})


@given(st.sampled_from(HOSTS), st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True))
def test_a_host_is_matched_whole_and_never_by_its_end(host: str, prefix: str) -> None:
    if f"{prefix}{host}" not in HOSTS:
        assert identify(f"https://{prefix}{host}/selkommune").verdict != Verdict.PROFILE
        assert identify(f"https://{host}.{prefix}.example/selkommune").verdict != Verdict.PROFILE
