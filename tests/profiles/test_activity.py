"""Saying that a profile is active, and what is shown of it (D1)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from profiles import activities, changing, lifecycle, sweep, worklist
from profiles.models import Activity, Event, Flag, Profile
from tests.profiles.test_requests import is_whole

SignedIn = Callable[[User], Client]
# A Tuesday morning.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved on TODAY; promised something new every week."""
    with time_machine.travel(NOW, tick=False):
        lifecycle.approve(
            notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 24)
        )
    return notified


def url(profile: Profile) -> str:
    return f"/profiler/{profile.pk}/aktiv/"


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def kinds_for(user: User, today: date) -> list[str]:
    return [item.kind for item in worklist.items(user, today)]


def test_the_clock_starts_when_a_profile_is_approved(active: Profile) -> None:
    assert active.rhythm == 7
    assert (active.last_active_on, active.next_activity_on) == (TODAY, date(2026, 12, 1))


@time_machine.travel(NOW + timedelta(days=8), tick=False)
def test_a_backup_editor_confirms_and_the_flag_is_gone_at_once(
    active: Profile, siri: User, signed_in: SignedIn
) -> None:
    sweep.sweep(date(2026, 12, 2))
    assert Flag.objects.open().get().kind == Flag.Kind.STALE
    client, version = signed_in(siri), active.version
    assert "minst hver 7. dag" in text_of(client, active.get_absolute_url())
    sent = {"last_post_on": "2026-12-01", "followers": "1240"}
    assert client.post(url(active), sent)["Location"] == active.get_absolute_url()
    report = Activity.objects.get()
    assert (report.reported_by, report.last_post_on, report.followers) == (
        siri,
        date(2026, 12, 1),
        1240,
    )
    active.refresh_from_db()
    assert (active.last_active_on, active.next_activity_on) == (
        date(2026, 12, 2),
        date(2026, 12, 9),
    )
    assert not Flag.objects.open().exists()
    flag = Flag.objects.get()
    assert flag.cleared_by == siri
    # It changes nothing that others may be working on.
    assert active.version == version
    kinds = list(active.events.order_by("-pk").values_list("kind", flat=True)[:2])
    assert kinds == [Event.Kind.FLAG_CLEARED, Event.Kind.ACTIVE]
    assert is_whole(active)


@time_machine.travel(NOW, tick=False)
def test_the_button_pressed_twice_is_one_report(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    for _press in range(2):
        sent = {"last_post_on": "2026-11-20", "followers": "12"}
        assert signed_in(ola).post(url(active), sent).status_code == 302
    assert Activity.objects.count() == 1
    assert active.events.filter(kind=Event.Kind.ACTIVE).count() == 1


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_post_on", "2026-11-25"),
        ("last_post_on", "1999-01-01"),
        ("last_post_on", ""),
        ("last_post_on", "i går"),
        ("followers", "-1"),
        ("followers", "99999999999"),
        ("followers", "mange"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(
    active: Profile, ola: User, signed_in: SignedIn, field: str, value: str
) -> None:
    sent = {"last_post_on": "2026-11-20", "followers": "12", field: value}
    response = signed_in(ola).post(url(active), sent)
    assert response.status_code == 200
    page = response.content.decode()
    assert "aria-invalid" in page
    assert f'value="{value}"' in page or not value
    assert not Activity.objects.exists()


def test_it_is_a_task_from_the_day_on(active: Profile, ola: User, siri: User, kari: User) -> None:
    for person in (ola, siri):
        assert worklist.Kind.STALE not in kinds_for(person, date(2026, 11, 30))
        assert worklist.Kind.STALE in kinds_for(person, date(2026, 12, 1))
    assert worklist.Kind.STALE not in kinds_for(kari, date(2026, 12, 1))
    User.objects.filter(pk=ola.pk).update(is_active=False)
    assert worklist.Kind.STALE in kinds_for(kari, date(2026, 12, 1))


def test_a_slower_promise_gives_more_time(active: Profile, ola: User) -> None:
    changing.change(active, by=ola, version=active.version, values={"rhythm": 30})
    active.refresh_from_db()
    assert active.next_activity_on == date(2026, 12, 24)


def test_a_pause_stops_the_clock_and_opening_starts_it(active: Profile, ola: User) -> None:
    with time_machine.travel(NOW, tick=False):
        lifecycle.pause(
            active, by=ola, version=active.version, reopens_on=date(2027, 1, 4), reason="Ferie"
        )
    sweep.sweep(date(2027, 1, 3))
    assert not Flag.objects.exists()
    with time_machine.travel(datetime(2027, 1, 4, 8, tzinfo=UTC), tick=False):
        lifecycle.reopen(active, by=ola, version=active.version)
    assert active.next_activity_on == date(2027, 1, 11)


def test_followers_are_drawn_with_a_table_behind(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(ola)
    for day, followers in enumerate([None, 100, 80, 150]):
        activities.confirm(
            active, by=ola, last_post_on=TODAY, followers=followers, at=NOW + timedelta(days=day)
        )
    page = text_of(client, active.get_absolute_url())
    assert "<polyline" in page
    assert page.count("<circle") == 3
    assert "mellom 80 og 150" in page
    assert page.count("24. november 2026") >= 4


def test_a_paused_profile_is_not_confirmed(active: Profile, ola: User, signed_in: SignedIn) -> None:
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2099, 1, 4), reason="Ferie"
    )
    assert signed_in(ola).post(url(active), {"last_post_on": "2026-11-20"}).status_code == 409
    assert not Activity.objects.exists()
