"""Celery's way in. A message says "look": what is to be done stands in the database."""

from celery import shared_task

from profiles import chain, outbox, pausing, reminders, sweep
from profiles.importing import working


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240, expires=300)
def send_notices() -> None:
    """Send the notices whose time has come; harmless to run twice or at once."""
    outbox.send_due()


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240, expires=300)
def start_planned_pauses() -> None:
    """Pause the profiles whose day has come; harmless to run twice or at once."""
    pausing.start_due()


@shared_task(ignore_result=True, time_limit=840, soft_time_limit=780, expires=600)
def sweep_today() -> None:
    """Find what is wrong with profiles today, once a day; harmless to run twice or at once."""
    sweep.run_daily()


@shared_task(ignore_result=True, time_limit=840, soft_time_limit=780, expires=600)
def remind_today() -> None:
    """Remind people of what is due, once a working day; harmless to run twice or at once."""
    reminders.run_daily()


@shared_task(ignore_result=True, time_limit=600, soft_time_limit=540, expires=30)
def work_on_imports() -> None:
    """Check and register lists that are brought in; harmless to run twice or at once."""
    working.work()


@shared_task(ignore_result=True, time_limit=300, soft_time_limit=240)
def clean_up_imports() -> None:
    """Forget the rows of old lists; harmless to run twice or at once."""
    working.clean_up()


@shared_task(ignore_result=True, time_limit=600, soft_time_limit=540)
def verify_history() -> None:
    """Look through the history of every profile; what is wrong with it becomes an alarm."""
    chain.raise_alarm()
