"""The first person of the administration, before there is anybody who could invite."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AccountMail, Appointment, Department, Membership, Record, User
from tests.cast import Municipality, person

pytestmark = pytest.mark.django_db
PASSWORD = "tre elger i heisen"


def invite(email: str = "anne@sel.example", name: str = "Anne Ansvar") -> str:
    out = StringIO()
    call_command("invite_administrator", email, name, stdout=out)
    return out.getvalue()


def test_the_first_one_comes_in_by_the_link_and_can_invite_others() -> None:
    said = invite()
    link = said.split()[-1]
    client = Client()
    path = "/" + link.split("/", 3)[3]
    sent = {"name": "Anne Ansvar", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get(path).status_code == 200
    response = client.post(path, sent, follow=True)
    assert response.status_code == 200
    assert client.get("/folk/ny/").status_code == 200
    assert Department.objects.get().name == "Sel kommune"
    assert AccountMail.objects.get().email == "anne@sel.example"
    assert set(Record.objects.values_list("actor_name", flat=True)) == {"Anne Ansvar"}


def test_where_somebody_can_invite_the_command_does_not(sel: Municipality, anne: User) -> None:
    with pytest.raises(CommandError, match="administration already"):
        invite("mallory@evil.example", "Mallory")
    assert not User.objects.filter(name="Mallory").exists()


def test_who_never_came_is_invited_again() -> None:
    first = invite().split()[-1]
    second = invite().split()[-1]
    assert Client().get("/" + first.split("/", 3)[3]).status_code == 410
    assert Client().get("/" + second.split("/", 3)[3]).status_code == 200
    assert Appointment.objects.count() == 1


def test_a_mistyped_address_is_out_when_the_right_one_is_invited() -> None:
    wrong = invite("ane@sel.example").split()[-1]
    right = invite().split()[-1]
    assert Client().get("/" + wrong.split("/", 3)[3]).status_code == 410
    assert Client().get("/" + right.split("/", 3)[3]).status_code == 200
    assert Department.objects.count() == 1


def test_when_nobody_is_left_a_known_person_takes_over(sel: Municipality) -> None:
    ola = person("Ola", department=sel.culture, role=Membership.Role.EDITOR)
    ola.set_password(PASSWORD)
    ola.save()
    assert "has a password" in invite("OLA@sel.example", "Ola")
    assert ola.appointments.get().role == Appointment.Role.ADMINISTRATION
    assert not AccountMail.objects.exists()
    assert Department.objects.filter(parent=None).count() == 1


@pytest.mark.parametrize(("email", "name"), [("anne", "Anne"), ("a@sel.example", "A\nB")])
def test_what_is_no_address_or_name_is_refused(email: str, name: str) -> None:
    with pytest.raises(CommandError):
        invite(email, name)
    assert not User.objects.exists()
