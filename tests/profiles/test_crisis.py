"""The crisis page: which channels, whom to ring, and who may see it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from accounts import organisation, phones
from accounts.models import User
from profiles import assessments, hijackings, lifecycle
from profiles.assessments import Given
from profiles.models import Profile
from tests.cast import Municipality, ready

SignedIn = Callable[[User], Client]


def channel(
    sel: Municipality, by: User, owner: User, backup: User, admin: User, *, number: int = 1
) -> Profile:
    """An approved profile of which the assessment says that it is used in a crisis."""
    profile = ready(sel, by, owner, backup, address=f"https://www.facebook.com/krise{number}")
    given = {"crisis": Given(values=("yes",))}
    assessments.answer(profile, by=by, version=profile.version, given=given)
    lifecycle.notify(profile, by=by, version=profile.version)
    evaluate_on = date(2030, 5, 23)
    lifecycle.approve(profile, by=admin, version=profile.version, evaluate_on=evaluate_on)
    return profile


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """A browser of the person, in the language that the strings are written in."""

    def client_of(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def crisis_channel(sel: Municipality, kari: User, ola: User, siri: User, anne: User) -> Profile:
    return channel(sel, kari, ola, siri, anne)


def page(client: Client) -> str:
    response = client.get("/krise/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_answer_to_question_4_makes_a_crisis_channel(
    crisis_channel: Profile, berit: User, signed_in: SignedIn
) -> None:
    crisis_channel.refresh_from_db()
    assert crisis_channel.for_crisis
    assert "Otta kulturhus" in page(signed_in(berit))


def test_a_new_answer_at_the_next_notification_takes_it_back(
    crisis_channel: Profile, kari: User
) -> None:
    Profile.objects.filter(pk=crisis_channel.pk).update(status=Profile.Status.DRAFT)
    crisis_channel.refresh_from_db()
    given = {"crisis": Given(values=("no",))}
    assessments.answer(crisis_channel, by=kari, version=crisis_channel.version, given=given)
    lifecycle.notify(crisis_channel, by=kari, version=crisis_channel.version)
    crisis_channel.refresh_from_db()
    assert not crisis_channel.for_crisis


def test_without_any_the_page_says_how_a_profile_comes_there(
    notified: Profile, berit: User, signed_in: SignedIn
) -> None:
    told = page(signed_in(berit))
    assert "question 4 of the purpose assessment" in told
    assert "Otta kulturhus" not in told


def test_one_that_is_only_notified_or_closed_is_no_channel_yet(
    crisis_channel: Profile, berit: User, signed_in: SignedIn
) -> None:
    for status in ("notified", "closed", "draft"):
        Profile.objects.filter(pk=crisis_channel.pk).update(status=status)
        assert "Otta kulturhus" not in page(signed_in(berit))


def test_each_person_can_be_rung_and_who_cannot_is_marked(
    crisis_channel: Profile, ola: User, berit: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=ola.pk).update(phone="99000001")
    told = page(signed_in(berit))
    assert 'href="tel:+4799000001"' in told
    assert "990 00 001" in told
    assert told.count("Number is missing") == 1
    assert "mailto:siri@sel.example" in told


def test_who_has_left_is_not_rung(
    crisis_channel: Profile, ola: User, siri: User, berit: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=ola.pk).update(phone="99000001", is_active=False)
    assert "No owner" in page(signed_in(berit))
    User.objects.filter(pk=siri.pk).update(phone="99000001", is_active=False)
    told = page(signed_in(berit))
    assert "tel:" not in told
    assert "Nobody answers for it" in told


def test_it_says_when_a_number_was_given(
    crisis_channel: Profile, ola: User, anne: User, berit: User, signed_in: SignedIn
) -> None:
    organisation.change_person(ola, by=anne, values={"phone": "990 00 002"})
    assert "Number given" in page(signed_in(berit))
    # When the person says so, that is worth more
    signed_in(ola).post("/innstillinger/telefon/stemmer/")
    assert "Number confirmed" in page(signed_in(berit))


def test_a_paused_channel_stands_last_and_says_so(
    sel: Municipality,
    crisis_channel: Profile,
    kari: User,
    ola: User,
    siri: User,
    anne: User,
    berit: User,
    signed_in: SignedIn,
) -> None:
    other = channel(sel, kari, ola, siri, anne, number=2)
    Profile.objects.filter(pk=other.pk).update(name="Åsen brannvakt")
    crisis_channel.refresh_from_db()
    until = timezone.localdate() + timedelta(days=9)
    lifecycle.pause(
        crisis_channel, by=kari, version=crisis_channel.version, reopens_on=until, reason="Ferie"
    )
    told = page(signed_in(berit))
    assert told.index("Åsen brannvakt") < told.index("Otta kulturhus")
    assert "Temporarily closed until" in told


def test_an_account_in_other_hands_is_not_to_be_used(
    crisis_channel: Profile, ola: User, berit: User, signed_in: SignedIn
) -> None:
    client = signed_in(berit)
    assert "do not use it" not in page(client)
    version = crisis_channel.version
    hijackings.report(crisis_channel, by=ola, version=version, description="Reklame")
    assert "In other hands: do not use it" in page(client)


def test_the_number_of_queries_does_not_grow(
    sel: Municipality,
    crisis_channel: Profile,
    kari: User,
    ola: User,
    siri: User,
    anne: User,
    berit: User,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(berit)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(2, 6):
        channel(sel, kari, ola, siri, anne, number=number)
    with django_assert_num_queries(len(few)):
        page(client)


def test_the_menu_leads_there_for_those_who_may(
    crisis_channel: Profile, ola: User, berit: User, anne: User, signed_in: SignedIn
) -> None:
    for user, may in ((berit, True), (anne, True), (ola, False)):
        client = signed_in(user)
        assert ('href="/krise/"' in client.get("/").content.decode()) == may
        assert client.get("/krise/").status_code == (200 if may else 403)


def test_crisis_staff_gets_no_links_to_profiles_that_they_may_not_open(
    crisis_channel: Profile, berit: User, wilma: User, signed_in: SignedIn
) -> None:
    link = f'href="{crisis_channel.get_absolute_url()}"'
    assert link not in page(signed_in(berit))
    assert link in page(signed_in(wilma))


# --- Telephone numbers --------------------------------------------------------------------


def test_who_answers_for_a_channel_and_has_no_number_is_asked_for_it(
    crisis_channel: Profile, ola: User, siri: User, kari: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=siri.pk).update(phone="99000002")
    tasks = {who: signed_in(who).get("/").content.decode() for who in (ola, siri, kari)}
    assert [who for who, told in tasks.items() if "Add your telephone number" in told] == [ola]


def test_after_a_year_they_are_asked_whether_the_number_is_right_still(
    crisis_channel: Profile, ola: User, kari: User, berit: User, signed_in: SignedIn
) -> None:
    User.objects.update(phone="99000002")
    asked, browser = "Yes, 990 00 002 is right", signed_in(ola)
    assert asked not in browser.get("/").content.decode()
    today = timezone.localdate()
    for days, is_asked in ((364, False), (367, True)):
        User.objects.update(phone_checked_on=today - timedelta(days=days))
        assert (asked in browser.get("/").content.decode()) == is_asked
    # Who answers for no such channel is not
    assert asked not in signed_in(kari).get("/").content.decode()
    for _twice in range(2):
        told = browser.post("/innstillinger/telefon/stemmer/", follow=True).content.decode()
    assert asked not in told
    ola.refresh_from_db()
    assert ola.phone_checked_on == today
    day = date_format(today, use_l10n=True)
    User.objects.filter(pk=berit.pk).update(language="en")
    assert f"Number confirmed {day}" in page(signed_in(berit))


def test_only_the_person_can_say_that_a_number_is_right(
    ola: User, anne: User, signed_in: SignedIn
) -> None:
    sent = {
        "name": ola.name,
        "phone": "99000002",
        "language": "en",
        "digest": "daily",
        "theme": "auto",
    }
    signed_in(ola).post("/innstillinger/", sent)
    ola.refresh_from_db()
    assert ola.phone_checked_on == timezone.localdate()
    organisation.change_person(ola, by=anne, values={"phone": "99000003"})
    ola.refresh_from_db()
    assert ola.phone_checked_on is None
    User.objects.filter(pk=ola.pk).update(phone="")
    response = signed_in(ola).post("/innstillinger/telefon/stemmer/")
    assert response["Location"] == "/innstillinger/"
    ola.refresh_from_db()
    assert ola.phone_checked_on is None


@pytest.mark.parametrize("bad", ["ring meg", "12", "990 00 001 / 990 00 002x", "1" * 30, "+"])
def test_what_is_no_number_is_told_and_kept_in_the_field(
    ola: User, signed_in: SignedIn, bad: str
) -> None:
    sent = {"name": ola.name, "phone": bad, "language": "en", "digest": "daily", "theme": "auto"}
    response = signed_in(ola).post("/innstillinger/", sent)
    assert response.status_code == 200
    told = response.content.decode()
    assert "Write a telephone number with digits" in told
    assert f'value="{bad}"' in told


@pytest.mark.parametrize(
    ("typed", "dialled", "read"),
    [
        ("99000001", "+4799000001", "990 00 001"),
        ("+47 990 00 001", "+4799000001", "990 00 001"),
        ("004761000001", "+4761000001", "61 00 00 01"),
        ("+46 8 123 456", "+468123456", "+46 8 123 456"),
        ("02600", "02600", "02600"),
    ],
)
def test_a_number_is_read_in_groups_and_dialled_with_its_country(
    typed: str, dialled: str, read: str
) -> None:
    assert (phones.to_dial(typed), phones.to_read(typed)) == (dialled, read)


# --- Without a network --------------------------------------------------------------------


def test_the_worker_is_a_script_that_sees_only_the_crisis_page(
    berit: User, ola: User, signed_in: SignedIn
) -> None:
    response = signed_in(berit).get("/krise/tjeneste.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in response
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert signed_in(ola).get("/krise/tjeneste.js").status_code == 403


def test_signing_out_takes_the_saved_copy_away(berit: User, signed_in: SignedIn) -> None:
    client = signed_in(berit)
    assert "Clear-Site-Data" not in client.get("/konto/logout/")
    assert client.post("/konto/logout/")["Clear-Site-Data"] == '"storage"'


def test_a_page_of_somebody_who_may_not_see_it_lets_go_of_the_saved_copy(
    berit: User, ola: User, client: Client, signed_in: SignedIn
) -> None:
    assert "data-forgets-crisis" in client.get("/konto/login/").content.decode()
    assert "data-forgets-crisis" in signed_in(ola).get("/").content.decode()
    # Who may see it keeps it, and so does a page that knows nobody: just then it is needed.
    assert "data-forgets-crisis" not in signed_in(berit).get("/").content.decode()
    assert "data-forgets-crisis" not in render_to_string("503.html")
