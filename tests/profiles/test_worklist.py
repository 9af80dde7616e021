"""My tasks: what waits for me, most urgent first, and why."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Appointment, Membership, User
from profiles import assessments, editing, lifecycle, worklist
from profiles.assessments import Given
from profiles.lifecycle import Demand
from profiles.models import Profile
from profiles.worklist import Kind
from tests.cast import LONG_AGO, Municipality, draft, person, ready

SignedIn = Callable[[User], Client]
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def kinds(user: User, today: date = TODAY) -> list[str]:
    return [item.kind.value for item in worklist.items(User.objects.get(pk=user.pk), today)]


def notify(profile: Profile, by: User, at: datetime = NOW) -> Profile:
    lifecycle.notify(profile, by=by, version=profile.version, at=at)
    return profile


def approve(profile: Profile, by: User, *demands: Demand) -> None:
    lifecycle.approve(
        profile, by=by, version=profile.version, evaluate_on=date(2027, 5, 23), demands=demands
    )


def test_who_has_nothing_to_do_is_told_so_kindly(
    sel: Municipality, emil: User, kari: User, signed_in: SignedIn
) -> None:
    for user in (emil, kari):
        assert kinds(user) == []
    text = signed_in(emil).get("/").content.decode()
    assert 'class="empty"' in text
    assert "/profiler/ny/" not in text
    assert "/profiler/ny/" in signed_in(kari).get("/").content.decode()


def test_each_person_has_what_waits_for_him_or_her(
    ready_draft: Profile,
    kari: User,
    dina: User,
    ola: User,
    siri: User,
    nora: User,
    anne: User,
    wilma: User,
) -> None:
    people = (kari, dina, ola, siri, nora, anne, wilma)
    assert [kinds(user) for user in people] == [["draft"], ["draft"], ["draft"], [], [], [], []]
    notify(ready_draft, kari)
    assert [kinds(user) for user in people] == [[], [], [], [], [], ["answer"], []]


def test_a_draft_that_lacks_only_the_heads_word_waits_for_the_head(
    ready_draft: Profile, kari: User, ola: User, signed_in: SignedIn
) -> None:
    values: editing.Values = {"responsibilities": []}
    editing.change(ready_draft, by=kari, version=ready_draft.version, values=values)
    assert kinds(kari) == ["accept"]
    assert kinds(ola) == ["draft"]
    text = signed_in(kari).get("/").content.decode()
    assert f"/profiler/{ready_draft.pk}/folk/#field-responsibilities" in text


def test_a_draft_says_in_short_what_is_missing_and_leads_there(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    [item] = worklist.items(kari, TODAY)
    assert [step.value for step in item.steps] == ["assessment", "people"]
    text = signed_in(kari).get("/").content.decode()
    assert f'href="/profiler/{profile.pk}/vurdering/"' in text


def test_what_was_sent_back_comes_with_the_reason_until_it_is_notified_again(
    ready_draft: Profile, kari: User, anne: User, ola: User
) -> None:
    notify(ready_draft, kari)
    lifecycle.send_back(ready_draft, by=anne, version=ready_draft.version, reason="Hvem svarer?")
    values: editing.Values = {"rhythm": 1}
    editing.change(ready_draft, by=ola, version=ready_draft.version, values=values)
    [item] = worklist.items(kari, TODAY)
    assert item.kind == Kind.SENT_BACK
    assert item.event
    assert item.event.reason == "Hvem svarer?"
    lifecycle.discard(ready_draft, by=ola, version=ready_draft.version)
    lifecycle.restore(ready_draft, by=ola, version=ready_draft.version)
    assert kinds(kari) == ["sent_back"]
    notify(ready_draft, kari)
    assert kinds(kari) == []
    lifecycle.withdraw(ready_draft, by=kari, version=ready_draft.version)
    assert kinds(kari) == ["draft"]


@pytest.mark.parametrize(("days", "expected"), [(0, ["rejected"]), (30, ["rejected"]), (31, [])])
def test_a_rejection_is_shown_for_thirty_days(
    days: int, expected: list[str], ready_draft: Profile, kari: User, anne: User
) -> None:
    notify(ready_draft, kari)
    lifecycle.reject(ready_draft, by=anne, version=ready_draft.version, reason="Nei", at=NOW)
    assert kinds(kari, TODAY + timedelta(days=days)) == expected


def test_a_condition_waits_for_the_one_who_was_asked(
    ready_draft: Profile, kari: User, siri: User, anne: User, ola: User
) -> None:
    notify(ready_draft, kari)
    approve(ready_draft, anne, Demand("Husregler", date(2026, 12, 24), siri))
    assert kinds(siri) == ["condition"]
    assert (kinds(ola), kinds(kari)) == ([], [])
    lifecycle.meet_condition(ready_draft.conditions.get(), by=siri)
    assert kinds(siri) == []


def test_overdue_comes_first_and_the_last_day_is_not_overdue(
    sel: Municipality, kari: User, ola: User, siri: User, anne: User
) -> None:
    for number, days in enumerate((1, 30, 14)):
        profile = ready(sel, kari, ola, siri, address=f"https://facebook.com/otta{number}")
        notify(profile, kari, NOW - timedelta(days=days))
    items = worklist.items(anne, TODAY)
    assert [(item.since, item.is_overdue) for item in items] == [
        (date(2026, 10, 24), True),
        (date(2026, 11, 9), False),
        (date(2026, 11, 22), False),
    ]
    assert items[1].due_on == TODAY


def test_ones_own_notification_stands_last_and_is_said_to_be_a_colleagues(
    sel: Municipality, kari: User, ola: User, siri: User, nora: User, nils: User
) -> None:
    Appointment.objects.create(user=kari, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    own = ready(sel, kari, ola, siri, address="https://facebook.com/egen")
    notify(own, kari, NOW - timedelta(days=100))
    others = ready(sel, nora, nora, nils, address="https://facebook.com/annen")
    values: editing.Values = {"department": sel.technical}
    editing.change(others, by=nora, version=others.version, values=values)
    notify(others, nora)
    assert kinds(kari) == ["answer", "own"]


def test_the_nearest_head_has_the_draft_and_not_everybody_above(
    sel: Municipality, kari: User, dina: User
) -> None:
    director = person("Berit", department=sel.root, role=Membership.Role.HEAD)
    draft(sel, kari)
    assert kinds(director) == []
    assert kinds(dina) == ["draft"]
    Membership.objects.filter(user=dina).update(ends_on=date(2026, 11, 22))
    Membership.objects.filter(user=kari).update(ends_on=date(2026, 11, 22))
    # Nobody is nearer now: the draft waits for who leads the municipality.
    assert kinds(director, timezone.localdate()) == ["draft"]


def test_what_belongs_to_the_municipality_itself_waits_for_the_web_editor(
    sel: Municipality, wilma: User
) -> None:
    director = person("Berit", department=sel.root, role=Membership.Role.HEAD)
    lifecycle.register(by=director, department=sel.root, values={"name": "Sel kommune"})
    assert kinds(wilma) == ["draft"]


def test_each_task_has_one_button(
    sel: Municipality, kari: User, ola: User, siri: User, anne: User, signed_in: SignedIn
) -> None:
    Appointment.objects.create(user=kari, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    notify(ready(sel, ola, ola, siri, address="https://facebook.com/a"), ola)
    draft(sel, kari, address="https://facebook.com/b")
    rejected = notify(ready(sel, kari, ola, siri, address="https://facebook.com/c"), kari)
    lifecycle.reject(rejected, by=anne, version=rejected.version, reason="Nei")
    returned = notify(ready(sel, kari, ola, siri, address="https://facebook.com/d"), kari)
    lifecycle.send_back(returned, by=anne, version=returned.version, reason="Mer")
    text = signed_in(kari).get("/").content.decode()
    cards = re.findall(r'<li class="ds-card">.*?</li>', text, re.DOTALL)
    assert len(cards) == 4
    assert [card.count("ds-button") for card in cards] == [1, 1, 1, 1]


def test_many_tasks_come_a_page_at_a_time(
    sel: Municipality, kari: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for letter in "abc":
        draft(sel, kari, address=f"https://facebook.com/{letter}")
    monkeypatch.setattr("profiles.views.tasks.PAGE_SIZE", 2)
    monkeypatch.setattr("profiles.views.tasks.MOST", 3)
    client = signed_in(kari)
    first, last = (client.get(f"/?page={number}").content.decode() for number in (1, 2))
    assert [first.count('<li class="ds-card">'), last.count('<li class="ds-card">')] == [2, 1]
    assert 'rel="next" href="?page=2"' in first
    assert [len(re.findall("av hvert slag", text)) for text in (first, last)] == [0, 1]


def test_it_makes_as_many_queries_for_many_tasks_as_for_few(
    sel: Municipality, kari: User, ola: User, siri: User, anne: User
) -> None:
    Appointment.objects.create(user=kari, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    counted = []
    for batch in (range(1), range(1, 8)):
        for number in batch:
            address = f"https://facebook.com/otta{number}"
            draft(sel, kari, address=address + "a")
            begun = draft(sel, kari, address=address + "b")
            assessments.answer(begun, by=kari, version=begun.version, given={"purpose": Given("x")})
            notify(ready(sel, kari, ola, siri, address=address + "c"), kari)
            approved = notify(ready(sel, kari, ola, siri, address=address + "d"), kari)
            approve(approved, anne, Demand("Husregler", TODAY, kari))
            rejected = notify(ready(sel, kari, ola, siri, address=address + "e"), kari)
            lifecycle.reject(rejected, by=anne, version=rejected.version, reason="Nei")
        fresh = User.objects.get(pk=kari.pk)
        with CaptureQueriesContext(connection) as captured:
            items = worklist.items(fresh, TODAY)
        counted.append((len(items), len(captured)))
    (few, queries), (many, queries_for_many) = counted
    assert (few, many) == (5, 40)
    assert queries == queries_for_many
