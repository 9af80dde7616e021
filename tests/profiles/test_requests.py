"""Asking whether what the register says still holds, and answering that it does."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from profiles import history, lifecycle, requests, worklist
from profiles.models import Event, Notice, Profile, UpdateRequest
from tests.cast import Municipality

SignedIn = Callable[[User], Client]
TODAY = date(2026, 11, 24)


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved; owned by ola, backed up by siri, headed by kari."""
    lifecycle.approve(
        notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 23), demands=[]
    )
    return notified


@pytest.fixture
def asked(active: Profile, anne: User) -> Profile:
    requests.ask_for_update([active], by=anne, message="Er Ola der ennå?")
    return active


def ask_url(profile: Profile) -> str:
    return f"/profiler/{profile.pk}/be-om-oppdatering/"


def answer_url(profile: Profile) -> str:
    return f"/profiler/{profile.pk}/stemmer-fortsatt/"


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def is_whole(profile: Profile) -> bool:
    """Whether each line of the history follows from the one before, and the head is the last."""
    before = ""
    for event in profile.events.order_by("pk"):
        if event.digest != history.link_of(event, before):
            return False
        before = event.digest
    profile.refresh_from_db()
    return (profile.history_digest, profile.history_length) == (before, profile.events.count())


def updates_of(user: User) -> list[Profile]:
    return [
        item.profile for item in worklist.items(user, TODAY) if item.kind == worklist.Kind.UPDATE
    ]


def test_asking_is_written_told_and_waits_for_owner_and_backup(
    active: Profile, anne: User, ola: User, siri: User, kari: User, signed_in: SignedIn
) -> None:
    version = active.version
    page = signed_in(anne).post(ask_url(active), {"message": "Se på husreglene"}, follow=True)
    assert page.redirect_chain[0][0] == active.get_absolute_url()
    row = UpdateRequest.objects.get()
    assert (row.asked_by, row.message, row.answered_at) == (anne, "Se på husreglene", None)
    event = active.events.last()
    assert event is not None
    assert (event.kind, event.reason) == (Event.Kind.UPDATE_ASKED, "Se på husreglene")
    assert is_whole(active)
    # It changes nothing that others may be working on.
    assert active.version == version
    (notice,) = Notice.objects.filter(kind=Notice.Kind.UPDATE_ASKED)
    assert notice.recipient == ola
    assert "Se på husreglene" in notice.body
    assert updates_of(ola) == updates_of(siri) == [active]
    assert updates_of(kari) == []
    assert "Se på husreglene" in text_of(signed_in(siri), "/")
    assert answer_url(active) in text_of(signed_in(ola), active.get_absolute_url())


def test_the_head_is_asked_where_nobody_has_the_main_responsibility(
    active: Profile, anne: User, ola: User, kari: User
) -> None:
    User.objects.filter(pk=ola.pk).update(is_active=False)
    requests.ask_for_update([active], by=anne)
    assert Notice.objects.get(kind=Notice.Kind.UPDATE_ASKED).recipient == kari
    assert updates_of(kari) == [active]


def test_nobody_is_asked_twice(asked: Profile, wilma: User, signed_in: SignedIn) -> None:
    client = signed_in(wilma)
    assert ask_url(asked) not in text_of(client, asked.get_absolute_url())
    assert client.get(ask_url(asked)).status_code == 302
    assert client.post(ask_url(asked), {"message": "En gang til"}).status_code == 302
    assert requests.ask_for_update([asked], by=wilma).waiting == [asked]
    assert UpdateRequest.objects.count() == 1
    assert Notice.objects.filter(kind=Notice.Kind.UPDATE_ASKED).count() == 1
    assert asked.events.filter(kind=Event.Kind.UPDATE_ASKED).count() == 1


