"""A session ends when it should, and only then."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import organisation
from accounts.models import Appointment, User
from tests.accounts.conftest import CHANGE, HOME, LOGOUT, PASSWORD, SIGN_IN, is_signed_in, sign_in

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def copy_of(client: Client) -> Client:
    """A browser with the same cookies: a stolen one, or one that was left behind."""
    other = Client()
    for name, morsel in client.cookies.items():
        other.cookies[name] = morsel.value
    return other


def test_signing_in_gives_a_new_session_id(client: Client, gro: User) -> None:
    sign_in(client)
    client.post(LOGOUT)
    client.cookies["sessionid"] = fixed = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != fixed


def test_after_signing_out_the_old_cookie_is_dead(client: Client, gro: User) -> None:
    sign_in(client)
    left_behind = copy_of(client)
    client.post(LOGOUT)
    assert not is_signed_in(left_behind)


def test_a_closed_account_is_out_at_its_next_request(client: Client, gro: User) -> None:
    sign_in(client)
    User.objects.filter(pk=gro.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_an_account_that_is_opened_again_opens_no_session_of_before(
    client: Client, gro: User
) -> None:
    sign_in(client)
    elsewhere, other = copy_of(client), User.objects.create_user("ada@sel.example", name="Ada")
    password = User.objects.get(pk=gro.pk).password
    organisation.deactivate(gro, by=other)
    organisation.activate(gro, by=other)
    # Even with the very password of before, which goes as well.
    User.objects.filter(pk=gro.pk).update(password=password)
    assert not is_signed_in(elsewhere)
    gro.set_password(PASSWORD)
    gro.save()
    assert not is_signed_in(elsewhere)
    sign_in(elsewhere)
    assert is_signed_in(elsewhere)


def test_a_new_password_ends_the_persons_other_sessions(client: Client, gro: User) -> None:
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    new = "ti tause tirilunger ved Lågen"
    changed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(CHANGE, changed)["Location"] == HOME
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_a_role_that_is_given_or_taken_holds_at_once(client: Client, gro: User) -> None:
    sign_in(client)
    assert client.get("/meldinger/").status_code == 403
    role = Appointment.objects.create(
        user=gro, role=Appointment.Role.ADMINISTRATION, starts_on=date(2020, 1, 1)
    )
    assert client.get("/meldinger/").status_code == 200
    role.delete()
    assert client.get("/meldinger/").status_code == 403


@pytest.mark.parametrize(("away", "inside"), [(7.9, True), (8.1, False)])
def test_eight_hours_without_a_request_end_it(
    client: Client, gro: User, away: float, inside: bool
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=away))
        assert is_signed_in(client) is inside


def test_who_keeps_working_stays_signed_in(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        for _ in range(5):
            clock.shift(timedelta(hours=6))
            assert is_signed_in(client)


def test_seven_days_end_it_also_for_who_keeps_working(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        for turn in range(28):
            assert is_signed_in(client)
            if turn == 20:
                # Saving a session gives it seven more days in the database.
                client.session.save()
            clock.shift(timedelta(hours=6, minutes=1))
        assert not is_signed_in(client)


def test_leaving_out_the_cookie_of_when_one_was_here_gains_nothing(
    client: Client, gro: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=8, minutes=1))
        thief = copy_of(client)
        del thief.cookies["seen"]
        assert not is_signed_in(thief)


def test_a_cookie_of_another_session_does_not_keep_one_alive(
    client: Client, gro: User, per: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=8, minutes=1))
        other = Client()
        sign_in(other, per.email)
        client.cookies["seen"] = other.cookies["seen"].value
        assert not is_signed_in(client)


def test_a_new_password_does_not_shorten_the_day(client: Client, gro: User) -> None:
    new = "ti tause tirilunger ved Lågen"
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(hours=7, minutes=50))
        client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
        clock.shift(timedelta(minutes=30))
        assert is_signed_in(client)


def test_who_was_away_too_long_is_told_why_and_brought_back(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        client.post("/sprak/", {"language": "en"})
        clock.shift(timedelta(hours=9))
        response = client.get("/profiler/?sok=otta", follow=True)
        assert "You have been signed out because you had been away for long" in (
            response.content.decode()
        )
        assert response.redirect_chain[0][0] == "/konto/login/?next=/profiler/%3Fsok%3Dotta"


def test_what_was_sent_too_late_is_said_to_be_unsaved(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        client.post("/sprak/", {"language": "en"})
        clock.shift(timedelta(hours=9))
        form = "http://testserver/profiler/ny/?fra=oppgaver"
        response = client.post("/varsler/lest/", headers={"Referer": form})
        assert response["Location"] == "/konto/login/?next=/profiler/ny/%3Ffra%3Doppgaver"
        assert "was not saved" in client.get(response["Location"]).content.decode()


def test_nobody_is_brought_back_to_another_site(client: Client, db: None) -> None:
    response = client.post("/varsler/lest/", headers={"Referer": "https://evil.example/side"})
    assert response["Location"] == f"{SIGN_IN}?next=/"


def test_a_part_of_a_page_is_not_answered_with_a_sign_in_page(client: Client, db: None) -> None:
    response = client.post("/profiler/adresse/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert not response.content


def test_a_page_that_is_only_looked_at_writes_nothing(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        for away in (1, 4, 6, 60):
            clock.shift(timedelta(minutes=away))
            with CaptureQueriesContext(connection) as captured:
                client.get("/profiler/")
            # PostgreSQL declares a cursor for a long SELECT.
            reading = ("SELECT", "DECLARE")
            written = [q["sql"] for q in captured if not q["sql"].startswith(reading)]
            assert written == []


def test_being_here_is_noted_at_most_every_five_minutes(client: Client, gro: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(minutes=4))
        assert "seen" not in client.get(HOME).cookies
        clock.shift(timedelta(minutes=2))
        assert "seen" in client.get(HOME).cookies
