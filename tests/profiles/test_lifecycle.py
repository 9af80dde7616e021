"""The acts: each does it, with event and notices; in the right state only; all or nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import User
from profiles import editing, lifecycle, notices, readiness
from profiles.history import Conflict
from profiles.lifecycle import TRANSITIONS, Demand, Ending
from profiles.models import Address, Closing, Condition, Event, Notice, Pause, Profile, Snapshot
from tests.cast import Municipality, draft, ready

Kind, Status = Event.Kind, Profile.Status
SPRING = date(2027, 5, 23)

ENDING = Ending(
    closed_on=date(2026, 11, 23),
    reason="Slutt",
    archiving=Closing.Archiving.DONE,
    fate=Closing.Fate.KEPT,
)

Act = Callable[[Profile, User, int], Any]

ACTS: dict[Event.Kind, Act] = {
    Kind.NOTIFIED: lambda p, u, v: lifecycle.notify(p, by=u, version=v),
    Kind.WITHDRAWN: lambda p, u, v: lifecycle.withdraw(p, by=u, version=v, reason="Vent"),
    Kind.APPROVED: lambda p, u, v: lifecycle.approve(
        p, by=u, version=v, evaluate_on=SPRING, demands=[Demand("Husregler", SPRING, u)]
    ),
    Kind.SENT_BACK: lambda p, u, v: lifecycle.send_back(p, by=u, version=v, reason="Mer"),
    Kind.REJECTED: lambda p, u, v: lifecycle.reject(p, by=u, version=v, reason="Nei"),
    Kind.RECONSIDERED: lambda p, u, v: lifecycle.reconsider(p, by=u, version=v),
    Kind.DISCARDED: lambda p, u, v: lifecycle.discard(p, by=u, version=v),
    Kind.RESTORED: lambda p, u, v: lifecycle.restore(p, by=u, version=v),
    Kind.PAUSED: lambda p, u, v: lifecycle.pause(
        p, by=u, version=v, reopens_on=SPRING, reason="Ferie"
    ),
    Kind.REOPENED: lambda p, u, v: lifecycle.reopen(p, by=u, version=v),
    Kind.CLOSED: lambda p, u, v: lifecycle.close(p, by=u, version=v, ending=ENDING),
}
# Who is told of what: kari registered and notified, ola owns, siri is backup, anne answers.
TOLD: dict[Event.Kind, set[tuple[str, str]]] = {
    Kind.NOTIFIED: {
        ("notification", "Anne"),
        ("receipt", "Kari"),
        ("responsible", "Ola"),
        ("responsible", "Siri"),
    },
    Kind.WITHDRAWN: {("withdrawn", "Anne")},
    Kind.APPROVED: {("approved", "Kari"), ("approved", "Ola"), ("approved", "Anne")},
    Kind.SENT_BACK: {("sent_back", "Kari"), ("sent_back", "Ola")},
    Kind.REJECTED: {("rejected", "Kari"), ("rejected", "Ola")},
    Kind.RECONSIDERED: {("reconsidered", "Kari"), ("reconsidered", "Ola")},
    Kind.DISCARDED: set(),
    Kind.RESTORED: set(),
    Kind.PAUSED: {("paused", "Ola"), ("paused", "Siri")},
    Kind.REOPENED: {("reopened", "Ola"), ("reopened", "Siri")},
    Kind.CLOSED: {("closed", "Ola"), ("closed", "Siri")},
}


def put(profile: Profile, status: str) -> Profile:
    """The profile in a state, whatever came before."""
    Profile.objects.filter(pk=profile.pk).update(
        status=status,
        notified_at=datetime(2026, 11, 23, tzinfo=UTC),
        first_notified_at=datetime(2026, 11, 23, tzinfo=UTC),
        answer_due_on=date(2026, 12, 7),
        next_evaluation_on=SPRING,
    )
    profile.refresh_from_db()
    return profile


def rows() -> dict[str, int]:
    models = (Event, Notice, Snapshot, Condition, Address, Pause, Closing)
    return {model.__name__: model.objects.count() for model in models}


def test_every_transition_is_tried_here() -> None:
    assert set(ACTS) == set(TOLD) == set(TRANSITIONS)


@pytest.mark.parametrize("kind", ACTS)
def test_it_moves_the_profile_and_writes_one_event(
    kind: Event.Kind, ready_draft: Profile, anne: User
) -> None:
    sources, target = TRANSITIONS[kind]
    for source in sources:
        profile = put(ready_draft, source)
        Closing.objects.all().delete()
        before, version = profile.events.count(), profile.version
        ACTS[kind](profile, anne, version)
        stored = Profile.objects.get()
        assert (stored.status, stored.version) == (target, version + 1)
        assert profile.events.count() == before + 1
        event = profile.events.get(kind=kind, version=version + 1)
        assert (event.actor, event.actor_name, event.version) == (anne, anne.name, version + 1)


@pytest.mark.parametrize("kind", ACTS)
def test_those_concerned_are_told_once(
    kind: Event.Kind, ready_draft: Profile, kari: User, anne: User
) -> None:
    profile = put(ready_draft, next(iter(TRANSITIONS[kind][0])))
    by = kari if kind in (Kind.NOTIFIED, Kind.WITHDRAWN) else anne
    ACTS[kind](profile, by, profile.version)
    told = [(n.kind, n.recipient.get_short_name()) for n in Notice.objects.all()]
    assert sorted(told) == sorted(TOLD[kind])


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", ACTS)
def test_in_any_other_state_nothing_happens(
    kind: Event.Kind, status: Profile.Status, ready_draft: Profile, anne: User
) -> None:
    if status in TRANSITIONS[kind][0]:
        return
    profile, before = put(ready_draft, status), rows()
    with pytest.raises(Conflict):
        ACTS[kind](profile, anne, profile.version)
    assert Profile.objects.get().status == status
    assert rows() == before


@pytest.mark.parametrize("kind", ACTS)
def test_on_a_version_that_has_passed_nothing_happens(
    kind: Event.Kind, ready_draft: Profile, anne: User
) -> None:
    source = next(iter(TRANSITIONS[kind][0]))
    profile, before = put(ready_draft, source), rows()
    for version in (profile.version - 1, profile.version + 1, 0, -1, 10**30):
        with pytest.raises(Conflict):
            ACTS[kind](profile, anne, version)
    assert Profile.objects.get().status == source
    assert rows() == before


def break_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(notices, "tell", fail)


@pytest.mark.parametrize("kind", [kind for kind in ACTS if TOLD[kind]])
def test_if_the_last_write_fails_nothing_is_left(
    kind: Event.Kind, ready_draft: Profile, anne: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = next(iter(TRANSITIONS[kind][0]))
    profile, before = put(ready_draft, source), rows()
    version = profile.version
    break_notices(monkeypatch)
    with pytest.raises(RuntimeError):
        ACTS[kind](profile, anne, version)
    stored = Profile.objects.get()
    assert (stored.status, stored.version) == (source, version)
    assert rows() == before


# --- Notifying --------------------------------------------------------------------------


def test_notifying_sets_the_clock_and_keeps_the_first_day(
    ready_draft: Profile, kari: User, anne: User
) -> None:
    first, second = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
    profile = ready_draft
    lifecycle.notify(profile, by=kari, version=profile.version, at=first)
    lifecycle.send_back(profile, by=anne, version=profile.version, reason="Mer")
    lifecycle.notify(profile, by=kari, version=profile.version, at=second)
    assert profile.first_notified_at == first
    assert (profile.notified_at, profile.answer_due_on) == (second, date(2026, 12, 7))
    assert Snapshot.objects.count() == 2


def test_owner_and_backup_are_told_of_their_responsibility_once(
    notified: Profile, kari: User
) -> None:
    lifecycle.withdraw(notified, by=kari, version=notified.version)
    lifecycle.notify(notified, by=kari, version=notified.version)
    assert Notice.objects.filter(kind=Notice.Kind.RESPONSIBLE).count() == 2


def test_an_incomplete_draft_is_not_notified(sel: Municipality, kari: User) -> None:
    profile, before = draft(sel, kari), rows()
    with pytest.raises(lifecycle.Incomplete) as incomplete:
        lifecycle.notify(profile, by=kari, version=profile.version)
    assert "owner" in [gap.field for gap in incomplete.value.gaps]
    assert rows() == before


def test_two_heads_each_in_turn_see_the_same_gaps_from_many_as_from_one(
    sel: Municipality, kari: User, ola: User, siri: User
) -> None:
    ready(sel, kari, ola, siri)
    draft(sel, kari, address="https://www.facebook.com/selbibliotek")
    alone = [readiness.gaps(profile) for profile in Profile.objects.order_by("pk")]
    together = [
        readiness.gaps(profile) for profile in readiness.with_all(Profile.objects.order_by("pk"))
    ]
    assert together == alone
    assert [bool(gaps) for gaps in alone] == [False, True]


# --- Conditions -------------------------------------------------------------------------


@pytest.fixture
def condition(notified: Profile, anne: User, siri: User) -> Condition:
    demand = Demand("Skriv husregler", date(2026, 12, 24), siri)
    lifecycle.approve(
        notified, by=anne, version=notified.version, evaluate_on=SPRING, demands=[demand]
    )
    Notice.objects.all().delete()
    return notified.conditions.get()


def test_a_condition_is_met_once(condition: Condition, siri: User, anne: User, ola: User) -> None:
    assert lifecycle.meet_condition(condition, by=siri)
    assert lifecycle.meet_condition(condition, by=ola) is None
    condition.refresh_from_db()
    assert condition.met_by == siri
    assert Event.objects.filter(kind=Kind.CONDITION_MET).count() == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == (Notice.Kind.CONDITION_MET, anne)


def test_a_condition_stays_open_if_nobody_could_be_told(
    condition: Condition, siri: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()
    break_notices(monkeypatch)
    with pytest.raises(RuntimeError):
        lifecycle.meet_condition(condition, by=siri)
    condition.refresh_from_db()
    assert condition.met_at is None
    assert rows() == before


# --- Throwing away ----------------------------------------------------------------------


def test_a_draft_comes_back_with_its_address(sel: Municipality, kari: User) -> None:
    profile = draft(sel, kari)
    lifecycle.discard(profile, by=kari, version=profile.version)
    assert Address.objects.get().released_at is not None
    lifecycle.restore(profile, by=kari, version=profile.version)
    assert Address.objects.get().released_at is None


def test_a_draft_whose_address_was_taken_stays_away(
    sel: Municipality, kari: User, nora: User
) -> None:
    profile = draft(sel, kari)
    lifecycle.discard(profile, by=kari, version=profile.version)
    taker = draft(sel, nora)
    before = rows()
    with pytest.raises(editing.AddressTaken) as taken:
        lifecycle.restore(profile, by=kari, version=profile.version)
    assert taken.value.address
    assert taken.value.address.profile == taker
    assert Profile.objects.get(pk=profile.pk).status == Status.DISCARDED
    assert rows() == before
