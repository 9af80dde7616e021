"""Departments: the tree, and what the administration does with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, Membership, User
from profiles import bulk, lifecycle, reorganising
from profiles.models import Event, Notice, Profile
from tests.cast import Municipality

SignedIn = Callable[[User], Client]


def kinds(department: Department) -> list[str]:
    return list(department.records.order_by("pk").values_list("kind", flat=True))


def test_everybody_sees_the_tree_and_only_own_profiles(
    sel: Municipality, notified: Profile, nils: User, kari: User, signed_in: SignedIn
) -> None:
    for who, count in ((nils, 0), (kari, 1)):
        client = signed_in(who)
        tree = client.get("/virksomheter/").context["tree"]
        assert [row["department"] for row in tree] == [
            sel.root,
            sel.culture,
            sel.house,
            sel.technical,
        ]
        assert sum(row["profiles"] for row in tree) == count
        page = client.get(f"/virksomheter/{sel.house.pk}/")
        assert len(page.context["profiles"]) == count
        assert "virksomheter/ny/" not in page.content.decode()


def test_the_first_profiles_stand_on_the_page_and_the_rest_in_the_list(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    def add(*names: str) -> None:
        Profile.objects.bulk_create(
            Profile(name=name, department=sel.house, registered_by=kari) for name in names
        )

    client, path = signed_in(kari), f"/virksomheter/{sel.house.pk}/"
    rest = f'href="/profiler/?department={sel.house.pk}"'
    add(*(f"Nr {number:02}" for number in range(50)))
    assert rest not in client.get(path).content.decode()
    add("Åpent hus")
    page = client.get(path).content.decode()
    assert rest in page
    assert "Nr 49" in page
    assert "Åpent hus" not in page


def test_the_tree_costs_the_same_however_large_it_is(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/virksomheter/")
        return len(queries)

    cost()
    before = cost()
    for number in range(20):
        Department.objects.create(name=f"Nr {number}", parent=sel.house)
    assert cost() == before


def test_a_department_is_added_renamed_and_moved(
    sel: Municipality, notified: Profile, anne: User, nora: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    sent = {"name": "Otta  kino", "parent": str(sel.house.pk)}
    client.post("/virksomheter/ny/", sent)
    cinema = Department.objects.get(name="Otta kino")
    assert cinema.path == f"{sel.house.path}{cinema.pk}/"
    moved = {"name": "Otta hus", "parent": str(sel.technical.pk), "reason": "Ny plan"}
    assert client.post(f"/virksomheter/{sel.house.pk}/endre/", moved).status_code == 302
    sel.house.refresh_from_db()
    cinema.refresh_from_db()
    assert (sel.house.name, sel.house.parent) == ("Otta hus", sel.technical)
    assert (cinema.path or "").startswith(sel.technical.path or "?")
    assert kinds(sel.house) == ["department_moved", "department_renamed"]
    # Who leads the one above now leads it.
    assert notified.pk in Profile.objects.visible_to(nora).values_list("pk", flat=True)
    page = client.get(f"/virksomheter/{sel.house.pk}/").content.decode()
    assert "Otta kulturhus → Otta hus" in page
    assert "Ny plan" in page


def test_a_department_cannot_lie_under_itself(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    for parent in (sel.culture, sel.house):
        sent = {"name": "Kultur", "parent": str(parent.pk)}
        assert client.post(f"/virksomheter/{sel.culture.pk}/endre/", sent).status_code == 200
        with pytest.raises(organisation.Cycle):
            organisation.move_department(sel.culture, by=anne, parent=parent)
    sel.culture.refresh_from_db()
    assert sel.culture.parent == sel.root


@pytest.mark.parametrize("name", ["teknisk DRIFT", "", "a\x00b", "x" * 121])
def test_a_name_that_cannot_be_is_told(
    sel: Municipality, anne: User, signed_in: SignedIn, name: str
) -> None:
    sent = {"name": name, "parent": str(sel.root.pk)}
    page = signed_in(anne).post("/virksomheter/ny/", sent)
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert Department.objects.count() == 4


def test_norwegian_letters_in_another_case_are_the_same_name(sel: Municipality, anne: User) -> None:
    organisation.add_department(by=anne, name="Østre Årdal", parent=sel.culture)
    with pytest.raises(organisation.NameTaken):
        organisation.add_department(by=anne, name="østre årdal", parent=sel.culture)


def test_merging_shows_first_and_then_moves_everything(
    sel: Municipality,
    notified: Profile,
    anne: User,
    kari: User,
    ola: User,
    nora: User,
    signed_in: SignedIn,
) -> None:
    client, url = signed_in(anne), f"/virksomheter/{sel.culture.pk}/sla-sammen/"
    own = Profile.objects.create(name="Kultur", department=sel.culture, registered_by=kari)
    sent = {"into": str(sel.technical.pk), "heads": "editors", "reason": "Omstilling"}
    preview = client.post(url, sent)
    assert preview.status_code == 200
    assert own.name in preview.content.decode()
    assert Department.objects.get(pk=sel.culture.pk).closed_on is None
    assert client.post(url, sent | {"seen": preview.context["seen"]}).status_code == 302
    for each in (sel.culture, sel.house, own):
        each.refresh_from_db()
    assert (sel.culture.closed_on, sel.culture.merged_into) == (
        timezone.localdate(),
        sel.technical,
    )
    assert sel.house.parent == sel.technical
    assert own.department == sel.technical
    event = own.events.get()
    assert event.kind == Event.Kind.DEPARTMENT_CHANGED
    assert event.data["changes"] == [
        {"field": "department", "old": "Kultur", "new": "Teknisk drift"}
    ]
    assert nora.notices.filter(kind=Notice.Kind.DEPARTMENT_CHANGED).count() == 1
    # The head there stays alone; the people come along at once, and lose nothing.
    there = Membership.objects.filter(department=sel.technical, ends_on=None)
    assert set(there.values_list("user", "role")) == {
        (nora.pk, "head"),
        (kari.pk, "editor"),
        (ola.pk, "editor"),
    }
    page = client.get(f"/virksomheter/{sel.culture.pk}/").content.decode()
    assert f'href="/virksomheter/{sel.technical.pk}/"' in page
    assert "Omstilling" in page
    # The history of both tells of it.
    there_now = client.get(f"/virksomheter/{sel.technical.pk}/").content.decode()
    assert "Kultur er nå en del av Teknisk drift." in there_now
    assert signed_in(kari).get(f"/profiler/{notified.pk}/").status_code == 200


def test_who_leads_after_a_merge_is_shown_before_it(
    sel: Municipality, anne: User, kari: User, nora: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/virksomheter/{sel.culture.pk}/sla-sammen/"

    def leaders(**sent: str) -> list[User]:
        page = client.post(url, {"into": str(sel.technical.pk), **sent})
        return [each.user for each in page.context["leaders"]]

    assert leaders(heads="editors") == [nora]
    assert leaders(heads="heads") == [nora, kari]
    nora.memberships.all().delete()
    assert leaders(heads="editors") == []


def test_a_head_can_keep_leading_there(
    sel: Municipality, anne: User, kari: User, nora: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/virksomheter/{sel.culture.pk}/sla-sammen/"
    sent = {"into": str(sel.technical.pk), "heads": "heads", "reason": ""}
    client.post(url, sent | {"seen": client.post(url, sent).context["seen"]})
    roles = Membership.objects.filter(department=sel.technical, role="head", ends_on=None)
    assert set(roles.values_list("user", flat=True)) == {kari.pk, nora.pk}


def test_a_department_is_not_merged_into_what_lies_under_it(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    url = f"/virksomheter/{sel.culture.pk}/sla-sammen/"
    for into in (sel.culture, sel.house):
        page = signed_in(anne).post(url, {"into": str(into.pk), "seen": ""})
        assert page.context["into"] is None


def test_two_of_the_same_name_under_both_stop_a_merge_whole(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    Department.objects.create(name="Otta kulturhus", parent=sel.technical)
    client, url = signed_in(anne), f"/virksomheter/{sel.culture.pk}/sla-sammen/"
    sent = {"into": str(sel.technical.pk), "heads": "editors", "reason": ""}
    seen = client.post(url, sent).context["seen"]
    assert client.post(url, sent | {"seen": seen}).status_code == 200
    sel.culture.refresh_from_db()
    sel.house.refresh_from_db()
    assert (sel.culture.closed_on, sel.house.parent) == (None, sel.culture)


def test_only_a_department_without_profiles_is_closed_and_it_can_be_opened_again(
    sel: Municipality, notified: Profile, anne: User, siri: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/virksomheter/{sel.house.pk}/legg-ned/"
    assert client.post(url, {"reason": ""}).status_code == 200
    Profile.objects.update(department=sel.technical)
    # Whose role ends is shown first.
    assert siri.name in client.get(url).content.decode()
    assert client.post(url, {"reason": "Tomt"}).status_code == 302
    assert siri.memberships.get().ends_on == timezone.localdate()
    sel.house.refresh_from_db()
    assert sel.house.closed_on == timezone.localdate()
    client.post(f"/virksomheter/{sel.house.pk}/gjenapne/")
    sel.house.refresh_from_db()
    assert sel.house.closed_on is None
    assert kinds(sel.house) == ["role_ended", "department_closed", "department_reopened"]


def test_a_closed_department_is_offered_nowhere_and_gives_no_standing(
    sel: Municipality, anne: User, kari: User, ola: User, signed_in: SignedIn
) -> None:
    Department.objects.filter(pk=sel.culture.pk).update(closed_on=timezone.localdate())
    assert sel.culture.pk not in User.objects.get(pk=kari.pk).standing.leads
    assert sel.culture.pk not in User.objects.get(pk=ola.pk).standing.works_in
    page = signed_in(kari).get("/profiler/ny/")
    assert "Kultur</option>" not in page.content.decode()
    role = signed_in(anne).get("/folk/ny/").content.decode()
    assert "Kultur</option>" not in role
    assert "Teknisk drift</option>" in role


def test_the_municipality_itself_is_neither_merged_nor_closed(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    for act in ("sla-sammen", "legg-ned"):
        assert client.post(f"/virksomheter/{sel.root.pk}/{act}/").status_code == 302
    sel.root.refresh_from_db()
    assert sel.root.closed_on is None
    assert client.get(f"/virksomheter/{sel.root.pk}/endre/").status_code == 200


def test_the_profiles_under_a_department_stand_on_its_page(
    sel: Municipality, notified: Profile, kari: User, nils: User, signed_in: SignedIn
) -> None:
    page = signed_in(kari).get(f"/virksomheter/{sel.culture.pk}/")
    assert (list(page.context["profiles"]), list(page.context["below"])) == ([], [notified])
    assert f"/profiler/?department={sel.culture.pk}" in page.content.decode()
    # Who may not see a profile does not see it here either.
    page = signed_in(nils).get(f"/virksomheter/{sel.culture.pk}/")
    assert list(page.context["below"]) == []


def test_roles_to_come_and_roles_that_end_stand_with_their_days(
    sel: Municipality, anne: User, kari: User, dina: User, signed_in: SignedIn
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    organisation.change_role(kari.memberships.get(), by=anne, ends_on=timezone.localdate())
    organisation.give_role(
        dina, by=anne, role="head", department=sel.culture, starts_on=tomorrow, ends_on=None
    )
    members = signed_in(anne).get(f"/virksomheter/{sel.culture.pk}/").context["members"]
    assert [member["person"] for member in members] == [kari, dina]
    roles = [member["role"] for member in members]
    assert roles[0].startswith("virksomhetsleder (til ")
    assert roles[1].startswith("stedfortreder, virksomhetsleder (fra ")


def test_where_nobody_heads_a_department_its_deputies_stand_in_the_tree(
    sel: Municipality, kari: User, dina: User, signed_in: SignedIn
) -> None:
    def leaders() -> list[str]:
        tree = signed_in(kari).get("/virksomheter/").context["tree"]
        (row,) = (row for row in tree if row["department"] == sel.culture)
        return [each.user.name for each in row["leaders"]]

    assert leaders() == [kari.name]
    kari.memberships.all().delete()
    assert leaders() == [dina.name]


def test_people_are_links_for_those_who_may_see_their_pages(
    sel: Municipality, anne: User, kari: User, siri: User, nils: User, signed_in: SignedIn
) -> None:
    for who, leads_on in ((anne, True), (kari, True), (siri, True), (nils, False)):
        page = signed_in(who).get(f"/virksomheter/{sel.house.pk}/").content.decode()
        assert siri.name in page
        assert (f'href="/folk/{siri.pk}/"' in page) == leads_on


@pytest.fixture
def overtaken(sel: Municipality, anne: User, monkeypatch: pytest.MonkeyPatch) -> Department:
    """Technical services, which somebody closes while an act waits for the departments."""

    def hold(*needed: Department) -> None:
        Department.objects.filter(pk=sel.technical.pk).update(closed_on=timezone.localdate())
        held(*needed)

    def hold_open(department: Department) -> None:
        Department.objects.filter(pk=sel.technical.pk).update(closed_on=timezone.localdate())
        held_open(department)

    held, held_open = organisation.hold_departments, organisation.hold_open
    for place in ("accounts.organisation", "accounts.organisation.departments"):
        monkeypatch.setattr(f"{place}.hold_departments", hold)
    monkeypatch.setattr("accounts.organisation.roles.hold_open", hold_open)
    return sel.technical


def test_who_merges_or_closes_what_somebody_has_just_closed_is_told(
    sel: Municipality, overtaken: Department, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)

    def told(url: str, sent: dict[str, object]) -> bool:
        Department.objects.update(closed_on=None)
        if "/sla-sammen/" in url:
            sent["seen"] = client.post(url, sent).context["seen"]
        answer = client.post(url, sent, follow=True)
        assert answer.status_code == 200
        return "nettopp lagt ned Teknisk drift" in answer.content.decode()

    mine, other = f"/virksomheter/{overtaken.pk}", f"/virksomheter/{sel.culture.pk}"
    assert told(f"{mine}/legg-ned/", {"reason": ""})
    assert told(f"{mine}/sla-sammen/", {"into": sel.culture.pk, "heads": "editors"})
    assert told(f"{other}/sla-sammen/", {"into": overtaken.pk, "heads": "editors"})
    assert told("/virksomheter/ny/", {"name": "Vei", "parent": overtaken.pk})
    role = {"role": "editor", "department": overtaken.pk, "starts_on": "2026-01-01"}
    assert told(f"/folk/{anne.pk}/rolle/", role)
    assert not overtaken.records.exists()
    assert Department.objects.get(pk=sel.culture.pk).closed_on is None


def test_nothing_is_registered_in_or_moved_to_what_is_closed(
    sel: Municipality, notified: Profile, kari: User, anne: User
) -> None:
    stale = Department.objects.get(pk=sel.technical.pk)
    reorganising.close(sel.technical, by=anne)
    with pytest.raises(organisation.Closed):
        lifecycle.register(by=kari, department=stale, values={"name": "Vei"})
    with pytest.raises(organisation.Closed):
        bulk.change_department([notified], department=stale, by=anne)
    with pytest.raises(organisation.Closed):
        reorganising.close(stale, by=anne)
    assert kinds(stale) == ["department_closed"]
    assert not stale.profiles.exists()


def test_opening_again_twice_stands_once_in_the_log(sel: Municipality, anne: User) -> None:
    reorganising.close(sel.technical, by=anne)
    stale = Department.objects.get(pk=sel.technical.pk)
    organisation.reopen_department(sel.technical, by=anne)
    organisation.reopen_department(stale, by=anne)
    assert kinds(stale) == ["department_closed", "department_reopened"]
