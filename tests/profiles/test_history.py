"""The timeline: what is written, what is never changed, and how it is read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from accounts.models import User
from profiles import assessments, editing, history, lifecycle, timeline
from profiles.assessments import Given
from profiles.models import Event, Profile, Snapshot
from tests.cast import Municipality, draft

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def edit(profile: Profile, by: User, at: datetime, **values: object) -> None:
    editing.change(profile, by=by, version=profile.version, values=values, at=at)  # type: ignore[arg-type]


def test_an_event_keeps_the_name_of_who_acted(sel: Municipality, kari: User) -> None:
    event = draft(sel, kari).events.get()
    User.objects.filter(pk=kari.pk).update(name="Kari Nygift")
    event.refresh_from_db()
    assert event.actor_name == "Kari Testperson"


def test_events_and_snapshots_are_never_changed_or_deleted(notified: Profile) -> None:
    for row in (notified.events.all()[0], Snapshot.objects.get()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_the_digest_tells_a_change_made_behind_our_back(notified: Profile) -> None:
    snapshot = Snapshot.objects.get()
    assert history.digest_of(snapshot.content) == snapshot.digest
    assert history.digest_of(snapshot.content | {"name": "Noe annet"}) != snapshot.digest


def test_the_digest_does_not_depend_on_the_order_of_the_keys() -> None:
    assert history.digest_of({"a": 1, "b": "å"}) == history.digest_of({"b": "å", "a": 1})


def test_since_tells_what_happened_after_a_version(
    sel: Municipality, kari: User, dina: User
) -> None:
    profile = draft(sel, kari)
    seen = profile.version
    edit(profile, dina, NOON, name="Dinas navn")
    assert [event.actor for event in history.since(profile, seen)] == [dina]
    assert history.since(profile, profile.version) == []


def test_a_days_edits_by_one_person_are_one_entry(
    sel: Municipality, kari: User, dina: User
) -> None:
    profile = lifecycle.register(
        by=kari, department=sel.house, values={"name": "Navn"}, at=NOON - timedelta(hours=1)
    )
    edit(profile, kari, NOON, name="Et navn")
    assessments.answer(
        profile, by=kari, version=profile.version, given={"purpose": Given("Fortelle")}, at=NOON
    )
    edit(profile, dina, NOON + timedelta(hours=1), need="Et behov")
    edit(profile, kari, NOON + timedelta(hours=2), name="Et bedre navn")
    edit(profile, kari, NOON + timedelta(days=1), name="Enda et navn")
    entries = timeline.entries(profile.events.all())
    told = [(entry.last.actor, len(entry.happenings)) for entry in entries]
    assert told == [(kari, 1), (kari, 1), (dina, 1), (kari, 2), (kari, 1)]


def test_acts_are_never_grouped(notified: Profile, kari: User) -> None:
    lifecycle.withdraw(notified, by=kari, version=notified.version)
    lifecycle.notify(notified, by=kari, version=notified.version)
    entries = timeline.entries(notified.events.all())
    assert [entry.last.kind for entry in entries[:3]] == ["notified", "withdrawn", "notified"]


def test_changes_are_told_in_words(sel: Municipality, kari: User, ola: User, siri: User) -> None:
    profile = draft(sel, kari)
    edit(profile, kari, NOON, owner=ola, backups=[siri], rhythm=7, in_use=True, areas=["debate"])
    with translation.override("en"):
        [happening] = timeline.entries(profile.events.filter(kind=Event.Kind.EDITED))[0].happenings
        told = {line.name: (line.old, line.new) for line in happening.lines}
    assert told == {
        "owner": ("", "Ola Testperson"),
        "backup editors": ("", "Siri Testperson"),
        "is updated at least": ("", "every week"),
        "in use already": ("no", "yes"),
        "areas of use": ("News and information", "Forum for debate with residents"),
    }


def test_answers_are_told_with_what_stood_there_before(sel: Municipality, kari: User) -> None:
    profile = draft(sel, kari)
    for text in ("Først", "Så"):
        given = {"purpose": Given(text), "crisis": Given(values=("no",))}
        assessments.answer(profile, by=kari, version=profile.version, given=given)
    event = profile.events.filter(kind=Event.Kind.ASSESSED).last()
    assert event
    [line] = timeline.lines_of(event)
    assert (line.old, line.new) == ("Først", "Så")
