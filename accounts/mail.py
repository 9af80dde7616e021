"""E-mails about accounts: queued by a page, sent by a job.

A page only writes down who asked. Whether anybody has that address is found out when the
job runs, so neither the answer nor the time it takes tells.
"""

import logging
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Final
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts import invitations
from accounts.delivery import Answer, Courier, Outcome, retry_at
from accounts.models import AccountMail, User

logger = logging.getLogger("selsome.account_mail")

BATCH: Final = 100
# Whoever asked a day ago has asked again, or has got in. Not so who was invited: nobody but the
# administration can ask again, and that is told of what has not been delivered.
TOO_LATE: Final = timedelta(days=1)


def queue(kind: AccountMail.Kind, email: str) -> None:
    """Write down that this e-mail is to be sent; a second wish while one waits adds none."""
    wish = AccountMail(kind=kind, email=email.lower())
    AccountMail.objects.bulk_create([wish], ignore_conflicts=True)


def send_due(now: datetime | None = None, limit: int = BATCH) -> None:
    """Send what waits, oldest first; safe to run twice, at once, and to kill."""
    now = now or timezone.now()
    waiting = AccountMail.objects.to_send(now, settings.NOTICE_LEASE)
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    with Courier() as courier:
        for key in keys:
            if courier.has_given_up:
                break
            if mail := _claim(key, now):
                _send(mail, courier, now)


def message_of(mail: AccountMail, user: User) -> EmailMultiAlternatives:
    """The e-mail in the person's language, as text and HTML."""
    context = {
        "user": user,
        "link": settings.SITE_URL + _path(mail, user),
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "days": invitations.LASTS.days,
        "municipality": settings.MUNICIPALITY,
    }
    template = f"emails/{mail.kind}"
    with translation.override(user.language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context)
        html = render_to_string(f"{template}.html", {**context, "subject": subject})
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[user.email],
        headers={
            "Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "To": formataddr((user.name, user.email)),
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def _path(mail: AccountMail, user: User) -> str:
    if mail.kind == AccountMail.Kind.INVITATION:
        invitation = invitations.newest(user, timezone.now())
        return invitations.path_of(invitation) if invitation else reverse("account_login")
    if mail.kind != AccountMail.Kind.PASSWORD_RESET:
        return reverse("account_reset_password")
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def _meant_for(mail: AccountMail, now: datetime) -> User | None:
    """Whom it goes to; None if it helps nobody any more.

    Who has no password yet comes in by invitation alone: whoever asks for a new one gets the
    open invitation once more, or nothing.
    """
    user = User.objects.filter(email__iexact=mail.email, is_active=True).first()
    if user is None:
        return None
    if mail.kind == AccountMail.Kind.PASSWORD_RESET and not user.has_usable_password():
        mail.kind = AccountMail.Kind.INVITATION
    if mail.kind == AccountMail.Kind.INVITATION:
        return user if invitations.newest(user, now) else None
    return user if now - mail.created_at <= TOO_LATE else None


def _claim(key: int, now: datetime) -> AccountMail | None:
    """Take an e-mail for sending; None if somebody else was faster."""
    free = AccountMail.objects.to_send(now, settings.NOTICE_LEASE).filter(pk=key)
    if not free.update(claimed_at=now, attempts=F("attempts") + 1):
        return None
    return AccountMail.objects.get(pk=key)


def _send(mail: AccountMail, courier: Courier, now: datetime) -> None:
    ours = AccountMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)
    user = _meant_for(mail, now)
    if user is None:
        ours.delete()
        return
    answer = _hand_over(mail, user, courier)
    again = _next_attempt(mail, answer, now)
    if again:
        first = mail.first_attempt_at or now
        ours.update(claimed_at=None, next_attempt_at=again, first_attempt_at=first)
    else:
        ours.delete()
    if answer.outcome in (Outcome.REFUSED, Outcome.SENT):
        refused_at = now if answer.outcome is Outcome.REFUSED else None
        User.objects.filter(pk=user.pk).update(email_refused_at=refused_at)
    logger.info("account_mail %s %s code %d", mail.key, answer.outcome.value, answer.code)


def _hand_over(mail: AccountMail, user: User, courier: Courier) -> Answer:
    try:
        message = message_of(mail, user)
    except Exception as error:
        # One that cannot be written must not keep the others from being sent.
        logger.exception("account_mail_unwritten %s", mail.key)
        return Answer(Outcome.LATER, words=type(error).__name__)
    return courier.send(message)


def _next_attempt(mail: AccountMail, answer: Answer, now: datetime) -> datetime | None:
    """When to try again; None if it is sent, or refused for good."""
    if answer.outcome is Outcome.DOWN:
        return retry_at(1, answer.code, now, now)
    if answer.outcome is Outcome.LATER:
        is_invitation = mail.kind == AccountMail.Kind.INVITATION
        first = now if is_invitation else mail.first_attempt_at or now
        return retry_at(mail.attempts, answer.code, now, first)
    return None
