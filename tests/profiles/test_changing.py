"""Changing what stands of an approved profile, and the administration noting it (C1)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment, User
from profiles import changing, editing, lifecycle, worklist
from profiles.history import Conflict
from profiles.lifecycle import Incomplete
from profiles.models import ChangeNotice, Event, Notice, Profile
from profiles.worklist import changes
from tests.cast import LONG_AGO, Municipality, decided, draft
from tests.profiles.test_saving import fields_of, hidden_of

SignedIn = Callable[[User], Client]
Kind = Event.Kind
TODAY = date(2026, 11, 24)


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved; owned by ola, backed up by siri, headed by kari."""
    lifecycle.approve(
        notified, by=arne, version=notified.version, evaluate_on=date(2027, 5, 23), demands=[]
    )
    Notice.objects.all().delete()
    return notified


def told(kind: Notice.Kind) -> set[str]:
    """Who has got a notice of the kind, by first names."""
    names = Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True)
    return {name.split()[0] for name in names}


# --- The act ----------------------------------------------------------------------------


def test_a_new_purpose_is_told_to_the_administration(active: Profile, ola: User) -> None:
    event = changing.change(
        active, by=ola, version=active.version, values={"need": "Kino og kafé"}, reason="Kinoen"
    )
    assert event
    assert (event.kind, event.reason) == (Kind.CHANGED, "Kinoen")
    assert event.data["changes"][0]["new"] == "Kino og kafé"
    assert ChangeNotice.objects.open().get().event == event
    assert told(Notice.Kind.CHANGED) == {"Arne"}
    assert "Kino og kafé" in Notice.objects.get(kind=Notice.Kind.CHANGED).body


def test_a_new_name_is_nothing_that_the_administration_notes(active: Profile, ola: User) -> None:
    assert changing.change(active, by=ola, version=active.version, values={"name": "Otta scene"})
    assert not ChangeNotice.objects.exists()
    assert told(Notice.Kind.CHANGED) == set()


def test_the_old_owner_and_the_new_one_are_told(
    active: Profile, ola: User, kari: User, dina: User
) -> None:
    assert changing.change(active, by=kari, version=active.version, values={"owner": dina})
    assert told(Notice.Kind.RESPONSIBLE) == {"Dina"}
    assert told(Notice.Kind.CHANGED) == {"Arne", "Ola"}


def test_what_is_the_same_already_is_no_change(active: Profile, ola: User) -> None:
    version = active.version
    assert changing.change(active, by=ola, version=version, values={"name": active.name}) is None
    assert Profile.objects.get().version == version


@pytest.mark.parametrize(
    "values", [{"owner": None}, {"website": ""}, {"backups": []}, {"need": ""}]
)
def test_it_keeps_what_it_was_approved_with(
    active: Profile, ola: User, values: editing.Values
) -> None:
    version, before = active.version, Event.objects.count()
    with pytest.raises(Incomplete):
        changing.change(active, by=ola, version=version, values=values)
    stored = Profile.objects.get()
    assert (stored.version, stored.owner, Event.objects.count()) == (version, ola, before)
    assert stored.website
    assert stored.backups.exists()


def test_what_lacked_already_can_go_on_lacking(active: Profile, ola: User) -> None:
    Profile.objects.update(website="")
    profile = Profile.objects.get()
    assert changing.change(profile, by=ola, version=profile.version, values={"name": "Scenen"})


def test_only_what_is_in_use_and_as_it_was_seen(notified: Profile, ola: User) -> None:
    with pytest.raises(Conflict):
        changing.change(notified, by=ola, version=notified.version, values={"name": "Scenen"})


def test_the_administration_notes_a_change_once(active: Profile, ola: User, arne: User) -> None:
    changing.change(active, by=ola, version=active.version, values={"need": "Kino og kafé"})
    notice = ChangeNotice.objects.get()
    event = changing.acknowledge(notice, by=arne)
    assert event
    assert event.kind == Kind.ACKNOWLEDGED
    assert told(Notice.Kind.ACKNOWLEDGED) == {"Ola"}
    assert changing.acknowledge(notice, by=arne) is None
    assert Event.objects.filter(kind=Kind.ACKNOWLEDGED).count() == 1
    assert ChangeNotice.objects.get().acknowledged_by == arne


# --- The pages --------------------------------------------------------------------------


def url(profile: Profile, section: str) -> str:
    return reverse("profiles:change", args=[profile.pk, section])


def stored() -> Profile:
    return Profile.objects.get()


