"""Taking back what came of a list."""

import pytest
from django.test import Client

from accounts.models import User
from profiles import chain, history, tasks
from profiles.models import Address, Event, Import, Profile
from tests.cast import Municipality, draft
from tests.profiles.test_importing import OTTA, SignedIn, a_list, checked, page, registered, send


@pytest.fixture
def brought_in(
    sel: Municipality, anne: User, ola: User, siri: User, kari: User, signed_in: SignedIn
) -> tuple[Client, Import]:
    """Three rows, of which one stood in the register already."""
    draft(sel, kari, address="https://www.facebook.com/ottakulturhus")
    browser = signed_in(anne)
    rows = [OTTA, *(OTTA.replace("ottakulturhus", name) for name in ("otta1", "otta2"))]
    return browser, registered(browser, checked(browser, a_list(*rows)))


def test_what_came_of_a_list_is_taken_back(brought_in: tuple[Client, Import], anne: User) -> None:
    browser, of = brought_in
    assert "/angre/" in page(browser, of)
    send(browser, of, "angre")
    assert "every 2s" in page(browser, of)
    tasks.work_on_imports()
    of.refresh_from_db()
    assert of.state == Import.State.UNDONE
    assert of.notes["undone"] == 2
    assert "/angre/" not in page(browser, of)
    statuses = Profile.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["draft", "discarded", "discarded"]
    events = Event.objects.filter(kind=Event.Kind.IMPORT_UNDONE)
    assert {event.actor for event in events} == {anne}
    assert not list(chain.faults())
    assert Address.objects.filter(released_at__isnull=True).count() == 1
    told = browser.get(f"/profiler/{events[0].profile_id}/")
    assert told.status_code in (200, 404)
    # And once more from the start.
    rows = [OTTA.replace("ottakulturhus", name) for name in ("otta1", "otta2")]
    assert registered(browser, checked(browser, a_list(*rows))).state == Import.State.DONE


def test_what_somebody_has_changed_since_stays(
    brought_in: tuple[Client, Import], anne: User
) -> None:
    browser, of = brought_in
    profile = Profile.objects.filter(status="active").first()
    assert profile
    history.record(profile, Event.Kind.CHANGED, by=anne, at=profile.registered_at)
    send(browser, of, "angre")
    tasks.work_on_imports()
    of.refresh_from_db()
    assert (of.notes["undone"], of.notes["kept"]) == (1, 1)
    profile.refresh_from_db()
    assert profile.status == Profile.Status.ACTIVE


def test_only_what_was_registered_is_taken_back_and_once(
    brought_in: tuple[Client, Import],
) -> None:
    browser, of = brought_in
    open_list = checked(browser, a_list(OTTA))
    for which in (of, of, open_list):
        assert send(browser, which, "angre").status_code == 302
    tasks.work_on_imports()
    tasks.work_on_imports()
    open_list.refresh_from_db()
    assert open_list.state == Import.State.CHECKED
    assert Event.objects.filter(kind=Event.Kind.IMPORT_UNDONE).count() == 2
