"""One's own deadlines in a calendar elsewhere, by a secret address."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from pytest_django import Settings

from accounts import organisation
from accounts.models import User
from profiles import evaluations, lifecycle
from profiles.models import CalendarFeed, Profile
from selsome.logs import JsonFormatter
from tests.cast import Municipality

SignedIn = Callable[[User], Client]
PAGE, NEW, BACK = (f"/innstillinger/kalender/{end}" for end in ("", "ny/", "trekk-tilbake/"))
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
FAR = date(2029, 1, 1)
KEPT_UP = "Otta kulturhus trenger noe nytt, eller at noen bekrefter at den er aktiv"


@pytest.fixture(autouse=True)
def now(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def active(notified: Profile, arne: User, ola: User, siri: User, kari: User) -> Profile:
    """Otta kulturhus, to be evaluated by ola in ten days; those who answer for it can sign in."""
    lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=TODAY + 10 * DAY)
    Profile.objects.filter(pk=notified.pk).update(next_activity_on=FAR, access_due_on=FAR)
    for each in (ola, siri, kari):
        each.set_password("fem glade reinsdyr i fjellet")
        each.save()
    notified.refresh_from_db()
    return notified


@pytest.fixture
def client(active: Profile, ola: User, signed_in: SignedIn) -> Client:
    return signed_in(ola)


def address(client: Client) -> str:
    """The path of a new address, as the page shows it."""
    client.post(NEW)
    (shown,) = re.findall(r'id="calendar-address">([^<]+)<', client.get(PAGE).content.decode())
    return str(urlsplit(shown).path)


def events(path: str, client: Client | None = None) -> dict[str, date]:
    """What stands in the calendar: each summary with its day."""
    response = (client or Client()).get(path)
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    return {str(each["SUMMARY"]): each.decoded("DTSTART") for each in calendar.walk("VEVENT")}


def test_an_address_is_made_shown_and_read_without_signing_in(client: Client) -> None:
    assert "Lag en adresse" in client.get(PAGE).content.decode()
    path = address(client)
    assert events(path) == {
        "Otta kulturhus skal evalueres": TODAY + 10 * DAY,
        KEPT_UP: FAR,
        "Det skal kontrolleres hvem som har tilgang til Otta kulturhus": FAR,
    }
    # Looking at the page makes nothing.
    assert CalendarFeed.objects.count() == 1
    assert f'href="{PAGE}"' in client.get("/innstillinger/").content.decode()


def test_it_is_what_outlook_and_google_read(
    client: Client, active: Profile, settings: Settings
) -> None:
    response = Client().get(address(client))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    text = response.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    # Lines end as the standard says, and none is longer than it allows.
    lines = text.split("\r\n")
    assert "\n" not in "".join(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261206\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    calendar = Calendar.from_ical(text)
    for name in ("VERSION", "PRODID"):
        assert calendar[name]
    host = urlsplit(settings.SITE_URL).hostname
    found = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    event = found[f"evaluation-{active.pk}-0@{host}"]
    assert event["URL"] == f"{settings.SITE_URL}/profiler/{active.pk}/"
    assert event.decoded("DTSTAMP") == datetime(2026, 11, 25, tzinfo=UTC)
    assert set(event) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"
    }  # fmt: skip
    # Nobody's name, e-mail or telephone is in it.
    assert "Testperson" not in text
    assert "sel.example" not in text


def test_a_deadline_that_moves_is_the_same_event(
    client: Client, active: Profile, wilma: User
) -> None:
    path = address(client)

    def of(text: bytes) -> tuple[set[str], bytes]:
        return {str(each["UID"]) for each in Calendar.from_ical(text).walk("VEVENT")}, text

    uids, before = of(Client().get(path).content)
    evaluations.extend(active, by=wilma, version=active.version, due_on=FAR, reason="Flytting")
    again, after = of(Client().get(path).content)
    assert again == uids
    assert after != before


def test_what_has_not_changed_is_not_sent_again(client: Client, active: Profile) -> None:
    path = address(client)
    first = Client().get(path)
    with time_machine.travel(NOW + DAY, tick=False):
        second = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 304
    assert second["Cache-Control"] == "no-store, private"
    Profile.objects.filter(pk=active.pk).update(next_evaluation_on=FAR)
    changed = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    head = Client().head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == changed["ETag"]
    assert Client().post(path).status_code == 405


def test_each_has_what_he_or_she_is_reminded_of(
    active: Profile, kari: User, siri: User, anne: User, ola: User, signed_in: SignedIn
) -> None:
    # The backup editor keeps the profile up; the head leads a department whose owner is there.
    assert list(events(address(signed_in(siri)))) == [KEPT_UP]
    assert events(address(signed_in(kari))) == {}
    active.conditions.create(text="Skriv husregler", due_on=TODAY, responsible=siri)
    assert events(address(signed_in(siri)))["Otta kulturhus har et vilkår som skal oppfylles"]
    Profile.objects.filter(pk=active.pk).update(owner=None)
    assert "Otta kulturhus skal evalueres" in events(address(signed_in(kari)))
    Profile.objects.filter(pk=active.pk).update(status="notified", owner=ola, answer_due_on=TODAY)
    assert list(events(address(signed_in(anne)))) == ["Otta kulturhus venter på svar"]
    assert events(address(signed_in(kari))) == {}


def test_it_speaks_the_persons_language_whoever_reads_it(
    client: Client, ola: User, anne: User, signed_in: SignedIn
) -> None:
    path = address(client)
    User.objects.filter(pk=ola.pk).update(language="nn")
    assert "Otta kulturhus skal evaluerast" in events(path, signed_in(anne))


def test_a_new_address_closes_the_old_one_and_taking_it_back_closes_it(client: Client) -> None:
    old = address(client)
    new = address(client)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    client.post(BACK)
    assert Client().get(new).status_code == 404
    assert "Lag en adresse" in client.get(PAGE).content.decode()
    # Pressed twice.
    assert client.post(BACK).status_code == 302


def test_who_can_no_longer_sign_in_has_none(client: Client, ola: User, anne: User) -> None:
    path = address(client)
    organisation.deactivate(ola, by=anne)
    assert Client().get(path).status_code == 404
    # Who comes back has to choose a password before anything opens.
    organisation.activate(ola, by=anne)
    assert Client().get(path).status_code == 404


def test_what_stands_in_the_database_opens_nothing(client: Client) -> None:
    path = address(client)
    secret = CalendarFeed.objects.get().secret
    forged = signing.Signer(key="another key", sep=".", salt="profiles.calendar").sign(secret)
    for token in (secret, f"{secret}.", f"{secret}.{'A' * 43}", forged, "x", "."):
        assert Client().get(f"/kalender/{token}.ics").status_code == 404
    assert Client().get(path).status_code == 200


def test_the_address_is_in_no_log(client: Client, settings: Settings, ola: User) -> None:
    settings.DEVELOPMENT = False
    path = address(client)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        Client().get(path)
        Client().post(path)
        client.post(BACK)
        Client().get(path)
    finally:
        root.removeHandler(handler)
    assert '"status": 404' in written.getvalue()
    assert json.loads(written.getvalue().splitlines()[-1])["route"] == "kalender/<str:token>.ics"
    assert path.split("/")[2].partition(".")[0] not in written.getvalue()


def test_more_deadlines_cost_no_more_queries(
    client: Client, active: Profile, sel: Municipality, ola: User
) -> None:
    path = address(client)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    few = count()
    for number in range(20):
        Profile.objects.create(
            name=str(number),
            platform="facebook",
            department=sel.house,
            owner=ola,
            registered_by=ola,
            status=Profile.Status.ACTIVE,
            next_evaluation_on=FAR,
        )
        active.conditions.create(text=str(number), due_on=TODAY, responsible=ola)
    assert count() <= few
    assert len(Calendar.from_ical(Client().get(path).content).walk("VEVENT")) == 43
