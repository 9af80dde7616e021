"""What holds for any address: no text raises, every spelling meets, no two accounts meet."""

import string
from collections.abc import Callable
from urllib.parse import unquote

from hypothesis import assume, example, given
from hypothesis import strategies as st

from profiles.platforms import PLATFORMS, Verdict, identify, url_of

# How the address of a name is written, and the platforms that take a letter's case for nothing.
ADDRESSES = {
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}",
    "youtube": "https://www.youtube.com/@{}",
    "linkedin": "https://www.linkedin.com/company/{}",
    "tiktok": "https://www.tiktok.com/@{}",
    "snapchat": "https://www.snapchat.com/add/{}",
    "x": "https://x.com/{}",
    "threads": "https://www.threads.com/@{}",
    "mastodon": "https://snabelen.no/@{}",
    "bluesky": "https://bsky.app/profile/{}.bsky.social",
    "flickr": "https://www.flickr.com/photos/{}",
    "vimeo": "https://vimeo.com/{}",
    "pinterest": "https://www.pinterest.com/{}",
    "reddit": "https://www.reddit.com/user/{}",
    "twitch": "https://www.twitch.tv/{}",
    "myspace": "https://myspace.com/{}",
}
names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{4,11}", fullmatch=True)
platforms = st.sampled_from(sorted(ADDRESSES))


def written(platform: str, name: str) -> str:
    assume(name.lower() not in PLATFORMS[platform].reserved)
    return ADDRESSES[platform].format(name)


def _with_host(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(url: str) -> str:
        scheme, mark, rest = url.rpartition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{mark}{change(host)}{slash}{path}"

    return changed


def _letters_by_number(url: str) -> str:
    """The last letter of the path behind a percent sign."""
    path, mark, query = url.partition("?")
    if "#" in path or "%" in path or not path[-1:].isalpha() or path.count("/") < 3:
        return url
    return f"{path[:-1]}%{ord(path[-1]):02x}{mark}{query}"


CHANGES: list[Callable[[str], str]] = [
    lambda url: url.replace("https://", "http://"),
    lambda url: url.replace("https://", ""),
    lambda url: url.replace("https://", "HTTPS://"),
    lambda url: url.replace("https://www.", "https://"),
    lambda url: url if "#" in url else url + "#fragment",
    lambda url: url if "#" in url else url + ("&" if "?" in url else "?") + "utm_source=x&fbclid=y",
    lambda url: url if "?" in url or "#" in url else url + "/",
    lambda url: url if "?" in url or "#" in url else url + "//",
    _with_host(str.upper),
    _with_host(lambda host: host if host.lower().startswith("www.") else f"www.{host}"),
    _with_host(lambda host: host if ":" in host else f"{host}:443"),
    _with_host(lambda host: host if host.endswith(".") or ":" in host else f"{host}."),
    _letters_by_number,
]
# Parts of paths and queries in which platforms keep what they mean.
PARTS = (
    "sel Sel.Kommune @sel groups pages p profile.php people 123456 0012 a-123456 channel c user u "
    "r UCabcdefghijklmnopqrstuv photos 12345678@N02 profile did:plc:abcdefghijklmnopqrstuvwx wiki "
    "sel.bsky.social show 4rOoJ6Egrf8K2IrywzwOMk invite Bruker:Sel User:ß User:sel_k @sel@x.no "
    "@sel@facebook.com users statuses posts videos about .. . æøå @ΣΑΣ @İ %41 %2F %25 %C3%A5 %ff "
    "{name} id id/5 intent i a:b a&b a=b a+b company school showcase r_x u_sel 1.2.3 w index.php"
).split()
QUERIES = (
    "?id=5 ?id=005 ?v=1 ?list=1 ?title=Bruker:Sel ?screen_name=Sel ?b=2&a=1 ?a ?=b ?%ff=%fe #!/sel"
).split()
HOSTS = sorted({host for each in PLATFORMS.values() for host in (*each.hosts, *each.owns)})
HOSTS += ["no.wikipedia.org", "nb.m.wikipedia.org", "sel.bsky.social", "snabelen.no", "sel.no"]
anything = st.builds(
    lambda host, parts, query: f"https://{host}/{'/'.join(parts)}{query}",
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=4),
    st.sampled_from(["", *QUERIES]),
)


@given(st.text() | anything)
@example("https://[")
@example("https://xn--")
@example("@\ud800")
@example("a@b.c@d.e")
@example("https://facebook.com/{name}/{0}")
@example("https://sel.no/%s%(url)s")
def test_no_text_raises(text: str) -> None:
    for platform in (None, "facebook", "bluesky", "mastodon", "website", "other", "nonsense"):
        found = identify(text, platform)
        assert found.input == text
        assert str(found.message)
        assert (found.key is None) == (found.url is None)
        assert found.key or found.verdict not in (Verdict.PROFILE, Verdict.OTHER)


@given(anything)
def test_the_canonical_address_of_a_key_has_that_key(address: str) -> None:
    found = identify(address)
    if found.platform and found.key:
        again = identify(url_of(found.platform, found.key))
        assert (again.platform, again.key, again.url) == (found.platform, found.key, found.url)


@given(platforms, names, st.lists(st.sampled_from(CHANGES), max_size=5))
def test_however_it_is_written_an_account_has_one_key(
    platform: str, name: str, changes: list[Callable[[str], str]]
) -> None:
    found = identify(written(platform, name))
    assert (found.verdict, found.platform) == (Verdict.PROFILE, platform)
    for variant in (found.url or "", written(platform, name), written(platform, name.swapcase())):
        address = variant
        for change in changes:
            address = change(address)
        again = identify(f" {address}\n")
        assert (again.platform, again.key, again.url) == (platform, found.key, found.url)


@given(platforms, names, names)
def test_two_names_are_two_accounts(platform: str, one: str, another: str) -> None:
    first, second = identify(written(platform, one)), identify(written(platform, another))
    assert (first.key == second.key) == (one.lower() == another.lower())
    assert (first.url == second.url) == (one.lower() == another.lower())


@given(names, names, st.sampled_from("._"))
def test_a_full_stop_counts_on_instagram_and_not_on_facebook(
    one: str, another: str, sign: str
) -> None:
    name = f"{one}{sign}{another}"
    assume((one + another).lower() not in PLATFORMS["facebook"].reserved)
    on_instagram = identify(f"https://instagram.com/{name}")
    assert on_instagram.key == name.lower()
    on_facebook = identify(f"https://facebook.com/{name}")
    assert on_facebook.key == ((one + another).lower() if sign == "." else None)


@given(names, names)
def test_one_name_on_two_platforms_is_two_accounts(one: str, another: str) -> None:
    accounts = [
        (found.platform, found.key)
        for platform in ADDRESSES
        if (found := identify(written(platform, one)))
    ]
    assert len(set(accounts)) == len(ADDRESSES)


@given(st.lists(st.text(string.ascii_letters + "._~-!$'()*+,;:@æøå", min_size=1), max_size=3))
def test_the_path_of_a_website_is_kept_as_it_is(parts: list[str]) -> None:
    assume("." not in parts)
    assume(".." not in parts)
    found = identify("/".join(["https://sel.no", *parts]), "website")
    assert found.verdict == Verdict.OTHER
    assert unquote(found.key or "") == "/".join(["sel.no", *parts])