def test_the_owner_changes_the_account_and_the_administration_is_told(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(ola), url(active, "konto")
    assert path in client.get(active.get_absolute_url()).content.decode()
    page = client.get(path)
    assert len(page.context["form"].told) == 2
    assert all(label in page.content.decode() for label in page.context["form"].told)
    sent = fields_of(page) | {
        "address": "https://www.instagram.com/ottakulturhus",
        "platform": "",
        "reason": "Vi flytter",
    }
    response = client.post(path, sent, follow=True)
    assert response.redirect_chain == [(active.get_absolute_url(), 302)]
    address = stored().main_address
    assert address
    assert (stored().platform, address.key) == ("instagram", "ottakulturhus")
    event = ChangeNotice.objects.get().event
    assert (event.kind, event.reason) == (Kind.CHANGED, "Vi flytter")
    assert {each["field"] for each in event.data["changes"]} == {"address", "platform"}
    assert f'id="change-{event.change_notice.pk}"' in response.content.decode()


def test_the_purpose_the_people_and_the_plan_are_changed(
    active: Profile, sel: Municipality, kari: User, dina: User, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    purpose = {"need": "Kino", "areas": ["debate"], "for_crisis": "on"}
    people = {"owner": dina.pk, "backups": [ola.pk], "department": sel.culture.pk}
    plan = {"website": "https://www.sel.kommune.no/kino", "rhythm": 30, "reply_time": 40}
    for section, changed in (("formal", purpose), ("folk", people), ("plan", plan)):
        sent = fields_of(client.get(url(active, section)))
        assert client.post(url(active, section), sent | changed).status_code == 302
    profile = stored()
    assert (profile.need, profile.for_crisis) == ("Kino", True)
    assert [each.area for each in profile.areas.all()] == ["debate"]
    assert (profile.owner, list(profile.backups.all())) == (dina, [ola])
    assert profile.department == sel.culture
    assert (profile.website, profile.rhythm, profile.reply_time) == (plan["website"], 30, 40)
    # The plan is the department's own to change.
    assert ChangeNotice.objects.count() == 2


@pytest.mark.parametrize(
    ("section", "emptied"),
    [
        ("konto", {"address": "", "platform": "facebook"}),
        ("konto", {"name": ""}),
        ("formal", {"need": ""}),
        ("formal", {"areas": []}),
        ("folk", {"owner": ""}),
        ("folk", {"backups": []}),
        ("plan", {"website": ""}),
    ],
)
def test_what_it_was_approved_with_cannot_be_emptied(
    active: Profile, ola: User, section: str, emptied: dict[str, Any], signed_in: SignedIn
) -> None:
    client, path = signed_in(ola), url(active, section)
    response = client.post(path, fields_of(client.get(path)) | emptied)
    assert response.status_code == 200
    assert next(iter(emptied)) in response.context["form"].errors
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Event.objects.filter(kind=Kind.CHANGED).exists()


def test_an_account_that_another_has_is_not_taken(
    sel: Municipality, active: Profile, kari: User, ola: User, signed_in: SignedIn
) -> None:
    draft(sel, kari, address="https://www.facebook.com/annen")
    client, path = signed_in(ola), url(active, "konto")
    sent = fields_of(client.get(path)) | {"address": "https://facebook.com/annen"}
    response = client.post(path, sent)
    assert response.status_code == 200
    assert "address" in response.context["form"].errors


def test_the_department_is_offered_to_those_who_lead_several(
    active: Profile, sel: Municipality, ola: User, nora: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(ola), url(active, "folk")
    page = client.get(path)
    assert "department" not in page.context["form"].fields
    client.post(path, fields_of(page) | {"department": sel.technical.pk})
    assert stored().department == sel.house


def test_two_who_change_the_same_profile_both_keep_it(
    active: Profile, kari: User, ola: User, signed_in: SignedIn
) -> None:
    one, other, path = signed_in(kari), signed_in(ola), url(active, "plan")
    opened = fields_of(one.get(path)), fields_of(other.get(path))
    one.post(path, opened[0] | {"rhythm": 30, "reply_time": 40})
    response = other.post(path, opened[1] | {"website": "https://sel.example/ny"}, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert "Kari Testperson" in response.content.decode()
    assert (stored().website, stored().rhythm) == ("https://sel.example/ny", 30)
    response = other.post(path, opened[1] | {"rhythm": 1, "reason": "Oftere"})
    assert response.status_code == 409
    sent = hidden_of(response) | {"keep_rhythm": "mine"}
    assert other.post(path, sent).status_code == 302
    assert (stored().rhythm, stored().reply_time) == (1, 40)
    last = active.events.last()
    assert last
    assert last.reason == "Oftere"


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 10_000, "<script>alert(1)</script>"])
def test_no_text_upsets_the_pages(
    active: Profile, ola: User, text: str, signed_in: SignedIn
) -> None:
    client = signed_in(ola)
    names = "version base name need address platform language areas owner backups other_backup"
    names += " department website rhythm reply_time for_crisis reason clash keep_name use_address"
    for section in ("konto", "formal", "folk", "plan"):
        response = client.post(url(active, section), dict.fromkeys(names.split(), text))
        assert response.status_code in (200, 302, 409)
        assert "<script>alert" not in response.content.decode()
        assert client.post(url(active, section)).status_code in (200, 302)
    assert client.get(url(active, "annet")).status_code == 404


def test_where_the_owner_has_left_who_can_name_another_is_led_there(
    active: Profile, ola: User, kari: User, siri: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=ola.pk).update(is_active=False)
    pages = [signed_in(user).get(active.get_absolute_url()) for user in (kari, siri)]
    assert [url(active, "folk") in page.content.decode() for page in pages] == [True, False]


# --- Noting -----------------------------------------------------------------------------


@pytest.fixture
def changed(active: Profile, ola: User) -> ChangeNotice:
    changing.change(active, by=ola, version=active.version, values={"need": "Kino og kafé"})
    return ChangeNotice.objects.get()


def changes_for(user: User) -> list[ChangeNotice]:
    return [item.subject for item in worklist.items(user, TODAY) if item.kind == "change"]


def test_a_change_waits_for_the_administration_and_is_noted_from_the_tasks(
    changed: ChangeNotice, ola: User, arne: User, anne: User, signed_in: SignedIn
) -> None:
    assert changes_for(arne) == changes_for(anne) == [changed]
    assert changes_for(ola) == []
    client, path = signed_in(arne), reverse("profiles:acknowledge", args=[changed.pk])
    page = client.get("/").content.decode()
    assert "Kino og kafé" in page
    assert "The programme changes daily" in page
    assert client.post(path, {"tasks": "1"})["Location"] == "/"
    assert changes_for(arne) == changes_for(anne) == []
    assert told(Notice.Kind.ACKNOWLEDGED) == {"Ola"}
    # Pressed twice, or by two.
    assert client.post(path)["Location"] == changed.profile.get_absolute_url()
    assert Event.objects.filter(kind=Kind.ACKNOWLEDGED).count() == 1


def test_the_profiles_page_tells_that_it_waits_until_it_is_noted(
    changed: ChangeNotice, ola: User, arne: User, signed_in: SignedIn
) -> None:
    path = reverse("profiles:acknowledge", args=[changed.pk])
    pages = [
        signed_in(user).get(changed.profile.get_absolute_url()).content.decode()
        for user in (ola, arne)
    ]
    assert [f'id="change-{changed.pk}"' in page for page in pages] == [True, True]
    assert [path in page for page in pages] == [False, True]
    signed_in(arne).post(path)
    page = signed_in(ola).get(changed.profile.get_absolute_url()).content.decode()
    assert f'id="change-{changed.pk}"' not in page


def test_nobody_notes_a_change_of_his_or_her_own(
    changed: ChangeNotice, ola: User, signed_in: SignedIn
) -> None:
    role = Appointment.Role.ADMINISTRATION
    Appointment.objects.create(user=ola, role=role, starts_on=LONG_AGO)
    both = User.objects.get(pk=ola.pk)
    client, path = signed_in(both), reverse("profiles:acknowledge", args=[changed.pk])
    assert changes_for(both) == []
    assert path not in client.get(changed.profile.get_absolute_url()).content.decode()
    assert client.post(path).status_code == 403
    decided(four_eyes=False)
    assert changes_for(both) == [changed]
    assert client.post(path).status_code == 302


def test_ones_own_changes_take_no_places_among_the_tasks(
    changed: ChangeNotice, ola: User, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = Appointment.Role.ADMINISTRATION
    Appointment.objects.create(user=ola, role=role, starts_on=LONG_AGO)
    profile = stored()
    changing.change(profile, by=kari, version=profile.version, values={"need": "Et annet behov"})
    monkeypatch.setattr(changes, "MOST", 1)
    later = ChangeNotice.objects.get(event__actor=kari)
    assert changes_for(User.objects.get(pk=ola.pk)) == [later]


def test_many_changes_cost_no_more_queries(
    changed: ChangeNotice, ola: User, arne: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        profile = stored()
        changing.change(
            profile, by=ola, version=profile.version, values={"need": f"Behov {number}"}
        )
    with CaptureQueriesContext(connection) as few:
        changes.items(arne, TODAY)
    for number in range(6):
        profile = stored()
        changing.change(profile, by=ola, version=profile.version, values={"need": f"Mer {number}"})
    with django_assert_max_num_queries(len(few)):
        assert len(changes.items(arne, TODAY)) == 10
