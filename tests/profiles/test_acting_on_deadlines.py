"""Acts on one or many deadlines: a look at who is told first, then all or none."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import evaluations, lifecycle, notices, outbox, reminders
from profiles.models import Evaluation, Event, Notice, Profile, Reminder
from tests.cast import Municipality, ready
from tests.profiles.test_bulk import fitting, hidden, left_out, text_of, told
from tests.profiles.test_requests import is_whole

SignedIn = Callable[[User], Client]
LIST, MANY = "/frister/", "/frister/flere/"
# A Wednesday.
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
FAR = date(2029, 1, 1)
FOLLOWED_UP = ("reminded", "written_to", "evaluation_asked", "deadline_extended")


@pytest.fixture(autouse=True)
def now(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(wilma: User, signed_in: SignedIn) -> Client:
    return signed_in(wilma)


@pytest.fixture
def make(
    sel: Municipality, kari: User, ola: User, siri: User, arne: User
) -> Callable[..., Profile]:
    """A profile of ola's that is to be evaluated five days ahead, and nothing else soon."""

    def made(name: str, due_on: date = TODAY + 5 * DAY) -> Profile:
        profile = ready(sel, kari, ola, siri, address=f"https://www.facebook.com/{name}")
        lifecycle.notify(profile, by=kari, version=profile.version)
        lifecycle.approve(profile, by=arne, version=profile.version, evaluate_on=FAR)
        Profile.objects.filter(pk=profile.pk).update(
            name=name,
            next_evaluation_on=due_on,
            evaluation_set_on=date(2026, 5, 1),
            next_activity_on=FAR,
            access_due_on=FAR,
        )
        profile.refresh_from_db()
        return profile

    return made


@pytest.fixture
def three(make: Callable[..., Profile]) -> list[Profile]:
    profiles = [make(name) for name in ("bibliotek", "kino", "teater")]
    # Only what the acts write is looked at.
    Notice.objects.all().delete()
    return profiles


def due(*profiles: Profile, matter: str = "evaluation") -> list[str]:
    return [f"{matter}-{profile.pk}-0" for profile in profiles]


def look(client: Client, act: str, chosen: list[str], **typed: str) -> str:
    """The page that says what would happen."""
    more = {"chosen": ",".join(chosen)} if typed else {"due": chosen}
    return text_of(client.post(MANY, {"act": act, **more, **typed}))


def do(client: Client, act: str, chosen: list[str], **typed: str) -> str:
    """Look, agree, and read what was done; on the list."""
    page = look(client, act, chosen, **typed)
    return told(client, client.post(MANY, hidden(page) | typed))


def letters(page: str) -> str:
    return page.partition('id="letters"')[2].partition("</section>")[0]


def kinds(profile: Profile) -> list[str]:
    return list(profile.events.order_by("pk").values_list("kind", flat=True))


# --- Choosing -----------------------------------------------------------------------------


def test_the_list_has_a_box_for_each_deadline(three: list[Profile], client: Client) -> None:
    page = text_of(client.get(LIST, {"when": "month"}))
    for key in due(*three):
        assert f'name="due" value="{key}"' in page
    # Without JavaScript nothing is promised that does not work.
    assert re.search(r'<label class="choose-all" hidden', page)


def test_nothing_chosen_is_said_and_a_look_changes_nothing(
    three: list[Profile], client: Client
) -> None:
    for sent in ({}, {"act": "remind"}, {"act": "remind", "due": "rubbish-1-0"}):
        assert "Kryss av for fristene" in told(client, client.post(MANY, sent))
    assert "Velg hva som skal gjøres" in told(client, client.post(MANY, {"due": due(three[0])}))
    before = Event.objects.count()
    for act in ("remind", "write", "extend", "ask"):
        assert fitting(look(client, act, due(*three))) == ["bibliotek", "kino", "teater"]
    assert Event.objects.count() == before
    assert not Notice.objects.exists()
    assert not Reminder.objects.exists()


def test_a_profile_that_one_may_not_know_of_is_not_found(
    three: list[Profile], client: Client
) -> None:
    chosen = [*due(three[0]), "evaluation-987654321-0"]
    for act in ("remind", "write", "extend", "ask"):
        assert client.post(MANY, {"act": act, "due": chosen}).status_code == 404
    assert not Notice.objects.exists()


def test_the_list_stays_as_it_was_narrowed_down(three: list[Profile], client: Client) -> None:
    query = "matter=evaluation&day=2026-11-30"
    page = text_of(client.post(MANY, {"act": "remind", "due": due(three[0]), "query": query}))
    response = client.post(MANY, hidden(page))
    assert response["Location"] == f"{LIST}?{query}"


