"""A backup editor finds that the account is in other hands, and follows the routine."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import User
from profiles import lifecycle
from profiles.models import Hijacking, Profile
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_the_report_until_the_account_is_back(
    visit: Callable[..., Visit], notified: Profile, anne: User, siri: User, javascript: bool
) -> None:
    lifecycle.approve(notified, by=anne, version=notified.version, evaluate_on=date(2030, 5, 23))
    # Given the backup editor on the narrowest phone, on the profile's page
    window = visit(siri, width="narrow", javascript=javascript)
    page = window.page
    window.go(notified.get_absolute_url())
    page.locator("a[href$='/pa-avveie/']").click()
    # When she reports what she has seen
    page.locator("textarea[name=description]").fill("Noen legger ut reklame.")
    page.locator("main form button[type=submit]").click()
    # Then the routine stands before her, with what the portal has done already
    expect(page.locator(".routine > li")).to_have_count(9)
    expect(page.locator(".routine .routine-taken")).to_have_count(1)
    if javascript:
        window.look()
    # When she takes the first step and writes in the log
    page.locator("#step-proof button").click()
    expect(page.locator("#step-proof .routine-taken")).to_be_visible()
    page.locator("textarea[name=text]").fill("Ringte Facebook.")
    page.locator("#log button[type=submit]").click()
    expect(page.locator("#log")).to_contain_text("Ringte Facebook.")
    # And says that it is back before anybody has checked
    page.locator("textarea[name=outcome]").fill("Nytt passord.")
    page.locator("#solved button[type=submit]").click()
    expect(page.locator("[name=is_checked][aria-invalid=true]")).to_be_visible()
    expect(page.locator("textarea[name=outcome]")).to_have_value("Nytt passord.")
    page.locator("[name=is_checked]").check()
    page.locator("#solved button[type=submit]").click()
    # Then the profile is as before
    expect(page.locator("#hijacked")).to_have_count(0)
    assert Hijacking.objects.get().outcome == "Nytt passord."
