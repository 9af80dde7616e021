"""Mail as files, one `.eml` each, for who tries the portal without a mail server."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Write each message to a file of its own, which is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}"
            unfinished = folder() / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder() / f"{name}.eml")
        return len(email_messages)


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def newest(limit: int) -> list[str]:
    """The names of the messages, newest first."""
    return sorted((path.stem for path in folder().glob("*.eml")), reverse=True)[:limit]


def read(name: str) -> ParsedMessage | None:
    try:
        content = (folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    return message_from_bytes(content, _class=ParsedMessage, policy=policy.default)
