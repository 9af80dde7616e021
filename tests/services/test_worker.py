"""Worker and beat as real processes, killed in the middle of their work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from redis import Redis

from profiles import notices
from profiles.models import Notice, Profile
from profiles.tasks import send_notices
from scripts import services
from tests import smtp_sink
from tests.cast import person
from tests.smtp_sink import Sink

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

CONCURRENCY = 2
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app", "selsome", "worker", "--beat"]


def database_url() -> str:
    """The test database, as a process of its own finds it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    host = str(known["HOST"]).replace("/", "%2F")
    port = f":{known['PORT']}" if known["PORT"] else ""
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{known['USER']}{password}@{host}{port}/{known['NAME']}"


def environment(folder: Path, sink: Sink, *, redis: bool) -> dict[str, str]:
    env = dict(os.environ) | {
        "DEVELOPMENT": "true",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(folder),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "NOTICE_LEASE_SECONDS": "2",
        "NOTICE_INTERVAL_SECONDS": "1",
    }
    if not redis:
        env.pop("REDIS_URL", None)
    return env


@contextmanager
def worker(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with beat inside, in a process group of its own; killed at the end."""
    schedule = Path(env["DATA_DIR"]) / "beat-schedule"
    command = [*CELERY, f"--concurrency={CONCURRENCY}", f"--schedule={schedule}"]
    with (Path(env["DATA_DIR"]) / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the whole group: nobody gets to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def wait_until(condition: Any, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def queue_notices(notified: Profile, count: int) -> set[str]:
    """That many notices of one event; gives the Message-IDs that have to arrive."""
    event = notified.events.last()
    assert event
    Notice.objects.all().delete()
    people = [person(f"Mottaker{number}") for number in range(count)]
    notices.tell(Notice.Kind.NOTIFICATION, event, people)
    return {f"<{key}@127.0.0.1>" for key in Notice.objects.values_list("key", flat=True)}


def survive(folder: Path, notified: Profile, *, redis: bool, count: int, kills: int) -> None:
    chance = random.Random(20261123)  # noqa: S311
    with smtp_sink.running() as sink:
        sink.on_taken = lambda: time.sleep(0.02)
        wanted = queue_notices(notified, count)
        env = environment(folder, sink, redis=redis)
        for _ in range(kills):
            before = len(sink.messages)
            with worker(env):
                wait_until(lambda seen=before: len(sink.messages) > seen, 30)
                time.sleep(chance.uniform(0, 0.5))
        with worker(env):
            waiting = Notice.objects.exclude(state=Notice.State.SENT)
            log = (folder / "worker.log").read_text
            assert wait_until(lambda: not waiting.exists(), 60), log()
        assert set(sink.ids) == wanted
        assert len(sink.ids) - count <= kills * CONCURRENCY


@pytest.mark.parametrize("redis", [True, False], ids=["redis", "filesystem"])
def test_a_killed_worker_loses_nothing(tmp_path: Path, notified: Profile, redis: bool) -> None:
    survive(tmp_path, notified, redis=redis, count=60, kills=3)


@pytest.mark.chaos
@pytest.mark.parametrize("redis", [True, False], ids=["redis", "filesystem"])
def test_twenty_kills_lose_nothing(tmp_path: Path, notified: Profile, redis: bool) -> None:
    survive(tmp_path, notified, redis=redis, count=500, kills=20)


def test_two_workers_and_two_beats_have_one_effect(tmp_path: Path, notified: Profile) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with smtp_sink.running() as sink:
        wanted = queue_notices(notified, 40)
        one = environment(tmp_path / "one", sink, redis=True)
        two = environment(tmp_path / "two", sink, redis=True)
        with worker(one), worker(two):
            assert wait_until(lambda: len(sink.ids) >= len(wanted), 60)
            time.sleep(3)
    assert sorted(sink.ids) == sorted(wanted)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[str]:
    """A Redis that no other test uses, to be ill-treated; gives its URL."""
    with services.redis(tmp_path / "redis") as url:
        yield url


def test_a_message_that_is_delivered_many_times_has_one_effect(
    tmp_path: Path, notified: Profile, own_redis: str
) -> None:
    with smtp_sink.running() as sink, Celery(broker=own_redis) as publisher:
        sink.on_taken = lambda: time.sleep(0.05)
        wanted = queue_notices(notified, 40)
        for _ in range(20):
            publisher.send_task(send_notices.name, task_id="the-same")
        env = environment(tmp_path, sink, redis=True) | {"REDIS_URL": own_redis}
        with worker(env):
            assert wait_until(lambda: len(sink.ids) >= len(wanted), 60)
            time.sleep(2)
    assert sorted(sink.ids) == sorted(wanted)


def test_a_redis_that_forgets_everything_loses_nothing(
    tmp_path: Path, notified: Profile, own_redis: str
) -> None:
    with smtp_sink.running() as sink, Redis.from_url(own_redis) as redis:
        sink.on_taken = lambda: time.sleep(0.02)
        wanted = queue_notices(notified, 80)
        env = environment(tmp_path, sink, redis=True) | {"REDIS_URL": own_redis}
        with worker(env):
            for seen in (1, 20, 40):
                assert wait_until(lambda least=seen: len(sink.ids) >= least, 60)
                redis.flushall()
                redis.client_kill_filter(_type="normal", skipme=True)
            assert wait_until(lambda: len(sink.ids) >= len(wanted), 60)
            time.sleep(2)
    assert sorted(sink.ids) == sorted(wanted)
