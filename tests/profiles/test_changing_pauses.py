"""Changing a pause that is planned."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from profiles import lifecycle, pausing
from profiles.follower_texts import for_pause, suggested_for_pause
from profiles.models import Pause, Profile
from profiles.pausing import start_due
from tests.profiles.test_pausing import kinds, page, plan, url

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def active(notified: Profile, anne: User) -> Profile:
    """Otta kulturhus in use; all read in the language that the strings are written in."""
    User.objects.update(language="en")
    lifecycle.approve(notified, by=anne, version=notified.version, evaluate_on=date(2027, 5, 23))
    return notified


def fields_of(response: object) -> dict[str, object]:
    """The form as a person sees it, ready to be sent back."""
    form = response.context["form"]  # type: ignore[attr-defined]
    return {name: form[name].value() for name in form.fields}


def test_a_planned_pause_is_changed_and_its_texts_get_the_new_days(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    texts = for_pause(suggested_for_pause("Otta"), date(2026, 12, 20), date(2027, 1, 5))
    pausing.plan_pause(
        active, by=ola, version=active.version, starts_on=date(2026, 12, 20),
        reopens_on=date(2027, 1, 5), reason="Ferie", texts=texts,
    )  # fmt: skip
    planned, browser = Pause.objects.get(), signed_in(siri)
    changing = url("change_pause", active, planned.pk)
    assert changing in page(browser, active)
    sent = fields_of(browser.get(changing))
    assert "[fra]" in str(sent["text_nb"])
    sent |= {"starts_on": "2026-12-22", "reopens_on": "2027-01-07", "reason": "Juleferie"}
    for _twice in range(2):
        assert browser.post(changing, sent).status_code == 302
    planned.refresh_from_db()
    assert (planned.starts_on, planned.reopens_on) == (date(2026, 12, 22), date(2027, 1, 7))
    assert (planned.reason, planned.planned_by) == ("Juleferie", siri)
    for text in (planned.text_nb, planned.text_nn):
        assert "22. desember 2026" in text
        assert "7. januar 2027" in text
        assert "20. desember" not in text
    assert kinds(active)[-2:] == ["pause_planned", "changed"]
    told = page(browser, active)
    assert "from “Dec. 20, 2026” to “Dec. 22, 2026”" in told
    assert start_due(datetime(2026, 12, 22, 9, tzinfo=UTC)).started == 1


def test_one_that_is_moved_to_today_begins_at_once(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    planned = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    changing, browser = url("change_pause", active, planned.pk), signed_in(siri)
    sent = fields_of(browser.get(changing)) | {"starts_on": TODAY}
    for _twice in range(2):
        assert browser.post(changing, sent).status_code == 302
    active.refresh_from_db()
    assert active.status == Profile.Status.PAUSED
    assert kinds(active)[-3:] == ["pause_planned", "changed", "paused"]
    assert active.events.last().actor == siri  # type: ignore[union-attr]


def test_a_changed_pause_shares_no_day_with_another_and_lies_ahead(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    plan(active, ola, date(2026, 12, 1), date(2026, 12, 10))
    planned = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    changing, browser = url("change_pause", active, planned.pk), signed_in(ola)
    sent = fields_of(browser.get(changing))
    for first in (date(2026, 12, 10), TODAY, TODAY - timedelta(days=1)):
        response = browser.post(changing, sent | {"starts_on": first})
        assert response.context["form"].errors["starts_on"]
    # Nor with the one that runs
    Pause.objects.filter(starts_on=date(2026, 12, 1)).update(cancelled_at=NOW)
    active.refresh_from_db()
    lifecycle.pause(active, by=ola, version=active.version, reopens_on=date(2026, 12, 15),
                    reason="Syk")  # fmt: skip
    sent = fields_of(browser.get(changing))
    response = browser.post(changing, sent | {"starts_on": date(2026, 12, 15)})
    assert response.context["form"].errors["starts_on"]
    assert browser.post(changing, sent | {"starts_on": date(2026, 12, 16)}).status_code == 302
    planned.refresh_from_db()
    assert planned.starts_on == date(2026, 12, 16)


def test_one_that_somebody_took_back_meanwhile_keeps_what_was_typed(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    planned = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    changing, browser = url("change_pause", active, planned.pk), signed_in(siri)
    sent = fields_of(browser.get(changing)) | {"reason": "Vi er på kurs"}
    pausing.cancel_pause(planned, by=ola)
    response = browser.post(changing, sent)
    assert response.status_code == 409
    assert "Vi er på kurs" in response.content.decode()
    text = browser.get(changing, follow=True).content.decode()
    assert "taken back already" in text
    assert Pause.objects.get().reason == "Ferie"


def test_a_stale_change_of_a_planned_pause_overwrites_nothing(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    planned = plan(active, ola, date(2026, 12, 20), date(2027, 1, 5))
    changing = url("change_pause", active, planned.pk)
    browser, slower = signed_in(ola), signed_in(siri)
    first, second = fields_of(browser.get(changing)), fields_of(slower.get(changing))
    browser.post(changing, first | {"reason": "Juleferie"})
    response = slower.post(changing, second | {"reason": "Kurs"})
    assert response.status_code == 409
    assert Pause.objects.get().reason == "Juleferie"
