"""Handing e-mail to the mail server: what its answers mean, and when to try again.

Knows nothing of what is sent: the queues, ours and others', stand in the database.
"""

import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import TracebackType
from typing import Final, Self

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email


class Outcome(Enum):
    """`SENT`: the server has it; `LATER`: not now, try again; `REFUSED`: never, for this
    recipient; `DOWN`: the server could not be reached, which is nobody's fault.
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message: the outcome, the server's code (0 if none) and words."""

    outcome: Outcome
    code: int = 0
    words: str = ""


PLAN: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
HOURLY: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(hours=24)
# "Too much at once" and "try later": hurrying makes it worse.
BUSY: Final = frozenset({421, 432, 450})
BUSY_PLAN: Final = (timedelta(minutes=10), timedelta(minutes=30))
# A batch stops when the server has been silent this often: others are waiting.
PATIENCE: Final = 2


def retry_at(attempts: int, code: int, now: datetime, first: datetime) -> datetime | None:
    """When to try again after `attempts` attempts, the first of them at `first` (UTC).

    None when it has been tried for a day.
    """
    if now - first >= GIVE_UP_AFTER:
        return None
    plan = BUSY_PLAN if code in BUSY else PLAN
    return now + (plan[attempts - 1] if attempts <= len(plan) else HOURLY)


class Courier:
    """One connection to the mail server for a batch of messages; a context manager.

    `has_given_up` says that the server is away or silent and the rest has to wait.
    """

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None
        self.silences = 0
        self.has_given_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMultiAlternatives) -> Answer:
        """Hand over one message to its one recipient."""
        try:
            (recipient,) = message.to
            validate_email(recipient)
        except (ValueError, ValidationError):
            return Answer(Outcome.REFUSED, words="not one valid address")
        if not (answer := self._connect()):
            began = time.monotonic()
            answer = self._hand_over(message)
            self._note_silence(answer, time.monotonic() - began)
        return answer

    def _connect(self) -> Answer | None:
        """None when connected, else why not."""
        if self.connection is not None:
            return None
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.has_given_up = True
            return Answer(Outcome.DOWN, _code(error), type(error).__name__)
        self.connection = connection
        return None

    def _hand_over(self, message: EmailMultiAlternatives) -> Answer:
        assert self.connection is not None  # noqa: S101
        try:
            self.connection.send_messages([message])
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return _meaning(error)
        return Answer(Outcome.SENT)

    def _note_silence(self, answer: Answer, seconds: float) -> None:
        if answer.outcome is Outcome.LATER and not answer.code and seconds > 1:
            self.silences += 1
        self.has_given_up = self.has_given_up or self.silences >= PATIENCE

    def _hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            # It hung up first.
            return


def _meaning(error: Exception) -> Answer:
    """What an error while sending says of the message."""
    code, words = _code(error), _words(error)
    if isinstance(error, ConnectionRefusedError):
        return Answer(Outcome.DOWN, code, words)
    if isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 500:
        return Answer(Outcome.REFUSED, code, words)
    if isinstance(error, smtplib.SMTPDataError) and code >= 500:
        return Answer(Outcome.REFUSED, code, words)
    return Answer(Outcome.LATER, code, words)


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _words(error: Exception) -> str:
    """The server's words, for who looks after delivery; never the recipient's address."""
    said: list[bytes | str]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = [text for _, text in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        said = [error.smtp_error]
    else:
        return type(error).__name__
    texts = [text.decode(errors="replace") if isinstance(text, bytes) else text for text in said]
    return f"{_code(error)} {' '.join(texts)}"[:300]