# --- Reminding ----------------------------------------------------------------------------


def test_reminding_tells_who_answers_in_one_email(
    three: list[Profile], client: Client, ola: User, wilma: User
) -> None:
    page = look(client, "remind", due(*three))
    assert "Minn én person om det" in page
    assert "Ola Testperson: bibliotek (evaluering, 30. november 2026); kino" in letters(page)
    said = do(client, "remind", due(*three))
    assert "Minnet om 3 profiler. Én person får e-post." in said
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (ola, Notice.Kind.REMINDED)
    assert notice.subject == "Påminnelse om 3 frister"
    for name in ("Wilma Testperson minner deg om dette", "bibliotek", "kino", "teater"):
        assert name in notice.body
    for profile in three:
        event = profile.events.get(kind__in=FOLLOWED_UP)
        assert event.kind == Event.Kind.REMINDED
        assert event.data["to"] == ["Ola Testperson"]
        assert is_whole(profile)
        row = profile.reminders.get()
        assert (row.recipient, row.sent_by, row.notice, row.step) == (ola, wilma, notice, -7)


def test_the_profile_shows_who_was_told_by_whom(three: list[Profile], client: Client) -> None:
    do(client, "remind", due(three[0]))
    page = text_of(client.get(f"/profiler/{three[0].pk}/"))
    assert "25. november 2026<br>av Wilma Testperson" in page
    assert "minnet om frister" in page
    assert "Evaluering, 30. november 2026" in page


def test_pressed_twice_it_is_told_once(three: list[Profile], client: Client) -> None:
    chosen = due(*three[:2])
    sent = hidden(look(client, "remind", chosen))
    client.post(MANY, sent)
    said = told(client, client.post(MANY, sent))
    assert "Utelatt: bibliotek (alt påminnet i dag), kino (alt påminnet i dag)" in said
    assert Notice.objects.count() == 1
    assert Reminder.objects.count() == 2
    assert kinds(three[0]).count("reminded") == 1


def test_the_days_run_does_not_repeat_it_and_goes_on_with_the_next_step(
    three: list[Profile], client: Client
) -> None:
    do(client, "remind", due(three[0]))
    reminders.remind(TODAY)
    assert three[0].reminders.count() == 1
    assert three[1].reminders.count() == 1
    reminders.remind(TODAY + 5 * DAY)
    steps = three[0].reminders.order_by("step").values_list("step", flat=True)
    assert list(steps) == [-7, 0]


def test_after_the_days_run_of_today_it_is_left_out_and_tomorrow_it_is_one_more(
    three: list[Profile], client: Client, wilma: User, signed_in: SignedIn
) -> None:
    reminders.remind(TODAY)
    assert "alt påminnet i dag" in left_out(look(client, "remind", due(three[0])))
    with time_machine.travel(NOW + DAY, tick=False):
        do(signed_in(wilma), "remind", due(three[0]))
    steps = three[0].reminders.order_by("step").values_list("step", flat=True)
    assert list(steps) == [-7, -4]


def test_what_a_weekly_email_has_told_of_before_its_day_can_be_reminded_of_on_it(
    three: list[Profile], ola: User, wilma: User, signed_in: SignedIn
) -> None:
    monday = TODAY + 5 * DAY
    User.objects.filter(pk=ola.pk).update(digest="weekly")
    Profile.objects.filter(pk=three[0].pk).update(next_evaluation_on=monday + 4 * DAY)
    reminders.remind(monday)
    assert three[0].reminders.get().step == 0
    with time_machine.travel(NOW + 9 * DAY, tick=False):
        assert "Minnet om én profil" in do(signed_in(wilma), "remind", due(three[0]))
    assert Notice.objects.filter(kind=Notice.Kind.REMINDED).count() == 1


def test_a_deadline_that_is_far_off_can_be_reminded_of(
    make: Callable[..., Profile], client: Client
) -> None:
    profile = make("arkiv", FAR)
    do(client, "remind", due(profile))
    assert profile.reminders.get().step == (TODAY - FAR).days


def test_what_is_done_what_is_ones_own_and_what_is_nobodys_are_left_out(
    three: list[Profile], client: Client, ola: User, wilma: User
) -> None:
    done, own, nobodys = three
    begun = evaluations.begin(done, by=ola)
    Evaluation.objects.filter(pk=begun.pk).update(
        state="sent", sent_by=ola, sent_at=NOW, outcome="continue"
    )
    Profile.objects.filter(pk=own.pk).update(owner=wilma)
    Profile.objects.filter(pk=nobodys.pk).update(owner=None)
    page = look(client, "remind", due(*three))
    assert fitting(page) == ["teater"]
    # The head stands in where there is no owner.
    assert "Kari Testperson: teater" in letters(page)
    assert "bibliotek</a> – Facebook: dette er gjort" in left_out(page)
    assert "kino</a> – Facebook: du har selv ansvaret" in left_out(page)


