"""Reminding people of what is due: once for each step, in one e-mail a day."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Barrier

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import (
    activities,
    evaluations,
    lifecycle,
    matters,
    notices,
    outbox,
    policy,
    reminders,
    sweep,
    tasks,
)
from profiles.models import Notice, Profile, Reminder, Run
from profiles.policy import Policy
from tests.cast import Municipality, ready

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DUE = date(2027, 5, 24)
Matter = Reminder.Matter
DAY = timedelta(days=1)


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved on TODAY, to be evaluated on DUE; the rhythm leaves it alone."""
    with time_machine.travel(NOW, tick=False):
        lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=DUE)
    Profile.objects.filter(pk=notified.pk).update(next_activity_on=date(2029, 1, 1))
    notified.refresh_from_db()
    return notified


def remind(day: date) -> list[tuple[str, str, int]]:
    """Remind on a day: who was told of what, at which step."""
    before = set(Reminder.objects.values_list("pk", flat=True))
    reminders.remind(day)
    new = Reminder.objects.exclude(pk__in=before).select_related("recipient")
    return sorted((each.recipient.get_short_name(), each.matter, each.step) for each in new)


@pytest.mark.parametrize(
    ("days", "interval", "begins", "step"),
    [
        (-31, 180, None, None),
        (-30, 180, None, -30),
        (-8, 180, None, -30),
        (-7, 180, None, -7),
        (0, 180, None, 0),
        (6, 180, None, 0),
        (7, 180, None, 7),
        (40, 180, None, 35),
        # A lead that is not shorter than the time there was is left out.
        (-20, 30, None, None),
        (-7, 30, None, -7),
        (-7, 7, None, None),
        (0, 7, None, 0),
        # Who is reminded only of what is overdue, counted from there.
        (13, 180, 14, None),
        (14, 180, 14, 14),
        (29, 180, 30, None),
        (38, 180, 30, 37),
    ],
)
def test_the_steps(days: int, interval: int, begins: int | None, step: int | None) -> None:
    assert policy.reminder_step(days, interval, begins, policy.POLICY) == step


def test_the_steps_follow_the_policy() -> None:
    strict = Policy(first_reminder_days=10, second_reminder_days=2, reminder_every_days=3)
    steps = [policy.reminder_step(days, 60, None, strict) for days in (-11, -10, -2, 4)]
    assert steps == [None, -10, -2, 3]


def test_nobody_is_reminded_of_what_is_far_off(active: Profile) -> None:
    assert remind(DUE - 31 * DAY) == []
    assert not Notice.objects.filter(kind=Notice.Kind.DIGEST).exists()


def test_each_step_is_told_once(active: Profile) -> None:
    told = {}
    for days in range(-32, 12):
        if found := remind(DUE + days * DAY):
            told[days] = found
    assert told == {step: [("Ola", "evaluation", step)] for step in (-30, -7, 0, 7)}


def test_overdue_goes_on_to_the_head_and_the_administration(active: Profile, kari: User) -> None:
    assert remind(DUE + 14 * DAY) == [("Kari", "evaluation", 14), ("Ola", "evaluation", 14)]
    names = {name for name, _, _ in remind(DUE + 30 * DAY)}
    assert names == {"Arne", "Kari", "Ola"}
    head = Reminder.objects.get(recipient=kari, step=14)
    assert head.capacity == Reminder.Capacity.HEAD
    assert "fordi du leder virksomheten" in str(head.notice and head.notice.body)


def test_missed_days_are_caught_up_by_one_digest_with_the_newest_step(active: Profile) -> None:
    assert remind(DUE - 5 * DAY) == [("Ola", "evaluation", -7)]
    assert Notice.objects.filter(kind=Notice.Kind.DIGEST).count() == 1
    assert remind(DUE - 4 * DAY) == []


def test_what_is_done_is_not_reminded_of(active: Profile, anne: User) -> None:
    remind(DUE - 7 * DAY)
    evaluations.extend(
        active, by=anne, version=active.version, due_on=DUE + 60 * DAY, reason="Ferie"
    )
    assert remind(DUE) == []
    assert remind(DUE + 30 * DAY) == [("Ola", "evaluation", -30)]


