"""What a mail server's answer means, and when to try again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend

from accounts.delivery import Courier, Outcome, retry_at

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
TO = "kari@sel.example"


def letter(to: str = TO) -> EmailMultiAlternatives:
    return EmailMultiAlternatives("Hello", "Text", to=[to])


def failing(error: BaseException) -> Callable[..., int]:
    def send(*args: object) -> int:
        raise error

    return send


def test_what_the_server_takes_is_sent() -> None:
    with Courier() as courier:
        assert courier.send(letter()).outcome is Outcome.SENT
    assert mail.outbox[0].to == [TO]


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (SMTPRecipientsRefused({TO: (550, b"no such user")}), Outcome.REFUSED, 550),
        (SMTPRecipientsRefused({TO: (450, b"greylisted")}), Outcome.LATER, 450),
        (SMTPDataError(554, b"spam"), Outcome.REFUSED, 554),
        (SMTPDataError(451, b"try again"), Outcome.LATER, 451),
        (SMTPResponseException(421, b"closing"), Outcome.LATER, 421),
        (SMTPServerDisconnected("gone"), Outcome.LATER, 0),
        (TimeoutError(), Outcome.LATER, 0),
        (ConnectionResetError(), Outcome.LATER, 0),
        (ConnectionRefusedError(), Outcome.DOWN, 0),
    ],
)
def test_each_answer_has_its_meaning(error: Exception, outcome: Outcome, code: int) -> None:
    with Courier() as courier, patch.object(EmailBackend, "send_messages", failing(error)):
        answer = courier.send(letter())
    assert (answer.outcome, answer.code) == (outcome, code)
    assert TO not in answer.words


@pytest.mark.parametrize(
    "address", ['"A" <a@b.no>, x@y.no', "a@b.no, x@y.no", "a@b.no\r\nBcc: x@y.no", "", "a"]
)
def test_what_is_not_one_address_never_reaches_the_server(address: str) -> None:
    with Courier() as courier:
        assert courier.send(letter(address)).outcome is Outcome.REFUSED
    assert not mail.outbox


def test_two_recipients_are_not_one() -> None:
    message = EmailMultiAlternatives("Hello", "Text", to=[TO, "ola@sel.example"])
    with Courier() as courier:
        assert courier.send(message).outcome is Outcome.REFUSED


def test_after_a_drop_the_next_message_gets_a_new_connection() -> None:
    with Courier() as courier:
        with patch.object(EmailBackend, "send_messages", failing(SMTPServerDisconnected("x"))):
            courier.send(letter())
        assert courier.send(letter()).outcome is Outcome.SENT


def test_a_server_that_cannot_be_reached_ends_the_batch() -> None:
    with (
        patch.object(EmailBackend, "open", failing(ConnectionRefusedError())),
        Courier() as courier,
    ):
        assert courier.send(letter()).outcome is Outcome.DOWN
        assert courier.has_given_up


@pytest.mark.parametrize(
    ("attempts", "code", "minutes"),
    [(1, 0, 1), (2, 0, 5), (3, 0, 15), (4, 0, 60), (9, 0, 60), (1, 421, 10), (2, 450, 30)],
)
def test_the_plan_grows_and_busy_servers_get_more_time(
    attempts: int, code: int, minutes: int
) -> None:
    assert retry_at(attempts, code, NOW, NOW) == NOW + timedelta(minutes=minutes)


def test_after_a_day_there_is_no_next_time() -> None:
    assert retry_at(20, 0, NOW, NOW - timedelta(hours=23, minutes=59))
    assert retry_at(20, 0, NOW, NOW - timedelta(hours=24)) is None
