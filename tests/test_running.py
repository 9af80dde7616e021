"""`make run`: three processes that start together and end together, and leave nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

pytestmark = pytest.mark.services

PARTS = {"gunicorn", "worker", "beat"}
# A loaded machine may take its time.
PATIENCE = 90


class Portal:
    """The portal as `make run` starts it, with data of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "log"
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "SITE_URL")
        }
        environment |= {"PORT": str(self.port), "DATA_DIR": str(folder / "data dir")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/run.py"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.2)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def processes(self) -> dict[int, str]:
        """Everything that was started with these data, however deep: ids and command lines."""
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                environment = (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.folder).encode() in environment and command:
                found[int(entry.name)] = command.replace(b"\0", b" ").decode()
        return found

    def parts(self) -> set[str]:
        commands = " ".join(self.processes().values()).split()
        return PARTS & set(commands)

    def kill_all(self) -> None:
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are looked up in /proc")
    started = Portal(tmp_path)
    try:
        started.wait_until(started.answers)
        started.wait_until(lambda: started.parts() == PARTS)
        yield started
    finally:
        started.kill_all()
        shutil.rmtree(tmp_path / "data dir", ignore_errors=True)


def test_ctrl_c_ends_everything(portal: Portal) -> None:
    os.killpg(portal.process.pid, signal.SIGINT)
    assert portal.process.wait(PATIENCE) == 0
    assert portal.processes() == {}
    told = portal.log.read_text()
    assert "Sign in with any of these" in told
    assert f"Selsome: http://127.0.0.1:{portal.port}" in told
    assert "Traceback" not in told


def test_being_asked_to_end_ends_everything(portal: Portal) -> None:
    portal.process.send_signal(signal.SIGTERM)
    assert portal.process.wait(PATIENCE) == 0
    assert portal.processes() == {}


def test_if_one_dies_all_end_and_it_is_said(portal: Portal) -> None:
    beat = next(key for key, command in portal.processes().items() if " beat " in command)
    os.kill(beat, signal.SIGKILL)
    assert portal.process.wait(PATIENCE) == 1
    assert portal.processes() == {}
    assert "one of web, worker and beat ended by itself" in portal.log.read_text()


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)}
        tried = subprocess.run(
            [sys.executable, "scripts/run.py"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert tried.returncode == 1
    assert tried.stderr == f"selsome: port {port} is taken. Try another: make run PORT=8010\n"