def test_one_e_mail_has_everything_the_most_urgent_first(
    active: Profile, sel: Municipality, kari: User, ola: User, siri: User, arne: User
) -> None:
    Profile.objects.filter(pk=active.pk).update(next_activity_on=DUE - 20 * DAY)
    other = ready(sel, kari, ola, siri, address="https://www.facebook.com/ottakino")
    lifecycle.notify(other, by=kari, version=other.version)
    lifecycle.approve(other, by=arne, version=other.version, evaluate_on=DUE - 3 * DAY)
    reminders.remind(DUE)
    notice = Notice.objects.get(kind=Notice.Kind.DIGEST, recipient=ola)
    assert notice.subject == "4 frister, 3 forfalte"
    places = [
        notice.body.index(f"/profiler/{profile.pk}/{page}/")
        for profile, page in (
            (other, "aktiv"),
            (active, "aktiv"),
            (other, "evaluer"),
            (active, "evaluer"),
        )
    ]
    assert places == sorted(places)
    assert "Fristen er i dag." in notice.body
    message = outbox.message_of(notice)
    assert "/innstillinger/>" in message.extra_headers["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("language", "is_due", "was_due"),
    [
        ("nb", "skal evalueres", "for 3 dager siden"),
        ("nn", "skal evaluerast", "for 3 dagar sidan"),
        ("en", "is to be evaluated", "3 days ago"),
    ],
)
def test_a_digest_is_written_in_the_readers_language(
    active: Profile, ola: User, language: str, is_due: str, was_due: str
) -> None:
    User.objects.filter(pk=ola.pk).update(language=language)
    reminders.remind(DUE + 3 * DAY)
    notice = Notice.objects.get(kind=Notice.Kind.DIGEST)
    assert notice.language == language
    assert f"Otta kulturhus {is_due}" in notice.subject
    assert was_due in notice.body
    text = str(outbox.message_of(notice).body)
    assert "{{" not in text
    assert "&#" not in text


def test_forty_matters_are_one_digest_with_forty_lines(
    active: Profile, ola: User, anne: User
) -> None:
    for number in range(39):
        active.conditions.create(
            text=f"Vilkår {number}", due_on=TODAY, responsible=ola, created_at=NOW - 60 * DAY
        )
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=TODAY)
    reminders.remind(TODAY)
    reminders.remind(TODAY)
    notice = Notice.objects.get(kind=Notice.Kind.DIGEST, recipient=ola)
    assert notice.body.count("http") == 40
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            recipient=ola, kind=Notice.Kind.DIGEST, day=TODAY, language="nb", subject="To"
        )


def test_the_promised_rhythm_has_no_early_reminders(active: Profile, ola: User) -> None:
    with time_machine.travel(NOW, tick=False):
        activities.confirm(active, by=ola, last_post_on=TODAY)
    due_on = TODAY + 7 * DAY
    assert all(remind(TODAY + days * DAY) == [] for days in range(1, 7))
    assert remind(due_on) == [("Ola", "activity", 0), ("Siri", "activity", 0)]


def test_the_administration_is_reminded_of_what_waits_for_its_answer(
    notified: Profile, arne: User
) -> None:
    due_on = notified.answer_due_on
    assert due_on
    assert ("Arne", "answer", 0) in remind(due_on)


def test_where_nobody_answers_for_it_the_head_is_reminded(active: Profile, ola: User) -> None:
    User.objects.filter(pk=ola.pk).update(is_active=False)
    sweep.sweep(TODAY, at=NOW)
    assert remind(TODAY) == [("Kari", "owner", 0)]
    assert ("Kari", "evaluation", 0) in remind(DUE)


def test_a_week_at_a_time(active: Profile, ola: User) -> None:
    User.objects.filter(pk=ola.pk).update(digest="weekly")
    wednesday = date(2027, 5, 26)
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=wednesday)
    active.conditions.create(
        text="Nytt bilde", due_on=date(2027, 5, 27), responsible=ola, created_at=NOW
    )
    assert remind(date(2027, 5, 24)) == [("Ola", "condition", 0), ("Ola", "evaluation", 0)]
    assert remind(wednesday) == []
    assert remind(date(2027, 6, 3)) == [("Ola", "condition", 7), ("Ola", "evaluation", 7)]


