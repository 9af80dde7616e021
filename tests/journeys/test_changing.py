"""Two change the same approved profile at once, and the administration notes it."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import User
from profiles import lifecycle
from profiles.models import ChangeNotice, Profile
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_two_change_the_same_and_nothing_is_lost(
    visit: Callable[..., Visit],
    notified: Profile,
    anne: User,
    kari: User,
    ola: User,
    javascript: bool,
) -> None:
    lifecycle.approve(notified, by=anne, version=notified.version, evaluate_on=date(2030, 5, 23))
    # Given the head and the owner, who both have the purpose before them
    head, owner = (visit(user, width="narrow", javascript=javascript) for user in (kari, ola))
    for window in (head, owner):
        window.go(notified.get_absolute_url())
        window.page.locator("a[href$='/endre/formal/']").click()
    if javascript:
        head.look()
    # When the head changes the need and the uses, and the owner the need only
    head.page.locator("textarea[name=need]").fill("Kino og kafé")
    head.page.locator("input[value=debate]").check()
    head.page.locator("#step button[type=submit]").click()
    expect(head.page.locator("[id^=change-]")).to_be_visible()
    owner.page.locator("textarea[name=need]").fill("Konserter")
    owner.page.locator("#step button[type=submit]").click()
    # Then the owner has both versions before him, and cannot go on without choosing
    expect(owner.page.locator(".versions")).to_contain_text("Kino og kafé")
    expect(owner.page.locator(".versions")).to_contain_text("Konserter")
    owner.page.locator("main form button[type=submit]").click()
    expect(owner.page.locator("#error-need")).to_be_visible()
    if javascript:
        # The browser itself notes the status of the page.
        owner.complaints.clear()
        owner.look()
    # When he chooses his own
    owner.page.locator("#mine-need").check()
    owner.page.locator("main form button[type=submit]").click()
    expect(owner.page.locator("h1")).to_have_text(notified.name)
    # Then it stands, and so does what the head changed besides
    profile = Profile.objects.get()
    assert profile.need == "Konserter"
    assert {each.area for each in profile.areas.all()} == {"news", "debate"}
    # And the administration notes both changes, one after the other
    reader = visit(anne, width="narrow", javascript=javascript)
    reader.go("/")
    for waiting in (2, 1):
        expect(reader.page.locator("button[form^=note-]")).to_have_count(waiting)
        if javascript:
            reader.look()
        reader.page.locator("button[form^=note-]").first.click()
    expect(reader.page.locator("button[form^=note-]")).to_have_count(0)
    assert not ChangeNotice.objects.open().exists()
