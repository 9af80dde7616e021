"""Two at once: one wins, the other is told what happened and keeps what was typed."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from profiles import history, lifecycle
from profiles.lifecycle import TRANSITIONS
from profiles.models import Event, Profile
from tests.cast import Municipality, ready

SignedIn = Callable[[User], Client]
ROUNDS = 20
TYPED = {
    "approve": {"evaluate_on": "2099-01-01", "message": "Lykke til med profilen"},
    "reject": {"reason": "Bruk kommunens egen konto"},
    "withdraw": {"reason": "Vi har funnet en feil"},
    "send_back": {"reason": "Hvem svarer i ferien?"},
}


def url(name: str, profile: Profile) -> str:
    return reverse(f"profiles:{name}", args=[profile.pk])


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """An approval that is always within the limit, whatever the day."""
    day = timezone.localdate() + timedelta(days=100)
    monkeypatch.setitem(TYPED["approve"], "evaluate_on", day.isoformat())


# --- One after the other ----------------------------------------------------------------


def test_the_second_sees_who_did_what_and_keeps_the_text(
    notified: Profile, anne: User, arne: User, signed_in: SignedIn
) -> None:
    seen = notified.version
    signed_in(anne).post(url("approve", notified), TYPED["approve"] | {"version": seen})
    response = signed_in(arne).post(url("reject", notified), TYPED["reject"] | {"version": seen})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Anne Testperson" in text
    assert "Lykke til med profilen" in text
    assert "Bruk kommunens egen konto" in text
    assert [event.kind for event in history.since(notified, seen)] == [Event.Kind.APPROVED]


def test_where_it_is_still_possible_the_form_is_offered_again(
    notified: Profile, kari: User, anne: User, signed_in: SignedIn
) -> None:
    seen = notified.version
    lifecycle.withdraw(notified, by=kari, version=seen)
    lifecycle.notify(notified, by=kari, version=notified.version)
    client, path = signed_in(anne), url("reject", notified)
    response = client.post(path, TYPED["reject"] | {"version": seen})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Kari Testperson" in text
    assert "Bruk kommunens egen konto" in text
    assert f'name="version" value="{notified.version}"' in text
    client.post(path, TYPED["reject"] | {"version": notified.version})
    assert Profile.objects.get().status == "rejected"


def test_a_button_pressed_twice_is_no_conflict(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    client, seen = signed_in(anne), notified.version
    for _ in range(2):
        response = client.post(url("reject", notified), TYPED["reject"] | {"version": seen})
        assert response["Location"] == notified.get_absolute_url()
    assert notified.events.filter(kind=Event.Kind.REJECTED).count() == 1


def test_another_text_the_second_time_is_not_lost(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    response = signed_in(anne).post(url("reject", notified), TYPED["reject"])
    assert response.status_code == 409
    assert "Bruk kommunens egen konto" in response.content.decode()


def test_an_act_in_the_wrong_state_is_the_same_page(
    notified: Profile, anne: User, arne: User, signed_in: SignedIn
) -> None:
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    response = signed_in(arne).post(url("approve", notified), TYPED["approve"])
    text = response.content.decode()
    assert response.status_code == 409
    assert "Anne Testperson" in text
    assert "Lykke til med profilen" in text


def test_ones_own_edits_are_no_conflict_when_the_draft_is_thrown_away(
    ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    response = signed_in(kari).post(url("discard", ready_draft), {"version": 1})
    assert response.status_code == 302
    assert Profile.objects.get().status == "discarded"


def test_anothers_edits_are_a_conflict_when_the_draft_is_thrown_away(
    ready_draft: Profile, dina: User, signed_in: SignedIn
) -> None:
    response = signed_in(dina).post(url("discard", ready_draft), {"version": 1})
    assert response.status_code == 409
    assert Profile.objects.get().status == "draft"


def test_what_was_typed_is_shown_as_text(
    notified: Profile, anne: User, arne: User, signed_in: SignedIn
) -> None:
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    typed = {"reason": "<script>alert(1)</script>"}
    text = signed_in(arne).post(url("send_back", notified), typed).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


# --- At the very same time ----------------------------------------------------------------


class Together:
    """Lets two requests pass the first look at the state before either of them acts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.barrier, self.seen = threading.Barrier(2), threading.local()
        self.is_open = lifecycle.is_open
        monkeypatch.setattr(lifecycle, "is_open", self.look)

    def look(self, profile: Profile, kind: Event.Kind) -> bool:
        answer = self.is_open(profile, kind)
        if not getattr(self.seen, "once", False):
            self.seen.once = True
            self.barrier.wait(timeout=20)
        return answer

    def run(self, *requests: Callable[[], Any]) -> list[Any]:
        answers: list[Any] = [None] * len(requests)

        def one(index: int) -> None:
            try:
                answers[index] = requests[index]()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(n,)) for n in range(len(requests))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


def race(
    profile: Profile, rivals: dict[str, Client], together: Together
) -> tuple[dict[str, Any], list[Event]]:
    """Both act on the version that they saw; what each got, and the events that it made."""
    seen = profile.version

    def act(name: str, client: Client) -> Callable[[], Any]:
        typed = TYPED[name] | {"version": seen}
        return lambda: client.post(url(name, profile), typed)

    answers = together.run(*(act(name, client) for name, client in rivals.items()))
    made = history.since(Profile.objects.get(pk=profile.pk), seen)
    return dict(zip(rivals, answers, strict=True)), made


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("second", ["reject", "withdraw"])
def test_of_two_at_the_same_time_one_wins_and_the_other_keeps_the_text(
    second: str,
    sel: Municipality,
    kari: User,
    ola: User,
    siri: User,
    anne: User,
    arne: User,
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    together = Together(monkeypatch)
    other = signed_in(kari if second == "withdraw" else arne)
    rivals = {"approve": signed_in(anne), second: other}
    for number in range(ROUNDS):
        profile = ready(sel, kari, ola, siri, address=f"https://facebook.com/otta{number}")
        lifecycle.notify(profile, by=kari, version=profile.version)
        answers, made = race(profile, rivals, together)
        assert len(made) == 1
        assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
        loser = next(name for name, answer in answers.items() if answer.status_code == 409)
        text = answers[loser].content.decode()
        kept = TYPED[loser].get("reason") or TYPED[loser]["message"]
        assert kept in text
        assert made[0].actor_name in text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_guard_both_would_have_won(
    notified: Profile,
    anne: User,
    arne: User,
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control: the race above is a real one."""

    def unguarded(
        profile: Profile, kind: Event.Kind, *, by: User, version: int, at: Any,
        reason: str = "", data: Any = None, **columns: Any,
    ) -> Event:  # fmt: skip
        target = TRANSITIONS[kind][1]
        found = Profile.objects.filter(pk=profile.pk)
        found.update(status=target, version=F("version") + 1, **columns)
        profile.refresh_from_db()
        return history.record(profile, kind, by=by, at=at, reason=reason, **(data or {}))

    monkeypatch.setattr(lifecycle, "_move", unguarded)
    rivals = {"approve": signed_in(anne), "reject": signed_in(arne)}
    answers, made = race(notified, rivals, Together(monkeypatch))
    assert [answer.status_code for answer in answers.values()] == [302, 302]
    assert len(made) == 2
