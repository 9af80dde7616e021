"""Wilma goes through what is due in a month, and reminds those who answer for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from profiles.models import Notice, Profile
from tests.cast import Municipality
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

Open = Callable[..., Visit]


@pytest.fixture
def three(sel: Municipality, ola: User) -> list[Profile]:
    return [
        Profile.objects.create(
            name=name,
            platform="facebook",
            department=sel.house,
            owner=ola,
            registered_by=ola,
            status=Profile.Status.ACTIVE,
            next_evaluation_on=timezone.localdate() - timedelta(days=1),
        )
        for name in ("Bibliotek", "Kino", "Teater")
    ]


@pytest.mark.parametrize("width", ["narrow", "desk"])
def test_all_that_are_shown_are_ticked_and_reminded_of(
    visit: Open, width: str, three: list[Profile], wilma: User, ola: User
) -> None:
    window = visit(wilma, width)
    page = window.page
    window.go("/frister/")
    window.look()
    everything, boxes = page.get_by_label("Velg alle som vises"), page.locator("[name=due]")
    everything.check()
    expect(page.locator("[name=due]:checked")).to_have_count(3)
    # One that is taken away again shows that it is no longer all.
    boxes.first.uncheck()
    expect(everything).not_to_be_checked()
    everything.check()
    page.get_by_role("button", name="Minn nå").click()
    window.look()
    page.get_by_role("button", name="Minn én person om det").click()
    expect(page.get_by_text("Minnet om 3 profiler. Én person får e-post.")).to_be_visible()
    window.look()
    assert Notice.objects.get().recipient == ola
