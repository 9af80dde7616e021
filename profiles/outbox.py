"""Sending the notices that wait: one e-mail each, by whoever claims it first."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import punycode

from accounts.delivery import Answer, Courier, Outcome, retry_at
from accounts.models import User
from profiles.models import Notice

logger = logging.getLogger("selsome.outbox")

BATCH: Final = 200
# Seconds after which a run takes no more: a slow mail server must not bring it to the time
# limit of its task, which would cut it off in the middle of a message.
ENOUGH: Final = 120


@dataclass(slots=True)
class Result:
    """What a run did: how many were sent, put off, and given up."""

    sent: int = 0
    later: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        return bool(self.sent or self.later or self.failed)


def send_due(now: datetime | None = None, limit: int = BATCH) -> Result:
    """Send up to `limit` notices whose time has come, oldest first.

    Safe to run twice, at once, and to kill: a notice is claimed by an UPDATE of its own
    row, no lock is held while the mail server is spoken to, and a claim that nobody ended
    is taken up again after `settings.NOTICE_LEASE`. A repeat has the same Message-ID.
    """
    result = Result()
    waiting = Notice.objects.to_send(now or timezone.now(), settings.NOTICE_LEASE)
    keys = list(waiting.order_by("created_at", "pk").values_list("pk", flat=True)[:limit])
    ends = time.monotonic() + ENOUGH
    with Courier() as courier:
        for key in keys:
            if courier.has_given_up or time.monotonic() > ends:
                break
            if notice := claim(key, now or timezone.now()):
                _send(notice, courier, result, now)
    if result:
        counts = {"sent": result.sent, "later": result.later, "failed": result.failed}
        logger.info("notices_sent %(sent)d later %(later)d failed %(failed)d", counts)
    return result


def claim(key: int, now: datetime) -> Notice | None:
    """Take a notice for sending; None if somebody else was faster."""
    free = Notice.objects.to_send(now, settings.NOTICE_LEASE).filter(pk=key)
    sending = {"state": Notice.State.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
    if not free.update(**sending):
        return None
    return Notice.objects.select_related("recipient", "profile").get(pk=key)


def retry(notice: Notice, *, now: datetime | None = None) -> bool:
    """Put a notice that was given up back in the queue; False if it is not given up."""
    now = now or timezone.now()
    failed = Notice.objects.undelivered().filter(pk=notice.pk)
    again = {"attempts": 0, "first_attempt_at": None, "next_attempt_at": now, "last_error": ""}
    return bool(failed.update(state=Notice.State.QUEUED, **again))


def message_of(notice: Notice) -> EmailMultiAlternatives:
    """The e-mail of a notice, as text and HTML, with an id that every repeat shares."""
    link = f"{settings.SITE_URL}{notice.path}"
    host = punycode(urlsplit(settings.SITE_URL).hostname or "")
    context = {"notice": notice, "link": link, "municipality": settings.MUNICIPALITY}
    with translation.override(notice.language):
        text = render_to_string("emails/notice.txt", context)
        html = render_to_string("emails/notice.html", context)
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=text,
        to=[notice.recipient.email],
        headers={
            "Message-ID": f"<{notice.key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "To": _name_and_address(notice.recipient),
            **_headers_of(notice),
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers_of(notice: Notice) -> dict[str, str]:
    """What comes again and again says where one decides how often."""
    if notice.kind != Notice.Kind.DIGEST:
        return {}
    return {"List-Unsubscribe": f"<{settings.SITE_URL}{reverse('profiles:preferences')}>"}


def _name_and_address(person: User) -> str:
    """For a header, which is ASCII also where the domain has an æ, ø or å."""
    local, at, domain = person.email.rpartition("@")
    return formataddr((person.name, f"{local}{at}{punycode(domain)}"))


def _send(notice: Notice, courier: Courier, result: Result, now: datetime | None) -> None:
    """Send a notice that is claimed, and note in `result` what became of it.

    Who can no longer sign in has it in the inbox only. An address that has been refused is
    tried all the same: a full mailbox is emptied without anybody telling us.
    """
    if not notice.recipient.is_active:
        _settle(notice, state=Notice.State.SUPPRESSED)
        return
    try:
        answer = courier.send(message_of(notice))
    except Exception as error:
        # One that cannot be written must not keep the others from being sent.
        logger.exception("notice_failed %d", notice.pk)
        answer = Answer(Outcome.LATER, words=type(error).__name__)
    now = now or timezone.now()
    if answer.outcome is Outcome.SENT:
        _settle(notice, state=Notice.State.SENT, sent_at=now, last_error="")
        _mark_address(notice.recipient, refused_at=None)
        result.sent += 1
    elif answer.outcome is Outcome.DOWN:
        _put_off(notice, answer, now, attempts=notice.attempts - 1)
        result.later += 1
    elif answer.outcome is Outcome.LATER and _put_off(notice, answer, now):
        result.later += 1
    else:
        _give_up(notice, answer, now)
        result.failed += 1


def _put_off(notice: Notice, answer: Answer, now: datetime, attempts: int | None = None) -> bool:
    """Queue the notice for another attempt; False if it has been tried long enough.

    A server that is away costs no attempt.
    """
    first = notice.first_attempt_at or now
    count = notice.attempts if attempts is None else attempts
    again = retry_at(max(count, 1), answer.code, now, now if attempts is not None else first)
    if again is None:
        return False
    _settle(
        notice,
        state=Notice.State.QUEUED,
        attempts=count,
        first_attempt_at=notice.first_attempt_at if attempts is not None else first,
        next_attempt_at=again,
        last_error=answer.words,
    )
    return True


def _give_up(notice: Notice, answer: Answer, now: datetime) -> None:
    _settle(notice, state=Notice.State.FAILED, last_error=answer.words)
    if answer.outcome is Outcome.REFUSED:
        _mark_address(notice.recipient, refused_at=now)


def _mark_address(person: User, *, refused_at: datetime | None) -> None:
    """Note what the mail server thinks of the address, unless it is another one by now."""
    if person.email_refused_at != refused_at:
        same = User.objects.filter(pk=person.pk, email=person.email)
        same.update(email_refused_at=refused_at)


def _settle(notice: Notice, **columns: object) -> None:
    """End a claim, if it is still ours."""
    ours = Notice.objects.filter(
        pk=notice.pk, state=Notice.State.SENDING, claimed_at=notice.claimed_at
    )
    ours.update(claimed_at=None, **columns)
