"""The crisis staff reads the crisis page without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect

from accounts.models import User
from profiles.models import Profile
from tests.cast import Municipality
from tests.journeys.conftest import Visit
from tests.profiles.test_crisis import channel

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

Open = Callable[..., Visit]


@pytest.fixture
def crisis_channel(sel: Municipality, kari: User, ola: User, siri: User, anne: User) -> Profile:
    ola.phone = "99000001"
    ola.save()
    return channel(sel, kari, ola, siri, anne)


def is_kept(window: Visit) -> bool:
    return bool(window.page.evaluate("caches.match('/krise/').then(Boolean)"))


def wait_until_kept(window: Visit) -> None:
    window.page.wait_for_function("caches.match('/krise/').then(Boolean)")
    expect(window.page.locator("[data-forget]")).to_be_visible()


def test_the_page_is_there_without_a_network_and_gone_after_sign_out(
    visit: Open, crisis_channel: Profile, berit: User
) -> None:
    # Given that she has looked at the page once
    window = visit(berit, width="phone")
    page = window.page
    window.go("/krise/")
    expect(page.locator("#saved-copy")).to_be_hidden()
    wait_until_kept(window)
    window.look()
    # When the network is gone
    page.context.set_offline(True)
    page.reload()
    # Then the page is there with its looks, and says of when it is
    expect(page.get_by_role("link", name="990 00 001")).to_be_visible()
    expect(page.locator("#saved-copy time")).to_be_visible()
    assert page.evaluate("caches.match(document.querySelector('#keep').dataset.icon).then(Boolean)")
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Inter" in family
    # When it is back and she signs out
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#saved-copy")).to_be_hidden()
    page.locator(".site-nav-narrow summary").click()
    page.locator(".site-nav-narrow button[type=submit]").click()
    page.wait_for_url("**/konto/login/")
    # Then there is nothing left to read
    assert not is_kept(window)
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        window.go("/krise/")


def test_the_copy_goes_with_the_right_to_see_it(
    visit: Open, crisis_channel: Profile, berit: User
) -> None:
    window = visit(berit)
    window.go("/krise/")
    wait_until_kept(window)
    # When she is no longer of the crisis staff, and looks once more
    berit.appointments.all().delete()
    response = window.go("/krise/")
    # Then the copy is gone
    assert response is not None
    assert response.status == 403
    window.page.wait_for_function("caches.match('/krise/').then((kept) => !kept)")


def test_the_copy_goes_whatever_page_is_looked_at_without_the_right(
    visit: Open, crisis_channel: Profile, berit: User
) -> None:
    window = visit(berit)
    window.go("/krise/")
    wait_until_kept(window)
    window.go("/")
    assert is_kept(window)
    # When somebody else uses the same device, or she has another job by now
    berit.appointments.all().delete()
    window.go("/")
    window.page.wait_for_function("caches.match('/krise/').then((kept) => !kept)")


def test_the_copy_goes_when_the_session_is_over(
    visit: Open, crisis_channel: Profile, berit: User
) -> None:
    window = visit(berit)
    window.go("/krise/")
    wait_until_kept(window)
    window.page.context.clear_cookies()
    window.go("/krise/")
    expect(window.page.locator("input[name=login]")).to_be_visible()
    window.page.wait_for_function("caches.match('/krise/').then((kept) => !kept)")


def test_who_wants_no_copy_on_the_device_removes_it(
    visit: Open, crisis_channel: Profile, berit: User
) -> None:
    window = visit(berit)
    page = window.page
    window.go("/krise/")
    wait_until_kept(window)
    page.locator("[data-forget]").click()
    expect(page.locator("button[data-keep]")).to_be_focused()
    page.reload()
    expect(page.locator("button[data-keep]")).to_be_visible()
    assert not is_kept(window)
    # When the person wants it after all
    page.locator("button[data-keep]").click()
    wait_until_kept(window)
    assert is_kept(window)
