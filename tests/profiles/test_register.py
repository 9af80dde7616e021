"""The register: what one may see of it, searched, filtered, sorted and a page at a time."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from profiles import lifecycle, searching
from profiles.models import Access, AreaOfUse, Hijacking, Profile, SavedFilter
from tests.cast import Municipality, draft

SignedIn = Callable[[User], Client]
LIST = "/profiler/"


def page(client: Client, query: str = "") -> str:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def named(text: str) -> list[str]:
    found = text[text.index('id="found-count"') :]
    return re.findall(r'href="/profiler/\d+/">([^<]+)<', found)


def make(sel: Municipality, by: User, name: str, department: object = None) -> Profile:
    values = {"name": name, "platform": "facebook"}
    return lifecycle.register(by=by, department=department or sel.house, values=values)  # type: ignore[arg-type]


@pytest.fixture
def two(sel: Municipality, kari: User, nora: User) -> None:
    make(sel, kari, "Otta kulturhus")
    make(sel, nora, "Veg og vann", sel.technical)


def test_everybody_sees_what_they_may_know_of(
    two: None, kari: User, nils: User, anne: User, rune: User, emil: User, signed_in: SignedIn
) -> None:
    seen = {user.get_short_name(): named(page(signed_in(user))) for user in (kari, nils, anne)}
    assert seen == {
        "Kari": ["Otta kulturhus"],
        "Nils": ["Veg og vann"],
        "Anne": ["Otta kulturhus", "Veg og vann"],
    }
    # Nothing has been notified, so there is nothing to read yet.
    assert named(page(signed_in(rune))) == []
    assert named(page(signed_in(emil))) == []


def test_it_is_narrowed_by_department_and_those_below_it(
    two: None, sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    make(sel, kari, "Kulturskolen", sel.culture)
    client = signed_in(anne)
    assert named(page(client, f"?department={sel.culture.pk}")) == [
        "Kulturskolen",
        "Otta kulturhus",
    ]
    assert named(page(client, f"?department={sel.house.pk}")) == ["Otta kulturhus"]


def test_it_is_narrowed_by_state(
    notified: Profile, two: None, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    assert named(page(client, "?status=notified")) == ["Otta kulturhus"]
    assert len(named(page(client, "?status=draft"))) == 2
    assert named(page(client, "?status=active")) == []


def test_discarded_drafts_are_left_out(sel: Municipality, kari: User, signed_in: SignedIn) -> None:
    profile = draft(sel, kari)
    lifecycle.discard(profile, by=kari, version=profile.version)
    client = signed_in(kari)
    assert named(page(client)) == []
    assert named(page(client, "?status=discarded")) == []


def test_only_departments_that_one_sees_profiles_of_are_offered(
    two: None, sel: Municipality, nils: User, signed_in: SignedIn
) -> None:
    text = page(signed_in(nils))
    assert "Teknisk drift" in text
    assert "Otta kulturhus" not in text
    # Another department's key narrows nothing, and tells nothing.
    assert named(page(signed_in(nils), f"?department={sel.house.pk}")) == ["Veg og vann"]


@pytest.mark.parametrize(
    "query",
    [
        "?department=abc",
        "?department=-1",
        "?department=" + "9" * 40,
        "?department=%00",
        "?department[]=1&department=2&department=3",
        "?status=%00",
        "?status=nonsense",
        "?status=" + "x" * 3000,
        "?page=abc",
        "?page=-1",
        "?page=0",
        "?page=" + "9" * 40,
        "?page=%00",
        "?page=1e9",
        "?%00=%00",
        "?page=%F0%9F%98%80",
        "?page=%FF",
        "?q=%00",
        "?q=" + "x" * 3000,
        "?q=%25_%5C",
        "?q=(((",
        "?platform=nonsense&area=nonsense&missing=nonsense&sort=nonsense&mine=2",
        "?etter=nonsense",
        "?etter=%00",
        "?etter=W10",
        "?etter=" + "W" * 3000,
        "?etter=WyJhIiwgLTFd",
        "?etter=WyJhIiwgMWUzMDld",
        "?sort=evaluation&etter=WyJuZXZlciIsIDFd",
        "?sort=newest&etter=WyIyMDI2LTAxLTAxIiwgMV0",
        # Midnight of the first and of the last day, somewhere else in the world.
        "?sort=newest&etter=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgMV0",
        "?sort=newest&etter=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTE0OjAwIiwgMV0",
        "?for=WyJhIiwgMV0&etter=nonsense",
    ],
)
def test_no_query_upsets_it(query: str, two: None, anne: User, signed_in: SignedIn) -> None:
    assert signed_in(anne).get(LIST + query).status_code == 200
    assert signed_in(anne).get("/meldinger/" + query).status_code == 200
    assert signed_in(anne).get("/" + query).status_code == 200


def test_an_empty_register_says_what_to_do(
    sel: Municipality, kari: User, emil: User, signed_in: SignedIn
) -> None:
    text = page(signed_in(kari))
    assert text.count('href="/profiler/ny/"') > page(signed_in(emil)).count('href="/profiler/ny/"')
    assert 'class="empty"' in text
    assert 'class="empty"' in page(signed_in(emil))


def test_a_list_that_nothing_fits_offers_to_show_all(
    two: None, anne: User, signed_in: SignedIn
) -> None:
    text = page(signed_in(anne), "?status=closed")
    assert 'class="empty"' in text
    assert '<a class="ds-button" data-variant="secondary" href="/profiler/">' in text


def test_it_makes_as_many_queries_for_many_as_for_few(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    client, counted = signed_in(anne), []
    for batch in (range(3), range(3, 30)):
        for number in batch:
            draft(sel, kari, address=f"https://facebook.com/otta{number}")
        with CaptureQueriesContext(connection) as captured:
            page(client)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_names_are_shown_as_text(sel: Municipality, kari: User, signed_in: SignedIn) -> None:
    make(sel, kari, "<img src=x onerror=alert(1)>")
    assert "<img src=x" not in page(signed_in(kari))


# --- Search -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "kulturhus",
        "KULTURHUS",
        "ottakulturhus",
        "@ottakulturhus",
        "https://m.facebook.com/OttaKulturhus/?fbclid=1#top",
        "facebook.com/ottakulturhus/posts/123",
        "Otta kulturhus",
        "  otta   KULTURHUS ",
        "ola test",
        "Siri",
    ],
)
def test_a_search_finds_name_address_department_and_people(
    text: str, notified: Profile, two: None, anne: User, signed_in: SignedIn
) -> None:
    others = Profile.objects.filter(name="Otta kulturhus").exclude(pk=notified.pk)
    others.update(name="Bygdekinoen", department=notified.department.parent)
    response = signed_in(anne).get(LIST, {"q": text})
    assert named(response.content.decode()) == ["Otta kulturhus"]


def test_a_search_finds_what_a_department_has(
    two: None, sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    assert named(page(signed_in(anne), "?q=teknisk")) == ["Veg og vann"]


def test_capital_and_small_letters_are_alike_in_norwegian(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    make(sel, kari, "ÆRA på Ånstad")
    for text in ("æra", "ÅNSTAD", "PÅ ånst"):
        assert named(signed_in(anne).get(LIST, {"q": text}).content.decode()) == ["ÆRA på Ånstad"]


@pytest.mark.parametrize("text", ["%", "_", "O.ta", "Veg|Otta", "finnesikke"])
def test_no_sign_stands_for_others(text: str, two: None, anne: User, signed_in: SignedIn) -> None:
    assert named(signed_in(anne).get(LIST, {"q": text}).content.decode()) == []


def test_one_or_two_letters_have_to_begin_a_word(
    two: None, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    assert named(page(client, "?q=ot")) == ["Otta kulturhus"]
    assert named(page(client, "?q=VA")) == ["Veg og vann"]
    assert named(page(client, "?q=va")) == ["Veg og vann"]
    assert named(page(client, "?q=tt")) == []
    assert named(page(client, "?q=tta")) == ["Otta kulturhus"]


def test_a_search_finds_no_more_than_one_may_see(
    two: None, nils: User, signed_in: SignedIn
) -> None:
    assert named(page(signed_in(nils), "?q=kulturhus")) == []


def test_a_search_that_finds_very_much_finds_the_same(
    two: None, anne: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MANY", 1)
    client = signed_in(anne)
    assert named(page(client, "?q=o")) == ["Otta kulturhus", "Veg og vann"]
    assert named(page(client, "?q=kulturhus")) == ["Otta kulturhus"]


def test_a_common_name_finds_whom_a_profile_rests_on(
    notified: Profile, siri: User, anne: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert siri in notified.backups.all()
    monkeypatch.setattr(searching, "MANY", 1)
    assert named(page(signed_in(anne), f"?q={siri.name}")) == [notified.name]


# --- Filters ----------------------------------------------------------------------------


@pytest.fixture
def whole(notified: Profile, siri: User) -> Profile:
    """A living profile that lacks nothing, beside which others lack something."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    Profile.objects.filter(pk=notified.pk).update(
        name="Whole", status="active", next_evaluation_on=tomorrow, assessed_at=timezone.now()
    )
    Access.objects.create(profile=notified, roster_checked_on=timezone.localdate())
    return notified


