"""How long the portal's pages take with few and with very many profiles.

    make bench SIZES="1000 100000"

Starts a PostgreSQL of its own (the system's, or without trigrams the one of a wheel), fills a
database of each size, and asks production servers for each page of each size in turn, again and
again: what else the machine is busy with slows them all. Writes benchmarks/results.md.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import services  # noqa: E402

from benchmarks import report  # noqa: E402

REPEATS = int(os.environ.get("REPEATS", "60"))
WARM_UP = 6
# A list that is taken out is read so many seconds.
LONGEST = 60
LARGEST_WORKBOOK = 1_000
MIB = 1 << 20
ADMINISTRATION, HEAD, EDITOR = 1, 12, 300
# Who reads it, and what it is measured against.
Pages = dict[str, tuple[int, str]]
BARE, ADMIN = "bare page", "Django admin: list"


@dataclass(slots=True)
class Portal:
    """A production server with so many profiles; and how long its pages took, in ms."""

    size: int
    port: int
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]
    cookies: dict[int, str]
    pages: Pages
    taken: dict[str, list[float]] = field(default_factory=dict)


def main(sizes: list[int]) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="selsome-bench-")))
        folder.chmod(0o755)
        server, has_trigrams = stack.enter_context(a_postgresql(folder))
        portals = [
            stack.enter_context(a_portal(size, f"{server}/bench{size}", folder)) for size in sizes
        ]
        for number in range(WARM_UP + REPEATS):
            ask_all(portals, counts=number >= WARM_UP)
            print(f"asked {number + 1} of {WARM_UP + REPEATS} times", flush=True)
        moved = [move(portal) for portal in portals]
    taken = {portal.size: portal.taken for portal in portals}
    text = report.pages(taken, REPEATS, has_trigrams, bare=BARE, admin=ADMIN)
    text += report.moves([line for lines in moved for line in lines])
    (ROOT / "benchmarks" / "results.md").write_text(text)
    print(text)


def a_postgresql(folder: Path) -> "contextmanager[tuple[str, bool]]":  # type: ignore[type-arg]
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return of_the_system(found[-1].parent, folder)  # type: ignore[return-value]
    print("No PostgreSQL is installed: using the one of a wheel, which has no trigrams.")
    return of_the_wheel(folder)  # type: ignore[return-value]


@contextmanager
def of_the_system(programs: Path, folder: Path) -> Iterator[tuple[str, bool]]:
    """A cluster of its own; PostgreSQL refuses to run as root."""
    data = folder / "pg"
    data.mkdir(mode=0o700)
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
    user = "postgres" if prefix else pwd.getpwuid(os.geteuid()).pw_name
    port = services.free_port()
    initdb = ["initdb", "-D", str(data), "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    run([*prefix, str(programs / initdb[0]), *initdb[1:]])
    options = (
        f"-p {port} -k {data} -c shared_buffers=1GB -c max_wal_size=8GB -c fsync=off -c jit=off"
    )
    control = [*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    run([*control, "-o", options, "-l", str(data / "log"), "start"])
    try:
        yield f"postgres://{user}@127.0.0.1:{port}", True
    finally:
        run([*control, "-m", "immediate", "stop"])


@contextmanager
def of_the_wheel(folder: Path) -> Iterator[tuple[str, bool]]:
    with services.postgresql(folder / "pg") as url:
        yield url.rpartition("/")[0], False


def run(command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd="/" if not environment else ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def a_portal(size: int, database: str, folder: Path) -> Iterator[Portal]:
    import psycopg

    began = time.monotonic()
    server, _, name = database.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    port = services.free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": database,
        "DATA_DIR": str(folder / name),
        "DEVELOPMENT": "true",
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "STATEMENT_TIMEOUT_MS": "60000",
        "PYTHONPATH": str(ROOT),
    }
    run([sys.executable, "manage.py", "migrate", "--verbosity=0"], **environment)
    fill = (ROOT / "benchmarks" / "fill.sql").read_text() % {"size": size}
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(fill)  # type: ignore[arg-type]
        connection.execute("VACUUM ANALYZE")
    print(f"{size} profiles: filled in {time.monotonic() - began:.0f} s", flush=True)
    prepared = run([sys.executable, "-m", "benchmarks.prepare", str(size)], **environment)
    cookies, pages = eval(prepared)  # noqa: S307 - written by our own process
    gunicorn = [sys.executable, "-m", "gunicorn", "selsome.wsgi", "--workers", "2"]
    gunicorn += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "2"]
    gunicorn += ["--log-level", "warning", "--keep-alive", "60"]
    process = subprocess.Popen(gunicorn, cwd=ROOT, env={**os.environ, **environment})
    try:
        services.wait_for(port, 30)
        yield Portal(size, port, process, environment, cookies, pages)
    finally:
        process.terminate()
        process.wait(30)


def ask_all(portals: list[Portal], *, counts: bool) -> None:
    """Ask each portal for each page once, the portals in turn."""
    for page in portals[0].pages:
        for portal in portals:
            who, path = portal.pages[page]
            taken = asked(portal.port, portal.cookies[who], path)
            if counts:
                portal.taken.setdefault(page, []).append(taken)


def asked(port: int, cookie: str, path: str) -> float:
    """How many milliseconds the page takes, the whole of the request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.connect()
    began = time.perf_counter()
    connection.request("GET", quote(path, safe="/?=&%"), headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    taken = (time.perf_counter() - began) * 1000
    connection.close()
    if response.status != 200:
        sys.exit(f"{path} answers {response.status}, to {response.getheader('Location')}")
    return taken


def move(portal: Portal) -> list[report.Moved]:
    """Take lists out, and bring some in: that last, since it makes the register larger."""
    moved = [exported(portal, kind) for kind in ("csv", "xlsx")]
    return moved + [imported(portal, count) for count in (1_000, 10_000)]


def exported(portal: Portal, kind: str) -> report.Moved:
    """How everything is taken out: no longer than a minute is waited for the rest of it."""
    # A workbook is whole before the first of it is sent.
    all_of_it = kind == "csv" or portal.size <= LARGEST_WORKBOOK
    query = "" if all_of_it else "?department=12"
    before = max(memory_of(portal.process.pid))
    connection = HTTPConnection("127.0.0.1", portal.port, timeout=600)
    began = time.perf_counter()
    cookie = portal.cookies[ADMINISTRATION]
    connection.request("GET", f"/profiler/eksport.{kind}{query}", headers={"Cookie": cookie})
    response = connection.getresponse()
    read, first = len(response.read(1)), time.perf_counter() - began
    while (piece := response.read(1 << 16)) and time.perf_counter() - began < LONGEST:
        read += len(piece)
    took = time.perf_counter() - began
    connection.close()
    peak = max(memory_of(portal.process.pid))
    what = f"taking out {'everything' if all_of_it else 'a department'} as {kind}"
    what += f": the first {LONGEST} seconds of it" if piece else ""
    return report.Moved(portal.size, what, took, peak, first, read / MIB, peak - before)


def imported(portal: Portal, count: int) -> report.Moved:
    command = [sys.executable, "-m", "benchmarks.moving", str(count)]
    done = eval(run(command, **portal.environment))  # noqa: S307 - written by our own process
    rows = f"{count:,}".replace(",", " ")
    what = f"bringing in {rows} rows; progress seen {done['steps']} times"
    return report.Moved(portal.size, what, done["seconds"], done["peak"])


def memory_of(server: int) -> list[int]:
    """The most memory that each of the server's processes has had, in MiB; Linux tells it."""
    children = Path(f"/proc/{server}/task/{server}/children")
    if not children.exists():
        return [0]
    return [
        int(line.split()[1]) // 1024
        for child in children.read_text().split()
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000, 1_000_000])
