"""Make the checkout ready to run or to test: packages, settings, translations.

Only the standard library, and nothing newer than Python 3.7: it runs before anything else,
and has to say in words that a Python is too old. Each step remembers what it was made from
and is left out while that is the same, so a second run is quick and needs no network.
"""

import hashlib
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "setup.log"
OLDEST = (3, 11)


def main(purpose):
    """`purpose` is "run" or "test": which set of Python packages is wanted."""
    check_python()
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("")
    once("venv", [], make_venv, PYTHON)
    requirements = ROOT / "requirements" / (purpose + ".txt")
    if not fresh("python-test", [ROOT / "requirements" / "test.txt"], PYTHON):
        once("python-" + purpose, [requirements], lambda: install(requirements), PYTHON)
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    once("npm", packages, install_front_end, ROOT / "node_modules")
    make_env()
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
    compiled = [path.with_suffix(".mo") for path in catalogues]
    if catalogues:
        once("translations", catalogues, compile_translations, *compiled)


def check_python():
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop("Selsome needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12" % found)


def make_venv():
    say("Making .venv …")
    shutil.rmtree(str(VENV), ignore_errors=True)
    if not quietly([sys.executable, "-m", "venv", str(VENV)]):
        stop("Python's venv module does not work here (on Debian: apt install python3-venv).")


def install(requirements):
    say("Installing Python packages …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    if not quietly([*pip, "--require-hashes", "-r", str(requirements)]):
        stop("Could not install the Python packages: is there a network? More in %s" % LOG)


def install_front_end():
    say("Fetching Designsystemet and htmx …")
    npm = shutil.which("npm")
    if not npm:
        install(ROOT / "requirements" / "node.txt")
        npm = str(VENV / "bin" / "npm")
    if not quietly([npm, "ci", "--no-progress"]):
        stop("Could not fetch the front-end packages: is there a network? More in %s" % LOG)


def make_env():
    """Settings for this machine, with a secret of its own; never overwritten."""
    path = ROOT / ".env"
    if not path.exists():
        path.write_text("DEVELOPMENT=true\nSECRET_KEY=%s\n" % secrets.token_urlsafe(50))


def compile_translations():
    babel = [str(PYTHON), "-m", "babel.messages.frontend"]
    if not quietly([*babel, "compile", "--domain=django", "--directory=locale"]):
        stop("Could not compile the translations. More in %s" % LOG)


def once(name, inputs, step, *products):
    """Do a step unless what it made is there and made from the same inputs."""
    if not fresh(name, inputs, *products):
        step()
        stamp(name).parent.mkdir(parents=True, exist_ok=True)
        stamp(name).write_text(digest(inputs))


def fresh(name, inputs, *products):
    made = stamp(name).exists() and all(product.exists() for product in products)
    return made and stamp(name).read_text() == digest(inputs)


def stamp(name):
    return VENV / "stamps" / name


def digest(paths):
    content = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def quietly(command):
    """Run a command with its words in the log; whether it went well."""
    with LOG.open("ab") as log:
        try:
            return subprocess.run(command, cwd=str(ROOT), stdout=log, stderr=log).returncode == 0
        except OSError as error:
            log.write(str(error).encode())
            return False


def say(text):
    print(text, flush=True)


def stop(text):
    sys.exit("selsome: " + text)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except KeyboardInterrupt:
        stop("stopped before everything was in place; run it again to go on.")