def test_a_run_that_was_cut_off_is_taken_up_again(
    active: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_compose", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reminders.remind(DUE)
    assert Reminder.objects.untold().count() == 1
    reminders.remind(DUE)
    assert not Reminder.objects.untold().exists()
    assert Notice.objects.filter(kind=Notice.Kind.DIGEST).count() == 1


def test_what_an_earlier_day_has_left_is_found_anew_or_forgotten(
    active: Profile, anne: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_compose", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reminders.remind(DUE)
    evaluations.extend(
        active, by=anne, version=active.version, due_on=DUE + 90 * DAY, reason="Ferie"
    )
    reminders.remind(DUE + DAY)
    assert not Reminder.objects.exists()


def test_batches_lose_nothing(active: Profile, ola: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        active.conditions.create(
            text=str(number), due_on=TODAY, responsible=ola, created_at=NOW - 60 * DAY
        )
    monkeypatch.setattr(reminders, "ROWS", 2)
    monkeypatch.setattr(matters, "BATCH", 3)
    assert reminders.preview(TODAY)["matters_condition"] == 7
    assert len(remind(TODAY)) == 7


@pytest.mark.services
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_remind_at_once_write_one_digest_each(
    active: Profile, kari: User, ola: User
) -> None:
    both = Barrier(2)

    def work() -> None:
        both.wait()
        try:
            reminders.remind(DUE + 14 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work), pool.submit(work)]:
            done.result()
    digests = Notice.objects.filter(kind=Notice.Kind.DIGEST)
    assert sorted(digests.values_list("recipient", flat=True)) == sorted([kari.pk, ola.pk])
    assert Reminder.objects.told().count() == Reminder.objects.count() == 2


def test_a_notice_and_its_marks_are_written_together(
    active: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = notices.tell_of_due

    def break_after(*args: object, **options: object) -> Notice:
        told(*args, **options)
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell_of_due", break_after)
        with pytest.raises(OperationalError):
            reminders.remind(DUE)
    assert not Notice.objects.filter(kind=Notice.Kind.DIGEST).exists()


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        (datetime(2027, 5, 24, 4, 59, tzinfo=UTC), False),  # before seven in Oslo
        (datetime(2027, 5, 24, 5, 0, tzinfo=UTC), True),
        (datetime(2027, 5, 22, 9, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2027, 5, 17, 9, 0, tzinfo=UTC), False),  # the National Day
    ],
)
def test_once_a_working_day_after_the_sweep(active: Profile, now: datetime, is_due: bool) -> None:
    with time_machine.travel(now, tick=False):
        tasks.remind_today()
        assert not Run.objects.filter(job=Run.Job.REMIND).exists()
        tasks.sweep_today()
        tasks.remind_today()
        tasks.remind_today()
    assert Run.objects.filter(job=Run.Job.REMIND, attempts=1).exists() == is_due
    assert Notice.objects.filter(kind=Notice.Kind.DIGEST).count() == is_due


def test_many_matters_cost_no_more_queries(active: Profile, ola: User) -> None:
    def count() -> int:
        Reminder.objects.all().delete()
        Notice.objects.filter(kind=Notice.Kind.DIGEST).delete()
        with CaptureQueriesContext(connection) as queries:
            reminders.remind(TODAY)
        return len(queries)

    def conditions(number: int) -> None:
        for each in range(number):
            active.conditions.create(
                text=str(each), due_on=TODAY, responsible=ola, created_at=NOW - 60 * DAY
            )

    conditions(2)
    few = count()
    conditions(50)
    assert count() == few


def test_the_command_tells_what_it_would_do_and_does_it(active: Profile) -> None:
    said = StringIO()
    call_command("remind", "--date", DUE.isoformat(), "--dry-run", stdout=said)
    assert "evaluation                  1" in said.getvalue()
    assert "People: 1\nNothing was changed." in said.getvalue()
    assert not Reminder.objects.exists()
    call_command("remind", "--date", DUE.isoformat(), stdout=StringIO())
    said = StringIO()
    call_command("remind", "--date", DUE.isoformat(), "--dry-run", stdout=said)
    assert "People: 0" in said.getvalue()


def test_the_administration_sees_who_was_told_what(
    active: Profile, anne: User, kari: User, signed_in: SignedIn
) -> None:
    reminders.remind(DUE)
    url = active.get_absolute_url()
    page = signed_in(anne).get(url).content.decode()
    assert "Hvem som er påminnet" in page
    assert "Ola Testperson (hovedansvarlig)" in page
    assert "Hvem som er påminnet" not in signed_in(kari).get(url).content.decode()


def test_a_digest_is_read_in_the_portal_with_its_links(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    reminders.remind(DUE)
    notice = Notice.objects.get(kind=Notice.Kind.DIGEST)
    page = signed_in(ola).get(f"/varsler/{notice.pk}/").content.decode()
    assert f'/profiler/{active.pk}/evaluer/"' in page
