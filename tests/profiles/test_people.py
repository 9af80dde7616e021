"""People: invited, given roles, handed over, let go; all of it by the administration."""

from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused
from unittest.mock import patch

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts import organisation
from accounts.models import AccountMail, Appointment, Invitation, Membership, Record, User
from accounts.standing import standing_of
from accounts.tasks import send_account_mail
from profiles.models import Event, Notice, Profile
from tests.cast import Municipality, person

SignedIn = Callable[[User], Client]
NEW = {
    "name": "Pia Ny",
    "email": "Pia@sel.example",
    "phone": "",
    "language": "nb",
    "role": "",
    "department": "",
    "starts_on": "",
    "ends_on": "",
}


def today() -> date:
    return timezone.localdate()


def kinds(whose: User) -> list[str]:
    return list(whose.records.order_by("pk").values_list("kind", flat=True))


# --- Inviting -----------------------------------------------------------------------------


def test_a_person_is_invited_with_a_role(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    role = {"role": "editor", "department": str(sel.culture.pk), "starts_on": "2026-11-01"}
    answer = signed_in(anne).post("/folk/ny/", NEW | role)
    pia = User.objects.get(email="pia@sel.example")
    assert answer["Location"] == f"/folk/{pia.pk}/"
    assert not pia.has_usable_password()
    assert pia.memberships.get().department == sel.culture
    assert kinds(pia) == ["person_added", "role_given", "person_invited"]
    assert {record.actor_name for record in pia.records.all()} == {anne.name}
    send_account_mail()
    assert outbox.outbox[0].to == ["pia@sel.example"]


def test_an_address_that_somebody_has_leads_to_that_person(
    anne: User, kari: User, signed_in: SignedIn
) -> None:
    page = signed_in(anne).post("/folk/ny/", NEW | {"email": "KARI@sel.example"})
    assert page.status_code == 200
    assert f'href="/folk/{kari.pk}/"' in page.content.decode()
    assert not User.objects.filter(name="Pia Ny").exists()
    organisation.deactivate(kari, by=anne)
    page = signed_in(anne).post("/folk/ny/", NEW | {"email": "KARI@sel.example"})
    assert "Slipp inn igjen der" in page.content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "a\x00b"},
        {"email": "ikke en adresse"},
        {"email": "x" * 300 + "@sel.example"},
        {"language": "klingon"},
        {"role": "editor", "starts_on": "2026-11-01"},
        {"role": "editor", "department": "987654", "starts_on": "2026-11-01"},
        {"role": "reader", "starts_on": ""},
        {"role": "reader", "starts_on": "9999-12-31"},
        {"role": "reader", "starts_on": "2026-11-01", "ends_on": "2026-10-01"},
        {"role": "keiser", "starts_on": "2026-11-01"},
    ],
)
def test_what_makes_no_sense_invites_nobody(
    anne: User, signed_in: SignedIn, bad: dict[str, str]
) -> None:
    page = signed_in(anne).post("/folk/ny/", NEW | bad)
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not User.objects.filter(email="pia@sel.example").exists()


def test_an_invitation_is_sent_again_and_taken_back(anne: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)
    client.post("/folk/ny/", NEW)
    pia = User.objects.get(email="pia@sel.example")
    first = pia.invitations.get()
    client.post(f"/folk/{pia.pk}/inviter/")
    first.refresh_from_db()
    assert first.revoked_at
    assert pia.invitations.filter(revoked_at=None).count() == 1
    client.post(f"/folk/{pia.pk}/trekk-invitasjon/")
    assert not pia.invitations.filter(revoked_at=None).exists()


def test_who_has_a_password_is_not_invited_again(
    anne: User, kari: User, signed_in: SignedIn
) -> None:
    kari.set_password("reinsdyr i fjellheimen")
    kari.save()
    signed_in(anne).post(f"/folk/{kari.pk}/inviter/")
    assert not kari.invitations.exists()


