"""Take the README's pictures anew, of a demo municipality of their own.

    make screenshots

A portal is started on a free port with a database that is thrown away afterwards, so what
stands in var/ is neither shown nor touched.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LARGEST = 200_000


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it; `typed` is filled in first, by the fields' names."""

    name: str
    who: str
    path: str
    typed: tuple[tuple[str, str], ...] = ()
    is_phone: bool = False


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        set_environment(folder, port)
        prepare_database()
        pictures = wanted()
        cookies = {who: session_of(who) for who in {picture.who for picture in pictures}}
        PICTURES.mkdir(parents=True, exist_ok=True)
        with portal(port) as home, sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for picture in pictures:
                take(browser, home, picture, cookies[picture.who])
            browser.close()


def wanted() -> list[Picture]:
    from profiles.models import Profile

    draft = f"/profiler/{Profile.objects.get(name='Kulturnatt på Otta').pk}"
    snapchat = Profile.objects.get(name="Otta ungdomsklubb", platform="snapchat")
    notified = Profile.objects.get(name="Sel kulturskole", platform="tiktok")
    account = (
        ("address", "https://www.instagram.com/ottakulturhus/?hl=nb"),
        ("name", "Otta kulturhus"),
        ("need", "De under tretti som går på konsert hos oss, følger med på Instagram."),
    )
    return [
        Picture("tasks", "kari", "/"),
        Picture("tasks-phone", "kari", "/", is_phone=True),
        Picture("step-1-account", "kari", "/profiler/ny/", typed=account),
        Picture("step-2-assessment", "kari", f"{draft}/vurdering/"),
        Picture("step-3-people", "kari", f"{draft}/folk/"),
        Picture("step-4-review", "kari", f"{draft}/se-gjennom/"),
        Picture("queue", "anne", "/meldinger/"),
        Picture("approve", "anne", f"/profiler/{notified.pk}/godkjenn/"),
        Picture("profile", "kari", f"/profiler/{snapchat.pk}/"),
        Picture("register", "anne", "/profiler/"),
        Picture("inbox", "kari", "/varsler/"),
    ]


def take(browser: Browser, home: str, picture: Picture, cookie: tuple[str, str]) -> None:
    context = browser.new_context(
        viewport=PHONE if picture.is_phone else DESK,  # type: ignore[arg-type]
        locale="nb-NO",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": home}])
    page = context.new_page()
    page.goto(home + picture.path, wait_until="networkidle")
    for name, text in picture.typed:
        page.locator(f"[name={name}]").fill(text)
    settle(page)
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB", flush=True)
    if size > LARGEST:
        sys.exit(f"{path.name} is too large for a README")


def settle(page: Page) -> None:
    """Let go of the field that was typed in last, and wait for what typing set going."""
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1500)
    page.evaluate("window.scrollTo(0, 0)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def set_environment(folder: str, port: int) -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DEVELOPMENT": "true",
        "SECRET_KEY": "for-the-pictures-only-0123456789012345678901234567890123456789",
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
        "REDIS_URL": "",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "selsome.settings",
    }


def prepare_database() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with Path(os.devnull).open("w") as nowhere:
        call_command("load_demo", stdout=nowhere)


def session_of(who: str) -> tuple[str, str]:
    """Name and value of the cookie of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    from accounts.demo import DEMO_DOMAIN
    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=f"{who}@{DEMO_DOMAIN}"))
    name = settings.SESSION_COOKIE_NAME
    return name, client.cookies[name].value


@contextmanager
def portal(port: int) -> Iterator[str]:
    """The portal while the pictures are taken; its address."""
    home = f"http://127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "selsome.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*gunicorn, "--threads", "4", "--log-level", "error"])
    try:
        wait_for(home)
        yield home
    finally:
        server.terminate()
        server.wait()


def wait_for(home: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(home, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the portal did not start")


if __name__ == "__main__":
    main()
