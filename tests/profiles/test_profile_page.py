"""A profile's own page: where it stands, what I can do next, and everything that happened."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import guards
from accounts.models import User
from profiles import assessments, editing, lifecycle
from profiles.assessments import Given
from profiles.lifecycle import Demand
from profiles.models import Event, Profile, Snapshot
from tests.cast import Municipality, draft
from tests.profiles.test_lifecycle import put

SignedIn = Callable[[User], Client]
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def page(client: Client, path: str) -> str:
    """What the person reads, in the language that the strings are written in."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    User.objects.filter(pk=user.pk).update(language="en")
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def offered(text: str, profile: Profile) -> list[str]:
    """The acts that the page has a button for, in their order."""
    routes = {
        "godkjenn": "approve",
        "send-tilbake": "send back",
        "avsla": "reject",
        "trekk-tilbake": "withdraw",
        "ta-opp-igjen": "reconsider",
        "forkast": "discard",
        "hent-tilbake": "restore",
        "se-gjennom": "review",
        "pause": "pause",
        "gjenapne": "reopen",
        "avvikle": "close",
    }
    found = re.findall(rf'(?:href|action)="/profiler/{profile.pk}/([\w-]+)/"', text)
    return [routes[route] for route in found if route in routes]


@pytest.mark.parametrize(
    ("status", "role", "acts"),
    [
        ("draft", "kari", ["review", "discard"]),
        ("draft", "ola", ["review", "discard"]),
        ("draft", "siri", []),
        ("draft", "anne", []),
        ("notified", "kari", ["withdraw"]),
        ("notified", "anne", ["approve", "send back", "reject"]),
        ("notified", "rune", []),
        ("notified", "wilma", []),
        ("active", "kari", ["pause", "close"]),
        ("active", "ola", ["pause"]),
        ("active", "siri", ["pause"]),
        ("active", "anne", ["close"]),
        ("active", "wilma", []),
        ("rejected", "kari", ["reconsider"]),
        ("rejected", "anne", ["reconsider"]),
        ("rejected", "siri", []),
        ("discarded", "kari", ["restore"]),
        ("discarded", "siri", []),
        ("paused", "kari", ["reopen", "close"]),
        ("paused", "siri", ["reopen"]),
        ("paused", "anne", ["close"]),
        ("closed", "kari", []),
    ],
)
def test_only_what_one_may_and_what_is_possible_is_offered(
    status: str,
    role: str,
    acts: list[str],
    notified: Profile,
    anne: User,
    kari: User,
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
) -> None:
    if status == "rejected":
        lifecycle.reject(notified, by=anne, version=notified.version, reason="Nei")
    elif status == "discarded":
        lifecycle.withdraw(notified, by=kari, version=notified.version)
        lifecycle.discard(notified, by=kari, version=notified.version)
    else:
        put(notified, status)
    client = signed_in(request.getfixturevalue(role))
    assert offered(page(client, notified.get_absolute_url()), notified) == acts


