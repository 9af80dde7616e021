"""A head leaves, the deputy takes over, and the department becomes part of another."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from profiles import worklist
from profiles.models import Profile
from tests.cast import Municipality
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_head_leaves_and_the_department_is_merged(
    visit: Callable[..., Visit],
    sel: Municipality,
    notified: Profile,
    anne: User,
    kari: User,
    dina: User,
    ola: User,
    nora: User,
    javascript: bool,
) -> None:
    # Given the head at work, and the administration, on a phone
    head = visit(kari, javascript=javascript)
    anne_s = visit(anne, width="narrow", javascript=javascript)
    head.go("/")
    # When the head leaves and the deputy takes over all of it
    anne_s.go(f"/folk/{kari.pk}/")
    anne_s.page.locator("a[href$='/deaktiver/']").click()
    anne_s.page.locator("select[name=to]").select_option(str(dina.pk))
    anne_s.page.locator("input[name=roles]").check()
    anne_s.page.locator("main form button[type=submit]").click()
    # Then she sees first what happens
    expect(anne_s.page.locator("main .ds-card").first).to_contain_text(dina.name)
    if javascript:
        anne_s.look()
    anne_s.page.locator("main form button[type=submit]").click()
    expect(anne_s.page.locator("h1")).to_have_text(kari.name)
    # And the head is out
    head.page.goto(head.page.url)
    expect(head.page.locator("input[name=password]")).to_be_visible()
    # When the department becomes part of another
    anne_s.go(f"/virksomheter/{sel.culture.pk}/")
    anne_s.page.locator("a[href$='/sla-sammen/']").click()
    anne_s.page.locator("select[name=into]").select_option(str(sel.technical.pk))
    anne_s.page.locator("main form button[type=submit]").click()
    expect(anne_s.page.locator("main form")).to_be_visible()
    anne_s.page.locator("main form button[type=submit]").click()
    # Then the page of what it has become shows the people and the profiles
    expect(anne_s.page.locator("h1")).to_have_text(sel.technical.name)
    for text in (nora.name, dina.name, notified.name, sel.culture.name):
        expect(anne_s.page.locator("main")).to_contain_text(text)
    if javascript:
        anne_s.look()
    # And the profile has somebody, whose history says how it came
    notified.refresh_from_db()
    assert notified.owner == ola
    anne_tasks = worklist.items(User.objects.get(pk=anne.pk), timezone.localdate())
    assert worklist.Kind.OWNER_GONE not in {item.kind for item in anne_tasks}