def lacking(whole: Profile, name: str, **values: object) -> Profile:
    """A copy of the whole profile in which something is otherwise."""
    backups = list(whole.backups.all())
    copy = Profile.objects.get(pk=whole.pk)
    copy.pk, copy.name = None, name
    for field, value in values.items():
        setattr(copy, field, value)
    copy.save()
    copy.backups.set(backups)
    AreaOfUse.objects.create(profile=copy, area="debate")
    Access.objects.create(profile=copy, roster_checked_on=timezone.localdate())
    return copy


@pytest.fixture
def gone(sel: Municipality) -> User:
    return User.objects.create(email="gone@sel.example", name="Gone", is_active=False)


def test_each_lack_finds_just_those_that_lack_it(
    whole: Profile, gone: User, ola: User, anne: User, signed_in: SignedIn
) -> None:
    yesterday, now = timezone.localdate() - timedelta(days=1), timezone.now()
    lacking(whole, "ownerless", owner=None)
    lacking(whole, "owner has left", owner=gone)
    lacking(whole, "no website", website="")
    lacking(whole, "not assessed", assessed_at=None, imported_at=now)
    lacking(whole, "late", next_evaluation_on=yesterday)
    lacking(whole, "over", status="closed", owner=None, website="", next_evaluation_on=yesterday)
    lacking(whole, "backup has left").backups.set([gone])
    lacking(whole, "backup is owner").backups.set([ola])
    lacking(whole, "no backup").backups.clear()
    lacking(whole, "no area").areas.all().delete()
    Access.objects.filter(profile=lacking(whole, "access unknown")).delete()
    unchecked = Access.objects.filter(profile=lacking(whole, "access unchecked"))
    unchecked.update(roster_checked_on=None)

    late = {"starts_on": yesterday - timedelta(days=9), "reason": "Ferie", "started_at": now}
    for name, reopens_on in (("not reopened", yesterday), ("reopens today", timezone.localdate())):
        paused = lacking(whole, name, status="paused")
        paused.pauses.create(reopens_on=reopens_on, planned_by=ola, **late)

    client = signed_in(anne)
    found = {code: named(page(client, f"?missing={code}")) for code in searching.MISSING}
    assert found == {
        "owner": ["owner has left", "ownerless"],
        "backup": ["backup has left", "backup is owner", "no backup"],
        "website": ["no website"],
        "assessment": ["not assessed"],
        "evaluation": ["late"],
        "reopening": ["not reopened"],
        "areas": ["no area"],
        "access": ["access unchecked", "access unknown"],
    }
    assert named(page(client, "?missing=owner&missing=website")) == []


