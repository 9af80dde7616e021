"""Start the portal on this machine: web, worker and beat, until Ctrl-C."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    port = os.environ.get("PORT", "8000")
    require_free(port)
    environment = {
        **os.environ,
        "PORT": port,
        "PYTHON": sys.executable,
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": os.environ.get("SITE_URL", f"http://127.0.0.1:{port}"),
        "DATA_DIR": os.environ.get("DATA_DIR", str(ROOT / "var")),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "--verbosity=0"], ["load_demo", "--if-empty"]):
        if subprocess.run([*manage, *command], env=environment, cwd=ROOT).returncode:
            sys.exit(f"selsome: manage.py {command[0]} did not go well, see above.")
    print(f"\nSelsome: {environment['SITE_URL']}   (Ctrl-C stops it)\n", flush=True)
    honcho = [sys.executable, "-m", "honcho", "start", "--no-colour"]
    os.chdir(ROOT)
    os.execve(sys.executable, honcho, environment)  # noqa: S606


def require_free(port: str) -> None:
    """Say so in one line if something listens on the port already."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"selsome: PORT is no port number: {port}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            sys.exit(f"selsome: port {port} is taken. Try another: make run PORT=8010")


if __name__ == "__main__":
    main()
