"""The way in for the first time: a link by e-mail, used once."""

import re
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings as real_settings
from django.contrib.auth.tokens import default_token_generator
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts import organisation
from accounts.models import AccountMail, Record, User
from accounts.tasks import send_account_mail
from tests.accounts.conftest import HOME, RESET, is_signed_in, sign_in

NEW = "ti tause tirilunger ved Lågen"


@pytest.fixture
def per_invited(gro: User) -> User:
    """A person whom gro has added and invited, and who has not come in yet."""
    person = organisation.add_person(by=gro, name="Pia Ny", email="PIA@sel.example", language="nn")
    organisation.invite(person, by=gro)
    return person


def link(number: int = -1) -> str:
    letter = outbox.outbox[number]
    assert isinstance(letter, EmailMultiAlternatives)
    found = re.search(r"https?://\S+/invitasjon/\S+/", str(letter.body))
    assert found
    return found[0].removeprefix(real_settings.SITE_URL)


def choose(client: Client, path: str, password: str = NEW, name: str = "Pia Ny") -> int:
    sent = {"name": name, "password1": password, "password2": password}
    return client.post(path, sent).status_code


def test_who_is_invited_chooses_a_password_and_is_in(client: Client, per_invited: User) -> None:
    send_account_mail()
    assert outbox.outbox[0].to == ["pia@sel.example"]
    page = client.get(link())
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert choose(client, link(), name="Pia Nyansatt") == 302
    assert is_signed_in(client)
    assert sign_in(Client(), email="pia@sel.example", password=NEW) == 302
    per_invited.refresh_from_db()
    assert per_invited.name == "Pia Nyansatt"
    changed = per_invited.records.get(kind=Record.Kind.PERSON_CHANGED)
    assert changed.data["changes"][0]["old"] == "Pia Ny"


def test_before_that_the_person_cannot_sign_in(client: Client, per_invited: User) -> None:
    assert sign_in(client, email="pia@sel.example", password="") == 200
    assert sign_in(client, email="pia@sel.example", password=per_invited.password) == 200


def test_looking_at_the_link_uses_nothing_up(per_invited: User) -> None:
    send_account_mail()
    for _ in range(3):
        Client().get(link())
    assert choose(Client(), link()) == 302


def test_a_link_works_once(per_invited: User) -> None:
    send_account_mail()
    assert choose(Client(), link()) == 302
    second = Client()
    assert second.get(link()).status_code == 410
    assert choose(second, link(), "en annen lang setning her") == 410
    assert not is_signed_in(second)
    assert sign_in(Client(), email="pia@sel.example", password=NEW) == 302


def test_only_the_newest_works(gro: User, per_invited: User) -> None:
    send_account_mail()
    organisation.invite(per_invited, by=gro)
    send_account_mail()
    assert link(0) != link(1)
    assert Client().get(link(0)).status_code == 410
    assert Client().get(link(1)).status_code == 200


def test_after_seven_days_it_is_gone(per_invited: User) -> None:
    send_account_mail()
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert Client().get(link()).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        answer = Client().get(link())
        assert answer.status_code == 410
        assert choose(Client(), link()) == 410


def test_what_is_taken_back_opens_nothing_and_is_not_sent(gro: User, per_invited: User) -> None:
    assert organisation.revoke_invitation(per_invited, by=gro)
    send_account_mail()
    assert outbox.outbox == []
    assert not organisation.revoke_invitation(per_invited, by=gro)


def test_a_link_is_dead_when_the_person_is_deactivated(gro: User, per_invited: User) -> None:
    send_account_mail()
    organisation.deactivate(per_invited, by=gro)
    assert Client().get(link()).status_code == 410
    organisation.activate(per_invited, by=gro)
    assert Client().get(link()).status_code == 410


def test_a_letter_that_waits_when_the_invitation_is_used_is_not_sent(
    gro: User, per_invited: User
) -> None:
    invitation = per_invited.invitations.get()
    organisation.accept_invitation(invitation, name="Pia", password=NEW)
    send_account_mail()
    assert outbox.outbox == []
    assert not AccountMail.objects.exists()


def ask_for_a_password(email: str = "pia@sel.example") -> None:
    assert Client().post(RESET, {"email": email})["Location"] == "/konto/password/reset/done/"
    send_account_mail()