def test_it_is_narrowed_by_platform_area_hijacking_and_what_is_mine(
    whole: Profile, two: None, ola: User, siri: User, anne: User, signed_in: SignedIn
) -> None:
    other = lacking(whole, "Other", platform="instagram", owner=anne)
    Hijacking.objects.create(profile=other, reported_by=anne, description="Gone")
    solved = timezone.now()
    Hijacking.objects.create(
        profile=whole, reported_by=anne, description="Back", solved_at=solved, solved_by=anne
    )
    client = signed_in(anne)
    assert named(page(client, "?platform=instagram")) == ["Other"]
    assert named(page(client, "?area=debate")) == ["Other"]
    assert named(page(client, "?hijacked=1")) == ["Other"]
    assert named(page(client, "?mine=on")) == ["Other"]
    assert named(page(signed_in(ola), "?mine=1")) == ["Whole"]
    assert named(page(signed_in(siri), "?mine=1")) == ["Other", "Whole"]


def test_each_filter_that_is_set_can_be_taken_away(
    two: None, sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    query = f"?q=otta&department={sel.culture.pk}&status=draft&sort=status"
    text = page(signed_in(anne), query)
    chips = re.findall(r'class="ds-chip"[^>]*href="([^"]+)"', text)
    assert chips == [
        f"/profiler/?department={sel.culture.pk}&amp;status=draft&amp;sort=status",
        "/profiler/?q=otta&amp;status=draft&amp;sort=status",
        f"/profiler/?q=otta&amp;department={sel.culture.pk}&amp;sort=status",
    ]
    assert 'class="ds-chip"' not in page(signed_in(anne))


def test_what_is_found_stands_before_the_filters_are_asked_for_again(
    two: None, anne: User, signed_in: SignedIn
) -> None:
    text = page(signed_in(anne), "?status=draft&q=otta")
    assert "Status: utkast" in text
    assert '<option value="draft" selected>Utkast</option>' in text
    assert "<details open" not in re.sub(r' class="[^"]*"', "", text)


def test_profiles_are_counted_as_far_as_it_is_of_use(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    many(sel, kari, 1000)
    assert "1000" in status_of(page(client))
    many(sel, kari, 1)
    assert status_of(page(client)) not in ("1000", "1001")
    assert "1001" not in status_of(page(client))


def status_of(text: str) -> str:
    found = re.search(r'role="status">([^<]*)<', text[text.index("found-count") :])
    assert found
    return found[1].replace("\xa0", "").strip()


def many(sel: Municipality, by: User, count: int, name: str = "Profil") -> None:
    Profile.objects.bulk_create(
        Profile(
            name=f"{name} {number % 7}",
            department=(sel.house, sel.technical, sel.culture)[number % 3],
            platform="facebook",
            status=("draft", "closed")[number % 2],
            registered_by=by,
            registered_at=timezone.now() - timedelta(minutes=number % 5),
            next_evaluation_on=date(2027, 1, 1 + number % 9) if number % 4 else None,
        )
        for number in range(count)
    )


# --- Pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["", "department", "status", "evaluation", "newest"])
def test_pages_follow_each_other_in_each_order_and_back(
    sort: str, sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    many(sel, kari, 123)
    client, seen, url = signed_in(anne), [], f"{LIST}?sort={sort}"
    for size in (50, 50, 23):
        text = client.get(url).content.decode()
        seen.append(keys(text))
        assert len(seen[-1]) == size
        following = link(text, "next")
        url = LIST + following if following else url
    assert link(text, "next") is None
    assert len({key for run in seen for key in run}) == 123
    before = client.get(LIST + (link(text, "prev") or "")).content.decode()
    assert keys(before) == seen[1]
    first = client.get(LIST + (link(before, "prev") or "")).content.decode()
    assert keys(first) == seen[0]
    assert link(first, "prev") is None


@pytest.mark.parametrize(
    ("sort", "column"),
    [
        ("", "name"),
        ("department", "department__name"),
        ("status", "status"),
        ("evaluation", "next_evaluation_on"),
        ("newest", "-registered_at"),
    ],
)
def test_they_stand_in_the_order_asked_for(
    sort: str, column: str, sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    many(sel, kari, 40)
    Profile.objects.filter(next_evaluation_on=None).update(next_evaluation_on=date(2030, 1, 1))
    wanted = Profile.objects.order_by(column).values_list(column.removeprefix("-"), flat=True)
    got = dict(Profile.objects.values_list("pk", column.removeprefix("-")))
    text = signed_in(anne).get(f"{LIST}?sort={sort}").content.decode()
    assert [got[key] for key in keys(text)] == list(wanted)


def test_what_has_no_evaluation_stands_last(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    many(sel, kari, 9)
    dates = dict(Profile.objects.values_list("pk", "next_evaluation_on"))
    in_order = [dates[key] for key in keys(page(signed_in(anne), "?sort=evaluation"))]
    assert in_order[-3:] == [None, None, None]
    assert None not in in_order[:-3]


def test_a_page_keeps_its_filters_and_survives_what_is_gone(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    many(sel, kari, 120)
    client = signed_in(anne)
    following = link(client.get(f"{LIST}?status=draft").content.decode(), "next")
    assert following
    assert following.startswith("?status=draft&etter=")
    Profile.objects.all().delete()
    assert client.get(LIST + following).status_code == 200


def test_going_far_in_skips_and_counts_nothing(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    many(sel, kari, 120)
    client = signed_in(anne)
    following = link(client.get(LIST).content.decode(), "next")
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST + (following or ""))
    assert not [query["sql"] for query in captured if "OFFSET" in query["sql"]]


def keys(text: str) -> list[int]:
    return [int(key) for key in re.findall(r'href="/profiler/(\d+)/"', text)]


def link(text: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', text)
    return found[1].replace("&amp;", "&") if found else None


# --- In place ---------------------------------------------------------------------------


def test_htmx_gets_what_changes_and_the_address_to_show(
    two: None, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    response = client.get(
        LIST, {"q": "otta", "department": "", "sort": "name"}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert named(text) == ["Otta kulturhus"]
    assert "<html" not in text
    assert 'id="found-count"' in text
    assert response["HX-Push-Url"] == "/profiler/?q=otta"
    assert "HX-Request" in response["Vary"]


# --- Saved filters ----------------------------------------------------------------------


@pytest.fixture
def kept(anne: User) -> SavedFilter:
    return SavedFilter.objects.create(user=anne, name="Mine", query="status=draft")


def test_filters_are_saved_under_a_name_and_stand_above_the_list(
    two: None, anne: User, arne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    query = "status=draft&platform=nonsense&q=otta&etter=abc"
    response = client.post("/profiler/filtre/lagre/", {"name": "De påbegynte", "query": query})
    assert response.headers["Location"] == "/profiler/?q=otta&status=draft"
    assert SavedFilter.objects.get().query == "q=otta&status=draft"
    text = page(client)
    assert 'href="/profiler/?q=otta&amp;status=draft"' in text
    assert "De påbegynte" in text
    assert "De påbegynte" not in page(signed_in(arne))


def test_the_saved_filters_that_are_set_are_marked(
    two: None, kept: SavedFilter, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    marked = f'<a class="ds-link" href="/profiler/?{kept.query}" aria-current="page">'
    part = client.get(f"{LIST}?{kept.query}", headers={"HX-Request": "true"})
    for text in (page(client, f"?{kept.query}"), part.content.decode()):
        assert marked in text
    assert marked not in page(client, "?q=annet")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("", "status=draft"),
        ("x" * 61, "status=draft"),
        ("to\nlinjer", "status=draft"),
        ("null\x00", "status=draft"),
        ("Mine", "q=otta"),
        ("Tom", ""),
        ("Tom", "status=nonsense"),
        ("Lang", "q=" + "x" * 2040),
    ],
)
def test_what_cannot_be_saved_is_said_beside_the_field(
    name: str, query: str, two: None, kept: SavedFilter, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    response = client.post("/profiler/filtre/lagre/", {"name": name, "query": query})
    assert response.status_code == 200
    assert "id_name_error" in response.content.decode()
    assert list(SavedFilter.objects.all()) == [kept]


def test_there_is_room_for_so_many(
    two: None, anne: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MAX_KEPT", 1)
    for name in ("Den ene", "Den andre"):
        signed_in(anne).post("/profiler/filtre/lagre/", {"name": name, "query": "status=draft"})
    assert SavedFilter.objects.get().name == "Den ene"


def test_saved_filters_are_deleted_after_a_question_by_nobody_else(
    kept: SavedFilter, anne: User, arne: User, signed_in: SignedIn
) -> None:
    url = f"/profiler/filtre/{kept.pk}/slett/"
    for ask in ("get", "post"):
        assert getattr(signed_in(arne), ask)(url).status_code == 404
    assert signed_in(anne).get(url).status_code == 200
    assert SavedFilter.objects.exists()
    assert signed_in(anne).post(url).headers["Location"] == LIST
    assert not SavedFilter.objects.exists()
