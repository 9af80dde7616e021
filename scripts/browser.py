"""Run the browser tests with the Chromium of this machine, or with one that can be had.

Without any, the browser tests are left out with a loud last line; in CI that is a failure.

    python scripts/browser.py COMMAND [ARGUMENT …]
    python scripts/browser.py --verdict    the last line of `make test`
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LEFT_OUT = Path(__file__).resolve().parent.parent / "var" / "no-browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

NO_BROWSER = "\n".join(
    [
        "=" * 78,
        "NO BROWSER: the browser tests were LEFT OUT. Install chromium to run them.",
        "=" * 78,
    ]
)


def main(command: list[str]) -> int:
    if command == ["--verdict"]:
        print(NO_BROWSER if LEFT_OUT.exists() else "make test: all parts went well")
        return 0
    LEFT_OUT.unlink(missing_ok=True)
    for chromium in candidates():
        if works(chromium):
            environment = {**os.environ, "CHROMIUM": chromium, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
            return subprocess.run(command, env=environment).returncode
    print(NO_BROWSER)
    LEFT_OUT.touch()
    return 1 if os.environ.get("CI") else 0


def candidates() -> Iterator[str]:
    """Browsers to try: named, found, installed by apt, downloaded by Playwright."""
    if named := os.environ.get("CHROMIUM"):
        yield named
    yield from filter(None, map(shutil.which, NAMES))
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium with apt …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], capture_output=True)
        yield from filter(None, map(shutil.which, NAMES))
    yield from downloaded()


def downloaded() -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    print("Asking Playwright for a browser …", flush=True)
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(install, capture_output=True).returncode == 0:
        with sync_playwright() as playwright:
            yield playwright.chromium.executable_path


def works(chromium: str) -> bool:
    """Whether the browser starts at all; a package may be a stub that only says to install."""
    try:
        asked = subprocess.run([chromium, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
