"""Celery's way in. A message says "look": what is to be done stands in the database."""

from celery import shared_task

from profiles import outbox, pausing


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240, expires=300)
def send_notices() -> None:
    """Send the notices whose time has come; harmless to run twice or at once."""
    outbox.send_due()


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240, expires=300)
def start_planned_pauses() -> None:
    """Pause the profiles whose day has come; harmless to run twice or at once."""
    pausing.start_due()
