"""The register: a plain list of the profiles that one may see."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import lifecycle
from profiles.models import Profile
from tests.cast import Municipality, draft

SignedIn = Callable[[User], Client]
LIST = "/profiler/"


def page(client: Client, query: str = "") -> str:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def named(text: str) -> list[str]:
    return re.findall(r'href="/profiler/\d+/">([^<]+)<', text)


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
    ],
)
def test_no_query_upsets_it(query: str, two: None, anne: User, signed_in: SignedIn) -> None:
    assert signed_in(anne).get(LIST + query).status_code == 200
    assert signed_in(anne).get("/meldinger/" + query).status_code == 200
    assert signed_in(anne).get("/" + query).status_code == 200


def test_fifty_stand_on_a_page_and_the_filters_stay(
    sel: Municipality, kari: User, anne: User, signed_in: SignedIn
) -> None:
    for number in range(53):
        make(sel, kari, f"Profil {number:02}")
    client = signed_in(anne)
    first = page(client, "?status=draft")
    assert len(named(first)) == 50
    assert "status=draft&amp;page=2" in first
    assert named(page(client, "?status=draft&page=2")) == ["Profil 50", "Profil 51", "Profil 52"]


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
