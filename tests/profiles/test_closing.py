"""Closing a profile for good: the checklist, and what is left of it in the register."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import lifecycle, pausing, worklist
from profiles.lifecycle import Demand, Ending, UnfitSuccessor
from profiles.models import Closing, Event, Notice, Profile
from tests.cast import Municipality, ready

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TYPED = {
    "reason": "Få følger oss",
    "closed_on": "2026-11-20",
    "text_nb": "Slutt [dato].\nNå her: [ny side]\nTakk!",
    "text_nn": "Slutt [dato].\nNo her: [ny side]\nTakk!",
    "archiving": "done",
    "links_removed": "on",
    "fate": "kept",
}


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def active(notified: Profile, anne: User, siri: User) -> Profile:
    """Otta kulturhus in use; all read in the language that the strings are written in."""
    User.objects.update(language="en")
    demand = Demand("Husregler", date(2026, 12, 24), siri)
    spring, version = date(2027, 5, 23), notified.version
    lifecycle.approve(notified, by=anne, version=version, evaluate_on=spring, demands=[demand])
    Notice.objects.all().delete()
    return notified


@pytest.fixture
def successor(sel: Municipality, kari: User, ola: User, siri: User, anne: User) -> Profile:
    profile = ready(sel, kari, ola, siri, address="https://www.instagram.com/ottakulturhus")
    lifecycle.notify(profile, by=kari, version=profile.version)
    spring, version = date(2027, 5, 23), profile.version
    lifecycle.approve(profile, by=anne, version=version, evaluate_on=spring)
    return profile


def url(profile: Profile) -> str:
    return reverse("profiles:close", args=[profile.pk])


def page(client: Client, profile: Profile) -> str:
    return client.get(profile.get_absolute_url()).content.decode()


def test_a_profile_is_closed_with_a_successor(
    successor: Profile, active: Profile, kari: User, ola: User, siri: User, anne: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    browser = signed_in(kari)
    typed = TYPED | {"successor": "instagram.com/OttaKulturhus?x", "version": active.version}
    text = browser.post(url(active), typed, follow=True).content.decode()
    active.refresh_from_db()
    closing = active.closing
    address = successor.main_address
    assert address
    assert (active.status, closing.closed_on) == (Profile.Status.CLOSED, date(2026, 11, 20))
    assert closing.text_nb == f"Slutt 20. november 2026.\nNå her: {address.url}\nTakk!"
    assert closing.text_nn == f"Slutt 20. november 2026.\nNo her: {address.url}\nTakk!"
    assert "No longer ours since Nov. 20, 2026" in text
    assert f'href="{successor.get_absolute_url()}"' in text
    timeline = text[text.index('class="timeline"') :]
    assert "Closed from Nov. 20, 2026" in timeline
    assert "Taken over by Otta kulturhus" in timeline
    assert "The account: Kept and locked" in timeline
    told = set(Notice.objects.values_list("kind", "recipient__name"))
    assert told == {("closed", each.name) for each in (ola, siri, anne)}
    assert "Nov. 20, 2026" in Notice.objects.get(recipient=anne).body


def test_it_is_final(active: Profile, kari: User, signed_in: SignedIn) -> None:
    browser, typed = signed_in(kari), TYPED | {"version": active.version}
    for _ in range(2):
        assert browser.post(url(active), typed).status_code == 302
    assert Closing.objects.count() == 1
    assert active.events.filter(kind=Event.Kind.CLOSED).count() == 1
    active.refresh_from_db()
    for name in ("pause", "reopen", "close"):
        again = {"reason": "Angrer"}
        assert browser.post(reverse(f"profiles:{name}", args=[active.pk]), again).status_code == 409
    assert url(active) not in page(browser, active)


def test_a_paused_one_is_closed_and_what_was_planned_falls_away(
    active: Profile, ola: User, kari: User, signed_in: SignedIn
) -> None:
    pausing.plan_pause(
        active,
        by=ola,
        version=active.version,
        starts_on=date(2027, 1, 10),
        reopens_on=date(2027, 2, 1),
        reason="Ferie",
    )
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2026, 12, 1), reason="Syk"
    )
    signed_in(kari).post(url(active), TYPED)
    assert not active.pauses.running().exists()
    assert not active.pauses.planned().exists()
    assert Profile.objects.get(pk=active.pk).next_evaluation_on is None
    assert not pausing.start_due(datetime(2027, 1, 10, 9, tzinfo=UTC))


def test_its_account_can_be_registered_by_others_and_it_still_says_it_was_ours(
    sel: Municipality, active: Profile, kari: User, ola: User, siri: User, signed_in: SignedIn
) -> None:
    signed_in(kari).post(url(active), TYPED | {"fate": "deleted"})
    text = page(signed_in(kari), active)
    assert "https://www.facebook.com/ottakulturhus" in text
    assert "Others can take the name." in text
    again = ready(sel, kari, ola, siri)
    assert again.main_address
    assert again.main_address.released_at is None


def test_its_conditions_are_history_and_wait_for_nobody(
    active: Profile, kari: User, siri: User, signed_in: SignedIn
) -> None:
    button = reverse("profiles:meet_condition", args=[active.conditions.get().pk])
    assert [item.kind for item in worklist.items(siri, TODAY)] == ["condition"]
    assert button in page(signed_in(siri), active)
    signed_in(kari).post(url(active), TYPED)
    assert worklist.items(User.objects.get(pk=siri.pk), TODAY) == []
    text = page(signed_in(siri), active)
    assert "Husregler" in text
    assert button not in text


def test_a_page_can_take_over(active: Profile, kari: User, signed_in: SignedIn) -> None:
    typed = TYPED | {"successor_page": "www.sel.kommune.no/kulturhus"}
    text = signed_in(kari).post(url(active), typed, follow=True).content.decode()
    assert 'href="https://www.sel.kommune.no/kulturhus"' in text
    assert "Nå her: https://www.sel.kommune.no/kulturhus" in Closing.objects.get().text_nb


def test_without_a_successor_the_followers_are_told_of_none(
    active: Profile, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    assert "the followers are not told where to" in browser.get(url(active)).content.decode()
    browser.post(url(active), TYPED)
    assert Closing.objects.get().text_nb == "Slutt 20. november 2026.\nTakk!"
    assert "have not been told where to find us" in page(browser, active)


def test_who_may_not_know_of_the_successor_gets_no_link_to_it(
    sel: Municipality, successor: Profile, active: Profile, kari: User, ola: User, siri: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    Profile.objects.filter(pk=successor.pk).update(department=sel.technical, owner=None)
    successor.backups.clear()
    lifecycle.close(
        active,
        by=kari,
        version=active.version,
        ending=Ending(
            closed_on=TODAY,
            reason="Slutt",
            archiving=Closing.Archiving.DONE,
            fate=Closing.Fate.KEPT,
            successor=successor,
        ),
    )
    text = page(signed_in(siri), active)
    assert successor.name in text
    assert f'href="{successor.get_absolute_url()}"' not in text


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"closed_on": "2026-11-24"}, "closed_on", "This day has not come yet."),
        ({"closed_on": "2025-11-22"}, "closed_on", "within the last 12 months"),
        ({"reason": ""}, "reason", "required"),
        ({"archiving": ""}, "archiving", "required"),
        ({"archiving": "burnt"}, "archiving", "not one of the available choices"),
        ({"links_removed": ""}, "links_removed", "Remove the links first"),
        ({"fate": ""}, "fate", "required"),
        ({"fate": "handed_over"}, "handed_to", "Say to whom"),
        ({"fate": "handed_over", "handed_to": "Lag\nto"}, "handed_to", ""),
        ({"successor": "999999"}, "successor", "No profile in use has this address or name"),
        ({"successor": "\x00"}, "successor", "Null characters are not allowed"),
        ({"successor": "x" * 3000}, "successor", "at most 2048 characters"),
        ({"successor": "<b>Otta"}, "successor", "&lt;b&gt;Otta"),
        ({"successor_page": "javascript:alert(1)"}, "successor_page", "valid URL"),
        ({"successor_page": "ftp://sel.example/"}, "successor_page", "valid URL"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_kept(
    active: Profile,
    kari: User,
    signed_in: SignedIn,
    typed: dict[str, str],
    field: str,
    message: str,
) -> None:
    response = signed_in(kari).post(url(active), TYPED | typed)
    assert response.status_code == 200
    assert message in " ".join(response.context["form"].errors[field])
    assert "Takk!" in response.content.decode()
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE


@pytest.mark.parametrize("day", ["2025-11-23", "2026-11-23"])
def test_the_first_and_the_last_day_that_can_be_chosen(
    active: Profile, kari: User, signed_in: SignedIn, day: str
) -> None:
    signed_in(kari).post(url(active), TYPED | {"closed_on": day})
    assert str(Closing.objects.get().closed_on) == day


def test_today_is_the_day_in_oslo(
    active: Profile, kari: User, signed_in: SignedIn, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    tomorrow = TYPED | {"closed_on": "2026-11-24"}
    assert signed_in(kari).post(url(active), tomorrow).status_code == 200
    clock.move_to(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert signed_in(kari).post(url(active), tomorrow).status_code == 302


def test_neither_itself_nor_what_is_not_in_use_nor_what_one_may_not_see_takes_over(
    sel: Municipality, successor: Profile, active: Profile, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    itself = {"successor": "https://www.facebook.com/ottakulturhus"}
    assert browser.post(url(active), TYPED | itself).status_code == 200
    for hidden in (
        {"status": Profile.Status.CLOSED},
        {"status": Profile.Status.DISCARDED},
        {"status": Profile.Status.ACTIVE, "department": sel.technical, "owner": None},
    ):
        Profile.objects.filter(pk=successor.pk).update(**hidden)
        successor.backups.clear()
        for named in ("https://www.instagram.com/ottakulturhus", successor.name):
            assert browser.post(url(active), TYPED | {"successor": named}).status_code == 200
    assert not Closing.objects.exists()


def test_the_successor_is_offered_and_can_be_named(
    successor: Profile, active: Profile, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    offered = browser.get(url(active)).content.decode()
    option = '<option value="https://www.instagram.com/ottakulturhus">Otta kulturhus – Facebook'
    assert option in offered
    assert 'value="https://www.facebook.com/ottakulturhus"' not in offered
    Profile.objects.filter(pk=successor.pk).update(name="Årets scene på Otta")
    refused = browser.post(url(active), TYPED | {"successor": "årets SCENE"})
    message = " ".join(refused.context["form"].errors["successor"])
    assert "Årets scene på Otta – Facebook (Otta kulturhus): https://www.instagram" in message
    assert 'value="årets SCENE"' in refused.content.decode()
    typed = TYPED | {"successor": "årets scene på OTTA"}
    assert browser.post(url(active), typed).status_code == 302
    assert Closing.objects.get().successor == successor


def test_of_two_with_one_name_the_address_decides(
    sel: Municipality, successor: Profile, active: Profile, kari: User, ola: User, siri: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    twin = ready(sel, kari, ola, siri, address="https://www.tiktok.com/@ottakulturhus")
    Profile.objects.filter(pk=twin.pk).update(status=Profile.Status.PAUSED)
    refused = signed_in(kari).post(url(active), TYPED | {"successor": successor.name})
    message = " ".join(refused.context["form"].errors["successor"])
    assert "Several profiles are called" in message
    assert "https://www.tiktok.com/@ottakulturhus" in message


def test_one_that_is_closed_meanwhile_does_not_take_over(
    successor: Profile, active: Profile, kari: User
) -> None:
    Profile.objects.filter(pk=successor.pk).update(status=Profile.Status.CLOSED)
    version = active.version
    for unfit in (successor, active):
        ending = Ending(
            closed_on=TODAY,
            reason="Slutt",
            archiving=Closing.Archiving.DONE,
            fate=Closing.Fate.KEPT,
            successor=unfit,
        )
        with pytest.raises(UnfitSuccessor):
            lifecycle.close(active, by=kari, version=version, ending=ending)
    active.refresh_from_db()
    assert (active.status, active.version) == (Profile.Status.ACTIVE, version)


def test_to_whom_it_went_is_kept_only_if_it_was_handed_over(
    active: Profile, kari: User, signed_in: SignedIn
) -> None:
    browser = signed_in(kari)
    browser.post(url(active), TYPED | {"fate": "handed_over", "handed_to": "Otta teaterlag"})
    assert Closing.objects.get().handed_to == "Otta teaterlag"
    assert "Handed over to Otta teaterlag" in page(browser, active)


def test_an_account_that_is_kept_went_to_nobody(
    active: Profile, kari: User, signed_in: SignedIn
) -> None:
    signed_in(kari).post(url(active), TYPED | {"handed_to": "Otta teaterlag"})
    assert Closing.objects.get().handed_to == ""


def test_who_was_slower_is_told_and_keeps_what_was_typed(
    active: Profile, ola: User, kari: User, signed_in: SignedIn
) -> None:
    typed = TYPED | {"version": active.version, "reason": "Mitt eget"}
    lifecycle.pause(
        active, by=ola, version=active.version, reopens_on=date(2026, 12, 1), reason="Syk"
    )
    response = signed_in(kari).post(url(active), typed)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Mitt eget" in text
    assert "It is still possible" in text
    assert ola.name in text
    assert not Closing.objects.exists()
