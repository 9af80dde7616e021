"""Finding what is wrong with profiles, and what was mended, once a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from profiles import chain, flags, lifecycle, reorganising, runs, sweep, tasks
from profiles.models import Checklist, Event, Flag, Profile, Run
from profiles.rules import RULES
from tests.cast import Municipality

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
Kind = Flag.Kind


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved on TODAY; promised something new every week."""
    with time_machine.travel(NOW, tick=False):
        lifecycle.approve(
            notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 24)
        )
    return notified


def open_kinds() -> set[str]:
    return set(Flag.objects.open().values_list("kind", flat=True))


def test_nothing_is_found_where_nothing_is_wrong(active: Profile) -> None:
    assert sweep.sweep(TODAY) == sweep.sweep(TODAY)
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    ("kind", "last_day_in_time"),
    [
        (Kind.STALE, date(2026, 12, 1)),
        (Kind.UNEVALUATED, date(2027, 5, 24)),
        (Kind.ACCESS_DUE, date(2027, 11, 24)),
    ],
)
def test_a_deadline_is_missed_on_the_day_after(
    active: Profile, kind: str, last_day_in_time: date
) -> None:
    sweep.sweep(last_day_in_time)
    assert kind not in open_kinds()
    sweep.sweep(last_day_in_time + timedelta(days=1))
    flag = Flag.objects.open().get(kind=kind)
    assert flag.due_on == last_day_in_time


def test_an_unanswered_notification_is_found_and_answering_clears_it(
    notified: Profile, arne: User
) -> None:
    due_on = notified.answer_due_on
    assert due_on
    sweep.sweep(due_on)
    assert open_kinds() == set()
    sweep.sweep(due_on + timedelta(days=1))
    assert open_kinds() == {Kind.UNANSWERED}
    lifecycle.send_back(notified, by=arne, version=notified.version, reason="Skriv mer")
    assert open_kinds() == set()


def test_a_pause_that_lasts_too_long_is_found_and_reopening_clears_it(
    active: Profile, ola: User
) -> None:
    with time_machine.travel(NOW, tick=False):
        lifecycle.pause(
            active, by=ola, version=active.version, reopens_on=date(2026, 12, 7), reason="Ferie"
        )
    sweep.sweep(date(2026, 12, 7))
    assert open_kinds() == set()
    sweep.sweep(date(2026, 12, 8))
    assert open_kinds() == {Kind.NOT_REOPENED}
    flag = Flag.objects.get()
    assert (flag.since_on, flag.due_on) == (TODAY, date(2026, 12, 7))
    lifecycle.reopen(active, by=ola, version=active.version)
    assert open_kinds() == set()


def test_a_backup_who_has_left_is_no_backup(active: Profile, siri: User) -> None:
    User.objects.filter(pk=siri.pk).update(is_active=False)
    sweep.sweep(TODAY)
    assert open_kinds() == {Kind.NO_BACKUP}
    User.objects.filter(pk=siri.pk).update(is_active=True)
    # Cured otherwise: nobody did it in the portal's own pages.
    assert sweep.sweep(TODAY)["cleared"] == 1
    assert Flag.objects.get().cleared_by is None


def test_an_owner_who_has_left_is_found_at_once(
    active: Profile, ola: User, kari: User, anne: User, arne: User
) -> None:
    reorganising.deactivate(ola, by=anne)
    assert open_kinds() == {Kind.OWNER_GONE}
    flag = Flag.objects.get()
    assert flag.subject == ola.pk
    # Nobody meant to: the portal has found it.
    line = active.events.get(kind=Event.Kind.FLAGGED)
    assert (line.actor, line.actor_name) == (None, "Selsome")


def test_an_owner_who_has_changed_department_is_found(
    active: Profile, sel: Municipality, ola: User
) -> None:
    Membership.objects.filter(user=ola).update(ends_on=TODAY)
    Membership.objects.create(
        user=ola, department=sel.technical, role=Membership.Role.EDITOR, starts_on=TODAY
    )
    sweep.sweep(TODAY)
    assert open_kinds() == set()
    sweep.sweep(TODAY + timedelta(days=1))
    assert open_kinds() == {Kind.OWNER_GONE}


def test_an_owner_who_never_had_a_role_there_has_not_changed_department(
    active: Profile, nils: User
) -> None:
    Profile.objects.update(owner=nils)
    sweep.sweep(TODAY)
    assert open_kinds() == set()


def test_an_older_checklist_counts_when_it_is_time_to_evaluate(active: Profile) -> None:
    Checklist.objects.create(version=99, published_at=NOW)
    sweep.sweep(date(2027, 5, 23))
    assert Kind.OLD_CHECKLIST not in open_kinds()
    sweep.sweep(date(2027, 5, 24))
    assert Flag.objects.get(kind=Kind.OLD_CHECKLIST).subject == 1


def test_closing_clears_everything(active: Profile, kari: User) -> None:
    from tests.profiles.test_lifecycle import put

    sweep.sweep(date(2028, 1, 1))
    assert len(open_kinds()) == 3
    put(active, "closed")
    sweep.sweep(date(2028, 1, 1))
    assert open_kinds() == set()


