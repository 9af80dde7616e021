"""The head of culture registers Otta kulturhus, and the administration answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from profiles import lifecycle
from profiles.models import Profile
from tests.cast import Municipality, draft
from tests.journeys.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

Open = Callable[..., Visit]


def fill_in_the_account(page: Page) -> None:
    page.get_by_label("Virksomhet", exact=True).select_option(label="\u2003\u2003Otta kulturhus")
    page.get_by_label("Adressen til profilen").fill("m.facebook.com/Otta.Kulturhus?ref=x")
    page.get_by_label("Navn på profilen").fill("Otta kulturhus")
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Hvorfor trenger").fill("Programmet endrer seg hver dag.")
    page.get_by_label("Nyheter og informasjon").check()


def fill_in_the_assessment(page: Page) -> None:
    for text in page.locator("textarea").all():
        if text.is_visible():
            text.fill("Kort svar.")
    answers = {
        "crisis": "no",
        "participation": "questions",
        "privacy": "yes",
        "policy": "yes",
        "follow_up": "yes",
        "exclusions": "none",
        "counterpart": "yes",
        "advised_against": "no",
        "risk_assessment": "yes",
    }
    for name, value in answers.items():
        page.locator(f"input[name={name}][value={value}]").check()


def fill_in_the_people(page: Page, owner: User, backup: User) -> None:
    page.locator("select[name=owner]").select_option(label=owner.name)
    page.get_by_label(backup.name).check()
    page.locator("input[name=website]").fill("www.sel.kommune.no/kulturhus")
    page.locator("input[name=rhythm][value='7']").check()
    page.locator("input[name=reply_time][value='8']").check()
    for box in page.locator("input[name=responsibilities]").all():
        box.check()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_head_registers_and_the_administration_approves(
    visit: Open,
    sel: Municipality,
    kari: User,
    ola: User,
    siri: User,
    anne: User,
    javascript: bool,
) -> None:
    # Given the head of culture on her phone
    window = visit(kari, width="phone", javascript=javascript)
    page = window.page
    window.go("/profiler/ny/")
    # When she goes through the four steps
    fill_in_the_account(page)
    if javascript:
        expect(page.locator("#address-check")).to_contain_text("facebook.com/ottakulturhus")
    page.get_by_role("button", name="Lagre og gå videre").click()
    fill_in_the_assessment(page)
    page.get_by_role("button", name="Lagre og gå videre").click()
    fill_in_the_people(page, ola, siri)
    page.get_by_role("button", name="Lagre og gå videre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Se gjennom og meld")
    page.get_by_role("button", name="Meld til administrasjonen").click()
    # Then she has a receipt, and the profile stands as notified
    expect(page.get_by_text("Du har fått kvittering")).to_be_visible()
    assert Profile.objects.get().status == "notified"
    # When the administration reads it from its tasks and approves it
    window = visit(anne, javascript=javascript)
    page = window.page
    window.go("/")
    page.get_by_role("link", name="Les og svar").first.click()
    page.get_by_role("link", name="Godkjenn", exact=True).first.click()
    page.get_by_role("button", name="Godkjenn", exact=False).click()
    # Then the profile is active, with a day for its evaluation
    expect(page.get_by_text("Profilen er godkjent").first).to_be_visible()
    profile = Profile.objects.get()
    assert profile.status == "active"
    assert profile.next_evaluation_on


def test_what_is_typed_is_saved_while_one_types(visit: Open, sel: Municipality, kari: User) -> None:
    profile = draft(sel, kari)
    window = visit(kari)
    window.go(f"/profiler/{profile.pk}/konto/")
    window.page.get_by_label("Navn på profilen").fill("Kulturhuset på Otta")
    window.page.get_by_label("Hvorfor trenger").click()
    expect(window.page.locator("#saved")).to_contain_text("Lagret")
    profile.refresh_from_db()
    assert profile.name == "Kulturhuset på Otta"
    window.page.get_by_label("Navn på profilen").fill("Otta kulturhus")
    window.page.get_by_role("button", name="Lagre og gå videre").click()
    window.page.wait_for_url("**/vurdering/#")
    profile.refresh_from_db()
    assert profile.name == "Otta kulturhus"
    window.look()


def test_the_main_job_can_be_done_with_the_keyboard_alone(
    visit: Open, sel: Municipality, kari: User
) -> None:
    window = visit(kari)
    window.go("/profiler/ny/")
    page = window.page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#innhold")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "address":
            break
    page.keyboard.type("@ottakulturhus")
    page.keyboard.press("Enter")
    # The error summary gets the focus, and leads to the field.
    expect(page.locator("ds-error-summary, .ds-error-summary").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "address"
    # The Enter key goes on to the next step, not to another one.
    page.locator("input[name=address]").fill("facebook.com/ottakulturhus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vurdering/#")


PAGES = [
    "/",
    "/profiler/",
    "/profiler/ny/",
    "/profiler/{draft}/",
    "/profiler/{draft}/konto/",
    "/profiler/{draft}/vurdering/",
    "/profiler/{draft}/folk/",
    "/profiler/{draft}/se-gjennom/",
    "/profiler/{draft}/forkast/",
    "/profiler/{notified}/",
    "/profiler/{notified}/trekk-tilbake/",
    "/profiler/{notified}/formalsvurdering/",
    "/profiler/{notified}/meldt/{snapshot}/",
    "/varsler/",
]
OF_THE_ADMINISTRATION = [
    "/",
    "/meldinger/",
    "/profiler/?missing=owner&missing=backup&q=veldiglangtordsomikkekandeles",
    "/profiler/{notified}/",
    "/profiler/{notified}/godkjenn/",
    "/profiler/{notified}/send-tilbake/",
    "/profiler/{notified}/avsla/",
    "/varsler/",
    "/varsler/ikke-levert/",
]


@pytest.mark.parametrize("width", ["narrow", "phone", "desk"])
def test_every_page_is_sound_at_every_width(
    visit: Open,
    sel: Municipality,
    kari: User,
    anne: User,
    notified: Profile,
    width: str,
) -> None:
    other = draft(sel, kari, address="https://www.instagram.com/ottakulturhus")
    numbers: dict[str, Any] = {
        "draft": other.pk,
        "notified": notified.pk,
        "snapshot": notified.snapshots.get().pk,
    }
    for user, paths in ((kari, PAGES), (anne, OF_THE_ADMINISTRATION)):
        window = visit(user, width=width)
        for path in paths:
            response = window.go(path.format(**numbers))
            assert response
            assert response.status == 200, path
            window.look()


@pytest.mark.parametrize("width", ["narrow", "desk"])
def test_pages_for_strangers_and_for_errors_are_sound(
    visit: Open, kari: User, notified: Profile, nils: User, width: str
) -> None:
    stranger = visit(width=width)
    for path in ("/", reverse("account_login"), reverse("account_reset_password")):
        stranger.go(path)
        stranger.look()
    window = visit(nils, width=width)
    for path, status in ((f"/profiler/{notified.pk}/", 404), ("/meldinger/", 403)):
        response = window.go(path)
        assert response
        assert response.status == status
        window.complaints.clear()
        window.look()


def test_who_comes_second_sees_what_happened_and_keeps_the_words(
    visit: Open, notified: Profile, anne: User, arne: User
) -> None:
    window = visit(anne)
    window.go(f"/profiler/{notified.pk}/avsla/")
    window.page.locator("textarea[name=reason]").fill("Ligner for mye på hovedsiden.")
    lifecycle.send_back(notified, by=arne, version=notified.version, reason="Rett opp")
    window.page.get_by_role("button", name="Avslå").click()
    expect(window.page.get_by_text(arne.name).first).to_be_visible()
    assert "Ligner for mye på hovedsiden." in window.page.content()
    window.complaints.clear()
    window.look()