def test_only_what_is_in_use_is_asked_about(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    assert ask_url(notified) not in text_of(client, notified.get_absolute_url())
    assert client.get(ask_url(notified)).status_code == 302
    assert client.post(ask_url(notified)).status_code == 409
    assert requests.ask_for_update([notified], by=anne).not_in_use == [notified]
    assert not UpdateRequest.objects.exists()


def test_a_message_that_is_too_long_is_kept_and_said_so(
    active: Profile, anne: User, signed_in: SignedIn
) -> None:
    for message in ("x" * 2001, "a\x00b"):
        response = signed_in(anne).post(ask_url(active), {"message": message})
        assert response.status_code == 200
        assert "aria-invalid" in response.content.decode()
    assert not UpdateRequest.objects.exists()


def test_saying_that_everything_is_right_is_told_to_who_asked(
    asked: Profile, anne: User, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client = signed_in(siri)
    page = text_of(client, answer_url(asked))
    assert "Er Ola der ennå?" in page
    assert "ottakulturhus" in page
    sent = {"version": asked.version, "message": "Alt er sett på"}
    assert client.post(answer_url(asked), sent)["Location"] == asked.get_absolute_url()
    row = UpdateRequest.objects.get()
    assert row.answered_by == siri
    assert row.answered_at is not None
    event = asked.events.last()
    assert event is not None
    assert (event.kind, event.reason) == (Event.Kind.UPDATE_ANSWERED, "Alt er sett på")
    assert is_whole(asked)
    (notice,) = Notice.objects.filter(kind=Notice.Kind.UPDATE_ANSWERED)
    assert notice.recipient == anne
    assert "Alt er sett på" in notice.body
    assert updates_of(ola) == updates_of(siri) == []
    # The button pressed twice.
    assert client.post(answer_url(asked), sent).status_code == 302
    assert asked.events.filter(kind=Event.Kind.UPDATE_ANSWERED).count() == 1


def test_those_who_edit_are_led_to_where_it_is_changed(
    asked: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    change = f'href="/profiler/{asked.pk}/endre/'
    assert change in text_of(signed_in(ola), answer_url(asked))
    # A backup editor may answer, but not change.
    assert change not in text_of(signed_in(siri), answer_url(asked))


def test_it_can_be_asked_about_again_when_it_is_answered(
    asked: Profile, anne: User, ola: User
) -> None:
    requests.answer_update(asked, by=ola, version=asked.version)
    assert len(requests.ask_for_update([asked], by=anne).events) == 1


def test_an_answer_rests_on_what_was_seen(asked: Profile, ola: User, signed_in: SignedIn) -> None:
    seen = asked.version
    Profile.objects.filter(pk=asked.pk).update(version=seen + 1)
    response = signed_in(ola).post(answer_url(asked), {"version": seen, "message": "Alt stemmer"})
    assert response.status_code == 409
    assert "Alt stemmer" in response.content.decode()
    assert UpdateRequest.objects.open().exists()


def test_a_closed_profile_is_no_task(
    sel: Municipality, asked: Profile, ola: User, signed_in: SignedIn
) -> None:
    Profile.objects.filter(pk=asked.pk).update(status=Profile.Status.CLOSED)
    assert updates_of(ola) == []
    assert 'id="asked"' not in text_of(signed_in(ola), asked.get_absolute_url())
    assert signed_in(ola).post(answer_url(asked)).status_code == 409


def test_who_may_ask_and_who_may_answer(
    asked: Profile, kari: User, nils: User, rune: User, anne: User, signed_in: SignedIn
) -> None:
    statuses = {
        user.get_short_name(): (
            signed_in(user).get(ask_url(asked)).status_code,
            signed_in(user).get(answer_url(asked)).status_code,
        )
        for user in (kari, nils, rune, anne)
    }
    assert statuses == {
        "Kari": (403, 200),
        "Nils": (404, 404),
        "Rune": (403, 403),
        "Anne": (302, 403),
    }


# --- Overtaken ------------------------------------------------------------------------------


def test_who_asks_second_is_told_so_and_keeps_the_message(
    active: Profile, anne: User, wilma: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = requests.ask_for_update

    def late(profiles: list[Profile], **options: Any) -> requests.Asked:
        ask(profiles, by=wilma)
        return ask(profiles, **options)

    monkeypatch.setattr(requests, "ask_for_update", late)
    told = signed_in(anne).post(ask_url(active), {"message": "Er Ola der?"}, follow=True)
    assert "Noen har spurt allerede" in told.content.decode()
    assert "Du har bedt om en oppdatering" not in told.content.decode()
    assert "«Er Ola der?»" in told.content.decode()
    assert UpdateRequest.objects.get().asked_by == wilma


def test_who_asks_about_what_is_closed_meanwhile_sees_what_happened(
    active: Profile, anne: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = requests.ask_for_update

    def late(profiles: list[Profile], **options: Any) -> requests.Asked:
        Profile.objects.update(status=Profile.Status.CLOSED)
        return ask(profiles, **options)

    monkeypatch.setattr(requests, "ask_for_update", late)
    told = signed_in(anne).post(ask_url(active), {"message": "Er Ola der?"})
    assert told.status_code == 409
    assert "Er Ola der?" in told.content.decode()


def test_who_answers_second_is_told_so_and_keeps_the_message(
    asked: Profile, ola: User, siri: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = requests.answer_update

    def late(profile: Profile, *, version: int, **options: Any) -> Event | None:
        answer(profile, by=siri, version=version)
        return answer(profile, version=version, **options)

    monkeypatch.setattr(requests, "answer_update", late)
    told = signed_in(ola).post(answer_url(asked), {"message": "Alt er rett"}, follow=True)
    assert "Noen har allerede svart" in told.content.decode()
    assert "«Alt er rett»" in told.content.decode()
