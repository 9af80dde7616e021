"""Celery's way in."""

from celery import shared_task
from django.core.management import call_command


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240)
def clear_expired_sessions() -> None:
    """Remove the sessions that have ended; harmless to run twice or at once."""
    call_command("clearsessions")
