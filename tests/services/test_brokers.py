"""The portal while Redis or the mail server hangs: no page waits for either."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from profiles.models import Notice, Profile
from scripts.services import free_port, wait_for
from tests.services.test_worker import database_url

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(params=["hangs", "refuses"])
def broken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that accepts and never answers, or one on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            listener.listen(50)
        yield int(listener.getsockname()[1])


def test_notifying_waits_neither_for_redis_nor_for_the_mail_server(
    broken: int, tmp_path: Path, ready_draft: Profile, kari: User, anne: User
) -> None:
    client = Client()
    client.force_login(kari)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    port = free_port()
    env = os.environ | {
        "DEVELOPMENT": "true",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "REDIS_URL": f"redis://127.0.0.1:{broken}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{broken}",
    }
    command = [sys.executable, "-m", "gunicorn", "selsome.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, 30)
        page = f"http://127.0.0.1:{port}/profiler/{ready_draft.pk}/se-gjennom/"
        with urllib.request.urlopen(urllib.request.Request(page, headers={"Cookie": cookie})) as it:
            set_cookie = it.headers["Set-Cookie"].partition(";")[0]
            token = it.read().decode().partition('csrfmiddlewaretoken" value="')[2][:64]
        request = urllib.request.Request(
            page,
            data=f"csrfmiddlewaretoken={token}".encode(),
            headers={"Cookie": f"{cookie}; {set_cookie}"},
        )
        began = time.monotonic()
        with urllib.request.urlopen(request) as answer:
            assert answer.url.endswith(f"/profiler/{ready_draft.pk}/")
        assert time.monotonic() - began < 1.5
    finally:
        server.terminate()
        server.wait(20)
    assert Notice.objects.filter(recipient=anne, state=Notice.State.QUEUED).count() == 1