def test_what_nobody_is_left_for_is_left_out(
    three: list[Profile], kari: User, wilma: User, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.filter(pk=three[0].pk).update(owner=None)
    User.objects.filter(pk__in=[kari.pk, wilma.pk]).update(is_active=False)
    for act in ("remind", "write"):
        said = left_out(look(signed_in(anne), act, due(three[0])))
        assert "bibliotek</a> – Facebook: ingen som kan logge inn, har ansvaret" in said


def test_backup_editors_are_reminded_of_what_they_do_as_well(
    three: list[Profile], client: Client
) -> None:
    page = look(client, "remind", due(three[0], matter="activity"))
    assert "Ola Testperson: bibliotek (aktivitet" in letters(page)
    assert "Siri Testperson: bibliotek (aktivitet" in letters(page)


# --- Extending and asking -----------------------------------------------------------------

LATER = {"due_on": "2027-06-01", "reason": "Kommunen slår seg sammen"}


def test_extending_many_writes_one_line_on_each_and_one_email(
    three: list[Profile], client: Client, ola: User
) -> None:
    assert "Vis hva som skjer" in look(client, "extend", due(*three))
    page = look(client, "extend", due(*three), **LATER)
    assert "Utsett 3 frister til 1. juni 2027" in page
    said = do(client, "extend", due(*three), **LATER)
    assert "Utsatte fristen for 3 profiler. Én person får e-post." in said
    for profile in three:
        profile.refresh_from_db()
        assert profile.next_evaluation_on == date(2027, 6, 1)
        assert profile.evaluation_set_on == TODAY
        event = profile.events.get(kind__in=FOLLOWED_UP)
        assert event.kind == Event.Kind.DEADLINE_EXTENDED
        assert event.reason == LATER["reason"]
        assert event.data == {"old_due_on": "2026-11-30", "due_on": "2027-06-01"}
        assert is_whole(profile)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (ola, Notice.Kind.DEADLINE_EXTENDED)
    assert notice.subject == "Utsatt frist for 3 profiler"
    assert "- kino (Facebook, Otta kulturhus)" in notice.body
    assert LATER["reason"] in notice.body


def test_the_date_has_to_be_agreed_to(three: list[Profile], client: Client) -> None:
    sent = hidden(look(client, "extend", due(*three), **LATER)) | LATER
    page = text_of(client.post(MANY, sent | {"due_on": "2027-07-01"}))
    assert "Utsett 3 frister til 1. juli 2027" in page
    page = text_of(client.post(MANY, sent | {"due_on": "2020-01-01"}))
    assert "Velg en dag etter i dag" in page
    page = text_of(client.post(MANY, sent | {"reason": ""}))
    assert 'id="fit"' in page
    assert not Notice.objects.exists()


def test_what_has_as_much_time_or_is_no_evaluation_is_left_out(
    three: list[Profile], client: Client
) -> None:
    Profile.objects.filter(pk=three[0].pk).update(next_evaluation_on=date(2027, 6, 1))
    chosen = [*due(*three[:2]), *due(three[2], matter="access")]
    page = look(client, "extend", chosen, **LATER)
    assert fitting(page) == ["kino"]
    assert "bibliotek</a> – Facebook: har alt minst like lang frist" in left_out(page)
    assert "teater</a> – Facebook: det du valgte, er ikke en evaluering" in left_out(page)
    sent = hidden(page) | LATER
    client.post(MANY, sent)
    said = told(client, client.post(MANY, sent))
    assert "kino (har alt minst like lang frist)" in said
    assert Notice.objects.count() == 1


def test_asking_many_for_evaluation(three: list[Profile], client: Client, ola: User) -> None:
    Profile.objects.filter(pk=three[0].pk).update(next_evaluation_on=FAR)
    Profile.objects.filter(pk=three[1].pk).update(status="closed")
    typed = {"due_on": "2026-12-15", "reason": "Før budsjettet"}
    chosen = due(*three[:2], matter="access") + due(three[2])
    said = do(client, "ask", chosen, **typed)
    assert "Ba om evaluering av én profil. Én person får e-post." in said
    assert "kino (er ikke i bruk)" in said
    assert "teater (skal alt evalueres innen da)" in said
    three[0].refresh_from_db()
    assert three[0].next_evaluation_on == date(2026, 12, 15)
    assert kinds(three[0])[-1] == "evaluation_asked"
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (ola, Notice.Kind.EVALUATION_ASKED)
    assert notice.profile == three[0]


# --- Writing ------------------------------------------------------------------------------


def test_writing_to_owners_is_one_email_a_person(
    three: list[Profile], client: Client, ola: User, siri: User
) -> None:
    Profile.objects.filter(pk=three[2].pk).update(owner=siri)
    assert "Skriv til 2 personer" in look(client, "write", due(*three))
    typed = {"reason": "Husk <kurset> på torsdag"}
    said = do(client, "write", due(*three), **typed)
    assert "Skrev om 3 profiler. 2 personer får e-post." in said
    to_ola = Notice.objects.get(recipient=ola)
    assert to_ola.kind == Notice.Kind.WRITTEN_TO
    assert to_ola.subject == "Melding om 2 profiler"
    assert "Husk <kurset> på torsdag" in to_ola.body
    assert "- kino (Facebook, Otta kulturhus)" in to_ola.body
    assert "teater" not in to_ola.body
    assert Notice.objects.get(recipient=siri).subject == "Melding om teater"
    for profile in three:
        event = profile.events.get(kind__in=FOLLOWED_UP)
        assert (event.kind, event.reason) == (Event.Kind.WRITTEN_TO, typed["reason"])
        assert is_whole(profile)
    # The button pressed twice.
    assert "du har alt skrevet dette i dag" in do(client, "write", due(*three), **typed)
    assert Notice.objects.count() == 2


def test_an_empty_message_is_not_sent(three: list[Profile], client: Client) -> None:
    sent = hidden(look(client, "write", due(*three)))
    assert 'aria-invalid="true"' in text_of(client.post(MANY, sent | {"reason": " "}))
    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_is_about_several_is_written_in_each_language(
    language: str, three: list[Profile], client: Client, ola: User
) -> None:
    User.objects.filter(pk=ola.pk).update(language=language)
    subjects = {
        "nb": ["Melding om 3 profiler", "Påminnelse om 3 frister", "Utsatt frist for 3 profiler"],
        "nn": ["Melding om 3 profilar", "Påminning om 3 fristar", "Utsett frist for 3 profilar"],
        "en": ["Message about 3 profiles", "Reminder of 3 deadlines", "More time for 3 profiles"],
    }
    do(client, "write", due(*three), reason="<Hei>")
    do(client, "remind", due(*three))
    do(client, "extend", due(*three), **LATER)
    written = list(Notice.objects.order_by("pk"))
    assert [each.subject for each in written] == subjects[language]
    for notice in written:
        assert notice.language == language
        assert "&" not in notice.body
        text = str(outbox.message_of(notice).body)
        assert "{{" not in text
        assert "{%" not in text
    # One alone leads to its profile, several to where they all are.
    assert [each.path for each in written] == ["/profiler/?mine=1", "/", "/profiler/?mine=1"]


# --- All or none, and how much it costs ---------------------------------------------------

ACTS = [
    ("remind", "tell_of_reminding", {}),
    ("extend", "tell_together", LATER),
    ("ask", "tell_together", {"due_on": "2026-11-28", "reason": "Nå"}),
    ("write", "tell_together", {"reason": "Hei"}),
]


@pytest.mark.parametrize(("act", "last", "typed"), ACTS)
def test_all_is_written_or_nothing(
    act: str, last: str, typed: dict[str, str], three: list[Profile], client: Client
) -> None:
    def rows() -> tuple[object, ...]:
        profiles = Profile.objects.order_by("pk").values_list(
            "next_evaluation_on", "history_length"
        )
        return list(profiles), Event.objects.count(), Reminder.objects.count()

    sent = hidden(look(client, act, due(*three), **typed)) | typed
    before = rows()
    with mock.patch.object(notices, last, side_effect=RuntimeError), pytest.raises(RuntimeError):
        client.post(MANY, sent)
    assert rows() == before


@pytest.mark.parametrize(("act", "last", "typed"), ACTS)
def test_more_of_them_cost_no_more_queries(
    act: str,
    last: str,
    typed: dict[str, str],
    make: Callable[..., Profile],
    client: Client,
    nora: User,
) -> None:
    profiles = [make(f"profil{number}") for number in range(12)]
    Profile.objects.filter(pk__in=[each.pk for each in profiles[::2]]).update(owner=nora)

    def count(*chosen: Profile) -> int:
        page = look(client, act, due(*chosen), **typed)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(MANY, hidden(page) | typed).status_code == 302
        return len(queries)

    few = count(*profiles[:2])
    assert count(*profiles[2:]) <= few