def test_each_flag_has_its_line_and_the_history_stays_whole(active: Profile, ola: User) -> None:
    day = date(2028, 1, 1)
    raised = sweep.sweep(day)["raised"]
    lines = active.events.filter(kind=Event.Kind.FLAGGED)
    assert lines.count() == raised == 3
    assert {line.data["flag"] for line in lines} == open_kinds()
    assert {line.actor_name for line in lines} == {"Selsome"}
    assert not list(chain.faults())
    assert sweep.sweep(day)["raised"] == 0
    assert lines.count() == 3
    # What is raised, cured and broken again is a flag of its own.
    Profile.objects.update(next_evaluation_on=date(2028, 6, 1))
    sweep.sweep(day)
    sweep.sweep(date(2028, 7, 1))
    assert Flag.objects.filter(kind=Kind.UNEVALUATED).count() == 2
    assert not list(chain.faults())


def test_the_same_statements_however_many_profiles(
    active: Profile, sel: Municipality, kari: User
) -> None:
    def statements() -> int:
        Flag.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sweep.sweep(date(2028, 1, 1))
        return len(captured)

    one = statements()
    for number in range(30):
        Profile.objects.create(
            status="active",
            department=sel.house,
            name=f"Profil {number}",
            registered_by=kari,
            next_evaluation_on=TODAY,
            next_activity_on=TODAY,
            access_due_on=TODAY,
        )
    # All of them lack an owner and a backup editor besides: eight statements more for two rules.
    assert statements() <= one + 2 * 8
    assert Flag.objects.open().count() == 3 + 30 * 5


def test_a_sweep_that_dies_in_any_batch_is_finished_by_the_next(
    active: Profile, sel: Municipality, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 2)
    for number in range(5):
        Profile.objects.create(
            status="active",
            department=sel.house,
            name=f"Profil {number}",
            registered_by=kari,
            next_evaluation_on=TODAY,
        )

    def dies(*_done: object) -> None:
        raise KeyboardInterrupt

    deaths = 0
    while deaths < 100:
        try:
            sweep.sweep(date(2028, 1, 1), progress=dies)
            break
        except KeyboardInterrupt:
            deaths += 1
    # A batch of two at a time, for the five and the one, by each of the rules that they break.
    assert deaths == 2 + 3 * 3
    found = Flag.objects.open().count()
    assert found == Flag.objects.count() == 3 + 5 * 3
    assert Event.objects.filter(kind=Event.Kind.FLAGGED).count() == found


def test_it_is_done_once_a_day_whoever_looks(active: Profile) -> None:
    with time_machine.travel(datetime(2026, 12, 2, 3, 59, tzinfo=UTC), tick=False):
        tasks.sweep_today()
    assert not Run.objects.exists()
    for minute in range(0, 60, 10):
        with time_machine.travel(datetime(2026, 12, 2, 4, minute, tzinfo=UTC), tick=False):
            tasks.sweep_today()
    run = Run.objects.get()
    assert (run.day, run.counts["raised"], run.attempts) == (date(2026, 12, 2), 1, 1)
    assert run.ended_at == datetime(2026, 12, 2, 4, 0, tzinfo=UTC)


def test_a_missed_day_is_caught_up_once(active: Profile) -> None:
    for day in (1, 6):
        with time_machine.travel(datetime(2026, 12, day, 12, tzinfo=UTC), tick=False):
            tasks.sweep_today()
    assert list(Run.objects.order_by("day").values_list("day", flat=True)) == [
        date(2026, 12, 1),
        date(2026, 12, 6),
    ]
    assert Flag.objects.count() == 1


@pytest.mark.django_db
def test_a_run_that_died_is_taken_over_and_its_end_is_not_believed() -> None:
    dead = runs.claim(Run.Job.SWEEP, TODAY, NOW)
    assert dead
    assert runs.claim(Run.Job.SWEEP, TODAY, NOW + timedelta(minutes=14)) is None
    taken = runs.claim(Run.Job.SWEEP, TODAY, NOW + timedelta(minutes=15))
    assert taken
    assert taken.attempts == 2
    runs.end(dead, {"raised": 1})
    assert Run.objects.get().ended_at is None


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_the_clock_change_does_not_skip_or_double(active: Profile, night: date) -> None:
    begin = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(days=1)
    for tick in range(3 * 24 * 6):
        with time_machine.travel(begin + tick * timedelta(minutes=10), tick=False):
            tasks.sweep_today()
    days = list(Run.objects.order_by("day").values_list("day", flat=True))
    assert days == [night + timedelta(days=offset) for offset in (-1, 0, 1)]


def test_by_hand_it_tells_what_it_would_do_and_does_it(active: Profile) -> None:
    told = StringIO()
    call_command("sweep", "--date", "2028-01-01", "--dry-run", stdout=told)
    assert "stale               D1            1        0" in told.getvalue()
    assert not Flag.objects.exists()
    call_command("sweep", "--date", "2028-01-01", stdout=told)
    assert Flag.objects.open().count() == 3


def test_every_rule_has_its_words(active: Profile, kari: User, signed_in: SignedIn) -> None:
    client = signed_in(kari)
    for rule in RULES:
        Flag.objects.create(
            profile=active, kind=rule.kind, raised_at=NOW, due_on=TODAY, since_on=TODAY, subject=1
        )
    page = client.get(active.get_absolute_url()).content.decode()
    for rule in RULES:
        assert f"Retningslinjene {rule.demand}" in page
    assert "24. november 2026" in page


def test_what_an_act_cures_is_cleared_in_its_transaction(active: Profile, anne: User) -> None:
    Flag.objects.create(profile=active, kind=Kind.STALE, raised_at=NOW)
    assert flags.review(active, by=anne, at=NOW) == 1
    assert flags.review(active, by=anne, at=NOW) == 0
    assert not list(chain.faults())
