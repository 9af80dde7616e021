"""Start the portal on this machine: web, worker and beat, until Ctrl-C."""

import os
import signal
import socket
import sys
from pathlib import Path

import django
import environ
import honcho.compat
import honcho.environ
import honcho.manager
import honcho.printer

ROOT = Path(__file__).resolve().parent.parent
# What the manager returns after Ctrl-C and SIGTERM.
STOPPED = (130, 143)
# How long a task may go on after that; the manager's own five seconds cut mails short.
PATIENCE = 20


def main() -> None:
    port = os.environ.get("PORT", "8000")
    require_free(port)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    set_environment(port)
    prepare_database()
    print(f"\nSelsome: {os.environ['SITE_URL']}   (Ctrl-C stops it)\n", flush=True)
    sys.exit(watch())


def require_free(port: str) -> None:
    """Say so in one line if something listens on the port already."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"selsome: PORT is no port number: {port}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            sys.exit(f"selsome: port {port} is for the administrator. Try: make run PORT=8010")
        except OSError:
            sys.exit(f"selsome: port {port} is taken. Try another: make run PORT=8010")


def set_environment(port: str) -> None:
    """What the three processes share; what the caller or `.env` says comes first."""
    environ.Env.read_env(ROOT / ".env")
    os.environ.update(PORT=port, PYTHON=sys.executable, PYTHONUNBUFFERED="1")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DATA_DIR", str(ROOT / "var"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selsome.settings")
    if environ.Env().bool("DEBUG", default=False):
        os.environ.setdefault("GUNICORN_CMD_ARGS", "--reload")


def prepare_database() -> None:
    """Bring the tables up to date; an empty database gets the demo municipality."""
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    if settings.DEVELOPMENT:
        call_command("load_demo", show=get_user_model().objects.exists())
    connections.close_all()


class Politely(honcho.compat.ProcessManager):  # type: ignore[misc]
    """Asks a process to end, which asks its own; asked behind its back these drop their work."""

    def terminate(self, pid: int) -> None:
        os.kill(pid, signal.SIGTERM)


def watch() -> int:
    """Run the three of the Procfile until one ends, or somebody ends them all."""
    honcho.manager.KILL_WAIT = PATIENCE
    manager = honcho.manager.Manager(honcho.printer.Printer(sys.stdout, colour=False))
    manager._procmgr = Politely()
    procfile = honcho.environ.parse_procfile((ROOT / "Procfile").read_text())
    for name, command in procfile.processes.items():
        manager.add_process(name, command)
    manager.loop()
    if manager.returncode in STOPPED:
        return 0
    print("selsome: one of web, worker and beat ended by itself, so all are stopped.")
    return 1


if __name__ == "__main__":
    main()
