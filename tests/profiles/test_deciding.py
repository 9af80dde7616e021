"""What the municipality decides of deadlines, and what that does to the register."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import organisation
from accounts.models import Department, User
from profiles import (
    activities,
    deadlines,
    evaluations,
    lifecycle,
    policies,
    policy,
    reorganising,
    sweep,
)
from profiles.models import Event, Flag, PolicyChange, Profile
from profiles.policy import BOUNDS, BY_DEPARTMENT, POLICY, Policy, narrowed
from tests.cast import Municipality, decided, ready

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
TODAY = timezone.localdate()
URL = "/frister/regler/endre/"
PAGE = "/frister/regler/"


@pytest.fixture
def active(sel: Municipality, kari: User, ola: User, siri: User, anne: User) -> Profile:
    """In use since today, promised to be updated every month, by the policy in every way."""
    profile = ready(sel, kari, ola, siri)
    lifecycle.notify(profile, by=kari, version=profile.version)
    profile.refresh_from_db()
    evaluate_on = policy.first_evaluation(TODAY, POLICY)
    lifecycle.approve(profile, by=anne, version=profile.version, evaluate_on=evaluate_on)
    Profile.objects.update(rhythm=None)
    return Profile.objects.get()


def numbers(client: Client, url: str = URL, **changes: object) -> dict[str, object]:
    """What the form says as it opens, with some numbers changed."""
    form = client.get(url).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() is not None}
    typed = {name: value for name, value in typed.items() if value is not False}
    return typed | changes


def save(client: Client, url: str = URL, **changes: object) -> object:
    """Through the form and what it shows, to the end."""
    typed = numbers(client, url, **changes)
    shown = client.post(url, typed)
    agreed = shown.context["agreed"]
    return client.post(url, typed | {"agreed": agreed}, follow=True)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def is_flagged(kind: Flag.Kind) -> bool:
    return Flag.objects.open().filter(kind=kind).exists()


def test_a_change_is_shown_before_it_is_made(
    active: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.update(last_active_on=days_ago(20), next_activity_on=days_ago(-10))
    client = signed_in(anne)
    shown = client.post(URL, numbers(client, stale_days=14)).content.decode()
    assert "Én profil ville få merknad med en gang" in shown
    assert "Otta kulturhus" in shown
    assert "utdatert" in shown
    assert not PolicyChange.objects.exists()
    assert Profile.objects.get().next_activity_on == days_ago(-10)
    assert not Flag.objects.exists()
    save(client, stale_days=14)
    assert Profile.objects.get().next_activity_on == days_ago(6)
    assert is_flagged(Flag.Kind.STALE)
    assert policies.municipality().stale_days == 14


def test_what_is_laxer_again_is_cleared_at_once(
    active: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.update(last_active_on=days_ago(20), next_activity_on=days_ago(-10))
    decided(stale_days=14)
    assert is_flagged(Flag.Kind.STALE)
    decided(stale_days=30)
    assert not is_flagged(Flag.Kind.STALE)
    assert Profile.objects.get().next_activity_on == days_ago(-10)
    kinds = [event.kind for event in Event.objects.order_by("pk")][-2:]
    assert kinds == [Event.Kind.FLAGGED, Event.Kind.FLAG_CLEARED]


def test_the_sweep_agrees_with_what_a_change_did(active: Profile) -> None:
    Profile.objects.update(
        last_active_on=days_ago(20), evaluation_set_on=days_ago(100), access_set_on=days_ago(100)
    )
    decided(stale_days=14, first_evaluation_months=2, access_review_months=3)
    assert Flag.objects.open().count() == 3
    assert not sweep.sweep(TODAY)["raised"]


def test_a_day_that_somebody_has_chosen_stays(active: Profile, anne: User) -> None:
    chosen = days_ago(-100)
    evaluations.extend(active, by=anne, version=active.version, due_on=chosen, reason="Ferie")
    decided(first_evaluation_months=1, evaluation_months=1)
    assert Profile.objects.get().next_evaluation_on == chosen


def test_a_notification_that_is_sent_keeps_its_deadline(
    sel: Municipality, kari: User, ola: User, siri: User
) -> None:
    profile = ready(sel, kari, ola, siri)
    lifecycle.notify(profile, by=kari, version=profile.version)
    before = Profile.objects.get().answer_due_on
    decided(answer_working_days=1)
    assert Profile.objects.get().answer_due_on == before
    assert policies.municipality().answer_working_days == 1


def test_acts_go_by_what_is_in_force(active: Profile, ola: User) -> None:
    decided(stale_days=10)
    activities.confirm(Profile.objects.get(), by=ola, last_post_on=TODAY)
    assert Profile.objects.get().next_activity_on == days_ago(-10)


def test_a_department_is_stricter_and_so_is_what_lies_below_it(
    sel: Municipality, active: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.update(department=sel.house)
    url = f"/frister/regler/virksomhet/{sel.culture.pk}/"
    save(signed_in(anne), url, stale_days=5)
    assert policies.of(sel.house).stale_days == 5
    assert policies.of(sel.technical).stale_days == 30
    assert Profile.objects.get().next_activity_on == days_ago(-5)
    page = signed_in(anne).get(PAGE).content.decode()
    assert "Kultur" in page
    # The municipality becoming stricter still goes before it, being laxer does not.
    decided(stale_days=3)
    assert policies.of(sel.house).stale_days == 3
    decided(stale_days=60)
    assert policies.of(sel.house).stale_days == 5


def test_a_department_cannot_be_laxer(sel: Municipality, anne: User, signed_in: SignedIn) -> None:
    decided(sel.culture, stale_days=10)
    url = f"/frister/regler/virksomhet/{sel.house.pk}/"
    response = signed_in(anne).post(url, {"number": 0, "stale_days": 11})
    assert "stale_days" in response.context["form"].errors
    assert 'value="11"' in response.content.decode()
    assert policies.of(sel.house).stale_days == 10


def test_a_profile_that_moves_gets_the_deadlines_of_where_it_goes(
    sel: Municipality, active: Profile, anne: User
) -> None:
    decided(sel.technical, stale_days=5)
    reorganising.change_department([active], department=sel.technical, by=anne)
    assert Profile.objects.get().next_activity_on == days_ago(-5)
    reorganising.change_department([active], department=sel.culture, by=anne)
    assert Profile.objects.get().next_activity_on == days_ago(-30)


def test_a_department_that_moves_gets_the_deadlines_of_where_it_goes(
    sel: Municipality, active: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.update(department=sel.house)
    decided(sel.technical, stale_days=5)
    reorganising.move_department(sel.house, parent=sel.technical, by=anne)
    assert Profile.objects.get().next_activity_on == days_ago(-5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stale_days", "0"),
        ("stale_days", "366"),
        ("stale_days", ""),
        ("stale_days", "x"),
        ("evaluation_months", "9" * 40),
        ("second_reminder_days", "30"),
        ("administration_after_days", "13"),
    ],
)
def test_what_makes_no_sense_is_told_beside_the_field(
    name: str, value: str, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    response = client.post(URL, numbers(client, **{name: value}))
    assert list(response.context["form"].errors) == [name]
    assert not PolicyChange.objects.exists()


def test_of_two_who_change_it_the_second_is_told(
    anne: User, arne: User, signed_in: SignedIn
) -> None:
    first, second = signed_in(anne), signed_in(arne)
    annes, arnes = numbers(first, stale_days=20), numbers(second, stale_days=10)
    agreed = second.post(URL, arnes).context["agreed"]
    save(first, **annes)
    shown = second.post(URL, arnes | {"agreed": agreed})
    page = shown.content.decode()
    assert anne.name in page
    assert 'value="10"' in page
    assert policies.municipality().stale_days == 20
    save(second, stale_days=10)
    assert policies.municipality().stale_days == 10


def test_pressed_twice_it_is_decided_once(anne: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)
    typed = numbers(client, stale_days=20)
    typed["agreed"] = client.post(URL, typed).context["agreed"]
    assert client.post(URL, typed).status_code == 302
    assert client.post(URL, typed).status_code == 302
    assert PolicyChange.objects.count() == 1


def test_other_numbers_than_those_that_were_shown_are_shown_first(
    anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    typed = numbers(client, stale_days=20)
    agreed = client.post(URL, typed).context["agreed"]
    client.post(URL, typed | {"agreed": agreed, "stale_days": 10})
    assert not PolicyChange.objects.exists()


def test_the_history_tells_who_decided_what(
    sel: Municipality, anne: User, wilma: User, signed_in: SignedIn
) -> None:
    save(signed_in(anne), stale_days=20, reason="Nye retningslinjer")
    page = signed_in(wilma).get(PAGE).content.decode()
    assert "<del>30</del>" in page
    assert "<ins>20</ins>" in page
    assert "Nye retningslinjer" in page
    assert anne.name in page
    assert URL not in page


def test_reminders_go_by_what_is_decided(active: Profile) -> None:
    decided(first_reminder_days=60, second_reminder_days=50)
    in_force = policies.municipality()
    assert policy.reminder_step(-55, 100, None, in_force) == -60


def test_a_preview_takes_the_same_queries_for_many_profiles(
    sel: Municipality,
    kari: User,
    anne: User,
    signed_in: SignedIn,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(30):
        Profile.objects.create(
            name=f"P{number}",
            department=sel.culture,
            registered_by=kari,
            status="active",
            last_active_on=days_ago(20),
            next_activity_on=days_ago(-10),
            next_evaluation_on=days_ago(-10),
        )
    client = signed_in(anne)
    typed = numbers(client, stale_days=14)
    with django_assert_max_num_queries(30):
        shown = client.post(URL, typed)
    assert shown.context["outlook"]["flagged"] == 30


DAYS = st.dates(date(1999, 1, 1), date(2090, 12, 31))
VALUES = st.fixed_dictionaries({name: st.integers(*BOUNDS[name]) for name in BY_DEPARTMENT})


# Every example sets all that is looked at.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    day=DAYS,
    rhythm=st.sampled_from([None, *Profile.Rhythm.values]),
    values=VALUES,
    term=st.sampled_from(Profile.EvaluationTerm),
)
def test_the_database_reckons_as_the_policy_does(
    active: Profile, day: date, rhythm: int | None, values: dict[str, int], term: str
) -> None:
    in_force, profile = Policy(**values), Profile.objects.all()
    profile.update(rhythm=rhythm, last_active_on=day, access_set_on=day)
    profile.update(evaluation_set_on=day, evaluation_term=term, next_evaluation_on=day)
    profile.update(**deadlines.anew(in_force))
    evaluated = {
        "first": policy.first_evaluation(day, in_force),
        "next": policy.next_evaluation(day, in_force),
        "chosen": day,
    }
    active.refresh_from_db()
    assert active.next_activity_on == policy.activity_due(day, rhythm, in_force)
    assert active.next_evaluation_on == evaluated[term]
    assert active.access_due_on == policy.access_review_due(day, in_force)


def test_narrowing_never_makes_anything_laxer() -> None:
    strict = narrowed(POLICY, {"stale_days": 99, "evaluation_months": 6, "answer_working_days": 1})
    assert strict == Policy(evaluation_months=6)


def test_a_closed_department_decides_nothing(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    organisation.close_department(sel.technical, by=anne)
    url = f"/frister/regler/virksomhet/{sel.technical.pk}/"
    assert signed_in(anne).get(url).status_code == 404
    root = Department.objects.get(parent=None)
    assert signed_in(anne).get(f"/frister/regler/virksomhet/{root.pk}/").status_code == 404


@pytest.mark.services
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_act_at_the_same_time_goes_by_the_old_rules_or_by_the_new_ones_never_by_both(
    active: Profile, ola: User
) -> None:
    """The change is held up between its row and the profiles, while an act reads the policy."""
    holding, acted = threading.Event(), threading.Event()

    def act() -> None:
        holding.wait(5)
        try:
            activities.confirm(active, by=ola, last_post_on=TODAY)
        finally:
            connection.close()
            acted.set()

    worker = threading.Thread(target=act)
    worker.start()
    with transaction.atomic():
        decided(stale_days=5)
        holding.set()
        # The act waits for the profile; without that it would be through by now.
        assert not acted.wait(1)
    worker.join(5)
    assert acted.is_set()
    assert Profile.objects.get().next_activity_on == days_ago(-5)