# --- The list -----------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(anne: User, kari: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)
    client.post("/folk/ny/", NEW)
    gone = person("Gunn")
    organisation.deactivate(gone, by=anne)
    found = {
        query: {each.name for each in client.get(f"/folk/?{query}").context["page"]}
        for query in ("q=pia", "q=KARI@", "state=invited", "state=left", "q=%00", "page=99")
    }
    assert found["q=pia"] == {"Pia Ny"}
    assert found["q=KARI@"] == {kari.name}
    assert found["state=invited"] == {"Pia Ny"}
    assert found["state=left"] == {gone.name}
    assert {kari.name, gone.name} <= found["q=%00"] & found["page=99"]


def test_norwegian_letters_are_found_in_any_case(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    aase = person("Åse")
    found = signed_in(anne).get("/folk/", {"q": "åse"}).context["page"]
    assert list(found) == [aase]


def test_who_never_came_is_found_in_the_list(anne: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)

    def found(state: str) -> set[str]:
        return {each.name for each in client.get(f"/folk/?state={state}").context["page"]}

    client.post("/folk/ny/", NEW)
    pia = User.objects.get(email="pia@sel.example")
    assert (found("out"), "Pia Ny" in found("uninvited")) == (set(), False)
    pia.invitations.update(expires_at=timezone.now())
    assert found("out") == {"Pia Ny"}
    assert "invitasjonen er utløpt" in client.get("/folk/?q=pia").content.decode()
    client.post(f"/folk/{pia.pk}/trekk-invitasjon/")
    assert (found("out"), "Pia Ny" in found("uninvited")) == (set(), True)


def test_an_invitation_that_is_not_delivered_is_told_of(
    anne: User, emil: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/folk/{emil.pk}/"
    organisation.invite(emil, by=anne)

    def undelivered() -> bool:
        found = list(client.get("/folk/", {"state": "undelivered"}).context["page"])
        page, the_list = client.get(url).content.decode(), client.get("/folk/").content.decode()
        tag = 'data-color="danger">invitasjonen er ikke levert'
        told = ["ikke levert" in page, tag in the_list, found == [emil]]
        assert len(set(told)) == 1
        return told[0]

    assert not undelivered()
    AccountMail.objects.update(first_attempt_at=timezone.now(), attempts=1)
    assert undelivered()
    send_account_mail()
    assert not undelivered()
    organisation.invite(emil, by=anne)
    AccountMail.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert undelivered()


def test_an_address_that_the_mail_server_refuses_is_told_of(
    anne: User, emil: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    organisation.invite(emil, by=anne)
    refusal = SMTPRecipientsRefused({emil.email: (550, b"no such user")})
    with patch.object(EmailBackend, "send_messages", side_effect=refusal):
        send_account_mail()
    assert "emil@sel.example: ingen har" in client.get(f"/folk/{emil.pk}/").content.decode()
    assert list(client.get("/folk/?state=undelivered").context["page"]) == [emil]
    organisation.invite(emil, by=anne)
    send_account_mail()
    assert not client.get("/folk/?state=undelivered").context["page"]


def test_a_role_that_begins_later_stands_in_the_list_with_its_day(
    sel: Municipality, anne: User, dina: User, signed_in: SignedIn
) -> None:
    first = today() + timedelta(days=3)
    organisation.give_role(dina, by=anne, role="head", department=sel.culture, starts_on=first)
    page = signed_in(anne).get("/folk/?q=dina").content.decode()
    assert f"virksomhetsleder, Kultur (fra {date_format(first)})" in page


def test_the_list_costs_the_same_however_long_it_is(
    sel: Municipality, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)

    def cost() -> int:
        with CaptureQueriesContext(connection, ) as queries:  # fmt: skip
            client.get("/folk/")
        return len(queries)

    client.get("/folk/")
    before = cost()
    for number in range(20):
        person(f"Nr{number}", department=sel.house, role=Membership.Role.EDITOR)
    assert cost() == before


# --- Changing, and roles ------------------------------------------------------------------


def test_a_change_stands_in_the_log_with_old_and_new(
    anne: User, emil: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    sent = {"name": "Emil Endret", "email": "EMIL2@sel.example", "phone": "02600", "language": "nn"}
    assert client.post(f"/folk/{emil.pk}/endre/", sent).status_code == 302
    emil.refresh_from_db()
    assert (emil.name, emil.email, emil.language) == ("Emil Endret", "emil2@sel.example", "nn")
    page = client.get(f"/folk/{emil.pk}/").content.decode()
    assert "emil@sel.example → emil2@sel.example" in page


def test_a_role_is_given_changed_and_ended(
    sel: Municipality, anne: User, emil: User, signed_in: SignedIn
) -> None:
    client, day = signed_in(anne), today().isoformat()
    given = {"role": "head", "department": str(sel.house.pk), "starts_on": day, "ends_on": ""}
    assert client.post(f"/folk/{emil.pk}/rolle/", given).status_code == 302
    role = emil.memberships.get()
    url = f"/folk/{emil.pk}/rolle/virksomhet/{role.pk}/"
    later = (today() + timedelta(days=30)).isoformat()
    assert client.post(url, {"ends_on": later}).status_code == 302
    role.refresh_from_db()
    assert role.ends_on
    assert role.ends_on.isoformat() == later
    assert client.post(url, {"end": "1", "ends_on": later, "reason": "Ferdig"}).status_code == 302
    role.refresh_from_db()
    assert role.ends_on == today()
    # The last day counts.
    assert sel.house.pk in User.objects.get(pk=emil.pk).standing.leads
    assert kinds(emil) == ["role_given", "role_changed", "role_ended"]
    last = emil.records.first()
    assert last
    assert (last.reason, last.data["where"]) == ("Ferdig", "Otta kulturhus")


def test_the_same_role_is_not_given_twice_on_one_day(
    sel: Municipality, anne: User, ola: User, signed_in: SignedIn
) -> None:
    given = {"role": "editor", "department": str(sel.culture.pk), "starts_on": today().isoformat()}
    page = signed_in(anne).post(f"/folk/{ola.pk}/rolle/", given)
    assert page.status_code == 200
    assert ola.memberships.count() == 1


def test_a_role_that_has_not_begun_is_taken_back(
    sel: Municipality, anne: User, emil: User, signed_in: SignedIn
) -> None:
    role = organisation.give_role(
        emil, by=anne, role="reader", starts_on=today() + timedelta(days=9)
    )
    url = f"/folk/{emil.pk}/rolle/kommune/{role.pk}/"
    assert signed_in(anne).post(url, {"end": "1"}).status_code == 302
    assert not emil.appointments.exists()
    assert kinds(emil) == ["role_given", "role_ended"]


def test_the_last_administrator_stays(anne: User, kari: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)
    role = anne.appointments.get()
    url = f"/folk/{anne.pk}/rolle/kommune/{role.pk}/"
    assert client.post(url, {"end": "1"}).status_code == 200
    assert client.post(url, {"ends_on": today().isoformat()}).status_code == 200
    role.refresh_from_db()
    assert role.ends_on is None
    seen = client.get(f"/folk/{anne.pk}/deaktiver/").context["seen"]
    assert client.post(f"/folk/{anne.pk}/deaktiver/", {"seen": seen}).status_code == 200
    anne.refresh_from_db()
    assert anne.is_active
    organisation.give_role(kari, by=anne, role="administration", starts_on=today())
    # She has never been in, so she can let nobody in.
    assert client.post(url, {"end": "1"}).status_code == 200
    kari.set_password("tre elger i heisen")
    kari.save()
    assert client.post(url, {"end": "1"}).status_code == 302


def test_somebody_whose_role_runs_out_as_well_does_not_count(
    anne: User, arne: User, signed_in: SignedIn
) -> None:
    Appointment.objects.filter(user=arne).update(ends_on=today())
    url = f"/folk/{anne.pk}/rolle/kommune/{anne.appointments.get().pk}/"
    assert signed_in(anne).post(url, {"end": "1"}).status_code == 200
    assert anne.appointments.get().ends_on is None


def test_somebody_whose_role_runs_out_later_cannot_be_the_last_one(anne: User, arne: User) -> None:
    week = today() + timedelta(days=7)
    organisation.change_role(arne.appointments.get(), by=anne, ends_on=week)
    for act in (
        lambda: organisation.deactivate(anne, by=arne),
        lambda: organisation.change_role(anne.appointments.get(), by=arne, ends_on=week),
    ):
        with pytest.raises(organisation.LastAdministrator):
            act()
    # To stay longer is never in the way.
    organisation.change_role(arne.appointments.get(), by=anne, ends_on=week + timedelta(days=7))
    organisation.deactivate(arne, by=anne)


def test_the_role_to_come_of_who_stays_is_not_taken_back(anne: User, arne: User) -> None:
    day = today() + timedelta(days=7)
    Appointment.objects.filter(user=arne).update(starts_on=day)
    organisation.change_role(anne.appointments.get(), by=arne, ends_on=day - timedelta(days=1))
    with pytest.raises(organisation.LastAdministrator):
        organisation.end_role(arne.appointments.get(), by=anne)
    assert arne.appointments.exists()


# --- Handing over, leaving ----------------------------------------------------------------


def test_handing_over_shows_first_and_then_does(
    notified: Profile, anne: User, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/folk/{ola.pk}/overfor/"
    assert notified.name in client.get(url).content.decode()
    sent = {"to": str(siri.pk), "reason": "Ola slutter", "seen": ""}
    preview = client.post(url, sent)
    assert preview.status_code == 200
    notified.refresh_from_db()
    assert notified.owner == ola
    # She was the only backup editor: that is said before it is done.
    assert [taking.lacks_backup for taking in preview.context["takings"]] == [True]
    assert 'data-color="warning"' in preview.content.decode()
    assert client.post(url, sent | {"seen": preview.context["seen"]}).status_code == 302
    notified.refresh_from_db()
    assert notified.owner == siri
    assert list(notified.backups.all()) == []
    event = notified.events.last()
    assert event
    assert event.kind == Event.Kind.HANDED_OVER
    assert event.reason == "Ola slutter"
    assert siri.notices.filter(kind=Notice.Kind.HANDED_OVER).count() == 1
    assert kinds(ola) == ["handed_over"]


def test_what_has_changed_since_the_preview_is_shown_again(
    ready_draft: Profile, anne: User, kari: User, ola: User, nils: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/folk/{ola.pk}/overfor/"
    sent = {"to": str(nils.pk), "reason": ""}
    seen = client.post(url, sent).context["seen"]
    Profile.objects.filter(pk=ready_draft.pk).update(version=99)
    again = client.post(url, sent | {"seen": seen})
    assert again.status_code == 200
    ready_draft.refresh_from_db()
    assert ready_draft.owner == ola
    assert client.post(url, sent | {"seen": again.context["seen"]}).status_code == 302


def test_nothing_is_handed_to_who_has_left_or_to_oneself(
    notified: Profile, anne: User, ola: User, emil: User, signed_in: SignedIn
) -> None:
    organisation.deactivate(emil, by=anne)
    client, url = signed_in(anne), f"/folk/{ola.pk}/overfor/"
    for to in (emil.pk, ola.pk, "x", "987654321", "\x00"):
        page = client.post(url, {"to": str(to)})
        assert page.status_code == 200
        assert page.context["to"] is None


def test_who_leaves_is_out_at_once_and_the_history_stays(
    notified: Profile, anne: User, ola: User, nils: User, signed_in: SignedIn
) -> None:
    at_work = signed_in(ola)
    assert at_work.get("/").status_code == 200
    client, url = signed_in(anne), f"/folk/{ola.pk}/deaktiver/"
    sent = {"to": str(nils.pk), "reason": "Ny jobb"}
    seen = client.post(url, sent).context["seen"]
    assert client.post(url, sent | {"seen": seen}).status_code == 302
    assert at_work.get("/").status_code == 302
    ola.refresh_from_db()
    assert not ola.is_active
    assert ola.memberships.get().ends_on == today() - timedelta(days=1)
    notified.refresh_from_db()
    assert notified.owner == nils
    assert kinds(ola) == ["handed_over", "role_ended", "deactivated"]
    page = client.get(f"/folk/{ola.pk}/").content.decode()
    assert "Ny jobb" in page


def test_one_who_leaves_without_a_successor_can_be_let_in_again(
    notified: Profile, anne: User, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    seen = client.get(f"/folk/{ola.pk}/deaktiver/").context["seen"]
    sent = {"to": "", "seen": seen}
    assert client.post(f"/folk/{ola.pk}/deaktiver/", sent).status_code == 302
    notified.refresh_from_db()
    assert notified.owner == ola
    client.post(f"/folk/{ola.pk}/aktiver/")
    ola.refresh_from_db()
    assert ola.is_active
    assert Record.Kind.ACTIVATED in kinds(ola)


def test_who_returns_is_invited_anew_and_no_session_of_before_lives_again(
    anne: User, ola: User, signed_in: SignedIn
) -> None:
    ola.set_password("et langt passord 2026")
    ola.save()
    of_before = signed_in(ola)
    assert of_before.get("/").status_code == 200
    client = signed_in(anne)
    seen = client.get(f"/folk/{ola.pk}/deaktiver/").context["seen"]
    client.post(f"/folk/{ola.pk}/deaktiver/", {"to": "", "seen": seen})
    page = client.post(f"/folk/{ola.pk}/aktiver/", follow=True).content.decode()
    assert ola.email in page
    assert of_before.get("/").status_code == 302
    ola.refresh_from_db()
    assert not ola.has_usable_password()
    assert Invitation.objects.open(timezone.now()).filter(user=ola).exists()
    assert AccountMail.objects.get(email=ola.email).kind == AccountMail.Kind.INVITATION
    assert kinds(ola)[-2:] == [Record.Kind.ACTIVATED, Record.Kind.PERSON_INVITED]


def test_who_is_let_in_again_on_the_same_day_has_no_role_of_before(
    sel: Municipality, anne: User, kari: User
) -> None:
    for department, starts_on, ends_on in (
        (sel.technical, today(), None),
        (sel.house, date(2026, 1, 1), today()),
        (sel.root, today() + timedelta(days=1), None),
    ):
        organisation.give_role(
            kari,
            by=anne,
            role="editor",
            department=department,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    organisation.deactivate(kari, by=anne)
    organisation.activate(kari, by=anne)
    now = standing_of(kari, today())
    assert (now.leads, now.works_in, now.roles) == (frozenset(), frozenset(), frozenset())
    tomorrow = standing_of(kari, today() + timedelta(days=1))
    assert tomorrow.works_in == frozenset()
    assert kari.memberships.current(today() - timedelta(days=1)).count() == 2
    ended = kari.records.filter(kind="role_ended").values_list("data__where", flat=True)
    # What was to end today has ended by itself.
    assert sorted(ended) == ["Kultur", "Sel kommune", "Teknisk drift"]


def test_a_wrong_address_is_mended_and_the_new_invitation_told(
    anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    person = {"name": "Per Post", "email": "per@sel.exampel", "language": "nb"}
    client.post("/folk/ny/", person)
    per = User.objects.get(email="per@sel.exampel")
    mended = person | {"email": "per@sel.example"}
    page = client.post(f"/folk/{per.pk}/endre/", mended, follow=True).content.decode()
    assert "en ny invitasjon er sendt til per@sel.example" in page
    assert [mail.email for mail in AccountMail.objects.all()] == ["per@sel.example"]


def test_a_head_who_leaves_sees_to_it_that_the_deputy_leads(
    sel: Municipality, notified: Profile, anne: User, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/folk/{kari.pk}/deaktiver/"
    page = client.get(url)
    # Dina is deputy there: the department is led after this, whoever takes over.
    (lead,) = page.context["leads"]
    assert (lead["has_own"], [each.user for each in lead["besides"]]) == (True, [dina])
    assert page.context["led_profiles"] == 1
    sent = {"to": str(dina.pk), "roles": "on", "reason": "Ny jobb"}
    preview = client.post(url, sent)
    assert preview.status_code == 200
    kari.refresh_from_db()
    assert kari.is_active
    assert client.post(url, sent | {"seen": preview.context["seen"]}).status_code == 302
    kari.refresh_from_db()
    assert not kari.is_active
    assert dina.memberships.get(role="head").starts_on == today()
    # A head is no deputy of herself.
    assert dina.memberships.get(role="deputy").ends_on == today()
    assert User.objects.get(pk=dina.pk).standing.leads == {sel.culture.pk, sel.house.pk}
    assert kinds(kari) == ["role_ended", "deactivated"]
    assert kinds(dina) == ["role_ended", "role_given"]


def test_roles_are_handed_over_only_if_that_is_asked_for(
    anne: User, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(anne), f"/folk/{kari.pk}/overfor/"
    without = client.post(url, {"to": str(dina.pk), "reason": ""}).context["seen"]
    # Who ticks the box afterwards has not seen what it does.
    asked = {"to": str(dina.pk), "roles": "on", "reason": ""}
    preview = client.post(url, asked | {"seen": without})
    assert preview.status_code == 200
    assert kari.memberships.get().ends_on is None
    page = client.post(url, asked | {"seen": preview.context["seen"]}, follow=True)
    assert "Dina Testperson har overtatt rollene." in page.content.decode()
    assert kari.memberships.get().ends_on == today()
    assert dina.memberships.filter(role="head", ends_on=None).count() == 1


def test_a_department_that_nobody_leads_after_this_is_warned_of(
    anne: User, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    (lead,) = client.get(f"/folk/{kari.pk}/deaktiver/").context["leads"]
    assert (lead["has_own"], list(lead["besides"])) == (False, [])
    director = person("Dag", department=kari.memberships.get().department.parent, role="head")
    (lead,) = client.get(f"/folk/{kari.pk}/deaktiver/").context["leads"]
    assert (lead["has_own"], [each.user for each in lead["besides"]]) == (False, [director])


def test_a_persons_page_shows_what_he_or_she_leads(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    page = signed_in(kari).get(f"/folk/{kari.pk}/").content.decode()
    assert f"/profiler/?department={sel.culture.pk}" in page
    assert "Svarer ikke for noen profil" not in page


# --- Who may see and do what ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("anne", 200), ("wilma", 200), ("kari", 200), ("ola", 200), ("nora", 404), ("rune", 404)],
)
def test_who_sees_a_person(
    ola: User, who: str, status: int, request: pytest.FixtureRequest, signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert client.get(f"/folk/{ola.pk}/").status_code == status


def test_the_log_of_a_person_is_for_those_who_see_people(
    anne: User, wilma: User, kari: User, ola: User, signed_in: SignedIn
) -> None:
    organisation.change_person(ola, by=anne, values={"phone": "90000000"})
    organisation.change_person(ola, by=anne, values={"phone": "91111111"})

    def sees(user: User) -> bool:
        return "90000000" in signed_in(user).get(f"/folk/{ola.pk}/").content.decode()

    assert [sees(user) for user in (anne, wilma, kari, ola)] == [True, True, False, False]


def test_a_leader_sees_only_the_profiles_that_he_or_she_may_see(
    sel: Municipality, notified: Profile, nora: User, ola: User, signed_in: SignedIn
) -> None:
    Membership.objects.create(
        user=ola, department=sel.technical, role="editor", starts_on=date(2020, 1, 1)
    )
    page = signed_in(nora).get(f"/folk/{ola.pk}/")
    assert page.status_code == 200
    assert notified.name not in page.content.decode().replace("Otta kulturhus</a>, ", "")
    assert page.context["owned"] == []
