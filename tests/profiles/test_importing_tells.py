"""Who answers for profiles of a list is told so, once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from profiles import outbox
from profiles.models import Import, Notice, Profile
from tests.cast import Municipality
from tests.profiles.test_importing import OTTA, SignedIn, a_list, checked, registered

KIND = Notice.Kind.BROUGHT_IN


@pytest.fixture
def browser(anne: User, ola: User, siri: User, signed_in: SignedIn) -> Client:
    return signed_in(anne)


def rows(count: int) -> list[str]:
    return [OTTA.replace("ottakulturhus", f"otta{number}") for number in range(count)]


def test_an_owner_of_three_hundred_gets_one_notice(
    sel: Municipality, browser: Client, ola: User, siri: User, signed_in: SignedIn
) -> None:
    more = OTTA.replace("ottakulturhus", "bad").replace(
        "ola@sel.example;siri", "siri@sel.example;ola"
    )
    assert registered(browser, checked(browser, a_list(*rows(300), more))).state == "done"
    assert Notice.objects.filter(kind=KIND).count() == 2
    told = ola.notices.get(kind=KIND)
    assert "301" in told.subject
    assert "hovedansvarlig for 300 profiler" in told.body
    assert "reserveredaktør for én profil" in told.body
    assert told.profile is None
    shown = signed_in(ola).get(told.path)
    assert shown.status_code == 200
    assert "Otta kulturhus" in shown.content.decode()
    assert "reserveredaktør for 300 profiler" in siri.notices.get(kind=KIND).body
    assert told.path in str(outbox.message_of(told).body)


def test_who_answers_for_one_is_shown_the_way_to_it(
    sel: Municipality, browser: Client, ola: User, siri: User
) -> None:
    registered(browser, checked(browser, a_list(OTTA)))
    profile = Profile.objects.get()
    told = ola.notices.get(kind=KIND)
    assert (told.profile, told.path) == (profile, profile.get_absolute_url())
    assert "hovedansvarlig for Otta kulturhus på Facebook" in told.body
    assert "reserveredaktør for Otta kulturhus" in siri.notices.get(kind=KIND).body


def test_neither_who_did_it_nor_who_cannot_sign_in_is_told(
    sel: Municipality, browser: Client, anne: User, siri: User
) -> None:
    siri.is_active = False
    siri.save()
    row = OTTA.replace("ola@sel.example", anne.email)
    assert registered(browser, checked(browser, a_list(row))).state == "done"
    assert not Notice.objects.filter(kind=KIND).exists()


def test_what_is_not_registered_is_not_told_of(
    sel: Municipality, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("profiles.notices.tell_of_list", fail)
    assert registered(browser, checked(browser, a_list(OTTA))).state == Import.State.CHECKED
    assert not Profile.objects.exists()
    assert not Notice.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("count", [1, 2])
def test_it_is_written_in_the_language_of_who_is_told(
    sel: Municipality, browser: Client, ola: User, siri: User, count: int, language: str
) -> None:
    User.objects.filter(pk__in=(ola.pk, siri.pk)).update(language=language)
    registered(browser, checked(browser, a_list(*rows(count))))
    told = ola.notices.get(kind=KIND)
    word = {"nb": "register", "nn": "register", "en": "register"}[language]
    assert told.language == language
    assert word in told.body
    assert "{{" not in told.body
    assert "\n\n\n" not in told.body


def test_to_tell_costs_the_same_few_statements(sel: Municipality, browser: Client) -> None:
    of = checked(browser, a_list(*rows(2)))
    with CaptureQueriesContext(connection) as captured:
        registered(browser, of)
    written = [each for each in captured if 'INSERT INTO "profiles_notice"' in each["sql"]]
    assert len(written) == 1
