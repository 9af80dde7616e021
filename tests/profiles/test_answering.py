"""The administration reads what was notified, and answers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, User
from profiles import assessments, editing, lifecycle
from profiles.assessments import Given
from profiles.models import Notice, Profile
from tests.cast import LONG_AGO, Municipality, ready

SignedIn = Callable[[User], Client]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUEUE = "/meldinger/"

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def monday() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


def url(name: str, profile: Profile) -> str:
    return reverse(f"profiles:{name}", args=[profile.pk])


def page(client: Client, path: str) -> str:
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def english(anne: User) -> User:
    anne.language = "en"
    anne.save()
    return anne


# --- The queue --------------------------------------------------------------------------


def test_an_empty_queue_says_so(english: User, signed_in: SignedIn) -> None:
    assert "Nothing waits for an answer" in page(signed_in(english), QUEUE)


def test_the_queue_has_the_oldest_first_with_age_sender_and_warnings(
    sel: Municipality,
    kari: User,
    ola: User,
    siri: User,
    english: User,
    signed_in: SignedIn,
) -> None:
    young = ready(sel, kari, ola, siri, address="https://www.facebook.com/ny.profil")
    editing.change(young, by=kari, version=young.version, values={"name": "Ny profil"})
    lifecycle.notify(young, by=kari, version=young.version)
    old = ready(sel, kari, ola, siri)
    warned = {"advised_against": Given("Sjelden", ("yes",))}
    assessments.answer(old, by=kari, version=old.version, given=warned)
    editing.change(old, by=kari, version=old.version, values={"in_use": True})
    lifecycle.notify(old, by=ola, version=old.version, at=MONDAY - timedelta(days=20))
    text = page(signed_in(english), QUEUE)
    assert text.index("Otta kulturhus") < text.index("Ny profil")
    first = text[: text.index("Ny profil")]
    for said in (
        "2 notifications wait",
        "Ola Testperson notified it",
        "It has waited 14 working days.",
        "The answer was due",
        "Overdue",
        "One thing to watch",
        "In use already",
    ):
        assert said in first
    assert "The answer is due" in text[text.index("Ny profil") :]


def test_ones_own_notification_is_marked_in_the_queue(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    Appointment.objects.create(user=kari, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    kari.language = "en"
    kari.save()
    assert "a colleague must approve it" in page(signed_in(kari), QUEUE)


def test_the_queue_makes_as_many_queries_for_many_as_for_few(
    sel: Municipality,
    kari: User,
    ola: User,
    siri: User,
    anne: User,
    signed_in: SignedIn,
) -> None:
    client = signed_in(anne)
    counted = []
    for batch in (range(3), range(3, 30)):
        for number in batch:
            profile = ready(sel, kari, ola, siri, address=f"https://facebook.com/otta{number}")
            lifecycle.notify(profile, by=kari, version=profile.version)
        counted.append(queries(client, QUEUE))
    assert counted[0] == counted[1]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# --- Approving --------------------------------------------------------------------------


def test_the_answer_has_what_was_notified_in_sight(
    notified: Profile, english: User, signed_in: SignedIn
) -> None:
    for name in ("approve", "send_back", "reject"):
        text = page(signed_in(english), url(name, notified))
        assert "Kari Testperson" in text
        assert "https://www.facebook.com/ottakulturhus" in text
        assert "Show what is on at the arts centre" in text


def test_the_first_evaluation_is_proposed_by_the_policy(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    text = signed_in(anne).get(url("approve", notified)).content.decode()
    assert 'value="2027-05-23"' in text


def test_approving_sets_the_first_evaluation_and_tells_the_department(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    typed = {"evaluate_on": "2027-03-01", "message": "Fint", "version": notified.version}
    response = signed_in(anne).post(url("approve", notified), typed)
    assert response["Location"] == notified.get_absolute_url()
    notified.refresh_from_db()
    assert (notified.status, notified.next_evaluation_on) == ("active", date(2027, 3, 1))
    assert Notice.objects.filter(kind=Notice.Kind.APPROVED).count() == 2
    assert not notified.conditions.exists()


def test_approving_on_conditions(
    notified: Profile, anne: User, siri: User, kari: User, signed_in: SignedIn
) -> None:
    typed = {
        "evaluate_on": "2027-03-01",
        "condition_1_text": "Skriv husregler",
        "condition_1_due": "2026-12-24",
        "condition_1_who": siri.pk,
        "condition_3_text": "Slå på totrinnsinnlogging",
        "condition_3_due": "2026-11-23",
        "condition_3_who": kari.pk,
    }
    signed_in(anne).post(url("approve", notified), typed)
    told = [(c.text, c.due_on, c.responsible) for c in notified.conditions.all()]
    assert told == [
        ("Slå på totrinnsinnlogging", date(2026, 11, 23), kari),
        ("Skriv husregler", date(2026, 12, 24), siri),
    ]
    assert Notice.objects.filter(kind=Notice.Kind.APPROVED, recipient=siri).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"evaluate_on": ""},
        {"evaluate_on": "2026-11-23"},
        {"evaluate_on": "2026-11-22"},
        {"evaluate_on": "2028-11-24"},
        {"evaluate_on": "9999-12-31"},
        {"evaluate_on": "x" * 10_000},
        {"evaluate_on": "\x00"},
        {"message": "x" * 2001},
        {"message": "a\x00b"},
        {"condition_1_text": "Skriv husregler"},
        {"condition_1_due": "2026-12-24"},
        {"condition_1_text": "Skriv", "condition_1_due": "2026-11-22"},
        {"condition_1_text": "Skriv", "condition_1_due": "2030-01-01"},
        {"condition_1_text": "Skriv", "condition_1_due": "2026-12-24", "condition_1_who": "999"},
        {"condition_1_text": "Skriv", "condition_1_due": "2026-12-24", "condition_1_who": ""},
        {"condition_2_text": "x" * 501, "condition_2_due": "2026-12-24"},
        {"version": "abc"},
        {"version": "9" * 5000},
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(
    typed: dict[str, str], notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    good = {"evaluate_on": "2027-03-01", "condition_1_who": str(notified.owner_id)}
    response = signed_in(anne).post(url("approve", notified), good | typed)
    assert response.status_code == 200
    assert "ds-error-summary" in response.content.decode()
    notified.refresh_from_db()
    assert notified.status == "notified"
    assert not notified.conditions.exists()


def test_a_stranger_cannot_be_given_a_condition(
    notified: Profile, anne: User, nils: User, signed_in: SignedIn
) -> None:
    typed = {
        "evaluate_on": "2027-03-01",
        "condition_1_text": "Skriv husregler",
        "condition_1_due": "2026-12-24",
        "condition_1_who": nils.pk,
    }
    assert signed_in(anne).post(url("approve", notified), typed).status_code == 200


def test_what_was_typed_for_conditions_is_shown_again(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    typed = {"evaluate_on": "", "condition_2_text": "Skriv husregler"}
    text = signed_in(anne).post(url("approve", notified), typed).content.decode()
    assert "Skriv husregler" in text
    assert re.search(r'<details class="ds-details"\s+open', text)


def test_without_a_version_the_answer_rests_on_the_newest(
    notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    signed_in(anne).post(url("approve", notified), {"evaluate_on": "2027-03-01"})
    assert Profile.objects.get().status == "active"


def test_ones_own_is_not_approved_and_the_page_says_why(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    Appointment.objects.create(user=kari, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    kari.language = "en"
    kari.save()
    client = signed_in(kari)
    typed = {"evaluate_on": "2027-03-01"}
    assert client.get(url("approve", notified)).status_code == 403
    assert client.post(url("approve", notified), typed).status_code == 403
    text = page(client, notified.get_absolute_url())
    assert "a colleague in the administration must approve it" in text
    assert url("approve", notified) not in text
    assert url("send_back", notified) in text


# --- Sending back and rejecting -----------------------------------------------------------


@pytest.mark.parametrize(("name", "status"), [("send_back", "draft"), ("reject", "rejected")])
def test_a_reason_is_given_and_reaches_the_department(
    name: str, status: str, notified: Profile, anne: User, kari: User, signed_in: SignedIn
) -> None:
    signed_in(anne).post(url(name, notified), {"reason": "Hvem svarer i ferien?"})
    notified.refresh_from_db()
    assert notified.status == status
    event = notified.events.last()
    assert event
    assert event.reason == "Hvem svarer i ferien?"
    assert "Hvem svarer i ferien?" in page(signed_in(kari), notified.get_absolute_url())
    assert "Hvem svarer i ferien?" in page(signed_in(kari), "/")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "x" * 10_000, "a\x00b"])
@pytest.mark.parametrize("name", ["send_back", "reject"])
def test_without_a_good_reason_nothing_happens(
    name: str, reason: str, notified: Profile, anne: User, signed_in: SignedIn
) -> None:
    response = signed_in(anne).post(url(name, notified), {"reason": reason})
    assert response.status_code == 200
    assert "ds-error-summary" in response.content.decode()
    assert Profile.objects.get().status == "notified"


def test_a_link_from_yesterday_leads_to_the_profile(
    notified: Profile, anne: User, english: User, signed_in: SignedIn
) -> None:
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    client = signed_in(english)
    for name in ("approve", "send_back", "reject"):
        response = client.get(url(name, notified), follow=True)
        assert response.redirect_chain == [(notified.get_absolute_url(), 302)]
        assert "no longer possible" in response.content.decode()


# --- The department's own acts --------------------------------------------------------------


def test_a_head_withdraws_and_notifies_again(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    assert client.get(url("withdraw", notified)).status_code == 200
    assert Profile.objects.get().status == "notified"
    client.post(url("withdraw", notified), {"reason": "Feil adresse"})
    assert Profile.objects.get().status == "draft"
    client.post(url("review", notified), {})
    assert Profile.objects.get().status == "notified"


def test_a_rejected_profile_is_taken_up_again(
    notified: Profile, anne: User, ola: User, signed_in: SignedIn
) -> None:
    lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    signed_in(ola).post(url("reconsider", notified), {})
    assert Profile.objects.get().status == "draft"


def test_throwing_a_draft_away_can_be_undone(
    ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    kari.language = "en"
    kari.save()
    client = signed_in(kari)
    response = client.post(url("discard", ready_draft), {"reason": "Ikke nå"}, follow=True)
    text = response.content.decode()
    assert "Undo" in text
    assert url("restore", ready_draft) in text
    assert "Otta kulturhus" not in page(client, "/profiler/")
    client.post(url("restore", ready_draft))
    assert Profile.objects.get().status == "draft"


def test_an_undo_that_comes_too_late_says_who_has_the_account(
    sel: Municipality, ready_draft: Profile, kari: User, nora: User, signed_in: SignedIn
) -> None:
    lifecycle.discard(ready_draft, by=kari, version=ready_draft.version)
    lifecycle.register(
        by=nora,
        department=sel.technical,
        values={
            "platform": "facebook",
            "address": "https://facebook.com/ottakulturhus",
            "name": "Tatt",
        },
    )
    response = signed_in(kari).post(url("restore", ready_draft), follow=True)
    assert response.status_code == 200
    text = response.content.decode()
    assert "ds-alert" in text
    # The taker is another department's, so only that it is taken is told.
    assert "Tatt" not in text
    ready_draft.refresh_from_db()
    assert ready_draft.status == "discarded"


def test_a_condition_is_met_with_one_press(
    notified: Profile, anne: User, siri: User, signed_in: SignedIn
) -> None:
    demand = lifecycle.Demand("Skriv husregler", date(2026, 12, 24), siri)
    lifecycle.approve(
        notified,
        by=anne,
        version=notified.version,
        evaluate_on=date(2027, 3, 1),
        demands=[demand],
    )
    client = signed_in(siri)
    path = reverse("profiles:meet_condition", args=[notified.conditions.get().pk])
    assert path in page(client, notified.get_absolute_url())
    for _ in range(2):
        assert client.post(path)["Location"] == notified.get_absolute_url()
    assert notified.conditions.get().met_at == timezone.now()
    assert path not in page(client, notified.get_absolute_url())
