"""Several addresses of one account: adding, choosing the main one, taking away."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import addressing, changing, editing, lifecycle
from profiles.models import ChangeNotice, Event, Profile
from tests.cast import Municipality, draft

SignedIn = Callable[[User], Client]
MAIN = "https://www.facebook.com/ottakulturhus"
NUMBER = "https://www.facebook.com/profile.php?id=100064000000001"


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    day = date(2027, 5, 23)
    lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=day, demands=[])
    return notified


@pytest.fixture
def browser(ola: User, signed_in: SignedIn) -> Client:
    return signed_in(ola)


def page_of(profile: Profile) -> str:
    return reverse("profiles:addresses", args=[profile.pk])


def act_of(name: str, profile: Profile, url: str) -> str:
    return reverse(f"profiles:{name}", args=[profile.pk, profile.addresses.get(url=url).pk])


def urls_of(profile: Profile) -> list[str]:
    """The profile's addresses, the main one first."""
    return [address.url for address in profile.addresses.all()]


def add(browser: Client, profile: Profile, given: str, **more: Any) -> Any:
    return browser.post(page_of(profile), {"address": given, **more}, follow=True)


# --- Adding -------------------------------------------------------------------------------


def test_an_address_is_added_and_the_administration_is_told(
    active: Profile, browser: Client, signed_in: SignedIn, rune: User
) -> None:
    page = add(browser, active, "m.facebook.com/profile.php?id=100064000000001&ref=x")
    assert "Adressen er lagt til." in page.content.decode()
    assert urls_of(active) == [MAIN, NUMBER]
    event = active.events.last()
    assert event
    assert event.kind == Event.Kind.CHANGED
    assert event.data["changes"] == [{"field": "addresses", "old": [], "new": [NUMBER]}]
    assert ChangeNotice.objects.open().get().event == event
    profile_page = signed_in(rune).get(active.get_absolute_url()).content.decode()
    assert NUMBER in profile_page
    assert "Flere adresser" in profile_page


def test_one_of_a_draft_is_told_to_nobody(sel: Municipality, kari: User, ola: User) -> None:
    begun = draft(sel, kari)
    event = addressing.add(begun, by=kari, version=begun.version, given=NUMBER)
    assert event
    assert event.kind == Event.Kind.EDITED
    assert not ChangeNotice.objects.exists()


def test_the_profile_is_found_by_each_of_them(active: Profile, browser: Client) -> None:
    add(browser, active, NUMBER)
    found = browser.get(
        reverse("profiles:list"), {"q": "https://fb.com/profile.php?id=100064000000001"}
    )
    assert [profile.pk for profile in found.context["page"].profiles] == [active.pk]


def test_nobody_else_can_register_it(
    active: Profile, browser: Client, sel: Municipality, nora: User
) -> None:
    add(browser, active, NUMBER)
    with pytest.raises(editing.AddressTaken):
        draft(sel, nora, address=NUMBER)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "påkrevet"),
        (MAIN, "Profilen har denne adressen fra før."),
        ("https://www.instagram.com/ottakulturhus", "adresse på Instagram"),
        ("https://www.facebook.com/pages", ""),
        ("https://www.facebook.com/ottakulturhus/posts/12", ""),
        ("tull \x00 og \u202e tøys", ""),
        ("https://facebook.com/" + "x" * 3000, ""),
    ],
    ids=["empty", "own", "other platform", "reserved", "post", "nonsense", "long"],
)
def test_what_is_no_other_address_of_the_account_is_refused(
    active: Profile, browser: Client, given: str, message: str
) -> None:
    page = add(browser, active, given)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="id_address_error"' in text
    assert message in text
    assert urls_of(active) == [MAIN]


def test_one_of_another_profile_is_refused_with_its_name(
    active: Profile, browser: Client, sel: Municipality, kari: User
) -> None:
    other = draft(sel, kari, address="https://www.facebook.com/ottakino")
    page = add(browser, active, "https://www.facebook.com/ottakino").content.decode()
    assert "registrert" in page
    assert other.get_absolute_url() in page


def test_a_profile_has_so_many_at_most(active: Profile, browser: Client) -> None:
    for number in range(addressing.MOST):
        page = add(
            browser, active, f"https://www.facebook.com/profile.php?id=1000640000000{number:02}"
        )
    assert "høyst 10 adresser" in page.content.decode()
    assert active.addresses.count() == addressing.MOST


# --- The main one -------------------------------------------------------------------------


def test_another_one_becomes_the_main_one(active: Profile, browser: Client) -> None:
    add(browser, active, NUMBER)
    page = browser.post(act_of("address_main", active, NUMBER), follow=True)
    assert "er nå hovedadressen" in page.content.decode()
    assert urls_of(active) == [NUMBER, MAIN]
    change = active.events.last().data["changes"][0]  # type: ignore[union-attr]
    assert change == {"field": "address", "old": MAIN, "new": NUMBER}


