"""An account in other hands: reporting it, the routine and its log, and getting it back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, User
from profiles import hijacking_routine, hijackings, lifecycle, worklist
from profiles.history import Conflict
from profiles.lifecycle import Ending
from profiles.models import Closing, Event, Hijacking, HijackingNote, Notice, Profile
from profiles.worklist import Kind
from tests.cast import Municipality, person, ready

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEEN = "Noen legger ut reklame for kryptovaluta."


class Full(Exception):
    """The disk is full, say."""


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def active(notified: Profile, anne: User, wilma: User) -> Profile:
    """Otta kulturhus in use; all read in the language that the strings are written in."""
    lifecycle.approve(notified, by=anne, version=notified.version, evaluate_on=date(2027, 5, 23))
    Notice.objects.all().delete()
    User.objects.update(language="en")
    return notified


@pytest.fixture
def running(active: Profile, ola: User) -> Hijacking:
    hijacking = hijackings.report(active, by=ola, version=active.version, description=SEEN)
    assert hijacking
    return hijacking


def url(name: str, profile: Profile) -> str:
    return reverse(f"profiles:{name}", args=[profile.pk])


def send(client: Client, name: str, profile: Profile, **sent: str) -> str:
    response = client.post(url(name, profile), sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def told(kind: Notice.Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


# --- Reporting ----------------------------------------------------------------------------


def test_a_report_is_on_the_timeline_and_everybody_concerned_is_told(
    active: Profile, siri: User, signed_in: SignedIn
) -> None:
    page = send(signed_in(siri), "hijacked", active, description=SEEN)
    assert "Everybody concerned is told" in page
    hijacking = Hijacking.objects.get()
    assert (hijacking.profile, hijacking.reported_by, hijacking.description) == (active, siri, SEEN)
    event = active.events.last()
    assert event
    assert (event.kind, event.reason, event.actor) == (Event.Kind.HIJACKED, SEEN, siri)
    expected = {"ola", "kari", "anne", "wilma"}
    assert told(Notice.Kind.HIJACKED) == {f"{name}@sel.example" for name in expected}
    notice = Notice.objects.filter(kind=Notice.Kind.HIJACKED).first()
    assert notice
    assert notice.subject == "In other hands: Otta kulturhus"
    assert SEEN in notice.body


def test_the_crisis_staff_is_told_of_a_crisis_channel(
    active: Profile, ola: User, sel: Municipality
) -> None:
    person("Berit", role=Appointment.Role.CRISIS_STAFF)
    Profile.objects.filter(pk=active.pk).update(for_crisis=True)
    active.refresh_from_db()
    hijackings.report(active, by=ola, version=active.version, description=SEEN)
    assert "berit@sel.example" in told(Notice.Kind.HIJACKED)


def test_who_has_left_is_not_told(active: Profile, ola: User, siri: User) -> None:
    User.objects.filter(pk=siri.pk).update(is_active=False)
    hijackings.report(active, by=ola, version=active.version, description=SEEN)
    assert siri.email not in told(Notice.Kind.HIJACKED)


def test_two_who_report_at_once_make_one_report(
    running: Hijacking, active: Profile, kari: User, signed_in: SignedIn
) -> None:
    again = hijackings.report(active, by=kari, version=active.version, description="Det samme")
    assert again is None
    page = send(signed_in(kari), "hijacked", active, description="Det samme")
    assert "It is reported already" in page
    assert Hijacking.objects.count() == 1
    assert active.events.filter(kind=Event.Kind.HIJACKED).count() == 1


def test_only_what_is_in_use_can_be_reported(ready_draft: Profile, kari: User) -> None:
    with pytest.raises(Conflict):
        hijackings.report(ready_draft, by=kari, version=ready_draft.version, description=SEEN)
    assert not Hijacking.objects.exists()


def test_one_that_is_in_use_while_it_waits_for_its_answer_can_be_reported(
    notified: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    browser, reporting = signed_in(ola), url("hijacked", notified)
    Profile.objects.filter(pk=notified.pk).update(in_use=False)
    assert reporting not in browser.get(notified.get_absolute_url()).content.decode()
    assert browser.post(reporting, {"description": SEEN}).status_code == 409
    Profile.objects.filter(pk=notified.pk).update(in_use=True)
    assert reporting in browser.get(notified.get_absolute_url()).content.decode()
    page = browser.post(reporting, {"description": SEEN}, follow=True).content.decode()
    assert "1 of 9 steps are taken." in page
    notified.refresh_from_db()
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    assert "Do not trust what is posted there." in browser.get("/").content.decode()
    send(browser, "hijacking_solved", notified, outcome="Slettet", is_checked="on")
    assert not Hijacking.objects.open().exists()


@pytest.mark.parametrize("bad", ["", "   ", "a" * 2001, "null\x00"])
def test_a_report_without_sense_is_asked_for_again(
    active: Profile, ola: User, signed_in: SignedIn, bad: str
) -> None:
    page = send(signed_in(ola), "hijacked", active, description=bad)
    assert 'aria-invalid="true"' in page
    assert not Hijacking.objects.exists()


def test_nothing_is_written_if_the_last_write_fails(
    active: Profile, ola: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise Full

    monkeypatch.setattr(HijackingNote.objects, "create", full)
    before = active.events.count()
    with pytest.raises(Full):
        hijackings.report(active, by=ola, version=active.version, description=SEEN)
    assert active.events.count() == before
    assert not Hijacking.objects.exists()
    assert not told(Notice.Kind.HIJACKED)


# --- Where it shows -----------------------------------------------------------------------


def test_nothing_goes_before_it_not_even_what_is_overdue(
    running: Hijacking, sel: Municipality, kari: User, ola: User, siri: User, anne: User
) -> None:
    other = ready(sel, kari, ola, siri, address="https://www.facebook.com/ottakino")
    lifecycle.notify(other, by=kari, version=other.version, at=NOW - timedelta(days=90))
    items = worklist.items(anne, timezone.localdate())
    assert [item.kind for item in items] == [Kind.HIJACKED, Kind.ANSWER]
    assert items[1].is_overdue


def test_it_stands_on_the_profile_among_the_tasks_and_in_the_register(
    running: Hijacking, active: Profile, kari: User, rune: User, signed_in: SignedIn
) -> None:
    page = signed_in(kari).get(active.get_absolute_url()).content.decode()
    assert "Ola Testperson reported" in page
    assert url("hijacked", active) in page
    User.objects.filter(pk=rune.pk).update(language="en")
    reader = signed_in(rune).get(active.get_absolute_url()).content.decode()
    assert "Ola Testperson reported" in reader
    assert url("hijacked", active) not in reader
    assert "In other hands" in signed_in(kari).get("/profiler/").content.decode()


def test_it_stands_on_top_of_every_page_of_those_who_may_know_of_it(
    running: Hijacking, active: Profile, siri: User, rune: User, nora: User, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    banner = "Do not trust what is posted there."
    for user in (siri, rune):
        for page in ("/", "/profiler/", "/varsler/", "/virksomheter/", "/innstillinger/"):
            told = signed_in(user).get(page).content.decode()
            assert banner in told
            assert active.get_absolute_url() in told
        # Which tells of it already
        assert banner not in signed_in(user).get(active.get_absolute_url()).content.decode()
    # Of another department
    assert banner not in signed_in(nora).get("/profiler/").content.decode()
    hijackings.solve(running, by=siri, outcome="Vi er inne")
    assert banner not in signed_in(siri).get("/").content.decode()


def test_where_nothing_is_in_other_hands_no_page_asks_more_than_once(
    active: Profile, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/varsler/")
    table = Hijacking._meta.db_table
    assert sum(table in each["sql"] for each in asked.captured_queries) == 1


@pytest.mark.parametrize("name", ["kari", "ola", "siri", "anne", "wilma"])
def test_it_is_the_first_task_of_those_who_keep_the_log(
    running: Hijacking, name: str, signed_in: SignedIn
) -> None:
    user = User.objects.get(email=f"{name}@sel.example")
    items = worklist.items(user, timezone.localdate())
    assert items[0].kind == Kind.HIJACKED
    assert "is in other hands" in signed_in(user).get("/").content.decode()


def test_it_is_no_task_of_others(running: Hijacking, nora: User, rune: User) -> None:
    for user in (nora, rune):
        kinds = [item.kind for item in worklist.items(user, timezone.localdate())]
        assert Kind.HIJACKED not in kinds


# --- The routine --------------------------------------------------------------------------


def test_the_routine_has_the_steps_the_contacts_and_the_platform_s_help(
    running: Hijacking, active: Profile, siri: User, anne: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=anne.pk).update(phone="99000003")
    page = signed_in(siri).get(url("hijacked", active)).content.decode()
    places = [page.index(f'id="step-{step.code}"') for step in hijacking_routine.STEPS]
    assert places == sorted(places)
    assert "tel:+4799000003" in page
    assert "https://www.facebook.com/hacked" in page
    assert "Profilen vår på Facebook, Otta kulturhus, er tatt over av noen andre." in page
    assert "er teken over av nokon andre." in page
    # 72 hours after ten o'clock on Monday.
    assert "by Nov. 26, 2026, 10 a.m. (72 hours)" in page


def test_the_deadline_that_has_passed_is_told(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn, clock: object
) -> None:
    with time_machine.travel(NOW + timedelta(hours=73)):
        page = signed_in(ola).get(url("hijacked", active)).content.decode()
    assert "report it all the same" in page


def test_that_people_are_told_is_done_by_the_report_itself(
    running: Hijacking, active: Profile
) -> None:
    assert [note.step for note in running.notes.all()] == ["tell"]


def test_a_step_is_taken_once_and_the_second_sees_by_whom(
    running: Hijacking, active: Profile, siri: User, kari: User, signed_in: SignedIn
) -> None:
    assert "The step is noted." in send(signed_in(siri), "hijacking_step", active, step="proof")
    page = send(signed_in(kari), "hijacking_step", active, step="proof")
    assert "Siri Testperson has taken this step already." in page
    assert running.notes.get(step="proof").by == siri
    noted = active.events.filter(kind=Event.Kind.HIJACKING_NOTED)
    assert [event.data for event in noted] == [{"step": "proof"}]


def test_one_goes_on_where_one_was_and_sees_how_far_it_has_come(
    running: Hijacking, active: Profile, siri: User, signed_in: SignedIn
) -> None:
    browser, routine = signed_in(siri), url("hijacked", active)
    assert "1 of 9 steps are taken." in browser.get(routine).content.decode()
    assert 'href="#step-proof"' in browser.get(routine).content.decode()
    response = browser.post(url("hijacking_step", active), {"step": "proof"})
    assert response["Location"] == f"{routine}#step-proof"
    page = browser.get(routine).content.decode()
    assert "2 of 9 steps are taken." in page
    assert 'href="#step-password"' in page
    response = browser.post(url("hijacking_note", active), {"text": "Ringte Meta"})
    assert response["Location"] == f"{routine}#log"
    for part in ("contacts", "log", "solved"):
        assert f'href="#{part}"' in page
        assert f'id="{part}"' in page


def test_the_timeline_says_which_step(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn
) -> None:
    hijackings.take_step(running, by=ola, step="platform")
    page = signed_in(ola).get(active.get_absolute_url()).content.decode()
    assert "Report it to the platform" in page


@pytest.mark.parametrize("bad", ["", "nonsense", "proof\x00", "p" * 5000])
def test_a_step_that_does_not_exist_is_not_taken(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn, bad: str
) -> None:
    assert "There is no such step." in send(signed_in(ola), "hijacking_step", active, step=bad)
    assert running.notes.count() == 1


def test_the_log_is_kept_in_order_and_a_double_click_writes_once(
    running: Hijacking, active: Profile, ola: User, kari: User, signed_in: SignedIn, clock: object
) -> None:
    for user, text in ((ola, "Ringte Facebook"), (ola, "Ringte Facebook"), (kari, "Sak 123")):
        send(signed_in(user), "hijacking_note", active, text=text)
    assert [note.text for note in running.notes.all()] == ["", "Ringte Facebook", "Sak 123"]
    page = signed_in(ola).get(url("hijacked", active)).content.decode()
    assert page.index("Ringte Facebook") < page.index("Sak 123")


def test_an_empty_note_is_told_and_a_long_one_is_kept_in_the_field(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(ola)
    assert 'aria-invalid="true"' in send(client, "hijacking_note", active)
    long = "lang " * 500
    assert long.strip() in send(client, "hijacking_note", active, text=long)
    assert running.notes.count() == 1


# --- The end ------------------------------------------------------------------------------


def test_the_end_is_told_to_everybody_and_nothing_shows_any_more(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn
) -> None:
    sent = {"outcome": "Facebook ga oss den tilbake.", "is_checked": "on"}
    page = send(signed_in(ola), "hijacking_solved", active, **sent)
    assert "The account is back" in page
    assert 'id="hijacked"' not in page
    running.refresh_from_db()
    assert (running.solved_by, running.outcome) == (ola, sent["outcome"])
    event = active.events.last()
    assert event
    assert (event.kind, event.reason) == (Event.Kind.RECOVERED, sent["outcome"])
    expected = {"siri", "kari", "anne", "wilma"}
    assert told(Notice.Kind.RECOVERED) == {f"{name}@sel.example" for name in expected}
    kinds = [item.kind for item in worklist.items(ola, timezone.localdate())]
    assert Kind.HIJACKED not in kinds


def test_it_is_not_over_before_somebody_has_checked(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn
) -> None:
    page = send(signed_in(ola), "hijacking_solved", active, outcome="Tror det er i orden")
    assert "Check this first." in page
    assert "Tror det er i orden" in page
    assert Hijacking.objects.open().exists()


def test_the_second_who_ends_it_is_told_that_it_is_over(
    running: Hijacking, active: Profile, ola: User, kari: User, signed_in: SignedIn
) -> None:
    hijackings.solve(running, by=ola, outcome="Tilbake")
    sent = {"outcome": "Også tilbake", "is_checked": "on"}
    assert "This is solved already" in send(signed_in(kari), "hijacking_solved", active, **sent)
    assert hijackings.solve(running, by=kari, outcome="Også") is None
    assert hijackings.take_step(running, by=kari, step="proof") is None
    assert hijackings.add_note(running, by=kari, text="For sent") is None
    assert active.events.filter(kind=Event.Kind.RECOVERED).count() == 1


def test_it_can_happen_again_and_the_last_time_is_told(
    running: Hijacking, active: Profile, ola: User, signed_in: SignedIn
) -> None:
    hijackings.solve(running, by=ola, outcome="Nytt passord hjalp")
    page = signed_in(ola).get(url("hijacked", active)).content.decode()
    assert "Nytt passord hjalp" in page
    assert hijackings.report(active, by=ola, version=active.version, description="Igjen")


def test_a_profile_closed_for_good_is_no_longer_waited_for(
    running: Hijacking, active: Profile, kari: User
) -> None:
    active.refresh_from_db()
    ending = Ending(
        closed_on=date(2026, 11, 23),
        reason="Vi får den ikke tilbake.",
        archiving=Closing.Archiving.NOT_NEEDED,
        fate=Closing.Fate.DELETED,
    )
    lifecycle.close(active, by=kari, version=active.version, ending=ending)
    running.refresh_from_db()
    assert (running.solved_by, running.outcome) == (kari, "Vi får den ikke tilbake.")


# --- Overtaken ------------------------------------------------------------------------------


@pytest.fixture
def overtaken(running: Hijacking, siri: User, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """Somebody solves it between the look at it and what the next person does to it."""

    def first(act: Callable[..., object]) -> Callable[..., object]:
        def late(hijacking: Hijacking, **options: object) -> object:
            solve(hijacking, by=siri, outcome="Tilbake")
            return act(hijacking, **options)

        return late

    solve = hijackings.solve
    for name in ("take_step", "add_note", "solve"):
        monkeypatch.setattr(hijackings, name, first(getattr(hijackings, name)))
    return running.profile


def test_a_step_is_not_taken_when_it_is_over(
    overtaken: Profile, ola: User, signed_in: SignedIn
) -> None:
    page = send(signed_in(ola), "hijacking_step", overtaken, step="proof")
    assert "This is solved already" in page
    assert "The step is noted" not in page


def test_a_note_that_comes_too_late_is_given_back(
    overtaken: Profile, ola: User, signed_in: SignedIn
) -> None:
    page = send(signed_in(ola), "hijacking_note", overtaken, text="Sak 42 hos Meta")
    assert "This is solved already" in page
    assert "It stands in the log" not in page
    assert "“Sak 42 hos Meta”" in page
    assert not HijackingNote.objects.filter(text="Sak 42 hos Meta").exists()


def test_the_second_end_of_it_is_given_back_but_not_to_who_pressed_twice(
    overtaken: Profile, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(ola)
    page = send(
        client, "hijacking_solved", overtaken, outcome="Passordet er byttet", is_checked="on"
    )
    assert "everybody who was told knows it" not in page
    assert "“Passordet er byttet”" in page
    again = send(client, "hijacking_solved", overtaken, outcome="Tilbake", is_checked="on")
    assert "This is solved already" in again
    assert "not written anywhere" not in again


def test_the_second_report_is_given_back(
    active: Profile, ola: User, siri: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = hijackings.report

    def late(profile: Profile, **options: Any) -> Hijacking | None:
        report(profile, by=siri, version=profile.version, description=SEEN)
        return report(profile, **options)

    monkeypatch.setattr(hijackings, "report", late)
    page = send(signed_in(ola), "hijacked", active, description="Passordet virker ikke")
    assert "It is reported already" in page
    assert "Everybody concerned is told" not in page
    assert "“Passordet virker ikke”" in page
