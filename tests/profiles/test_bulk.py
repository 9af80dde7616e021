"""One act on many profiles of the register: a look at it first, then all or none."""

import re
from collections.abc import Callable, Iterable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, User
from profiles import requests
from profiles.models import Event, Notice, Profile, UpdateRequest
from tests.cast import Municipality
from tests.profiles.test_requests import is_whole

SignedIn = Callable[[User], Client]
LIST, MANY = "/profiler/", "/profiler/flere/"
Status = Profile.Status


def make(
    name: str,
    department: Department,
    owner: User,
    status: str = Status.ACTIVE,
) -> Profile:
    return Profile.objects.create(
        name=name,
        platform="facebook",
        department=department,
        owner=owner,
        registered_by=owner,
        status=status,
        next_evaluation_on=date(2027, 5, 23),
    )


@pytest.fixture
def three(sel: Municipality, ola: User) -> list[Profile]:
    return [make(name, sel.house, ola) for name in ("Bibliotek", "Kino", "Teater")]


@pytest.fixture
def client(anne: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


def text_of(response: object) -> str:
    assert response.status_code == 200  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def keys(profiles: Iterable[Profile]) -> list[int]:
    return [profile.pk for profile in profiles]


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of the preview, as the browser sends them back."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: value.replace("&amp;", "&") for name, value in found if "csrf" not in name}


def fitting(text: str) -> list[str]:
    part = text.partition('id="fit"')[2].partition('id="left-out"')[0]
    return re.findall(r'href="/profiler/\d+/">([^<]+)<', part)


def left_out(text: str) -> str:
    return text.partition('id="left-out"')[2].partition("</section>")[0]


def told(client: Client, response: object) -> str:
    """The messages on the page that the answer leads to."""
    return text_of(client.get(response["Location"]))  # type: ignore[index]


def test_only_the_administration_can_choose_many(
    three: list[Profile], anne: User, kari: User, wilma: User, rune: User, signed_in: SignedIn
) -> None:
    for user in (kari, wilma, rune):
        browser = signed_in(user)
        assert 'name="profile"' not in text_of(browser.get(LIST))
        assert browser.post(MANY, {"act": "ask", "profile": keys(three)}).status_code == 403
    page = text_of(signed_in(anne).get(LIST))
    assert page.count('name="profile"') == 3
    assert "Kino, Facebook</span></label>" in page
    assert not UpdateRequest.objects.exists()


def test_a_look_at_it_changes_nothing(three: list[Profile], client: Client) -> None:
    for act in ("ask", "move"):
        page = text_of(client.post(MANY, {"act": act, "profile": keys(three[:2])}))
        assert fitting(page) == ["Bibliotek", "Kino"]
    assert not UpdateRequest.objects.exists()
    assert not Event.objects.exists()
    assert not Notice.objects.exists()


def test_asking_about_many_writes_one_line_on_each(
    three: list[Profile], client: Client, ola: User
) -> None:
    filters = "q=i&sort=newest"
    page = text_of(client.post(MANY, {"act": "ask", "profile": keys(three), "query": filters}))
    sent = hidden(page) | {"message": "Vi rydder i registeret"}
    response = client.post(MANY, sent)
    # Back to the same list.
    assert response["Location"] == f"{LIST}?{filters}"
    assert "Bedt om oppdatering av 3 profiler." in told(client, response)
    for profile in three:
        (event,) = profile.events.all()
        assert (event.kind, event.reason) == (Event.Kind.UPDATE_ASKED, "Vi rydder i registeret")
        assert is_whole(profile)
    assert UpdateRequest.objects.open().count() == 3
    assert ola.notices.filter(kind=Notice.Kind.UPDATE_ASKED).count() == 3
    # The button pressed twice.
    response = client.post(MANY, sent)
    assert "Utelatt: Bibliotek (noen har spurt allerede)" in told(client, response)
    assert UpdateRequest.objects.count() == Event.objects.count() == 3


def test_those_that_it_does_not_fit_are_left_out_with_the_reason(
    sel: Municipality, three: list[Profile], anne: User, ola: User, client: Client
) -> None:
    closed = make("Avviklet", sel.house, ola, Status.CLOSED)
    begun = make("Begynt", sel.house, ola, Status.DRAFT)
    requests.ask_for_update(three[:1], by=anne)
    page = text_of(client.post(MANY, {"act": "ask", "profile": keys([closed, begun, *three])}))
    assert fitting(page) == ["Kino", "Teater"]
    for name, why in (
        ("Avviklet", "er avviklet"),
        ("Begynt", "er ikke godkjent"),
        ("Bibliotek", "noen har spurt allerede"),
    ):
        assert re.search(f"{name}</a>[^<]*: {why}<", left_out(page))
    client.post(MANY, hidden(page))
    assert set(UpdateRequest.objects.values_list("profile", flat=True)) == set(keys(three))


def test_what_is_closed_meanwhile_is_left_out_and_told(
    three: list[Profile], client: Client
) -> None:
    sent = hidden(text_of(client.post(MANY, {"act": "ask", "profile": keys(three)})))
    Profile.objects.filter(pk=three[0].pk).update(status=Status.CLOSED)
    Profile.objects.filter(pk=three[1].pk).update(version=9)
    page = told(client, client.post(MANY, sent))
    assert "Bedt om oppdatering av 2 profiler." in page
    assert "Utelatt: Bibliotek (er avviklet)" in page
    assert not three[0].events.exists()


def test_many_are_moved_after_a_look_at_where_to(
    sel: Municipality, three: list[Profile], nora: User, nils: User, client: Client
) -> None:
    there = make("Veg og vann", sel.technical, nils)
    page = text_of(client.post(MANY, {"act": "move", "profile": keys([*three, there])}))
    sent = hidden(page) | {"to": str(sel.technical.pk), "reason": "Ny ordning"}
    page = text_of(client.post(MANY, sent))
    assert fitting(page) == ["Bibliotek", "Kino", "Teater"]
    assert "Veg og vann</a> – Facebook: hører til der allerede" in left_out(page)
    assert not Event.objects.exists()
    sent |= hidden(page)
    response = client.post(MANY, sent)
    assert response["Location"] == LIST
    assert "Flyttet 3 profiler til Teknisk drift." in told(client, response)
    for profile in three:
        (event,) = profile.events.all()
        assert (event.kind, event.reason) == (Event.Kind.DEPARTMENT_CHANGED, "Ny ordning")
        assert is_whole(profile)
        assert profile.department == sel.technical
    assert nora.notices.filter(kind=Notice.Kind.DEPARTMENT_CHANGED).count() == 3
    assert not there.events.exists()
    assert "Flyttet" not in told(client, client.post(MANY, sent))
    assert Event.objects.count() == 3


def test_another_department_than_was_looked_at_is_looked_at_first(
    sel: Municipality, three: list[Profile], client: Client
) -> None:
    sent = hidden(text_of(client.post(MANY, {"act": "move", "profile": keys(three)})))
    sent = hidden(text_of(client.post(MANY, sent | {"to": sel.technical.pk})))
    page = text_of(client.post(MANY, sent | {"to": sel.culture.pk}))
    assert "→ Kultur" in page
    assert not Event.objects.exists()


def test_what_is_wrong_is_said_beside_the_field_and_the_choice_is_kept(
    sel: Municipality, three: list[Profile], client: Client
) -> None:
    sent = hidden(text_of(client.post(MANY, {"act": "move", "profile": keys(three)})))
    Department.objects.filter(pk=sel.culture.pk).update(closed_on=date(2026, 1, 1))
    for to in ("", "0", "abc", "1\x00", "9" * 40, str(sel.culture.pk)):
        page = text_of(client.post(MANY, sent | {"to": to, "reason": "Ny ordning"}))
        assert 'id="id_to_error"' in page
        assert "Ny ordning" in page
        assert hidden(page)["chosen"] == sent["chosen"]
    asked = hidden(text_of(client.post(MANY, {"act": "ask", "profile": keys(three)})))
    page = text_of(client.post(MANY, asked | {"message": "x" * 2001}))
    assert 'id="id_message_error"' in page
    assert not Event.objects.exists()


def test_a_whole_page_or_all_that_the_filters_find(
    sel: Municipality, three: list[Profile], ola: User, client: Client
) -> None:
    for number in range(60):
        make(f"Skole {number:02}", sel.technical, ola)
    query = f"department={sel.technical.pk}"
    page = text_of(client.get(f"{LIST}?{query}"))
    assert "Alle 50 på denne siden" in page
    assert "Alle 60 som ble funnet" in page
    shown = re.search(r'name="shown" value="([\d,]+)"', page)
    assert shown
    sent = {"act": "ask", "query": query, "shown": shown[1]}
    assert len(fitting(text_of(client.post(MANY, sent | {"whom": "shown"})))) == 50
    page = text_of(client.post(MANY, sent | {"whom": "found"}))
    assert len(fitting(page)) == 60
    # What comes to fit the filters afterwards was not looked at.
    make("Skole 99", sel.technical, ola)
    client.post(MANY, hidden(page))
    assert UpdateRequest.objects.count() == 60


def test_more_than_can_be_dealt_with_at_once_are_refused(
    sel: Municipality, ola: User, client: Client
) -> None:
    Profile.objects.bulk_create(
        Profile(name=f"Nr {number}", department=sel.house, registered_by=ola)
        for number in range(1001)
    )
    page = text_of(client.get(LIST))
    assert 'value="found"' not in page
    assert "ikke alle kan velges samtidig" in page
    too_many = ",".join(map(str, range(1, 1002)))
    for sent in ({"whom": "found"}, {"whom": "shown", "shown": too_many}, {"chosen": too_many}):
        response = client.post(MANY, {"act": "ask", **sent})
        assert "høyst 1000" in told(client, response)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "ask"},
        {"act": "ask", "profile": ["abc", "-1", "1e3", "²", "9" * 40, "\x00", "0"]},
        {"act": "ask", "chosen": ",,,x,\x00,987654321"},
        {"act": "ask", "chosen": ""},
        {"act": "ask", "whom": "shown", "shown": "\x00"},
        {"act": "ask", "whom": "found", "query": "q=finnes-ikke"},
        {"act": "ask", "query": "department=\x00&etter=x&" + "y" * 5000},
        {"act": "move", "whom": "nonsense"},
    ],
)
def test_nothing_chosen_leads_back_to_the_list(
    sent: dict[str, object], three: list[Profile], client: Client
) -> None:
    response = client.post(MANY, sent)
    assert response.status_code == 302
    assert response["Location"].startswith(LIST)
    assert not Event.objects.exists()


