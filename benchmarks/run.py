"""How long the portal's pages take with few and with very many profiles.

    make bench SIZES="1000 100000"

Starts a PostgreSQL of its own (the system's, or without trigrams the one of a wheel), fills
it, asks a production server for each page again and again, and writes benchmarks/results.md.
"""

import os
import platform
import pwd
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import services  # noqa: E402

REPEATS = int(os.environ.get("REPEATS", "60"))
WARM_UP = 6
ADMINISTRATION, HEAD, EDITOR = 1, 12, 300
# Who reads it, and what it is measured against.
Pages = dict[str, tuple[int, str]]
BARE, ADMIN = "bare page", "Django admin: list"


def main(sizes: list[int]) -> None:
    results: dict[int, dict[str, list[float]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="selsome-bench-")))
        folder.chmod(0o755)
        server, has_trigrams = stack.enter_context(a_postgresql(folder))
        for size in sizes:
            results[size] = measured(size, f"{server}/bench{size}", folder)
    report = table(results, has_trigrams)
    (ROOT / "benchmarks" / "results.md").write_text(report)
    print(report)


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


def measured(size: int, database: str, folder: Path) -> dict[str, list[float]]:
    """Milliseconds of each request, by page."""
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
    process = subprocess.Popen(
        gunicorn,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        services.wait_for(port, 30)
        return {page: asked(port, cookies[who], path) for page, (who, path) in pages.items()}
    finally:
        process.terminate()
        process.wait(30)


def asked(port: int, cookie: str, path: str) -> list[float]:
    """How long the page takes, one request after the other on one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    taken: list[float] = []
    for number in range(WARM_UP + REPEATS):
        began = time.perf_counter()
        connection.request("GET", quote(path, safe="/?=&%"), headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            sys.exit(f"{path} answers {response.status}, to {response.getheader('Location')}")
        if number >= WARM_UP:
            taken.append((time.perf_counter() - began) * 1000)
        if sum(taken) > 20_000:
            break
    print(f"  {statistics.median(taken):8.1f} ms  {path}", flush=True)
    return taken


def table(results: dict[int, dict[str, list[float]]], has_trigrams: bool) -> str:
    smallest = min(results)
    lines = [
        "# How long pages take",
        "",
        (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
            "gunicorn with two workers, PostgreSQL on the same machine"
            f"{'' if has_trigrams else ' (without trigrams)'}; one request at a time, "
            f"{REPEATS} of each. Made by `make bench`."
        ),
        "",
        f"| Profiles | Page | Median ms | p95 ms | of bare | of admin | of {smallest:,} |".replace(
            ",", " "
        ),
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size, pages in results.items():
        middle = {page: statistics.median(taken) for page, taken in pages.items()}
        first = {page: statistics.median(taken) for page, taken in results[smallest].items()}
        for page, taken in pages.items():
            slowest = sorted(taken)[int(len(taken) * 0.95) - 1]
            ratios = (
                middle[page] / middle[BARE],
                middle[page] / middle[ADMIN],
                middle[page] / first[page],
            )
            lines.append(
                f"| {size:,} | {page} | {middle[page]:.1f} | {slowest:.1f} | ".replace(",", " ", 1)
                + " | ".join(f"{ratio:.2f}" for ratio in ratios)
                + " |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000, 1_000_000])
