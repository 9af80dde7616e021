"""Who has access to an account: the list, the facts, what is to be mended, and who is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import organisation
from accounts.models import User
from profiles import accesses, worklist
from profiles.accesses import Terms
from profiles.models import Access, Event, Holder, Profile
from profiles.worklist import Kind
from tests.cast import Municipality

SignedIn = Callable[[User], Client]
TODAY = timezone.localdate()


@pytest.fixture
def living(notified: Profile) -> Profile:
    """A profile in use since long ago."""
    Profile.objects.filter(pk=notified.pk).update(
        status="active", next_evaluation_on=date(2030, 1, 1)
    )
    notified.refresh_from_db()
    return notified


def url(profile: Profile, more: str = "") -> str:
    return f"/profiler/{profile.pk}/tilgang/{more}"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def typed(**more: object) -> dict[str, object]:
    return {"person": "", "name": "", "role": "administrator", "two_step": "yes", **more}


def holder(profile: Profile, by: User, person: User, role: str = "administrator") -> Holder:
    terms = Terms(person=person, name="", role=role, is_private=False, two_step="yes")
    return accesses.add_holder(profile, by=by, terms=terms)


def kinds(user: User) -> list[tuple[str, int]]:
    fresh = User.objects.get(pk=user.pk)
    waiting = (Kind.ACCESS_GONE, Kind.ACCESS_DUE)
    found = worklist.items(fresh, TODAY)
    return [(item.kind, item.profile.pk) for item in found if item.kind in waiting]


# --- The list -----------------------------------------------------------------------------


def test_those_who_answer_for_it_are_suggested_and_put_on_the_list(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client = signed_in(siri)
    shown = page(client, url(living))
    assert "Ukjent" in shown
    assert f"{url(living, 'ny/')}?person={ola.pk}" in shown
    form = page(client, url(living, f"ny/?person={ola.pk}"))
    assert f'value="{ola.pk}" selected' in form
    response = client.post(url(living, "ny/"), typed(person=ola.pk))
    assert response["Location"] == url(living)
    shown = page(client, url(living))
    assert f"?person={ola.pk}" not in shown
    assert "Henger på én person" in shown
    kept = living.holders.get()
    assert (kept.person, kept.role, kept.checked_on) == (ola, "administrator", TODAY)


def test_somebody_outside_the_portal_has_a_name(
    living: Profile, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(ola)
    client.post(url(living, "ny/"), typed(name="Byrået AS", role="editor", is_private="on"))
    assert "Byrået AS" in page(client, url(living))
    kept = living.holders.get()
    assert (kept.name, kept.is_private) == ("Byrået AS", True)
    again = client.post(url(living, "ny/"), typed(name="byrået as"))
    assert "Dette navnet står på listen fra før" in again.content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Velg en person, eller skriv et navn"),
        ({"name": "x", "person": "siri"}, "ikke begge deler"),
        ({"name": "x" * 121}, "120"),
        ({"name": "to\nlinjer"}, "linje"),
        ({"name": "x\x00"}, "ds-error-summary"),
        ({"person": "99999999"}, "gyldig"),
        ({"person": "ola"}, "Denne personen står på listen fra før"),
        ({"name": "x", "role": "eier"}, "gyldig"),
        ({"name": "x", "two_step": "kanskje"}, "gyldig"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    more: dict[str, str], said: str, living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    holder(living, ola, ola)
    people = {"siri": str(siri.pk), "ola": str(ola.pk)}
    given = more | (
        {"person": people.get(more["person"], more["person"])} if "person" in more else {}
    )
    response = signed_in(ola).post(url(living, "ny/"), typed(**given))
    assert response.status_code == 200
    text = response.content.decode()
    assert "ds-error-summary" in text
    assert said in text
    assert living.holders.count() == 1


def test_a_role_is_changed_and_taken_off_again(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client, kept = signed_in(ola), holder(living, ola, siri, "editor")
    Holder.objects.update(checked_on=date(2020, 1, 1))
    client.post(url(living, f"{kept.pk}/"), typed(person=siri.pk, two_step="no"))
    kept.refresh_from_db()
    assert (kept.role, kept.two_step, kept.checked_on) == ("administrator", "no", TODAY)
    assert "Tilgangen er tatt bort" in page(client, url(living, f"{kept.pk}/fjern/"))
    for _twice in range(2):
        client.post(url(living, f"{kept.pk}/fjern/"))
    assert not living.holders.exists()
    shown = page(client, url(living))
    assert "Siri Testperson (administrator" in shown
    assert "ble tatt av listen" in shown


def test_nobody_stands_twice_whoever_is_quicker(living: Profile, ola: User, siri: User) -> None:
    holder(living, ola, siri)
    with pytest.raises(accesses.HeldAlready):
        holder(living, ola, siri)
    other = holder(living, ola, ola)
    with pytest.raises(accesses.HeldAlready):
        accesses.change_holder(
            other,
            by=ola,
            terms=Terms(person=siri, name="", role="editor", is_private=False, two_step=""),
        )


def test_the_role_of_another_profile_is_not_found(
    living: Profile, ola: User, sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    other = Profile.objects.create(department=sel.house, registered_by=kari, name="Annen")
    kept = holder(other, ola, ola)
    for more in (f"{kept.pk}/", f"{kept.pk}/fjern/", "987654321/"):
        assert signed_in(ola).get(url(living, more)).status_code == 404


# --- The facts ----------------------------------------------------------------------------


def facts(**more: object) -> dict[str, object]:
    return {"central_holder": "", "administrators": "", "two_step": "", "private_only": "",
            "recovery_place": "", **more}  # fmt: skip


def test_what_is_changed_or_ticked_counts_as_checked_today(
    living: Profile, ola: User, wilma: User, signed_in: SignedIn
) -> None:
    client, long_ago = signed_in(ola), date(2025, 1, 1)
    given = facts(central_holder=wilma.pk, administrators="2", two_step="yes")
    assert client.post(url(living, "endre/"), given)["Location"] == url(living)
    Access.objects.update(
        central_checked_on=long_ago,
        administrators_checked_on=long_ago,
        two_step_checked_on=long_ago,
    )
    client.post(url(living, "endre/"), given | {"two_step": "no", "administrators_checked": "on"})
    kept = Access.objects.get()
    assert kept.central_holder == wilma
    assert (kept.central_checked_on, kept.administrators_checked_on) == (long_ago, TODAY)
    assert (kept.two_step, kept.two_step_checked_on) == ("no", TODAY)
    assert kept.recovery_checked_on is None
    client.post(url(living, "endre/"), facts())
    kept = Access.objects.get()
    assert kept.central_holder is None
    assert kept.central_checked_on is None


def test_nothing_changed_and_nothing_ticked_is_no_check(
    living: Profile, ola: User, signed_in: SignedIn
) -> None:
    before = living.events.count()
    signed_in(ola).post(url(living, "endre/"), facts())
    assert living.events.count() == before


def opened(browser: Client, address: str) -> dict[str, object]:
    """The form as a person sees it, ready to be sent back."""
    form = browser.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_two_who_change_different_facts_at_once_keep_both(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    address = url(living, "endre/")
    first, second = signed_in(ola), signed_in(siri)
    one, two = opened(first, address), opened(second, address)
    first.post(address, one | {"recovery_place": "Safen i arkivet"})
    # What was ticked holds of what was seen, and not of what is new.
    ticked = {"administrators": 2, "recovery_place_checked": "on", "two_step_checked": "on"}
    told = second.post(address, two | ticked, follow=True).content.decode()
    access = Access.objects.get()
    assert (access.recovery_place, access.administrators) == ("Safen i arkivet", 2)
    assert living.events.latest("pk").data["checked"] == ["administrators", "two_step"]
    assert "Ola Testperson changed this meanwhile" in told


def test_two_who_change_the_same_fact_see_both_side_by_side(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    address = url(living, "endre/")
    first, second = signed_in(ola), signed_in(siri)
    one, two = opened(first, address), opened(second, address)
    first.post(address, one | {"recovery_place": "Safen i arkivet"})
    response = second.post(address, two | {"recovery_place": "IKT har dem"})
    assert response.status_code == 409
    told = response.content.decode()
    assert "Safen i arkivet" in told
    assert "IKT har dem" in told
    assert Access.objects.get().recovery_place == "Safen i arkivet"
    form = response.context["form"]
    chosen = {name: form[name].value() or "" for name in form.fields}
    chosen |= {"clash": "recovery_place", "keep_recovery_place": "mine"}
    assert second.post(address, chosen).status_code == 302
    assert Access.objects.get().recovery_place == "IKT har dem"


def test_two_who_change_the_same_person_on_the_list_keep_both(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    User.objects.update(language="en")
    kept = holder(living, ola, siri)
    address = url(living, f"{kept.pk}/")
    first, second = signed_in(ola), signed_in(siri)
    one, two = opened(first, address), opened(second, address)
    first.post(address, one | {"role": "administrator"})
    second.post(address, two | {"two_step": "yes"})
    kept.refresh_from_db()
    assert (kept.role, kept.two_step) == ("administrator", "yes")
    third = opened(second, address)
    first.post(address, opened(first, address) | {"role": "analyst"})
    response = second.post(address, third | {"role": "moderator"})
    assert response.status_code == 409
    assert "can see statistics" in response.content.decode()
    kept.refresh_from_db()
    assert kept.role == "analyst"


@pytest.mark.parametrize(
    "more",
    [
        {"administrators": "-1"},
        {"administrators": "1000"},
        {"administrators": "to"},
        {"central_holder": "99999999"},
        {"two_step": "kanskje"},
        {"recovery_place": "x" * 201},
        {"recovery_place": "x\x00"},
    ],
)
def test_impossible_facts_are_refused(
    more: dict[str, str], living: Profile, ola: User, signed_in: SignedIn
) -> None:
    response = signed_in(ola).post(url(living, "endre/"), facts(**more))
    assert "ds-error-summary" in response.content.decode()


def test_one_button_says_that_everything_holds(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    holder(living, ola, ola)
    accesses.change_facts(living, by=ola, values={"two_step": "yes"})
    Holder.objects.update(checked_on=date(2020, 1, 1))
    Access.objects.update(two_step_checked_on=date(2020, 1, 1))
    signed_in(siri).post(url(living, "stemmer/"))
    kept = Access.objects.get()
    assert (kept.roster_checked_on, kept.two_step_checked_on) == (TODAY, TODAY)
    assert kept.recovery_checked_on is None
    assert living.holders.get().checked_on == TODAY


def test_the_timeline_says_that_it_was_checked_and_not_what_was_found(
    living: Profile, ola: User, rune: User, signed_in: SignedIn
) -> None:
    accesses.change_facts(living, by=ola, values={"recovery_place": "Safen i arkivet"})
    kind = living.events.latest("pk").kind
    assert kind == Event.Kind.ACCESS_CHECKED
    assert "Safen i arkivet" not in page(signed_in(rune), f"/profiler/{living.pk}/")
    assert "Safen i arkivet" in page(signed_in(ola), url(living))


def test_the_checks_of_a_person_on_a_day_are_one_entry_of_the_timeline(
    living: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    for by in (ola, ola, siri, ola):
        accesses.confirm(living, by=by)
    shown = page(signed_in(ola), f"/profiler/{living.pk}/")
    assert shown.count("kontrollerte hvem som har tilgang") == 3


# --- The judgement ------------------------------------------------------------------------


def test_the_profiles_page_judges_for_those_who_may_see_it(
    living: Profile, ola: User, siri: User, wilma: User, rune: User, signed_in: SignedIn
) -> None:
    for person in (ola, siri):
        holder(living, ola, person)
    values = {"central_holder": wilma, "two_step": "yes", "recovery_place": "Safen"}
    accesses.change_facts(living, by=ola, values=values)
    accesses.confirm(living, by=ola)
    shown = page(signed_in(ola), f"/profiler/{living.pk}/")
    assert "Tåler godt at én faller fra" in shown
    assert "kan 2 personer styre kontoen" in shown
    assert "Tåler godt" not in page(signed_in(rune), f"/profiler/{living.pk}/")


def test_the_page_costs_as_much_for_many_as_for_few(
    living: Profile, ola: User, siri: User, dina: User, signed_in: SignedIn
) -> None:
    client, counted = signed_in(ola), []
    for people in ([ola], [siri, dina]):
        for person in people:
            holder(living, ola, person)
        client.get(url(living))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(living))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- Those who leave, and lists that grow old --------------------------------------------------


def test_who_leaves_stays_on_the_list_until_the_access_is_taken(
    living: Profile, ola: User, siri: User, kari: User, anne: User, arne: User, signed_in: SignedIn
) -> None:
    kept = holder(living, ola, siri)
    assert kinds(ola) == []
    organisation.deactivate(siri, by=anne, reason="Sluttet")
    for person in (ola, kari):
        assert kinds(person) == [(Kind.ACCESS_GONE, living.pk)]
    assert kinds(anne) == []
    assert "har sluttet" in page(signed_in(ola), url(living))
    assert f"{url(living, f'{kept.pk}/fjern/')}" in page(signed_in(ola), "/")
    accesses.remove_holder(kept, by=ola)
    assert kinds(ola) == []


def test_a_persons_page_tells_the_administration_what_to_take_back(
    living: Profile, ola: User, siri: User, anne: User, kari: User, signed_in: SignedIn
) -> None:
    Profile.backups.through.objects.all().delete()
    holder(living, ola, siri)
    assert "Har tilgang til" in page(signed_in(anne), f"/folk/{siri.pk}/")
    assert "Har tilgang til" not in page(signed_in(kari), f"/folk/{siri.pk}/")


def test_a_list_that_nobody_has_checked_for_a_year_is_due(
    living: Profile, ola: User, siri: User, kari: User, nils: User, signed_in: SignedIn
) -> None:
    year = timedelta(days=366)
    assert kinds(ola) == []
    Profile.objects.update(access_due_on=TODAY)
    assert kinds(ola) == kinds(siri) == [(Kind.ACCESS_DUE, living.pk)]
    assert kinds(kari) == kinds(nils) == []
    tasks = page(signed_in(ola), "/")
    assert "Kontroller hvem som har tilgang" in tasks
    assert "Forfalt" not in tasks
    accesses.confirm(living, by=ola)
    assert kinds(ola) == []
    Access.objects.update(roster_checked_on=TODAY - year)
    Profile.objects.update(access_due_on=TODAY - timedelta(days=1))
    assert kinds(ola) == [(Kind.ACCESS_DUE, living.pk)]
    assert "Forfalt" in page(signed_in(ola), "/")


def test_what_is_closed_can_be_read_and_not_changed(
    living: Profile, ola: User, signed_in: SignedIn
) -> None:
    kept, client = holder(living, ola, ola), signed_in(ola)
    Profile.objects.update(status="closed")
    assert "stemmer/" not in page(client, url(living))
    for more in ("endre/", "ny/", "stemmer/", f"{kept.pk}/", f"{kept.pk}/fjern/"):
        assert client.post(url(living, more), typed(name="Ny")).status_code == 302
    assert list(living.holders.all()) == [kept]
