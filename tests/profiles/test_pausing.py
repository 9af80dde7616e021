"""Pausing, planning a pause, and reopening: through the pages, and by the job."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from profiles import lifecycle, pausing, worklist
from profiles.follower_texts import Texts
from profiles.history import Conflict
from profiles.models import Event, Notice, Pause, Profile
from profiles.pausing import start_due
from profiles.tasks import start_planned_pauses
from profiles.worklist import Kind
from tests.cast import Municipality, person, ready

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def active(notified: Profile, anne: User) -> Profile:
    """Otta kulturhus in use; all read in the language that the strings are written in."""
    User.objects.update(language="en")
    lifecycle.approve(notified, by=anne, version=notified.version, evaluate_on=date(2027, 5, 23))
    Notice.objects.all().delete()
    return notified


def url(name: str, profile: Profile, *more: int) -> str:
    return reverse(f"profiles:{name}", args=[profile.pk, *more])


def terms(first: date, last: date, **others: object) -> dict[str, object]:
    return {"starts_on": first, "reopens_on": last, "reason": "Ferie"} | others


def page(client: Client, profile: Profile) -> str:
    return client.get(profile.get_absolute_url()).content.decode()


def plan(profile: Profile, by: User, first: date, last: date) -> Pause:
    pausing.plan_pause(
        profile, by=by, version=profile.version, starts_on=first, reopens_on=last, reason="Ferie"
    )
    return profile.pauses.get(starts_on=first)


def kinds(profile: Profile) -> list[str]:
    return list(profile.events.order_by("pk").values_list("kind", flat=True))


# --- At once --------------------------------------------------------------------------------


def test_a_profile_is_paused_and_reopened(
    active: Profile, ola: User, siri: User, anne: User, signed_in: SignedIn
) -> None:
    browser = signed_in(ola)
    typed = dict(browser.get(url("pause", active)).context["form"].initial)
    typed |= {"reopens_on": date(2027, 1, 5), "reason": "Ombygging"}
    text = browser.post(url("pause", active), typed, follow=True).content.decode()
    active.refresh_from_db()
    assert active.status == Profile.Status.PAUSED
    assert "Temporarily closed until Jan. 5, 2027" in text
    assert "stengt fra 23. november 2026. Vi regner med å åpne igjen 5. januar 2027" in text
    assert "stengd frå 23. november 2026. Vi reknar med å opne att 5. januar 2027" in text
    assert "https://www.sel.kommune.no/kulturhus" in text
    told = set(Notice.objects.values_list("kind", "recipient__name"))
    assert told == {("paused", siri.name), ("paused", anne.name)}

    Notice.objects.all().delete()
    sent = {"version": active.version, "reason": "Vi er i gang"}
    signed_in(siri).post(url("reopen", active), sent)
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE
    assert active.pauses.get().ended_at == NOW
    told = set(Notice.objects.values_list("kind", "recipient__name"))
    assert told == {("reopened", ola.name), ("reopened", anne.name)}
    assert kinds(active)[-2:] == ["paused", "reopened"]


def test_the_timeline_says_from_when_until_when_and_why(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2027, 1, 5), reason="Ombygging"
    )
    text = page(signed_in(ola), active)
    timeline = text[text.index('class="timeline"') :]
    assert "From Nov. 23, 2026, expected to reopen Jan. 5, 2027" in timeline
    assert "Ombygging" in timeline


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_followers_are_spoken_to_in_norwegian_whatever_the_portal_speaks(
    active: Profile, ola: User, signed_in: SignedIn, language: str
) -> None:
    User.objects.filter(pk=ola.pk).update(language=language)
    initial = signed_in(ola).get(url("pause", active)).context["form"].initial
    assert "midlertidig stengt" in initial["text_nb"]
    assert "mellombels stengd" in initial["text_nn"]


def test_what_followers_are_told_can_be_changed_and_left_out(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    typed = terms(TODAY, date(2027, 1, 5), text_nb="Vi kommer tilbake [til].\nHei!", text_nn="")
    signed_in(ola).post(url("pause", active), typed)
    pause = Pause.objects.get()
    assert (pause.text_nb, pause.text_nn) == ("Vi kommer tilbake 5. januar 2027.\nHei!", "")


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"starts_on": "2026-11-22"}, "starts_on", "This day has passed."),
        ({"reopens_on": "2026-11-23"}, "reopens_on", "Choose a day after today."),
        ({"starts_on": "2027-02-01"}, "reopens_on", "after the first day of the pause"),
        ({"reopens_on": "2028-11-24"}, "reopens_on", "within 24 months"),
        ({"reopens_on": ""}, "reopens_on", "required"),
        ({"reason": ""}, "reason", "required"),
        ({"reason": "\x00"}, "reason", "Null characters are not allowed"),
        ({"text_nb": "x" * 2001}, "text_nb", "at most 2000"),
        ({"starts_on": "i morgen"}, "starts_on", "valid date"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_kept(
    active: Profile,
    ola: User,
    signed_in: SignedIn,
    typed: dict[str, str],
    field: str,
    message: str,
) -> None:
    sent = terms(TODAY, date(2027, 1, 5), text_nn="Hei på dykk") | typed
    response = signed_in(ola).post(url("pause", active), sent)
    assert response.status_code == 200
    assert message in " ".join(response.context["form"].errors[field])
    assert "Hei på dykk" in response.content.decode()
    assert not Pause.objects.exists()


def test_the_latest_day_that_can_be_chosen(active: Profile, ola: User, signed_in: SignedIn) -> None:
    signed_in(ola).post(url("pause", active), terms(TODAY, date(2028, 11, 23)))
    assert Pause.objects.get().reopens_on == date(2028, 11, 23)


@pytest.mark.parametrize("first", [TODAY, date(2026, 12, 20)])
def test_a_button_pressed_twice_pauses_once(
    active: Profile, ola: User, signed_in: SignedIn, first: date
) -> None:
    browser, sent = signed_in(ola), terms(first, date(2027, 1, 5), version=active.version)
    for _ in range(2):
        assert browser.post(url("pause", active), sent).status_code == 302
    assert Pause.objects.count() == 1
    told = Notice.objects.filter(kind=Notice.Kind.PAUSED).count()
    assert told == (2 if first == TODAY else 0)


@pytest.mark.parametrize("first", [TODAY, date(2026, 12, 20)])
def test_who_was_slower_is_told_and_keeps_what_was_typed(
    active: Profile, ola: User, siri: User, signed_in: SignedIn, first: date
) -> None:
    seen = active.version
    plan(active, siri, date(2027, 6, 1), date(2027, 7, 1))
    sent = terms(first, date(2027, 1, 5), version=seen, text_nb="Mitt eget")
    response = signed_in(ola).post(url("pause", active), sent)
    assert response.status_code == 409
    assert "Mitt eget" in response.content.decode()
    assert siri.name in response.content.decode()
    assert Pause.objects.count() == 1


# --- Planned --------------------------------------------------------------------------------


def test_a_pause_is_planned_and_taken_back(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    browser, sent = signed_in(ola), terms(date(2026, 12, 20), date(2027, 1, 5))
    text = browser.post(url("pause", active), sent, follow=True).content.decode()
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE
    assert "From Dec. 20, 2026, expected to reopen Jan. 5, 2027" in text
    planned = Pause.objects.get()
    cancelling = url("cancel_pause", active, planned.pk)
    assert cancelling in page(signed_in(siri), active)
    for _ in range(2):
        signed_in(siri).post(cancelling)
    planned.refresh_from_db()
    assert planned.cancelled_at == NOW
    assert kinds(active)[-2:] == ["pause_planned", "pause_cancelled"]
    assert cancelling not in page(browser, active)
    assert not start_due(NOW + timedelta(days=40))


def test_another_profiles_pause_is_not_found_here(
    active: Profile, sel: Municipality, ola: User, kari: User, siri: User, signed_in: SignedIn
) -> None:
    planned = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    other = lifecycle.register(by=kari, department=sel.house, values={"owner": ola})
    response = signed_in(ola).post(url("cancel_pause", other, planned.pk))
    assert response.status_code == 404
    planned.refresh_from_db()
    assert planned.cancelled_at is None


def test_several_are_planned_as_long_as_they_share_no_day(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    browser = signed_in(ola)
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    for first, last in (
        (date(2027, 1, 5), date(2027, 2, 1)),
        (date(2026, 12, 1), date(2026, 12, 20)),
        (date(2026, 12, 25), date(2026, 12, 30)),
        (TODAY, date(2027, 3, 1)),
    ):
        response = browser.post(url("pause", active), terms(first, last))
        assert "Take that one back first" in " ".join(response.context["form"].errors["starts_on"])
        active.refresh_from_db()
        assert active.status == Profile.Status.ACTIVE
    assert Pause.objects.count() == 1
    browser.post(url("pause", active), terms(date(2027, 1, 6), date(2027, 2, 1)))
    assert Pause.objects.planned().count() == 2


# --- The job --------------------------------------------------------------------------------


def test_nothing_is_due(active: Profile, ola: User) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    assert not start_due()
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE


@pytest.mark.parametrize(
    ("at", "is_paused"),
    [
        (datetime(2026, 12, 19, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 19, 23, 0, tzinfo=UTC), True),
    ],
)
def test_the_day_begins_at_midnight_in_oslo(
    active: Profile, ola: User, at: datetime, is_paused: bool
) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    with time_machine.travel(at, tick=False):
        start_planned_pauses()
    active.refresh_from_db()
    assert (active.status == Profile.Status.PAUSED) == is_paused


def test_in_summer_too(active: Profile, ola: User) -> None:
    plan(active, ola, date(2027, 6, 28), date(2027, 8, 9))
    assert not start_due(datetime(2027, 6, 27, 21, 59, tzinfo=UTC))
    assert start_due(datetime(2027, 6, 27, 22, 0, tzinfo=UTC)).started == 1


def test_it_begins_once_in_the_name_of_who_planned_it(
    active: Profile, ola: User, siri: User, anne: User
) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert start_due(later).started == 1
    assert not start_due(later)
    assert not start_due(later + timedelta(days=1))
    event = active.events.get(kind=Event.Kind.PAUSED)
    assert (event.actor, event.reason) == (ola, "Ferie")
    assert Pause.objects.get().started_at == later
    told = set(Notice.objects.values_list("kind", "recipient__name"))
    assert told == {("paused", siri.name), ("paused", anne.name)}


def test_one_that_somebody_else_has_started_is_left_alone(active: Profile, ola: User) -> None:
    pause = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    active.refresh_from_db()
    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    # Two runs have both found it; the slower one comes to its claim now.
    pause = Pause.objects.select_related("profile", "planned_by").get(pk=pause.pk)
    start_due(later)
    assert lifecycle.start_pause(pause, version=active.version, at=later) is None
    assert active.events.filter(kind=Event.Kind.PAUSED).count() == 1


def test_what_is_changed_at_the_same_time_waits_for_the_next_run(
    active: Profile, ola: User
) -> None:
    pause = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    with pytest.raises(Conflict):
        lifecycle.start_pause(pause, version=active.version - 1, at=later)
    pause.refresh_from_db()
    assert pause.started_at is None
    assert start_due(later).started == 1


def test_a_job_that_was_off_for_days_catches_up(active: Profile, ola: User) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    assert start_due(datetime(2026, 12, 26, 9, tzinfo=UTC)).started == 1


def test_after_the_whole_of_it_has_passed_it_comes_to_nothing(active: Profile, ola: User) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    later = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert start_due(later).lapsed == 1
    assert not start_due(later)
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE
    assert kinds(active)[-1] == "pause_lapsed"
    told = ola.notices.get(kind=Notice.Kind.PAUSE_LAPSED)
    assert "Its days had passed before it could begin" in told.body


def test_one_whose_profile_is_paused_already_comes_to_nothing_and_is_told_of(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    plan(active, siri, date(2026, 12, 20), date(2027, 1, 5))
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2026, 12, 10), reason="Syk"
    )
    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert start_due(later).lapsed == 1
    event = active.events.get(kind=Event.Kind.PAUSE_LAPSED)
    assert event.actor == siri
    assert {notice.recipient for notice in event.notices.all()} == {siri, ola}
    assert Pause.objects.running().get().reason == "Syk"
    told = signed_in(ola).get(active.get_absolute_url()).content.decode()
    assert "planned a pause that came to nothing" in told
    assert "The profile was paused already when the day came" in told


def test_one_that_cannot_be_started_does_not_stop_the_others(
    sel: Municipality, active: Profile, kari: User, ola: User, siri: User, anne: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first = plan(active, ola, date(2026, 12, 19), date(2027, 1, 5))
    other = ready(sel, kari, kari, siri, address="https://www.facebook.com/ottabad")
    lifecycle.notify(other, by=kari, version=other.version)
    lifecycle.approve(other, by=anne, version=other.version, evaluate_on=date(2027, 5, 23))
    plan(other, kari, date(2026, 12, 20), date(2027, 1, 5))
    begin = lifecycle.start_pause

    def fail_at_first(pause: Pause, **options: Any) -> Event | None:
        if pause == first:
            raise RuntimeError("the disk is full")
        return begin(pause, **options)

    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    with monkeypatch.context() as broken:
        broken.setattr("profiles.lifecycle.start_pause", fail_at_first)
        done = start_due(later)
    assert (done.started, done.failed) == (1, 1)
    assert start_due(later).started == 1


def test_if_nobody_can_be_told_it_does_not_begin(
    active: Profile, ola: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))

    def fail(*args: object) -> None:
        raise RuntimeError("the disk is full")

    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    with monkeypatch.context() as broken:
        broken.setattr("profiles.notices.tell", fail)
        assert start_due(later).failed == 1
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE
    assert start_due(later).started == 1


# --- Another day ------------------------------------------------------------------------------


@pytest.fixture
def paused(active: Profile, ola: User) -> Profile:
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2026, 12, 1), reason="Syk",
        texts=Texts("Vi åpner 1. desember 2026.", "Vi opnar att 1. desember 2026."),
    )  # fmt: skip
    return active


def test_the_reopening_is_moved(paused: Profile, siri: User, signed_in: SignedIn) -> None:
    browser, sent = signed_in(siri), {"reopens_on": "2026-12-15", "version": paused.version}
    assert "2026-12-01" in browser.get(url("extend_pause", paused)).content.decode()
    for _ in range(2):
        text = browser.post(url("extend_pause", paused), sent, follow=True).content.decode()
    assert "Temporarily closed until Dec. 15, 2026" in text
    for said in ("Vi åpner 15. desember 2026", "Vi opnar att 15. desember 2026"):
        assert said in text
    assert "Dec. 1, 2026" in text[text.index('class="timeline"') :]
    assert kinds(paused)[-2:] == ["paused", "changed"]


def test_it_is_not_moved_into_the_next_pause_nor_into_the_past(
    paused: Profile, ola: User, signed_in: SignedIn
) -> None:
    paused.pauses.create(
        starts_on=date(2026, 12, 20), reopens_on=date(2027, 1, 5), reason="Jul", planned_by=ola
    )
    browser = signed_in(ola)
    for day in ("2026-12-20", "2026-11-23"):
        response = browser.post(url("extend_pause", paused), {"reopens_on": day})
        assert response.context["form"].errors["reopens_on"]
    assert Pause.objects.running().get().reopens_on == date(2026, 12, 1)


def test_it_is_not_moved_over_the_head_of_somebody_else(
    paused: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    seen = paused.version
    pausing.extend(paused, by=ola, version=seen, reopens_on=date(2026, 12, 10))
    sent = {"reopens_on": "2026-12-15", "reason": "Fortsatt syk", "version": seen}
    response = signed_in(siri).post(url("extend_pause", paused), sent)
    assert response.status_code == 409
    assert "Fortsatt syk" in response.content.decode()
    assert Pause.objects.get().reopens_on == date(2026, 12, 10)


# --- Waiting to be reopened -------------------------------------------------------------------


def waiting(user: User, today: date) -> list[bool]:
    found = worklist.items(User.objects.get(pk=user.pk), today)
    return [item.is_overdue for item in found if item.kind == Kind.REOPEN]


def test_it_waits_for_owner_backups_and_the_nearest_head(
    paused: Profile, sel: Municipality, ola: User, siri: User, kari: User, dina: User, anne: User,
    nora: User,
) -> None:  # fmt: skip
    director = person("Dag", department=sel.root, role=Membership.Role.HEAD)
    for user in (ola, siri, kari, dina):
        assert waiting(user, date(2026, 11, 30)) == []
        assert waiting(user, date(2026, 12, 1)) == [False]
        assert waiting(user, date(2026, 12, 2)) == [True]
    for user in (anne, nora, director):
        assert waiting(user, date(2026, 12, 2)) == []
    lifecycle.reopen(paused, by=ola, version=paused.version)
    assert waiting(ola, date(2026, 12, 2)) == []


def test_the_task_leads_to_the_profile(paused: Profile, ola: User, signed_in: SignedIn) -> None:
    with time_machine.travel(datetime(2026, 12, 3, 9, tzinfo=UTC), tick=False):
        text = signed_in(ola).get("/").content.decode()
        assert "Reopen Otta kulturhus, or change the day" in text
        assert "Overdue" in text
        assert "It should have reopened by now." in page(signed_in(ola), paused)
