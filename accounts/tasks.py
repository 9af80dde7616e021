"""Celery's way in. A message says "look": what is to be done stands in the database."""

from celery import shared_task
from django.core.management import call_command

from accounts import mail


@shared_task(ignore_result=True, time_limit=120, soft_time_limit=90, expires=60)
def send_account_mail() -> None:
    """Send the e-mails about accounts that wait; harmless to run twice or at once."""
    mail.send_due()


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240)
def clear_expired_sessions() -> None:
    """Remove the sessions that have ended; harmless to run twice or at once."""
    call_command("clearsessions")
