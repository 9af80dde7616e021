"""The jobs that run by themselves are named, bounded and never tied to a clock change."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from selsome.celery import app

app.loader.import_default_modules()
JOBS: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE


def test_the_schedule_is_in_utc() -> None:
    assert str(app.conf.timezone) == "UTC"


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_each_job_is_an_interval_of_a_registered_task_with_a_limit(job: dict[str, object]) -> None:
    assert isinstance(job["schedule"], timedelta)
    task = app.tasks[str(job["task"])]
    limit = task.time_limit or app.conf.task_time_limit
    assert limit < app.conf.broker_transport_options.get("visibility_timeout", 3600)
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost


def test_what_people_wait_for_is_looked_at_each_minute_at_least() -> None:
    assert JOBS["send-notices"]["schedule"] <= timedelta(minutes=1)