def test_an_act_that_there_is_not_is_refused(three: list[Profile], client: Client) -> None:
    for act in ("close", "\x00", ""):
        response = client.post(MANY, {"act": act, "profile": keys(three)})
        assert "Velg hva som skal gjøres." in told(client, response)


def test_what_was_thrown_away_is_not_there_and_nobody_counts_twice(
    sel: Municipality, three: list[Profile], ola: User, client: Client
) -> None:
    gone = make("Forkastet", sel.house, ola, Status.DISCARDED)
    chosen = [gone.pk, three[0].pk, three[0].pk]
    page = text_of(client.post(MANY, {"act": "ask", "profile": chosen}))
    assert fitting(page) == ["Bibliotek"]
    assert "Forkastet" not in page


def test_two_hundred_cost_no_more_queries_than_three(
    sel: Municipality, three: list[Profile], ola: User, client: Client
) -> None:
    def cost(sent: dict[str, object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.post(MANY, sent)
        return len(queries)

    def costs(profiles: list[Profile], to: Department) -> list[int]:
        ask = {"act": "ask", "profile": keys(profiles)}
        chosen = {"chosen": ",".join(map(str, keys(profiles)))}
        move = {"act": "move", "to": to.pk, **chosen}
        return [
            cost(ask),
            cost({"act": "ask", "agreed": "ask", **chosen}),
            cost(move),
            cost(move | {"agreed": f"to {to.pk}"}),
        ]

    few = costs(three, sel.technical)
    many = costs([make(f"Nr {n}", sel.house, ola) for n in range(200)], sel.technical)
    assert UpdateRequest.objects.count() == 203
    assert Profile.objects.filter(department=sel.technical).count() == 203
    # Only the bulk writes come in parts.
    assert all(after <= before + 15 for before, after in zip(few, many, strict=True)), (few, many)
    assert max(few) < 40