def test_who_forgets_a_password_not_chosen_yet_gets_the_invitation_once_more(
    per_invited: User,
) -> None:
    send_account_mail()
    ask_for_a_password()
    assert link(0) == link(1)
    assert "/reset/key/" not in str(outbox.outbox[1].body)
    assert not AccountMail.objects.exists()


def test_what_is_taken_back_does_not_open_by_a_forgotten_password(
    gro: User, per_invited: User
) -> None:
    organisation.revoke_invitation(per_invited, by=gro)
    ask_for_a_password()
    organisation.invite(per_invited, by=gro)
    AccountMail.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        ask_for_a_password()
    assert outbox.outbox == []
    assert not AccountMail.objects.exists()


def test_a_link_for_a_new_password_opens_nothing_for_who_never_had_one(per_invited: User) -> None:
    uid, token = user_pk_to_url_str(per_invited), default_token_generator.make_token(per_invited)
    page = Client().get(f"/konto/password/reset/key/{uid}-{token}/", follow=True)
    assert b"password1" not in page.content


def unreachable(*args: object) -> None:
    raise ConnectionRefusedError


def dropped(*args: object) -> None:
    raise SMTPServerDisconnected


@pytest.mark.parametrize(("act", "error"), [("open", unreachable), ("send_messages", dropped)])
def test_an_invitation_waits_for_the_mail_server_over_a_weekend(
    per_invited: User, act: str, error: Callable[..., None]
) -> None:
    began = timezone.now()
    with patch.object(EmailBackend, act, error):
        for hours in (0, 30, 60):
            with time_machine.travel(began + timedelta(hours=hours)):
                send_account_mail()
    with time_machine.travel(began + timedelta(hours=62)):
        send_account_mail()
        assert Client().get(link()).status_code == 200


def test_an_invitation_that_could_not_be_sent_is_given_up_when_it_runs_out(
    per_invited: User,
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        send_account_mail()
    assert outbox.outbox == []
    assert not AccountMail.objects.exists()


@pytest.mark.parametrize("token", ["x", "æøå", "%00", "a:b:c", "1" * 5000])
def test_a_forged_or_broken_link_gets_a_clear_page(db: None, token: str) -> None:
    answer = Client().get(f"/konto/invitasjon/{token}/")
    assert answer.status_code == 410
    assert "/konto/login/" in answer.content.decode()


def test_a_weak_password_is_refused_and_the_name_kept(per_invited: User) -> None:
    send_account_mail()
    sent = {"name": "Pia Endra", "password1": "zqx7", "password2": "zqx7"}
    page = Client().post(link(), sent)
    assert page.status_code == 200
    assert 'value="Pia Endra"' in page.content.decode()
    assert "zqx7" not in page.content.decode()
    assert per_invited.invitations.get().used_at is None


def test_two_that_differ_are_not_taken(per_invited: User) -> None:
    send_account_mail()
    sent = {"name": "Pia", "password1": NEW, "password2": NEW + "!"}
    assert Client().post(link(), sent).status_code == 200
    assert per_invited.invitations.get().used_at is None


def test_the_page_speaks_the_persons_language(per_invited: User) -> None:
    send_account_mail()
    assert 'lang="nn"' in Client().get(link()).content.decode()
    letter = outbox.outbox[0]
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.alternatives


def test_somebody_else_who_is_signed_in_is_signed_out(
    client: Client, gro: User, per_invited: User
) -> None:
    client.force_login(gro)
    send_account_mail()
    assert choose(client, link()) == 302
    assert client.get(HOME).context["user"] == per_invited


def test_a_new_address_gets_a_new_link_and_the_old_one_is_dead(
    gro: User, per_invited: User
) -> None:
    send_account_mail()
    organisation.change_person(per_invited, by=gro, values={"email": "pia.ny@sel.example"})
    send_account_mail()
    assert outbox.outbox[1].to == ["pia.ny@sel.example"]
    assert Client().get(link(0)).status_code == 410
    assert Client().get(link(1)).status_code == 200


def test_who_has_a_password_from_elsewhere_needs_the_link_no_more(per_invited: User) -> None:
    send_account_mail()
    per_invited.set_password(NEW)
    per_invited.save()
    assert Client().get(link()).status_code == 410