def test_a_draft_says_what_is_missing_and_leads_to_the_first_of_it(
    sel: Municipality, kari: User, siri: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    text = page(signed_in(kari), profile.get_absolute_url())
    first = text.index(f"/profiler/{profile.pk}/vurdering/")
    assert "Name the owner" in text
    assert f'href="/profiler/{profile.pk}/folk/#field-owner"' in text
    assert first < text.index("Throw the draft away")
    # Who cannot mend it is told, without links to where it is done.
    text = page(signed_in(siri), profile.get_absolute_url())
    assert "Name the owner" in text
    assert f"/profiler/{profile.pk}/folk/" not in text


def test_a_notified_profile_says_since_when_and_by_when(
    sel: Municipality, ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    lifecycle.notify(ready_draft, by=kari, version=ready_draft.version, at=NOON)
    text = page(signed_in(kari), ready_draft.get_absolute_url())
    assert "Notified Nov. 23, 2026, not reviewed yet" in text
    assert "answers by Dec. 7, 2026" in text
    assert "it is taken into use when it is approved" in text


def test_one_already_in_use_may_go_on_while_it_waits(
    ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    values: editing.Values = {"in_use": True}
    editing.change(ready_draft, by=kari, version=ready_draft.version, values=values)
    lifecycle.notify(ready_draft, by=kari, version=ready_draft.version)
    assert "may go on meanwhile" in page(signed_in(kari), ready_draft.get_absolute_url())


def test_facts_people_promises_and_responsibilities_are_told(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    text = page(signed_in(kari), notified.get_absolute_url())
    for said in (
        "Sel kommune › Kultur › Otta kulturhus",
        "Facebook",
        'href="https://www.facebook.com/ottakulturhus" rel="noopener',
        "Ola Testperson",
        "Siri Testperson",
        "https://www.sel.kommune.no/kulturhus",
        "every week",
        "the same working day",
        "Accepted by Kari Testperson",
        "News and information",
    ):
        assert said in text


def test_what_to_watch_stands_on_the_page_and_in_the_full_assessment(
    ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    given = {"advised_against": Given("Sjelden, og vi sletter det", ("yes",))}
    assessments.answer(ready_draft, by=kari, version=ready_draft.version, given=given)
    for name in ("profile", "assessed"):
        text = page(signed_in(kari), reverse(f"profiles:{name}", args=[ready_draft.pk]))
        assert 'class="ds-alert" data-color="warning"' in text
        assert "Sjelden, og vi sletter det" in text
    assert "Show what is on at the arts centre" in text


def test_conditions_are_shown_with_a_button_for_those_who_can_meet_them(
    notified: Profile, anne: User, kari: User, siri: User, rune: User, signed_in: SignedIn
) -> None:
    lifecycle.approve(
        notified,
        by=anne,
        version=notified.version,
        evaluate_on=date(2099, 1, 1),
        demands=[
            Demand("Skriv husregler", date(2020, 1, 2), siri),
            Demand("Slå på totrinn", date(2098, 1, 2), siri),
        ],
    )
    lifecycle.meet_condition(notified.conditions.get(text="Slå på totrinn"), by=kari)
    open_one = notified.conditions.get(text="Skriv husregler")
    button = reverse("profiles:meet_condition", args=[open_one.pk])
    text = page(signed_in(siri), notified.get_absolute_url())
    assert "Overdue" in text
    assert "Met, as Kari Testperson said" in text
    assert text.count("/oppfylt/") == 1
    assert button in text
    assert button not in page(signed_in(rune), notified.get_absolute_url())


def test_the_timeline_tells_every_event_with_who_when_what_and_why(
    notified: Profile, anne: User, kari: User, signed_in: SignedIn
) -> None:
    lifecycle.send_back(notified, by=anne, version=notified.version, reason="Hvem svarer?")
    values: editing.Values = {"rhythm": 1}
    editing.change(notified, by=kari, version=notified.version, values=values)
    text = page(signed_in(kari), notified.get_absolute_url())
    timeline = text[text.index('class="timeline"') :]
    for said in (
        "sent the notification back",
        "Hvem svarer?",
        "notified the administration",
        "registered the profile",
        "from “every week” to “every day”",
        "13 answers",
        "Show what is on at the arts centre",
    ):
        assert said in timeline
    assert timeline.index("every day") < timeline.index("notified the administration")


def test_what_people_wrote_is_shown_as_text(
    notified: Profile, anne: User, kari: User, signed_in: SignedIn
) -> None:
    hostile = "<script>alert(1)</script>"
    lifecycle.send_back(notified, by=anne, version=notified.version, reason=hostile)
    values: editing.Values = {"need": hostile, "name": "<b>x</b>"}
    editing.change(notified, by=kari, version=notified.version, values=values)
    lifecycle.notify(notified, by=kari, version=notified.version, message=hostile)
    snapshot = notified.snapshots.all()[0]
    client = signed_in(kari)
    for path in (
        notified.get_absolute_url(),
        reverse("profiles:snapshot", args=[notified.pk, snapshot.pk]),
        reverse("profiles:withdraw", args=[notified.pk]),
    ):
        text = page(client, path)
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text


# --- What was notified ----------------------------------------------------------------------


def test_the_snapshot_shows_what_was_notified_and_not_what_stands_now(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    lifecycle.withdraw(notified, by=kari, version=notified.version)
    values: editing.Values = {"name": "Et helt annet navn", "owner": kari}
    editing.change(notified, by=kari, version=notified.version, values=values)
    snapshot = Snapshot.objects.get()
    client = signed_in(kari)
    path = reverse("profiles:snapshot", args=[notified.pk, snapshot.pk])
    assert path in page(client, notified.get_absolute_url())
    text = page(client, path)
    facts = text[text.index('class="facts"') :]
    assert "Et helt annet navn" not in facts
    for said in (
        "Otta kulturhus",
        "Ola Testperson",
        "every week",
        "News and information",
        "Show what is on at the arts centre",
        "https://www.facebook.com/ottakulturhus",
        snapshot.digest,
    ):
        assert said in facts
    assert "Kari Testperson notified the administration" in text


def test_a_snapshot_that_was_tampered_with_says_so(
    notified: Profile, kari: User, signed_in: SignedIn
) -> None:
    snapshot = Snapshot.objects.get()
    with guards.lifted():
        Snapshot.objects.filter(pk=snapshot.pk).update(content=snapshot.content | {"name": "Nytt"})
    path = reverse("profiles:snapshot", args=[notified.pk, snapshot.pk])
    assert "does not match its checksum" in page(signed_in(kari), path)


# --- How much it costs ------------------------------------------------------------------------


def test_a_long_history_costs_no_more_queries(
    notified: Profile, kari: User, anne: User, signed_in: SignedIn
) -> None:
    client, counted = signed_in(kari), []
    for rounds in (1, 10):
        for number in range(rounds):
            lifecycle.withdraw(notified, by=kari, version=notified.version)
            values: editing.Values = {"name": f"Navn {rounds} {number}"}
            editing.change(notified, by=kari, version=notified.version, values=values)
            lifecycle.notify(notified, by=kari, version=notified.version)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(notified.get_absolute_url()).status_code == 200
        counted.append(len(captured))
    assert Event.objects.count() > 30
    assert counted[0] == counted[1]


def test_who_backs_it_up_is_asked_once(
    notified: Profile, arne: User, siri: User, signed_in: SignedIn
) -> None:
    lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 23))
    client = signed_in(siri)
    client.get(notified.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(notified.get_absolute_url())
    through = Profile.backups.through._meta.db_table
    alone = [each["sql"] for each in asked if f'"{through}"."profile_id"' in each["sql"]]
    assert len(alone) == 1, alone