def test_the_same_button_twice_is_one_change(active: Profile, browser: Client) -> None:
    add(browser, active, NUMBER)
    url, version = act_of("address_main", active, NUMBER), Profile.objects.get().version
    for _press in range(2):
        assert browser.post(url, {"version": version}).status_code == 302
    assert Profile.objects.get().version == version + 1


def test_an_address_that_is_on_the_list_can_be_typed_as_the_main_one(
    active: Profile, ola: User, browser: Client
) -> None:
    add(browser, active, NUMBER)
    stored = Profile.objects.get()
    page = reverse("profiles:change", args=[active.pk, "konto"])
    sent = {"address": NUMBER, "platform": "facebook", "name": stored.name, "language": "nb"}
    assert browser.post(page, {**sent, "version": stored.version}).status_code == 302
    assert urls_of(active) == [NUMBER, MAIN]


def test_a_draft_without_a_main_address_cannot_be_notified(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    begun = draft(sel, kari)
    addressing.add(begun, by=kari, version=begun.version, given=NUMBER)
    editing.change(begun, by=kari, version=begun.version, values={"address": ""})
    page = browser.get(reverse("profiles:review", args=[begun.pk])).content.decode()
    assert "Oppgi adressen til profilen" in page
    page = browser.get(page_of(begun), follow=True).content.decode()
    assert "Gi profilen den første adressen her." in page


# --- Taking away --------------------------------------------------------------------------


def test_one_is_taken_away_and_is_free_for_others(
    active: Profile, browser: Client, sel: Municipality, nora: User
) -> None:
    add(browser, active, NUMBER)
    url = act_of("address_remove", active, NUMBER)
    assert "er fjernet" in browser.post(url, follow=True).content.decode()
    assert urls_of(active) == [MAIN]
    assert "ikke blant de andre adressene" in browser.post(url, follow=True).content.decode()
    assert draft(sel, nora, address=NUMBER).main_address


def test_the_main_one_cannot_be_taken_away(active: Profile, browser: Client) -> None:
    browser.post(act_of("address_remove", active, MAIN))
    assert urls_of(active) == [MAIN]


def test_who_has_not_seen_the_others_change_is_asked_again(
    active: Profile, browser: Client, kari: User, ola: User
) -> None:
    seen = active.version
    addressing.add(active, by=kari, version=seen, given=NUMBER)
    again = "https://www.facebook.com/profile.php?id=100064000000002"
    page = browser.post(page_of(active), {"address": again, "version": seen})
    assert page.status_code == 409
    assert again in page.content.decode()
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version
    add(browser, active, again, version=version[1])
    assert len(urls_of(active)) == 3


def test_all_of_them_stand_in_what_was_notified(
    sel: Municipality, ready_draft: Profile, kari: User
) -> None:
    addressing.add(ready_draft, by=kari, version=ready_draft.version, given=NUMBER)
    lifecycle.notify(ready_draft, by=kari, version=ready_draft.version)
    kept = ready_draft.snapshots.get().content
    assert kept["addresses"] == [NUMBER]
    client = Client()
    client.force_login(kari)
    url = reverse("profiles:snapshot", args=[ready_draft.pk, ready_draft.snapshots.get().pk])
    assert NUMBER in client.get(url).content.decode()


def test_the_act_itself_keeps_to_so_many(
    active: Profile, browser: Client, ola: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people add the last one at once: the form of both was shown while there was room."""
    monkeypatch.setattr(addressing, "MOST", 2)
    write = addressing.add

    def late(profile: Profile, *, version: int, **options: Any) -> Event | None:
        write(profile, by=ola, version=version, given=NUMBER)
        return write(profile, version=version + 1, **options)

    monkeypatch.setattr(addressing, "add", late)
    shown = add(browser, active, "facebook.com/profile.php?id=100064000000002")
    assert "En profil kan ha høyst 2 adresser" in shown.content.decode()
    assert urls_of(active) == [MAIN, NUMBER]
    active.refresh_from_db()
    assert f'name="version" value="{active.version}"' in shown.content.decode()


def test_on_another_platform_the_other_addresses_are_other_accounts(
    active: Profile, ola: User, kari: User, sel: Municipality
) -> None:
    addressing.add(active, by=ola, version=active.version, given=NUMBER)
    new: editing.Values = {"platform": "instagram", "address": "instagram.com/ottakulturhus"}
    event = changing.change(active, by=ola, version=active.version, values=new)
    assert event
    assert urls_of(active) == ["https://www.instagram.com/ottakulturhus"]
    assert {"field": "addresses", "old": [NUMBER], "new": []} in event.data["changes"]
    # Others may register it now.
    assert draft(sel, kari, address=NUMBER).addresses.get().url == NUMBER
