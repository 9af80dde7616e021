"""Anne asks about two profiles of the register at once, and Siri answers for one."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import User
from profiles.models import Profile, UpdateRequest
from tests.cast import Municipality
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

Open = Callable[..., Visit]


@pytest.fixture
def three(sel: Municipality, ola: User, siri: User) -> list[Profile]:
    made = [
        Profile.objects.create(
            name=name,
            platform="facebook",
            department=sel.house,
            owner=ola,
            registered_by=ola,
            status=Profile.Status.ACTIVE,
            next_evaluation_on=date(2027, 5, 23),
        )
        for name in ("Bibliotek", "Bokkino", "Teater")
    ]
    made[1].backups.add(siri)
    return made


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_two_are_ticked_looked_at_and_asked_about(
    visit: Open, width: str, three: list[Profile], anne: User, siri: User
) -> None:
    window = visit(anne, width)
    page = window.page
    window.go("/profiler/?sort=newest")
    window.look()
    # A search swaps the list; what is chosen is chosen in what stands there then.
    page.locator("#id_q").fill("b")
    expect(page.locator(".pick")).to_have_count(2)
    page.locator("input[name=profile]").first.focus()
    page.keyboard.press("Space")
    page.locator("input[name=profile]").last.check()
    page.locator("button[name=act][value=ask]").click()
    expect(page.locator("#fit")).to_be_visible()
    window.look()
    assert not UpdateRequest.objects.exists()
    page.locator("textarea[name=message]").fill("Vi rydder")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".pick")).to_have_count(2)
    assert page.url.endswith("/profiler/?q=b&sort=newest")
    window.look()
    assert set(UpdateRequest.objects.values_list("profile__name", flat=True)) == {
        "Bibliotek",
        "Bokkino",
    }

    hers = visit(siri, width)
    hers.go("/")
    hers.look()
    hers.page.locator("a[href$='/stemmer-fortsatt/']").click()
    expect(hers.page.locator("blockquote")).to_have_text("Vi rydder")
    hers.look()
    hers.page.locator("main form button[type=submit]").click()
    expect(hers.page).to_have_url(hers.home + three[1].get_absolute_url())
    hers.look()
    assert UpdateRequest.objects.open().get().profile == three[0]
