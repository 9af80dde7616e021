"""Changing what stands of an approved profile, and the administration noting it (C1)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from profiles import changing, editing, lifecycle
from profiles.history import Conflict
from profiles.lifecycle import Incomplete
from profiles.models import ChangeNotice, Event, Notice, Profile

SignedIn = Callable[[User], Client]
Kind = Event.Kind


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved; owned by ola, backed up by siri, headed by kari."""
    lifecycle.approve(
        notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 23), demands=[]
    )
    Notice.objects.all().delete()
    return notified


def told(kind: Notice.Kind) -> set[str]:
    """Who has got a notice of the kind, by first names."""
    names = Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True)
    return {name.split()[0] for name in names}


# --- The act ----------------------------------------------------------------------------


def test_a_new_purpose_is_told_to_the_administration(active: Profile, ola: User) -> None:
    event = changing.change(
        active, by=ola, version=active.version, values={"need": "Kino og kafé"}, reason="Kinoen"
    )
    assert event
    assert (event.kind, event.reason) == (Kind.CHANGED, "Kinoen")
    assert event.data["changes"][0]["new"] == "Kino og kafé"
    assert ChangeNotice.objects.open().get().event == event
    assert told(Notice.Kind.CHANGED) == {"Arne"}
    assert "Kino og kafé" in Notice.objects.get(kind=Notice.Kind.CHANGED).body


def test_a_new_name_is_nothing_that_the_administration_notes(active: Profile, ola: User) -> None:
    assert changing.change(active, by=ola, version=active.version, values={"name": "Otta scene"})
    assert not ChangeNotice.objects.exists()
    assert told(Notice.Kind.CHANGED) == set()


def test_the_old_owner_and_the_new_one_are_told(
    active: Profile, ola: User, kari: User, dina: User
) -> None:
    assert changing.change(active, by=kari, version=active.version, values={"owner": dina})
    assert told(Notice.Kind.RESPONSIBLE) == {"Dina"}
    assert told(Notice.Kind.CHANGED) == {"Arne", "Ola"}


def test_what_is_the_same_already_is_no_change(active: Profile, ola: User) -> None:
    version = active.version
    assert changing.change(active, by=ola, version=version, values={"name": active.name}) is None
    assert Profile.objects.get().version == version


@pytest.mark.parametrize(
    "values", [{"owner": None}, {"website": ""}, {"backups": []}, {"need": ""}]
)
def test_it_keeps_what_it_was_approved_with(
    active: Profile, ola: User, values: editing.Values
) -> None:
    version, before = active.version, Event.objects.count()
    with pytest.raises(Incomplete):
        changing.change(active, by=ola, version=version, values=values)
    stored = Profile.objects.get()
    assert (stored.version, stored.owner, Event.objects.count()) == (version, ola, before)
    assert stored.website
    assert stored.backups.exists()


def test_what_lacked_already_can_go_on_lacking(active: Profile, ola: User) -> None:
    Profile.objects.update(website="")
    profile = Profile.objects.get()
    assert changing.change(profile, by=ola, version=profile.version, values={"name": "Scenen"})


def test_only_what_is_in_use_and_as_it_was_seen(notified: Profile, ola: User) -> None:
    with pytest.raises(Conflict):
        changing.change(notified, by=ola, version=notified.version, values={"name": "Scenen"})


def test_the_administration_notes_a_change_once(active: Profile, ola: User, arne: User) -> None:
    changing.change(active, by=ola, version=active.version, values={"need": "Kino og kafé"})
    notice = ChangeNotice.objects.get()
    event = changing.acknowledge(notice, by=arne)
    assert event
    assert event.kind == Kind.ACKNOWLEDGED
    assert told(Notice.Kind.ACKNOWLEDGED) == {"Ola"}
    assert changing.acknowledge(notice, by=arne) is None
    assert Event.objects.filter(kind=Kind.ACKNOWLEDGED).count() == 1
    assert ChangeNotice.objects.get().acknowledged_by == arne
