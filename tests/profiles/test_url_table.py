"""Every address of the portal: who gets what, for a profile in each state.

Otta kulturhus is registered by kari (head), owned by ola, with siri as backup editor; dina
deputises. To nils, nora, berit and emil it is another department's: it does not exist. A page
that is missing in the tables below fails the first test.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from profiles import feeds, lifecycle
from profiles.lifecycle import Demand
from profiles.models import Condition, Import, ImportRow, Notice, Profile
from tests.cast import Municipality, draft, ready
from tests.profiles.test_lifecycle import put

ROLES = "kari dina ola siri nils nora anne wilma rune berit emil".split()
STRANGERS = ("nils", "nora", "berit", "emil")
STATES = [status.value for status in Profile.Status]
TODAY = timezone.localdate()

# Pages about no profile: method, who gets 200 (or a redirect), and what the others get.
EVERYBODY = " ".join(ROLES)
PLAIN: dict[str, tuple[str, str, int]] = {
    "tasks": ("GET", EVERYBODY, 403),
    "list": ("GET", EVERYBODY, 403),
    "bulk": ("GET POST", "anne", 403),
    "save_filter": ("GET POST", EVERYBODY, 403),
    "register": ("GET POST", "kari dina nora wilma", 403),
    "address": ("POST", EVERYBODY, 403),
    "queue": ("GET", "anne", 403),
    "inbox": ("GET", EVERYBODY, 403),
    "notices_read": ("POST", EVERYBODY, 403),
    "undelivered": ("GET", "anne wilma", 403),
    "crisis": ("GET", "anne wilma berit", 403),
    "crisis_worker": ("GET", "anne wilma berit", 403),
    "person_list": ("GET", "anne wilma", 403),
    "deadlines": ("GET", "anne wilma", 403),
    "policy": ("GET", "anne wilma", 403),
    "change_policy": ("GET POST", "anne", 403),
    "choose_department_policy": ("GET", "anne", 403),
    "follow_up": ("GET POST", "anne wilma", 403),
    "person_new": ("GET POST", "anne", 403),
    "person_import": ("GET POST", "anne", 403),
    "department_list": ("GET", EVERYBODY, 403),
    "department_new": ("GET POST", "anne", 403),
    "preferences": ("GET POST", EVERYBODY, 403),
    "confirm_phone": ("POST", EVERYBODY, 403),
    "calendar_feed": ("GET", EVERYBODY, 403),
    "calendar_feed_make": ("POST", EVERYBODY, 403),
    "calendar_feed_revoke": ("POST", EVERYBODY, 403),
    "imports": ("GET POST", "anne", 403),
}

# Pages about a profile. Per method and state, "who: what they get"; who is not named and may
# know of the profile gets 403, and who may not gets 404.
EDITORS = "kari dina ola"
PAUSERS = EDITORS + " siri"
CHECKERS = PAUSERS + " wilma"
FOLLOWERS = PAUSERS + " anne wilma"
CHANGERS = EDITORS + " wilma"
KNOWING = "kari dina ola siri anne wilma rune"
Row = tuple[str, str, str, str, int]
ANY = " ".join(STATES)
TABLE: list[Row] = [
    # name, method, states, who, what they get
    ("profile", "GET", ANY, KNOWING, 200),
    ("assessed", "GET", ANY, KNOWING, 200),
    ("snapshot", "GET", ANY, KNOWING, 200),
    *(
        row
        for step in ("account", "assessment", "people")
        for row in (
            (step, "GET", "draft", EDITORS, 200),
            (step, "GET", "notified active rejected paused closed discarded", EDITORS, 302),
            (step, "POST", "notified active rejected paused closed discarded", EDITORS, 409),
        )
    ),
    # The first step is sent empty here: it lacks a department.
    ("account", "POST", "draft", EDITORS, 200),
    ("assessment", "POST", "draft", EDITORS, 302),
    ("people", "POST", "draft", EDITORS, 302),
    ("review", "GET", "draft", EDITORS, 200),
    ("review", "GET", "notified active rejected paused closed discarded", EDITORS, 302),
    ("review", "POST", "draft", EDITORS, 302),
    ("withdraw", "GET", "notified", EDITORS, 200),
    ("withdraw", "GET", "draft active rejected paused closed discarded", EDITORS, 302),
    ("withdraw", "POST", "notified", EDITORS, 302),
    ("withdraw", "POST", "draft active rejected paused closed discarded", EDITORS, 409),
    ("discard", "GET", "draft", EDITORS, 200),
    ("discard", "GET", "notified active rejected paused closed discarded", EDITORS, 302),
    ("discard", "POST", "draft", EDITORS, 302),
    ("discard", "POST", "notified active rejected paused closed discarded", EDITORS, 409),
    ("restore", "POST", "discarded", EDITORS, 302),
    ("restore", "POST", "draft notified active rejected paused closed", EDITORS, 409),
    ("reconsider", "GET", "rejected", EDITORS + " anne", 200),
    ("reconsider", "GET", "draft notified active paused closed discarded", EDITORS + " anne", 302),
    ("reconsider", "POST", "rejected", EDITORS + " anne", 302),
    ("reconsider", "POST", "draft notified active paused closed discarded", EDITORS + " anne", 409),
    # Without a date and without a reason there is no answer yet: the form again.
    ("approve", "GET", "notified", "anne", 200),
    ("approve", "POST", "notified", "anne", 200),
    ("send_back", "GET", "notified", "anne", 200),
    ("send_back", "POST", "notified", "anne", 200),
    ("reject", "GET", "notified", "anne", 200),
    ("reject", "POST", "notified", "anne", 200),
    *(
        row
        for answer in ("approve", "send_back", "reject")
        for row in (
            (answer, "GET", "draft active rejected paused closed discarded", "anne", 302),
            (answer, "POST", "draft active rejected paused closed discarded", "anne", 409),
        )
    ),
    ("meet_condition", "POST", ANY, EDITORS + " siri", 302),
    # Without a date, or with nothing ticked off, the form comes again.
    ("pause", "GET", "active", PAUSERS, 200),
    ("pause", "GET", "draft notified rejected paused closed discarded", PAUSERS, 302),
    ("pause", "POST", "active", PAUSERS, 200),
    ("pause", "POST", "draft notified rejected paused closed discarded", PAUSERS, 409),
    ("extend_pause", "GET", "paused", PAUSERS, 200),
    ("extend_pause", "GET", "draft notified active rejected closed discarded", PAUSERS, 302),
    ("extend_pause", "POST", "paused", PAUSERS, 200),
    ("extend_pause", "POST", "draft notified active rejected closed discarded", PAUSERS, 409),
    ("change_pause", "GET", "active paused", PAUSERS, 200),
    ("change_pause", "GET", "draft notified rejected closed discarded", PAUSERS, 302),
    ("change_pause", "POST", "active paused", PAUSERS, 200),
    ("change_pause", "POST", "draft notified rejected closed discarded", PAUSERS, 409),
    ("cancel_pause", "POST", ANY, PAUSERS, 302),
    ("reopen", "GET", "paused", PAUSERS, 200),
    ("reopen", "GET", "draft notified active rejected closed discarded", PAUSERS, 302),
    ("reopen", "POST", "paused", PAUSERS, 302),
    ("reopen", "POST", "draft notified active rejected closed discarded", PAUSERS, 409),
    # Sent empty, what it was approved with would be gone: the form again.
    ("change", "GET", "active paused", CHANGERS, 200),
    ("change", "GET", "draft notified rejected closed discarded", CHANGERS, 302),
    ("change", "POST", "active paused", CHANGERS, 200),
    ("change", "POST", "draft notified rejected closed discarded", CHANGERS, 409),
    ("details", "GET", "draft", EDITORS, 200),
    ("details", "POST", "draft", EDITORS, 302),
    ("details", "GET", "active paused", CHANGERS, 200),
    ("details", "POST", "active paused", CHANGERS, 302),
    ("details", "GET", "notified rejected closed discarded", CHANGERS, 302),
    ("details", "POST", "notified rejected closed discarded", CHANGERS, 409),
    # Sent empty, there is no address to add: the form again.
    ("addresses", "GET", "draft", EDITORS, 200),
    ("addresses", "POST", "draft", EDITORS, 200),
    ("addresses", "GET", "active paused", CHANGERS, 200),
    ("addresses", "POST", "active paused", CHANGERS, 200),
    ("addresses", "GET", "notified rejected closed discarded", CHANGERS, 302),
    ("addresses", "POST", "notified rejected closed discarded", CHANGERS, 409),
    *(
        row
        for act in ("address_main", "address_remove")
        for row in (
            (act, "POST", "draft", EDITORS, 302),
            (act, "POST", "active paused", CHANGERS, 302),
            (act, "POST", "notified rejected closed discarded", CHANGERS, 409),
        )
    ),
    ("acknowledge", "POST", ANY, "anne", 302),
    ("access", "GET", ANY, CHECKERS + " anne", 200),
    *(
        row
        for page in ("access_edit", "holder_new", "holder_edit", "holder_remove")
        for row in (
            (page, "GET", "draft notified active paused", CHECKERS, 200),
            (page, "GET", "rejected closed discarded", CHECKERS, 302),
            (page, "POST", "rejected closed discarded", CHECKERS, 302),
        )
    ),
    ("access_edit", "POST", "draft notified active paused", CHECKERS, 302),
    # Without a person or a name there is nobody to put on the list: the form again.
    ("holder_new", "POST", "draft notified active paused", CHECKERS, 200),
    ("holder_edit", "POST", "draft notified active paused", CHECKERS, 200),
    ("holder_remove", "POST", "draft notified active paused", CHECKERS, 302),
    ("access_confirm", "POST", ANY, CHECKERS, 302),
    # Nobody has reported it, so there is no log to write in: back to the profile.
    ("hijacked", "GET", "active paused", FOLLOWERS, 200),
    ("hijacked", "GET", "draft notified rejected closed discarded", FOLLOWERS, 302),
    ("hijacked", "POST", "active paused", FOLLOWERS, 200),
    ("hijacked", "POST", "draft notified rejected closed discarded", FOLLOWERS, 409),
    ("hijacking_step", "POST", ANY, FOLLOWERS, 302),
    ("hijacking_note", "POST", ANY, FOLLOWERS, 302),
    ("hijacking_solved", "POST", ANY, FOLLOWERS, 302),
    # Sent without the day of the latest post: the form again.
    ("activity", "GET", "active", PAUSERS, 200),
    ("activity", "GET", "draft notified rejected paused closed discarded", PAUSERS, 302),
    ("activity", "POST", "active", PAUSERS, 200),
    ("activity", "POST", "draft notified rejected paused closed discarded", PAUSERS, 409),
    ("evaluate", "GET", "active paused", PAUSERS, 200),
    ("evaluate", "GET", "draft notified rejected closed discarded", PAUSERS, 302),
    ("evaluate", "POST", "active paused", PAUSERS, 302),
    ("evaluate", "POST", "draft notified rejected closed discarded", PAUSERS, 409),
    ("evaluations", "GET", ANY, KNOWING, 200),
    ("evaluation", "GET", ANY, KNOWING, 200),
    # Without a day or a reason there is no answer yet: the form again.
    ("evaluation_confirm", "GET", ANY, "anne", 200),
    ("evaluation_confirm", "POST", ANY, "anne", 200),
    ("evaluation_send_back", "GET", ANY, "anne", 200),
    ("evaluation_send_back", "POST", ANY, "anne", 200),
    *(
        row
        for act in ("ask_for_evaluation", "extend_deadline")
        for row in (
            (act, "GET", "active paused", "anne wilma", 200),
            (act, "GET", "draft notified rejected closed discarded", "anne wilma", 302),
            (act, "POST", "active paused", "anne wilma", 200),
            (act, "POST", "draft notified rejected closed discarded", "anne wilma", 409),
        )
    ),
    ("close", "GET", "active paused", "kari dina anne", 200),
    ("close", "GET", "draft notified rejected closed discarded", "kari dina anne", 302),
    ("close", "POST", "active paused", "kari dina anne", 200),
    ("close", "POST", "draft notified rejected closed discarded", "kari dina anne", 409),
    ("ask_for_update", "GET", "active paused", "anne wilma", 200),
    ("ask_for_update", "GET", "draft notified rejected closed discarded", "anne wilma", 302),
    ("ask_for_update", "POST", "active paused", "anne wilma", 302),
    ("ask_for_update", "POST", "draft notified rejected closed discarded", "anne wilma", 409),
    ("answer_update", "GET", "active paused", PAUSERS, 200),
    ("answer_update", "GET", "draft notified rejected closed discarded", PAUSERS, 302),
    ("answer_update", "POST", "active paused", PAUSERS, 302),
    ("answer_update", "POST", "draft notified rejected closed discarded", PAUSERS, 409),
]
# Pages about a notice: whose it is, and for the last one the administration and web editor.
NOTICES: dict[str, tuple[str, str]] = {
    "notice": ("GET", "kari"),
    "notice_read": ("POST", "kari"),
    "notice_retry": ("POST", "anne wilma"),
}
# Pages about siri, who works under kari and dina: method, and who gets them. Those who may
# see her page get 403 to the others, everybody else gets 404.
SEES_SIRI = "kari dina siri anne wilma"
PERSON: dict[str, tuple[str, str]] = {
    "person": ("GET", SEES_SIRI),
    "person_edit": ("GET POST", "anne"),
    "person_give_role": ("GET POST", "anne"),
    "person_role": ("GET POST", "anne"),
    "person_invite": ("POST", "anne"),
    "person_revoke": ("POST", "anne"),
    "person_hand_over": ("GET POST", "anne"),
    "person_deactivate": ("GET POST", "anne"),
    "person_activate": ("POST", "anne"),
}
# Pages about her department: everybody knows that it exists.
DEPARTMENT: dict[str, tuple[str, str]] = {
    "department": ("GET", EVERYBODY),
    "department_edit": ("GET POST", "anne"),
    "department_merge": ("GET POST", "anne"),
    "department_close": ("GET POST", "anne"),
    "department_reopen": ("POST", "anne"),
    "change_department_policy": ("GET POST", "anne"),
    "person_import_template": ("GET", "anne"),
}
# Pages about a list that is brought in: method, and who gets them; everybody else gets 403.
IMPORT: dict[str, tuple[str, str]] = {
    "import": ("GET", "anne"),
    "import_columns": ("GET POST", "anne"),
    "import_progress": ("GET", "anne"),
    "import_names": ("GET POST", "anne"),
    "import_row": ("GET POST", "anne"),
    "import_leave_out": ("POST", "anne"),
    "import_use_profiles": ("POST", "anne"),
    "import_register": ("POST", "anne"),
    "import_undo": ("POST", "anne"),
    "import_cancel": ("POST", "anne"),
    "import_wrong": ("GET", "anne"),
}
# The register as a list, by its kind: everybody takes out what he or she sees.
EXPORT: dict[str, tuple[str, str]] = {"export": ("GET", EVERYBODY)}
# Somebody's own saved filters; to others they do not exist.
FILTERS: dict[str, tuple[str, str]] = {"delete_filter": ("GET POST", "kari")}
# What is read without signing in, by whoever has the address: the same for all.
SECRET: dict[str, tuple[str, str]] = {"calendar": ("GET", EVERYBODY)}
# Sign-in, language and development pages, which others make and test.
NOT_OURS = ("konto/", "sprak/", "utvikling/", "admin/")


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> dict[str, User]:
    return {name: request.getfixturevalue(name) for name in ROLES}


@pytest.fixture
def otta(sel: Municipality, cast: dict[str, User], notified: Profile, arne: User) -> Profile:
    """A profile that has been notified and approved, with a condition that siri meets."""
    demand = Demand("Skriv husregler", date(2026, 12, 24), cast["siri"])
    lifecycle.approve(
        notified,
        by=arne,
        version=notified.version,
        evaluate_on=date(2027, 5, 23),
        demands=[demand],
    )
    # One pause that runs when the profile is put in that state, and one that is planned.
    days = [(TODAY, TODAY + timedelta(30), timezone.now())]
    days.append((TODAY + timedelta(400), TODAY + timedelta(430), None))
    for starts_on, reopens_on, started_at in days:
        notified.pauses.create(
            starts_on=starts_on,
            reopens_on=reopens_on,
            reason="Ferie",
            planned_by=cast["ola"],
            started_at=started_at,
        )
    return notified


@pytest.fixture
def browsers(cast: dict[str, User]) -> dict[str, Client]:
    """A browser for each, in which he or she has signed in."""
    signed_in = {name: Client() for name in cast}
    for name, client in signed_in.items():
        client.force_login(cast[name])
    return signed_in


def ask(client: Client, method: str, url: str) -> int:
    """What the person gets, without anything being left behind."""
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url)
        transaction.set_rollback(True)
    return response.status_code


def url_of(name: str, profile: Profile) -> str:
    if name == "meet_condition":
        return reverse("profiles:meet_condition", args=[profile.conditions.get().pk])
    if name in ("cancel_pause", "change_pause"):
        return reverse(f"profiles:{name}", args=[profile.pk, profile.pauses.planned().get().pk])
    if name == "change":
        return reverse("profiles:change", args=[profile.pk, "konto"])
    if name == "acknowledge":
        seen = {"event": profile.events.last(), "noticed_at": timezone.now()}
        notice, _made = profile.change_notices.get_or_create(defaults=seen)
        return reverse("profiles:acknowledge", args=[notice.pk])
    if name in ("address_main", "address_remove"):
        one = {"platform": "facebook", "key": "id:100064", "url": "https://facebook.com/100064"}
        more = profile.addresses.get_or_create(**one, given=one["url"], is_main=False)[0]
        return reverse(f"profiles:{name}", args=[profile.pk, more.pk])
    if name == "answer_update":
        profile.update_requests.get_or_create(asked_by=profile.registered_by)
    kept = [profile.snapshots.get().pk] if name == "snapshot" else []
    if name in ("evaluation", "evaluation_confirm", "evaluation_send_back"):
        ola = profile.owner
        sent = {"begun_by": ola, "sent_by": ola, "sent_at": timezone.now(), "outcome": "continue"}
        kept = [profile.evaluations.get_or_create(state="sent", defaults=sent)[0].pk]
    if name in ("holder_edit", "holder_remove"):
        terms = {"role": "editor", "checked_on": TODAY}
        kept = [profile.holders.get_or_create(name="Byrået AS", defaults=terms)[0].pk]
    return reverse(f"profiles:{name}", args=[profile.pk, *kept])


def url_in_organisation(name: str, siri: User) -> str:
    """A page about siri or about her department."""
    role = siri.memberships.get()
    if name == "person_import_template":
        return reverse(f"profiles:{name}", args=["folk"])
    if name in DEPARTMENT:
        return reverse(f"profiles:{name}", args=[role.department_id])
    more = ["virksomhet", role.pk] if name == "person_role" else []
    return reverse(f"profiles:{name}", args=[siri.pk, *more])


def decided(name: str, method: str) -> list[tuple[str, str, int]]:
    """The rows of the table about a page, a state each."""
    return [
        (state, who, status)
        for row_name, row_method, states, who, status in TABLE
        for state in states.split()
        if (row_name, row_method) == (name, method)
    ]


def named(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, route)
        else:
            yield route, pattern.name or ""


def test_every_address_is_decided_here() -> None:
    ours = {
        name for route, name in named(get_resolver().url_patterns) if not route.startswith(NOT_OURS)
    }
    assert ours == {*PLAIN, *(row[0] for row in TABLE), *NOTICES, *PERSON, *DEPARTMENT} | {
        *IMPORT,
        *EXPORT,
        *FILTERS,
        *SECRET,
        # For everybody, signed in or not: see test_failures.
        "status",
    }


@pytest.mark.parametrize(("name", "method"), sorted({row[:2] for row in TABLE}))
def test_every_state_is_decided_once(name: str, method: str) -> None:
    states = [state for state, *_ in decided(name, method)]
    # Notifying from another state is a conflict, or the same button pressed twice.
    expected = ["draft"] if (name, method) == ("review", "POST") else STATES
    assert sorted(states) == sorted(expected)


@pytest.mark.parametrize(("name", "method"), sorted({row[:2] for row in TABLE}))
def test_who_gets_what(name: str, method: str, otta: Profile, browsers: dict[str, Client]) -> None:
    url = url_of(name, otta)
    for state, who, status in decided(name, method):
        put(otta, state)
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        expected = {role: 403 if role in KNOWING.split() else 404 for role in ROLES}
        assert (state, got) == (state, expected | dict.fromkeys(who.split(), status))


@pytest.mark.parametrize("name", PLAIN)
def test_who_gets_pages_about_no_profile(
    name: str, sel: Municipality, browsers: dict[str, Client]
) -> None:
    methods, who, otherwise = PLAIN[name]
    url = reverse(f"profiles:{name}")
    for method in methods.split():
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        allowed = {role for role, status in got.items() if status in (200, 302)}
        assert allowed == set(who.split())
        assert {got[role] for role in set(ROLES) - allowed} <= {otherwise}


@pytest.mark.parametrize("name", NOTICES)
def test_who_gets_a_notice(
    name: str, otta: Profile, cast: dict[str, User], browsers: dict[str, Client]
) -> None:
    method, who = NOTICES[name]
    notice = Notice.objects.get(recipient=cast["kari"], kind=Notice.Kind.RECEIPT)
    Notice.objects.filter(pk=notice.pk).update(state=Notice.State.FAILED)
    url = reverse(f"profiles:{name}", args=[notice.pk])
    got = {role: ask(client, method, url) for role, client in browsers.items()}
    assert {role for role in ROLES if got[role] in (200, 302)} == set(who.split())
    assert {got[role] for role in ROLES if role not in who.split()} <= {403, 404}


@pytest.mark.parametrize("name", [*PERSON, *DEPARTMENT])
def test_who_gets_a_page_about_a_person_or_a_department(
    name: str, otta: Profile, cast: dict[str, User], browsers: dict[str, Client]
) -> None:
    methods, who = {**PERSON, **DEPARTMENT}[name]
    known = SEES_SIRI if name in PERSON else EVERYBODY
    url = url_in_organisation(name, cast["siri"])
    for method in methods.split():
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        assert {role for role in ROLES if got[role] in (200, 302)} == set(who.split())
        others = set(ROLES) - set(who.split())
        assert {role: got[role] for role in others} == {
            role: 403 if role in known.split() else 404 for role in others
        }


@pytest.mark.parametrize("name", [*PERSON, *DEPARTMENT])
def test_a_page_about_a_person_or_a_department_asks_for_sign_in(name: str, otta: Profile) -> None:
    siri = User.objects.get(email="siri@sel.example")
    for method in ("get", "post"):
        response = getattr(Client(), method)(url_in_organisation(name, siri))
        assert response["Location"].startswith("/konto/login/")


@pytest.mark.parametrize("name", sorted({*PLAIN, *(row[0] for row in TABLE), *NOTICES}))
def test_without_sign_in_one_is_asked_to_sign_in(name: str, otta: Profile) -> None:
    if name in NOTICES:
        url = reverse(f"profiles:{name}", args=[1])
    else:
        url = reverse(f"profiles:{name}") if name in PLAIN else url_of(name, otta)
    for response in (Client().get(url), Client().post(url)):
        assert response.status_code == 302
        assert response["Location"].startswith("/konto/login/")


@pytest.fixture
def brought_in(cast: dict[str, User]) -> Import:
    """A list that was checked, with one row."""
    brought_in = Import.objects.create(
        uploaded_by=cast["anne"],
        file_name="liste.csv",
        state=Import.State.CHECKED,
        headings=["Adresse"],
        mapping={"address": 0},
    )
    ImportRow.objects.create(import_of=brought_in, number=2, line=2, cells=["facebook.com/annet"])
    return brought_in


def url_of_list(name: str, pk: int) -> str:
    if name == "export":
        return reverse("profiles:export", args=["csv"])
    return reverse(f"profiles:{name}", args=[pk, 2] if name == "import_row" else [pk])


@pytest.mark.parametrize("name", [*IMPORT, *EXPORT])
def test_who_gets_a_page_about_a_list(
    name: str, brought_in: Import, browsers: dict[str, Client]
) -> None:
    methods, who = {**IMPORT, **EXPORT}[name]
    for method in methods.split():
        url = url_of_list(name, brought_in.pk)
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        assert {role for role in ROLES if got[role] in (200, 302)} == set(who.split())
        assert {got[role] for role in set(ROLES) - set(who.split())} <= {403}
        assert Client().generic(method, url)["Location"].startswith("/konto/login/")
        if name in IMPORT:
            missing = url_of_list(name, 987654321)
            assert ask(browsers["anne"], method, missing) == 404
            assert ask(browsers["kari"], method, missing) == 403


@pytest.mark.parametrize("name", FILTERS)
def test_who_gets_a_page_about_saved_filters(
    name: str, cast: dict[str, User], browsers: dict[str, Client]
) -> None:
    methods, who = FILTERS[name]
    kept = cast["kari"].saved_filters.create(name="Utkast", query="status=draft")
    url = reverse(f"profiles:{name}", args=[kept.pk])
    for method in methods.split():
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        assert {role for role in ROLES if got[role] in (200, 302)} == set(who.split())
        assert {got[role] for role in set(ROLES) - set(who.split())} == {404}
        assert Client().generic(method, url)["Location"].startswith("/konto/login/")


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_address_is_the_same_to_all(
    name: str, cast: dict[str, User], browsers: dict[str, Client]
) -> None:
    methods, who = SECRET[name]
    cast["anne"].set_password("fem glade reinsdyr i fjellet")
    cast["anne"].save()
    browsers["anne"].force_login(cast["anne"])
    url = urlsplit(feeds.address_of(feeds.make(by=cast["anne"]))).path
    for method in methods.split():
        got = {role: ask(client, method, url) for role, client in browsers.items()}
        assert got == dict.fromkeys(who.split(), 200)
        assert ask(Client(), method, url) == 200
        assert ask(Client(), method, url.replace("/kalender/", "/kalender/x")) == 404


# --- What one may not know of -------------------------------------------------------------


def body(client: Client, method: str, url: str) -> str:
    """The answer, without what is different each time or comes from the address itself."""
    response = client.get(url) if method == "GET" else client.post(url)
    assert response.status_code == 404
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"<code>\w+</code>", "", text)
    return text.replace(url, "")


@pytest.mark.parametrize(("name", "method"), sorted({row[:2] for row in TABLE}))
def test_a_foreign_profile_answers_as_one_that_does_not_exist(
    name: str, method: str, otta: Profile, browsers: dict[str, Client]
) -> None:
    foreign = url_of(name, otta)
    missing = re.sub(r"/\d+/", "/987654321/", foreign)
    for role in STRANGERS:
        expected = body(browsers[role], method, missing)
        for state in STATES:
            put(otta, state)
            assert body(browsers[role], method, foreign) == expected


def test_a_snapshot_of_another_profile_is_not_found_under_ones_own(
    sel: Municipality, cast: dict[str, User], browsers: dict[str, Client], otta: Profile
) -> None:
    own = ready(
        sel, cast["kari"], cast["ola"], cast["siri"], address="https://www.facebook.com/annet"
    )
    url = reverse("profiles:snapshot", args=[own.pk, otta.snapshots.get().pk])
    assert ask(browsers["kari"], "GET", url) == 404


def test_another_departments_profiles_are_in_no_list(
    otta: Profile, browsers: dict[str, Client]
) -> None:
    for role in STRANGERS:
        for name in ("tasks", "list", "inbox"):
            assert otta.name not in browsers[role].get(reverse(f"profiles:{name}")).content.decode()


# --- Reading changes nothing ----------------------------------------------------------------


def checksums() -> dict[str, list[tuple[object, ...]]]:
    """Everything in every table but the sessions, which sign-in itself writes."""
    tables = set(connection.introspection.table_names()) - {"django_session"}
    content = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            content[table] = sorted(cursor.fetchall(), key=repr)
    return content


NOT_BY_PROFILE = {"snapshot", "meet_condition", "cancel_pause", "change", "acknowledge"} | {
    "change_pause",
    "evaluation",
    "evaluation_confirm",
    "evaluation_send_back",
    "holder_edit",
    "holder_remove",
    "address_main",
    "address_remove",
}


def test_no_page_changes_anything_by_being_read(
    sel: Municipality, otta: Profile, cast: dict[str, User], browsers: dict[str, Client]
) -> None:
    people = cast["kari"], cast["ola"], cast["siri"]
    profiles = [otta]
    for number, state in enumerate(STATES):
        profile = ready(sel, *people, address=f"https://www.facebook.com/otta.{number}")
        profiles.append(put(profile, state))
    draft(sel, cast["kari"], address="https://www.instagram.com/halvferdig")
    urls = [reverse(f"profiles:{name}") for name in PLAIN]
    for profile in profiles:
        names = {row[0] for row in TABLE} - NOT_BY_PROFILE
        urls += [reverse(f"profiles:{name}", args=[profile.pk]) for name in names]
    urls += [url_of(name, otta) for name in NOT_BY_PROFILE]
    urls += [reverse(f"profiles:{n}", args=[pk]) for n in NOTICES
             for pk in Notice.objects.values_list("pk", flat=True)[:2]]  # fmt: skip
    urls += [url_in_organisation(name, cast["siri"]) for name in (*PERSON, *DEPARTMENT)]
    before = checksums()
    # Each of them gets other pages; the rest get fewer than these.
    for name in ("kari", "siri", "anne", "wilma"):
        client = browsers[name]
        for url in urls:
            assert client.get(url).status_code in (200, 302, 403, 404, 405), url
    assert checksums() == before


# --- Fields that nobody asked for -------------------------------------------------------------

EXTRA = {
    "status": "active",
    "owner": "1",
    "owner_id": "1",
    "department": "1",
    "department_id": "1",
    "registered_by": "1",
    "approved_by": "1",
    "next_evaluation_on": "2099-01-01",
    "first_notified_at": "2001-01-01",
    "is_staff": "1",
    "is_superuser": "1",
    "email": "mallory@evil.example",
    "met_by": "1",
    "key": "evil",
}
PAUSED = {
    "starts_on": str(TODAY + timedelta(10)),
    "reopens_on": str(TODAY + timedelta(20)),
    "reason": "Ferie",
}
CHANGED = {
    "address": "https://www.instagram.com/ottakulturhus",
    "name": "Otta scene",
    "language": "nn",
}
CLOSED = {
    "closed_on": str(TODAY),
    "reason": "Slutt",
    "archiving": "done",
    "links_removed": "on",
    "fate": "kept",
}
# Each act with what belongs in its form, the state it starts from, and who does it.
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "withdraw": ("kari", "notified", {"reason": "Vent"}),
    "discard": ("kari", "draft", {"reason": "Nei"}),
    "restore": ("kari", "discarded", {}),
    "reconsider": ("kari", "rejected", {"reason": "Likevel"}),
    "review": ("kari", "draft", {"message": "Hei"}),
    "approve": ("anne", "notified", {"evaluate_on": "2027-05-23", "message": "Fint"}),
    "send_back": ("anne", "notified", {"reason": "Mer"}),
    "reject": ("anne", "notified", {"reason": "Nei"}),
    "meet_condition": ("siri", "active", {}),
    "pause": ("siri", "active", PAUSED),
    "extend_pause": ("siri", "paused", {"reopens_on": str(TODAY + timedelta(60))}),
    "change_pause": ("siri", "active", PAUSED),
    "cancel_pause": ("siri", "active", {}),
    "reopen": ("siri", "paused", {"reason": "Tilbake"}),
    "close": ("kari", "active", CLOSED),
    "activity": ("siri", "active", {"last_post_on": str(TODAY), "followers": "12"}),
    "evaluate": ("ola", "active", {"purpose_note": "Godt besøk"}),
    "evaluation_confirm": ("anne", "active", {"next_on": str(TODAY + timedelta(300))}),
    "evaluation_send_back": ("anne", "active", {"reason": "Mer"}),
    "ask_for_evaluation": ("anne", "active", {"due_on": str(TODAY + timedelta(20))}),
    "extend_deadline": (
        "wilma",
        "active",
        {"due_on": str(TODAY + timedelta(90)), "reason": "Ferie"},
    ),
    "change": ("kari", "active", CHANGED),
    "acknowledge": ("anne", "active", {}),
    "addresses": ("ola", "active", {"address": "https://www.facebook.com/profile.php?id=100065"}),
    "details": ("ola", "active", {"comments": "open", "takes_messages": "yes"}),
    "address_main": ("ola", "active", {}),
    "address_remove": ("ola", "active", {}),
    "ask_for_update": ("anne", "active", {"message": "Stemmer det?"}),
    "answer_update": ("siri", "active", {"message": "Alt stemmer"}),
    "hijacked": ("siri", "active", {"description": "Reklame for kryptovaluta"}),
    "hijacking_step": ("siri", "active", {"step": "proof"}),
    "hijacking_note": ("siri", "active", {"text": "Ringte Facebook"}),
    "hijacking_solved": ("siri", "active", {"outcome": "Tilbake", "is_checked": "on"}),
    "access_edit": ("ola", "active", {"two_step": "yes"}),
    "access_confirm": ("ola", "active", {}),
    "holder_new": ("ola", "active", {"name": "Nytt byrå", "role": "editor"}),
    "holder_edit": ("ola", "active", {"name": "Nytt byrå", "role": "editor"}),
    "holder_remove": ("ola", "active", {}),
}
STEPS = {"account", "assessment", "people"}
# These rest on no version: what they are about can be done once, whatever else changes.
UNVERSIONED = {"meet_condition", "review", "cancel_pause", "ask_for_update", "acknowledge"} | {
    name for name in FORMS if name.startswith(("hijack", "access", "holder", "activity", "evaluat"))
}


def outcome(user: User, url: str, typed: dict[str, str], profile: Profile) -> tuple[object, ...]:
    """What stands in the database after the form is sent, undone again."""
    client = Client()
    client.force_login(user)
    with transaction.atomic():
        response = client.post(url, typed)
        stored = Profile.objects.values(
            "status", "owner", "department", "name", "registered_by", "next_evaluation_on",
            "first_notified_at", "version",
        ).get(pk=profile.pk)  # fmt: skip
        stored["first_notified_at"] = bool(stored["first_notified_at"])
        people = list(User.objects.order_by("pk").values_list("email", "is_staff", "is_superuser"))
        met = list(Condition.objects.order_by("pk").values_list("met_by", flat=True))
        keys = list(profile.addresses.values_list("key", flat=True))
        transaction.set_rollback(True)
    return response.status_code, stored, people, met, keys


def test_every_form_is_sent_with_fields_that_nobody_asked_for() -> None:
    forms = {name for name, method, *_ in TABLE if method == "POST"}
    assert forms == set(FORMS) | STEPS


@pytest.mark.parametrize("name", FORMS)
def test_fields_that_nobody_asked_for_change_nothing(
    name: str, otta: Profile, cast: dict[str, User]
) -> None:
    role, state, typed = FORMS[name]
    put(otta, state)
    url, user = url_of(name, otta), cast[role]
    assert outcome(user, url, typed | EXTRA, otta) == outcome(user, url, typed, otta)


@pytest.mark.parametrize("name", sorted(set(FORMS) - UNVERSIONED))
def test_a_version_from_nowhere_changes_nothing(
    name: str, otta: Profile, cast: dict[str, User]
) -> None:
    role, state, typed = FORMS[name]
    put(otta, state)
    url, user = url_of(name, otta), cast[role]
    for version in ("999", "0", "-1", "9" * 40):
        status, stored, *_ = outcome(user, url, typed | {"version": version}, otta)
        assert status == 409
        assert stored["status"] == state  # type: ignore[index]


# Fields that are none of the step's; those that are (owner, department) are its own matter.
STRANGE = {k: v for k, v in EXTRA.items() if k not in ("owner", "department")}


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_step_sets_nothing_but_its_own(step: str, otta: Profile, cast: dict[str, User]) -> None:
    put(otta, "draft")
    url = url_of(step, otta)
    assert outcome(cast["kari"], url, STRANGE, otta) == outcome(cast["kari"], url, {}, otta)
