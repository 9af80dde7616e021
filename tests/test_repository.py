"""What the repository says of itself is true: settings, containers, requirements, targets."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
# Read by docker-compose.yml, not by Django.
OF_COMPOSE = {"POSTGRES_PASSWORD"}


def read(path: str) -> str:
    return (ROOT / path).read_text()


def tracked() -> list[Path]:
    """The files that are, or would be, in the repository."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().strip("\0").split("\0")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


# --- Settings ---------------------------------------------------------------------------


def settings_that_are_read() -> set[str]:
    """The first argument of each `env.…("NAME")` in settings.py."""
    calls = (node for node in ast.walk(ast.parse(read("selsome/settings.py"))))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def settings_that_are_told() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", read(".env.example"), re.MULTILINE))


def test_every_setting_is_told_of_and_no_other() -> None:
    assert settings_that_are_told() - OF_COMPOSE == settings_that_are_read()


def test_every_setting_is_told_of_once() -> None:
    names = re.findall(r"^#?([A-Z][A-Z_]+)=", read(".env.example"), re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_example_holds_no_secret() -> None:
    example = read(".env.example")
    assert re.search(r"^SECRET_KEY=$", example, re.MULTILINE)
    assert re.search(r"^POSTGRES_PASSWORD=$", example, re.MULTILINE)


# --- Containers -------------------------------------------------------------------------


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return found


def test_compose_has_what_a_portal_is_made_of(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"migrate", "web", "worker", "beat", "postgres", "redis"}


def test_everything_waits_for_the_tables(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}, name
    assert compose["services"]["migrate"]["depends_on"]["postgres"]["condition"] == (
        "service_healthy"
    )


def test_what_answers_others_has_a_health_check(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "postgres", "redis"):
        assert compose["services"][name]["healthcheck"]["test"], name


def test_redis_throws_nothing_away(compose: dict[str, Any]) -> None:
    assert "--maxmemory-policy noeviction" in compose["services"]["redis"]["command"]


def test_the_data_outlives_its_containers(compose: dict[str, Any]) -> None:
    kept = [each for service in compose["services"].values() for each in service.get("volumes", [])]
    assert {each.partition(":")[0] for each in kept} == set(compose["volumes"])


def test_containers_are_never_in_the_embedded_mode(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "beat"):
        assert compose["services"][name]["environment"]["DEVELOPMENT"] == "false"


def test_what_the_image_copies_is_there() -> None:
    own = [line for line in read("Dockerfile").splitlines() if line.startswith("COPY ")]
    sources = [name for line in own if "--from=" not in line for name in line.split()[1:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source


def test_the_image_holds_every_app() -> None:
    copied = read("Dockerfile")
    for app in ("accounts", "guidelines", "profiles", "selsome"):
        assert f"COPY {app} {app}" in copied


def test_the_image_does_not_run_as_root() -> None:
    last = read("Dockerfile").rpartition("FROM ")[2]
    assert re.search(r"^USER selsome$", last, re.MULTILINE)


# --- Requirements -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["run", "test", "node"])
def test_every_requirement_is_one_version_with_hashes(name: str) -> None:
    # A package begins at the line's start, its hashes are indented below it.
    entries = re.split(r"\n(?=[a-zA-Z])", read(f"requirements/{name}.txt"))
    pinned = [entry for entry in entries if re.match(r"[a-zA-Z]", entry)]
    assert pinned
    for entry in pinned:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    for name, packages in wanted.items():
        locked = read(f"requirements/{name}.txt")
        for package in packages:
            bare = re.split(r"[\[<>=!~ ]", package)[0]
            assert re.search(rf"^{re.escape(bare)}(\[.*\])?==", locked, re.MULTILINE), package


def test_the_tests_run_on_what_production_runs_on() -> None:
    def versions(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-zA-Z][\w.\[\]-]*==[^\s;]+", read(f"requirements/{name}.txt"), re.M)
        )

    assert versions("run") <= versions("test")


def test_no_file_names_a_registry() -> None:
    """Packages come from wherever the machine is set up to take them from."""
    hosts = [f"{host}.org" for host in ("pypi", "registry.npmjs", "files.pythonhosted")]
    for path in tracked():
        text = path.read_bytes().decode(errors="ignore")
        assert not any(host in text for host in hosts), path
    assert '"resolved"' not in read("package-lock.json")


def test_nothing_made_by_the_machine_is_kept() -> None:
    kept = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert not kept & {".venv", "node_modules", "var", "build", ".env"}
    assert not [path for path in tracked() if path.suffix in (".mo", ".pyc", ".sqlite3")]


# --- Targets and documents --------------------------------------------------------------


def test_make_tells_what_can_be_made() -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "setup", "lint", "types", "unit", "services", "browser"):
        assert re.search(rf"^  {target} ", told, re.MULTILINE), target


def test_what_make_calls_is_there() -> None:
    called = set(re.findall(r"scripts/\w+\.py", read("Makefile")))
    assert called
    for path in called:
        assert (ROOT / path).exists(), path


def test_links_between_documents_lead_somewhere() -> None:
    for path in tracked():
        if path.suffix != ".md":
            continue
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
            assert (path.parent / link).exists(), f"{path.relative_to(ROOT)}: {link}"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
